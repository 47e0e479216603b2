"""The person's own table with its faulty cells coloured and explained."""
from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from ..checking import check
from ..limits import Limits
from ..messages import CODE_TITLES
from ..report import Error, Report
from .plain import Target, clean_xml, deliver, open_workbook

MAX_NOTES = 20_000
MAX_ROWS = 1_048_000


def write_annotated_xlsx(target: Target, source: Any, descriptor: Mapping[str, Any], *, report: Report | None = None,
                         filename: str = "", limits: Limits | None = None, sheet: str | int | None = None,
                         **options: Any) -> bytes:
    """A workbook with the table as it came, errors in red, repairs in green, and the list of errors.

    Args:
        target: path or binary stream; None only returns the bytes.
        source, descriptor: as for :func:`..checking.check`.
        report: of that very source; None checks it now.
        filename, limits, sheet, options: as for :func:`..checking.check`.

    Raises:
        UnreadableError: the source is no table.
    """
    from ..reading import open_source, open_table, read_through

    bounds = limits or Limits()
    report = report or check(source, descriptor, filename=filename, limits=bounds, sheet=sheet, **options)
    found = _by_row(report)
    opened = open_source(source, filename, bounds)
    try:
        names = list(report.columns) + list(report.columns.values())
        table = open_table(opened, names=names, strict=report.strict, sheet=sheet, limits=bounds)
        try:
            return deliver(target, read_through(lambda: _workbook(table, report, *found)))
        finally:
            table.close()
    finally:
        opened.close()


def _workbook(table: Any, report: Report, notes: Mapping[int, list[Error]], repairs: Mapping[tuple[int, str], str],
              listed: list[Error]) -> bytes:
    buffer = io.BytesIO()
    book = open_workbook(buffer, constant_memory=True)
    style = {
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1}),
        "bad": book.add_format({"bg_color": "#F8C9C4", "num_format": "@"}),
        "bad_row": book.add_format({"bg_color": "#FCE4C8", "num_format": "@"}),
        "fixed": book.add_format({"bg_color": "#D5EBD3", "num_format": "@"}),
        "text": book.add_format({"num_format": "@"}),
    }
    _data(book.add_worksheet("Données"), table, report, notes, repairs, style)
    _errors(book.add_worksheet("Erreurs"), listed, report, style)
    book.close()
    return buffer.getvalue()


def _by_row(report: Report) -> tuple[dict[int, list[Error]], dict[tuple[int, str], str], list[Error]]:
    notes: dict[int, list[Error]] = {}
    listed: list[Error] = []
    for error in report.iter_errors():
        if len(listed) >= MAX_NOTES:
            break
        listed.append(error)
        notes.setdefault(error.row or 1, []).append(error)
    repairs: dict[tuple[int, str], str] = {}
    for repair in report.iter_repairs():
        if len(repairs) >= MAX_NOTES:
            break
        repairs[repair.row, repair.column] = repair.after
    listed.sort(key=lambda error: error.row or 0)
    return notes, repairs, listed


def _data(page: Any, table: Any, report: Report, notes: Mapping[int, list[Error]],
          repairs: Mapping[tuple[int, str], str], style: Mapping[str, Any]) -> None:
    from ..suggestions import fold_name

    by_name = {fold_name(name): name for name in report.columns}
    by_name |= {fold_name(title): name for name, title in report.columns.items() if fold_name(title) not in by_name}
    names = [by_name.get(fold_name(label), "") for label in table.labels]
    for position, label in enumerate(table.labels):
        page.write_string(0, position, clean_xml(label), style["head"])
    _comments(page, 0, notes.get(1, []), names)
    page.freeze_panes(1, 0)
    for number, cells in table.rows():
        if number > MAX_ROWS:
            break
        errors = notes.get(number, [])
        faulty = {error.column for error in errors if error.column}
        whole = any(error.column is None for error in errors)
        for position, text in enumerate(cells):
            name = names[position] if position < len(names) else ""
            chosen = "bad" if name and name in faulty else "bad_row" if whole else \
                "fixed" if (number, name) in repairs else "text"
            if text:
                page.write_string(number - 1, position, clean_xml(text), style[chosen])
            elif chosen != "text":
                page.write_blank(number - 1, position, None, style[chosen])
        if whole and not cells:
            page.write_blank(number - 1, 0, None, style["bad_row"])
        _comments(page, number - 1, errors, names)


def _comments(page: Any, row: int, errors: list[Error], names: list[str]) -> None:
    texts: dict[int, list[str]] = {}
    for error in errors:
        position = names.index(error.column) if error.column in names else 0
        end = f" Proposition : {error.suggestion}" if error.suggestion else ""
        texts.setdefault(position, []).append(error.message + end)
    for position, lines in texts.items():
        page.write_comment(row, position, clean_xml("\n".join(lines))[:5000], {"x_scale": 2})


def _errors(page: Any, listed: list[Error], report: Report, style: Mapping[str, Any]) -> None:
    heads = ("Ligne", "Colonne", "Valeur", "Explication", "Proposition", "Nature")
    for position, (head, width) in enumerate(zip(heads, (8, 26, 30, 80, 26, 36))):
        page.set_column(position, position, width)
        page.write_string(0, position, head, style["head"])
    for number, error in enumerate(listed, start=1):
        if error.row:
            page.write_number(number, 0, error.row)
        cells = (error.column or "", error.value, error.message, error.suggestion or "",
                 CODE_TITLES.get(error.code, error.code))
        for position, text in enumerate(cells, start=1):
            page.write_string(number, position, clean_xml(text), style["text"])
    if len(listed) < report.error_count:
        page.write_string(len(listed) + 1, 3, f"Et {report.error_count - len(listed)} autres erreurs.", style["text"])
