"""A supervised import: its file, what was understood of it, and what became of it."""
from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any, Optional

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model as core
from ckan.model import meta
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.scdl_forms.imports import states
from ckanext.scdl_forms.records.states import TO_REVIEW

from .base import make_id, now
from .record import Record, RecordVersion
from .register import Register


class ImportBatch(tk.BaseModel):
    """One import into a register.

    ``options`` is what people decided: ``{sheet, mapping: {label: column}, refused: [rule], answers: {column: reading},
    wrong: keep|leave}``. ``report`` is what was understood of the file, ``result`` what was stored. ``plan`` is a
    fingerprint of what accepting would do to which records: when it is no longer the same, people look again.
    """

    __tablename__ = "scdl_import_batch"
    __table_args__ = (
        sa.UniqueConstraint("register_id", "number", name="scdl_import_batch_number"),
        sa.Index("scdl_import_batch_state", "state", "modified"),
    )

    id = sa.Column(sa.Text, primary_key=True, default=make_id)
    register_id = sa.Column(sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), nullable=False)
    number = sa.Column(sa.Integer, nullable=False)
    state = sa.Column(sa.Text, nullable=False, default=states.CHECKING)
    filename = sa.Column(sa.Text, nullable=False)
    size = sa.Column(sa.BigInteger, nullable=False)
    schema_version = sa.Column(sa.Text, nullable=False)
    options = sa.Column(JSONB, nullable=False, default=dict)
    report = sa.Column(JSONB, nullable=True)
    result = sa.Column(JSONB, nullable=True)
    message = sa.Column(sa.Text, nullable=True)
    plan = sa.Column(sa.Text, nullable=True)
    done = sa.Column(sa.Integer, nullable=False, default=0)
    total = sa.Column(sa.Integer, nullable=False, default=0)
    # when whoever works at it last said so
    beat = sa.Column(sa.DateTime, nullable=True)
    stored = sa.Column(sa.Boolean, nullable=False, default=True)
    created = sa.Column(sa.DateTime, nullable=False, default=now)
    created_by = sa.Column(sa.Text, nullable=False)
    modified = sa.Column(sa.DateTime, nullable=False, default=now)
    # in whose name the work under way is done
    actor = sa.Column(sa.Text, nullable=True)
    accepted = sa.Column(sa.DateTime, nullable=True)
    accepted_by = sa.Column(sa.Text, nullable=True)
    undone = sa.Column(sa.DateTime, nullable=True)
    undone_by = sa.Column(sa.Text, nullable=True)

    def as_dict(self) -> dict[str, Any]:
        """The import as plain data for actions (times in UTC, size in bytes)."""
        return {
            "id": self.id, "register_id": self.register_id, "number": self.number, "state": self.state,
            "filename": self.filename, "size": self.size, "schema_version": self.schema_version,
            "options": dict(self.options or {}), "report": self.report, "result": self.result, "message": self.message,
            "done": self.done, "total": self.total, "stored": self.stored,
            "beat": self.beat.isoformat() if self.beat else None,
            "created": self.created.isoformat(), "created_by": self.created_by, "modified": self.modified.isoformat(),
            "accepted": self.accepted.isoformat() if self.accepted else None, "accepted_by": self.accepted_by,
            "undone": self.undone.isoformat() if self.undone else None, "undone_by": self.undone_by,
        }

    @classmethod
    def get(cls, batch_id: str) -> Optional[ImportBatch]:
        """The import with this id, as the database has it now."""
        return core.Session.query(cls).filter(cls.id == batch_id).populate_existing().one_or_none()

    @classmethod
    def numbered(cls, register_id: str, number: int) -> Optional[ImportBatch]:
        """The import of a register with this number."""
        return (
            core.Session.query(cls).filter(cls.register_id == register_id, cls.number == number)
            .populate_existing().one_or_none()
        )

    @classmethod
    def next_number(cls, register_id: str) -> int:
        """The number of the next import of a register; the caller holds the register."""
        return (core.Session.query(sa.func.max(cls.number)).filter(cls.register_id == register_id).scalar() or 0) + 1

    @classmethod
    def of_register(cls, register_id: str, limit: int, offset: int = 0) -> tuple[int, list[ImportBatch]]:
        """How many imports a register had, and some of them, newest first."""
        query = core.Session.query(cls).filter(cls.register_id == register_id)
        return query.count(), query.order_by(cls.number.desc()).offset(offset).limit(limit).all()

    @classmethod
    def known_mapping(cls, register_id: str, most: int = 20) -> dict[str, str]:
        """Labels that people matched by hand in the last accepted imports of a register: label → column."""
        rows = (
            core.Session.query(cls.options)
            .filter(cls.register_id == register_id, cls.accepted.isnot(None))
            .order_by(cls.number.desc()).limit(most)
        )
        found: dict[str, str] = {}
        for (options,) in rows:
            for label, column in (options.get("mapping") or {}).items():
                found.setdefault(label, column)
        return {label: column for label, column in found.items() if column}

    @classmethod
    def move(cls, batch_id: str, before: Collection[str], state: str, **values: Any) -> bool:
        """Give an import another state if it still has one of those ``before``; whether it had. The caller commits."""
        count = (
            core.Session.query(cls)
            .filter(cls.id == batch_id, cls.state.in_(tuple(before)))
            .update({"state": state, "modified": now(), **values}, synchronize_session=False)
        )
        core.Session.expire_all()
        return bool(count)

    @classmethod
    def progress(cls, batch_id: str, done: int, total: int) -> None:
        """Tell at once, whatever transaction is under way, how many rows were worked at."""
        with meta.engine.begin() as connection:
            connection.execute(
                sa.update(cls.__table__).where(cls.__table__.c.id == batch_id)
                .values(done=done, total=total, beat=now()))

    @classmethod
    def to_review(cls, organization_ids: Collection[str]) -> list[tuple[ImportBatch, Register, int]]:
        """Accepted imports of organisations, oldest first, with how many of their rows wait for a review as imported."""
        count = sa.func.count(Record.id)
        rows = (
            core.Session.query(cls, Register, count)
            .join(Register, Register.id == cls.register_id)
            .join(Record, Record.register_id == Register.id)
            .join(RecordVersion, sa.and_(
                RecordVersion.record_id == Record.id, RecordVersion.version == Record.working_version,
                RecordVersion.batch == cls.id))
            .filter(
                Register.organization_id.in_(tuple(organization_ids)), cls.state == states.ACCEPTED,
                sa.func.coalesce(Record.change, Record.state) == TO_REVIEW)
            .group_by(cls.id, Register.id)
            .order_by(cls.accepted, cls.id)
        )
        return [(batch, register, number) for batch, register, number in rows]

    @classmethod
    def count_to_review(cls, batch_id: str) -> int:
        """How many rows of an import wait for a review as imported."""
        return (
            core.Session.query(sa.func.count(Record.id))
            .join(RecordVersion, sa.and_(
                RecordVersion.record_id == Record.id, RecordVersion.version == Record.working_version))
            .filter(RecordVersion.batch == batch_id, sa.func.coalesce(Record.change, Record.state) == TO_REVIEW)
            .scalar()
        )

    @classmethod
    def waiting(cls, silent_since: datetime.datetime) -> list[str]:
        """Ids of imports that somebody should work at, and nobody has said anything of since."""
        rows = core.Session.query(cls.id).filter(
            cls.state.in_(states.PENDING), sa.func.coalesce(cls.beat, cls.modified) < silent_since)
        return [batch_id for (batch_id,) in rows.order_by(cls.modified)]

    @classmethod
    def with_old_files(cls, before: datetime.datetime) -> list[ImportBatch]:
        """Imports whose file is still kept, and that nobody has touched since ``before``."""
        query = core.Session.query(cls).filter(
            cls.stored.is_(True), cls.modified < before, cls.state.notin_(states.PENDING))
        return query.order_by(cls.modified).limit(1000).all()
