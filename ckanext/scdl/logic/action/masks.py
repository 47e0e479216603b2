"""Actions on masks: show, list, set, history, restore."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from sqlalchemy.exc import IntegrityError

from ckanext.scdl import judges, stamps
from ckanext.scdl.catalogue.standard import Standard
from ckanext.scdl.logic.schema import masks as schema
from ckanext.scdl.masks import effective, rules
from ckanext.scdl.masks.settings import Settings, merge, shape_problems, tidy
from ckanext.scdl.model import mask as masks
from ckanext.scdl.model import stamp
from ckanext.scdl.model import territory as tree
from ckanext.scdl.shared import get_standard, list_standards

ActionResult = Any

_validate = tk.validate_action_data


@tk.side_effect_free
@_validate(schema.mask_reference)
def scdl_mask_show(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """What an organisation has set over a standard, and what it inherits.

    :param id: catalogue name (``scdl/deliberations``) or short name of the standard
    :type id: string
    :param organization_id: id or name of the organisation (optional, the whole platform by default)
    :type organization_id: string
    :returns: ``schema``, ``organization_id``, ``version`` (0 when nothing was ever set), ``settings`` (``fields`` with
        ``visibility``, ``default``, ``values``, ``help``; ``groups``; ``order``), ``inherited`` (the same, of the levels
        above together), ``effective`` (both together, as the standard allows) and ``levels`` (each with its
        ``organization_id``, ``title``, ``version``, ``settings``; the farthest first)
    :rtype: dictionary
    """
    tk.check_access("scdl_mask_show", context, data_dict)
    standard, org_id = get_standard(data_dict["id"]), _organisation_id(data_dict)
    return _describe(standard, org_id)


@tk.side_effect_free
@_validate(schema.mask_list)
def scdl_mask_list(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """Each standard with the levels that set something over it, as seen from an organisation.

    :param organization_id: id or name of the organisation (optional, the whole platform by default)
    :type organization_id: string
    :returns: for each standard ``schema``, ``title``, ``theme`` and ``levels`` (``organization_id``, ``title``,
        ``version``, ``count`` of settings, ``created``, ``author``; the farthest first, those that set something only)
        and ``below`` (``organization_id``, ``name``, ``title`` of the organisations under it that set something)
    :rtype: list of dictionaries
    """
    tk.check_access("scdl_mask_list", context, data_dict)
    org_id = _organisation_id(data_dict)
    ids = effective.level_ids(org_id)
    titles = _titles(ids)
    found = {(mask.schema_name, mask.organization_id): mask for mask in masks.in_force(ids)}
    people = _people(mask.author for mask in found.values())
    below = _below(org_id)
    rows = []
    for standard in list_standards():
        present = [found[standard.name, level] for level in ids if (standard.name, level) in found]
        rows.append({
            "schema": standard.name, "title": standard.title, "theme": standard.theme,
            "levels": [
                {
                    "organization_id": mask.organization_id or None, "title": titles[mask.organization_id],
                    "version": mask.version, "count": count(mask.settings), "created": mask.created.isoformat(),
                    "author": people.get(mask.author, ""),
                }
                for mask in present if mask.settings
            ],
            "below": below.get(standard.name, []),
        })
    return rows


@_validate(schema.mask_update)
def scdl_mask_update(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """Set what an organisation hides, prefills, narrows, rewords and reorders in a standard.

    A mask never loosens the standard: what is required stays asked for, and lists only get shorter.

    :param id: catalogue name or short name of the standard
    :type id: string
    :param organization_id: id or name of the organisation (optional, the whole platform by default)
    :type organization_id: string
    :param settings: ``fields`` (for each field ``visibility``: hidden or shown; ``default``: text prefilled;
        ``values``: the part of the list that is kept; ``help``: text), ``groups`` (names, in order), ``order`` (for
        each group its fields, in order); what is absent is inherited, ``{}`` inherits everything
    :type settings: dictionary
    :param version: the version that was edited (optional): refused when someone has set another one meanwhile
    :type version: int
    :returns: the mask, as ``scdl_mask_show``
    :rtype: dictionary
    """
    tk.check_access("scdl_mask_update", context, data_dict)
    standard, org_id = get_standard(data_dict["id"]), _organisation_id(data_dict)
    settings = _checked(standard, org_id, data_dict["settings"])
    latest = masks.current(org_id, standard.name)
    version = latest.version if latest else 0
    if data_dict.get("version") is not None and data_dict["version"] != version:
        raise tk.ValidationError({"version": [_conflict(latest)]})
    if settings != (latest.settings if latest else {}):
        _add(context, org_id, standard.name, settings, version)
    return _describe(standard, org_id)


@tk.side_effect_free
@_validate(schema.mask_update)
def scdl_mask_check(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """Judge settings as ``scdl_mask_update`` does, and keep nothing.

    :param id: catalogue name or short name of the standard
    :type id: string
    :param organization_id: id or name of the organisation (optional, the whole platform by default)
    :type organization_id: string
    :param settings: as ``scdl_mask_update`` takes them
    :type settings: dictionary
    :returns: ``settings``, tidied; what is wrong is raised
    :rtype: dictionary
    """
    tk.check_access("scdl_mask_check", context, data_dict)
    standard, org_id = get_standard(data_dict["id"]), _organisation_id(data_dict)
    return {"settings": _checked(standard, org_id, data_dict["settings"])}


@tk.side_effect_free
@_validate(schema.mask_reference)
def scdl_mask_history(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """All that was ever set at one level over a standard, the newest first.

    :param id: catalogue name or short name of the standard
    :type id: string
    :param organization_id: id or name of the organisation (optional, the whole platform by default)
    :type organization_id: string
    :returns: ``version``, ``settings``, ``restored_from`` (a version, or None), ``author`` (a name), ``created``
    :rtype: list of dictionaries
    """
    tk.check_access("scdl_mask_history", context, data_dict)
    versions = masks.history(_organisation_id(data_dict), get_standard(data_dict["id"]).name)
    people = _people(mask.author for mask in versions)
    return [{**mask.as_dict(), "author": people.get(mask.author, "")} for mask in versions]


@_validate(schema.mask_restore)
def scdl_mask_restore(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """Set again what a former version had set; the versions between stay in the history.

    :param id: catalogue name or short name of the standard
    :type id: string
    :param organization_id: id or name of the organisation (optional, the whole platform by default)
    :type organization_id: string
    :param version: the version to take up again; 0 for the time when nothing was set
    :type version: int
    :returns: the mask, as ``scdl_mask_show``
    :rtype: dictionary
    """
    tk.check_access("scdl_mask_restore", context, data_dict)
    standard, org_id = get_standard(data_dict["id"]), _organisation_id(data_dict)
    number = data_dict["version"]
    former = masks.get_version(org_id, standard.name, number)
    if former is None and number:
        raise tk.ObjectNotFound(tk._("This version does not exist."))
    settings = former.settings if former else {}
    # The standard may have changed since: what it no longer allows is said, not dropped in silence.
    refuse(standard, org_id, settings)
    latest = masks.current(org_id, standard.name)
    if settings != (latest.settings if latest else {}):
        _add(context, org_id, standard.name, settings, latest.version if latest else 0, restored_from=number)
    return _describe(standard, org_id)


def refuse(standard: Standard, org_id: str, settings: Settings) -> None:
    """Raise what is wrong with settings.

    :raises ckan.plugins.toolkit.ValidationError: sentences by ``field:<name>``, or by ``settings``
    """
    errors: dict[str, list[str]] = {}
    for problem in rules.problems(standard, settings, _inherited(standard, org_id), _value_problem):
        errors.setdefault(f"field:{problem.field}" if problem.field else "settings", []).append(problem.message)
    if errors:
        raise tk.ValidationError(errors)


def _below(org_id: str) -> dict[str, list[dict[str, str]]]:
    """Standard → organisations under this one (under the platform: all) that set something over it, by title."""
    under = None if org_id == masks.PLATFORM else tree.descendant_ids(org_id)
    found: dict[str, list[dict[str, str]]] = {}
    groups = {group[0]: group for group in tree.organisation_rows()}
    for mask in masks.set_by_organisations(under):
        if mask.settings and mask.organization_id in groups:
            _id, name, title, _parent = groups[mask.organization_id]
            found.setdefault(mask.schema_name, []).append({"organization_id": mask.organization_id, "name": name, "title": title})
    return {schema_name: sorted(rows, key=lambda row: row["title"].lower()) for schema_name, rows in found.items()}


def _checked(standard: Standard, org_id: str, sent: Any) -> Settings:
    shape = shape_problems(sent)
    if shape:
        raise tk.ValidationError({"settings": shape})
    settings = tidy(sent)
    refuse(standard, org_id, settings)
    return settings


def count(settings: Settings) -> int:
    """How many single settings a mask has."""
    fields = sum(len(own) for own in (settings.get("fields") or {}).values())
    return fields + bool(settings.get("groups")) + len(settings.get("order") or {})


def _value_problem(standard: Standard, column: str, text: str) -> str:
    return judges.value_problem(standard.descriptor, column, text)


def _add(context: Any, org_id: str, schema_name: str, settings: Settings, after: int, restored_from: Any = None) -> None:
    author = context.get("auth_user_obj") or model.User.get(context.get("user") or "")
    try:
        masks.add(org_id, schema_name, settings, author.id if author else "", after=after, restored_from=restored_from)
        stamp.bump(stamp.MASKS)
        if not context.get("defer_commit"):
            model.Session.commit()
    except IntegrityError:
        model.Session.rollback()
        raise tk.ValidationError({"version": [_conflict(masks.current(org_id, schema_name))]}) from None
    finally:
        stamps.forget(stamp.MASKS)


def _conflict(latest: Any) -> str:
    who = _people([latest.author]).get(latest.author, "") if latest else ""
    return tk._("{name} has changed these settings while you were working on them. Look at them, then start again."
                ).format(name=who or tk._("Someone"))


def _inherited(standard: Standard, org_id: str) -> Settings:
    return merge(level.settings for level in effective.levels(standard.name, org_id)[:-1])


def _describe(standard: Standard, org_id: str) -> dict[str, Any]:
    levels = effective.levels(standard.name, org_id)
    titles = _titles(level.organization_id for level in levels)
    own = levels[-1]
    return {
        "schema": standard.name, "organization_id": org_id or None, "version": own.version, "settings": own.settings,
        "inherited": merge(level.settings for level in levels[:-1]),
        "effective": rules.applicable(standard, merge(level.settings for level in levels)),
        "levels": [
            {"organization_id": level.organization_id or None, "title": titles[level.organization_id],
             "version": level.version, "settings": level.settings}
            for level in levels
        ],
    }


def _organisation_id(data_dict: dict[str, Any]) -> str:
    """The id of the organisation, or an empty text for the platform."""
    wanted = data_dict.get("organization_id")
    if not wanted:
        return masks.PLATFORM
    group = tree.get_organisation(wanted)
    if group is None:
        raise tk.ObjectNotFound(tk._("This organisation does not exist."))
    return group.id


def _titles(ids: Any) -> dict[str, str]:
    wanted = list(ids)
    rows = model.Session.query(model.Group.id, model.Group.title, model.Group.name).filter(
        model.Group.id.in_([identifier for identifier in wanted if identifier]))
    titles = {identifier: title or name for identifier, title, name in rows}
    return {identifier: titles.get(identifier, "") if identifier else tk._("The whole platform") for identifier in wanted}


def _people(ids: Any) -> dict[str, str]:
    wanted = {identifier for identifier in ids if identifier}
    if not wanted:
        return {}
    return {user.id: user.fullname or user.name for user in model.Session.query(model.User).filter(model.User.id.in_(wanted))}


def get_actions() -> dict[str, Callable[..., Any]]:
    """Actions on masks by name."""
    functions = (
        scdl_mask_show, scdl_mask_list, scdl_mask_check, scdl_mask_update, scdl_mask_history, scdl_mask_restore)
    return {function.__name__: function for function in functions}
