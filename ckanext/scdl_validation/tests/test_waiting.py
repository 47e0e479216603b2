"""What the page says while a check waits or runs."""
from __future__ import annotations

import datetime
from typing import Any

import pytest

from ckanext.scdl_validation import checking, choice, runs, waiting
from ckanext.scdl_validation.model import ValidationReport
from ckanext.scdl_validation.model.report import utcnow
from ckanext.scdl_validation.tests import support

pytestmark = pytest.mark.usefixtures("with_plugins")


def _report(ago: int = 0, **values: Any) -> ValidationReport:
    report = runs.new_report("upload", choice.of_standard(support.STANDARD), checking.Options(), source="grand.csv")
    moment = utcnow() - datetime.timedelta(seconds=ago)
    report.save(created=moment, **values)
    return report


def _words(app: Any, report: ValidationReport) -> str:
    """As the page's script is told: in French, which has no request of its own elsewhere."""
    return app.get(f"/verifier/rapport/{report.id}/etat").json["words"].replace("\u202f", " ")


def test_one_s_turn_is_told(app: Any) -> None:
    """The files before one's own are counted; one that a dead process left is not."""
    dead = _report(ago=7200, state="running", started=utcnow() - datetime.timedelta(hours=2))
    first = _report(ago=10)
    second = _report(ago=5)
    assert "passe" in _words(app, second)
    stale = waiting._stale_seconds()
    assert ValidationReport.ahead(second, stale) == ValidationReport.ahead(first, stale) + 1
    assert "interrompue" in _words(app, dead)
    ValidationReport.delete([dead.id, first.id, second.id])


def test_a_stopped_service_is_said_to_be(app: Any) -> None:
    """No worker listens in the tests: after some seconds the page says so, and that the file is kept."""
    assert waiting.workers() == 0
    report = _report(ago=60)
    assert "arrêté" in _words(app, report)
    assert "gardé" in _words(app, report)
    ValidationReport.delete([report.id])


@pytest.mark.parametrize(
    ("done", "total", "words"),
    [
        (0, 0, "en cours de lecture"),
        (1500, 0, "1 500 lignes vérifiées."),
        (3999, 4000, "3 999 lignes vérifiées sur 4 000, encore moins d’une minute."),
        (1000, 400_000, "minutes environ."),
        (4000, 4000, "en préparation"),
    ],
)
def test_how_far_it_got(app: Any, done: int, total: int, words: str) -> None:
    """Rows, and the time left by the pace so far."""
    report = _report(state="running", done=done, total=total, started=utcnow() - datetime.timedelta(seconds=10))
    assert words in _words(app, report)
    ValidationReport.delete([report.id])


def test_a_stranger_s_report_ends_in_time(app: Any) -> None:
    """Swept or not, after a day it is not shown any more."""
    report = _report(ago=25 * 3600, state="done")
    answer = app.get(f"/verifier/rapport/{report.id}", status=404)
    assert "n’est plus" in answer.body
    ValidationReport.delete([report.id])
