"""When a register is behind its rhythm."""
from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.scdl_forms.forms import french
from ckanext.scdl_forms.records.lateness import last_over, late, period_of

day = datetime.date.fromisoformat


@pytest.mark.parametrize(("frequency", "last", "today", "kind", "start", "days"), [
    ("ANNUAL", "2023-12-31", "2025-04-13", "year", "2024-01-01", 12),
    ("ANNUAL", "2023-02-01", "2025-04-02", "year", "2024-01-01", 1),
    ("QUARTERLY", "2026-06-05", "2026-11-28", "quarter", "2026-07-01", 27),
    ("QUARTERLY", "2025-10-01", "2026-05-03", "quarter", "2026-01-01", 1),
    ("MONTHLY", "2025-12-31", "2026-02-12", "month", "2026-01-01", 1),
    ("WEEKLY", "2026-03-20", "2026-04-06", "week", "2026-03-23", 3),
])
def test_late(frequency, last, today, kind, start, days):
    found = late(frequency, day(last), day(today))
    assert found is not None
    assert (found.kind, found.start, found.days) == (kind, day(start), days)


@pytest.mark.parametrize(("frequency", "last", "today"), [
    ("ANNUAL", "2023-12-31", "2025-04-01"), ("QUARTERLY", "2026-07-01", "2026-11-28"), ("IRREG", "1999-01-01", "2026-01-01"),
    ("", "1999-01-01", "2026-01-01"), ("WEEKLY", "2026-03-20", "2026-04-03"),
])
def test_in_time(frequency, last, today):
    assert late(frequency, day(last), day(today)) is None


def test_nothing_online_is_not_late():
    assert late("ANNUAL", None, day("2026-01-01")) is None


@given(st.sampled_from(["WEEKLY", "MONTHLY", "QUARTERLY", "ANNUAL"]), st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)),
       st.integers(-1000, 5000))
def test_the_missing_period_follows_what_is_online(frequency, last, later):
    today = last + datetime.timedelta(days=later)
    found = late(frequency, last, today)
    if found is not None:
        assert last < found.start < today
        again = late(frequency, found.start, today)
        assert again is None or again.days < found.days, "one period later is less late"


@pytest.mark.parametrize(("frequency", "last", "today", "declared", "start"), [
    ("ANNUAL", "2022-12-31", "2025-04-13", ["2023-01-01"], "2024-01-01"),
    ("ANNUAL", "2022-12-31", "2025-04-13", ["2023-01-01", "2024-01-01"], None),
    ("ANNUAL", "2022-12-31", "2025-04-13", ["2024-01-01"], "2023-01-01"),
    ("WEEKLY", "2026-03-20", "2026-04-13", ["2026-03-23"], "2026-03-30"),
    ("ANNUAL", None, "2025-04-13", ["2023-01-01"], "2024-01-01"),
    ("ANNUAL", None, "2024-04-13", ["2023-01-01"], None),
])
def test_what_was_declared_is_not_missing(frequency, last, today, declared, start):
    found = late(frequency, day(last) if last else None, day(today), {day(one) for one in declared})
    assert (found and found.start) == (day(start) if start else None)


@given(st.sampled_from(["WEEKLY", "MONTHLY", "QUARTERLY", "ANNUAL"]), st.dates(datetime.date(1, 1, 8), datetime.date(9998, 1, 1)))
def test_periods_follow_each_other_without_a_gap(frequency, today):
    period = period_of(frequency, today)
    assert period is not None
    assert period.start <= today <= period.end
    following = period_of(frequency, period.end + datetime.timedelta(days=1))
    assert following is not None
    assert following.start == period.end + datetime.timedelta(days=1)
    assert last_over(frequency, following.start) == period


def test_the_end_of_time_has_no_next_period():
    assert late("WEEKLY", datetime.date.max, datetime.date.max) is None
    assert late("ANNUAL", datetime.date.max, datetime.date.max) is None
    assert period_of("IRREG", day("2026-01-01")) is None


@pytest.mark.parametrize(("frequency", "of", "named", "of_it", "for_it"), [
    ("ANNUAL", "2024-05-01", "année 2024", "de l’année 2024", "l’année 2024"),
    ("QUARTERLY", "2026-08-01", "3e trimestre 2026", "du 3e trimestre 2026", "le 3e trimestre 2026"),
    ("QUARTERLY", "2026-01-01", "1er trimestre 2026", "du 1er trimestre 2026", "le 1er trimestre 2026"),
    ("MONTHLY", "2026-04-30", "avril 2026", "d’avril 2026", "avril 2026"),
    ("MONTHLY", "2026-03-01", "mars 2026", "de mars 2026", "mars 2026"),
    ("WEEKLY", "2026-03-25", "semaine du 23 au 29 mars 2026", "du 23 au 29 mars 2026", "la semaine du 23 au 29 mars 2026"),
    ("WEEKLY", "2026-06-30", "semaine du 29 juin au 5 juillet 2026", "du 29 juin au 5 juillet 2026",
     "la semaine du 29 juin au 5 juillet 2026"),
    ("WEEKLY", "2026-01-01", "semaine du 29 décembre 2025 au 4 janvier 2026", "du 29 décembre 2025 au 4 janvier 2026",
     "la semaine du 29 décembre 2025 au 4 janvier 2026"),
])
def test_periods_in_words(frequency, of, named, of_it, for_it):
    period = period_of(frequency, day(of))
    days = (period.kind, period.start, period.end)
    assert (french.period(*days), french.of_period(*days), french.for_period(*days)) == (named, of_it, for_it)
