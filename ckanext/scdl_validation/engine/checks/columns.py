"""Rules between the columns of one row."""
from __future__ import annotations

import operator
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..errors import DescriptorError
from .base import RowCheck, Sentence
from .identifiers import number_text

if TYPE_CHECKING:
    from ..descriptor import TableSchema

_OPERATORS = {">": operator.gt, ">=": operator.ge, "==": operator.eq, "<=": operator.le, "<": operator.lt}
_WORDS = {
    ">": "plus grand que", ">=": "supérieur ou égal à", "==": "égal à",
    "<=": "inférieur ou égal à", "<": "plus petit que",
}
_VALUE_WORDS = {
    ">": "plus grande que", ">=": "supérieure ou égale à", "==": "égale à",
    "<=": "inférieure ou égale à", "<": "plus petite que",
}
_DATE_WORDS = {
    ">": "postérieure à", ">=": "égale ou postérieure à", "==": "la même que",
    "<=": "égale ou antérieure à", "<": "antérieure à",
}


def _list(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _quoted(names: Sequence[str]) -> str:
    quoted = [f"« {name} »" for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " et " + quoted[-1]


class CohesiveColumns(RowCheck):
    """All the columns of a row are filled, or none."""

    names = ("cohesive-columns", "cohesive-columns-value")
    needs_all = False

    def read_columns(self, params: dict[str, Any]) -> tuple[str, ...]:
        others = _list(params.get("othercolumns") or params.get("other_columns") or params.get("columns"))
        return _list(params.get("column")) + others

    def header_problem(self, present: set[str]) -> str | None:
        here = [name for name in self.columns if name in present]
        if not here or len(here) == len(self.columns):
            return None
        absent = [name for name in self.columns if name not in present]
        return (f"Les colonnes {_quoted(self.columns)} vont ensemble : il manque {_quoted(absent)}.")

    def broken(self, values: Sequence[Any]) -> bool:
        filled = sum(value is not None for value in values)
        return 0 < filled < len(values)

    def message(self, texts: Sequence[str]) -> Sentence:
        empty = [name for name, text in zip(self.columns, texts) if not text]
        return (f"Les colonnes {_quoted(self.columns)} se remplissent ensemble ou restent toutes vides : "
                f"ici {_quoted(empty)} {'est vide' if len(empty) == 1 else 'sont vides'}.", None)

    def screen(self, columns: dict[str, Any], filled: dict[str, Any], numbers: dict[str, Any]) -> Any | None:
        import polars as pl

        flags = [filled[name] for name in self.columns]
        return pl.all_horizontal(flags) | ~pl.any_horizontal(flags)


class OneOfRequired(RowCheck):
    """At least one of the columns of a row is filled."""

    names = ("one-of-required", "one-of-required-value")
    needs_all = False

    def read_columns(self, params: dict[str, Any]) -> tuple[str, ...]:
        first = _list(params.get("column1")) or _list(params.get("column"))
        return first + _list(params.get("column2")) + _list(params.get("othercolumns"))

    def header_problem(self, present: set[str]) -> str | None:
        if any(name in present for name in self.columns):
            return None
        return f"Au moins l'une des colonnes {_quoted(self.columns)} doit être présente et remplie."

    def prepare(self, schema: TableSchema) -> None:
        self.kinds = {name: schema.by_name[name].type for name in self.columns}

    def broken(self, values: Sequence[Any]) -> bool:
        return all(not value for value in values)

    def message(self, texts: Sequence[str]) -> Sentence:
        return f"Au moins l'une des colonnes {_quoted(self.columns)} doit être remplie.", None

    def screen(self, columns: dict[str, Any], filled: dict[str, Any], numbers: dict[str, Any]) -> Any | None:
        import polars as pl

        # zero, no and an empty list count as empty in the rule's first implementation: left to the exact judge
        plain = [name for name in self.columns if self.kinds[name] not in ("boolean", "array", "object", "geojson")]
        return pl.any_horizontal([
            pl.lit(False), *(filled[name] & ~columns[name].str.contains(r"^[-+0.,]*$") for name in plain)])


class CompareColumns(RowCheck):
    """One column is greater than, equal to or smaller than another."""

    names = ("compare-columns", "compare-columns-value")

    def __init__(self, declared: str, params: dict[str, Any]) -> None:
        super().__init__(declared, params)
        self.op = str(params.get("op", params.get("operator", "")))
        if self.op not in _OPERATORS:
            raise DescriptorError(f"Le contrôle « {declared} » ne connaît pas l'opérateur « {self.op} ».")
        self.kinds: tuple[str, ...] = ()
        self.dates = False

    def read_columns(self, params: dict[str, Any]) -> tuple[str, ...]:
        return (_list(params.get("column")) or _list(params.get("column1"))) + _list(params.get("column2"))

    def prepare(self, schema: TableSchema) -> None:
        fields = [schema.by_name[name] for name in self.columns]
        self.kinds = tuple(field.type for field in fields)
        self.dates = all(kind in ("date", "datetime", "year") for kind in self.kinds)

    def broken(self, values: Sequence[Any]) -> bool:
        left, right = values[0], values[1]
        compare = _OPERATORS[self.op]
        if _number(left) and _number(right):
            return not compare(left, right)
        if isinstance(left, str) and isinstance(right, str):
            numbers = number_text(left), number_text(right)
            if numbers[0] is not None and numbers[1] is not None:
                return not compare(numbers[0], numbers[1])
            return not compare(left, right)
        if type(left) is type(right):
            if isinstance(left, (date, datetime, time)):
                try:
                    return not compare(left, right)
                except TypeError:
                    # one of the two tells its time zone: compared as they are written, as Validata does
                    pass
            return not compare(str(left), str(right))
        numbers = _as_number(left), _as_number(right)
        if numbers[0] is not None and numbers[1] is not None:
            return not compare(numbers[0], numbers[1])
        return True

    def message(self, texts: Sequence[str]) -> Sentence:
        numbers = all(number_text(text) is not None for text in texts)
        subject, words = ("Cette date", _DATE_WORDS) if self.dates else ("Ce nombre", _WORDS) if numbers else (
            "Cette valeur", _VALUE_WORDS)
        return (f"{subject} ({texts[0]}) doit être {words[self.op]} « {self.columns[1]} » ({texts[1]}).", None)

    def screen(self, columns: dict[str, Any], filled: dict[str, Any], numbers: dict[str, Any]) -> Any | None:
        left, right = (columns[name] for name in self.columns)
        empty = ~filled[self.columns[0]] | ~filled[self.columns[1]]
        if self.kinds == ("integer", "integer"):
            # null where a cell is not written plainly: left to the exact judge
            return empty | _OPERATORS[self.op](*(numbers[name] for name in self.columns)).fill_null(False)
        if self.kinds == ("date", "date"):
            # ISO dates sort as texts do
            shape = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
            return empty | (left.str.contains(shape) & right.str.contains(shape) & _OPERATORS[self.op](left, right))
        return None


class SumColumns(RowCheck):
    """One column is the sum of others."""

    names = ("sum-columns", "sum-columns-value")

    def prepare(self, schema: TableSchema) -> None:
        self.kinds = {schema.by_name[name].type for name in self.columns}

    def read_columns(self, params: dict[str, Any]) -> tuple[str, ...]:
        return _list(params.get("column")) + _list(params.get("columns"))

    def broken(self, values: Sequence[Any]) -> bool:
        numbers = [_as_number(int(value) if isinstance(value, bool) else value) for value in values]
        if any(number is None for number in numbers):
            # text that is no number: Validata stops there, the whole file unjudged
            return False
        return numbers[0] != sum(number for number in numbers[1:] if number is not None)

    def message(self, texts: Sequence[str]) -> Sentence:
        numbers = [number_text(text) for text in texts]
        known = [number for number in numbers[1:] if number is not None]
        total = sum(known) if len(known) == len(texts) - 1 else None
        end = f" : la somme fait {total}, la case porte {texts[0]}" if total is not None else ""
        return f"« {self.columns[0]} » doit être la somme de {_quoted(self.columns[1:])}{end}.", None

    def screen(self, columns: dict[str, Any], filled: dict[str, Any], numbers: dict[str, Any]) -> Any | None:
        import polars as pl

        if self.kinds != {"integer"}:
            return None
        empty = pl.any_horizontal([~filled[name] for name in self.columns])
        total = numbers[self.columns[1]]
        for name in self.columns[2:]:
            total = total + numbers[name]
        return empty | (numbers[self.columns[0]] == total).fill_null(False)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _as_number(value: Any) -> Decimal | None:
    if _number(value):
        return Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    return number_text(value) if isinstance(value, str) else None
