"""Writing a version of a record: the one place where values enter."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

import ckan.plugins.toolkit as tk
from ckan import model as core
from ckan.types import Context

from ckanext.scdl.shared import Standard
from ckanext.scdl_forms.errors import EditConflict
from ckanext.scdl_forms.logic import finding
from ckanext.scdl_forms.model import Record, RecordVersion, Register
from ckanext.scdl_forms.model.base import now
from ckanext.scdl_forms.records.checking import Checked, check_values
from ckanext.scdl_forms.records.keys import business_key
from ckanext.scdl_forms.records.states import APPROVED, DRAFT, TO_CORRECT, move, working_state

from .base import on_behalf_of, standard_of, user_id


@dataclass
class Edit:
    """A save under way.

    ``created`` and ``changed`` tell whether this very save made the record, or
    a version of it; both are false when the same form arrives twice.
    """

    register: Register
    record: Record
    standard: Standard
    checked: Checked
    actor: str
    behalf: Optional[str]
    created: bool = False
    changed: bool = False


def open_edit(context: Context, data_dict: Mapping[str, Any]) -> Edit:
    """Find or make the record that a save speaks of, and hold its register until the transaction ends.

    :raises EditConflict: when the record is no longer the version that was edited
    """
    actor = user_id(context)
    if finding.wants_new_record(data_dict):
        return _open_new(data_dict, actor)
    found = finding.record(data_dict)
    register = _held(found.register_id)
    record = Record.get(found.id, lock=True)
    if record is None:
        raise tk.ObjectNotFound(tk._("This record does not exist."))
    standard = standard_of(register)
    behalf = on_behalf_of(actor, register.organization_id)
    stored = record.values()
    if data_dict.get("values") is None:
        edit = Edit(register, record, standard, check_values(standard, stored), actor, behalf)
        expect_version(record, data_dict.get("version"), stored)
        return edit
    checked = check_values(standard, data_dict["values"])
    edit = Edit(register, record, standard, checked, actor, behalf)
    if checked.values == stored:
        # the same form sent twice, or nothing changed: neither a version nor a conflict
        return edit
    if data_dict.get("version") is None:
        raise tk.ValidationError({"version": [tk._("Give the version that you have changed.")]})
    expect_version(record, data_dict["version"], checked.values)
    record.working_version += 1
    edit.changed = True
    _write(edit, data_dict)
    return edit


def _open_new(data_dict: Mapping[str, Any], actor: str) -> Edit:
    register = finding.register(data_dict, lock=True)
    standard = standard_of(register)
    behalf = on_behalf_of(actor, register.organization_id)
    token = data_dict.get("token") or None
    checked = check_values(standard, data_dict.get("values") or {})
    known = Record.with_token(register.id, token) if token else None
    if known is not None:
        # a double click: the first one made the record already. Other values under the same token come
        # from a page that was gone back to: both sides are shown, none is dropped.
        stored = known.values()
        if checked.values != stored:
            raise EditConflict({**known.as_dict(), "values": stored}, checked.values)
        return Edit(register, known, standard, checked, actor, behalf)
    record = Record(
        register_id=register.id, number=register.next_number, state=DRAFT, working_version=1, token=token,
        created_by=actor, modified_by=actor,
    )
    register.next_number += 1
    core.Session.add(record)
    # the head first: versions refer to it
    core.Session.flush()
    edit = Edit(register, record, standard, checked, actor, behalf, created=True, changed=True)
    _write(edit, data_dict)
    return edit


def _held(register_id: str) -> Register:
    register = Register.get(register_id, lock=True)
    if register is None:
        raise tk.ObjectNotFound(tk._("This register does not exist."))
    return register


def expect_version(record: Record, version: Optional[int], mine: Optional[dict[str, str]] = None) -> None:
    """Refuse to go on when the record has moved since the person saw it.

    :raises EditConflict: holds both sides, so that nothing is lost
    """
    if version is not None and int(version) != record.working_version:
        raise EditConflict({**record.as_dict(), "values": record.values()}, dict(mine or {}))


def _write(edit: Edit, data_dict: Mapping[str, Any]) -> None:
    record, values = edit.record, edit.checked.values
    moment = now()
    core.Session.add(RecordVersion(
        record_id=record.id, version=record.working_version, values=values, schema_version=edit.standard.version,
        author=edit.actor, on_behalf_of=edit.behalf, created=moment, source=data_dict.get("source") or "form",
        comment=data_dict.get("comment"),
    ))
    if record.state == APPROVED or record.change == APPROVED:
        # what was approved is no longer the newest: it must not go online by itself
        edit.register.touch()
    if working_state(record) != TO_CORRECT:
        move(record, DRAFT)
    record.approved_version = None
    record.claimed_key = None
    record.title = edit.standard.record_title(values)[:1000]
    record.business_key = business_key(edit.standard.key, values)
    record.error_count = len(edit.checked.problems)
    record.modified, record.modified_by = moment, edit.actor
    core.Session.flush()


def duplicate_problem(edit: Edit) -> Optional[dict[str, Any]]:
    """The sentence that names the record which already has this business key, if one has."""
    key = business_key(edit.standard.key, edit.checked.values)
    other = Record.holding_key(edit.register.id, key, but=edit.record.id) if key else None
    return problem_of_duplicate(edit.standard, other) if other else None


def problem_of_duplicate(standard: Standard, other: Record) -> dict[str, Any]:
    """A duplicate, told the French way, on the column of the key that people type."""
    typed = [column for column in standard.key if column not in standard.organisation_fields]
    labels = [standard.field(column).label for column in typed or standard.key]
    return {
        "column": (typed or list(standard.key))[0],
        "code": "duplicate-key",
        "message": tk._("Number {number} of this register already has the same {fields}: “{title}”. "
                        "Change it, or open that one.").format(
            number=other.number, fields=", ".join(labels), title=other.title),
        "suggestion": None,
        "record": other.number,
    }
