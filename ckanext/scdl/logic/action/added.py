"""Actions on standards added at run time: add, show, change the overlay, retire, read a catalogue."""
from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Optional

import ckan.model as model
import ckan.plugins.toolkit as tk
from sqlalchemy.exc import IntegrityError

from ckanext.scdl import stamps
from ckanext.scdl.added import overlay as overlays
from ckanext.scdl.added import remote
from ckanext.scdl.added.descriptor import DescriptorRefused, name_problems, read_descriptor
from ckanext.scdl.added.naming import proposed_names, proposed_slug
from ckanext.scdl.added.proposal import propose
from ckanext.scdl.catalogue.loading import sha256
from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.catalogue.standard import Standard
from ckanext.scdl.errors import ScdlError
from ckanext.scdl.logic.schema import added as schema
from ckanext.scdl.model import added_standard as store
from ckanext.scdl.model import stamp
from ckanext.scdl.shared import get_standard

ActionResult = Any

_validate = tk.validate_action_data


@_validate(schema.standard_add)
def scdl_standard_add(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """Add a standard, or a version of one, from its Table Schema.

    :param descriptor: the Table Schema, as an object or as JSON text (optional: fetched from ``url``)
    :type descriptor: dictionary or string
    :param url: the descriptor's official address (optional: its address on this portal)
    :type url: string
    :param name: catalogue name ``owner/name`` (optional: from the address, else from the descriptor)
    :type name: string
    :param slug: short name, for addresses (optional: from the name)
    :type slug: string
    :param version: ``1.0.0`` (optional: from the address, else from the descriptor)
    :type version: string
    :param overlay: what the descriptor lacks: noun, groups, labels… (optional: proposed from it, or from the version
        before)
    :type overlay: dictionary
    :returns: the standard, as ``scdl_standard_show``
    :rtype: dictionary
    """
    tk.check_access("scdl_standard_add", context, data_dict)
    content = _content(data_dict)
    try:
        descriptor = read_descriptor(content)
    except DescriptorRefused as error:
        raise tk.ValidationError({"descriptor": error.reasons}) from None
    names = _names(data_dict, descriptor)
    overlay = data_dict.get("overlay")
    if overlay is None:
        overlay = propose(descriptor, _previous(names["name"]))
    _standard, problems = overlays.trial(descriptor, overlay, **names)
    if problems:
        raise tk.ValidationError({"overlay": problems})
    try:
        store.add(
            **names, content=content.decode("utf-8-sig"), sha256=sha256(content.decode("utf-8-sig").encode("utf-8")),
            overlay=overlay, author=_author(context))
        _changed(context)
    except IntegrityError:
        model.Session.rollback()
        raise tk.ValidationError({"version": [_already(names)]}) from None
    return _describe(names["name"], names["version"])


@tk.side_effect_free
@_validate(schema.standard_reference)
def scdl_standard_show(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """A standard as its editor needs it.

    :param id: catalogue name or short name
    :type id: string
    :param version: ``1.0.0`` (optional, the current one by default)
    :type version: string
    :returns: ``name``, ``slug``, ``version``, ``url``, ``title``, ``sha256`` of the descriptor, ``added`` (False: shipped
        with the product), ``retired``, ``revision`` of the overlay, ``overlay``, ``descriptor``, and ``revisions`` (each
        with ``revision``, ``author``, ``created``, ``overlay``; the newest first)
    :rtype: dictionary
    """
    tk.check_access("scdl_standard_show", context, data_dict)
    standard = get_standard(data_dict["id"], data_dict.get("version"))
    return _describe(standard.name, standard.version)


@_validate(schema.standard_update)
def scdl_standard_update(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """Change the overlay of a standard that was added; former overlays are kept. The descriptor never changes.

    :param id: catalogue name or short name
    :type id: string
    :param version: ``1.0.0`` (optional, the current one by default)
    :type version: string
    :param overlay: the whole overlay: noun, purpose, publishers, theme, keywords, frequency, period, key,
        organisation, record_title, groups, fields
    :type overlay: dictionary
    :param revision: the revision that was edited (optional): refused when someone has changed it meanwhile
    :type revision: int
    :returns: the standard, as ``scdl_standard_show``
    :rtype: dictionary
    """
    tk.check_access("scdl_standard_update", context, data_dict)
    standard = get_standard(data_dict["id"], data_dict.get("version"))
    row = _added_row(standard)
    latest = store.overlays(row.id)[0]
    _expect(data_dict.get("revision"), latest)
    overlay = data_dict["overlay"]
    _standard, problems = overlays.trial(
        standard.descriptor, overlay, name=row.name, slug=row.slug, version=row.version, url=row.url)
    if problems:
        raise tk.ValidationError({"overlay": problems})
    if overlay != latest.overlay:
        try:
            store.add_overlay(row, overlay, _author(context), after=latest.revision)
            _changed(context)
        except IntegrityError:
            model.Session.rollback()
            _expect(latest.revision, store.overlays(row.id)[0])
    return _describe(standard.name, standard.version)


@_validate(schema.standard_reference)
def scdl_standard_retire(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """Take a standard, or one version of it, out of the catalogue. Registers that follow it still open.

    :param id: catalogue name or short name
    :type id: string
    :param version: ``1.0.0`` (optional: all the versions)
    :type version: string
    :returns: ``name``, ``retired`` (versions), ``current`` (the version that new registers follow, or None)
    :rtype: dictionary
    """
    tk.check_access("scdl_standard_retire", context, data_dict)
    standard = get_standard(data_dict["id"], data_dict.get("version"))
    versions = [standard.version] if data_dict.get("version") else registry().versions(standard.name)
    for version in versions:
        store.retire(standard.name, version, _author(context))
    _changed(context)
    return _retirement(standard.name)


@_validate(schema.standard_reference)
def scdl_standard_bring_back(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """Put a retired standard, or one version of it, back in the catalogue.

    :param id: catalogue name or short name
    :type id: string
    :param version: ``1.0.0`` (optional: all the versions)
    :type version: string
    :returns: as ``scdl_standard_retire``
    :rtype: dictionary
    """
    tk.check_access("scdl_standard_bring_back", context, data_dict)
    standard = get_standard(data_dict["id"], data_dict.get("version"))
    versions = [standard.version] if data_dict.get("version") else registry().versions(standard.name)
    for version in versions:
        store.bring_back(standard.name, version)
    _changed(context)
    return _retirement(standard.name)


@tk.side_effect_free
@_validate(schema.standard_catalogue)
def scdl_standard_catalogue(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """The Table Schemas of a remote catalogue in the format of schema.data.gouv.fr.

    :param url: address of the catalogue (``schemas.json``)
    :type url: string
    :returns: for each ``name``, ``title``, ``description``, ``version``, ``url``, and ``known`` (this version is here)
    :rtype: list of dictionaries
    """
    tk.check_access("scdl_standard_catalogue", context, data_dict)
    try:
        entries = remote.fetch_catalogue(data_dict["url"])
    except ScdlError as error:
        raise tk.ValidationError({"url": [error.message]}) from None
    known = registry()
    return [
        {**asdict(entry), "known": known.resolve(entry.name) is not None
            and (not entry.version or entry.version in known.versions(str(known.resolve(entry.name))))}
        for entry in entries
    ]


def _content(data_dict: dict[str, Any]) -> bytes:
    """The bytes of the descriptor: given, or fetched."""
    descriptor = data_dict.get("descriptor")
    if isinstance(descriptor, str) and descriptor.strip():
        return descriptor.encode("utf-8", "replace")
    if isinstance(descriptor, dict):
        try:
            return json.dumps(descriptor, ensure_ascii=False, indent=1).encode("utf-8")
        except (ValueError, RecursionError):
            raise tk.ValidationError({"descriptor": ["Ce schéma se contient lui-même."]}) from None
    if descriptor:
        raise tk.ValidationError({"descriptor": [tk._("Give the Table Schema as an object, or as JSON text.")]})
    if not data_dict.get("url"):
        raise tk.ValidationError({"descriptor": [tk._("Give the Table Schema, or its address.")]})
    try:
        return remote.fetch_descriptor(data_dict["url"])
    except ScdlError as error:
        raise tk.ValidationError({"url": [error.message]}) from None


def _names(data_dict: dict[str, Any], descriptor: dict[str, Any]) -> dict[str, str]:
    """Name, slug, version and address, given or proposed, and checked."""
    url = data_dict.get("url") or ""
    if url and not url.lower().startswith(("https://", "http://")):
        raise tk.ValidationError({"url": [tk._("The official address starts with https:// or http://.")]})
    name, version = proposed_names(descriptor, url)
    name, version = data_dict.get("name") or name, (data_dict.get("version") or version).removeprefix("v")
    known = registry()
    resolved = known.resolve(name) if "/" in name else None
    taken = known.slugs()
    slug = known.slug(resolved) if resolved else data_dict.get("slug") or proposed_slug(name, taken)
    problems = name_problems(name, slug, version)
    if problems:
        raise tk.ValidationError({"name": problems})
    if resolved is None and slug in taken:
        raise tk.ValidationError({"slug": [tk._("The short name {slug} is taken by another standard.").format(slug=slug)]})
    owner, _, short = name.partition("/")
    address = url or tk.url_for(
        "scdl_standards.descriptor", owner=owner, slug=short, version=version, qualified=True, locale="default")
    names = {"name": resolved or name, "slug": slug, "version": version, "url": address}
    if resolved and version in known.versions(resolved):
        raise tk.ValidationError({"version": [_already(names)]})
    return names


def _already(names: dict[str, str]) -> str:
    return tk._("{name} {version} is here already.").format(name=names["name"], version=names["version"])


def _previous(name: str) -> Optional[Standard]:
    known = registry()
    return known.get(name) if known.resolve(name) else None


def _author(context: Any) -> str:
    user = context.get("auth_user_obj") or model.User.get(context.get("user") or "")
    return user.id if user else ""


def _changed(context: Any) -> None:
    """Keep the change, and let every process know."""
    stamp.bump(stamp.STANDARDS)
    if not context.get("defer_commit"):
        model.Session.commit()
    stamps.forget(stamp.STANDARDS)


def _added_row(standard: Standard) -> store.AddedStandard:
    row = store.find(standard.name, standard.version)
    if row is None:
        raise tk.ValidationError({"id": [tk._(
            "{name} comes with the product: tune it by a mask of the whole platform.").format(name=standard.name)]})
    return row


def _expect(revision: Optional[int], latest: store.AddedOverlay) -> None:
    if revision is not None and revision != latest.revision:
        who = model.User.get(latest.author)
        raise tk.ValidationError({"revision": [tk._(
            "{name} has changed these settings while you were working on them. Look at them, then start again."
        ).format(name=(who.fullname or who.name) if who else tk._("Someone"))]})


def _describe(name: str, version: str) -> dict[str, Any]:
    known = registry()
    standard = known.get(name, version)
    if standard is None:
        raise tk.ObjectNotFound(tk._("There is no standard called {name} here.").format(name=f"{name} {version}"))
    row = store.find(name, version)
    revisions = store.overlays(row.id) if row else []
    authors = {revision.author: model.User.get(revision.author) for revision in revisions}
    return {
        "name": name, "slug": standard.slug, "version": version, "url": standard.url, "title": standard.title,
        "sha256": row.sha256 if row else None, "added": row is not None, "retired": known.is_retired(name, version),
        "versions": known.versions(name), "revision": known.revision(name, version), "overlay": standard.overlay,
        "descriptor": standard.descriptor,
        "revisions": [
            {"revision": revision.revision, "created": revision.created.isoformat(), "overlay": revision.overlay,
             "author": (authors[revision.author].fullname or authors[revision.author].name)
                if authors.get(revision.author) else ""}
            for revision in revisions
        ],
    }


def _retirement(name: str) -> dict[str, Any]:
    known = registry()
    versions = known.versions(name)
    return {
        "name": name, "retired": [version for version in versions if known.is_retired(name, version)],
        "current": None if known.is_retired(name, versions[0]) else versions[0],
    }


def get_actions() -> dict[str, Callable[..., Any]]:
    """Actions on added standards by name."""
    functions = (
        scdl_standard_add, scdl_standard_show, scdl_standard_update, scdl_standard_retire, scdl_standard_bring_back,
        scdl_standard_catalogue,
    )
    return {function.__name__: function for function in functions}
