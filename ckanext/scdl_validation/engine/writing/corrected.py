"""The file once repaired: every column of the schema, in its order, in UTF-8."""
from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any

from ..descriptor import load_schema
from ..report import Report
from .plain import Target

if TYPE_CHECKING:
    import polars as pl


def write_corrected_csv(target: Target, source: Any, descriptor: Mapping[str, Any], **options: Any) -> tuple[Report, bytes]:
    """Check ``source`` and write it with its repairs, complete and in the order of the schema.

    Args:
        target: path or binary stream; None returns the bytes.
        source, descriptor: as for :func:`..checking.check`.
        options: those of :func:`..checking.check`.

    Returns:
        The report, and the bytes when ``target`` is None (else empty).
        Columns that the schema does not know come last; blank rows are left out.
    """
    from ..checking import check

    schema = load_schema(descriptor)
    buffer: IO[bytes] = io.BytesIO() if target is None or not hasattr(target, "write") else target  # type: ignore[assignment]
    own = None
    if target is not None and not hasattr(target, "write"):
        own = buffer = open(target, "wb")  # noqa: SIM115 - closed below
    try:
        writer = _Writer(buffer, [field.name for field in schema.fields])
        report = check(source, descriptor, on_block=writer.block, on_restart=writer.restart, **options)
        writer.finish()
    finally:
        if own is not None:
            own.close()
    return report, buffer.getvalue() if isinstance(buffer, io.BytesIO) and target is None else b""


class _Writer:
    def __init__(self, stream: IO[bytes], names: list[str]) -> None:
        self.stream = stream
        self.names = names
        self.started = False

    def restart(self) -> None:
        self.stream.seek(0)
        self.stream.truncate()
        self.started = False

    def block(self, frame: pl.DataFrame, rows: pl.Series, columns: list[Any]) -> None:
        import polars as pl

        known = {column.name: column.key for column in columns if column.name}
        selected = [
            (pl.col(known[name]) if name in known else pl.lit(None, dtype=pl.String)).alias(name) for name in self.names]
        others: dict[str, str] = {}
        for column in columns:
            if column.name is None and column.label and column.label not in others and column.label not in self.names:
                others[column.label] = column.key
        selected += [pl.col(key).alias(label) for label, key in others.items()]
        table = frame.select(selected)
        # an empty text is written as nothing, not as a pair of quotes
        table = table.with_columns(pl.when(pl.all() != "").then(pl.all()))
        table.write_csv(self.stream, include_header=not self.started, line_terminator="\n")
        self.started = True

    def finish(self) -> None:
        if not self.started:
            self.stream.write((",".join(self.names) + "\n").encode())
