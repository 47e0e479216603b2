"""Big XLSX sheets read in bulk: as openpyxl gives them to frictionless, or as people see them.

Used by :mod:`.child` in its own process, on top of :mod:`.sheet_xml`. Whatever is not surely read as the library would
(openpyxl in strict mode, calamine otherwise) raises :class:`Unfamiliar`, and the library reads the sheet.
"""
from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import polars as pl
import pyarrow as pa

from .child import plain, tagged
from .sheet_texts import Unfamiliar, shared_strings, unescape
from .sheet_xml import Kind, Sheet, Wider

#: times that a sheet is read again because its rows get longer
_TRIES = 3
_INTEGER = r"^(?:0|-?[1-9][0-9]{0,14})$"
_EPOCH = dt.datetime(1899, 12, 30)
#: built-in formats of numbers, and those of dates, that calamine and everybody understand alike
_NUMBERS = {*range(5), 9, 10, 11, 37, 38, 39, 40, 49}
_DATES = {14, 15, 16, 17, 22}
_ERRORS = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"]
_LITERAL = re.compile(r'"[^"]*"|\\.|\[\$[^\]]*\]|[*_].')
_DATE_FORMAT = re.compile(r"[dmy]+(?:[-/. ,]+[dmy]+)*", re.IGNORECASE)
_MOMENT_FORMAT = re.compile(r"[dmy]+(?:[-/. ,]+[dmy]+)+ +h+:mm(?::ss)?", re.IGNORECASE)
_NUMBER_FORMAT = re.compile(r"(?:General|[#0?.,% ()+;€$/-]+)")


def _mapped(values: pl.Series, make: Callable[[str], str | None]) -> pl.Series:
    """What ``make`` gives for each value, asked once for each distinct one."""
    distinct = values.unique().to_list()
    try:
        made = [make(value) for value in distinct]
    except (ValueError, OverflowError) as error:
        raise Unfamiliar(str(error)) from None
    return values.replace_strict(distinct, made, return_dtype=pl.String)


def _strings(values: pl.Series, strings: pl.Series) -> pl.Series:
    try:
        places = values.cast(pl.UInt32)
    except pl.exceptions.PolarsError:
        raise Unfamiliar("number of a string") from None
    if len(places) and places.max() >= len(strings):
        raise Unfamiliar("number of a string")
    return strings.gather(places)


class Exact:
    """Cells as openpyxl gives them to frictionless, their native types marked.

    Args:
        book: workbook that openpyxl opened.
        strings: the shared strings.
    """

    def __init__(self, book: Any, strings: pl.Series) -> None:
        from openpyxl.utils.datetime import from_excel, from_ISO8601
        from openpyxl.worksheet._reader import _cast_number

        self.strings, self.epoch = strings, book.epoch
        self.dates, self.durations = book._date_formats, book._timedelta_formats
        self._number, self._serial, self._iso = _cast_number, from_excel, from_ISO8601

    def encode(self, kind: Kind, values: pl.Series) -> pl.Series:
        if kind.type == "s":
            return _strings(values, self.strings)
        if kind.type == "inlineStr":
            return unescape(values)
        if kind.type in ("str", "e"):
            texts = unescape(values)
            return texts.set(texts == "", None)
        if kind.type == "n" and kind.style not in self.dates:
            return self._numbers(values)
        make = {"n": self._date(kind.style in self.durations), "b": lambda text: bool(int(text)), "d": self._iso}.get(kind.type)
        if make is None:
            raise Unfamiliar("type of a cell")
        return _mapped(values, lambda text: tagged(make(text)) if text else None)

    def _numbers(self, values: pl.Series) -> pl.Series:
        whole = values.str.contains(_INTEGER)
        texts = "\x01i" + values
        if whole.all():
            return texts
        rest = (~whole).arg_true()
        return texts.scatter(rest, _mapped(values.gather(rest), lambda text: tagged(self._number(text)) if text else None))

    def _date(self, duration: bool) -> Callable[[str], Any]:
        def make(text: str) -> Any:
            value = self._number(text)
            try:
                return self._serial(value, self.epoch, timedelta=duration)
            except (OverflowError, ValueError):
                return "#VALUE!"
        return make


class Shown:
    """Cells as calamine gives them, written as people see them.

    Args:
        strings: the shared strings.
        styles: number of a style -> ``n`` for a number, ``d`` for a date; others are not known.
    """

    def __init__(self, strings: pl.Series, styles: dict[int, str]) -> None:
        self.strings, self.styles = self._filled(strings), styles

    @staticmethod
    def _filled(texts: pl.Series) -> pl.Series:
        if texts.str.contains("_x", literal=True).any():
            raise Unfamiliar("escaped character")
        return texts.set(texts == "", None)

    def native(self, kind: Kind) -> str:
        """``b`` for a boolean, ``d`` for a date."""
        if not kind.form:
            return ""
        return "b" if kind.type == "b" else "d" if kind.type == "n" and self.styles.get(kind.style) == "d" else ""

    def encode(self, kind: Kind, values: pl.Series) -> pl.Series:
        if kind.type == "s":
            return _strings(values, self.strings)
        if kind.type in ("str", "inlineStr"):
            return self._filled(unescape(values))
        if kind.type == "e":
            # the guard finds their texts; calamine refuses a sheet that holds any other
            if values.unique().is_in(_ERRORS).all() is not True:
                raise Unfamiliar("error of a spreadsheet")
            return pl.repeat(None, len(values), dtype=pl.String, eager=True)
        if kind.type == "b":
            return _mapped(values, self._boolean)
        style = self.styles.get(kind.style)
        if kind.type != "n" or style is None:
            raise Unfamiliar("type or format of a cell")
        if style == "d":
            return _mapped(values, self._date)
        whole = values.str.contains(_INTEGER)
        if whole.all():
            return values
        rest = (~whole).arg_true()
        return values.scatter(rest, _mapped(values.gather(rest), self._number))

    @staticmethod
    def _boolean(text: str) -> str:
        if text not in ("0", "1"):
            raise Unfamiliar("boolean")
        return "true" if text == "1" else "false"

    @staticmethod
    def _number(text: str) -> str | None:
        if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?", text):
            raise Unfamiliar("number")
        return plain(float(text))

    @staticmethod
    def _date(text: str) -> str | None:
        if not re.fullmatch(r"[0-9]{2,7}(?:\.[0-9]+)?", text) or not 61 <= float(text) < 2_958_465:
            raise Unfamiliar("date")
        return plain(_EPOCH + dt.timedelta(milliseconds=int(float(text) * 86_400_000 + 0.5)))


def styles_of(archive: zipfile.ZipFile) -> dict[int, str]:
    """What the formats of cells that are surely understood make of a number."""
    from defusedxml.ElementTree import fromstring

    if "xl/styles.xml" not in archive.namelist():
        return {0: "n"}
    root = fromstring(archive.read("xl/styles.xml"))
    space = root.tag.rpartition("}")[0] + "}"
    formats = {}
    for item in root.iter(f"{space}numFmt"):
        formats[item.get("numFmtId")] = _format(item.get("formatCode", ""))
    cells = root.find(f"{space}cellXfs")
    known = {}
    for number, item in enumerate(cells if cells is not None else ()):
        code = item.get("numFmtId", "0")
        place = int(code) if code.isdigit() else -1
        meaning = formats.get(code, "n" if place in _NUMBERS else "d" if place in _DATES else None)
        if meaning:
            known[number] = meaning
    return known or {0: "n"}


def _format(code: str) -> str | None:
    bare = _LITERAL.sub("", code).removesuffix(";@").strip()
    if bare == "@" or _NUMBER_FORMAT.fullmatch(bare):
        return "n"
    return "d" if _DATE_FORMAT.fullmatch(bare) or _MOMENT_FORMAT.fullmatch(bare) else None


class Quick:
    """A big workbook opened for :class:`Shown`.

    Args:
        path: of the file.
        parts: name of a sheet -> its part.
        check: told the rows and columns at hand, and free to refuse them.
    """

    def __init__(self, path: str, parts: dict[str, str], check: Callable[[int, int], None]) -> None:
        self.archive = zipfile.ZipFile(path)
        self.parts, self.check = parts, check
        self._shown: Shown | None = None

    def _open(self) -> Shown:
        if self._shown is None:
            if re.search(rb'date1904="(?:1|true|on)"', self.archive.read("xl/workbook.xml")):
                raise Unfamiliar("dates since 1904")
            self._shown = Shown(_strings_of(self.archive, "xl/sharedStrings.xml"), styles_of(self.archive))
        return self._shown

    def first_rows(self, name: str, count: int = 30) -> list[tuple]:
        for frame, _ in self.sheet(name, 0).blocks():
            return frame.head(count).rows()
        return []

    def sheet(self, name: str, hint: int) -> Sheet:
        return Sheet(self.archive.open(self.parts[name]), self._open().encode, self.check, hint=hint, blanks=False)

    def finish(self, sheet: Sheet) -> list[str]:
        """Native types of each column."""
        return ["".join(sorted({self._open().native(kind) for kind in sheet.kinds.get(column, ())}))
                for column in range(sheet.width)]


class Careful:
    """A big workbook opened for :class:`Exact`: openpyxl reads all of it but the rows and the strings.

    Args:
        path: of the file.
        choose: the name of the sheet to read, among those of the workbook.
        check: told the rows and columns at hand, and free to refuse them.
    """

    def __init__(self, path: str, choose: Callable[[list[str]], str], check: Callable[[int, int], None]) -> None:
        from openpyxl.reader.excel import ExcelReader
        from openpyxl.worksheet._read_only import ReadOnlyWorksheet
        from openpyxl.xml.constants import SHARED_STRINGS

        self.check = check
        measure = ReadOnlyWorksheet._get_size
        unmeasured = []

        def measure_announced(page: Any) -> None:
            # openpyxl reads a whole sheet to find that nothing announces its size
            with page._get_source() as source:
                if b"<dimension" in source.read(1 << 16).partition(b"<sheetData")[0]:
                    measure(page)
                else:
                    unmeasured.append(page)

        class Reader(ExcelReader):
            def read_strings(self) -> None:
                """Left for later, and for a quicker way."""

        ReadOnlyWorksheet._get_size = measure_announced
        try:
            # a stream, as frictionless gives one: openpyxl would look at the name of a path
            reader = Reader(open(path, "rb"), read_only=True, data_only=True)  # noqa: SIM115 - till the end
            reader.read()
        finally:
            ReadOnlyWorksheet._get_size = measure
        self.archive, self.book = reader.archive, reader.wb
        self.names = [page.title for page in self.book.worksheets]
        self.name = choose(self.names)
        self.page = self.book[self.name]
        for page in unmeasured:
            if page is not self.page:
                measure(page)
        found = reader.package.find(SHARED_STRINGS)
        self._strings = None if found is None else found.PartName[1:]
        self._exact: Exact | None = None

    def sheet(self, name: str, hint: int) -> Sheet:
        if self._exact is None:
            self._exact = Exact(self.book, _strings_of(self.archive, self._strings, lambda text: text.replace("x005F_", "")))
        return Sheet(self.page._get_source(), self._exact.encode, self.check, width=self.page.max_column, hint=hint)

    def finish(self, sheet: Sheet) -> list[str]:
        """Let openpyxl judge what stands around the rows.

        Raises:
            Unfamiliar: it does not agree with what was read.
        """
        from openpyxl.worksheet._reader import WorkSheetParser

        if self.page.max_row is not None and sheet.height > self.page.max_row or self.page.min_column not in (None, 1):
            raise Unfamiliar("dimensions")
        around = io.BytesIO(sheet.part.before + sheet.part.after)
        if any(True for _ in WorkSheetParser(around, [], data_only=True).parse()):
            raise Unfamiliar("rows elsewhere")
        return []


def write(book: Quick | Careful, name: str, target: str) -> tuple[int, list[str]]:
    """Put the rows of a sheet in an Arrow file, block by block.

    Returns:
        The number of rows, and the native types of each column.

    Raises:
        Unfamiliar: the sheet is for a library.
    """
    hint = 0
    for _ in range(_TRIES):
        sheet = book.sheet(name, hint)
        try:
            with pa.OSFile(target, "wb") as sink:
                writer = None
                for frame, widths in sheet.blocks():
                    if widths is not None:
                        frame = frame.with_columns(widths.alias("width"))
                    table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
                    writer = writer or pa.ipc.new_file(sink, table.schema)
                    writer.write_table(table)
                if writer is None:
                    raise Unfamiliar("no row")
                writer.close()
            return sheet.height, book.finish(sheet)
        except Wider as error:
            hint = error.args[0]
    raise Unfamiliar("rows ever longer")


def _strings_of(archive: zipfile.ZipFile, part: str | None, mend: Callable[[str], str] | None = None) -> pl.Series:
    """The shared strings; none when the workbook has none."""
    if part is None or part not in archive.namelist():
        return pl.Series("s", [], dtype=pl.String)
    with archive.open(part) as source:
        return shared_strings(source, mend)
