"""Actions: the standards, and the tree of organisations."""
from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.catalogue.standard import Standard
from ckanext.scdl.logic import schema as schemas
from ckanext.scdl.logic.auth import must_choose_a_parent, named_parents
from ckanext.scdl.model import territory as tree
from ckanext.scdl.shared import get_standard, list_standards

ActionResult = Any


@tk.side_effect_free
def scdl_schema_list(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """The standards that the portal speaks, at their current version.

    :param q: words to look for in the title, the purpose and the keywords (optional)
    :type q: string
    :param theme: only the standards of this theme (optional)
    :type theme: string
    :returns: for each standard its ``name``, ``slug``, ``version``, ``url``, ``title``, ``purpose``, ``theme``,
        ``keywords``, ``frequency``, ``versions`` (the current one first)
    :rtype: list of dictionaries
    """
    tk.check_access("scdl_schema_list", context, data_dict)
    data = _validate(data_dict, schemas.schema_list_schema(), context)
    words = plain(data.get("q") or "").split()
    found = []
    for standard in list_standards():
        if data.get("theme") and standard.theme != data["theme"]:
            continue
        text = plain(" ".join((
            standard.name, standard.title, standard.purpose, standard.noun_one, standard.noun_many, *standard.keywords,
        )))
        if all(word in text for word in words):
            found.append(_summary(standard))
    return found


@tk.side_effect_free
def scdl_schema_show(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """A standard: what it is for, its fields, and the official descriptor.

    :param id: catalogue name (``scdl/deliberations``) or short name (``deliberations``)
    :type id: string
    :param version: ``2.1.5`` (optional, the current one by default)
    :type version: string
    :returns: what ``scdl_schema_list`` says of it, and ``publishers``, ``key``, ``noun``, ``fields`` (each with
        ``name``, ``label``, ``type``, ``required``, ``description``, ``help``, ``example``, ``enum``,
        ``constraints``), ``groups`` and ``descriptor`` (the Table Schema)
    :rtype: dictionary
    """
    tk.check_access("scdl_schema_show", context, data_dict)
    data = _validate(data_dict, schemas.schema_show_schema(), context)
    standard = get_standard(data["id"], data.get("version"))
    return {
        **_summary(standard),
        "publishers": standard.publishers,
        "key": list(standard.key),
        "noun": {"one": standard.noun_one, "many": standard.noun_many, "feminine": standard.feminine},
        "fields": [
            {
                "name": spec.name, "label": spec.label, "type": spec.type, "format": spec.format,
                "required": spec.required, "description": spec.description, "help": spec.help,
                "example": spec.example, "enum": list(spec.enum) if spec.enum else None,
                "constraints": spec.constraints, "group": spec.group, "personal_data": spec.personal_data,
            }
            for spec in standard.fields
        ],
        "groups": [
            {"name": group.name, "title": group.title, "optional": group.optional, "fields": list(group.fields)}
            for group in standard.groups
        ],
        "descriptor": standard.descriptor,
    }


@tk.side_effect_free
def scdl_organization_tree(context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """The organisations as a tree: each with those that it accompanies.

    :param id: id or name of the organisation to start from (optional, the whole territory by default)
    :type id: string
    :returns: ``id``, ``name``, ``title``, ``kind``, ``siret``, ``insee_code``, ``children`` (the same again), by title
    :rtype: list of dictionaries
    """
    tk.check_access("scdl_organization_tree", context, data_dict)
    data = _validate(data_dict, schemas.organization_tree_schema(), context)
    start: str | None = None
    if data.get("id"):
        group = tree.get_organisation(data["id"])
        if group is None:
            raise tk.ObjectNotFound(tk._("This organisation does not exist."))
        start = group.id
    rows = tree.organisation_rows()
    extras = tree.organisation_extras([row[0] for row in rows])
    nodes: dict[str, dict[str, Any]] = {
        org_id: {
            "id": org_id, "name": name, "title": title, "kind": extras[org_id].get("scdl_kind") or "autre",
            "siret": extras[org_id].get("siret") or "", "insee_code": extras[org_id].get("insee_code") or "",
            "children": [],
        }
        for org_id, name, title, _parent in rows
    }
    roots: list[dict[str, Any]] = []
    for org_id, _name, _title, parent in rows:
        siblings = nodes[parent]["children"] if parent else roots
        siblings.append(nodes[org_id])
    return [nodes[start]] if start else roots


@tk.chained_action
def organization_create(next_action: Callable[..., Any], context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """As in core; an empty choice of parent is no parent, and those who need one are asked for it."""
    _drop_blank_parents(data_dict)
    if not named_parents(data_dict) and must_choose_a_parent(context):
        raise tk.ValidationError({"scdl_parent": [tk._(
            "Choose the organisation that accompanies the new one, among those that you administer.")]})
    return next_action(context, data_dict)


@tk.chained_action
def organization_update(next_action: Callable[..., Any], context: Any, data_dict: dict[str, Any]) -> ActionResult:
    """As in core; an empty choice of parent is no parent, and saying nothing keeps the parent."""
    _drop_blank_parents(data_dict)
    if "groups" not in data_dict and data_dict.get("id"):
        data_dict["groups"] = [{"name": group.name} for group in tree.ancestor_groups(data_dict["id"])[:1]]
    return next_action(context, data_dict)


def _drop_blank_parents(data_dict: dict[str, Any]) -> None:
    if isinstance(data_dict.get("groups"), list):
        data_dict["groups"] = [
            item for item in data_dict["groups"]
            if not isinstance(item, dict) or item.get("id") or item.get("name")
        ]


def _summary(standard: Standard) -> dict[str, Any]:
    return {
        "name": standard.name, "slug": standard.slug, "version": standard.version, "url": standard.url,
        "title": standard.title, "purpose": standard.purpose, "theme": standard.theme,
        "keywords": list(standard.keywords), "frequency": standard.frequency,
        "versions": registry().versions(standard.name),
    }


def plain(text: str) -> str:
    """Text for comparison: lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _validate(data_dict: dict[str, Any], schema: schemas.Schema, context: Any) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, schema, context)
    if errors:
        raise tk.ValidationError(errors)
    return data


def get_actions() -> dict[str, Callable[..., Any]]:
    """Actions of this plugin by name."""
    # Late: these modules take helpers from here.
    from ckanext.scdl.logic.action import added, masks

    functions = (scdl_schema_list, scdl_schema_show, scdl_organization_tree, organization_create, organization_update)
    return {**{function.__name__: function for function in functions}, **masks.get_actions(), **added.get_actions()}
