"""From what a browser posts to values by column, as typed."""
from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Protocol

from ckanext.scdl.shared import FieldSpec, Standard

from .french import to_standard

#: Inputs are named after their column, behind this: no column can pass for a control of the form.
PREFIX = "v-"


class Posted(Protocol):
    """A MultiDict, as werkzeug gives it."""

    def get(self, key: str, /) -> Any: ...

    def getlist(self, key: str, /) -> list[str]: ...

    def __contains__(self, key: object) -> bool: ...


def posted_values(standard: Standard, form: Posted, stored: Mapping[str, str]) -> dict[str, str]:
    """Values of a form that was sent.

    :param stored: values before; columns that the form does not show keep them
    """
    values: dict[str, str] = {}
    for spec in standard.fields:
        text = _read(spec, form)
        if text is None:
            text = stored.get(spec.name, "")
        if text.strip():
            values[spec.name] = text
    return fill_companions(standard, values)


def _read(spec: FieldSpec, form: Posted) -> Any:
    name = PREFIX + spec.name
    if spec.widget == "coordinates" and f"{name}--lat" in form:
        return _point(spec, str(form.get(f"{name}--lat") or ""), str(form.get(f"{name}--lon") or ""))
    if spec.type == "array" and f"{name}--list" in form:
        return _list(spec, form.getlist(name))
    if spec.separator and f"{name}--list" in form:
        return spec.separator.join(dict.fromkeys(
            line.strip() for text in form.getlist(name) for line in text.splitlines() if line.strip()))
    other = str(form.get(f"{name}--other") or "").strip()
    if other:
        return other
    if name not in form:
        return None
    return to_standard(spec, str(form.get(name) or "").strip())


def _list(spec: FieldSpec, given: list[str]) -> str:
    """Checked boxes, or one item a line, as the JSON that a cell holds."""
    found = [line.strip() for text in given for line in text.splitlines() if line.strip()]
    kind = (spec.array_item or {}).get("type")
    typed = [_item(kind, item) for item in dict.fromkeys(found)]
    return json.dumps(typed, ensure_ascii=False) if typed else ""


def _item(kind: Any, text: str) -> Any:
    if kind == "integer" and re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    if kind == "number" and re.fullmatch(r"-?\d{1,15}([.,]\d+)?", text):
        return float(text.replace(",", "."))
    return text


_PAIR = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*[,; ]\s*(-?\d+(?:[.,]\d+)?)\s*")


def _point(spec: FieldSpec, latitude: str, longitude: str) -> str:
    """A position as the standard writes it; « 43.6, 1.44 » pasted in the first box counts as both."""
    pasted = _PAIR.fullmatch(latitude) if not longitude.strip() else None
    if pasted:
        latitude, longitude = pasted[1], pasted[2]
    lat, lon = latitude.strip().replace(",", "."), longitude.strip().replace(",", ".")
    if not lat and not lon:
        return ""
    if spec.type == "geopoint" and spec.format == "object":
        return f'{{"lon": {lon}, "lat": {lat}}}'
    if spec.format == "array" or (spec.type != "geopoint" and "\\[" in str(spec.constraints.get("pattern", ""))):
        return f"[{lon},{lat}]"
    return f"{lon},{lat}" if spec.type == "geopoint" and spec.format not in ("default", "") else f"{lon}, {lat}"


def point(text: str) -> tuple[str, str]:
    """Latitude and longitude of a stored position, as text; empty when it is not one."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?", text)
    if len(numbers) != 2:
        return "", ""
    longitude, latitude = numbers
    if text.find("lat") != -1 and text.find("lat") < text.find("lon"):
        latitude, longitude = numbers
    return latitude, longitude


def suggestions(standard: Standard, column: str) -> list[dict[str, Any]]:
    """Usual values of a column, from the overlay: value, label, group, and what they set in other columns."""
    return list((standard.overlay.get("fields") or {}).get(column, {}).get("suggestions") or [])


def fill_companions(standard: Standard, values: dict[str, str]) -> dict[str, str]:
    """Columns that follow from another one's choice: the wording of a code from its nomenclature.

    A companion that was left empty, or that still says what another choice had
    set, is filled; words that someone typed stay.
    """
    for spec in standard.fields:
        if not values.get(spec.name):
            continue
        known = suggestions(standard, spec.name)
        chosen = next(
            (entry for entry in known if values.get(spec.name) in (str(entry.get("value")), entry.get("label"))), None)
        if chosen is None:
            continue
        values[spec.name] = str(chosen["value"])
        for column, text in (chosen.get("sets") or {}).items():
            automatic = {str((entry.get("sets") or {}).get(column)) for entry in known}
            if not values.get(column) or values[column] in automatic:
                values[column] = str(text)
    return values
