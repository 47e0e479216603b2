"""One check, from bytes to what a report keeps. Nothing here knows of requests or of the database."""
from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ckanext.scdl.shared import ScdlError

from . import config

# Of each listed error the report keeps the line, so that the faulty cell is shown where it stands.
LINES_KEPT = 400
CELL_KEPT = 200
COLUMNS_KEPT = 200
ERRORS_IN_FILE = 200_000


@dataclass(frozen=True)
class Options:
    """How a person wants the check done.

    Attributes:
        strict: judge by Table Schema to the letter and repair nothing.
        sheet: sheet of a workbook; the first one with a table when None.
        refused_rules: rules of repair that must not be applied.
        answers: column -> the reading chosen where two were possible.
    """

    strict: bool = False
    sheet: str | None = None
    refused_rules: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any] | None) -> Options:
        """Options from the plain data that a report stores, or an action receives."""
        data = data or {}
        return cls(
            strict=bool(data.get("strict")),
            sheet=data.get("sheet") or None,
            refused_rules=tuple(data.get("refused_rules") or ()),
            answers=dict(data.get("answers") or {}),
        )

    def plain(self) -> dict[str, Any]:
        """The options as a report stores them."""
        return {
            "strict": self.strict,
            "sheet": self.sheet,
            "refused_rules": list(self.refused_rules),
            "answers": dict(self.answers),
        }


def limits(seconds: float, max_bytes: int) -> Any:
    """The engine's bounds for one check.

    Args:
        seconds: longest duration.
        max_bytes: largest file; unzipped, it may be ten times as large, up to 2 GB.
    """
    from .engine import Limits

    return Limits(
        max_bytes=max_bytes,
        max_unzipped_bytes=min(2 << 30, max(64 << 20, 10 * max_bytes)),
        max_rows=config.max_rows(),
        max_seconds=float(seconds),
    )


def check_file(
    path: Path,
    descriptor: dict[str, Any],
    *,
    filename: str,
    options: Options,
    bounds: Any,
    on_rows: Callable[[int], None] | None = None,
) -> Any:
    """Check a file.

    Args:
        path: where the bytes are.
        descriptor: a Table Schema.
        filename: what the person calls the file; tells the format when the bytes do not.
        options: how to check.
        bounds: from :func:`limits`.
        on_rows: is told how many more rows were judged, now and then.

    Returns:
        the engine's ``Report``; an unreadable file is a verdict, not an exception.

    Raises:
        ScdlError: the schema itself cannot be used.
    """
    from .engine import check
    from .engine.errors import DescriptorError

    try:
        return check(
            path,
            descriptor,
            filename=filename,
            strict=options.strict,
            max_errors=config.listed_errors(),
            limits=bounds,
            refused_rules=tuple(options.refused_rules),
            answers=dict(options.answers) or None,
            sheet=options.sheet,
            on_block=None if on_rows is None else lambda _frame, numbers, _columns: on_rows(len(numbers)),
        )
    except DescriptorError as error:
        raise ScdlError(error.code, error.message) from error


def stored(report: Any, path: Path, options: Options, bounds: Any) -> dict[str, Any]:
    """What the database keeps of a report: bounded lists, all counts, and the lines of the listed errors."""
    data = report.to_dict()
    kept = config.listed_errors()
    for key in ("errors", "repairs", "warnings"):
        data[key] = [_short(item) for item in data[key][:kept]]
    data["rules"] = data["rules"][:kept]
    data["lines"] = _lines(report, path, options, bounds)
    return data


def _short(item: dict[str, Any]) -> dict[str, Any]:
    for key in ("value", "before", "after", "suggestion"):
        if isinstance(item.get(key), str):
            item[key] = clean(item[key])
    return item


def clean(text: str) -> str:
    """A cell as a report keeps it: cut, and without what PostgreSQL's JSON cannot hold."""
    text = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= CELL_KEPT else f"{text[:CELL_KEPT]}…"


def _lines(report: Any, path: Path, options: Options, bounds: Any) -> dict[str, Any]:
    """The table's header, where the fields stand in it, and the lines of the first errors as they are."""
    wanted = set(list(dict.fromkeys(error.row for error in report.errors if error.row and error.row > 1))[:LINES_KEPT])
    if not wanted:
        return {"header": [], "places": {}, "rows": {}}
    from .engine.reading import open_source, open_table, read_through

    names = [*report.columns, *report.columns.values()]
    with contextlib.closing(open_source(path, report.filename, bounds)) as opened:
        table = open_table(opened, names=names, strict=options.strict, sheet=report.sheet, limits=bounds)
        with contextlib.closing(table):
            found = read_through(lambda: _wanted_lines(table, wanted))
            labels = table.labels[:COLUMNS_KEPT]
    return {"header": [clean(str(label)) for label in labels], "places": _places(labels, report.columns), "rows": found}


def _wanted_lines(table: Any, wanted: set[int]) -> dict[str, list[str]]:
    last = max(wanted)
    lines = itertools.takewhile(lambda line: line[0] <= last, table.rows())
    return {
        str(number): [clean(str(cell)) for cell in cells[:COLUMNS_KEPT]] for number, cells in lines if number in wanted
    }


def _places(labels: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Where each field stands in the file, by its name or its title, whatever its case or accents."""
    from .engine.suggestions import fold_name

    position = {fold_name(str(label)): place for place, label in enumerate(labels)}
    places = {}
    for name, title in columns.items():
        place = position.get(fold_name(name), position.get(fold_name(title)))
        if place is not None:
            places[name] = place
    return places


def count_lines(path: Path) -> int:
    """About how many rows a text file has below its header; 0 for a workbook, which does not say before it is read."""
    count = 0
    with path.open("rb") as stream:
        if stream.read(4) == b"PK\x03\x04":
            return 0
        while chunk := stream.read(1 << 22):
            count += chunk.count(b"\n")
    return max(0, count - 1)


def write_errors(report: Any, target: Path) -> int:
    """Write all errors as a CSV that spreadsheets open; how many were written (at most 200,000).

    Cells that a spreadsheet would run as formulas are written with a leading quote.
    """
    from .engine.cells import csv_writer
    from .engine.writing import neutralise

    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv_writer(stream, delimiter=";")
        writer.writerow(["ligne", "colonne", "code", "contrôle", "valeur", "message", "suggestion"])
        for error in itertools.islice(report.iter_errors(), ERRORS_IN_FILE):
            cells = [error.row or "", error.column, error.code, error.check, error.value, error.message]
            writer.writerow([neutralise("" if cell is None else str(cell)) for cell in [*cells, error.suggestion]])
            count += 1
    return count


def fingerprint(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
