"""What a custom check is: one class per check, known under its names."""
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from ..descriptor import TableSchema

Sentence = tuple[str, "str | None"]


class Check:
    """A rule that Table Schema lacks, declared in ``custom_checks``.

    Args:
        declared: the name under which the schema calls it.
        params: parameters of the declaration.
    """

    #: names under which schemas call it, the current one first
    names: ClassVar[tuple[str, ...]] = ()
    #: a fault, or only something to look at
    warning: ClassVar[bool] = False

    def __init__(self, declared: str, params: dict[str, Any]) -> None:
        self.declared = declared
        self.params = params
        self.columns: tuple[str, ...] = self.read_columns(params)

    def read_columns(self, params: dict[str, Any]) -> tuple[str, ...]:
        """Names of the columns that the rule reads, the one to point at first."""
        column = params.get("column")
        return (column,) if isinstance(column, str) else ()

    def companions(self) -> list[Check]:
        """Checks that go with this one on the same columns, such as a remark on values that are right."""
        return []

    def header_problem(self, present: set[str]) -> str | None:
        """Sentence when the columns present make the rule impossible to satisfy."""
        return None


class CellCheck(Check):
    """A rule about the value of one column. Empty cells and absent columns are skipped."""

    def broken(self, text: str, value: Any) -> bool:
        """Whether ``text``, read as ``value``, breaks the rule."""
        raise NotImplementedError

    def message(self, text: str) -> Sentence:
        """Sentence and suggestion for a text that breaks the rule."""
        raise NotImplementedError

    def repair(self, text: str) -> str | None:
        """A text that surely means the same and passes, or None."""
        return None

    def rule(self, before: str, after: str) -> str:
        """Rule of repair (``RULE_LABELS``) that turned ``before`` into ``after``."""
        return "identifier"


class RowCheck(Check):
    """A rule about several columns of one row."""

    #: skipped as soon as one of the cells is empty
    needs_all: ClassVar[bool] = True

    def prepare(self, schema: TableSchema) -> None:
        """Look at the types of the columns, once."""

    def broken(self, values: Sequence[Any]) -> bool:
        """Whether the parsed ``values`` (None: empty), in the order of ``columns``, break the rule."""
        raise NotImplementedError

    def message(self, texts: Sequence[str]) -> Sentence:
        """Sentence and suggestion for the ``texts`` of a row that breaks the rule."""
        raise NotImplementedError

    def screen(self, columns: dict[str, Any], filled: dict[str, Any], numbers: dict[str, Any]) -> Any | None:
        """Polars expression, true only where the row surely passes; None: no such test.

        Args:
            columns: name -> expression of the text.
            filled: name -> expression, true where the cell is not empty.
            numbers: name -> expression of the whole number, null where the cell is not plainly one.
        """
        return None
