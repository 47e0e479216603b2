"""Taking an import back: what it made goes, what it changed is again as before, what people touched since stays."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa
from ckan import model as core
from ckan.types import Context

from ckanext.scdl.shared import Standard, may_publish, organisation_facts
from ckanext.scdl_forms.model import Record, RecordVersion, Register
from ckanext.scdl_forms.model.base import now
from ckanext.scdl_forms.records import states
from ckanext.scdl_forms.records.checking import check_values
from ckanext.scdl_forms.records.keys import business_key

from .base import add_event, on_behalf_of, standard_of, user_id


def touched(batch_id: str) -> Iterator[tuple[Record, RecordVersion, bool]]:
    """Records that an import wrote, the version that it wrote, and whether that is still the newest one."""
    query = (
        core.Session.query(Record, RecordVersion)
        .join(RecordVersion, RecordVersion.record_id == Record.id)
        .filter(RecordVersion.batch == batch_id, RecordVersion.source == "import")
        .order_by(Record.number)
    )
    for record, version in query:
        yield record, version, record.working_version == version.version


def prospects(register_id: str, batch_id: str) -> dict[str, int]:
    """What undoing would do: records ``deleted``, ``withdrawn`` (they are online), put ``back``, and ``kept``."""
    found = {"deleted": 0, "withdrawn": 0, "back": 0, "kept": 0}
    rows = (
        core.Session.query(
            RecordVersion.version == 1, Record.published.isnot(None), Record.state,
            Record.working_version == RecordVersion.version, sa.func.count())
        .join(Record, RecordVersion.record_id == Record.id)
        .filter(Record.register_id == register_id, RecordVersion.batch == batch_id, RecordVersion.source == "import")
        .group_by(sa.literal_column("1"), sa.literal_column("2"), Record.state, sa.literal_column("4"))
    )
    for new, was_online, state, unchanged, count in rows:
        if not unchanged or (new and was_online and state == states.WITHDRAWN):
            found["kept"] += count
        elif not new:
            found["back"] += count
        elif was_online:
            found["withdrawn"] += count
        else:
            found["deleted"] += count
    return found


@dataclass
class _Undoing:
    register: Register
    standard: Standard
    actor: str
    behalf: Optional[str]
    goal: str

    def withdraw(self, record: Record) -> None:
        """Take offline what went online; its place in the register and its history stay."""
        record.approved_version = record.published_version = None
        record.claimed_key = record.published_key = None
        states.move(record, states.WITHDRAWN)
        add_event(record, "withdrawn", self.actor, self.behalf)

    def back(self, record: Record, before: dict[str, Any]) -> None:
        """A record as it was before: the former values as a new version, in the former state."""
        online_then = before["state"] == states.PUBLISHED
        online_moved = online_then and record.published_version != before["published"]
        # where the import went online over a pending change, what was online comes back; the change is in the history
        source = before["published"] if online_moved else before["version"]
        former = RecordVersion.get(record.id, source)
        if former is None:
            return
        values = dict(former.values)
        record.working_version += 1
        core.Session.add(RecordVersion(
            record_id=record.id, version=record.working_version, values=values, schema_version=former.schema_version,
            author=self.actor, on_behalf_of=self.behalf, created=now(), source="import", comment=f"v{former.version}"))
        key = business_key(self.standard.key, values)
        record.approved_version, record.reason = None, before["reason"]
        record.business_key, record.claimed_key = key, None
        record.error_count = len(check_values(self.standard, values).problems)
        record.title = self.standard.record_title(values)[:1000]
        add_event(record, "restored", self.actor, self.behalf, reason=str(former.version))
        if online_then and not online_moved:
            self._change(record, before["change"], key)
        elif online_then or before["state"] == states.APPROVED:
            self._send(record, key)
        elif record.state == states.PUBLISHED:
            self.withdraw(record)
        else:
            record.state, record.change = before["state"], None
            record.claimed_key = key if before["state"] == states.TO_REVIEW else None

    def _change(self, record: Record, change: Optional[str], key: Optional[str]) -> None:
        """What is online has not moved: it is the newest version again, or the change that waited then waits again."""
        record.change = change
        if change is None:
            record.published_version = record.working_version
        elif change == states.APPROVED:
            record.approved_version = record.working_version
        record.claimed_key = key if change in (states.APPROVED, states.TO_REVIEW) else None

    def _send(self, record: Record, key: Optional[str]) -> None:
        states.move(record, self.goal)
        record.claimed_key = key
        record.approved_version = record.working_version if self.goal == states.APPROVED else None


def undo_rows(context: Context, register: Register, batch_id: str, before: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Take an import back. The caller holds the register and commits.

    :param before: how the records that the import changed were: ``{id, state, change, version, published, reason}``
    :returns: as :func:`prospects`
    """
    actor = user_id(context)
    facts = organisation_facts(register.organization_id)
    decides = may_publish(actor, register.organization_id) or not (facts and facts.review)
    undoing = _Undoing(register, standard_of(register), actor, on_behalf_of(actor, register.organization_id),
                       states.APPROVED if decides else states.TO_REVIEW)
    former = {entry["id"]: entry for entry in before}
    found = {"deleted": 0, "withdrawn": 0, "back": 0, "kept": 0}
    moment, deleted = now(), []
    for record, version, unchanged in list(touched(batch_id)):
        if not unchanged or (record.id not in former and record.state == states.WITHDRAWN):
            found["kept"] += 1
        elif record.id in former:
            undoing.back(record, former[record.id])
            record.modified, record.modified_by = moment, actor
            found["back"] += 1
        elif record.published is not None:
            undoing.withdraw(record)
            record.modified, record.modified_by = moment, actor
            found["withdrawn"] += 1
        elif version.version == 1:
            deleted.append(record.id)
            found["deleted"] += 1
        else:
            found["kept"] += 1
    core.Session.flush()
    for start in range(0, len(deleted), 1000):
        core.Session.query(Record).filter(Record.id.in_(deleted[start:start + 1000])).delete(synchronize_session=False)
    core.Session.expire_all()
    register.touch(urgent=True)
    core.Session.flush()
    return found
