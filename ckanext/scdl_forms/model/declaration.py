"""That there is nothing to publish for a period: said by somebody, and taken back or overtaken later."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model as core

from .base import make_id, now


class Declaration(tk.BaseModel):
    """One statement about one period of a register.

    It stands until ``withdrawn``: taken back by somebody, or (``withdrawn_by``
    empty) ended by a publication that holds something for the period. Two
    standing ones for one period cannot be. The public is told once somebody who
    decides what goes online has said or ``confirmed`` it.
    """

    __tablename__ = "scdl_declaration"
    __table_args__ = (
        sa.Index(
            "scdl_declaration_standing", "register_id", "period_start", unique=True,
            postgresql_where=sa.text("withdrawn IS NULL"),
        ),
        sa.Index("scdl_declaration_register", "register_id", "created"),
    )

    id = sa.Column(sa.Text, primary_key=True, default=make_id)
    register_id = sa.Column(sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), nullable=False)
    period_start = sa.Column(sa.Date, nullable=False)
    period_end = sa.Column(sa.Date, nullable=False)
    author = sa.Column(sa.Text, nullable=False)
    on_behalf_of = sa.Column(sa.Text, nullable=True)
    confirmed_by = sa.Column(sa.Text, nullable=True)
    created = sa.Column(sa.DateTime, nullable=False, default=now)
    withdrawn = sa.Column(sa.DateTime, nullable=True)
    withdrawn_by = sa.Column(sa.Text, nullable=True)

    def as_dict(self) -> dict[str, Any]:
        """The declaration as plain data for actions (days in ISO, times in UTC)."""
        return {
            "id": self.id,
            "register_id": self.register_id,
            "period_start": self.period_start.isoformat(),
            "period_end": self.period_end.isoformat(),
            "author": self.author,
            "on_behalf_of": self.on_behalf_of,
            "confirmed_by": self.confirmed_by,
            "created": self.created.isoformat(),
            "standing": self.withdrawn is None,
            "withdrawn": self.withdrawn.isoformat() if self.withdrawn else None,
            "withdrawn_by": self.withdrawn_by,
        }

    @classmethod
    def get(cls, declaration_id: str) -> Optional[Declaration]:
        """The declaration with this id."""
        return core.Session.query(cls).filter(cls.id == declaration_id).one_or_none()

    @classmethod
    def of_register(cls, register_id: str, limit: int = 100, offset: int = 0) -> list[Declaration]:
        """Declarations of a register, newest first, those taken back included."""
        return (
            core.Session.query(cls).filter(cls.register_id == register_id)
            .order_by(cls.created.desc(), cls.id).offset(offset).limit(limit).all()
        )

    @classmethod
    def standing(cls, register_ids: Iterable[str]) -> dict[str, list[Declaration]]:
        """Declarations that stand, by register, the earliest period first."""
        wanted = list(register_ids)
        found: dict[str, list[Declaration]] = {register_id: [] for register_id in wanted}
        if wanted:
            rows = core.Session.query(cls).filter(cls.register_id.in_(wanted), cls.withdrawn.is_(None))
            for row in rows.order_by(cls.period_start):
                found[row.register_id].append(row)
        return found
