"""What background workers do: checks of large files, and the sweep. Any number of workers may run the same job."""
from __future__ import annotations

import logging

from ckanext.scdl.shared import ScdlError

from . import config, files, resources, runs
from .language import in_the_portal_s_language
from .model import ValidationReport

log = logging.getLogger(__name__)


@in_the_portal_s_language
def check(report_id: str) -> None:
    """Check the file of a report. A second run of the job does nothing: the first took the report.

    Args:
        report_id: a report in state ``queued``, or left ``running`` by a worker that died.
    """
    report = ValidationReport.take(report_id, config.job_seconds() + 120)
    if report is None:
        return
    try:
        with _source(report) as path:
            runs.execute(report, path, config.job_seconds(), outputs_too=True)
    except ScdlError as error:
        runs.fail(report, error.message)
    finally:
        if report.kind == "resource":
            resources.after_check(report)


def _source(report: ValidationReport):  # noqa: ANN202 - a context manager of a path
    limit = config.max_bytes()
    if report.kind == "resource":
        # rights and the resource itself may have gone since the check was asked for
        return files.resource_file(files.resource_of(report), limit)
    return files.kept(report.id, files.SOURCE, limit)


def sweep() -> tuple[int, int]:
    """Check what still waits, and forget what is out of date.

    Returns:
        reports checked, reports forgotten.
    """
    waiting = ValidationReport.waiting()
    for report_id in waiting:
        check(report_id)
    return len(waiting), runs.clean()
