"""Booleans, and cells of any type."""
from __future__ import annotations

from typing import Any

from .base import FieldType


class AnyType(FieldType):
    """A cell that may hold anything."""

    name_of_type = "any"
    noun = "une valeur"

    def screen(self, column: Any) -> Any | None:
        import polars as pl

        if not set(self.constraints) - {"required", "unique"}:
            return pl.lit(True)
        return None


class BooleanType(FieldType):
    """A yes or a no, written as the schema lists them."""

    name_of_type = "boolean"
    noun = "un oui ou un non"

    @property
    def true_values(self) -> list[str]:
        return [value for value in self.field.true_values if isinstance(value, str)]

    @property
    def false_values(self) -> list[str]:
        return [value for value in self.field.false_values if isinstance(value, str)]

    def write(self, value: Any) -> str:
        if value is True or value is False:
            values = self.true_values if value else self.false_values
            return values[0] if values else str(value).lower()
        return super().write(value)

    def screen(self, column: Any) -> Any | None:
        right = [text for text in self.true_values + self.false_values if not self.read(text).rules]
        return column.is_in(right)

    def expected(self) -> str:
        yes, no = self.write(True), self.write(False)
        return f"« {yes} » pour oui ou « {no} » pour non"

    def default_example(self) -> str:
        return self.write(True)

    def type_message(self, text: str) -> tuple[str, str | None]:
        return f"« {text} » n'est ni un oui ni un non : écrivez {self.expected()}.", None
