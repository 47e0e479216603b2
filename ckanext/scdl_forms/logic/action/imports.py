"""Actions on supervised imports: send a file, decide what it means, accept it, take it back."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as core
from ckan.types import ActionResult, Context, DataDict

from ckanext.scdl.shared import ScdlError, storage
from ckanext.scdl_forms import config, jobs
from ckanext.scdl_forms.imports import files, states
from ckanext.scdl_forms.logic import finding
from ckanext.scdl_forms.logic import schema_imports as schema
from ckanext.scdl_forms.model import ImportBatch
from ckanext.scdl_forms.model.base import make_id

from . import import_steps
from .base import people, publish_soon, transaction, user_id
from .import_review import approve_rows
from .import_undo import prospects

_validate = tk.validate_action_data


def _work(context: Context, batch: ImportBatch) -> dict[str, Any]:
    """Do what an import waits for: at once when its file is small, else by a worker."""
    batch_id = batch.id
    if not context.get("defer_commit"):
        if batch.size <= config.import_at_once_bytes():
            import_steps.run(batch_id)
        else:
            jobs.request_import(batch_id)
    return _shown(finding.import_batch({"id": batch_id}))


def _shown(batch: ImportBatch) -> dict[str, Any]:
    told = batch.as_dict()
    # rows with an odd shape are of use to the next step only
    told["report"] = {key: value for key, value in batch.report.items() if key != "shapes"} if batch.report else None
    told["people"] = people([batch.created_by, batch.accepted_by, batch.undone_by])
    return told


def scdl_import_create(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Send a file to import into a register. It is read and compared; nothing is stored before it is accepted.

    A small file is checked at once; with a larger one ``state`` is ``checking`` until a worker has done it.

    :param register_id: id of the register, or ``organization_id`` and ``schema``
    :param upload: the file (multipart): XLSX, ODS or CSV
    :type upload: file
    :returns: the import, as ``scdl_import_show``
    :raises ckan.plugins.toolkit.ValidationError: no file, or one that is empty or too large
    """
    upload = data_dict.get("upload")
    data, errors = tk.navl_validate(
        {key: value for key, value in data_dict.items() if key != "upload"}, schema.import_create(), context)
    if errors:
        raise tk.ValidationError(errors)
    found = finding.register(data)
    tk.check_access("scdl_import_create", context, {"id": found.id})
    stream = getattr(upload, "stream", upload)
    if not hasattr(stream, "read") or (getattr(upload, "filename", "x") or "") == "":
        raise tk.ValidationError({"upload": [tk._("Choose the file to import.")]})
    actor, batch_id = user_id(context), make_id()
    try:
        with storage.spooled(storage.blocks(stream), config.import_bytes()) as path:
            size = path.stat().st_size
            if not size:
                raise tk.ValidationError({"upload": [
                    tk._("This file is empty: open it in your spreadsheet, and look whether it was saved.")]})
            with path.open("rb") as content:
                files.keep(batch_id, files.SOURCE, storage.blocks(content))
    except ScdlError as error:
        raise tk.ValidationError({"upload": [error.message]}) from error
    with transaction(context):
        register = finding.register({"id": found.id}, lock=True)
        batch = ImportBatch(
            id=batch_id, register_id=register.id, number=ImportBatch.next_number(register.id), state=states.CHECKING,
            filename=_safe_name(getattr(upload, "filename", None) or data.get("filename") or ""), size=size,
            schema_version=register.schema_version, created_by=actor, actor=actor,
            options={"mapping": ImportBatch.known_mapping(register.id)})
        core.Session.add(batch)
    return _work(context, batch)


def _safe_name(name: str) -> str:
    """A file name without folders, control characters or direction marks."""
    base = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in base if char.isprintable() and not "\u202a" <= char <= "\u202e").strip()[-200:]


@tk.side_effect_free
@_validate(schema.import_reference)
def scdl_import_show(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Show an import: how far it is, what was understood of the file, what was stored.

    :param id: id of the import (or a register and ``number``)
    :returns: ``state`` (``checking``, ``ready``, ``failed``, ``accepting``, ``accepted``, ``cancelled``, ``undoing``,
        ``undone``), ``message``, ``done`` and ``total`` rows, ``options`` (what was decided), ``report`` (``rows``,
        ``sheet``, ``columns``, ``repairs``, ``questions``, ``tally``…), ``result`` (what was stored), ``people``
        (names by id) and, for an accepted one, ``to_review`` (rows that wait for a review) and ``undo``: what taking
        it back would do
    """
    batch = finding.import_batch(data_dict)
    tk.check_access("scdl_import_show", context, {"id": batch.id})
    told = _shown(batch)
    if batch.state == states.ACCEPTED:
        told["to_review"] = ImportBatch.count_to_review(batch.id)
        if batch.stored:
            told["undo"] = prospects(batch.register_id, batch.id)
    return told


@tk.side_effect_free
@_validate(schema.import_list)
def scdl_import_list(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """List the imports of a register, newest first.

    :param register_id: id of the register, or ``organization_id`` and ``schema``
    :param limit: imports per page (25, at most 500)
    :param offset: imports to skip
    :returns: ``count`` and ``results``, each as ``scdl_import_show`` without ``undo``
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_import_list", context, {"id": register.id})
    count, found = ImportBatch.of_register(register.id, data_dict["limit"], data_dict["offset"])
    return {"count": count, "results": [_shown(batch) for batch in found]}


@tk.side_effect_free
@_validate(schema.import_rows)
def scdl_import_rows(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Rows of an import that was checked, as they will be stored.

    :param id: id of the import (or a register and ``number``)
    :param outcome: which rows: ``created``, ``updated``, ``unchanged`` or ``invalid`` (default)
    :param limit: rows per page (25, at most 500)
    :param offset: rows to skip
    :returns: ``count`` and ``results``: list of ``{row, outcome, number, title, values, problems, changes}``, empty
        when the file is no longer kept
    """
    batch = finding.import_batch(data_dict)
    tk.check_access("scdl_import_rows", context, {"id": batch.id})
    tally = (batch.report or {}).get("tally") or {}
    count = tally.get(data_dict["outcome"], 0)
    if not batch.stored or not count:
        return {"count": 0 if not batch.stored else count, "results": []}
    try:
        found = list(files.lines(
            batch.id, f"{data_dict['outcome']}.jsonl", data_dict["offset"], data_dict["limit"]))
    except ScdlError:
        return {"count": 0, "results": []}
    return {"count": count, "results": found}


@_validate(schema.import_update)
def scdl_import_update(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Decide how a file is to be read, and have it checked again.

    :param id: id of the import (or a register and ``number``)
    :param sheet: name of the sheet
    :param mapping: label of the file → column of the standard (empty: none), for what the names do not say
    :param refused: names of the corrections not to make; all of them at once
    :param answers: column → the reading chosen where two were possible
    :param fixes: values to put in place: ``{row: {column: text}}``; they add to those given before
    :returns: the import, as ``scdl_import_show``
    :raises ckan.plugins.toolkit.ValidationError: it was accepted or cancelled already
    """
    found = finding.import_batch(data_dict)
    tk.check_access("scdl_import_update", context, {"id": found.id})
    actor = user_id(context)
    options = dict(found.options or {})
    for name in ("sheet", "refused"):
        if name in data_dict:
            options[name] = data_dict[name]
    for name in ("mapping", "answers"):
        if name in data_dict:
            options[name] = {**options.get(name, {}), **data_dict[name]}
    if "sheet" in data_dict and data_dict["sheet"] != (found.report or {}).get("sheet"):
        # another table altogether: rows have other numbers there
        options.pop("fixes", None)
        options.pop("answers", None)
    elif "fixes" in data_dict:
        known = dict(options.get("fixes") or {})
        for row, cells in data_dict["fixes"].items():
            known[row] = {**known.get(row, {}), **cells}
        options["fixes"] = known
    with transaction(context):
        moved = ImportBatch.move(
            found.id, states.OPEN, states.CHECKING, options=options, actor=actor, message=None, done=0, total=0, beat=None)
        if not moved:
            raise tk.ValidationError({"state": [tk._("This import is no longer open: look at what became of it.")]})
    return _work(context, finding.import_batch({"id": found.id}))


@_validate(schema.import_accept)
def scdl_import_accept(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Store the rows of an import. Right rows go as far as *Envoyer* in a form would; wrong ones become drafts, or stay out.

    Asking twice stores once. All rows are stored, or none. When the register has changed since the check, nothing is
    stored: the file is checked again, and ``message`` says so.

    :param id: id of the import (or a register and ``number``)
    :param wrong: ``keep`` wrong rows as drafts (default), or ``leave`` them out
    :returns: the import, as ``scdl_import_show``
    :raises ckan.plugins.toolkit.ValidationError: it was cancelled, or could not be read
    """
    found = finding.import_batch(data_dict)
    tk.check_access("scdl_import_accept", context, {"id": found.id})
    with transaction(context):
        moved = ImportBatch.move(
            found.id, [states.READY], states.ACCEPTING, actor=user_id(context), message=None, done=0, beat=None,
            options={**(found.options or {}), "wrong": data_dict["wrong"]})
    batch = finding.import_batch({"id": found.id})
    if moved:
        return _work(context, batch)
    if batch.state in (states.ACCEPTING, states.ACCEPTED):
        return _shown(batch)
    raise tk.ValidationError({"state": [tk._("This import cannot be accepted: look at what became of it.")]})


@_validate(schema.import_reference)
def scdl_import_cancel(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Give an import up before it is accepted. Nothing was stored; the file is deleted.

    :param id: id of the import (or a register and ``number``)
    :returns: the import, as ``scdl_import_show``
    :raises ckan.plugins.toolkit.ValidationError: it was accepted already
    """
    found = finding.import_batch(data_dict)
    tk.check_access("scdl_import_cancel", context, {"id": found.id})
    with transaction(context):
        moved = ImportBatch.move(
            found.id, [*states.OPEN, states.CHECKING], states.CANCELLED, message=None, stored=False)
    batch = finding.import_batch({"id": found.id})
    if moved:
        files.forget(batch.id)
    elif batch.state != states.CANCELLED:
        raise tk.ValidationError({"state": [tk._("This import was accepted already: it can only be undone.")]})
    return _shown(batch)


@_validate(schema.import_reference)
def scdl_import_undo(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Take an accepted import back: what it made goes, what it changed is again as before.

    What somebody has changed since stays as it is; ``result.undone`` says how many of each.

    :param id: id of the import (or a register and ``number``)
    :returns: the import, as ``scdl_import_show``
    :raises ckan.plugins.toolkit.ValidationError: it was not accepted, or is too old to be undone
    """
    found = finding.import_batch(data_dict)
    tk.check_access("scdl_import_undo", context, {"id": found.id})
    if not found.stored and found.state == states.ACCEPTED:
        raise tk.ValidationError({"state": [tk._("This import is too old to be undone at once: change or withdraw its rows one by one.")]})
    with transaction(context):
        moved = ImportBatch.move(
            found.id, [states.ACCEPTED], states.UNDOING, actor=user_id(context), message=None, beat=None)
    batch = finding.import_batch({"id": found.id})
    if moved:
        return _work(context, batch)
    if batch.state in (states.UNDOING, states.UNDONE):
        return _shown(batch)
    raise tk.ValidationError({"state": [tk._("Only an accepted import can be undone.")]})


@_validate(schema.import_reference)
def scdl_import_approve(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Approve all rows of an accepted import that wait for a review, as they were imported.

    Rows that somebody has changed since, and those that the standard would refuse now, wait to be read one by one.

    :param id: id of the import (or a register and ``number``)
    :returns: ``approved`` and ``left`` (numbers of rows)
    """
    found = finding.import_batch(data_dict)
    tk.check_access("scdl_import_approve", context, {"id": found.id})
    with transaction(context):
        register = finding.register({"id": found.register_id}, lock=True)
        result = approve_rows(context, register, found.id)
    if result["approved"]:
        publish_soon(context, register)
    return result
