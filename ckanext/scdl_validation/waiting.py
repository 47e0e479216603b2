"""How far a check got, in words: what the page says while one waits."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import redis
from ckan.lib import jobs
from ckan.lib.redis import connect_to_redis
from rq import Worker

from . import config
from .model import ValidationReport
from .model.report import utcnow
from .presentation import number

# Seconds: before that, a wait is nothing to speak of.
_LONG_WAIT = 20
# A worker that was killed stays on Redis' list for some minutes.
_TOO_LONG = 120


def workers() -> int:
    """How many workers listen to the queue of checks; 0 when Redis does not answer either."""
    try:
        return len(Worker.all(connection=connect_to_redis(), queue=jobs.get_queue(config.queue())))
    except redis.RedisError:
        return 0


def progress(report: ValidationReport) -> dict[str, Any]:
    """How far a check got.

    Returns:
        ``state``, ``done`` and ``total`` rows (``total`` is 0 when it is not known), ``title`` and ``words`` for people.
    """
    state = {"state": report.state, "done": report.done, "total": report.total}
    if report.state == "queued":
        return {**state, "title": tk._("This file waits for its turn"), "words": _waiting(report)}
    if report.state == "running":
        return {**state, "title": tk._("The check is under way"), "words": _running(report)}
    return {**state, "title": "", "words": ""}


def _waiting(report: ValidationReport) -> str:
    waited = (utcnow() - report.created).total_seconds()
    before = ValidationReport.ahead(report, _stale_seconds())
    if (waited > _LONG_WAIT and not workers()) or (waited > _TOO_LONG and not before):
        return tk._(
            "The service that checks large files is stopped for the moment. Your file is kept, and is checked as soon as "
            "the service is back: come back to this page later."
        )
    if not before:
        return tk._("The check is about to begin.")
    return tk.ungettext("{count} file goes before.", "{count} files go before.", before).format(count=number(before))


def _stale_seconds() -> int:
    """After that, whoever was checking is dead: the next sweep begins again."""
    return config.job_seconds() + 120


def _running(report: ValidationReport) -> str:
    done, total = report.done, report.total
    if report.started and (utcnow() - report.started).total_seconds() > _stale_seconds():
        return tk._("The check was interrupted. It begins again within the hour; you may also send the file again.")
    if not done:
        return tk._("The file is being read.")
    if total and done >= total:
        return tk._("All rows are checked. The files to take away are being written.")
    if not total:
        return tk.ungettext("{count} row checked.", "{count} rows checked.", done).format(count=number(done))
    said = tk._("{done} of {total} rows checked").format(done=number(done), total=number(total))
    left = _seconds_left(report)
    return f"{said}, {left}." if left else f"{said}."


def _seconds_left(report: ValidationReport) -> str:
    spent = (utcnow() - report.started).total_seconds() if report.started else 0
    if spent < 2:
        return ""
    seconds = spent * (report.total - report.done) / report.done
    if seconds < 60:
        return tk._("less than a minute left")
    minutes = round(seconds / 60)
    return tk.ungettext("about one minute left", "about {count} minutes left", minutes).format(count=minutes)
