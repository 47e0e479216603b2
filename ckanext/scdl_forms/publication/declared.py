"""Declarations that there is nothing for a period, beside what the records say."""
from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Optional

from ckanext.scdl.shared import Standard
from ckanext.scdl_forms.model import Declaration
from ckanext.scdl_forms.model.base import now
from ckanext.scdl_forms.model.publishing import PublicRow
from ckanext.scdl_forms.model.queries import cells

from .table import period

#: First and last day of what a text speaks of, and how many records hold it.
Span = tuple[datetime.date, datetime.date, int]


def spans(standard: Standard, counted: Iterable[tuple[str, int]]) -> list[Span]:
    """The days that values of the column of periods speak of; what is no date is left out."""
    found: list[Span] = []
    if not standard.period_field:
        return found
    spec = standard.field(standard.period_field)
    for text, count in counted:
        start, end = period(spec, [text])
        if start is not None and end is not None:
            found.append((start, end, count))
    return found


def records_in(standard: Standard, register_id: str) -> Callable[[datetime.date, datetime.date], int]:
    """A function that counts the records of a register, drafts included, that speak of a day between two."""
    known = spans(standard, cells(register_id, standard.period_field)) if standard.period_field else []

    def count(start: datetime.date, end: datetime.date) -> int:
        return sum(number for first, last, number in known if first <= end and last >= start)

    return count


def end_contradicted(register_id: str, standard: Standard, rows: Iterable[PublicRow]) -> None:
    """End the declarations that the rows of a publication contradict. The caller commits."""
    standing = Declaration.standing([register_id])[register_id]
    column: Optional[str] = standard.period_field
    if not standing or not column:
        return
    known = spans(standard, ((text, 1) for text in {row.values.get(column, "") for row in rows} if text))
    for declaration in standing:
        if any(first <= declaration.period_end and last >= declaration.period_start for first, last, _ in known):
            declaration.withdrawn = now()
