"""What is done with an import, now or by a worker: check, accept, undo. Each may be begun again at any time.

Only one process works at an import (an advisory lock that dies with it). Whatever is stored is stored in one
transaction together with the import's next state: a worker that is killed leaves everything as it was, and the next
one begins the step again.
"""
from __future__ import annotations

import datetime
import logging
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

import ckan.plugins.toolkit as tk
from ckan import model as core

from ckanext.scdl.shared import ScdlError, Standard
from ckanext.scdl_forms import config, jobs
from ckanext.scdl_forms.imports import files, states, table
from ckanext.scdl_forms.logic import finding
from ckanext.scdl_forms.model import ImportBatch
from ckanext.scdl_forms.model.base import now
from ckanext.scdl_forms.model.locks import import_lock

from .base import standard_of
from .import_rows import FileLoader
from .import_undo import undo_rows

log = logging.getLogger(__name__)


def run(batch_id: str) -> None:
    """Do what an import waits for; nothing when it waits for nothing, or another process is at it."""
    with import_lock(batch_id) as mine:
        if not mine:
            return
        for _turn in range(3):
            # a step may ask for another one: what has changed meanwhile is checked again
            batch = ImportBatch.get(batch_id)
            step = _STEPS.get(batch.state) if batch is not None else None
            if batch is None or step is None:
                core.Session.rollback()
                return
            before = batch.state
            try:
                step(batch)
            except tk.NotAuthorized:
                _give_back(batch_id, before, tk._(
                    "The right to enter data for this organisation was taken away meanwhile: nothing was stored."))
            except tk.ObjectNotFound:
                # the standard is no longer in the catalogue, or the register is gone
                _give_back(batch_id, before, tk._(
                    "The standard of this register is no longer in the catalogue: nothing was stored. Tell those who "
                    "accompany you."))
            except ScdlError as error:
                _give_back(batch_id, before, error.message)
            except tk.ValidationError as error:
                _give_back(batch_id, before, " ".join(
                    str(text) for texts in error.error_dict.values() for text in (texts if isinstance(texts, list) else [texts])))
            except Exception:
                # a file is anybody's: whatever it makes fail, the person gets a page and the operator the trace
                log.exception("The import %s failed", batch_id)
                _give_back(batch_id, before, tk._("It stopped on an internal error, noted in the portal’s log. Nothing was stored."))


def _give_back(batch_id: str, before: str, message: str) -> None:
    """Leave a step that cannot be done: everything is as before it, with a sentence that says why."""
    core.Session.rollback()
    after = {states.CHECKING: states.FAILED, states.ACCEPTING: states.READY, states.UNDOING: states.ACCEPTED}[before]
    ImportBatch.move(batch_id, [before], after, message=message)
    core.Session.commit()


def _person(batch: ImportBatch) -> dict[str, Any]:
    """The context of the person in whose name a step is done; their rights are asked for again."""
    user = core.User.get(batch.actor or batch.created_by)
    if user is None or user.state != "active":
        raise tk.NotAuthorized(tk._("This account no longer exists."))
    return {"user": user.name, "auth_user_obj": user, "ignore_auth": False}


def _told(batch_id: str, total: int) -> Callable[[int], None]:
    """What tells the page, at most once a second, how many rows were worked at."""
    last = 0.0

    def tell(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= 1:
            last = time.monotonic()
            ImportBatch.progress(batch_id, done, max(total, done) if total else 0)

    return tell


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="scdl-import-") as folder:
        yield Path(folder) / "rows"


def _check(batch: ImportBatch) -> None:
    """Read the file, repair what is sure, compare with the register; store nothing in it."""
    context, batch_id, filename, options = _person(batch), batch.id, batch.filename, dict(batch.options)
    tk.check_access("scdl_import_create", context, {"id": batch.register_id})
    register = finding.register({"id": batch.register_id})
    register_id, standard = register.id, standard_of(register)
    mapping = {label: column for label, column in (options.get("mapping") or {}).items() if column in standard.columns}
    ImportBatch.progress(batch_id, 0, 0)
    # neither the reading nor the judging of a large file holds a row of the database
    core.Session.rollback()
    read = 0
    tell = _told(batch_id, 0)

    def on_rows(count: int) -> None:
        nonlocal read
        read += count
        tell(read)

    with _scratch() as target, files.kept(batch_id, files.SOURCE, config.import_bytes()) as source:
        reading = table.read(source, target, standard, filename, options, mapping, on_rows)
        if not reading.report["rows"]:
            _unusable(batch_id, reading, tk._(
                "This table has column names, and no row under them. Fill in at least one row, then send it again."))
            return
        other = table.other_standard(source, filename, standard, reading.present)
        if other:
            _unusable(batch_id, reading, other)
            return
        files.keep(batch_id, files.ROWS, _blocks(target))
        loader = _loaded(context, register_id, batch_id, reading, target, options)
        plan = loader.settle()
        tally = _keep_plan(batch_id, loader)
    report = {
        **reading.report, "tally": tally, "present": list(reading.present), "goal": loader.goal,
        "shapes": {str(row): problems for row, problems in reading.shapes.items()},
        "missing": _missing(standard, reading.present),
    }
    # judging held the register; the next state comes in a transaction of its own
    core.Session.rollback()
    ImportBatch.move(
        batch_id, [states.CHECKING], states.READY, report=report, plan=plan, schema_version=standard.version,
        done=reading.report["rows"], total=reading.report["rows"])
    core.Session.commit()


def _unusable(batch_id: str, reading: Any, why: str) -> None:
    """A table that cannot be imported; the sheets of its workbook are kept, one of them may be the right one."""
    core.Session.rollback()
    report = {key: reading.report[key] for key in ("sheet", "sheets", "rows", "header_row", "above")}
    ImportBatch.move(batch_id, [states.CHECKING], states.FAILED, message=why, report=report)
    core.Session.commit()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            yield chunk


def _loaded(context: Any, register_id: str, batch_id: str, reading: Any, rows: Path, options: dict[str, Any],
            leave_wrong: bool = False) -> FileLoader:
    loader = FileLoader(
        context, register_id, batch=batch_id, present=reading.present, shapes=reading.shapes, leave_wrong=leave_wrong,
        on_rows=_told(batch_id, reading.report["rows"]))
    fixes = options.get("fixes") or {}
    for number, values in table.lines(rows, reading.report["above"]):
        loader.put(number, {**values, **fixes.get(str(number), {})})
    return loader


def _keep_plan(batch_id: str, loader: FileLoader) -> dict[str, int]:
    """Keep what will become of the rows, a file for each outcome; how many rows each has."""
    tally = dict.fromkeys(files.OUTCOMES, 0)
    with tempfile.TemporaryDirectory(prefix="scdl-import-") as folder:
        paths = {outcome: Path(folder) / outcome for outcome in files.OUTCOMES}
        streams = {outcome: path.open("w", encoding="utf-8") for outcome, path in paths.items()}
        try:
            for row in loader.plan():
                tally[row["outcome"]] += 1
                streams[row["outcome"]].write(files.line(row))
        finally:
            for stream in streams.values():
                stream.close()
        for outcome, path in paths.items():
            files.keep(batch_id, f"{outcome}.jsonl", _blocks(path))
    return tally


def _missing(standard: Standard, present: tuple[str, ...]) -> list[str]:
    """Columns that the file lacks and that nobody fills by themselves, mandatory ones first."""
    lacking = [
        spec for spec in standard.fields
        if spec.name not in present and spec.name not in standard.organisation_fields and spec.visibility != "hidden"]
    return [spec.name for spec in sorted(lacking, key=lambda spec: not spec.required)]


def _accept(batch: ImportBatch) -> None:
    """Store the rows, all of them or none."""
    context, batch_id, options, report = _person(batch), batch.id, dict(batch.options), dict(batch.report or {})
    tk.check_access("scdl_import_accept", context, {"register_id": batch.register_id})
    register_id, actor, plan, version = batch.register_id, batch.actor, batch.plan, batch.schema_version
    reading = table.Reading(report, tuple(report["present"]), {
        int(row): problems for row, problems in report["shapes"].items()})
    with files.kept(batch_id, files.ROWS) as rows:
        loader = _loaded(context, register_id, batch_id, reading, rows, options, options.get("wrong") == "leave")
    register = finding.register({"id": register_id}, lock=True)
    if register.schema_version != version:
        _look_again(batch_id, tk._("The register follows another version of its standard since the file was checked."))
        return
    if loader.settle() != plan:
        _look_again(batch_id, tk._("Something changed in the register, or in your rights, since the file was checked."))
        return
    loader.write()
    files.keep_lines(batch_id, files.BEFORE, loader.before)
    result = _result(loader)
    ImportBatch.move(
        batch_id, [states.ACCEPTING], states.ACCEPTED, result=result, message=None, accepted=now(), accepted_by=actor)
    core.Session.commit()
    if loader.approved:
        jobs.request_publication(register_id)


def _result(loader: FileLoader) -> dict[str, Any]:
    tally: Counter[str] = Counter(outcome["outcome"] for outcome in loader.outcomes)
    numbers = sorted(outcome["number"] for outcome in loader.outcomes
                     if outcome["number"] and outcome["outcome"] != "unchanged")
    return {
        "created": tally["created"], "updated": tally["updated"], "unchanged": tally["unchanged"],
        "drafts": tally["invalid"], "left": len(loader.numbers) - sum(tally.values()), "goal": loader.goal,
        "first": numbers[0] if numbers else None, "last": numbers[-1] if numbers else None,
    }


def _look_again(batch_id: str, why: str) -> None:
    core.Session.rollback()
    said = tk._("{why} It was checked again: look at it once more before you accept.").format(why=why)
    ImportBatch.move(batch_id, [states.ACCEPTING], states.CHECKING, message=said, report=None, plan=None)
    core.Session.commit()


def _undo(batch: ImportBatch) -> None:
    """Take back what an import stored, as far as nobody has changed it since."""
    context, batch_id, actor = _person(batch), batch.id, batch.actor
    tk.check_access("scdl_import_undo", context, {"register_id": batch.register_id})
    register = finding.register({"id": batch.register_id}, lock=True)
    undone = undo_rows(context, register, batch_id, files.lines(batch_id, files.BEFORE))
    ImportBatch.move(
        batch_id, [states.UNDOING], states.UNDONE, result={**(batch.result or {}), "undone": undone}, message=None,
        undone=now(), undone_by=actor)
    register_id = register.id
    core.Session.commit()
    jobs.request_publication(register_id)


_STEPS: dict[Optional[str], Callable[[ImportBatch], None]] = {
    states.CHECKING: _check, states.ACCEPTING: _accept, states.UNDOING: _undo,
}


def forget_old() -> int:
    """Delete the files of imports that nobody has touched for the days of the configuration; how many imports.

    One that was never accepted is cancelled with it: nothing of it was stored.
    """
    old = ImportBatch.with_old_files(now() - datetime.timedelta(days=config.import_days()))
    for batch in old:
        files.forget(batch.id)
        batch.stored = False
        if batch.state in states.OPEN:
            batch.state = states.CANCELLED
    core.Session.commit()
    return len(old)
