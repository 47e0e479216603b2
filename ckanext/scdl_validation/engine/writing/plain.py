"""Tables as CSV, XLSX and ODS, without anything that a spreadsheet would run."""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Union
from xml.sax.saxutils import escape

from ..cells import csv_writer

Target = Union[None, str, Path, IO[bytes]]
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\x00")
_NUMBER = re.compile(r"[-+]?[\d\s\u00a0\u202f.,()]+(?:[eE][-+]?\d+)?%?")
# what XML 1.0 cannot hold
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_CELL = 32_767
CREATED = datetime(2020, 1, 1)


def risky(text: str) -> bool:
    """Whether a spreadsheet that opens ``text`` from a CSV would run it; signed numbers are not."""
    return text.startswith(_RISKY) and not _NUMBER.fullmatch(text)


def neutralise(text: str) -> str:
    """``text`` behind an apostrophe when a spreadsheet would take it for a formula."""
    return "'" + text if risky(text) else text


def deliver(target: Target, data: bytes) -> bytes:
    """Put ``data`` where ``target`` says, and return it."""
    if target is None:
        return data
    if isinstance(target, (str, Path)):
        Path(target).write_bytes(data)
    else:
        target.write(data)
    return data


def text_of(value: Any) -> str:
    """Lexical form of a value of a row."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def write_csv(target: Target, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, for_spreadsheet: bool = False,
              delimiter: str = ",") -> bytes:
    """A CSV in UTF-8, ended by line feeds.

    Args:
        target: path or binary stream; None only returns the bytes.
        columns: labels, in order.
        rows: one sequence of values per row, as long as ``columns``.
        for_spreadsheet: neutralise what a spreadsheet would run and put a mark
            of encoding first, for a person who will open the file with Excel.
        delimiter: between cells.
    """
    text = io.StringIO(newline="")
    writer = csv_writer(text, delimiter=delimiter, lineterminator="\n")
    clean = (lambda value: neutralise(text_of(value))) if for_spreadsheet else text_of
    writer.writerow([clean(column) for column in columns])
    for row in rows:
        writer.writerow([clean(value) for value in row])
    encoding = "utf-8-sig" if for_spreadsheet else "utf-8"
    return deliver(target, text.getvalue().encode(encoding, "replace"))


def clean_xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)[:MAX_CELL]


def open_workbook(buffer: IO[bytes], *, constant_memory: bool = False) -> Any:
    """An XlsxWriter workbook that never turns a text into a formula, a link or a number."""
    import xlsxwriter

    book = xlsxwriter.Workbook(buffer, {
        "in_memory": not constant_memory, "constant_memory": constant_memory, "strings_to_formulas": False,
        "strings_to_urls": False, "strings_to_numbers": False,
    })
    book.set_properties({"created": CREATED})
    return book


def write_xlsx(target: Target, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "Données",
               kinds: Mapping[str, str] | None = None) -> bytes:
    """A workbook of one sheet, its header frozen and filtered.

    Args:
        target: path or binary stream; None only returns the bytes.
        columns, rows: as for :func:`write_csv`.
        sheet: name of the sheet.
        kinds: column -> type of Table Schema; ``integer`` and ``number`` become
            numbers and ``date`` becomes a date where the text reads as one.
    """
    buffer = io.BytesIO()
    book = open_workbook(buffer)
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1}),
        "text": book.add_format({"num_format": "@"}),
        "quoted": book.add_format({"num_format": "@", "quote_prefix": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    page = book.add_worksheet(sheet[:31])
    for position, column in enumerate(columns):
        page.write_string(0, position, clean_xml(column), formats["head"])
        page.set_column(position, position, max(10, min(40, len(column) + 3)))
    kind_of = [(kinds or {}).get(column, "string") for column in columns]
    count = 0
    for count, row in enumerate(rows, start=1):
        for position, value in enumerate(row):
            write_cell(page, count, position, value, kind_of[position] if position < len(kind_of) else "string", formats)
    page.freeze_panes(1, 0)
    if columns:
        page.autofilter(0, 0, count, len(columns) - 1)
    book.close()
    return deliver(target, buffer.getvalue())


def write_cell(page: Any, row: int, column: int, value: Any, kind: str, formats: Mapping[str, Any]) -> None:
    """One cell: a number or a date where the type says so and the text is exactly one, else a text."""
    text = text_of(value)
    if not text:
        return
    if kind == "integer" and re.fullmatch(r"-?\d{1,15}", text):
        page.write_number(row, column, int(text))
    elif kind == "number" and re.fullmatch(r"-?\d{1,12}(?:\.\d{1,6})?", text):
        page.write_number(row, column, float(text))
    elif kind == "date" and re.fullmatch(r"(?:19|20)\d{2}-\d{2}-\d{2}", text):
        try:
            page.write_datetime(row, column, datetime.fromisoformat(text), formats["date"])
        except ValueError:
            page.write_string(row, column, text, formats["text"])
    else:
        page.write_string(row, column, clean_xml(text), formats["quoted" if risky(text) else "text"])


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    "<office:body><office:spreadsheet>")
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')


def write_ods(target: Target, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "Données") -> bytes:
    """An OpenDocument sheet, every cell a text (which no spreadsheet runs)."""
    parts = [_ODS_HEAD, f'<table:table table:name="{escape(clean_xml(sheet), {chr(34): "&quot;"})}">']
    for row in _chain(columns, rows):
        parts.append("<table:table-row>")
        for value in row:
            text = escape(clean_xml(text_of(value)))
            if not text:
                parts.append("<table:table-cell/>")
                continue
            lines = "".join(f"<text:p>{_spaces(line)}</text:p>" for line in re.split(r"\r\n|\r|\n", text))
            parts.append(f'<table:table-cell office:value-type="string">{lines}</table:table-cell>')
        parts.append("</table:table-row>")
    parts.append("</table:table></office:spreadsheet></office:body></office:document-content>")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, method in (
                ("mimetype", _ODS_TYPE, zipfile.ZIP_STORED),
                ("META-INF/manifest.xml", _ODS_MANIFEST, zipfile.ZIP_DEFLATED),
                ("content.xml", "".join(parts), zipfile.ZIP_DEFLATED)):
            entry = zipfile.ZipInfo(name, CREATED.timetuple()[:6])
            entry.compress_type = method
            archive.writestr(entry, data)
    return deliver(target, buffer.getvalue())


def _chain(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    yield columns
    yield from rows


def _spaces(line: str) -> str:
    """Doubled spaces and tabs have elements of their own in OpenDocument."""
    line = line.replace("\t", "<text:tab/>")
    return re.sub(r"^ |  +| $", lambda found: f'<text:s text:c="{len(found[0])}"/>', line)
