"""What is kept while a register gets ready for a new version of its standard."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model as core
from sqlalchemy.dialects.postgresql import JSONB

from .base import now
from .record import Record, RecordVersion


class Move(tk.BaseModel):
    """The last check of a register against a newer version of its standard.

    ``report`` holds the figures that a page or a list shows without checking again:
    ``{records, ready, to_complete, drafts, columns: [{column, records, message}]}``.
    """

    __tablename__ = "scdl_move"

    register_id = sa.Column(sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), primary_key=True)
    to_version = sa.Column(sa.Text, nullable=False)
    report = sa.Column(JSONB, nullable=False)
    checked = sa.Column(sa.DateTime, nullable=False, default=now)

    @classmethod
    def of(cls, register_id: str, to_version: str) -> Optional[Move]:
        """The last check of a register against this very version."""
        return (
            core.Session.query(cls)
            .filter(cls.register_id == register_id, cls.to_version == to_version)
            .one_or_none()
        )

    @classmethod
    def forget(cls, register_id: str) -> None:
        """Drop the check of a register, against whatever version."""
        core.Session.query(cls).filter(cls.register_id == register_id).delete(synchronize_session=False)


class MoveRecord(tk.BaseModel):
    """A record that the newer version refuses as it is, or that was completed for it.

    ``completed`` are the values given for the newer version; they enter the record
    only when the register moves, so what is online does not change meanwhile.
    """

    __tablename__ = "scdl_move_record"

    record_id = sa.Column(sa.Text, sa.ForeignKey("scdl_record.id", ondelete="CASCADE"), primary_key=True)
    register_id = sa.Column(
        sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), nullable=False, index=True)
    to_version = sa.Column(sa.Text, nullable=False)
    problems = sa.Column(JSONB, nullable=False)
    completed = sa.Column(JSONB, nullable=False)
    modified = sa.Column(sa.DateTime, nullable=False, default=now)
    modified_by = sa.Column(sa.Text, nullable=True)

    @classmethod
    def completed_of(cls, register_id: str, to_version: str) -> dict[str, dict[str, str]]:
        """Values given so far for the newer version, by record."""
        rows = core.Session.query(cls.record_id, cls.completed).filter(
            cls.register_id == register_id, cls.to_version == to_version)
        return {record_id: dict(completed) for record_id, completed in rows}

    @classmethod
    def waiting(cls, register_id: str, to_version: str, column: Optional[str] = None) -> Any:
        """A query for the records that still lack something, in the order of the register."""
        query = (
            core.Session.query(cls, Record)
            .join(Record, Record.id == cls.record_id)
            .filter(
                cls.register_id == register_id, cls.to_version == to_version, sa.func.jsonb_array_length(cls.problems) > 0)
            .order_by(Record.number)
        )
        if column:
            query = query.filter(cls.problems.contains([{"column": column}]))
        return query

    @classmethod
    def replace(cls, register_id: str, to_version: str, rows: Iterable[dict[str, Any]]) -> None:
        """Keep these rows for a register, and forget the former ones."""
        core.Session.query(cls).filter(cls.register_id == register_id).delete(synchronize_session=False)
        rows = [{**row, "register_id": register_id, "to_version": to_version} for row in rows]
        if rows:
            core.Session.bulk_insert_mappings(cls, rows)
        core.Session.flush()
        core.Session.expire_all()

    @classmethod
    def forget(cls, register_id: str) -> None:
        """Forget everything that was prepared for a register, once it has moved."""
        core.Session.query(cls).filter(cls.register_id == register_id).delete(synchronize_session=False)
        core.Session.query(Move).filter(Move.register_id == register_id).delete(synchronize_session=False)


def heads_with_values(register_id: str) -> list[tuple[Record, dict[int, RecordVersion]]]:
    """Every record of a register with the versions that matter: worked on, approved, online."""
    rows = (
        core.Session.query(Record, RecordVersion)
        .join(RecordVersion, sa.and_(
            RecordVersion.record_id == Record.id,
            RecordVersion.version.in_([Record.working_version, Record.approved_version, Record.published_version]),
        ))
        .filter(Record.register_id == register_id)
        .order_by(Record.number, RecordVersion.version)
    )
    found: dict[str, tuple[Record, dict[int, RecordVersion]]] = {}
    for record, version in rows:
        found.setdefault(record.id, (record, {}))[1][version.version] = version
    return list(found.values())
