"""Where the places of the territory lie: a grid of rectangles of seven kilometres, on no real commune in particular."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.scdl_forms.demo.places import PLACES, Place

#: West and south of the grid, and the size of a commune, in degrees (WGS 84).
WEST, SOUTH, WIDTH, HEIGHT = 0.6, 43.2, 0.09, 0.06
COLUMNS = 5


def extent(place: Place, places: Iterable[Place] = PLACES) -> tuple[float, float, float, float]:
    """Return the rectangle of a place in degrees: its cell for a commune, what its members cover for a group.

    :returns: west, south, east, north.
    """
    if place.kind == "collectivite":
        row, column = divmod(place.number - 1, COLUMNS)
        west, south = round(WEST + column * WIDTH, 4), round(SOUTH + row * HEIGHT, 4)
        return west, south, round(west + WIDTH, 4), round(south + HEIGHT, 4)
    inside = [extent(member, places) for member in places if member.parent == place.name]
    return (
        min(box[0] for box in inside), min(box[1] for box in inside),
        max(box[2] for box in inside), max(box[3] for box in inside),
    )


def as_text(box: tuple[float, float, float, float]) -> str:
    """Write a rectangle as the organisation form wants it: ``0.6,43.2,0.69,43.26``."""
    return ",".join(f"{number:g}" for number in box)
