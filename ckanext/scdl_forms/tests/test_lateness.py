"""When a register is behind its rhythm."""
from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.scdl_forms.records.lateness import late

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
