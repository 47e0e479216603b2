"""Rules that look at the whole table: unique values, primary keys, keys that refer to the table itself."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .store import FrameStore

if TYPE_CHECKING:
    import polars as pl

#: prints kept in memory (24 bytes each), and files that hold the others
IN_MEMORY = 1_000_000
FILES = 32
_NAN = "\x00nan"


def canonical(value: Any) -> str | None:
    """A text that two values share exactly when Python finds them equal; None for an empty cell."""
    if value is None:
        return None
    if isinstance(value, str):
        return "s:" + value
    if isinstance(value, (bool, int)):
        return f"n:{int(value)}"
    if isinstance(value, (float, Decimal)):
        return _number(value)
    if isinstance(value, datetime):
        if value.tzinfo is not None and value.utcoffset() is not None:
            return "du:" + value.astimezone(timezone.utc).replace(tzinfo=None).isoformat()
        return "dt:" + value.replace(tzinfo=None).isoformat()
    if isinstance(value, date):
        return "d:" + value.isoformat()
    if isinstance(value, time):
        return _time(value)
    if isinstance(value, tuple):
        return "t:" + json.dumps([canonical(item) for item in value])
    if isinstance(value, (list, dict)):
        return "j:" + json.dumps(value, sort_keys=True, default=str)
    return f"o:{value!r}"


def _number(value: float | Decimal) -> str:
    exact = Decimal(value)
    if exact.is_nan():
        return _NAN
    if exact.is_infinite():
        return f"n:{exact}"
    sign, digits, exponent = exact.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    stripped = text.rstrip("0")
    power = int(exponent) + len(text) - len(stripped)
    if not stripped:
        return "n:0"
    if 0 <= power < 400:
        return f"n:{'-' if sign else ''}{stripped}{'0' * power}"
    return f"n:{'-' if sign else ''}{stripped}e{power}"


def _time(value: time) -> str:
    offset = value.utcoffset()
    if offset is None:
        return "h:" + value.replace(tzinfo=None).isoformat()
    seconds = value.hour * 3600 + value.minute * 60 + value.second - offset.total_seconds()
    return f"hu:{seconds}:{value.microsecond}"


class Prints:
    """Prints of keys, in memory while they are few, then cut by their first bits into files read one at a time.

    Args:
        schema: names and types of the columns; ``a`` holds the first half of the prints.
        distinct: keep each print once.
    """

    def __init__(self, schema: dict[str, Any], *, distinct: bool = False) -> None:
        import polars as pl

        self._empty = pl.DataFrame(schema=schema)
        self._distinct = distinct
        self._held: list[pl.DataFrame] = []
        self._count = 0
        self._files: list[FrameStore] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Keep the prints of a block."""
        self._held.append(frame.unique() if self._distinct else frame)
        self._count += self._held[-1].height
        if self._count > IN_MEMORY:
            self.spill()

    @property
    def spilled(self) -> bool:
        return bool(self._files)

    def spill(self) -> None:
        """Put in files what is held."""
        import polars as pl

        if not self._files:
            self._files = [FrameStore(dict(self._empty.schema), in_memory=0) for _ in range(FILES)]
        held = self._take()
        for number, file in enumerate(self._files):
            file.add(held.filter(pl.col("a") % FILES == number))

    def parts(self) -> Iterator[pl.DataFrame]:
        """All the prints, those that are equal in the same frame."""
        import polars as pl

        if not self._files:
            yield self._take()
            return
        self.spill()
        for file in self._files:
            part = pl.concat([self._empty, *file.frames()])
            yield part.unique() if self._distinct else part

    def _take(self) -> pl.DataFrame:
        import polars as pl

        held, self._held, self._count = self._held, [], 0
        frame = pl.concat([self._empty, *held])
        return frame.unique() if self._distinct and len(held) > 1 else frame


class KeyRule:
    """One rule on the keys of all rows, kept as 128-bit prints.

    Args:
        code: ``unique-error``, ``primary-key`` or ``foreign-key``.
        columns: positions of the columns that make the key.
        names: their names.
        target: for a foreign key, positions of the columns referred to.
        target_names: their names.
    """

    def __init__(self, code: str, columns: Sequence[int], names: Sequence[str],
                 target: Sequence[int | None] = (), target_names: Sequence[str] = ()) -> None:
        import polars as pl

        self.code = code
        self.columns = list(columns)
        self.names = list(names)
        self.target = list(target)
        self.target_names = list(target_names)
        self._keys = Prints({"row": pl.Int64, "a": pl.UInt64, "b": pl.UInt64})
        self._targets = Prints({"a": pl.UInt64, "b": pl.UInt64}, distinct=True)
        self._empty = FrameStore({"row": pl.Int64})

    def add(self, rows: pl.Series, key_of: Callable[[int], pl.Series]) -> None:
        """Note the keys of a block; ``key_of`` gives the canonical texts of a column."""
        import polars as pl

        keys = self._prints(rows, [key_of(i) for i in self.columns])
        if self.code == "primary-key":
            self._empty.add(keys.filter(pl.col("empty")).select("row"))
        self._keys.add(keys.filter(~pl.col("empty")).drop("empty"))
        if self.target and all(i is not None for i in self.target):
            targets = self._prints(rows, [key_of(i) for i in self.target if i is not None], "\x01")
            self._targets.add(targets.filter(~pl.col("empty")).select("a", "b"))

    @staticmethod
    def _prints(rows: pl.Series, keys: list[pl.Series], lone_mark: str = "\x00") -> pl.DataFrame:
        """Prints of the keys; a NaN equals nothing, so it is given a mark of its own."""
        import polars as pl

        frame = pl.DataFrame([rows.alias("row"), *(key.alias(f"k{i}") for i, key in enumerate(keys))])
        names = [f"k{i}" for i in range(len(keys))]
        lone = pl.concat_str([pl.lit(lone_mark), pl.col("row").cast(pl.String)])
        frame = frame.with_columns(
            [pl.when(pl.col(n).str.contains(_NAN, literal=True)).then(lone).otherwise(pl.col(n)).alias(n) for n in names])
        return frame.select(
            "row", pl.struct(names).hash(seed=11).alias("a"), pl.struct(names).hash(seed=97).alias("b"),
            pl.all_horizontal([pl.col(n).is_null() for n in names]).alias("empty"))

    def faults(self) -> Iterator[pl.DataFrame]:
        """Frames of ``row`` and ``first`` (row of the same key before it, null when the key is empty or not found)."""
        import polars as pl

        nowhere = pl.lit(None, dtype=pl.Int64).alias("first")
        yield from (frame.select("row", nowhere) for frame in self._empty.frames())
        if self.code == "foreign-key":
            for store, other in ((self._keys, self._targets), (self._targets, self._keys)):
                if store.spilled and not other.spilled:
                    other.spill()
            for keys, targets in zip(self._keys.parts(), self._targets.parts()):
                yield keys.join(targets, on=["a", "b"], how="anti").select("row", nowhere).sort("row")
            return
        for keys in self._keys.parts():
            again = keys.filter(pl.col("a").is_duplicated()).sort("row")
            again = again.with_columns(pl.col("row").shift(1).over("a", "b").alias("first"))
            yield again.filter(pl.col("first").is_not_null()).select("row", "first")
