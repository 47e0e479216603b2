"""Cells of a big XLSX sheet, cut in bulk out of the XML that spreadsheets write.

Used by :mod:`.child` in its own process. What this module does not surely read as a library of XML would, it leaves to one by
raising :class:`Unfamiliar`: it must never guess.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, Any, NamedTuple

import polars as pl

from .sheet_texts import Part, Unfamiliar, cut, pieces, prepared

#: cells of a block of rows, empty ones included
AREA = 4_000_000
BLOCK_ROWS = 20_000
_FORMULA = re.compile(rb"<f(?: [^<>]*)?(?:/>|>[^<]*</f>)")
_ROW = r'^(?:</row>)?<row r="([0-9]{1,7})"((?: [A-Za-z0-9:]+="[^"<&]*")*) ?(/|><c r="(.*))$'
_CELL = re.compile(r'"((?: [a-zA-Z0-9:]+="[^"<>&]*")*) ?(/|>|><is>)')


class Wider(Exception):
    """A row has more cells than any before, and no dimension announced it."""


class Kind(NamedTuple):
    """What the tag of a cell says of it.

    Args:
        form: ``v`` for a value, ``is`` for a text in place, empty for none.
        type: attribute ``t``, ``n`` by default.
        style: attribute ``s``, 0 by default.
    """

    form: str
    type: str
    style: int


#: gives the texts of the cells of one kind: kind, raw values (entities and all) -> texts, null for an empty cell
Encode = Callable[[Kind, pl.Series], pl.Series]


class Sheet:
    """Rows of a sheet, read once from its start.

    Args:
        source: the part, opened.
        encode: gives the texts of the cells of one kind.
        check: told the rows and columns at hand, and free to refuse them.
        width: columns of every row, whatever it holds; None: as many as its last cell says.
        hint: columns of the widest row, when that is known.
        blanks: whether a cell that only has a style makes the sheet longer or wider.
    """

    def __init__(self, source: IO[bytes], encode: Encode, check: Callable[[int, int], None], *, width: int | None = None,
                 hint: int = 0, blanks: bool = True) -> None:
        self.source, self.encode, self.check, self.blanks = source, encode, check, blanks
        self.fixed, self.width = width, width or hint
        self.height = 0
        self.part = Part()
        #: kinds of the cells of each column
        self.kinds: dict[int, set[Kind]] = {}
        self._row = 0
        self._bare = True
        self._tags: dict[str, Kind] = {}
        self._columns: dict[str, int] = {}

    def blocks(self) -> Iterator[tuple[pl.DataFrame, pl.Series | None]]:
        """Consecutive rows: columns ``c0`` … of texts, and the number of cells of each row unless blanks are left out."""
        for piece in pieces(self.source, b"<sheetData", b"</sheetData>", b"</row>", self.part):
            yield from self._read(piece)

    def _read(self, piece: bytes) -> Iterator[tuple[pl.DataFrame, pl.Series]]:
        rows, cells = self._cells(piece)
        top, last = self.height, rows[-1]
        if rows[0] <= self._row or last > 1_048_576 or (rows.diff().drop_nulls() <= 0).any():
            raise Unfamiliar("rows out of order")
        self._row = last
        if not self.blanks:
            if not cells.height:
                return
            last = cells["row"][-1]
        widest = int(cells["column"].max()) + 1 if cells.height else 0
        if self.fixed is not None:
            cells = cells if widest <= self.fixed else cells.filter(pl.col("column") < self.fixed)
        elif widest > self.width:
            if self.height:
                raise Wider(widest)
            self.width = widest
        if not self.width:
            raise Unfamiliar("no cell")
        self.check(last, self.width)
        step = max(1, min(BLOCK_ROWS, AREA // self.width))
        for low in range(top, last, step):
            high = min(last, low + step)
            part = cells if top == low and high == last else cells.filter(
                (pl.col("row") > low) & (pl.col("row") <= high))
            yield self._grid(part, low, high - low)
        self.height = last

    def _cells(self, piece: bytes) -> tuple[pl.Series, pl.DataFrame]:
        """Numbers of the rows, and their cells: row, column, text, in order."""
        data = prepared(piece)
        if self._bare:
            try:
                return self._cut(data)
            except Unfamiliar:
                # formulas, texts in place and other forms take more looks at every byte
                self._bare = False
        return self._cut(_simplified(data))

    def _cut(self, data: bytes) -> tuple[pl.Series, pl.DataFrame]:
        lines = cut(_lines(data), ["head", "value"])
        head = lines["head"]
        first = head.str.starts_with("<")
        opening = first.arg_true()
        parts = head.gather(opening).to_frame("h").select(pl.col("h").str.extract_groups(_ROW)).unnest("h")
        if parts["1"].null_count() or not len(opening) or opening[0]:
            raise Unfamiliar("row")
        self._check_rows(parts["2"])
        rows = parts["1"].cast(pl.Int64)
        tail = head.scatter(opening, parts["4"])
        frame = pl.DataFrame({"tail": tail, "value": lines["value"], "row": rows.gather(first.cum_sum() - 1)})
        if parts["4"].null_count():
            if (lines["value"].gather(opening.filter(parts["4"].is_null())) != "").any():
                raise Unfamiliar("row")
            frame = frame.filter(pl.col("tail").is_not_null())
        frame = frame.select(
            "row", "value", pl.col("tail").str.slice(0, 3).alias("letters"),
            pl.col("tail").str.slice(pl.col("tail").str.find('"', literal=True)))
        if not frame.height:
            return rows, pl.DataFrame(schema={"row": pl.Int64, "column": pl.Int32, "text": pl.String})
        column = self._lookup(frame["letters"], self._columns, _column, pl.Int32)
        order = frame["row"] * 20_000 + column
        if (order.diff().drop_nulls() <= 0).any():
            raise Unfamiliar("cells out of order")
        texts, kept = self._texts(frame["tail"], frame["value"], column)
        cells = pl.DataFrame({"row": frame["row"], "column": column, "text": texts})
        return rows, cells if kept is None else cells.filter(kept)

    @staticmethod
    def _check_rows(attributes: pl.Series) -> None:
        for text in attributes.unique().to_list():
            names = re.findall(r" ([A-Za-z0-9:]+)=", text)
            if "r" in names or len(set(names)) < len(names):
                raise Unfamiliar("row")

    @staticmethod
    def _lookup(texts: pl.Series, known: dict[str, Any], make: Callable[[str], Any], dtype: Any) -> pl.Series:
        """What ``make`` says of each text, asked once for each distinct one."""
        distinct = texts.unique().to_list()
        for text in distinct:
            if text not in known:
                known[text] = make(text)
        if len(distinct) == 1:
            return pl.Series([known[distinct[0]]], dtype=dtype).new_from_index(0, len(texts))
        return texts.replace_strict(distinct, [known[text] for text in distinct], return_dtype=dtype)

    def _texts(self, tails: pl.Series, values: pl.Series, columns: pl.Series) -> tuple[pl.Series, pl.Series | None]:
        """Text of each cell; and which to keep, None for all."""
        kinds: dict[Kind, int] = {}

        def number(tail: str) -> int:
            kind = self._tags.get(tail)
            if kind is None:
                kind = self._tags[tail] = _kind(tail)
            return kinds.setdefault(kind, len(kinds))

        codes = self._lookup(tails, {}, number, pl.Int16)
        if len(kinds) == 1:
            (kind,) = kinds
            self._note(kind, columns)
            return self._encoded(kind, values), None if kind.form or self.blanks else pl.Series([False]).new_from_index(
                0, len(values))
        texts, places = [], []
        for kind, code in kinds.items():
            mine = (codes == code).arg_true()
            self._note(kind, columns.gather(mine))
            places.append(mine)
            texts.append(self._encoded(kind, values.gather(mine)))
        order = pl.zeros(len(values), dtype=pl.UInt32, eager=True).scatter(
            pl.concat(places), pl.int_range(len(values), dtype=pl.UInt32, eager=True))
        empty = [code for kind, code in kinds.items() if not kind.form]
        return pl.concat(texts).gather(order), None if self.blanks or not empty else ~codes.is_in(empty)

    def _note(self, kind: Kind, columns: pl.Series) -> None:
        for column in columns.unique().to_list():
            self.kinds.setdefault(column, set()).add(kind)

    def _encoded(self, kind: Kind, values: pl.Series) -> pl.Series:
        if not kind.form:
            return pl.repeat(None, len(values), dtype=pl.String, eager=True)
        if (kind.form == "is") != (kind.type == "inlineStr"):
            raise Unfamiliar("value in another place")
        return self.encode(kind, values)

    def _grid(self, cells: pl.DataFrame, low: int, height: int) -> tuple[pl.DataFrame, pl.Series | None]:
        area = pl.repeat(None, height * self.width, dtype=pl.UInt32, eager=True)
        rows = cells["row"] - (low + 1)
        area = area.scatter(cells["column"].cast(pl.Int64) * height + rows, pl.int_range(cells.height, dtype=pl.UInt32, eager=True))
        texts = cells["text"].gather(area)
        frame = pl.DataFrame([texts.slice(i * height, height).alias(f"c{i}") for i in range(self.width)])
        if not self.blanks:
            return frame, None
        if self.fixed is not None:
            return frame, pl.repeat(self.fixed, height, dtype=pl.Int32, eager=True)
        # cells are in order: the last of a row that is put stays
        widths = pl.repeat(0, height, dtype=pl.Int32, eager=True)
        ends = cells.select("row", "column").group_by("row").last()
        return frame, widths.scatter(ends["row"] - (low + 1), ends["column"] + 1)


def _lines(data: bytes) -> bytes:
    """One line per cell: its reference and its tag, then its value; the tag of a row goes before its first cell."""
    if data.endswith(b"</row>"):
        data = data[:-6]
    elif not data.endswith(b"/>"):
        raise Unfamiliar("end of rows")
    data = data.replace(b'</v></c><c r="', b"\n").replace(b"</v></c>", b"\n").replace(b"<v>", b"\x1f")
    return data.replace(b'"/>', b'"/\x1f\n').replace(b'"/\x1f\n<c r="', b'"/\x1f\n')


def _simplified(data: bytes) -> bytes:
    """The same cells, without their formulas, and with one way of writing a text in place or an empty cell."""
    data = _FORMULA.sub(b"", data).replace(b'" />', b'"/>').replace(b'"></c>', b'"/>').replace(b'"></row>', b'"/>')
    data = data.replace(b'<is><t xml:space="preserve">', b"<is><t>").replace(b"<is><t>", b"<is><v>")
    return data.replace(b"<v/>", b"<v></v>").replace(b"</t></is></c>", b"</v></c>")


def _column(prefix: str) -> int:
    """Place, from 0, of the column whose name begins ``prefix``: three characters of a reference."""
    number = 0
    for letter in prefix:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= 16_384:
        raise Unfamiliar("reference")
    return number - 1


def _kind(tail: str) -> Kind:
    """What follows the reference of a cell in its tag."""
    found = _CELL.fullmatch(tail)
    if found is None:
        raise Unfamiliar(f"cell {tail[:40]}")
    attributes = re.findall(r' ([a-zA-Z0-9:]+)="([^"]*)"', found[1])
    known = dict(attributes)
    style = known.get("s", "0")
    if len(known) < len(attributes) or "r" in known or not re.fullmatch("[0-9]{1,6}", style):
        raise Unfamiliar("attributes of a cell")
    form = {"/": "", ">": "v", "><is>": "is"}[found[2]]
    return Kind(form, known.get("t", "n"), int(style))
