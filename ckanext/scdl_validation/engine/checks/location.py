"""Coordinates on French soil."""
from __future__ import annotations

from typing import Any

from .base import CellCheck, Sentence

#: west, south, east, north, in degrees: the rectangles of Validata, then the collectivities overseas that it leaves out
BOXES = (
    (-5.141277, 41.333571, 9.560091, 51.088989), (-61.809839, 15.832041, -61.001959, 16.514488),
    (-61.229033, 14.388646, -60.809655, 14.878723), (-54.60239, 2.111055, -51.619041, 5.748138),
    (55.216526, -21.389631, 55.836654, -20.8718), (45.01833, -13.005254, 45.299985, -12.63659),
    (-56.6, 46.7, -56.0, 47.2), (-63.2, 17.8, -62.7, 18.2), (-154.9, -28.0, -134.0, -7.5), (163.0, -23.0, 168.6, -19.0),
    (-178.4, -14.6, -175.9, -13.0),
)


def in_france(longitude: float, latitude: float) -> bool:
    return any(west < longitude < east and south < latitude < north for west, south, east, north in BOXES)


def _point(value: Any) -> tuple[float, float] | None:
    try:
        longitude, latitude = value
        return float(longitude), float(latitude)
    except (TypeError, ValueError, ArithmeticError):
        return None


class FrenchGps(CellCheck):
    """A geopoint, longitude first, in France."""

    names = ("french-gps-coordinates", "french-gps-coordinates-value", "coordonnees-gps-francaises")

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
