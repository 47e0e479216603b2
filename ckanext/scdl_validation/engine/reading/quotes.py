"""A quote that opens and never closes must not swallow the rest of the file."""
from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

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


def careful_records(lines: Iterable[str], dialect: Dialect, max_cell: int, faulty: list[int]) -> Iterator[list[str]]:
    """Records as :func:`csv.reader` gives them, but for a quote left open.

    Such a record is cut at the end of its line, its quotes taken as they are,
    and its number (from 1) is added to ``faulty``.

    Args:
        lines: of the text, with their ends.
        dialect: how cells are separated.
        max_cell: characters of a cell past which a quote is surely left open.
        faulty: receives the numbers of the records cut.
    """
    source = _Lines(lines, 2 * max_cell + 1000)
    number = 0
    while True:
        for record in dialect.reader(source):
            number += 1
            if source.stuck:
                first, *rest = source.current
                faulty.append(number)
                source.give_back(rest)
                yield first.rstrip("\r\n").split(dialect.delimiter)
                break
            source.done()
            yield record
        else:
            return
