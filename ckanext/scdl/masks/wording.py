"""What a mask sets, and what changes from one to another, in sentences."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.scdl.catalogue.standard import Standard

_MAX_VALUES = 5


def changes(standard: Standard, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What becomes different when the settings of one level go from ``before`` to ``after``, one sentence each."""
    said = []
    old_fields, new_fields = before.get("fields") or {}, after.get("fields") or {}
    for name in dict.fromkeys([*standard.columns, *old_fields, *new_fields]):
        old, new = old_fields.get(name) or {}, new_fields.get(name) or {}
        for key in ("visibility", "default", "values", "help"):
            if old.get(key) != new.get(key):
                said.append(_setting(label(standard, name), key, new.get(key)))
    if before.get("groups") != after.get("groups"):
        titles = {group.name: group.title for group in standard.groups}
        order = [titles.get(name, name) for name in after.get("groups") or ()]
        said.append(tk._("Groups in this order: {groups}.").format(groups=tk._(", ").join(order)) if order
                    else tk._("Groups in the inherited order again."))
    old_order, new_order = before.get("order") or {}, after.get("order") or {}
    for group in standard.groups:
        if old_order.get(group.name) != new_order.get(group.name):
            said.append(
                tk._("“{group}”: fields in another order.").format(group=group.title) if new_order.get(group.name)
                else tk._("“{group}”: fields in the inherited order again.").format(group=group.title))
    return said


def summary(standard: Standard, settings: Mapping[str, Any]) -> list[str]:
    """What a mask sets, one sentence each."""
    return changes(standard, {}, settings)


def label(standard: Standard, column: str) -> str:
    """The label of a column, or its name when the standard no longer has it."""
    return standard.field(column).label if column in standard.columns else column


def _setting(name: str, key: str, value: Any) -> str:
    if value is None:
        return {
            "visibility": tk._("“{field}”: shown or hidden as inherited."),
            "default": tk._("“{field}”: prefilled as inherited."),
            "values": tk._("“{field}”: the list is the inherited one."),
            "help": tk._("“{field}”: the help is the inherited one."),
        }[key].format(field=name)
    if key == "visibility":
        return (tk._("“{field}”: hidden.") if value == "hidden" else tk._("“{field}”: shown.")).format(field=name)
    if key == "default":
        return (tk._("“{field}”: prefilled with “{value}”.") if value
                else tk._("“{field}”: nothing prefilled.")).format(field=name, value=value)
    if key == "values":
        if not value:
            return tk._("“{field}”: the whole list.").format(field=name)
        some = tk._(", ").join(value[:_MAX_VALUES]) + ("…" if len(value) > _MAX_VALUES else "")
        return tk.ungettext("“{field}”: a list of {count} value: {values}", "“{field}”: a list of {count} values: {values}",
                            len(value)).format(field=name, count=len(value), values=some)
    return (tk._("“{field}”: help of your own: {text}") if value
            else tk._("“{field}”: the standard's own help.")).format(field=name, text=value)
