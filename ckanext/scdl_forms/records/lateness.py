"""Whether a register has fallen behind the rhythm that its standard asks for.

A period (a year, a quarter, a month, a week) is expected once it is over and
some days have passed to write things up. A register is late when the first
period after what is online is expected already, unless somebody declared that
there is nothing for it: then the one after that counts.
"""
from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Optional

#: Rhythm → months of a period, days to write it up once it is over.
_MONTHS = {"MONTHLY": (1, 10), "QUARTERLY": (3, 31), "ANNUAL": (12, 90)}
_WEEK_GRACE = 4
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A period of a rhythm.

    :ivar kind: ``year``, ``quarter``, ``month`` or ``week``
    :ivar start: its first day
    :ivar end: its last day
    """

    kind: str
    start: datetime.date
    end: datetime.date


@dataclass(frozen=True)
class Late(Period):
    """A period that is expected and not online.

    :ivar days: days since it was expected
    """

    days: int


def period_of(frequency: str, day: datetime.date) -> Optional[Period]:
    """The period that a day belongs to; None for a rhythm without fixed periods, and at the end of time.

    :param frequency: code of the EU frequency authority
    """
    try:
        if frequency == "WEEKLY":
            start = day - datetime.timedelta(days=day.weekday())
            return Period("week", start, start + datetime.timedelta(days=6))
        if frequency not in _MONTHS:
            return None
        months = _MONTHS[frequency][0]
        start = _first_day(day.year, (day.month - 1) // months * months)
        end = _first_day(start.year, start.month - 1 + months) - _DAY
        return Period({1: "month", 3: "quarter", 12: "year"}[months], start, end)
    except (ValueError, OverflowError):
        return None


def late(
    frequency: str, last: Optional[datetime.date], today: datetime.date, declared: Collection[datetime.date] = (),
) -> Optional[Late]:
    """The first period that is missing, if one is.

    :param frequency: code of the EU frequency authority; one without a fixed rhythm is never late
    :param last: last day that what is online speaks of; None when nothing is online or has no date
    :param declared: first days of the periods for which somebody declared that there is nothing
    """
    if last is None and declared:
        # nothing is online, and rightly so as far as was declared
        last = max(declared)
    if last is None:
        return None
    period = _after(frequency, period_of(frequency, last))
    while period is not None and period.start in declared:
        period = _after(frequency, period)
    if period is None:
        return None
    grace = _WEEK_GRACE if frequency == "WEEKLY" else _MONTHS[frequency][1]
    days = (today - period.end).days - 1 - grace
    return Late(period.kind, period.start, period.end, days) if days > 0 else None


def last_over(frequency: str, today: datetime.date) -> Optional[Period]:
    """The newest period that is over: what somebody can say of a register in which nothing is online yet."""
    current = period_of(frequency, today)
    return period_of(frequency, current.start - _DAY) if current and current.start > datetime.date.min else None


def _after(frequency: str, period: Optional[Period]) -> Optional[Period]:
    if period is None or period.end >= datetime.date.max:
        return None
    return period_of(frequency, period.end + _DAY)


def _first_day(year: int, months: int) -> datetime.date:
    """First day of the month that many months after January of a year."""
    return datetime.date(year + months // 12, months % 12 + 1, 1)
