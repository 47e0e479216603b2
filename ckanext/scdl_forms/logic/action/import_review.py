"""Rows of an import that wait for a review: those in charge approve them together."""
from __future__ import annotations

from ckan.types import Context

from ckanext.scdl_forms.model import Record, RecordVersion, Register
from ckanext.scdl_forms.model.base import now
from ckanext.scdl_forms.records import states
from ckanext.scdl_forms.records.checking import check_values

from .base import add_event, on_behalf_of, standard_of, user_id
from .import_undo import touched


def awaiting(batch_id: str) -> list[tuple[Record, RecordVersion]]:
    """Records that wait for a review and still are as imported."""
    return [
        (record, version) for record, version, unchanged in touched(batch_id)
        if unchanged and states.working_state(record) == states.TO_REVIEW
    ]


def approve_rows(context: Context, register: Register, batch_id: str) -> dict[str, int]:
    """Approve them. The caller holds the register and commits.

    :returns: ``approved``, and ``left``: those that the standard would refuse now
    """
    actor, standard = user_id(context), standard_of(register)
    behalf, moment = on_behalf_of(actor, register.organization_id), now()
    found = {"approved": 0, "left": 0}
    for record, version in awaiting(batch_id):
        if check_values(standard, version.values).problems:
            found["left"] += 1
            continue
        states.move(record, states.APPROVED)
        record.approved_version = record.working_version
        record.reviewed, record.reviewed_by = moment, actor
        add_event(record, "approved", actor, behalf)
        found["approved"] += 1
    if found["approved"]:
        register.touch()
    return found
