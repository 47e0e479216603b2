"""Sheets read in bulk hold the very cells that the libraries read: openpyxl's in strict mode, calamine's otherwise."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.scdl_validation.engine import check
from ckanext.scdl_validation.engine.reading import bulk, child, guard, sheet_texts
from ckanext.scdl_validation.engine.reading import workbook as tables
from ckanext.scdl_validation.engine.reading.workbook import WorkbookTable
from ckanext.scdl_validation.tests.hostile.workbooks import workbook

from .descriptors import field, schema
from .test_strict import EXAMPLES

SETTINGS = settings(max_examples=max(10, EXAMPLES // 3), deadline=None, suppress_health_check=list(HealthCheck))
REQUEST = {"max_columns": 2000, "max_cells": 60_000_000, "sheet": None, "names": [], "kind": "xlsx"}
Rows = list[list[Any]]


def _filled(rows: Rows) -> Rows:
    """Without the empty cells at the ends of rows, nor the empty rows at the end."""
    rows = [list(row) for row in rows]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _read(book: Any, name: str, folder: Path) -> tuple[list[tuple], list[int] | None, list[str]]:
    import polars as pl
    import pyarrow as pa

    target = str(folder / "target")
    _, natives = bulk.write(book, name, target)
    with pa.OSFile(target, "rb") as source:
        frame = pl.from_arrow(pa.ipc.open_file(source).read_all())
    widths = frame["width"].to_list() if "width" in frame.columns else None
    return (frame.drop("width") if widths is not None else frame).rows(), widths, natives


def exactly(data: bytes, *, in_bulk: bool) -> Rows | str:
    """Cells of the first sheet with their native types, each row as long as it is; or why they cannot be read."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "t.xlsx"
        path.write_bytes(data)
        if not in_bulk:
            try:
                rows = child.read_exactly({**REQUEST, "path": str(path)})[0]
            except Exception as error:  # noqa: BLE001 - whatever it says, it cannot read the sheet
                return f"refused: {error}"
            return [[child.tagged(cell) for cell in row] for row in rows]
        try:
            rows, widths, _ = _read(bulk.Careful(str(path), lambda names: names[0], lambda rows, columns: None), "", Path(folder))
        except Exception as error:  # noqa: BLE001 - as the child process does
            return f"unfamiliar: {error}"
        assert widths is not None
        return [list(row[:width]) for row, width in zip(rows, widths)]


def shown(data: bytes, *, in_bulk: bool) -> tuple[Rows, list[str]] | str:
    """Texts of the cells of the first sheet, and the native types of its columns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.xlsx"
        path.write_bytes(data)
        if not in_bulk:
            try:
                rows = child.read_quickly({**REQUEST, "path": str(path)})[0]
            except Exception as error:  # noqa: BLE001 - whatever it says, it cannot read the sheet
                return f"refused: {error}"
            natives = child.write(rows, {"strict": False, "target": str(Path(folder) / "target")})
            return _filled([[child.plain(cell) for cell in row] for row in rows]), natives
        with path.open("rb") as stream:
            from ckanext.scdl_validation.engine import Limits

            parts = guard.inspect(stream, Limits()).paths
        try:
            rows, _, natives = _read(bulk.Quick(str(path), parts, lambda rows, columns: None), next(iter(parts)), Path(folder))
        except bulk.Unfamiliar as error:
            return f"unfamiliar: {error}"
        return _filled(rows), natives


def agree(data: bytes) -> tuple[bool, bool]:
    """Compare both readings; whether each was done in bulk."""
    ours, theirs = exactly(data, in_bulk=True), exactly(data, in_bulk=False)
    seen = shown(data, in_bulk=True)
    if isinstance(ours, list):
        assert ours == theirs
    if isinstance(seen, tuple):
        known = shown(data, in_bulk=False)
        assert isinstance(known, tuple), known
        assert seen[0] == known[0]
        width = min(len(seen[1]), len(known[1]))
        assert seen[1][:width] == known[1][:width]
        assert not any(seen[1][width:]) and not any(known[1][width:])
    return isinstance(ours, list), isinstance(seen, tuple)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12) | st.sampled_from([
    "", " a ", "a\nb", "\ta", "<b>&amp;</b>", 'l"école', "]]>", "\u00a0", "12", "_x000D_", "_x005F_x000D_", "#N/A", "=1+1", "\"/>",
    "a\x1eb".replace("\x1e", " "), "</v></c>", "2024-01-01", "\u2028", "\U0001f44d\U0001f3fd", "x" * 400])
NATIVES = st.one_of(
    st.none(), TEXT, st.booleans(), st.integers(-(10**16), 10**16), st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-1e6, 1e6).map(lambda number: round(number, 2)), st.dates(dt.date(1900, 3, 1)),
    st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 30)).map(lambda moment: moment.replace(microsecond=0)),
    st.times().map(lambda time: time.replace(microsecond=0)), st.timedeltas(dt.timedelta(0), dt.timedelta(400)).map(
        lambda delta: delta - dt.timedelta(microseconds=delta.microseconds)),
    st.sampled_from([0, -0.0, 0.1, 1e15, 1e16, 123456789012345678, 21310555400017, 2024, 1e-7, 1.5e300]))
TABLES = st.lists(st.lists(NATIVES, min_size=1, max_size=6), min_size=1, max_size=8)
FORMATS = [None, "General", "0", "0.00", "# ##0.00 €", "@", "0%", "dd/mm/yyyy", "d/m/yy", "yyyy-mm-dd", "[$-40C]d mmmm yyyy;@",
           "dd/mm/yyyy hh:mm", "yyyy\\-mm\\-dd\\ hh:mm:ss", "hh:mm", "[h]:mm:ss", "mm:ss", '0 "jours"', "00000", "0.00E+00",
           '#,##0.00_-;[Red]-#,##0.00', "# ?/?", "mmm-yy", '"d"0', "[Red]0"]


def with_xlsxwriter(rows: Rows, formats: list[str | None], *, in_place: bool = False, epoch: bool = False,
                    more: bool = False) -> bytes:
    """A workbook as XlsxWriter writes it: texts in a table of strings, or in place; with two more sheets, one hidden."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": in_place, "date_1904": epoch, "strings_to_urls": False,
                                        "strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"})
    styles = [book.add_format({"num_format": code} if code else {"bold": True}) for code in formats]
    page = book.add_worksheet()
    if more:
        book.add_worksheet("Aide").write(0, 0, "lisez-moi")
        book.add_worksheet("Listes").hide()
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            style = styles[(x + y) % len(styles)] if styles and not isinstance(value, (dt.date, dt.time, dt.timedelta)) else None
            page.write(y, x, value, *([style] if style else []))
    book.close()
    return stream.getvalue()


def with_openpyxl(rows: Rows, formats: list[str | None], *, in_place: bool = False) -> bytes:
    """A workbook as openpyxl writes it, row by row or all at once."""
    import openpyxl

    stream = io.BytesIO()
    book = openpyxl.Workbook(write_only=in_place)
    page = book.create_sheet() if in_place else book.active
    for row in rows:
        page.append([cell if not isinstance(cell, str) or not cell.startswith("=") else " " + cell for cell in row])
    if not in_place and formats:
        for number, cells in enumerate(page.iter_rows()):
            for place, cell in enumerate(cells):
                code = formats[(number + place) % len(formats)]
                if code and not isinstance(cell.value, (dt.date, dt.time, dt.timedelta)):
                    cell.number_format = code
    book.save(stream)
    return stream.getvalue()


@SETTINGS
@given(TABLES, st.lists(st.sampled_from(FORMATS), max_size=4), st.booleans(), st.booleans())
def test_workbooks_of_xlsxwriter(rows: Rows, formats: list[str | None], in_place: bool, epoch: bool) -> None:
    """Texts, numbers, dates and durations under any format; strict mode reads them all in bulk."""
    assert agree(with_xlsxwriter([["titre"], *rows], formats, in_place=in_place, epoch=epoch))[0]


@SETTINGS
@given(TABLES, st.lists(st.sampled_from(FORMATS), max_size=4), st.booleans())
def test_workbooks_of_openpyxl(rows: Rows, formats: list[str | None], in_place: bool) -> None:
    """The same from another hand."""
    assert agree(with_openpyxl([["titre"], *rows], formats, in_place=in_place))[0]


STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="3">'
    '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/>'
    '<numFmt numFmtId="166" formatCode="[Red]0.00"/></numFmts><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0"/>'
    '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="22"/><xf numFmtId="21"/></cellXfs></styleSheet>')
STRINGS = [
    "<si><t>nom</t></si>", '<si><t xml:space="preserve"> a </t></si>', "<si><t/></si>", "<si/>", "<si><t></t></si>",
    "<si><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r></si>", "<si><t>é&amp;&#233;&#x1F600;</t></si>",
    '<si><t>漢</t><rPh sb="0" eb="1"><t>kan</t></rPh><phoneticPr fontId="1"/></si>', "<si><t>a\r\nb\rc</t></si>",
    "<si><t>_x005F_x000D_</t></si>", "<si><t>_x000D_</t></si>", "<si><t>2024-01-01</t></si>"]
VALUES = ["", "0", "1", "2", "11", "-3", "007", "1.0", "1.50", "1e3", "45000", "45000.5", "0.25", "59", "60", "61", "-1", "2958466",
          "99999999", "1E+20", "12345678901234567890", " 5 ", "5\n", "abc", "&#49;", "true", "2024-01-02", "2024-01-02T03:04:05Z",
          "#DIV/0!", "a &lt; b", "é\r\nè", '"/>', "x\u2028"]
TYPES = ["", "", ' t="n"', ' t="s"', ' t="s"', ' t="str"', ' t="b"', ' t="e"', ' t="d"', ' t="inlineStr"', ' t="z"']
BODIES = ["<v>{}</v>"] * 8 + [
    "<f>1+1</f><v>{}</v>", '<f t="shared" si="0"/><v>{}</v>', '<f aca="false">A1&lt;2</f><v>{}</v>', "<f>1</f>", "", "<v/>",
    "<is><t>{}</t></is>", '<is><t xml:space="preserve">{}</t></is>', "<is><r><t>{}</t></r></is>", "<v>{}</v><extLst/>",
    "<!-- x --><v>{}</v>", "<v><![CDATA[{}]]></v>", "<v> {}</v>", "<v xml:space=\"preserve\">{}</v>", "<is/>"]


@st.composite
def cells(draw: st.DrawFn, row: int, column: int) -> str:
    reference = draw(st.sampled_from([f' r="{"ABCDEFGHZ"[column]}{row}"'] * 20 + ["", f' r="A{row}"', ' r="AB7"', ' r="b2"', ' r=""']))
    style = draw(st.sampled_from(["", "", "", ' s="0"', ' s="1"', ' s="2"', ' s="3"', ' s="4"', ' s="5"', ' s="9"']))
    kind = draw(st.sampled_from(TYPES))
    body = draw(st.sampled_from(BODIES)).format(draw(st.sampled_from(VALUES)))
    first, second = (style, kind) if draw(st.booleans()) else (kind, style)
    if not body:
        return draw(st.sampled_from([f"<c{reference}{first}{second}/>", f"<c{reference}{first} />", f"<c{reference}{first}></c>"]))
    return f"<c{reference}{first}{second}>{body}</c>"


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """Rows as no program writes them, one after the other."""
    text, number = "", 0
    for _ in range(draw(st.integers(1, 5))):
        number += draw(st.sampled_from([1, 1, 1, 1, 2, 5]))
        columns = draw(st.lists(st.integers(0, 8), max_size=4, unique=True).map(sorted))
        inside = "".join(draw(cells(number, column)) for column in columns)
        place = draw(st.sampled_from([f' r="{number}"'] * 12 + ["", ' r="1"', f' r="{number}.0"']))
        more = draw(st.sampled_from(["", ' spans="1:9"', ' ht="12.8" customHeight="1"', " spans='1:3'"]))
        empty = draw(st.sampled_from([f"<row{place}{more}/>", f"<row{place}{more}></row>"]))
        text += f"<row{place}{more}>{inside}</row>" if inside else empty
        text += draw(st.sampled_from([""] * 12 + ["\n", "<!-- x -->"]))
    return text


def by_hand(rows: str, *, before: str = "", after: str = "", strings: list[str] = STRINGS) -> bytes:  # noqa: B006 - read only
    """A workbook whose sheet holds the XML ``rows``, with styles and shared strings."""
    import zipfile

    data = io.BytesIO(workbook(rows))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    target = io.BytesIO()
    with zipfile.ZipFile(data) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            text = source.read(name).decode()
            if name == "[Content_Types].xml":
                text = text.replace("</Types>", "".join(
                    f'<Override PartName="/xl/{part}.xml" ContentType="{kind}{part}+xml"/>' for part in ("styles", "sharedStrings"))
                    + "</Types>")
            if name.endswith("sheet1.xml"):
                text = text.replace("<sheetData>", before + "<sheetData>").replace("</sheetData>", "</sheetData>" + after)
            archive.writestr(name, text)
        archive.writestr("xl/styles.xml", STYLES)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{"".join(strings)}</sst>')
    return target.getvalue()


@SETTINGS
@given(sheets(), st.sampled_from(["", '<dimension ref="A1:I12"/>', '<dimension ref="A1:C3"/>', '<dimension ref="A1"/>',
                                  '<dimension ref="B2:D9"/>', '<cols><col min="1" max="1" width="9"/></cols>']),
       st.sampled_from(["", '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>', "<pageMargins left='1' right='1' top='1' "
                        "bottom='1' header='1' footer='1'/>"]), st.lists(st.sampled_from(STRINGS), min_size=1, max_size=12))
def test_sheets_that_nobody_writes(rows: str, before: str, after: str, strings: list[str]) -> None:
    """Whatever is read in bulk is what the libraries read, in any XML."""
    agree(by_hand(rows, before=before, after=after, strings=strings))


@pytest.mark.parametrize("dimension", ["", '<dimension ref="A1:E400"/>'])
def test_rows_cut_in_many_pieces(monkeypatch: pytest.MonkeyPatch, dimension: str) -> None:
    """Gaps, rows that get longer and strings longer than a piece, whatever the place where the XML is cut."""
    monkeypatch.setattr(sheet_texts, "CHUNK", 1500)
    rows = "".join(
        f'<row r="{number}">' + "".join(f'<c r="{"ABCDE"[place]}{number}" t="s"><v>{(number + place) % 60}</v></c>'
                                       for place in range(2 if number < 300 else 4)) + "</row>"
        for number in range(1, 400) if number % 7)
    strings = ["<si><t>" + "é" * (number * 13 % 400) + str(number) + "</t></si>" for number in range(60)]
    assert agree(by_hand(rows, before=dimension, strings=strings)) == (True, True)


def test_what_is_known_of_sheets_is_read_in_bulk() -> None:
    """Formulas, formatted texts, pronunciations, entities, merged cells, blank styled rows, dates: the usual shapes."""
    rows = ('<row r="1" spans="1:3"><c r="A1" s="3" t="s"><v>0</v></c><c r="B1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row>'
            '<row r="3" ht="12.8"><c r="A3" s="1"><v>45000</v></c><c r="B3"><f t="shared" si="0"/><v>2.5</v></c><c r="C3" s="3"/></row>'
            '<row r="4"><c r="A4" t="inlineStr"><is><t>x</t></is></c><c r="B4" t="e"><v>#N/A</v></c><c r="C4" t="b"><v>1</v></c></row>'
            '<row r="5"/><row r="6"><c r="A6" s="3"></c></row>')
    strings = [text for text in STRINGS if "_x" not in text]
    merged = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    assert agree(by_hand(rows, before='<dimension ref="A1:C6"/>', after=merged, strings=strings)) == (True, True)


@pytest.mark.parametrize("strict", [True, False])
def test_a_report_does_not_tell_how_a_workbook_was_read(monkeypatch: pytest.MonkeyPatch, strict: bool) -> None:
    """The same errors, repairs, notices and rows, by the child process, in bulk or not."""
    rows: Rows = [["nom", "jour", "prix", "vrai", ""]]
    rows += [[f"n{number}" if number % 5 else None, dt.date(2024, 1, 1 + number % 28) if number % 3 else "hier", number / 4, True]
             for number in range(200)]
    rows[7:9] = [[], [None, None, None, None, "de trop"]]
    data = with_xlsxwriter([*rows, [], ["#N/A"]], [], more=True)
    descriptor = schema(field("nom", required=True), field("jour", "date"), field("prix", "number"),
                        field("vrai", "boolean", trueValues=["oui"], falseValues=["non"]))
    reasons: list[str] = []
    load = WorkbookTable._load
    monkeypatch.setattr(WorkbookTable, "_load", lambda table: (reasons.append(table.unfamiliar), load(table))[1])
    reports = []
    for size in (0, 1 << 30):
        monkeypatch.setattr(tables, "BULK_FROM", size)
        report = check(data, descriptor, strict=strict, max_errors=None)
        reports.append((report.errors, report.repairs, report.warnings, report.rows, report.message))
    assert reports[0] == reports[1]
    assert reasons == ["", "small"]
    assert len(reports[0][0]) > 50
