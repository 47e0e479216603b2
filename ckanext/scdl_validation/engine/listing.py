"""From frames of errors to the sentences that people read."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from .checks.base import RowCheck
from .header import Header
from .messages import row_message
from .report import Error, Repair, Warning

if TYPE_CHECKING:
    from .pipeline import Pipeline

_MAX_WARNINGS = 200


class Listing:
    """Lists what a pipeline found.

    Args:
        pipeline: once it has read everything.
        header: what the header deserved.
        limit: how many errors and repairs to list; None for all.
    """

    def __init__(self, pipeline: Pipeline, header: Header, limit: int | None) -> None:
        self.pipeline = pipeline
        self.header = header
        self.limit = limit
        self._memo: dict[tuple[int, str], tuple[str, str | None]] = {}
        self._row_checks = {(c.declared, c.columns[0], c.names[0]): c for c in pipeline.row_checks}

    # -- errors

    def errors(self) -> list[Error]:
        listed = self.header.errors[: self.limit] if self.limit is not None else list(self.header.errors)
        room = None if self.limit is None else self.limit - len(listed)
        if room == 0:
            return listed
        return listed + [self._error(*row) for row in self._first(room).iter_rows()]

    def _first(self, count: int | None) -> pl.DataFrame:
        """The first errors by row, then by column. Late ones (keys) come after in the store."""
        store = self.pipeline.errors
        order = pl.Series([position if position is not None else 10**6 for position, _, _ in self.pipeline.problems],
                          dtype=pl.Int32)
        kept: pl.DataFrame | None = None
        for frame in store.frames():
            kept = frame if kept is None else pl.concat([kept, frame])
            if count is not None and kept.height > max(4 * count, 50_000):
                kept = self._sorted(kept, order).head(count)
        if kept is None:
            return pl.DataFrame(schema=store.schema)
        kept = self._sorted(kept, order)
        return kept if count is None else kept.head(count)

    @staticmethod
    def _sorted(frame: pl.DataFrame, order: pl.Series) -> pl.DataFrame:
        places = order.gather(frame["problem"]).alias("place")
        return frame.with_columns(places).sort("row", "place", maintain_order=True).drop("place")

    def _error(self, row: int, number: int, value: str, extra: str | None) -> Error:
        position, name, problem = self.pipeline.problems[number]
        message, suggestion = self._sentence(number, value, extra)
        return Error(row, name, problem.code, problem.check, value, message, suggestion, problem.rule)

    def _sentence(self, number: int, value: str, extra: str | None) -> tuple[str, str | None]:
        position, name, problem = self.pipeline.problems[number]
        if problem.code == "row-constraint":
            check = self._row_checks.get((problem.check or "", name or "", problem.rule))
            if isinstance(check, RowCheck):
                texts = json.loads(extra) if extra else [value] + [""] * (len(check.columns) - 1)
                return check.message([text or "" for text in texts])
        if problem.code in ("unique-error", "primary-key", "foreign-key"):
            names, target = self.pipeline.key_names[number]
            first = None if extra in (None, "null") else int(extra)
            return row_message(problem.code, {"columns": names, "target": target, "first": first}), None
        if problem.code in ("type-error", "constraint-error") and position is not None:
            key = (number, value)
            found = self._memo.get(key)
            if found is None:
                if len(self._memo) > 20_000:
                    self._memo.clear()
                judge = self.pipeline.columns[position].judge
                assert judge is not None
                found = self._memo[key] = judge.message(problem, value)
            return found
        return row_message(problem.code, {"column": name or ""}), None

    # -- repairs and warnings

    def repairs(self) -> list[Repair]:
        listed = self.header.repairs[: self.limit] if self.limit is not None else list(self.header.repairs)
        room = None if self.limit is None else self.limit - len(listed)
        if room == 0:
            return listed
        frame = self.pipeline.repairs.first(room).sort("row", "column", maintain_order=True)
        rows = frame.iter_rows() if room is None else frame.head(room).iter_rows()
        return listed + [self._repair(*row) for row in rows]

    def _repair(self, row: int, column: int, before: str, after: str, rule: str) -> Repair:
        name = self.pipeline.columns[column].name if column >= 0 else ""
        return Repair(row, name or "", before, after, rule)

    def repair_counts(self) -> Counter:
        counts: Counter = Counter()
        for repair in self.header.repairs:
            counts[repair.column, repair.rule] += 1
        for frame in self.pipeline.repairs.frames():
            for column, rule, count in frame.group_by("column", "rule").len().iter_rows():
                name = self.pipeline.columns[column].name if column >= 0 else ""
                counts[name or "", rule] += count
        return counts

    def warnings(self) -> list[Warning]:
        listed = []
        for row, number, value, extra in self.pipeline.warnings.first(_MAX_WARNINGS).head(_MAX_WARNINGS).iter_rows():
            _, name, problem = self.pipeline.problems[number]
            message, _ = self._sentence(number, value, extra)
            listed.append(Warning(problem.code, message, row, name, value, problem.check))
        left = self.pipeline.warnings.count - len(listed)
        if left > 0:
            listed.append(Warning("more", f"{left} autres remarques du même genre ne sont pas détaillées."))
        return listed

    def everything(self) -> Everything:
        return Everything(self)


class Everything:
    """All the errors and repairs, read again from where they are kept."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing

    def errors(self) -> Iterator[Error]:
        yield from self._listing.header.errors
        for frame in self._listing.pipeline.errors.frames():
            for row in frame.iter_rows():
                yield self._listing._error(*row)

    def repairs(self) -> Iterator[Repair]:
        yield from self._listing.header.repairs
        for frame in self._listing.pipeline.repairs.frames():
            for row in frame.iter_rows():
                yield self._listing._repair(*row)

    def keys(self) -> Iterator[tuple[int | None, str | None, str]]:
        """Row, column and code of every error, without its sentence."""
        for error in self._listing.header.errors:
            yield error.row, error.column, error.code
        problems = self._listing.pipeline.problems
        for frame in self._listing.pipeline.errors.frames():
            for row, number in frame.select("row", "problem").iter_rows():
                _, name, problem = problems[number]
                yield row, name, problem.code


