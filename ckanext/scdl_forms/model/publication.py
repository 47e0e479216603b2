"""A publication: what was put online, when, and whether all outlets have it."""
from __future__ import annotations

from typing import Any, Optional

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model as core
from sqlalchemy.dialects.postgresql import JSONB

from .base import make_id, now


class Publication(tk.BaseModel):
    """One complete table put online.

    The row that is ``current`` decides what the permanent addresses serve: the
    swap from one to the next is the single moment when a publication happens.
    The outlets that cannot share that transaction (DataStore, dataset) follow;
    ``outlets_revision`` of the register says how far they are.
    """

    __tablename__ = "scdl_publication"
    __table_args__ = (
        sa.Index(
            "scdl_publication_current", "register_id", unique=True, postgresql_where=sa.text("current"),
        ),
        sa.Index("scdl_publication_register", "register_id", "created"),
    )

    id = sa.Column(sa.Text, primary_key=True, default=make_id)
    register_id = sa.Column(sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), nullable=False)
    revision = sa.Column(sa.BigInteger, nullable=False)
    schema_version = sa.Column(sa.Text, nullable=False)
    rows = sa.Column(sa.Integer, nullable=False)
    added = sa.Column(sa.Integer, nullable=False, default=0)
    changed = sa.Column(sa.Integer, nullable=False, default=0)
    removed = sa.Column(sa.Integer, nullable=False, default=0)
    period_start = sa.Column(sa.Date, nullable=True)
    period_end = sa.Column(sa.Date, nullable=True)
    # the one picture of the public page, made from these rows
    summary = sa.Column(JSONB, nullable=True)
    csv_sha256 = sa.Column(sa.Text, nullable=False)
    csv_size = sa.Column(sa.BigInteger, nullable=False)
    json_sha256 = sa.Column(sa.Text, nullable=False)
    json_size = sa.Column(sa.BigInteger, nullable=False)
    xlsx_sha256 = sa.Column(sa.Text, nullable=False)
    xlsx_size = sa.Column(sa.BigInteger, nullable=False)
    current = sa.Column(sa.Boolean, nullable=False, default=False)
    created = sa.Column(sa.DateTime, nullable=False, default=now)

    def as_dict(self) -> dict[str, Any]:
        """The publication as plain data for actions (times in UTC, sizes in bytes)."""
        return {
            "id": self.id,
            "register_id": self.register_id,
            "schema_version": self.schema_version,
            "rows": self.rows,
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
            "period_start": self.period_start.isoformat() if self.period_start else None,
            "period_end": self.period_end.isoformat() if self.period_end else None,
            "summary": self.summary,
            "csv_sha256": self.csv_sha256,
            "csv_size": self.csv_size,
            "json_size": self.json_size,
            "xlsx_size": self.xlsx_size,
            "current": self.current,
            "created": self.created.isoformat(),
        }

    def file(self, extension: str) -> tuple[str, int]:
        """The sha256 and the size of a file of this publication.

        :raises AttributeError: for another extension than csv, json and xlsx
        """
        return getattr(self, f"{extension}_sha256"), getattr(self, f"{extension}_size")

    @classmethod
    def current_of(cls, register_id: str) -> Optional[Publication]:
        """What is online for a register."""
        return core.Session.query(cls).filter(cls.register_id == register_id, cls.current.is_(True)).one_or_none()

    @classmethod
    def of_register(cls, register_id: str, limit: int = 50, offset: int = 0) -> list[Publication]:
        """Publications of a register, newest first."""
        return (
            core.Session.query(cls)
            .filter(cls.register_id == register_id)
            .order_by(cls.created.desc(), cls.id)
            .offset(offset)
            .limit(limit)
            .all()
        )

    @classmethod
    def prune(cls, register_id: str, kept: int) -> list[tuple[str, str]]:
        """Forget all but the newest publications of a register, never the one that is online.

        :returns: files (sha256, extension) that no publication of the portal names any more
        """
        old = [found for found in cls.of_register(register_id, limit=1000, offset=kept) if not found.current]
        named = {(found.file(extension)[0], extension) for found in old for extension in ("csv", "json", "xlsx")}
        for found in old:
            core.Session.delete(found)
        core.Session.flush()
        orphans = []
        for sha256, extension in sorted(named):
            column = getattr(cls, f"{extension}_sha256")
            if not core.Session.query(cls.id).filter(column == sha256).first():
                orphans.append((sha256, extension))
        core.Session.commit()
        return orphans
