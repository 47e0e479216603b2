"""Coordinates on French soil."""
from __future__ import annotations

from typing import Any

from .base import CellCheck, Sentence

#: west, south, east, north, in degrees, with a margin: mainland and overseas territories
BOXES = (
    (-5.6, 41.2, 9.8, 51.3), (-61.9, 15.7, -60.9, 16.6), (-61.3, 14.3, -60.7, 15.0), (-54.7, 2.0, -51.5, 6.0),
    (55.1, -21.5, 55.9, -20.8), (44.9, -13.1, 45.4, -12.5), (-56.6, 46.7, -56.0, 47.2), (-63.2, 17.8, -62.7, 18.2),
    (-154.9, -28.0, -134.0, -7.5), (163.0, -23.0, 168.6, -19.0), (-178.4, -14.6, -175.9, -13.0),
)


def in_france(longitude: float, latitude: float) -> bool:
    return any(west <= longitude <= east and south <= latitude <= north for west, south, east, north in BOXES)


def _point(value: Any) -> tuple[float, float] | None:
    try:
        longitude, latitude = value
        return float(longitude), float(latitude)
    except (TypeError, ValueError, ArithmeticError):
        return None


class FrenchGps(CellCheck):
    """A geopoint, longitude first, in France."""

    names = ("french-gps-coordinates", "french-gps-coordinates-value")

    def broken(self, text: str, value: Any) -> bool:
        point = None if isinstance(value, str) else _point(value)
        return point is not None and not in_france(*point)

    def message(self, text: str) -> Sentence:
        parts = [part.strip(" []") for part in text.split(",")]
        try:
            first, second = (float(part) for part in parts)
        except ValueError:
            return "Ce point n'est pas en France.", None
        if in_france(second, first):
            joined = ",".join(reversed(parts))
            return ("La longitude et la latitude sont inversées : la longitude vient en premier.",
                    f"[{joined}]" if text.strip().startswith("[") else joined)
        return "Ce point n'est pas en France : vérifiez la longitude, puis la latitude, en degrés.", None
