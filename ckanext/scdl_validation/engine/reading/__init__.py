"""From bytes to text, from text to rows; the only place that opens tables and workbooks."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..limits import Clock, Limits
from .kinds import CSV, kind_of
from .source import Source, open_source
from .table import Block, Table, read_through

__all__ = ["Block", "Source", "Table", "open_source", "open_table", "read_table", "read_through"]


def open_table(source: Source, *, names: Iterable[str] = (), strict: bool = False, sheet: str | int | None = None,
               limits: Limits | None = None, clock: Clock | None = None, schema: Any = None) -> Table:
    """The table that ``source`` holds.

    Args:
        source: an opened source.
        names: names and titles of the fields expected, to find the header.
        strict: read as frictionless does.
        sheet: name or place (from 1) of the sheet of a workbook; None chooses.
        limits, clock: bounds.
        schema: the checked schema, so that native cells are written as its fields want.

    Raises:
        UnreadableError: there is no table to read; the message says why.
    """
    limits = limits or Limits()
    clock = clock or Clock(limits)
    kind = kind_of(source)
    if kind == CSV:
        from .csv_table import CsvTable

        return CsvTable(source, names, strict, limits, clock)
    from .workbook import WorkbookTable

    return WorkbookTable(source, kind, names, strict, sheet, limits, clock, schema)


def read_table(source: Any, *, filename: str = "", names: Iterable[str] = (), sheet: str | int | None = None,
               limits: Limits | None = None) -> tuple[list[str], list[list[str]], Table]:
    """Labels, rows and the table itself, for imports and previews.

    Args:
        source: bytes, path, or binary stream.
        filename: as the person knows it.
        names: names of the fields expected, to find the header under a preamble.
        sheet: name or place of the sheet.
        limits: bounds.

    Returns:
        The labels, the rows (texts, as long as the header), and the
        :class:`Table`, which says encoding, sheets and notices.

    Raises:
        UnreadableError: there is no table to read.
    """
    bounds = limits or Limits()
    opened = open_source(source, filename, bounds)
    try:
        table = open_table(opened, names=names, sheet=sheet, limits=bounds)
        try:
            width = len(table.labels)
            rows = read_through(lambda: [(cells + [""] * (width - len(cells)))[:width] for _, cells in table.rows()])
        finally:
            table.close()
        while rows and not any(cell.strip() for cell in rows[-1]):
            rows.pop()
        return table.labels, rows, table
    finally:
        opened.close()
