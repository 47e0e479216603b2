"""The files that come out of a check: corrected, annotated, the list of errors, the report as data.

They are made from the file as it was sent. For a large one the background job makes them, since nobody should
wait for a page while a million rows are written; for a small one they are made when somebody asks.
"""
from __future__ import annotations

import contextlib
import json
import logging
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import ckan.plugins.toolkit as tk
from werkzeug.datastructures import FileStorage

from ckanext.scdl.shared import ScdlError

from . import checking, choice, config, files
from .model import ValidationReport

log = logging.getLogger(__name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A workbook cannot hold more rows, and long before that nobody reads it.
WORKBOOK_ROWS = 200_000


@dataclass(frozen=True)
class Output:
    """A file to download.

    Attributes:
        address: its name in addresses.
        mimetype: its type.
        suffix: what its name adds to that of the file checked.
    """

    address: str
    mimetype: str
    suffix: str


CORRECTED_CSV = Output("corrige.csv", "text/csv; charset=utf-8", "-corrige.csv")
CORRECTED_XLSX = Output("corrige.xlsx", XLSX, "-corrige.xlsx")
ANNOTATED = Output("annote.xlsx", XLSX, "-annote.xlsx")
ERRORS = Output("erreurs.csv", "text/csv; charset=utf-8", "-erreurs.csv")
DATA = Output("rapport.json", "application/json", "-rapport.json")

BY_ADDRESS = {output.address: output for output in (CORRECTED_CSV, CORRECTED_XLSX, ANNOTATED, ERRORS, DATA)}
NAMES = tuple(BY_ADDRESS)


def download_name(report: ValidationReport, output: Output) -> str:
    """The name of a download: that of the file checked, and what was done to it."""
    return f"{Path(report.source or 'fichier').stem[:100] or 'fichier'}{output.suffix}"


def as_upload(stream: IO[bytes], name: str) -> FileStorage:
    """A stream as CKAN receives an upload."""
    return FileStorage(stream=stream, filename=name, name="upload")


@contextlib.contextmanager
def source(report: ValidationReport) -> Iterator[Path]:
    """The path of the file that was checked.

    Raises:
        ScdlError: it is no longer kept, or the resource has changed since.
    """
    if report.kind != "resource" or report.stored:
        with files.kept(report.id, files.SOURCE) as path:
            yield path
        return
    with files.resource_file(files.resource_of(report), config.max_bytes()) as path:
        if report.sha256 and checking.fingerprint(path) != report.sha256:
            raise ScdlError(
                "resource-changed", tk._("The file has changed since this check: have it checked again first.")
            )
        yield path


def after_check(report: ValidationReport, result: Any, path: Path, everything: bool) -> None:
    """Keep what only this run knows (all its errors), and the rest too when ``everything`` is asked."""
    if result.error_count > len(result.errors) or everything:
        with _temporary(ERRORS) as target:
            checking.write_errors(result, target)
            files.keep(report.id, ERRORS.address, target)
    if not everything or result.verdict == "unreadable":
        return
    wanted = [CORRECTED_CSV, CORRECTED_XLSX] if result.repair_count else []
    for output in [*wanted, *([ANNOTATED] if result.error_count else [])]:
        with contextlib.suppress(ScdlError), _temporary(output) as target:
            _WRITERS[output](report, path, target)
            files.keep(report.id, output.address, target)


@contextlib.contextmanager
def produced(report: ValidationReport, output: Output) -> Iterator[Path]:
    """The path of a file to download, made now if it was not before.

    Raises:
        ScdlError: the file checked is gone, or is too large for this.
    """
    if report.state != "done" or (report.verdict == "unreadable" and output is not DATA):
        raise files.FileMissing("no-output", tk._("There is nothing to take away from this check."))
    if output is DATA:
        with _temporary(output) as target:
            target.write_text(json.dumps(report.report or {}, ensure_ascii=False, indent=1), encoding="utf-8")
            yield target
        return
    try:
        with files.kept(report.id, output.address) as path:
            yield path
        return
    except files.FileMissing:
        pass
    with source(report) as path, _temporary(output) as target:
        if path.stat().st_size > 4 * config.inline_bytes():
            raise ScdlError("too-large-for-output", tk._("This file is too large for that: take the list of errors."))
        _write(report, output, path, target)
        # made once: asking again costs nothing
        files.keep(report.id, output.address, target)
        yield target


def _write(report: ValidationReport, output: Output, path: Path, target: Path) -> None:
    try:
        _WRITERS[output](report, path, target)
    except ScdlError:
        raise
    except Exception as error:
        log.exception("%s of report %s could not be made", output.address, report.id)
        raise ScdlError("output-failed", tk._("This file could not be made, and the portal’s log says why.")) from error


def forget(report: ValidationReport) -> None:
    """Remove what was made from an earlier run."""
    files.forget(report.id, NAMES)


@contextlib.contextmanager
def _temporary(output: Output) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="scdl-") as folder:
        yield Path(folder) / output.address


def _parts(report: ValidationReport) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema, and how the file was checked, as the engine's writers want it."""
    options = checking.Options.of(report.options)
    how = {
        "filename": report.source,
        "limits": checking.limits(config.job_seconds(), config.max_bytes()),
        "strict": options.strict,
        "refused_rules": tuple(options.refused_rules),
        "answers": dict(options.answers) or None,
        "sheet": options.sheet,
    }
    return choice.of_report(report).descriptor, how


def _write_errors(report: ValidationReport, path: Path, target: Path) -> None:
    from .engine import check

    descriptor, how = _parts(report)
    checking.write_errors(check(path, descriptor, **how), target)


def _write_corrected_csv(report: ValidationReport, path: Path, target: Path) -> None:
    from .engine.writing import write_corrected_csv

    descriptor, how = _parts(report)
    write_corrected_csv(target, path, descriptor, **how)


def _write_corrected_xlsx(report: ValidationReport, path: Path, target: Path) -> None:
    from .engine.cells import csv_reader
    from .engine.writing import write_xlsx

    _small_enough(report)
    with _temporary(CORRECTED_CSV) as corrected:
        _write_corrected_csv(report, path, corrected)
        kinds = {field["name"]: field.get("type", "string") for field in choice.of_report(report).descriptor["fields"]}
        with corrected.open(encoding="utf-8", newline="") as stream:
            lines = csv_reader(stream)
            write_xlsx(target, next(lines), lines, kinds=kinds)


def _write_annotated(report: ValidationReport, path: Path, target: Path) -> None:
    from .engine.writing import write_annotated_xlsx

    _small_enough(report)
    descriptor, how = _parts(report)
    write_annotated_xlsx(target, path, descriptor, **how)


def _small_enough(report: ValidationReport) -> None:
    if report.rows > WORKBOOK_ROWS:
        raise ScdlError(
            "too-many-rows-for-a-workbook",
            tk._("This table has too many rows for a workbook: take the CSV, or the list of errors."),
        )


_WRITERS: dict[Output, Callable[[ValidationReport, Path, Path], None]] = {
    ERRORS: _write_errors,
    CORRECTED_CSV: _write_corrected_csv,
    CORRECTED_XLSX: _write_corrected_xlsx,
    ANNOTATED: _write_annotated,
}
