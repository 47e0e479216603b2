"""The three files of a publication."""
from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from ckanext.scdl.shared import Standard
from ckanext.scdl_forms.model.publishing import PublicRow
from ckanext.scdl_validation.shared import write_xlsx

from .table import for_json

EXTENSIONS = ("csv", "json", "xlsx")

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def csv_file(standard: Standard, rows: Sequence[PublicRow]) -> bytes:
    """The complete table: every column of the standard in its order, UTF-8, commas, values as they are.

    Nothing is neutralised here: a CSV is data, and other tools compare it to the letter.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(standard.columns)
    for row in rows:
        writer.writerow([row.values.get(column, "") for column in standard.columns])
    return stream.getvalue().encode("utf-8")


def json_file(standard: Standard, rows: Sequence[PublicRow]) -> bytes:
    """The same as a list of objects, numbers and booleans typed, absent values null."""
    lines = [
        json.dumps(
            {spec.name: for_json(spec, row.values.get(spec.name, "")) for spec in standard.fields},
            ensure_ascii=False,
        )
        for row in rows
    ]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode("utf-8")


def xlsx_file(standard: Standard, rows: Sequence[PublicRow]) -> bytes:
    """The same as a workbook; what looks like a formula is written as text."""
    lines = ([row.values.get(column, "") for column in standard.columns] for row in rows)
    return write_xlsx(None, standard.columns, lines, sheet=standard.slug, kinds={spec.name: spec.type for spec in standard.fields})


_WRITERS = {"csv": csv_file, "json": json_file, "xlsx": xlsx_file}


def write(extension: str, standard: Standard, rows: Sequence[PublicRow]) -> bytes:
    """The file of a publication in one of ``EXTENSIONS``."""
    return _WRITERS[extension](standard, rows)
