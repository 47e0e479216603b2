"""The one picture of a register's public page: a few bars that suit its standard."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Optional

from ckanext.scdl.shared import FieldSpec, Standard
from ckanext.scdl_forms.model.publishing import PublicRow

from .table import typed

_BARS = 12
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])(?:-|$)")


def summarize(standard: Standard, rows: Sequence[PublicRow]) -> Optional[dict[str, Any]]:
    """What to draw.

    A required quantity with a year and a text in the key gives the largest of
    the last year (first names); with a date, its sum by year (grants); a date
    alone gives rows by year; a list of choices gives rows by choice.

    :returns: ``kind`` (``top``, ``sum_by_year``, ``count_by_year``, ``count_by_month``, ``count_by_choice``),
        ``column``, ``measure``, ``year`` and ``bars``, a list of ``[label, value]``; None when nothing suits
    """
    if not rows:
        return None
    period = standard.field(standard.period_field) if standard.period_field else None
    measure = next(
        (spec for spec in standard.fields if spec.required and spec.type in ("integer", "number")
         and spec.widget in ("integer", "number") and not _is_share(spec)), None)
    name = next(
        (standard.field(column) for column in standard.key
         if column not in standard.organisation_fields and _is_name(standard.field(column))), None)
    if period is not None and measure is not None and name is not None and period.type == "year":
        return _top(rows, period, measure, name)
    if period is not None:
        return _by_time(rows, period, measure)
    choice = next((spec for spec in standard.fields if spec.enum and spec.type == "string"), None)
    return _by_choice(rows, choice) if choice else None


def _is_name(spec: FieldSpec) -> bool:
    return spec.type == "string" and not spec.enum and spec.widget in ("text", "long_text")


def _is_share(spec: FieldSpec) -> bool:
    """A proportion (at most 1) is not added up."""
    maximum = spec.constraints.get("maximum")
    return maximum is not None and str(maximum) in ("1", "1.0", "100", "100.0")


def _year(spec: FieldSpec, text: str) -> Optional[int]:
    value = typed(spec, text)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if hasattr(value, "year"):
        return value.year
    return int(text[:4]) if text[:4].isdecimal() else None


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _top(rows: Sequence[PublicRow], period: FieldSpec, measure: FieldSpec, name: FieldSpec) -> Optional[dict[str, Any]]:
    years = [year for year in (_year(period, row.values.get(period.name, "")) for row in rows) if year is not None]
    if not years:
        return None
    last = max(years)
    totals: Counter[str] = Counter()
    for row in rows:
        if _year(period, row.values.get(period.name, "")) == last and row.values.get(name.name):
            totals[row.values[name.name]] += typed(measure, row.values.get(measure.name, "")) or 0
    bars = [[label, _plain(value)] for label, value in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))]
    return {"kind": "top", "column": name.name, "measure": measure.name, "year": last, "bars": bars[:10]}


def _by_time(rows: Sequence[PublicRow], period: FieldSpec, measure: Optional[FieldSpec]) -> Optional[dict[str, Any]]:
    totals: Counter[Any] = Counter()
    months: Counter[str] = Counter()
    for row in rows:
        text = row.values.get(period.name, "")
        year = _year(period, text)
        if year is None:
            continue
        totals[year] += (typed(measure, row.values.get(measure.name, "")) or 0) if measure else 1
        if _MONTH.match(text):
            months[text[:7]] += 1
    if not totals:
        return None
    if measure is None and len(totals) < 3 and len(months) > 2:
        bars = [[month, months[month]] for month in _months(min(months), max(months))][-_BARS:]
        return {"kind": "count_by_month", "column": period.name, "measure": None, "bars": bars}
    bars = [[str(year), _plain(value)] for year, value in sorted(totals.items())][-_BARS:]
    kind = "sum_by_year" if measure else "count_by_year"
    return {"kind": kind, "column": period.name, "measure": measure.name if measure else None, "bars": bars}


def _months(first: str, last: str) -> list[str]:
    """Every month (``2026-03``) from the first to the last: one in which nothing happened shows as such."""
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(start, end + 1)]


def _by_choice(rows: Sequence[PublicRow], choice: FieldSpec) -> Optional[dict[str, Any]]:
    totals = Counter(row.values[choice.name] for row in rows if row.values.get(choice.name))
    if not totals:
        return None
    return {
        "kind": "count_by_choice", "column": choice.name, "measure": None,
        "bars": [[label, count] for label, count in totals.most_common(_BARS)],
    }
