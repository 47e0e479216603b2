"""Delimited text, read with the standard library's rules."""
from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from itertools import islice

from ..errors import UnreadableError
from ..limits import Clock, Limits
from ..suggestions import fold_name
from . import encoding as encodings
from .arrow_blocks import NotAlike, arrow_blocks
from .dialect import SAMPLE_LINES, Dialect, sniff, sniff_as_reference
from .prefetch import prefetched
from .quotes import careful_records
from .source import Source
from .table import BLOCK_ROWS, Block, Restart, Table, build_block

_HEADER_SEARCH = 30
#: bytes under which the columnar parser is not worth its start
FAST_FROM = 0
csv.field_size_limit(min(sys.maxsize, 2147483646))


class CsvTable(Table):
    """A CSV or TSV file.

    Args:
        source: the file.
        names: names and titles of the fields expected, to find the header.
        strict: read as frictionless does; the header is the first record.
        limits, clock: bounds.
    """

    def __init__(self, source: Source, names: Iterable[str], strict: bool, limits: Limits, clock: Clock) -> None:
        super().__init__()
        self.source = source
        self.limits = limits
        self.clock = clock
        self.strict = strict
        self.open_quotes: list[int] = []
        self._fast = source.size > FAST_FROM
        self.python_encoding, notice = encodings.decide(source)
        self.encoding = encodings.shown(self.python_encoding)
        if notice:
            self.notices.append(("encoding", notice))
        lines = self._first_lines()
        wanted = list(names)
        if strict:
            self.dialect = sniff_as_reference(lines, source.extension)
        else:
            self.dialect = sniff(lines, wanted) if source.extension != "tsv" else Dialect("\t")
        self._find_header(wanted)

    # -- text

    def _text(self) -> io.TextIOWrapper:
        newline = "" if self.source.extension != "tsv" or not self.strict else None
        errors = encodings.LOST if self.python_encoding.startswith("utf-16") else "strict"
        return io.TextIOWrapper(self.source.view(), self.python_encoding, errors, newline)  # type: ignore[arg-type]

    def _first_lines(self) -> list[str]:
        lines: list[str] = []
        held = 0
        with self._text() as text:
            while len(lines) < SAMPLE_LINES and held < 1 << 20:
                line = text.readline(1 << 20)
                if not line:
                    break
                lines.append(line)
                held += len(line)
        return lines

    def records(self) -> Iterator[list[str]]:
        """Every record of the file, header included.

        Raises:
            UnreadableError: the text cannot be cut into records.
        """
        with self._text() as text:
            lines = self._bounded(text)
            try:
                if self.strict:
                    yield from self.dialect.reader(lines)
                else:
                    self.open_quotes = []
                    yield from careful_records(lines, self.dialect, self.limits.max_cell_length, self.open_quotes,
                                               len(self.labels))
            except csv.Error as error:
                raise UnreadableError(
                    f"Ce fichier ne peut pas être découpé en cellules ({error}). Enregistrez-le à nouveau en CSV.",
                    "broken-csv") from None
            except UnicodeDecodeError:
                if self.python_encoding in ("utf-8", "utf-8-sig"):
                    self._reread(NotAlike("utf-8", encoding=True))
                    raise Restart from None
                raise UnreadableError("Ce texte n'est dans aucun encodage connu. Enregistrez-le en UTF-8.",
                                      "encoding-error") from None

    def _bounded(self, text: io.TextIOWrapper) -> Iterator[str]:
        """Lines, none of which is longer than a row may be."""
        longest = max(1 << 20, self.limits.max_cell_length * 20)
        while line := text.readline(longest):
            if len(line) >= longest:
                self.limits.check_cell(self.limits.max_cell_length + 1)
            yield line

    def faulty_rows(self) -> list[int]:
        """Rows that open a quote and never close it."""
        return [record - self.header_row + 1 for record in self.open_quotes]

    # -- header

    def _find_header(self, names: list[str]) -> None:
        first = list(islice(self._checked(self.records()), 1 if self.strict else _HEADER_SEARCH))
        if not first or (not self.strict and not any(cell.strip() for row in first for cell in row)):
            raise UnreadableError("Ce fichier est vide : il ne contient aucune cellule remplie.", "empty")
        self.header_row = 1 if self.strict else find_header(first, names)
        self.labels = [cell.strip() for cell in first[self.header_row - 1]]
        if not self.strict:
            self.labels = [label.strip("\ufeff\u200b\u00a0 ") for label in self.labels]
        if self.header_row > 1:
            self.notices.append(("preamble", preamble_notice(self.header_row - 1)))

    def _checked(self, records: Iterator[list[str]]) -> Iterator[list[str]]:
        for record in records:
            self.limits.check_columns(len(record))
            yield record

    # -- rows

    def blocks(self, width: int) -> Iterator[Block]:
        if self.fast:
            given = 0
            try:
                for block in prefetched(self._fast_blocks(width)):
                    given = max(given, int(block.rows[-1]) if len(block.rows) else 0)
                    yield block
            except NotAlike as reason:
                self._reread(reason)
                if given or reason.encoding:
                    raise Restart from None
            else:
                return
        yield from self._exact_blocks(width)

    def _reread(self, reason: NotAlike) -> None:
        """Prepare another reading: in the right encoding, or with care."""
        if reason.encoding and self.python_encoding != encodings.CP1252:
            self.python_encoding = encodings.CP1252
            self.encoding = encodings.shown(encodings.CP1252)
            self.notices.append(("encoding", encodings.CP1252_NOTICE))
        else:
            self.fast = False

    @property
    def fast(self) -> bool:
        """Whether the columnar parser is used: same cuts, many times faster."""
        return self._fast and self.dialect.plain and not self.python_encoding.startswith("utf-16")

    @fast.setter
    def fast(self, value: bool) -> None:
        self._fast = value

    def _fast_blocks(self, width: int) -> Iterator[Block]:
        return arrow_blocks(self.source.view(), width=width, delimiter=self.dialect.delimiter,
                            encoding=self.python_encoding, header_row=self.header_row, limits=self.limits,
                            clock=self.clock, careful=not self.strict)

    def _exact_blocks(self, width: int) -> Iterator[Block]:
        records = self._checked(self.records())
        for _ in islice(records, self.header_row):
            pass
        number = 2
        while rows := list(islice(records, BLOCK_ROWS)):
            self.clock.check()
            self.limits.check_rows(number + len(rows) - 2)
            yield build_block(range(number, number + len(rows)), rows, width)
            number += len(rows)


def preamble_notice(count: int) -> str:
    if count == 1:
        return "Une ligne placée au-dessus de l'en-tête a été ignorée."
    return f"{count} lignes placées au-dessus de l'en-tête ont été ignorées."


def find_header(rows: list[list[str]], names: Iterable[str]) -> int:
    """Place, from 1, of the row that names the fields best; the first filled row when none does."""
    wanted = {fold_name(name) for name in names} - {""}
    best, best_hits, first_filled = 0, 0, 0
    for place, row in enumerate(rows, start=1):
        cells = {fold_name(cell) for cell in row} - {""}
        if not first_filled and any(cell.strip() for cell in row):
            first_filled = place
        hits = len(cells & wanted)
        if hits > best_hits:
            best, best_hits = place, hits
    if best_hits and (best_hits >= min(2, len(wanted)) or best == first_filled):
        return best
    return first_filled or 1


__all__ = ["CsvTable", "find_header", "preamble_notice"]
