"""Judging a record by its standard, through the engine of scdl_validation."""
from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.scdl.shared import Standard
from ckanext.scdl_validation import shared as validation

from .values import MAX_CELL, lexical, too_long

_BETWEEN_COLUMNS = ("sum-columns", "compare-columns", "cohesive-columns", "one-of-required")
_STORED_DAY = re.compile(r"AAAA-MM-JJ(?!T)(?:, par exemple (\d{4})-(\d\d)-(\d\d))?")


@dataclass(frozen=True)
class Checked:
    """The verdict on one record.

    :ivar values: lexical values, after the repairs that leave no doubt (12/03/2024 → 2024-03-12)
    :ivar problems: list of ``{column, code, message, suggestion}``; column is None for the whole record
    :ivar repairs: list of ``{column, before, after, rule}``
    """

    values: dict[str, str]
    problems: list[dict[str, Any]] = field(default_factory=list)
    repairs: list[dict[str, Any]] = field(default_factory=list)


def check_values(standard: Standard, data: Mapping[str, Any], refused_rules: Collection[str] = ()) -> Checked:
    """Check what was typed; wrong values are kept as they are.

    :param refused_rules: rules of repair not to apply
    """
    values = lexical(standard.columns, data)
    long = too_long(values)
    if long:
        # nothing of that size reaches the patterns of the engine
        return Checked({**values, **{column: values[column][:MAX_CELL] for column in long}}, [
            {
                "column": column,
                "code": "maximum-length",
                "message": tk._("This text is too long ({size} characters, {limit} at most).").format(
                    size=len(values[column]), limit=MAX_CELL),
                "suggestion": None,
            }
            for column in long
        ])
    report = validation.check_record(standard.descriptor, values, refused_rules=refused_rules)
    return Checked(
        lexical(standard.columns, report.values),
        [_problem(standard, error) for error in report.errors],
        [
            {"column": repair.column, "before": repair.before, "after": repair.after, "rule": repair.rule}
            for repair in report.repairs
        ],
    )


def _typed_day(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"JJ/MM/AAAA{f', par exemple {day}/{month}/{year}' if day else ''}"


def _problem(standard: Standard, error: Any) -> dict[str, Any]:
    # A form takes days the French way: what the standard stores is no advice for somebody who types.
    message = _STORED_DAY.sub(_typed_day, error.message)
    # Between columns, the engine names them as files do; in a form people see labels.
    for spec in standard.fields if (error.check or "").removesuffix("-value") in _BETWEEN_COLUMNS else ():
        message = message.replace(f"« {spec.name} »", f"« {spec.label} »").replace(f"«\xa0{spec.name}\xa0»", f"«\xa0{spec.label}\xa0»")
    return {"column": error.column, "code": error.code, "message": message, "suggestion": error.suggestion or None}
