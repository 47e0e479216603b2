"""Errors and repairs found, counted for ever and kept on disk once they are many."""
from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

#: rows kept in memory before the next ones go to a temporary file
IN_MEMORY = 200_000


class FrameStore:
    """A table that only grows, its first rows in memory and the others in a temporary file.

    Args:
        schema: names and types of the columns.
        in_memory: rows kept in memory.
    """

    def __init__(self, schema: dict[str, pl.DataType], in_memory: int | None = None) -> None:
        self.schema = schema
        self.in_memory = IN_MEMORY if in_memory is None else in_memory
        self.count = 0
        self._frames: list[pl.DataFrame] = []
        self._held = 0
        self._file: IO[bytes] | None = None
        self._offsets: list[int] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Keep the rows of ``frame`` (the columns of the schema, in its order)."""
        if not frame.height:
            return
        self.count += frame.height
        if self._held < self.in_memory:
            self._frames.append(frame)
            self._held += frame.height
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="scdl-")
        self._offsets.append(self._file.tell())
        frame.write_ipc(self._file, compression="lz4")

    def frames(self) -> Iterator[pl.DataFrame]:
        """The frames, in the order they came."""
        import polars as pl

        yield from self._frames
        if self._file is None:
            return
        ends = [*self._offsets[1:], 0]
        self._file.seek(0, 2)
        ends[-1] = self._file.tell()
        for start, end in zip(self._offsets, ends):
            self._file.seek(start)
            yield pl.read_ipc(self._file.read(end - start))

    def first(self, count: int | None) -> pl.DataFrame:
        """The first ``count`` rows by position of the table; all when None."""
        import polars as pl

        taken: list[pl.DataFrame] = []
        held = 0
        for frame in self.frames():
            taken.append(frame)
            held += frame.height
            if count is not None and held >= count:
                break
        return pl.concat(taken) if taken else pl.DataFrame(schema=self.schema)
