"""An Excel template filled in, as a person does with a spreadsheet."""
from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping
from typing import Any

import openpyxl

from ckanext.scdl.shared import FieldSpec, Standard, listed_values
from ckanext.scdl_validation.engine import check_record

#: Where the official example is wrong by the standard's own rules.
_RIGHT = {"DELIB_MATIERE_NOM": "finances locales/subventions", "PREF_DATE": "2024-03-13", "DELIB_DATE": "2024-03-12",
          "num_siret": "21860194600013"}


def right_values(standard: Standard) -> dict[str, str]:
    """A record that the standard accepts, from its official examples."""
    values = {spec.name: _RIGHT.get(spec.name) or spec.example or _first(standard, spec) for spec in standard.fields}
    for error in check_record(standard.descriptor, values).errors:
        if error.column and not standard.field(error.column).required:
            values[error.column] = ""
    return values


def _first(standard: Standard, spec: FieldSpec) -> str:
    listed = listed_values(spec, standard)
    return listed[0][0] if listed and spec.required else ""


def fill(workbook: bytes, standard: Standard, *records: Mapping[str, str]) -> bytes:
    """The template with these records under its header: numbers and dates as a spreadsheet keeps them."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    page = book["Saisie"]
    place = {cell.value: cell.column for cell in page[1]}
    for row, values in enumerate(records, start=2):
        for name, text in values.items():
            if name in place and text:
                page.cell(row=row, column=place[name]).value = _typed(standard.field(name), text)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _typed(spec: FieldSpec, text: str) -> Any:
    if spec.type == "date" and spec.format == "default":
        return datetime.date.fromisoformat(text)
    if spec.type == "integer":
        return int(text)
    if spec.type == "number" and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    return text
