"""The life of a report: asked for, checked now or later, filled, and in the end forgotten."""
from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import redis

from ckanext.scdl.shared import ScdlError

from . import checking, choice, config, files, outputs
from .model import ValidationReport, portal
from .model.report import utcnow

log = logging.getLogger(__name__)

_FILENAME_KEPT = 200


def safe_name(name: str) -> str:
    """A file name without its folders, control characters or direction marks, cut at 200 characters."""
    base = str(name or "").replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(char for char in base if char.isprintable() and not "\u202a" <= char <= "\u202e").strip()
    return base[-_FILENAME_KEPT:]


def new_report(kind: str, selected: choice.Choice, options: checking.Options, **values: Any) -> ValidationReport:
    """Note that somebody asked for a check; nothing runs yet."""
    standard = selected.standard
    return ValidationReport.create(
        kind=kind,
        standard=standard.name if standard else None,
        version=standard.version if standard else None,
        schema_title=selected.title,
        descriptor=selected.stored_descriptor,
        options={**options.plain(), **values.pop("extra", {})},
        **values,
    )


def execute(report: ValidationReport, path: Path, seconds: float, outputs_too: bool = False) -> None:
    """Check the bytes at ``path`` and fill the report. Never raises for what a file may hold.

    Args:
        report: taken, in state ``running``.
        path: the bytes.
        seconds: longest duration.
        outputs_too: also write the files to download, for a file too large to do it while one waits.
    """
    options = checking.Options.of(report.options)
    bounds = checking.limits(seconds, config.max_bytes())
    try:
        selected = choice.of_report(report)
        result = checking.check_file(
            path,
            selected.descriptor,
            filename=report.source,
            options=options,
            bounds=bounds,
            on_rows=_counter(report.id, checking.count_lines(path)) if outputs_too else None,
        )
        data = checking.stored(result, path, options, bounds)
    except ScdlError as error:
        fail(report, error.message)
        return
    except Exception:
        # A file is anybody's: whatever it makes fail, the person gets a page and the operator the trace.
        log.exception("The check of report %s failed", report.id)
        portal.rollback()
        fail(report, tk._("The check stopped on an internal error, noted in the portal’s log."))
        return
    # While the files to take away are written, the page still says that one must wait.
    report.save(
        state="running" if outputs_too else "done",
        verdict=result.verdict,
        rows=result.rows,
        error_count=result.error_count,
        repair_count=result.repair_count,
        warning_count=len(result.warnings),
        message=result.message,
        report=data,
        sha256=checking.fingerprint(path),
        size=path.stat().st_size,
        done=result.rows,
        total=result.rows,
        finished=utcnow(),
    )
    try:
        outputs.after_check(report, result, path, everything=outputs_too)
    except Exception:
        # the verdict stands without the files to take away
        log.exception("The files of report %s could not be made", report.id)
        portal.rollback()
    if outputs_too:
        report.save(state="done", finished=utcnow())


def _counter(report_id: str, total: int) -> Callable[[int], None]:
    """What tells the page, at most once a second, how many rows were checked."""
    done, told = 0, time.monotonic()

    def on_rows(count: int) -> None:
        nonlocal done, told
        done += count
        if time.monotonic() - told >= 1:
            told = time.monotonic()
            ValidationReport.progress(report_id, done, max(total, done) if total else 0)

    return on_rows


def fail(report: ValidationReport, message: str) -> None:
    """Note that the check could not be done, and why."""
    report.save(state="failed", message=message, finished=utcnow(), verdict=None, report=None)


def enqueue(report: ValidationReport) -> bool:
    """Ask a worker to check; False when the queue does not answer (a later sweep picks the report up)."""
    # the worker's side, which needs this module
    from . import jobs

    try:
        job = tk.enqueue_job(
            jobs.check,
            [report.id],
            title=f"scdl_validation: check {report.id}",
            queue=config.queue(),
            rq_kwargs={"timeout": config.job_seconds() + 120},
        )
    except redis.RedisError:
        log.warning("The queue does not answer: report %s waits for `ckan scdl validation run --pending`", report.id)
        return False
    report.save(job_id=job.id)
    return True


def forget(report: ValidationReport) -> None:
    """Delete a report and what was kept with it."""
    files.forget(report.id, [files.SOURCE, *outputs.NAMES])
    ValidationReport.delete([report.id])


def prune(resource_id: str) -> None:
    """Delete a resource's reports beyond those kept, and all its kept files but the last good one."""
    for report in ValidationReport.outdated(resource_id, config.reports_kept()):
        forget(report)
    good = ValidationReport.last_good(resource_id)
    for report in ValidationReport.with_files(resource_id):
        if good is None or report.id != good.id:
            files.forget(report.id, [files.SOURCE, *outputs.NAMES])
            report.save(stored=False)


def is_over(report: ValidationReport) -> bool:
    """Whether a stranger's report is past its time, swept away already or not."""
    if report.kind == "resource" or report.user_id is not None:
        return False
    return report.created < utcnow() - datetime.timedelta(hours=config.anonymous_hours())


def clean() -> int:
    """Forget strangers' reports and accounts' files whose time is over; how many."""
    now = utcnow()
    expired = ValidationReport.expired(
        now - datetime.timedelta(hours=config.anonymous_hours()), now - datetime.timedelta(days=config.file_days())
    )
    for report in expired:
        if report.user_id is None:
            forget(report)
        else:
            files.forget(report.id, [files.SOURCE, *outputs.NAMES])
            report.save(stored=False)
    return len(expired)
