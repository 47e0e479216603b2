"""From lexical values to typed ones: what JSON and the DataStore receive."""
from __future__ import annotations

import datetime
import json
from decimal import Decimal, InvalidOperation
from typing import Any, Optional

from ckanext.scdl.shared import FieldSpec

_TRUE = ("true", "True", "TRUE", "1")

#: Table Schema type → PostgreSQL type; all other types are text.
_COLUMN_TYPES = {
    "integer": "numeric", "number": "numeric", "year": "int", "boolean": "bool", "date": "date",
    "datetime": "timestamp", "time": "time",
}


def column_type(spec: FieldSpec) -> str:
    """The type of a column in the DataStore.

    An integer of a standard has no bound, so it becomes ``numeric``. Dates that
    a standard lets people write in any way stay text.
    """
    if spec.type in ("date", "datetime", "time") and spec.format == "any":
        return "text"
    return _COLUMN_TYPES.get(spec.type, "text")


def typed(spec: FieldSpec, text: str) -> Any:
    """The Python value of a lexical one, None when empty or when it is not of its type."""
    if text == "" or text in spec.missing_values:
        return None
    try:
        return _READERS.get(spec.type, _as_text)(spec, text)
    except (ValueError, InvalidOperation, OverflowError):
        return None


def _as_text(_spec: FieldSpec, text: str) -> Any:
    return text


def _number(spec: FieldSpec, text: str) -> Optional[Decimal]:
    group, point = spec.raw.get("groupChar"), spec.raw.get("decimalChar")
    plain = text.replace(group, "") if group else text
    plain = plain.replace(point, ".") if point else plain
    percent = plain.endswith("%")
    if spec.raw.get("bareNumber") is False:
        plain = "".join(character for character in plain if character in "0123456789.-+")
    value = Decimal(plain.strip().rstrip("%"))
    if not value.is_finite():
        return None
    return value / 100 if percent else value


def _integer(spec: FieldSpec, text: str) -> Any:
    value = _number(spec, text)
    return int(value) if value is not None else None


def _year(_spec: FieldSpec, text: str) -> int:
    return int(text)


def _boolean(spec: FieldSpec, text: str) -> Optional[bool]:
    if text in (spec.true_values or _TRUE):
        return True
    return False if text in (spec.false_values or ("false", "False", "FALSE", "0")) else None


def _date(spec: FieldSpec, text: str) -> Any:
    if spec.format in ("", "default", None):
        return datetime.date.fromisoformat(text)
    return text if spec.format == "any" else datetime.datetime.strptime(text, spec.format).date()


def _datetime(spec: FieldSpec, text: str) -> Any:
    if spec.format in ("", "default", None):
        moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        return moment.astimezone(datetime.timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment
    return text if spec.format == "any" else datetime.datetime.strptime(text, spec.format)


def _time(spec: FieldSpec, text: str) -> Any:
    if spec.format in ("", "default", None):
        return datetime.time.fromisoformat(text)
    return text if spec.format == "any" else datetime.datetime.strptime(text, spec.format).time()


_READERS = {
    "integer": _integer, "number": _number, "year": _year, "boolean": _boolean, "date": _date,
    "datetime": _datetime, "time": _time,
}


def for_json(spec: FieldSpec, text: str) -> Any:
    """A value as JSON says it: numbers, booleans and lists as such, dates as text."""
    if spec.type in ("array", "object", "geojson") and text:
        try:
            return json.loads(text)
        except ValueError:
            return text
    value = typed(spec, text)
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and abs(value) < 10 ** 15
        return int(value) if whole else float(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return text
    return value


def for_copy(spec: FieldSpec, text: str) -> Any:
    """A value as PostgreSQL's COPY reads it for ``column_type``."""
    if column_type(spec) == "text":
        return text or None
    value = typed(spec, text)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int) and spec.type == "year" and abs(value) > 2_147_483_647:
        return None
    return None if value is None else str(value)


def period(spec: FieldSpec, texts: list[str]) -> tuple[Optional[datetime.date], Optional[datetime.date]]:
    """First and last day that a column speaks of (a year counts from January to December)."""
    days: list[datetime.date] = []
    for text in texts:
        value = typed(spec, text)
        if isinstance(value, datetime.datetime):
            days.append(value.date())
        elif isinstance(value, datetime.date):
            days.append(value)
        else:
            days.extend(_days_of_years(text))
    return (min(days), max(days)) if days else (None, None)


def _days_of_years(text: str) -> list[datetime.date]:
    """Days of ``2024``, of ``2024/2025`` and of two ISO dates joined by a slash."""
    found: list[datetime.date] = []
    for part in text.split("/"):
        if len(part) == 4 and part.isdecimal() and part > "0000":
            found += [datetime.date(int(part), 1, 1), datetime.date(int(part), 12, 31)]
        elif len(part) >= 10:
            try:
                found.append(datetime.date.fromisoformat(part[:10]))
            except ValueError:
                continue
    return found
