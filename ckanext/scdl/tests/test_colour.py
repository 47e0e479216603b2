from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.scdl import colour

hexes = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(hexes)
def test_any_accent_reads_on_every_surface(accent: str) -> None:
    made = colour.palette(accent)
    ink = colour.parse(made.ink)
    for surface in (*colour.SURFACES, made.tint):
        assert colour.contrast(ink, colour.parse(surface)) >= colour.AA


@given(hexes)
def test_a_readable_accent_is_left_alone(accent: str) -> None:
    made = colour.palette(accent)
    assert made.accent == accent
    readable = all(colour.contrast(colour.parse(accent), colour.parse(s)) >= colour.AA
                   for s in (*colour.SURFACES, made.tint))
    assert (made.ink == accent) == readable


@given(st.text(max_size=20))
def test_anything_gives_a_palette_of_plain_hex(text: str) -> None:
    assert all(colour.parse(value) and len(value) == 7 for value in colour.palette(text))


@pytest.mark.parametrize("value", [None, "", "red", "#12", "#12345g", "#155e75;}body{display:none"])
def test_what_is_no_colour_gives_the_default(value: str | None) -> None:
    assert colour.palette(value).accent == colour.DEFAULT


def test_contrast_agrees_with_known_pairs() -> None:
    assert colour.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert colour.contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
