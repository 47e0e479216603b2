"""What pages say of days: to somebody who types them, and to somebody who is late."""
from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.scdl.shared import get_standard
from ckanext.scdl_forms import helpers
from ckanext.scdl_forms.records.checking import check_values

pytestmark = pytest.mark.usefixtures("with_plugins", "with_request_context")


def _said_of_date(typed: str) -> list[str]:
    checked = check_values(get_standard("deliberations"), {"DELIB_DATE": typed})
    return [problem["message"] for problem in checked.problems if problem["column"] == "DELIB_DATE"]


@pytest.mark.parametrize("typed", ["31/02/2024", "12/13/2024", "hier", "2024", "12/03/24", "2024-02-30"])
def test_a_wrong_day_is_answered_in_the_order_people_write(typed):
    (message,) = _said_of_date(typed)
    assert "JJ/MM/AAAA" in message
    assert "AAAA-MM-JJ" not in message
    assert not re.search(r"exemple \d{4}-", message)


@given(typed=st.text(alphabet="0123456789/-. é", min_size=1, max_size=12))
def test_no_day_is_asked_for_as_files_store_it(typed):
    assert not [message for message in _said_of_date(typed) if "AAAA-MM-JJ" in message]


@pytest.mark.parametrize(("days", "said"), [
    (1, "1 day"), (12, "12 days"), (59, "59 days"), (60, "2 months"), (729, "24 months"), (730, "2 years"), (1702, "4 years"),
])
def test_lateness_is_said_in_what_people_count_in(days, said):
    late = {"kind": "year", "start": "2024-01-01", "end": "2024-12-31", "days": days}
    french = {"day": "jour", "days": "jours", "months": "mois", "years": "ans"}
    number, unit = said.split()
    assert helpers.scdl_forms_late(late) in (f"late by {said} (année 2024)", f"en retard de {number} {french[unit]} (année 2024)")
