"""A table that can be read in blocks, as many times as needed."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import polars as pl

#: rows of a block made from Python lists
BLOCK_ROWS = 20_000


class Restart(Exception):
    """The rows given so far were cut wrongly: start again, the table now reads with care."""


T = TypeVar("T")


def read_through(read: Callable[[], T]) -> T:
    """What ``read``, which goes through a table from its start, answers; called again when the table asks for it."""
    while True:
        try:
            return read()
        except Restart:
            continue


@dataclass
class Block:
    """Consecutive rows.

    Args:
        frame: columns ``c0`` … as texts, null where the row lacks the cell.
        rows: number of each row, the header being 1.
        ragged: number of a row that has another width -> number of its cells.
        extra: number of a row too long -> its cells past the last column.
    """

    frame: pl.DataFrame
    rows: pl.Series
    ragged: dict[int, int] = field(default_factory=dict)
    extra: dict[int, list[str]] = field(default_factory=dict)


class Table:
    """What every reader gives.

    Attributes:
        labels: first row of the table, trimmed.
        format: ``csv``, ``xlsx`` or ``ods``.
        encoding: of the text, for people.
        header_row: record of the file that holds the labels, from 1.
        notices: sentences on how the file was read.
    """

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.format = "csv"
        self.encoding = ""
        self.header_row = 1
        self.notices: list[tuple[str, str]] = []
        self.sheet: str | None = None
        self.sheets: tuple[str, ...] = ()
        #: a quick way of reading, right as long as an empty line is an empty row
        self.fast = False

    def blocks(self, width: int) -> Iterator[Block]:
        """The data rows, in blocks of ``width`` columns.

        Raises:
            Restart: what was given so far is wrong, and the next call will be right (see :func:`read_through`).
        """
        raise NotImplementedError

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The data rows one by one, with their number; short ones stay short."""
        width = max(1, len(self.labels))
        for block in self.blocks(width):
            columns = block.frame.columns
            for number, cells in zip(block.rows.to_list(), block.frame.select(columns).iter_rows()):
                count = block.ragged.get(number, width)
                yield number, [cell or "" for cell in cells[:count]] + block.extra.get(number, [])

    def faulty_rows(self) -> list[int]:
        """Rows that could not be cut as written, known once the blocks are read."""
        return []

    def close(self) -> None:
        """Release what the table holds."""


def build_block(numbers: Sequence[int], rows: Sequence[Sequence[str]], width: int) -> Block:
    """A block from rows of any width."""
    import polars as pl

    ragged: dict[int, int] = {}
    extra: dict[int, list[str]] = {}
    full: list[Sequence[str | None]] = []
    for number, cells in zip(numbers, rows):
        count = len(cells)
        if count != width:
            ragged[number] = min(count, width)
            if count > width:
                extra[number] = list(cells[width:])
                cells = cells[:width]
            else:
                cells = [*cells, *[None] * (width - count)]  # type: ignore[list-item]
        full.append(cells)
    columns = list(zip(*full)) if full else [()] * width
    frame = pl.DataFrame({f"c{i}": pl.Series(f"c{i}", column, dtype=pl.String) for i, column in enumerate(columns)})
    return Block(frame, pl.Series("row", numbers, dtype=pl.Int64), ragged, extra)
