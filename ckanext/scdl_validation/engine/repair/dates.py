"""Reading of the dates that people write."""
from __future__ import annotations

import re
from datetime import date

from ..suggestions import fold
from ..types.temporal import MONTHS

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
_MONTH_NUMBERS = {fold(name): number for number, name in enumerate(MONTHS, start=1)}
_MONTH_NUMBERS |= {"janv": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_NUMERIC = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_YEAR_FIRST = re.compile(
    r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_WORDS = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4})", re.ASCII)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def numeric_parts(text: str) -> tuple[int, int, int] | None:
    """First, second and year of ``12/03/2024``, None for any other form."""
    found = _NUMERIC.fullmatch(text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def evidence(text: str) -> str | None:
    """The order that ``text`` proves: a number over 12 can only be the day."""
    parts = numeric_parts(text.strip())
    if parts is None:
        return None
    first, second, year = parts
    if first > 12 and _day(year, second, first):
        return DAY_FIRST
    if second > 12 and _day(year, first, second):
        return MONTH_FIRST
    return None


def readings(text: str, order: str | None) -> list[date]:
    """The days that ``text`` can mean: one when it is sure, two when it must be asked, none when it is no date.

    Args:
        text: trimmed text.
        order: what is known of the column (:data:`DAY_FIRST`, :data:`MONTH_FIRST` or None).
    """
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if found:
        day = _day(int(found[1]), int(found[2]), int(found[3]))
        return [day] if day else []
    parts = numeric_parts(text)
    if parts:
        first, second, year = parts
        day_first, month_first = _day(year, second, first), _day(year, first, second)
        if order == DAY_FIRST:
            return [day_first] if day_first else []
        if order == MONTH_FIRST:
            return [month_first] if month_first else []
        return sorted({day for day in (day_first, month_first) if day})
    found = _WORDS.fullmatch(fold(text))
    if found and found[2] in _MONTH_NUMBERS:
        day = _day(int(found[3]), _MONTH_NUMBERS[found[2]], int(found[1]))
        return [day] if day else []
    return []
