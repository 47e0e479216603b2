"""Rules of records, with no database."""
from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.scdl_forms.records import states
from ckanext.scdl_forms.records.keys import business_key, likely_next, next_in_series
from ckanext.scdl_forms.records.values import differences, lexical


@dataclass
class Head:
    state: str | None = "draft"
    change: str | None = None


class TestStates:
    @pytest.mark.parametrize("state", states.STATES)
    def test_what_is_online_stays_online(self, state):
        head = Head("published")
        states.move(head, state)
        assert head.state == ("withdrawn" if state == "withdrawn" else "published")
        assert states.working_state(head) == state

    def test_steps(self):
        allowed = {
            (state, step)
            for state in states.STATES for step in ("save", "submit", "approve", "reject", "withdraw")
            if states.allows(Head(state), step)
        }
        assert {state for state, step in allowed if step == "save"} == set(states.STATES)
        assert {state for state, step in allowed if step == "submit"} == {"draft", "to_correct", "withdrawn"}
        assert {state for state, step in allowed if step == "approve"} == {"to_review"}
        assert {state for state, step in allowed if step == "reject"} == {"to_review", "approved"}
        assert {state for state, step in allowed if step == "withdraw"} == {"approved", "published"}


class TestKeys:
    @given(st.text(max_size=30), st.text(max_size=30))
    def test_case_and_spaces_do_not_tell_apart(self, first, second):
        columns = ("a", "b")
        key = business_key(columns, {"a": first, "b": second})
        assert key == business_key(columns, {"a": f"  {first} ", "b": second})
        if not first.strip() or not second.strip():
            assert key is None or first.strip() or second.strip()

    def test_incomplete_key_is_no_key(self):
        assert business_key(("a", "b"), {"a": "1"}) is None
        assert business_key((), {"a": "1"}) is None

    @pytest.mark.parametrize(("text", "following"), [
        ("2024-030", "2024-031"), ("D099", "D100"), ("DEL 9/bis", "DEL 10/bis"), ("sans", ""), ("1" * 40, ""),
    ])
    def test_series(self, text, following):
        assert next_in_series(text) == following

    @pytest.mark.parametrize(("last", "before", "following"), [
        ("2024-030", "2024-029", "2024-031"), ("2026_10_01", "2026_09_07", "2026_10_02"), ("2024-030", None, "2024-031"),
        ("2024-030", "ARR/29", ""), ("Club 1901", "Club 1900", ""), ("12", "12", ""), ("sans", None, ""), ("", None, ""),
    ])
    def test_likely_next(self, last, before, following):
        assert likely_next(last, before) == following


class TestValues:
    @given(st.dictionaries(
        st.sampled_from(["a", "b", "state", "owner_org"]), st.one_of(st.text(), st.none(), st.integers(), st.booleans())))
    def test_lexical_is_stable_and_bounded_to_known_columns(self, data):
        values = lexical(("a", "b"), data)
        assert set(values) <= {"a", "b"}
        assert all(value and value == value.strip() and "\x00" not in value for value in values.values())
        assert lexical(("a", "b"), values) == values

    def test_differences_follow_the_standard_s_order(self):
        assert differences({"a": "1"}, {"b": "2"}, ("b", "a")) == [
            {"column": "b", "before": "", "after": "2"}, {"column": "a", "before": "1", "after": ""}]
