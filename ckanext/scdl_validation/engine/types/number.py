"""Whole and decimal numbers."""
from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from .base import FieldType

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def compare(column: Any, bounds: dict[str, Any]) -> Any:
    """Polars expression: ``column`` is within ``bounds``."""
    import polars as pl

    result = pl.lit(True)
    for name, bound in bounds.items():
        result = result & {
            "minimum": column >= bound, "maximum": column <= bound,
            "exclusiveMinimum": column > bound, "exclusiveMaximum": column < bound,
        }[name]
    return result


class _Numeric(FieldType):
    def bounds(self) -> dict[str, Any]:
        read = self.field.create_value_reader()
        return {name: read(self.constraints[name]) for name in _BOUNDS if name in self.constraints}

    def only_bounds(self) -> bool:
        return not set(self.constraints) - {"required", "unique", *_BOUNDS}


class IntegerType(_Numeric):
    """A whole number."""

    name_of_type = "integer"
    noun = "un nombre entier, en chiffres"

    def screen(self, column: Any) -> Any | None:
        import polars as pl

        if not self.only_bounds():
            return None
        bounds = self.bounds()
        if any(abs(bound) >= 10**15 for bound in bounds.values()):
            return None
        # what polars reads as 64 bits (a sign, ASCII digits) Python reads alike, up to 4,300 digits; no pattern is as fast
        number = column.cast(pl.Int64, strict=False)
        short = column.str.len_bytes() <= 4000
        return short & (compare(number, bounds) if bounds else number.is_not_null())

    def default_example(self) -> str:
        return "12"

    def type_message(self, text: str) -> tuple[str, str | None]:
        clean = text.strip()
        if re.fullmatch(r"[-+]?\d+[.,]\d+", clean):
            return (f"« {clean} » a une partie décimale : on attend un nombre entier, sans virgule ni point.", None)
        if re.search(r"\d", clean):
            digits = re.sub(r"[^\d-]", "", clean)
            suggestion = digits if re.fullmatch(r"-?\d+", digits) and len(digits) <= 15 else None
            return (f"« {clean[:80]} » n'est pas un nombre entier : écrivez des chiffres seulement, sans unité.",
                    suggestion)
        return f"« {clean[:80]} » n'est pas un nombre : on attend {self.noun}, par exemple 12.", None


class NumberType(_Numeric):
    """A decimal number."""

    name_of_type = "number"
    noun = "un nombre, en chiffres"

    @property
    def decimal_char(self) -> str:
        return self.field.decimal_char or "."

    @property
    def group_char(self) -> str:
        return self.field.group_char or ""

    def meaningless(self, text: str, value: Any) -> bool:
        if isinstance(value, Decimal):
            return not value.is_finite() or (value != 0 and abs(value.adjusted()) > 300)
        if isinstance(value, float):
            return value != value or value in (float("inf"), float("-inf"))
        return False

    def write(self, value: Any) -> str:
        text = str(value)
        return text.replace(".", self.decimal_char) if isinstance(value, (int, float, Decimal)) else text

    def screen(self, column: Any) -> Any | None:
        import polars as pl

        if not self.only_bounds() or len(self.decimal_char) != 1:
            return None
        bounds = self.bounds()
        if self.meaning.get("bareNumber") is False and self.decimal_char not in ".,":
            return None
        char = re.escape(self.decimal_char)
        if self.decimal_char == self.group_char:
            return None
        if not bounds:
            return column.str.contains(rf"^-?[0-9]{{1,15}}(?:{char}[0-9]{{1,15}})?$")
        if not all(self._short(bound) for bound in bounds.values()):
            return None
        # fifteen significant digits at most: doubles then keep the order of decimals
        shape = column.str.contains(rf"^-?[0-9]{{1,9}}(?:{char}[0-9]{{1,6}})?$")
        text = column if self.decimal_char == "." else column.str.replace(self.decimal_char, ".", literal=True)
        return shape & compare(text.cast(pl.Float64, strict=False), {k: float(v) for k, v in bounds.items()})

    @staticmethod
    def _short(bound: Any) -> bool:
        value = Decimal(str(bound))
        return value.is_finite() and len(value.as_tuple().digits) <= 15 and abs(value.adjusted()) < 15

    def expected(self) -> str:
        return f"un nombre, avec « {self.decimal_char} » avant les décimales et sans unité"

    def default_example(self) -> str:
        return f"1234{self.decimal_char}50"

    def type_message(self, text: str) -> tuple[str, str | None]:
        clean = text.strip()
        if not re.search(r"\d", clean):
            return f"« {clean[:80]} » n'est pas un nombre : on attend {self.expected()}.", None
        if self.decimal_char == "." and re.fullmatch(r"[-+]?\d+,\d+", clean):
            return ("Le séparateur décimal à utiliser est le point, et deux lectures de cette virgule sont possibles.",
                    clean.replace(",", "."))
        return (f"« {clean[:80]} » n'est pas un nombre : on attend {self.expected()}, "
                f"par exemple {self.default_example()}.", None)
