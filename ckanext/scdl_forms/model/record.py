"""A record: a narrow head over its immutable versions."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model as core
from sqlalchemy.dialects.postgresql import JSONB

from .base import make_id, now


class Record(tk.BaseModel):
    """The head of a record: where it stands, and which versions matter.

    ``state`` is what the record is for the public path (see
    ``records/states.py``); ``change`` is the state of a newer version of a
    record that is online. ``claimed_key`` is the business key of a version that
    was submitted, ``published_key`` that of the version online: two records of
    a register may hold the same key in drafts, never in these two.
    """

    __tablename__ = "scdl_record"
    __table_args__ = (
        sa.UniqueConstraint("register_id", "number", name="scdl_record_register_number"),
        sa.Index(
            "scdl_record_claimed_key", "register_id", "claimed_key", unique=True,
            postgresql_where=sa.text("claimed_key IS NOT NULL"),
        ),
        sa.Index(
            "scdl_record_published_key", "register_id", "published_key",
            postgresql_where=sa.text("published_key IS NOT NULL"),
        ),
        sa.Index(
            "scdl_record_token", "register_id", "token", unique=True, postgresql_where=sa.text("token IS NOT NULL"),
        ),
        sa.Index("scdl_record_register_state", "register_id", "state"),
        sa.Index("scdl_record_register_key", "register_id", "business_key"),
    )

    id = sa.Column(sa.Text, primary_key=True, default=make_id)
    register_id = sa.Column(sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), nullable=False)
    number = sa.Column(sa.Integer, nullable=False)
    title = sa.Column(sa.Text, nullable=False, default="")
    business_key = sa.Column(sa.Text, nullable=True)
    claimed_key = sa.Column(sa.Text, nullable=True)
    published_key = sa.Column(sa.Text, nullable=True)
    state = sa.Column(sa.Text, nullable=False, default="draft")
    change = sa.Column(sa.Text, nullable=True)
    working_version = sa.Column(sa.Integer, nullable=False, default=1)
    approved_version = sa.Column(sa.Integer, nullable=True)
    published_version = sa.Column(sa.Integer, nullable=True)
    reason = sa.Column(sa.Text, nullable=True)
    error_count = sa.Column(sa.Integer, nullable=False, default=0)
    token = sa.Column(sa.Text, nullable=True)
    created = sa.Column(sa.DateTime, nullable=False, default=now)
    created_by = sa.Column(sa.Text, nullable=False)
    modified = sa.Column(sa.DateTime, nullable=False, default=now)
    modified_by = sa.Column(sa.Text, nullable=False)
    submitted = sa.Column(sa.DateTime, nullable=True)
    submitted_by = sa.Column(sa.Text, nullable=True)
    reviewed = sa.Column(sa.DateTime, nullable=True)
    reviewed_by = sa.Column(sa.Text, nullable=True)
    published = sa.Column(sa.DateTime, nullable=True)

    def as_dict(self) -> dict[str, Any]:
        """The head as plain data for actions (no values)."""
        return {
            "id": self.id,
            "register_id": self.register_id,
            "number": self.number,
            "title": self.title,
            "state": self.state,
            "change": self.change,
            "version": self.working_version,
            "approved_version": self.approved_version,
            "published_version": self.published_version,
            "reason": self.reason,
            "error_count": self.error_count,
            "created": _iso(self.created),
            "created_by": self.created_by,
            "modified": _iso(self.modified),
            "modified_by": self.modified_by,
            "submitted": _iso(self.submitted),
            "submitted_by": self.submitted_by,
            "reviewed": _iso(self.reviewed),
            "reviewed_by": self.reviewed_by,
            "published": _iso(self.published),
        }

    @classmethod
    def get(cls, record_id: str, lock: bool = False) -> Optional[Record]:
        """The record with this id; ``lock`` holds it until the transaction ends."""
        query = core.Session.query(cls).filter(cls.id == record_id)
        if lock:
            query = query.with_for_update().populate_existing()
        return query.one_or_none()

    @classmethod
    def numbered(cls, register_id: str, number: int) -> Optional[Record]:
        """The record of a register with this number."""
        return core.Session.query(cls).filter(cls.register_id == register_id, cls.number == number).one_or_none()

    @classmethod
    def with_token(cls, register_id: str, token: str) -> Optional[Record]:
        """The record that a form with this token has already made."""
        return core.Session.query(cls).filter(cls.register_id == register_id, cls.token == token).one_or_none()

    @classmethod
    def holding_key(cls, register_id: str, key: str, but: Optional[str] = None) -> Optional[Record]:
        """Another record, submitted or online, that has this business key."""
        query = core.Session.query(cls).filter(
            cls.register_id == register_id, sa.or_(cls.claimed_key == key, cls.published_key == key)
        )
        if but:
            query = query.filter(cls.id != but)
        return query.order_by(cls.number).first()

    @classmethod
    def by_keys(cls, register_id: str, keys: Iterable[str]) -> dict[str, Record]:
        """Records of a register by business key: submitted and online ones win over drafts."""
        found: dict[str, Record] = {}
        keys = list(keys)
        for start in range(0, len(keys), 1000):
            part = keys[start:start + 1000]
            query = core.Session.query(cls).filter(
                cls.register_id == register_id,
                sa.or_(cls.business_key.in_(part), cls.claimed_key.in_(part), cls.published_key.in_(part)),
            )
            for record in query.order_by(cls.number):
                for key in (record.published_key, record.claimed_key):
                    if key:
                        found[key] = record
                if record.business_key:
                    found.setdefault(record.business_key, record)
        return found

    def values(self, version: Optional[int] = None) -> dict[str, str]:
        """Lexical values of a version of this record (the working one by default)."""
        found = RecordVersion.get(self.id, self.working_version if version is None else version)
        return dict(found.values) if found else {}


class RecordVersion(tk.BaseModel):
    """What a record said at one moment. Rows are added, never changed."""

    __tablename__ = "scdl_record_version"

    record_id = sa.Column(sa.Text, sa.ForeignKey("scdl_record.id", ondelete="CASCADE"), primary_key=True)
    version = sa.Column(sa.Integer, primary_key=True)
    # column → text as the standard writes it, so that writing a file needs no guess
    values = sa.Column(JSONB, nullable=False)
    schema_version = sa.Column(sa.Text, nullable=False)
    author = sa.Column(sa.Text, nullable=False)
    on_behalf_of = sa.Column(sa.Text, nullable=True)
    created = sa.Column(sa.DateTime, nullable=False, default=now)
    source = sa.Column(sa.Text, nullable=False, default="form")
    batch = sa.Column(sa.Text, nullable=True)
    source_row = sa.Column(sa.Integer, nullable=True)
    comment = sa.Column(sa.Text, nullable=True)

    def as_dict(self) -> dict[str, Any]:
        """The version as plain data for actions."""
        return {
            "record_id": self.record_id,
            "version": self.version,
            "values": dict(self.values),
            "schema_version": self.schema_version,
            "author": self.author,
            "on_behalf_of": self.on_behalf_of,
            "created": _iso(self.created),
            "source": self.source,
            "batch": self.batch,
            "source_row": self.source_row,
            "comment": self.comment,
        }

    @classmethod
    def get(cls, record_id: str, version: int) -> Optional[RecordVersion]:
        """One version of a record."""
        return core.Session.query(cls).filter(cls.record_id == record_id, cls.version == version).one_or_none()

    @classmethod
    def of_record(cls, record_id: str) -> list[RecordVersion]:
        """All versions of a record, newest first."""
        return core.Session.query(cls).filter(cls.record_id == record_id).order_by(cls.version.desc()).all()


class RecordEvent(tk.BaseModel):
    """What happened to a record besides its values: sent, approved, sent back, withdrawn."""

    __tablename__ = "scdl_record_event"
    __table_args__ = (sa.Index("scdl_record_event_record", "record_id", "created"),)

    id = sa.Column(sa.Text, primary_key=True, default=make_id)
    record_id = sa.Column(sa.Text, sa.ForeignKey("scdl_record.id", ondelete="CASCADE"), nullable=False)
    version = sa.Column(sa.Integer, nullable=False)
    event = sa.Column(sa.Text, nullable=False)
    author = sa.Column(sa.Text, nullable=False)
    on_behalf_of = sa.Column(sa.Text, nullable=True)
    reason = sa.Column(sa.Text, nullable=True)
    created = sa.Column(sa.DateTime, nullable=False, default=now)

    def as_dict(self) -> dict[str, Any]:
        """The event as plain data for actions."""
        return {
            "version": self.version,
            "event": self.event,
            "author": self.author,
            "on_behalf_of": self.on_behalf_of,
            "reason": self.reason,
            "created": _iso(self.created),
        }

    @classmethod
    def of_record(cls, record_id: str) -> list[RecordEvent]:
        """All events of a record, newest first (of one moment: approved, then submitted)."""
        return core.Session.query(cls).filter(cls.record_id == record_id).order_by(cls.created.desc(), cls.event).all()


def _iso(moment: Any) -> Optional[str]:
    return moment.isoformat() if moment else None
