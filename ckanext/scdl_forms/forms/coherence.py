"""Quantities that must agree, told while they are typed: sums and comparisons of the standard's own checks.

The check itself is the engine's; this only says, beside the boxes, what it will say.
"""
from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ckanext.scdl.shared import FieldSpec, Standard

_COUNTED = ("integer", "number")
_OPERATORS = (">", ">=", "==", "<=", "<")


def agreements(standard: Standard, shown: Collection[str]) -> list[dict[str, Any]]:
    """What must agree among the columns of a form.

    Names of checks are both the standards' (``sum-columns-value``) and those that Validata has now (``sum-columns``).

    :param shown: columns that the form has boxes for; an agreement with another one is left to the check
    :returns: list of ``kind`` (``sum`` or ``compare``), ``columns`` (the total or left one first) and, for a
        comparison, ``operator`` and whether it is one of ``dates``
    """
    found: list[dict[str, Any]] = []
    for check in standard.descriptor.get("custom_checks") or ():
        params = check.get("params") or {}
        name = str(check.get("name") or "").removesuffix("-value")
        first = params.get("column") or params.get("column1")
        made: dict[str, Any] = {}
        if name == "sum-columns":
            made = {"kind": "sum", "columns": [first, *(params.get("columns") or ())]}
        elif name == "compare-columns" and params.get("op") in _OPERATORS:
            made = {"kind": "compare", "columns": [first, params.get("column2")], "operator": params["op"]}
        if not made or not set(made["columns"]) <= set(shown):
            continue
        specs = [standard.field(column) for column in made["columns"]]
        dates = _all_of(specs, ("date",)) and made["kind"] == "compare"
        if dates or _all_of(specs, _COUNTED):
            found.append({**made, "dates": dates})
    return found


def _all_of(specs: list[FieldSpec], types: Collection[str]) -> bool:
    return all(spec.type in types for spec in specs)
