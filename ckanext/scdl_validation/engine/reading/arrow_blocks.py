"""The columnar parser, where it cuts the text exactly as the standard library does."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from ..limits import Clock, Limits
from .quotes import whole_rows
from .table import Block

#: bytes parsed at once: few enough to stay in the processor's cache
BATCH_BYTES = 1 << 20
#: batches judged together, so that what a block costs whatever its size weighs little
BATCHES = 4


class NotAlike(Exception):
    """The columnar parser may cut this text otherwise: read it with the standard library.

    Args:
        encoding: the bytes are not in the encoding presumed.
    """

    def __init__(self, reason: str, *, encoding: bool = False) -> None:
        super().__init__(reason)
        self.encoding = encoding


class Watched(io.RawIOBase):
    """A stream that counts the quotes it delivers, and vouches for its encoding.

    An odd number of quotes is the sign of one left open or of one alone in
    the middle of a cell, which the two parsers need not see the same way.
    The whole text is proved to be UTF-8 at once: cell by cell, it costs a
    quarter of the parsing.

    Args:
        stream: the bytes.
        skip: where to start.
        utf8: whether to refuse what is not UTF-8 (:class:`NotAlike`).
    """

    def __init__(self, stream: IO[bytes] | io.RawIOBase, skip: int, utf8: bool) -> None:
        self._stream = stream
        self._stream.seek(skip)
        self._utf8 = utf8
        self._cut = b""
        self.quotes = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size) or b""
        self.quotes += data.count(b'"')
        if self._utf8:
            self._prove(data)
        return data

    def _prove(self, data: bytes) -> None:
        import pyarrow as pa

        text = self._cut + data if self._cut else data
        # a character that the end of the chunk cuts is looked at with the next one
        end = len(text)
        while data and end > max(0, len(text) - 3) and text[end - 1] & 0xC0 == 0x80:
            end -= 1
        if data and end and text[end - 1] >= 0xC0:
            end -= 1
        else:
            end = len(text)
        self._cut = text[end:]
        try:
            pa.array([text[:end]], pa.binary()).cast(pa.string())
        except pa.ArrowInvalid:
            raise NotAlike("utf-8", encoding=True) from None

    @property
    def closed(self) -> bool:
        return False


def arrow_blocks(stream: IO[bytes] | io.RawIOBase, *, width: int, delimiter: str, encoding: str, header_row: int, limits: Limits,
                 clock: Clock, careful: bool = False) -> Iterator[Block]:
    """Data rows in blocks, like :meth:`.table.Table.blocks`.

    Args:
        careful: stop where a quoted cell may have swallowed rows.

    Raises:
        NotAlike: on the first sign that the standard library would cut otherwise.
    """
    import polars as pl
    import pyarrow as pa
    import pyarrow.csv as pc

    names = [f"c{i}" for i in range(width)]
    ragged: list[tuple[int, str]] = []

    def keep(row: Any) -> str:
        ragged.append((row.number, row.text))
        return "skip"

    utf8 = encoding.startswith("utf-8")
    watched = Watched(stream, 3 if encoding == "utf-8-sig" else 0, utf8)
    try:
        reader = pc.open_csv(
            pa.PythonFile(watched, mode="r"),
            read_options=pc.ReadOptions(column_names=names, block_size=BATCH_BYTES, use_threads=False,
                                        encoding="utf8" if utf8 else encoding),
            parse_options=pc.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False,
                                          invalid_row_handler=keep),
            convert_options=pc.ConvertOptions(column_types={name: pa.string() for name in names},
                                              strings_can_be_null=False, null_values=[], check_utf8=False))
        record, taken = 0, 0
        while batches := list(islice(reader, BATCHES)):
            table = pa.Table.from_batches(batches)
            numbers, record, late = _numbers(record, table.num_rows, ragged, taken)
            taken += len(late)
            frame = pl.from_arrow(table, rechunk=False)
            if careful:
                _refuse_swallowed_rows(frame, late, delimiter)
            yield _block(frame, numbers, late, header_row, width, delimiter)
            clock.check()
            limits.check_rows(record - header_row)
        if taken < len(ragged):
            late = ragged[taken:]
            if careful:
                _refuse_swallowed_rows(pl.DataFrame(schema=dict.fromkeys(names, pl.String)), late, delimiter)
            yield _block(pl.DataFrame(schema=dict.fromkeys(names, pl.String)), pl.Series([], dtype=pl.Int64), late,
                         header_row, width, delimiter)
    except pa.ArrowInvalid as error:
        raise NotAlike(str(error), encoding="invalid UTF8" in str(error)) from None
    if watched.quotes % 2:
        raise NotAlike("quotes")


def _refuse_swallowed_rows(frame: Any, late: list[tuple[int, str]], delimiter: str) -> None:
    """Leave to the careful reader the records of several lines that may be rows joined by stray quotes."""
    import polars as pl

    width = frame.width
    texts = [text.strip("\r\n") for _, text in late if "\n" in text]
    broken = frame.select(pl.any_horizontal(pl.all().str.contains("\n", literal=True)).alias("broken"))["broken"]
    if broken.any():
        text = pl.col("text")
        joined = frame.filter(broken).select(pl.concat_str(pl.all(), separator=delimiter).alias("text"))
        texts += joined.filter(
            text.str.count_matches(delimiter, literal=True) == (text.str.count_matches("\n", literal=True) + 1) * (width - 1)
        )["text"].to_list()
    if any(whole_rows(text.split("\n"), delimiter, width) for text in texts):
        raise NotAlike("swallowed rows")


def _numbers(record: int, count: int, ragged: list[tuple[int, str]], taken: int) -> tuple[Any, int, list[tuple[int, str]]]:
    """Numbers of the records of a batch, those of another width set apart."""
    import polars as pl

    late: list[tuple[int, str]] = []
    end = record + count
    while taken + len(late) < len(ragged) and ragged[taken + len(late)][0] <= end:
        late.append(ragged[taken + len(late)])
        end += 1
    numbers = pl.int_range(record + 1, end + 1, eager=True, dtype=pl.Int64)
    if late:
        numbers = numbers.filter(~numbers.is_in(pl.Series([number for number, _ in late], dtype=pl.Int64).implode()))
    return numbers, end, late


def _block(frame: Any, numbers: Any, late: list[tuple[int, str]], header_row: int, width: int, delimiter: str) -> Block:
    """A block, its rows counted from the header, the rows of another width padded and put in their place."""
    import polars as pl

    shift = header_row - 1
    if len(numbers) and numbers[0] <= header_row:
        kept = numbers > header_row
        frame, numbers = frame.filter(kept), numbers.filter(kept)
    late = [(number, text) for number, text in late if number > header_row]
    rows = (numbers - shift).alias("row") if shift else numbers.alias("row")
    if not late:
        return Block(frame, rows)
    from .table import build_block

    cells = [next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []) for _, text in late]
    odd = build_block([number - shift for number, _ in late], cells, width)
    if not frame.height:
        return odd
    whole = pl.concat([frame, odd.frame]).with_columns(pl.concat([rows, odd.rows]).alias("__row")).sort("__row")
    return Block(whole.drop("__row"), whole["__row"].alias("row"), odd.ragged, odd.extra)
