"""A column of the file: its field, its judge, its screens, and its keys."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from .checks.base import CellCheck
from .integrity import canonical
from .judging import ColumnJudge, Verdict
from .native import TAG
from .repair.rules import _EDGES
from .screening import SHEET_ERROR
from .types import FieldType
from .types.temporal import every_day

_EDGE_CLASS = _EDGES.replace("\u2000-\u200d", r"\x{2000}-\x{200d}")
_UNCLEAN = (rf"^[{_EDGE_CLASS}]|[{_EDGE_CLASS}]$"
            rf"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{{9f}}\x{{fffe}}\x{{ffff}}]|^{SHEET_ERROR}$")


class Column:
    """A column, matched or not.

    Args:
        position: in the file, from 0.
        label: as the file writes it.
        field: None when the schema does not know it.
        judge: of its texts.
        strict: nothing is added to Table Schema.
    """

    def __init__(self, position: int, label: str, field: FieldType | None, judge: ColumnJudge | None,
                 strict: bool) -> None:
        self.position = position
        self.key = f"c{position}"
        self.label = label
        self.field = field
        self.judge = judge
        self.name = field.name if field else None
        expr = pl.col(self.key)
        missing = field.missing_values if field else [""]
        self.missing = frozenset(missing)
        self.empty = expr.is_null() | (expr == missing[0] if len(missing) == 1 else expr.is_in(missing))
        self.sure = self._sure(strict)

    def _sure(self, strict: bool) -> pl.Expr | None:
        """Expression true where nothing is left to judge; None when that is everywhere."""
        if self.field is None or self.judge is None:
            return None
        expr = pl.col(self.key)
        screen = self.field.screen(expr)
        text = self.field.type in ("string", "any")
        if screen is not None and text and not strict:
            screen = screen & ~expr.str.contains(_UNCLEAN)
        if self.judge.checks:
            # custom checks look at every value: the distinct ones are judged
            screen = None
        if screen is not None and self.judge.native:
            screen = screen & ~expr.str.starts_with(TAG)
        plain = not self.judge.native and strict and text and self.field.format == "default" and \
            not set(self.field.constraints) - {"required", "unique"}
        if self.field.required:
            if screen is None:
                return pl.lit(False)
            return ~self.empty if plain else screen & ~self.empty
        if screen is None:
            return self.empty
        return None if plain else self.empty | screen


def canonical_texts(column: Column, frame: pl.DataFrame) -> pl.Series:
    """Texts that two cells share exactly when frictionless finds their values equal; null for none."""
    expr = pl.col(column.key)
    judge, field = column.judge, column.field
    if judge is None or field is None or (field.type == "string" and field.format == "default"):
        return frame.select(
            pl.when(column.empty).then(None).otherwise(pl.concat_str([pl.lit("s:"), expr])).alias(column.key))[column.key]
    plain, mark = _plain(field, expr)
    cells = frame.select(expr.alias("text"), (~column.empty & plain).fill_null(False).alias("plain"))
    known = {text: canonical(_key_value(judge.judge(text)))
             for text in cells.filter(~pl.col("plain"))["text"].unique().to_list() if text is not None}
    judged = pl.lit(None, dtype=pl.String) if not known else pl.col("text").replace_strict(
        list(known), list(known.values()), default=None, return_dtype=pl.String)
    return cells.select(pl.when("plain").then(pl.concat_str([pl.lit(mark), pl.col("text")])).otherwise(judged)
                        .alias(column.key))[column.key]


def _plain(field: FieldType, expr: pl.Expr) -> tuple[pl.Expr, str]:
    """Where the text of a cell already is the canonical one, but for a mark; and that mark."""
    if field.type == "integer":
        return expr.str.contains(r"^[1-9][0-9]{0,14}$"), "n:"
    if field.type == "date" and field.format == "default":
        return expr.str.contains(f"^{every_day('%Y-%m-%d')}$"), "d:"
    screen = field.screen(expr) if field.type == "string" else None
    return (pl.lit(False), "") if screen is None else (screen & ~expr.str.starts_with(TAG), "s:")


def _key_value(verdict: Verdict) -> Any:
    return None if verdict.unreadable and any(p.rule == "type" for p in verdict.problems) else verdict.value


def cell_checks(checks: Iterable[Any], name: str) -> list[CellCheck]:
    return [check for check in checks if isinstance(check, CellCheck) and check.columns[0] == name]
