"""The exact judge of one column: what a text becomes, and what is wrong with it."""
from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from .checks.base import CellCheck
from .messages import cell_message
from .native import decode
from .repair import Readings, repair_value
from .screening import SHEET_ERROR
from .types import FieldType

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: what spreadsheets show in a cell whose formula fails, in English and in French
_SHEET_ERROR = re.compile(SHEET_ERROR)
_MEMO = 100_000


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell: a code, the rule broken, and the custom check when it is one."""

    code: str
    rule: str
    check: str | None = None
    warning: bool = False


@dataclass(frozen=True)
class Verdict:
    """Outcome for one text.

    Args:
        text: the text once repaired.
        value: its parsed value, None when missing or unreadable.
        rules: rules of repair that changed it.
        problems: what is wrong with it.
        asks: rule of repair that found two readings.
    """

    text: str
    value: Any
    rules: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    asks: str | None = None

    @property
    def unreadable(self) -> bool:
        """Whether the value cannot serve to judge other cells."""
        return any(problem.code == "type-error" for problem in self.problems)


class ColumnJudge:
    """Judges the texts of one column, each distinct one once.

    Args:
        field: the field of the column.
        checks: custom checks of the column.
        strict: repair nothing, and add nothing to Table Schema.
        readings: what is known of the column.
        refused: rules of repair not to apply.
        native: the texts may carry native values of a workbook (see :mod:`.native`).
    """

    def __init__(self, field: FieldType, checks: Sequence[CellCheck] = (), *, strict: bool = False,
                 readings: Readings | None = None, refused: Collection[str] = (), native: bool = False) -> None:
        self.field = field
        self.checks = list(checks)
        self.strict = strict
        self.readings = readings or Readings()
        self.refused = frozenset(refused)
        self.native = native
        self._memo: dict[str | None, Verdict] = {}

    def judge(self, text: str | None) -> Verdict:
        """Verdict on ``text``; None stands for a cell that the row lacks."""
        found = self._memo.get(text)
        if found is None:
            if len(self._memo) >= _MEMO:
                self._memo.clear()
            found = self._memo[text] = self._judge(text)
        return found

    def forget(self) -> None:
        """Drop what was judged: the readings of the column have changed."""
        self._memo.clear()

    def _judge(self, text: str | None) -> Verdict:
        rules: tuple[str, ...] = ()
        asks = None
        if text is not None and not self.strict:
            repaired = repair_value(self.field, text, self.checks, self.readings, self.refused)
            text, rules, asks = repaired.text, repaired.rules, repaired.asks
        cell = decode(text) if self.native and text is not None else text
        outcome = self.field.read(cell)
        if cell is not text:
            text = str(cell)
        problems = tuple(
            Problem("type-error" if rule == "type" else "constraint-error", rule) for rule in outcome.rules)
        value = outcome.value
        if outcome.type_error and text is not None and not self.strict and _SHEET_ERROR.fullmatch(text):
            problems = (Problem("type-error", "spreadsheet"),)
        if text is not None and not self.strict and value is not None and not outcome.type_error:
            if _SHEET_ERROR.fullmatch(text):
                problems = (Problem("type-error", "spreadsheet"),)
            elif _CONTROL.search(text):
                problems = (Problem("type-error", "control"),)
            elif self.field.meaningless(text, value):
                problems = (Problem("type-error", "meaning"),)
        if text is not None and value is not None and not problems:
            problems = tuple(
                Problem("constraint-error", check.names[0], check.declared, check.warning)
                for check in self.checks if check.broken(text, value))
        if outcome.type_error:
            value = None
        return Verdict(text if text is not None else "", value, rules, problems, asks)

    def message(self, problem: Problem, text: str) -> tuple[str, str | None]:
        """Sentence and suggestion for ``problem`` of ``text``."""
        if problem.check is None:
            if problem.rule == "pattern":
                # the check of a SIRET explains better than its pattern
                for check in self.checks:
                    if check.broken(text, text):
                        return check.message(text)
            return cell_message(self.field, problem.rule, text)
        for check in self.checks:
            if check.declared == problem.check and check.names[0] == problem.rule:
                return check.message(text)
        return cell_message(self.field, problem.rule, text)
