"""Cells that hold several values: lists, objects, points and shapes."""
from __future__ import annotations

import json
from typing import Any

from .base import FieldType

_LON = r"-?(?:0|[1-9][0-9]?)(?:\.[0-9]{1,15})?"
_LAT = r"-?(?:0|[1-9]|[1-8][0-9])(?:\.[0-9]{1,15})?"


class ListType(FieldType):
    """Values separated by a character."""

    name_of_type = "list"
    noun = "une liste"

    def expected(self) -> str:
        return f"des valeurs séparées par « {self.field.delimiter} »"

    def default_example(self) -> str:
        return self.field.delimiter.join(["un", "deux"]) if self.field.item_type == "string" else ""


class ArrayType(FieldType):
    """A JSON array."""

    name_of_type = "array"
    noun = "une liste JSON"

    @property
    def item_enum(self) -> list[str]:
        """Allowed items, when the schema lists them."""
        item = self.meaning.get("arrayItem")
        constraints = item.get("constraints") if isinstance(item, dict) else None
        values = constraints.get("enum") if isinstance(constraints, dict) else None
        return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []

    def expected(self) -> str:
        return 'une liste entre crochets, chaque texte entre guillemets, comme ["un","deux"]'

    def write(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)

    def default_example(self) -> str:
        items = self.item_enum[:2]
        return json.dumps(items, ensure_ascii=False, separators=(",", ":")) if items else '["un","deux"]'

    def type_message(self, text: str) -> tuple[str, str | None]:
        if self.item_enum and self.field.create_value_reader()(text) is not None:
            allowed = ", ".join(self.item_enum[:15])
            return f"Chaque élément de la liste est l'un de : {allowed}.", None
        return super().type_message(text)


class ObjectType(FieldType):
    """A JSON object."""

    name_of_type = "object"
    noun = "un objet JSON"

    def write(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)

    def default_example(self) -> str:
        return '{"clé": "valeur"}'


class GeojsonType(FieldType):
    """A GeoJSON object."""

    name_of_type = "geojson"
    noun = "une géométrie GeoJSON"

    def default_example(self) -> str:
        return '{"type": "Point", "coordinates": [1.44, 43.6]}' if self.format == "default" else ""

    def write(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


class GeopointType(FieldType):
    """A longitude and a latitude, in degrees."""

    name_of_type = "geopoint"
    noun = "une longitude puis une latitude, en degrés"

    def screen(self, column: Any) -> Any | None:
        if set(self.constraints) - {"required", "unique"}:
            return None
        if self.format == "default":
            return column.str.contains(rf"^{_LON}, ?{_LAT}$")
        if self.format == "array":
            return column.str.contains(rf"^\[{_LON}, ?{_LAT}\]$")
        return None

    def expected(self) -> str:
        shapes = {"array": "[longitude,latitude]", "object": '{"lon": …, "lat": …}'}
        return f"{self.noun}, sous la forme {shapes.get(self.format, 'longitude,latitude')}"

    def default_example(self) -> str:
        return {"array": "[1.44,43.6]", "object": '{"lon": 1.44, "lat": 43.6}'}.get(self.format, "1.44,43.6")
