"""A quote that opens and never closes must not swallow the rest of the file."""
from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from .dialect import Dialect


class _Lines:
    """Lines given one by one, those of the record under way kept apart."""

    def __init__(self, lines: Iterable[str], longest: int) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self._longest = longest
        self.current: list[str] = []
        self.held = 0
        self.stuck = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.held > self._longest:
            self.stuck = True
            raise StopIteration
        if self._back:
            line = self._back.popleft()
        else:
            try:
                line = next(self._lines)
            except StopIteration:
                self.stuck = bool(self.current)
                raise
        self.current.append(line)
        self.held += len(line)
        return line

    def done(self) -> None:
        """The record is complete."""
        self.current = []
        self.held = 0

    def give_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.stuck = False
        self.done()


#: cells past which lines that each hold a whole row are no coincidence
_WHOLE_ROWS = 12


def whole_rows(lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether each line of a record of several lines has the cells of a whole row."""
    return len(lines) > 1 and width > 1 and all(line.count(delimiter) == width - 1 for line in lines)


def _joined_by_mistake(lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether a record of several lines is rows that two stray quotes have joined."""
    if not whole_rows(lines, delimiter, width):
        return False
    return (len(lines) - 1) * (width - 1) >= _WHOLE_ROWS or _closed_in_a_cell("".join(lines), delimiter)


def _closed_in_a_cell(text: str, delimiter: str) -> bool:
    """Whether a quoted cell of ``text`` closes before its end: nobody writes this on purpose."""
    bounds = (delimiter, "\n", "\r", "")
    place = text.find('"')
    while place >= 0:
        end = place
        if not place or text[place - 1] in bounds:
            end = text.find('"', place + 1)
            while end >= 0 and text[end + 1: end + 2] == '"':
                end = text.find('"', end + 2)
            if end < 0 or text[end + 1: end + 2] not in bounds:
                return True
        place = text.find('"', end + 1)
    return False


def careful_records(lines: Iterable[str], dialect: Dialect, max_cell: int, faulty: list[int],
                    width: int = 0) -> Iterator[list[str]]:
    """Records as :func:`csv.reader` gives them, but for a quote left open.

    Such a record is cut at the end of its line, its quotes taken as they are,
    and its number (from 1) is added to ``faulty``. So is one that a stray
    quote, further on, closes: its lines are whole rows.

    Args:
        lines: of the text, with their ends.
        dialect: how cells are separated.
        max_cell: characters of a cell past which a quote is surely left open.
        faulty: receives the numbers of the records cut.
        width: cells of a row; 0 when not known yet.
    """
    source = _Lines(lines, 2 * max_cell + 1000)
    number = 0
    while True:
        for record in dialect.reader(source):
            number += 1
            if source.stuck or _joined_by_mistake(source.current, dialect.delimiter, width):
                first, *rest = source.current
                faulty.append(number)
                source.give_back(rest)
                yield first.rstrip("\r\n").split(dialect.delimiter)
                break
            source.done()
            yield record
        else:
            return
