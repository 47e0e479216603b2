"""Files to import, as people have them."""
from __future__ import annotations

import datetime
import io
from typing import Any, Optional

import xlsxwriter
from werkzeug.datastructures import FileStorage

from ckanext.scdl_forms.tests.conftest import Commune, act

HEAD = ("Numéro", "DELIB_DATE", "delib_matiere_code", "DELIB_OBJET")
NUMBER = {"Numéro": "DELIB_ID"}


def upload(content: bytes, name: str) -> FileStorage:
    """A file as a form sends it."""
    return FileStorage(io.BytesIO(content), filename=name)


def csv(*rows: str, head: str = "DELIB_ID;DELIB_DATE;DELIB_MATIERE_CODE;DELIB_OBJET", encoding: str = "utf-8") -> FileStorage:
    """A CSV of délibérations, as a French spreadsheet writes it."""
    return upload("\r\n".join([head, *rows, ""]).encode(encoding), "délibérations.csv")


def workbook(rows: list[list[Any]], sheet: str = "2024", above: int = 0, other: Optional[str] = None) -> FileStorage:
    """A workbook with native dates and numbers; ``above`` lines of a title stand before the header."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    if other:
        book.add_worksheet(other).write(0, 0, "Notes de service")
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for line in range(above):
        page.write(line, 0, "Registre des délibérations" if not line else "")
    for number, row in enumerate(rows, above):
        for place, cell in enumerate(row):
            if isinstance(cell, datetime.date):
                page.write_datetime(number, place, datetime.datetime.combine(cell, datetime.time()), day)
            else:
                page.write(number, place, cell)
    book.close()
    return upload(buffer.getvalue(), "Délibérations 2024.xlsx")


def send(commune: Commune, file: FileStorage, user: Optional[str] = None) -> dict[str, Any]:
    """Send a file into the register of a commune."""
    return act("scdl_import_create", user or commune.admin["name"], register_id=commune.register["id"], upload=file)


def records(commune: Commune) -> dict[str, dict[str, Any]]:
    """Records of a commune by the number of their délibération."""
    found = act("scdl_record_list", commune.admin["name"], register_id=commune.register["id"], limit=500)["results"]
    return {record["values"].get("DELIB_ID"): record for record in found}
