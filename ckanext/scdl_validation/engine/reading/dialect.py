"""How the cells of a CSV are separated."""
from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..cells import csv_reader

SEPARATORS = ",;\t|"
SAMPLE_LINES = 100
_SAMPLE_CHARS = 1 << 19


@dataclass(frozen=True)
class Dialect:
    """What :func:`csv.reader` needs to know."""

    delimiter: str = ","
    quotechar: str | None = '"'
    escapechar: str | None = None
    skipinitialspace: bool = False

    @property
    def plain(self) -> bool:
        """Whether the columnar parser splits the same way."""
        return self.quotechar == '"' and self.escapechar is None and not self.skipinitialspace

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        options = csv.excel()
        options.delimiter = self.delimiter
        options.doublequote = True
        options.escapechar = self.escapechar
        options.quotechar = self.quotechar or '"'
        options.quoting = csv.QUOTE_MINIMAL if self.quotechar else csv.QUOTE_NONE
        options.skipinitialspace = self.skipinitialspace
        return csv_reader(lines, dialect=options)


def sniff_as_reference(lines: list[str], extension: str) -> Dialect:
    """What frictionless 5.21 infers from the first hundred lines: the standard library's guess."""
    sample = "".join(lines)[:_SAMPLE_CHARS]
    candidates = "\t" if extension == "tsv" else ",\t;|"
    try:
        found: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(sample, candidates)
    except csv.Error:
        found = csv.excel()
    quote = '"' if found.quotechar == "'" else found.quotechar
    delimiter = "\t" if extension == "tsv" else found.delimiter
    return Dialect(delimiter, '"' if quote is None else quote, found.escapechar,
                   bool(found.skipinitialspace))


def sniff(lines: list[str], names: Iterable[str] = ()) -> Dialect:
    """The separator that cuts the lines most evenly; names of fields found in a line decide first.

    Args:
        lines: first lines of the text, with their ends.
        names: names of the fields expected, folded by the caller's taste.
    """
    text = "".join(lines)[:_SAMPLE_CHARS]
    wanted = {name.strip().casefold() for name in names}
    best: tuple[float, str] = (0.0, ",")
    for separator in (";", ",", "\t", "|"):
        rows = [row for row in _rows(text, separator) if any(cell.strip() for cell in row)]
        if not rows:
            continue
        hits = max(len(wanted & {cell.strip().casefold() for cell in row}) for row in rows[:30]) if wanted else 0
        width, same = Counter(len(row) for row in rows).most_common(1)[0]
        score = hits * 1000.0 + (same / len(rows)) * min(width, 50) if width > 1 or hits > 1 else 0.0
        if score > best[0]:
            best = (score, separator)
    return Dialect(best[1])


def _rows(text: str, separator: str) -> list[list[str]]:
    rows = []
    try:
        for row in csv_reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) >= SAMPLE_LINES:
                break
    except csv.Error:
        return rows
    return rows
