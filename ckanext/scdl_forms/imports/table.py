"""From a file to rows: the engine reads and repairs, what it understood is told in plain data."""
from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import ckan.plugins.toolkit as tk

from ckanext.scdl.shared import ScdlError, Standard
from ckanext.scdl_forms import config
from ckanext.scdl_validation import shared as validation

#: Examples shown of each kind of correction, and how many corrections are looked through for them.
EXAMPLES = 5
_LOOKED_AT = 50_000
#: Rows whose shape is wrong, listed with their sentences.
_SHAPES = ("extra-cell", "source-error")
_CELL_SHOWN = 200


@dataclass
class Reading:
    """What was understood of a file.

    :ivar report: plain data for the import's row in the database
    :ivar present: columns of the standard that the file has
    :ivar shapes: row → problems of its shape (too many cells, a quote left open)
    """

    report: dict[str, Any]
    present: tuple[str, ...]
    shapes: dict[int, list[dict[str, Any]]] = field(default_factory=dict)


class _Rows:
    """Writes repaired rows as the engine hands them over, one JSON a line."""

    def __init__(self, stream: IO[str], on_rows: Callable[[int], None]) -> None:
        self.stream = stream
        self.on_rows = on_rows
        self.columns: list[Any] = []

    def restart(self) -> None:
        self.stream.seek(0)
        self.stream.truncate()

    def block(self, frame: Any, rows: Any, columns: list[Any]) -> None:
        self.columns = columns
        known = [(column.name, column.key) for column in columns if column.name]
        names = [name for name, _key in known]
        cells = frame.select([key for _name, key in known]).iter_rows() if known else itertools.repeat(())
        for number, values in zip(rows.to_list(), cells):
            row = {name: value or "" for name, value in zip(names, values)}
            self.stream.write(json.dumps([number, row], ensure_ascii=False) + "\n")
        self.on_rows(len(rows))


def read(path: Path, target: Path, standard: Standard, filename: str, options: Mapping[str, Any],
         mapping: Mapping[str, str], on_rows: Callable[[int], None]) -> Reading:
    """Read and repair a file; its rows go to ``target``, each a JSON ``[number, {column: text}]``.

    Numbers are those that people see in their spreadsheet.

    :param options: ``sheet``, ``refused`` and ``answers`` as people chose them
    :param mapping: label of the file → column, for labels that do not say it by themselves
    :param on_rows: is told now and then how many more rows were read
    :raises ScdlError: this is no table, or it is too large; the message says what to do
    """
    synonyms = {spec.label: spec.name for spec in standard.fields if spec.label} | dict(mapping)
    with target.open("w+", encoding="utf-8", errors="replace") as stream:
        rows = _Rows(stream, on_rows)
        report = validation.check(
            path, standard.descriptor, filename=filename, limits=_limits(), max_errors=None,
            refused_rules=tuple(options.get("refused") or ()), answers=dict(options.get("answers") or {}),
            sheet=options.get("sheet") or None, synonyms=synonyms, on_block=rows.block, on_restart=rows.restart)
    if report.verdict == "unreadable":
        raise ScdlError("unreadable", report.message)
    above = max(0, report.header_row - 1)
    present = tuple(column.name for column in rows.columns if column.name)
    return Reading(_plain(report, rows.columns, above), present, _shapes(report, above))


def lines(target: Path, above: int) -> Any:
    """The rows that :func:`read` wrote: number in the sheet, values."""
    with target.open(encoding="utf-8") as stream:
        for line in stream:
            number, values = json.loads(line)
            yield number + above, values


def _limits() -> Any:
    size = config.import_bytes()
    rows = config.import_rows()
    return validation.Limits(
        max_bytes=size, max_unzipped_bytes=max(64 << 20, 10 * size), max_rows=rows, max_columns=500,
        max_cells=max(2_000_000, rows * 100), max_seconds=float(config.import_seconds()), max_child_memory=2 << 30)


def _plain(report: Any, columns: list[Any], above: int) -> dict[str, Any]:
    return {
        "rows": report.rows, "sheet": report.sheet, "sheets": list(report.sheets)[:100], "header_row": report.header_row,
        "above": above, "encoding": report.encoding, "format": report.format,
        "columns": [{"label": _short(column.label), "column": column.name} for column in columns if column.label],
        "repairs": _repairs(report, above),
        "questions": [question.to_dict() for question in report.questions],
        "notices": [
            warning.message for warning in report.warnings
            if warning.row is None and warning.column is None and warning.code not in ("check-not-applied", "foreign-key")][:20],
    }


def _repairs(report: Any, above: int) -> list[dict[str, Any]]:
    """Corrections by rule, the most frequent first, each with a few examples; those of the header are told elsewhere."""
    counts: dict[str, int] = {}
    for (_column, rule), count in report.repair_counts.items():
        if rule != "header":
            counts[rule] = counts.get(rule, 0) + count
    examples: dict[str, list[dict[str, Any]]] = {rule: [] for rule in counts}
    for repair in itertools.islice(report.iter_repairs(), _LOOKED_AT) if counts else ():
        shown = examples.get(repair.rule)
        if shown is not None and len(shown) < EXAMPLES:
            shown.append({"row": repair.row + above, "column": repair.column, "before": _short(repair.before),
                          "after": _short(repair.after)})
        if all(len(found) >= EXAMPLES for found in examples.values()):
            break
    return [
        {"rule": rule, "label": validation.RULE_LABELS.get(rule, rule), "count": count, "examples": examples[rule]}
        for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def _shapes(report: Any, above: int) -> dict[int, list[dict[str, Any]]]:
    if not any(code in _SHAPES for _column, code in report.counts):
        return {}
    found: dict[int, list[dict[str, Any]]] = {}
    for error in report.iter_errors():
        if error.code in _SHAPES and error.row and error.row > 1:
            found.setdefault(error.row + above, []).append({
                "column": error.column, "code": error.code, "message": error.message, "suggestion": None})
    return found


def _short(text: str) -> str:
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= _CELL_SHOWN else f"{text[:_CELL_SHOWN]}…"


def other_standard(path: Path, filename: str, standard: Standard, present: tuple[str, ...]) -> str:
    """The sentence that names the standard of a file which is clearly not the register's; empty when it is."""
    typed = [spec.name for spec in standard.fields if spec.required and spec.name not in standard.organisation_fields]
    if typed and 2 * len(set(typed) & set(present)) >= len(typed):
        return ""
    other = validation.recognise(path, filename)
    if other is None or other.name == standard.name:
        return ""
    return tk._(
        "This file holds {others}, not {nouns}: its columns are those of “{title}”. Import it into that register.").format(
            others=other.noun_many, nouns=standard.noun_many, title=other.title)
