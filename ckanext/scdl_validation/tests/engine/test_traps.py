"""What frictionless 5.21 does that nobody expects: strict mode does the same, the default mode what people mean.

One case per trap. Strict mode is held to frictionless' own answer as well as to the one written here. Encodings, broken files and
workbooks made to harm are in the hostile corpus; workbooks cell by cell in ``test_bulk``.
"""

from __future__ import annotations

import io
from typing import Any, NamedTuple

import pytest

from ckanext.scdl_validation.engine import check

from .descriptors import field, schema
from .reference import engine, reference


class Trap(NamedTuple):
    """A file, and its errors past the header in both modes.

    Args:
        name: of the trap.
        fields: of the schema.
        data: the file.
        strict: row, column, code of each error of strict mode.
        default: the same of the default mode; None: as strict.
    """

    name: str
    fields: tuple[dict[str, Any], ...]
    data: str
    strict: tuple[tuple[int | None, str | None, str], ...] = ()
    default: tuple[tuple[int | None, str | None, str], ...] | None = None


def column(*values: str) -> str:
    return "a,b\n" + "".join(f"{value},x\n" for value in values)


def wrong(*rows: int, code: str = "type-error") -> tuple[tuple[int, str, str], ...]:
    return tuple((row, "a", code) for row in rows)


B = field("b")
LONG = tuple((row, None, "extra-cell") for row in (2, 2, 3, 3))
TRAPS = [
    Trap("header: rows longer than it do not make the second row the header", (field("a"), B), "a,b\n1,2,3,4\n5,6,7,8\n", LONG),
    Trap("labels: the order does not count", (field("a", "integer"), B), "b,a\nx,1\n"),
    Trap("labels: case counts in strict mode only", (field("a", required=True), B), "A,b\n1,x\n", ((1, "a", "missing-label"),), ()),
    Trap("sniffing: a space after the separator is of the cell", (field("b"), field("a", pattern="y")), "b,a\nx, y\nx, y\n",
         wrong(2, 3, code="constraint-error"), ()),
    Trap("pattern: an alternative is anchored on one side only", (field("a", pattern="u|v"), B), column("uxyz", "v", "xv", "xyz"),
         wrong(5, code="constraint-error") + wrong(4, code="constraint-error")),
    Trap("pattern: the end accepts a line feed, digits those of any script", (field("a", pattern=r"\d{2}"), B),
         column('"12\n"', "１２", "123"), wrong(4, code="constraint-error")),
    Trap("integer: what Python reads", (field("a", "integer"), B), column("1_000", " 12 ", "\u00a07", "١٢", "9" * 30, "1.0", "1e3", "0x10"),
         wrong(7, 8, 9), wrong(8, 9)),
    Trap("integer: what surrounds a number that is not bare", (field("a", "integer", bareNumber=False), B), column("n° 5", "5 km")),
    Trap("number: infinity and not a number", (field("a", "number"), B), column("NaN", "Infinity", "-inf", "1_0.5", "1e400"), (),
         wrong(2, 3, 4, 6)),
    Trap("number: a thin space is no space", (field("a", "number", groupChar=" "), B), column("1\u202f000", "1 000"), wrong(2), ()),
    Trap("date: loose figures, never a short year", (field("a", "date"), B),
         column("2024-1-5", "2024-01- 5", "２０２４-01-01", "24-01-31", "2024-02-30"), wrong(5, 6)),
    Trap("date: a space before or after", (field("a", "date"), B), column(" 2024-01-31", "2024-01-31 "), wrong(2, 3), ()),
    Trap("date: a format of its own wants four figures for the year", (field("a", "date", format="%d/%m/%Y"), B),
         column("05/01/2024", "5/1/2024", "05/01/24"), wrong(4)),
    Trap("date: the month first when any will do; asked in the default mode", (field("a", "date", format="any"), B),
         column("01/02/2024"), (), wrong(2)),
    Trap("date: the day first when the column shows it, an hour is no day", (field("a", "date", format="any"), B),
         column("01/02/2024", "13/02/2024", "10h30", "2024-03-01"), (), wrong(4)),
    Trap("year: whatever has four characters and reads as a number", (field("a", "year"), B), column("+202", "1_24", " 202", "24"),
         wrong(5), wrong(4, 5)),
    Trap("boolean: only the words of the list", (field("a", "boolean"), B), column("true", "1", "t", "yes", "oui"), wrong(4, 5, 6), ()),
    Trap("missing: a short row lacks its cells, required or not", (field("b"), field("a", required=True)), "b,a\nx\nx,\n",
         ((2, "a", "missing-cell"), *wrong(2, 3, code="constraint-error")), ((2, "a", "missing-cell"), *wrong(3, code="constraint-error"))),
    Trap("missing: a blank row is one error, and counts", (field("a", "integer", required=True), B), "a,b\n1,x\n\n,\nz,x\n",
         ((3, None, "blank-row"), (4, None, "blank-row"), (5, "a", "type-error"))),
    Trap("lines: carriage returns alone end them", (field("a", "integer"), B), "a,b\r1,x\rz,x\r", wrong(3)),
    Trap("quotes: a line feed in quotes, in a row too long", (field("a"), B), 'a,b\n"x\ny",z,t\n', ((2, None, "extra-cell"),)),
    Trap("quotes: text after the closing one", (field("a", enum=["xy"]), B), 'a,b\n"x"y,z\n'),
]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_trap(trap: Trap) -> None:
    """Both modes give the errors written down; strict mode gives those of frictionless."""
    descriptor, data = schema(*trap.fields), trap.data.encode()
    strict = engine(data, descriptor)
    assert strict == reference(data, descriptor)
    assert strict is not None
    assert sorted(strict.elements(), key=repr) == sorted(trap.strict, key=repr)
    expected = trap.strict if trap.default is None else trap.default
    report = check(data, descriptor, max_errors=None)
    assert sorted(((e.row, e.column, e.code) for e in report.errors), key=repr) == sorted(expected, key=repr)


def test_trap_workbook() -> None:
    """Native dates, numbers for codes, whole numbers that come as floats, errors of formulas, rows that only have a style."""
    import datetime as dt

    import openpyxl

    descriptor = schema(field("siret", pattern=r"\d{14}"), field("an", "year"), field("jour", "date"), field("a"))
    book = openpyxl.Workbook()
    page = book.active
    page.append(["siret", "an", "jour", "a"])
    page.append([21310555400017, 2024, dt.date(2024, 3, 12), "x"])
    page.append(["21310555400017", 2024, dt.date(2024, 3, 12), "#DIV/0!"])
    page["D3"].data_type = "e"
    for row in range(4, 8):
        page[f"A{row}"].number_format = "0.00"
    stream = io.BytesIO()
    book.save(stream)
    strict = engine(stream.getvalue(), descriptor, "t.xlsx")
    assert strict == reference(stream.getvalue(), descriptor, ".xlsx")
    assert strict is not None
    assert strict[2, "siret", "type-error"] == 1
    assert sum(count for (_, _, code), count in strict.items() if code == "blank-row") == 4
    report = check(stream.getvalue(), descriptor)
    assert (report.rows, [(e.row, e.column, e.code) for e in report.errors]) == (2, [(3, "a", "type-error")])
