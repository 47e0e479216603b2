"""A published table as a workbook."""
from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import Any, Mapping, Sequence

import xlsxwriter

from ckanext.scdl.shared import FieldSpec, Standard

from .table import typed

#: The same content gives the same bytes on any day.
_CREATED = datetime.datetime(2000, 1, 1)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_EXCEL_DIGITS = 15


def write_xlsx(standard: Standard, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Write rows of a standard; codes stay text, and nothing becomes a formula or a link."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "dd/mm/yyyy",
    })
    workbook.set_properties({"title": standard.title, "created": _CREATED})
    sheet = workbook.add_worksheet(standard.slug[:31])
    head, text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for index, spec in enumerate(standard.fields):
        sheet.write_string(0, index, spec.name, head)
        sheet.set_column(index, index, min(40, max(12, len(spec.name) + 2)))
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, 1):
        for index, spec in enumerate(standard.fields):
            value = row.get(spec.name, "")
            if value:
                _write(sheet, line, index, spec, value, text, day)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(standard.fields) - 1)
    workbook.close()
    return stream.getvalue()


def _write(sheet: Any, line: int, index: int, spec: FieldSpec, value: str, text: Any, day: Any) -> None:
    native = typed(spec, value) if spec.type in ("integer", "number", "year", "date") else None
    if isinstance(native, (int, Decimal)) and len(value) <= _EXCEL_DIGITS:
        sheet.write_number(line, index, float(native))
    elif isinstance(native, datetime.date) and native.year >= 1900:
        sheet.write_datetime(line, index, datetime.datetime(native.year, native.month, native.day), day)
    else:
        # the leading apostrophe keeps a spreadsheet from reading a formula when the file is saved again as CSV
        safe = f"'{value}" if value.startswith(_FORMULA_STARTS) else value
        sheet.write_string(line, index, safe[:32_767], text)
