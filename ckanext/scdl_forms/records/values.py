"""Lexical values: reading what people send, comparing two versions."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

#: A cell of a record is bounded so that one paste cannot fill the disk.
MAX_CELL = 20_000

# tab, newline and carriage return are text; the other control characters are not (PostgreSQL refuses NUL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def lexical(columns: Sequence[str], data: Mapping[str, Any]) -> dict[str, str]:
    """The non-empty values of known columns, trimmed, as text.

    Unknown names are left out: nobody writes ``owner_org`` or ``state`` by
    adding it to a form. Characters that no text contains are dropped.
    """
    values: dict[str, str] = {}
    for column in columns:
        if column not in data or data[column] is None:
            continue
        text = _CONTROL.sub("", _text(data[column])).replace("\r\n", "\n").strip()
        if text:
            values[column] = text
    return values


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def too_long(values: Mapping[str, str]) -> list[str]:
    """Columns whose value is longer than a record may hold."""
    return [column for column, value in values.items() if len(value) > MAX_CELL]


def differences(before: Mapping[str, str], after: Mapping[str, str], columns: Sequence[str]) -> list[dict[str, str]]:
    """Columns that two versions write differently, in the standard's order."""
    return [
        {"column": column, "before": before.get(column, ""), "after": after.get(column, "")}
        for column in columns
        if before.get(column, "") != after.get(column, "")
    ]
