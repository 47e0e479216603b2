"""Whether a register has fallen behind the rhythm that its standard asks for.

A period (a year, a quarter, a month, a week) is expected once it is over and
some days have passed to write things up. A register is late when the first
period after what is online is expected already.
"""
from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Optional

#: Rhythm → months of a period, days to write it up once it is over.
_MONTHS = {"MONTHLY": (1, 10), "QUARTERLY": (3, 31), "ANNUAL": (12, 90)}
_WEEK_GRACE = 4


@dataclass(frozen=True)
class Late:
    """A period that is expected and not online.

    :ivar kind: ``year``, ``quarter``, ``month`` or ``week``
    :ivar start: its first day
    :ivar days: days since it was expected
    """

    kind: str
    start: datetime.date
    days: int


def late(frequency: str, last: Optional[datetime.date], today: datetime.date) -> Optional[Late]:
    """The first period that is missing, if one is.

    :param frequency: code of the EU frequency authority; one without a fixed rhythm is never late
    :param last: last day that what is online speaks of; None when nothing is online or has no date
    """
    if last is None:
        return None
    if frequency == "WEEKLY":
        start = last - datetime.timedelta(days=last.weekday()) + datetime.timedelta(days=7)
        return _judged("week", start, start + datetime.timedelta(days=7 + _WEEK_GRACE), today)
    if frequency not in _MONTHS:
        return None
    months, grace = _MONTHS[frequency]
    start = _first_day(last.year, (last.month - 1) // months * months + months)
    end = _first_day(start.year, start.month - 1 + months)
    kind = {1: "month", 3: "quarter", 12: "year"}[months]
    return _judged(kind, start, end + datetime.timedelta(days=grace), today)


def _first_day(year: int, months: int) -> datetime.date:
    """First day of the month that many months after January of a year."""
    return datetime.date(year + months // 12, months % 12 + 1, 1)


def _judged(kind: str, start: datetime.date, expected: datetime.date, today: datetime.date) -> Optional[Late]:
    days = (today - expected).days
    return Late(kind, start, days) if days > 0 else None
