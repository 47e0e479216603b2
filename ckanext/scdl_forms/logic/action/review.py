"""Actions of those in charge: approve, send back, and the list of what waits."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.scdl_forms.errors import RecordInvalid
from ckanext.scdl_forms.logic import finding, schema
from ckanext.scdl_forms.model import ImportBatch, Record, Register
from ckanext.scdl_forms.model.base import now
from ckanext.scdl_forms.model.queries import organizations_to_publish, waiting_for_review
from ckanext.scdl_forms.records import states

from .base import add_event, people, publish_soon, transaction, user_id
from .editing import duplicate_problem, open_edit
from .record import approve

_validate = tk.validate_action_data


@_validate(schema.record_step)
def scdl_record_approve(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Approve a record that waits for review; it goes online with the next publication.

    :param id: id of the record (or a register and ``number``)
    :param version: the version that was read: another one is not approved unseen (optional)
    :returns: the head of the record
    :raises ckanext.scdl_forms.errors.RecordInvalid: the standard would refuse it now
    """
    found = finding.record(data_dict)
    tk.check_access("scdl_record_approve", context, {"id": found.id})
    with transaction(context):
        edit = open_edit(context, {"id": found.id, "version": data_dict.get("version")})
        record = edit.record
        if states.working_state(record) != states.APPROVED:
            if not states.allows(record, "approve"):
                raise tk.ValidationError({"state": [tk._("This one does not wait for a review.")]})
            problems = list(edit.checked.problems)
            duplicate = duplicate_problem(edit)
            if duplicate:
                problems.append(duplicate)
            if problems:
                raise RecordInvalid(problems, edit.checked.values)
            approve(edit)
        result = record.as_dict()
    publish_soon(context, edit.register)
    return result


@_validate(schema.record_reject)
def scdl_record_reject(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Send a record back to the person who entered it. What is online stays online.

    :param id: id of the record (or a register and ``number``)
    :param reason: what is to be corrected, for that person to read
    :param version: the version that was read (optional)
    :returns: the head of the record
    """
    found = finding.record(data_dict)
    tk.check_access("scdl_record_reject", context, {"id": found.id})
    with transaction(context):
        edit = open_edit(context, {"id": found.id, "version": data_dict.get("version")})
        record = edit.record
        if not states.allows(record, "reject"):
            raise tk.ValidationError({"state": [tk._("This one does not wait for a review.")]})
        if states.working_state(record) == states.APPROVED:
            edit.register.touch()
        states.move(record, states.TO_CORRECT)
        record.approved_version = record.claimed_key = None
        record.reason = data_dict["reason"]
        record.reviewed, record.reviewed_by = now(), edit.actor
        add_event(record, "rejected", edit.actor, edit.behalf, reason=data_dict["reason"])
        result = record.as_dict()
    if edit.register.pending:
        publish_soon(context, edit.register)
    return result


@tk.side_effect_free
@_validate(schema.review_list)
def scdl_review_list(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """What waits for the person's review, oldest first, across registers and organisations.

    :param organization_id: only this organisation (optional)
    :param limit: lines per page (25, at most 500)
    :param offset: lines to skip
    :returns: ``count``, ``results`` (heads with ``schema`` and ``organization_id``), ``users`` and ``imports``: accepted
        imports with rows among them (``number``, ``filename``, ``to_review``, ``schema``, ``organization_id``,
        ``accepted``, ``accepted_by``)
    """
    tk.check_access("scdl_review_list", context, data_dict)
    if data_dict.get("organization_id"):
        served = [finding.organization_id(data_dict["organization_id"])]
    else:
        served = organizations_to_publish(user_id(context))
    count, rows = waiting_for_review(served, data_dict["limit"], data_dict["offset"])
    results = [_entry(record, register) for record, register in rows]
    imports = [
        {
            "number": batch.number, "filename": batch.filename, "to_review": waiting, "schema": register.schema_name,
            "organization_id": register.organization_id, "accepted": batch.accepted.isoformat(),
            "accepted_by": batch.accepted_by,
        }
        for batch, register, waiting in ImportBatch.to_review(served)
    ]
    users = people([*(entry["submitted_by"] for entry in results), *(entry["accepted_by"] for entry in imports)])
    return {"count": count, "results": results, "users": users, "imports": imports}


def _entry(record: Record, register: Register) -> dict[str, Any]:
    return {**record.as_dict(), "schema": register.schema_name, "organization_id": register.organization_id}
