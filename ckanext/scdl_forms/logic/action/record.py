"""Actions on one record: show, save, submit, withdraw, restore, history."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as core
from ckan.types import ActionResult, Context, DataDict

from ckanext.scdl.shared import may_publish, organisation_facts
from ckanext.scdl_forms.errors import RecordInvalid
from ckanext.scdl_forms.logic import finding, schema
from ckanext.scdl_forms.model import Record, RecordEvent, RecordVersion
from ckanext.scdl_forms.model.base import now
from ckanext.scdl_forms.records import states
from ckanext.scdl_forms.records.checking import check_values
from ckanext.scdl_forms.records.values import differences

from .base import add_event, on_behalf_of, people, publish_soon, standard_of, transaction, user_id
from .editing import Edit, duplicate_problem, expect_version, open_edit

_validate = tk.validate_action_data


@tk.side_effect_free
@_validate(schema.record_reference)
def scdl_record_show(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Show a record with the values of its newest version.

    :param id: id of the record, or ``register_id`` (or ``organization_id`` and ``schema``) with ``number``
    :returns: the head, ``values`` and ``published_values`` (lexical, by column), ``problems``
        (list of ``{column, code, message, suggestion}``) and ``users`` (names by id)
    """
    record = finding.record(data_dict)
    tk.check_access("scdl_record_show", context, {"id": record.id})
    standard = standard_of(finding.register_of(record))
    values = record.values()
    online = record.values(record.published_version) if record.published_version else None
    return {
        **record.as_dict(),
        "values": values,
        "published_values": online,
        "problems": check_values(standard, values).problems if record.error_count else [],
        "users": people([record.created_by, record.modified_by, record.submitted_by, record.reviewed_by]),
    }


@_validate(schema.record_save)
def scdl_record_save(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Save a record as a draft, right or wrong: what is online does not move.

    Sent twice (same ``token``, or same values), it changes nothing the second time.

    :param id: id of a known record (or a register and ``number``); without it a record is created
    :param register_id: register of a new record (or ``organization_id`` and ``schema``)
    :param version: version that was edited; needed for a known record
    :param values: column → value, typed the French way or the standard's
    :param token: a text that identifies this form, against double clicks
    :returns: the head with ``values``, ``problems`` and ``repairs``
    :raises ckanext.scdl_forms.errors.EditConflict: someone else has saved in between
    """
    tk.check_access("scdl_record_save", context, data_dict)
    with transaction(context):
        edit = open_edit(context, data_dict)
        result = _answer(edit)
    if edit.register.pending:
        publish_soon(context, edit.register)
    return result


@_validate(schema.record_save)
def scdl_record_submit(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Send a record: checked, stored, then on to review or to publication.

    Those in charge of the organisation need no review; neither does an
    organisation that has not asked for one. A refused record is not stored.

    Parameters are those of ``scdl_record_save``; without ``values`` the stored ones are sent.

    :returns: the head with ``values`` and ``repairs``
    :raises ckanext.scdl_forms.errors.RecordInvalid: the standard refuses it, or its business key is taken
    :raises ckanext.scdl_forms.errors.EditConflict: someone else has saved in between
    """
    tk.check_access("scdl_record_submit", context, data_dict)
    with transaction(context):
        edit = open_edit(context, data_dict)
        _submit(edit)
        result = _answer(edit)
    publish_soon(context, edit.register)
    return result


def _submit(edit: Edit) -> None:
    record = edit.record
    decides = may_publish(edit.actor, edit.register.organization_id)
    settled = (states.APPROVED, states.PUBLISHED) if decides else (
        states.TO_REVIEW, states.APPROVED, states.PUBLISHED)
    if not edit.changed and states.working_state(record) in settled:
        return
    problems = list(edit.checked.problems)
    duplicate = duplicate_problem(edit)
    if duplicate:
        problems.append(duplicate)
    if problems:
        raise RecordInvalid(problems, edit.checked.values)
    facts = organisation_facts(edit.register.organization_id)
    record.claimed_key = record.business_key
    record.submitted, record.submitted_by = now(), edit.actor
    record.reason = None
    add_event(record, "submitted", edit.actor, edit.behalf)
    if decides or not (facts and facts.review):
        approve(edit)
    else:
        states.move(record, states.TO_REVIEW)


def approve(edit: Edit) -> None:
    """Let the newest version of a record go online with the next publication."""
    record = edit.record
    states.move(record, states.APPROVED)
    record.approved_version = record.working_version
    record.reviewed, record.reviewed_by = now(), edit.actor
    edit.register.touch()
    add_event(record, "approved", edit.actor, edit.behalf)


def _answer(edit: Edit) -> dict[str, Any]:
    core.Session.flush()
    return {
        **edit.record.as_dict(),
        "values": edit.record.values(),
        "problems": edit.checked.problems,
        "repairs": edit.checked.repairs,
    }


@_validate(schema.record_step)
def scdl_record_withdraw(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Take a record offline. It stays in the register, and can be sent again.

    :param id: id of the record (or a register and ``number``)
    :param version: the version that the person has seen (optional)
    :returns: the head of the record
    """
    found = finding.record(data_dict)
    tk.check_access("scdl_record_withdraw", context, {"id": found.id})
    actor = user_id(context)
    with transaction(context):
        register = finding.register({"id": found.register_id}, lock=True)
        record = finding.record({"id": found.id})
        core.Session.refresh(record)
        expect_version(record, data_dict.get("version"))
        if record.state != states.WITHDRAWN:
            if not states.allows(record, "withdraw"):
                raise tk.ValidationError({"state": [tk._("This one is not online.")]})
            record.approved_version = record.published_version = None
            record.claimed_key = record.published_key = None
            states.move(record, states.WITHDRAWN)
            record.modified, record.modified_by = now(), actor
            # what must not be seen does not wait for the hour
            register.touch(urgent=True)
            add_event(record, "withdrawn", actor, on_behalf_of(actor, register.organization_id))
        result = record.as_dict()
    publish_soon(context, register)
    return result


@_validate(schema.record_step)
def scdl_record_delete_draft(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Throw a draft away, or the pending change of a record that is online.

    :param id: id of the record (or a register and ``number``)
    :param version: the version that the person has seen (optional)
    :returns: ``{"deleted": True}``, or the head of the record that is back to what is online
    """
    found = finding.record(data_dict)
    tk.check_access("scdl_record_delete_draft", context, {"id": found.id})
    actor = user_id(context)
    with transaction(context):
        register = finding.register({"id": found.register_id}, lock=True)
        record = finding.record({"id": found.id})
        core.Session.refresh(record)
        expect_version(record, data_dict.get("version"))
        if record.state == states.PUBLISHED and record.change:
            result = _back_to_published(record, actor, on_behalf_of(actor, register.organization_id))
            register.touch()
        elif record.state in (states.DRAFT, states.TO_CORRECT) and not _was_online(record):
            core.Session.delete(record)
            result = {"id": record.id, "number": record.number, "deleted": True}
        else:
            raise tk.ValidationError({"state": [
                tk._("Only a draft that was never online can be deleted; withdraw the others.")]})
    publish_soon(context, register)
    return result


def _was_online(record: Record) -> bool:
    return record.published is not None


def _back_to_published(record: Record, actor: str, behalf: Any) -> dict[str, Any]:
    online = RecordVersion.get(record.id, record.published_version)
    if online is None:
        raise tk.ObjectNotFound(tk._("This version does not exist."))
    record.working_version += 1
    core.Session.add(RecordVersion(
        record_id=record.id, version=record.working_version, values=dict(online.values),
        schema_version=online.schema_version, author=actor, on_behalf_of=behalf, source="form",
        comment=f"v{online.version}",
    ))
    record.change, record.approved_version, record.claimed_key, record.reason = None, None, None, None
    record.published_version = record.working_version
    record.business_key, record.error_count = record.published_key, 0
    record.modified, record.modified_by = now(), actor
    add_event(record, "change_dropped", actor, behalf)
    return record.as_dict()


@_validate(schema.record_restore)
def scdl_record_restore(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Bring the values of an older version back, as a new draft.

    :param id: id of the record (or a register and ``number``)
    :param version: the version whose values come back
    :returns: as ``scdl_record_save``
    """
    record = finding.record(data_dict)
    tk.check_access("scdl_record_restore", context, {"id": record.id})
    older = RecordVersion.get(record.id, data_dict["version"])
    if older is None:
        raise tk.ObjectNotFound(tk._("This version does not exist."))
    with transaction(context):
        edit = open_edit(context, {
            "id": record.id, "version": record.working_version, "values": dict(older.values),
            "comment": f"v{older.version}",
        })
        if edit.changed:
            add_event(edit.record, "restored", edit.actor, edit.behalf, reason=str(older.version))
        result = _answer(edit)
    return result


@tk.side_effect_free
@_validate(schema.record_reference)
def scdl_record_history(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Everything that happened to a record, newest first.

    :param id: id of the record (or a register and ``number``)
    :returns: ``versions`` (each with author, moment, source, values and ``changes`` against the one
        before), ``events`` (submitted, approved, rejected with its reason, published, withdrawn…) and
        ``users`` (names by id)
    """
    record = finding.record(data_dict)
    tk.check_access("scdl_record_history", context, {"id": record.id})
    columns = standard_of(finding.register_of(record)).columns
    versions = [version.as_dict() for version in RecordVersion.of_record(record.id)]
    for newer, older in zip(versions, [*versions[1:], {"values": {}}]):
        newer["changes"] = differences(older["values"], newer["values"], columns)
    events = [event.as_dict() for event in RecordEvent.of_record(record.id)]
    return {
        "record": record.as_dict(),
        "versions": versions,
        "events": events,
        "users": people(entry["author"] for entry in [*versions, *events]),
    }
