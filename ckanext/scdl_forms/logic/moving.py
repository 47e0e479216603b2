"""Moving a register to a newer version of its standard: where to, what lacks, the step itself.

Nothing that is online changes before the step. The check works on copies; values given meanwhile wait in tables
of their own; the step writes new versions of all records and lets the publication follow in the ordinary way, so
that readers have the former table until the new one is complete.
"""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Optional

from ckanext.scdl.shared import Standard, effective_standard, get_standard
from ckanext.scdl_forms.model import Move, MoveRecord, Record, RecordVersion, Register, transaction
from ckanext.scdl_forms.model.base import now
from ckanext.scdl_forms.model.move import heads_with_values
from ckanext.scdl_forms.records import states
from ckanext.scdl_forms.records.arriving import arrive
from ckanext.scdl_forms.records.checking import Checked
from ckanext.scdl_forms.records.keys import business_key


def target(register: Register) -> Optional[Standard]:
    """The current version of a register's standard, as its organisation uses it; None when it follows it already."""
    newest = get_standard(register.schema_name)
    if newest.version == register.schema_version:
        return None
    return effective_standard(newest, register.organization_id)


@dataclass
class Arrival:
    """One record under the newer version: every version that matters, judged."""

    record: Record
    versions: dict[int, RecordVersion]
    checked: dict[int, Checked]
    completed: dict[str, str]

    @property
    def online(self) -> Optional[int]:
        """The version that is online, or is about to be."""
        if self.record.state not in (states.APPROVED, states.PUBLISHED):
            return None
        return self.record.approved_version or self.record.published_version

    @property
    def blocking(self) -> list[dict[str, Any]]:
        """What would make the newer version refuse what is online."""
        return self.checked[self.online].problems if self.online else []

    @property
    def unfinished(self) -> bool:
        """Whether the version that people work on would be wrong, without anything online being so."""
        return not self.blocking and bool(self.checked[self.record.working_version].problems)


def arrivals(register: Register, to: Standard) -> list[Arrival]:
    """Every record of a register under the newer version, with what was completed for it."""
    completed = MoveRecord.completed_of(register.id, to.version)
    found = []
    for record, versions in heads_with_values(register.id):
        own = completed.get(record.id, {})
        checked = {number: arrive(version.values, to, own) for number, version in versions.items()}
        found.append(Arrival(record, versions, checked, own))
    return found


def check(register: Register, to: Standard) -> tuple[Move, list[Arrival]]:
    """Judge every record by the newer version and keep the report."""
    found = arrivals(register, to)
    drafts = sum(arrival.unfinished for arrival in found)
    report = _report(len(found), drafts, [arrival.blocking for arrival in found if arrival.blocking])
    MoveRecord.replace(register.id, to.version, [
        {
            "record_id": arrival.record.id, "problems": arrival.blocking, "completed": arrival.completed,
            "modified": now(), "modified_by": None,
        }
        for arrival in found if arrival.blocking or arrival.completed
    ])
    Move.forget(register.id)
    move = Move(register_id=register.id, to_version=to.version, report=report, checked=now())
    transaction.add(move)
    transaction.flush()
    return move, found


def recount(register: Register, to: Standard) -> None:
    """Bring the report in line with what was completed since the check."""
    move = Move.of(register.id, to.version)
    if move is not None:
        left = [list(row.problems) for row, _record in MoveRecord.waiting(register.id, to.version)]
        move.report = _report(move.report["records"], move.report["drafts"], left)
        transaction.flush()


def _report(records: int, drafts: int, problems: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """Figures of a check, from what each record that cannot move lacks."""
    columns: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for found in problems:
        columns.update({problem["column"] or "" for problem in found})
        for problem in found:
            examples.setdefault(problem["column"] or "", problem["message"])
    return {
        "records": records, "ready": records - len(problems) - drafts, "to_complete": len(problems), "drafts": drafts,
        "columns": [
            {"column": column or None, "records": number, "message": examples[column]}
            for column, number in sorted(columns.items(), key=lambda item: (-item[1], item[0]))
        ],
    }


def step(register: Register, to: Standard, found: list[Arrival], actor: str, behalf: Optional[str]) -> None:
    """Write every record in its newer form, and the register's version. The caller holds the register and commits."""
    moment, former = now(), register.schema_version
    for arrival in found:
        record, renumbered = arrival.record, {}
        last = record.working_version
        for number in sorted(arrival.versions):
            old, checked = arrival.versions[number], arrival.checked[number]
            last += 1
            renumbered[number] = last
            transaction.add(RecordVersion(
                record_id=record.id, version=last, values=checked.values, schema_version=to.version, author=actor,
                on_behalf_of=behalf, created=moment, source="move", comment=f"{former} → {to.version}",
                batch=old.batch, source_row=old.source_row,
            ))
        _renumber(record, renumbered, arrival, to)
    register.schema_version = to.version
    register.touch(urgent=True)
    MoveRecord.forget(register.id)
    transaction.flush()


def _renumber(record: Record, renumbered: dict[int, int], arrival: Arrival, to: Standard) -> None:
    working = arrival.checked[record.working_version]
    if record.published_version is not None:
        record.published_key = business_key(to.key, arrival.checked[record.published_version].values)
    if record.claimed_key is not None:
        claimed = record.approved_version or record.working_version
        record.claimed_key = business_key(to.key, arrival.checked[claimed].values)
    record.working_version = renumbered[record.working_version]
    record.approved_version = renumbered.get(record.approved_version) if record.approved_version else None
    record.published_version = renumbered.get(record.published_version) if record.published_version else None
    record.business_key = business_key(to.key, working.values)
    record.title = to.record_title(working.values)[:1000]
    record.error_count = len(working.problems)
