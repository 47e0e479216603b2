"""Actions that move a register to a newer version of its standard."""
from __future__ import annotations

from typing import Any, Optional

import ckan.plugins.toolkit as tk
from ckan import model as core
from ckan.types import ActionResult, Context, DataDict

from ckanext.scdl.shared import Standard
from ckanext.scdl_forms.logic import finding, moving, schema_moves
from ckanext.scdl_forms.model import Move, MoveRecord, Register
from ckanext.scdl_forms.model.base import now
from ckanext.scdl_forms.model.queries import organizations_to_serve
from ckanext.scdl_forms.records.arriving import arrive

from .base import on_behalf_of, publish_soon, transaction, user_id

_validate = tk.validate_action_data


def _target(register: Register) -> Standard:
    to = moving.target(register)
    if to is None:
        raise tk.ValidationError({"register": [tk._("This register already follows the current version.")]})
    return to


def _describe(register: Register, to: Optional[Standard], move: Optional[Move]) -> dict[str, Any]:
    group = core.Group.get(register.organization_id)
    return {
        "register_id": register.id, "schema": register.schema_name, "from_version": register.schema_version,
        "to_version": to.version if to else None,
        "organization": {"id": group.id, "name": group.name, "title": group.title} if group else None,
        "report": dict(move.report) if move else None,
        "checked": move.checked.isoformat() if move else None,
    }


@tk.side_effect_free
@_validate(schema_moves.move_reference)
def scdl_move_show(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Whether a newer version awaits a register, and what its last check found.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :returns: ``from_version``, ``to_version`` (None when the register is up to date), ``report`` (None before
        the first check; else ``records``, ``ready``, ``to_complete``, ``drafts`` and, per column, how many
        records lack what) and ``checked``
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_move_show", context, {"id": register.id})
    to = moving.target(register)
    return _describe(register, to, Move.of(register.id, to.version) if to else None)


@tk.side_effect_free
@_validate(schema_moves.move_list)
def scdl_move_list(context: Context, data_dict: DataDict) -> ActionResult.AnyList:
    """Registers that a newer version of their standard awaits.

    :param organization_id: only this organisation (optional)
    :returns: list, each as ``scdl_move_show``
    """
    tk.check_access("scdl_move_list", context, data_dict)
    if data_dict.get("organization_id"):
        served = [finding.organization_id(data_dict["organization_id"])]
    else:
        served = organizations_to_serve(user_id(context))
    waiting = [(register, moving.target(register)) for register in Register.of_organizations(served)]
    return [
        _describe(register, to, Move.of(register.id, to.version)) for register, to in waiting if to is not None
    ]


@tk.side_effect_free
@_validate(schema_moves.move_record_list)
def scdl_move_record_list(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Records that the newer version would refuse, as the last check found them.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :param column: only those that lack something in this column (optional)
    :param limit: lines per page (25, at most 500)
    :param offset: lines to skip
    :returns: ``count`` and ``results``: list of ``{number, title, problems, completed}``
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_move_record_list", context, {"id": register.id})
    to = _target(register)
    query = MoveRecord.waiting(register.id, to.version, data_dict.get("column"))
    rows = query.offset(data_dict["offset"]).limit(data_dict["limit"]).all()
    return {
        "count": query.count(),
        "results": [
            {"number": record.number, "title": record.title, "problems": list(row.problems),
             "completed": dict(row.completed)}
            for row, record in rows
        ],
    }


@_validate(schema_moves.move_reference)
def scdl_move_check(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Check every record of a register against the newer version. No record changes.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :returns: as ``scdl_move_show``
    """
    found = finding.register(data_dict)
    tk.check_access("scdl_move_check", context, {"id": found.id})
    with transaction(context):
        register = finding.register({"id": found.id}, lock=True)
        to = _target(register)
        move, _ = moving.check(register, to)
        return _describe(register, to, move)


@_validate(schema_moves.move_complete)
def scdl_move_complete(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Give the value that a column lacks under the newer version: for one record, or for all that lack it.

    The value waits until the register moves; nothing online changes.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :param column: the column
    :param value: its value, written as in a form
    :param number: the record's number; left out, all records that lack something in this column
    :returns: ``completed`` (how many records took the value) and ``left`` (how many still lack something)
    :raises ckan.plugins.toolkit.ValidationError: the newer version refuses this value; nothing is kept
    """
    found = finding.register(data_dict)
    tk.check_access("scdl_move_complete", context, {"id": found.id})
    column = data_dict["column"]
    with transaction(context):
        register = finding.register({"id": found.id}, lock=True)
        to = _target(register)
        if column not in to.columns:
            raise tk.ValidationError({"column": [tk._("The new version has no such column.")]})
        query = MoveRecord.waiting(register.id, to.version, None if data_dict.get("number") is not None else column)
        rows = [(row, record) for row, record in query
                if data_dict.get("number") in (None, record.number)]
        if not rows:
            raise tk.ObjectNotFound(tk._("No record lacks anything there. Check again if somebody else just did it."))
        for row, record in rows:
            _complete(row, record, to, column, data_dict["value"], user_id(context))
        moving.recount(register, to)
        left = MoveRecord.waiting(register.id, to.version).count()
        return {"completed": len(rows), "left": left}


def _complete(row: MoveRecord, record: Any, to: Standard, column: str, value: str, actor: str) -> None:
    online = record.approved_version or record.published_version or record.working_version
    completed = {**row.completed, column: value}
    checked = arrive(record.values(online), to, completed)
    refused = [problem["message"] for problem in checked.problems if problem["column"] == column]
    if refused:
        raise tk.ValidationError({column: refused})
    row.completed = {**completed, column: checked.values.get(column, "")}
    row.problems = checked.problems
    row.modified, row.modified_by = now(), actor
    core.Session.flush()


@_validate(schema_moves.move_reference)
def scdl_move_run(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Move a register to the newer version: all its records, then what is online, by a publication.

    Records are checked once more. Refused as long as the newer version would refuse something that is online.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :returns: ``{"moved": True, "from_version", "to_version", "records"}``, or ``{"moved": False}`` with the report
    """
    found = finding.register(data_dict)
    tk.check_access("scdl_move_run", context, {"id": found.id})
    actor = user_id(context)
    with transaction(context):
        register = finding.register({"id": found.id}, lock=True)
        to = _target(register)
        former = register.schema_version
        move, arrivals = moving.check(register, to)
        if move.report["to_complete"]:
            return {"moved": False, **_describe(register, to, move)}
        moving.step(register, to, arrivals, actor, on_behalf_of(actor, register.organization_id))
        result = {"moved": True, "from_version": former, "to_version": to.version, "records": len(arrivals)}
    publish_soon(context, register)
    return result
