"""Cells of a CSV, NUL among them, on every Python."""
from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from ckanext.scdl_validation.engine import cells
from ckanext.scdl_validation.engine.cells import csv_reader, csv_writer

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufdd0"), max_size=8)
ROWS = st.lists(st.lists(TEXTS, min_size=2, max_size=3), max_size=5)


@given(ROWS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_what_is_written_is_read_again(rows: list[list[str]], quoting: int) -> None:
    text = io.StringIO(newline="")
    csv_writer(text, quoting=quoting).writerows(rows)
    assert list(csv_reader(io.StringIO(text.getvalue(), newline=""))) == rows


@given(ROWS)
def test_the_way_of_python_3_10_is_the_way_of_the_others(rows: list[list[str]]) -> None:
    """Both are written here, so that each Python tries the one that it does not use."""
    text = io.StringIO(newline="")
    cells._Writer(text).writerows(rows)
    written = text.getvalue()
    assert list(cells._reader(io.StringIO(written, newline=""))) == rows
    assert list(csv_reader(io.StringIO(written, newline=""))) == rows
