"""Numbers as people and addresses write them."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.scdl_forms.typed import page_number, whole_number


@pytest.mark.parametrize(("text", "number"), [
    ("0", 0), ("12", 12), ("999999999", 999_999_999), ("1000000000", None), ("9" * 5000, None), ("", None), ("²", None),
    ("-1", None), ("1.5", None), (" 1", None), ("douze", None),
])
def test_whole_number(text: str, number: int | None):
    assert whole_number(text) == number


@given(st.text() | st.integers().map(str))
def test_a_page_is_always_one_that_can_be_shown(text: str):
    assert 1 <= page_number(text, most=50) <= 50


def test_the_page_asked_for():
    assert [page_number(text, most=50) for text in ("", "0", "7", "51")] == [1, 1, 7, 50]
