"""Workbooks made to harm, written by hand."""

from __future__ import annotations

import io
import struct
import zipfile

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="{}"/></Relationships>')
_BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Feuille" sheetId="1" r:id="rId1"/></sheets></workbook>')


def workbook(rows: str, prologue: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """An XLSX whose only sheet holds the XML ``rows``, after ``prologue``."""
    sheet = (f'<?xml version="1.0"?>{prologue}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
             f"<sheetData>{rows}</sheetData></worksheet>")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS.format("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS.format("worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return buffer.getvalue()


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def with_macros() -> bytes:
    """A sheet of one row beside a program, which nobody runs."""
    return workbook(f'<row r="1">{text_cell("A1", "nom")}</row><row r="2">{text_cell("A2", "x")}</row>',
                    extra={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)})


def far_cell(quote: str = '"') -> bytes:
    """One cell in the last corner of the sheet: its reader would ask for 512 GB."""
    cell = f"<c r={quote}XFD1048576{quote}><v>1</v></c>"
    return workbook(f'<row r="1">{text_cell("A1", "nom")}</row><row r={quote}1048576{quote}>{cell}</row>')


def billion_laughs() -> bytes:
    entities = '<!ENTITY a "rire">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(8))
    return workbook(f'<row r="1">{text_cell("A1", "&i;")}</row>', f"<!DOCTYPE worksheet [{entities}]>")


def outside_entity() -> bytes:
    return workbook(f'<row r="1">{text_cell("A1", "&x;")}</row>',
                    '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


def bomb(size: int) -> bytes:
    """A few kilobytes that unzip to ``size`` bytes."""
    return workbook(f'<row r="1">{text_cell("A1", "nom")}</row>', extra={"xl/media/image1.xml": b"<a>" + b" " * size + b"</a>"})


def lying_bomb(size: int) -> bytes:
    """The same, its directory saying that it unzips to ten bytes."""
    data = bytearray(bomb(size))
    true = struct.pack("<L", size + 7)
    start = 0
    while (place := data.find(true, start)) >= 0:
        data[place:place + 4] = struct.pack("<L", 10)
        start = place + 4
    return bytes(data)


def repeated_ods(rows: int, columns: int) -> bytes:
    """An ODS whose one full cell is declared repeated."""
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="Feuille"><table:table-row><table:table-cell office:value-type="string"><text:p>nom</text:p>'
        f'</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}"><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def old_workbook(stream: str = "Workbook") -> bytes:
    """The beginning of a file of the time before XLSX, holding one named stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le") + bytes(600)


def compound(*streams: str, size: int = 400_000) -> bytes:
    """A compound file of the old kind, as big, whose directory of ``streams`` is in its middle."""
    sector, middle = 512, size // 1024
    header = bytearray(sector)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<III", header, 44, 1, middle, 0)
    directory = b""
    for number, name in enumerate(["Root Entry", *streams]):
        text = name.encode("utf-16-le") + b"\x00\x00"
        kind = 2 if number else 5
        directory += text.ljust(64, b"\x00") + struct.pack("<HBBIII", len(text), kind, 1, *[0xFFFFFFFF] * 3) + bytes(48)
    directory = directory.ljust(-(-len(directory) // sector) * sector, b"\x00")
    body = bytes(range(256)) * 2
    return bytes(header) + body * middle + directory + body * middle
