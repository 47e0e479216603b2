"""What a publication reads and the one transaction in which it happens."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa
from ckan import model as core

from .base import now
from .publication import Publication
from .record import Record, RecordVersion
from .register import Register


@dataclass(frozen=True)
class PublicRow:
    """A record as it goes online: its number in the register and its values."""

    number: int
    values: dict[str, str]


def public_rows(register_id: str) -> list[PublicRow]:
    """Every row that should be online: the approved version where there is one, else the published one."""
    version = sa.func.coalesce(Record.approved_version, Record.published_version)
    query = (
        core.Session.query(Record.number, RecordVersion.values)
        .join(RecordVersion, sa.and_(RecordVersion.record_id == Record.id, RecordVersion.version == version))
        .filter(Record.register_id == register_id, Record.state.in_(("approved", "published")))
        .order_by(Record.number)
    )
    return [PublicRow(number, values) for number, values in query]


def difference(register_id: str) -> dict[str, int]:
    """How many rows the next publication adds, changes and (against the one online) leaves out."""
    head = core.Session.query(
        sa.func.count(sa.case((sa.and_(Record.approved_version.isnot(None), Record.published_version.is_(None)), 1))),
        sa.func.count(sa.case((sa.and_(
            Record.approved_version.isnot(None), Record.published_version.isnot(None)), 1))),
        sa.func.count(sa.case((Record.state.in_(("approved", "published")), 1))),
    ).filter(Record.register_id == register_id)
    added, changed, total = head.one()
    online = Publication.current_of(register_id)
    before = online.rows if online else 0
    return {"added": added, "changed": changed, "removed": max(0, before + added - total)}


def swap(register: Register, publication: Optional[Publication]) -> None:
    """Put a publication online (or take the register offline with None) and move its records along.

    The caller holds the register's row and commits: until then the former
    publication is served, from then on the new one.
    """
    online = Publication.current_of(register.id)
    if online is not None and online is not publication:
        online.current = False
        # two rows cannot be current at once: the former one steps back first
        core.Session.flush()
    if publication is not None:
        publication.current = True
        core.Session.add(publication)
    if not register.withdrawn:
        _records_online(register)
    register.published_revision = register.revision
    core.Session.flush()


_EVENTS = sa.text("""
    INSERT INTO scdl_record_event (id, record_id, version, event, author, created)
    SELECT md5(r.id || '/' || r.approved_version || '/published'), r.id, r.approved_version, 'published',
           coalesce(r.reviewed_by, r.modified_by), :moment
    FROM scdl_record r WHERE r.register_id = :register AND r.approved_version IS NOT NULL
    ON CONFLICT (id) DO NOTHING
""")

_HEADS = sa.text("""
    UPDATE scdl_record
    SET published_version = approved_version, published_key = business_key, claimed_key = NULL,
        approved_version = NULL, state = 'published', change = NULL, published = :moment
    WHERE register_id = :register AND approved_version IS NOT NULL
""")


def _records_online(register: Register) -> None:
    parameters: dict[str, Any] = {"register": register.id, "moment": now()}
    core.Session.execute(_EVENTS, parameters)
    core.Session.execute(_HEADS, parameters)
    core.Session.expire_all()
