"""Reading and writing the cells of a CSV: the standard library's, and NUL as any other character on Python 3.10 too."""
from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TextIO

#: Before 3.11 the csv module neither reads nor writes NUL. This noncharacter of Unicode, which no text may hold, stands in.
_STAND_IN = "\ufdd0"


class Writer(Protocol):
    """What writes rows."""

    def writerow(self, row: Sequence[Any], /) -> Any: ...

    def writerows(self, rows: Iterable[Sequence[Any]], /) -> Any: ...


def _reader(lines: Iterable[str], **options: Any) -> Iterator[list[str]]:
    for row in csv.reader((line.replace("\0", _STAND_IN) for line in lines), **options):
        yield [cell.replace(_STAND_IN, "\0") for cell in row]


class _Restored:
    """A stream that writes NUL where its stand-in is."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(text.replace(_STAND_IN, "\0"))


class _Writer:
    def __init__(self, stream: TextIO, **options: Any) -> None:
        self._writer = csv.writer(_Restored(stream), **options)

    def writerow(self, row: Sequence[Any], /) -> None:
        self._writer.writerow([cell.replace("\0", _STAND_IN) if isinstance(cell, str) else cell for cell in row])

    def writerows(self, rows: Iterable[Sequence[Any]], /) -> None:
        for row in rows:
            self.writerow(row)


def csv_reader(lines: Iterable[str], **options: Any) -> Iterator[list[str]]:
    """Rows of a CSV, as :func:`csv.reader` gives them.

    :param lines: of the text, with their ends.
    :param options: those of :func:`csv.reader`.
    :raises csv.Error: as it does; never for NUL.
    """
    return csv.reader(lines, **options) if sys.version_info >= (3, 11) else _reader(lines, **options)


def csv_writer(stream: TextIO, **options: Any) -> Writer:
    """What writes rows to ``stream``, as :func:`csv.writer` does.

    :param options: those of :func:`csv.writer`.
    """
    return csv.writer(stream, **options) if sys.version_info >= (3, 11) else _Writer(stream, **options)
