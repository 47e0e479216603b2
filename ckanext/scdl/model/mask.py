"""Masks: what an organisation has set over a standard, every version of it."""
from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Optional

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

#: In place of an organisation's id: the mask of the whole platform.
PLATFORM = ""


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)


class Mask(tk.BaseModel):
    """One version of a mask; the highest is in force. Rows are never changed."""

    __tablename__ = "scdl_mask"

    organization_id = sa.Column(sa.Text, primary_key=True)
    schema_name = sa.Column(sa.Text, primary_key=True)
    version = sa.Column(sa.Integer, primary_key=True)
    settings = sa.Column(JSONB, nullable=False)
    restored_from = sa.Column(sa.Integer, nullable=True)
    author = sa.Column(sa.Text, nullable=False)
    created = sa.Column(sa.DateTime, nullable=False, default=_now)

    def as_dict(self) -> dict[str, Any]:
        """The version as plain data."""
        return {
            "organization_id": self.organization_id or None, "schema": self.schema_name, "version": self.version,
            "settings": self.settings, "restored_from": self.restored_from, "author": self.author,
            "created": self.created.isoformat(),
        }


def current(organization_id: str, schema_name: str) -> Optional[Mask]:
    """The version in force, or None when nothing was ever set here."""
    return (
        model.Session.query(Mask)
        .filter(Mask.organization_id == organization_id, Mask.schema_name == schema_name)
        .order_by(Mask.version.desc()).first()
    )


def get_version(organization_id: str, schema_name: str, version: int) -> Optional[Mask]:
    """One version, or None."""
    return (
        model.Session.query(Mask)
        .filter(Mask.organization_id == organization_id, Mask.schema_name == schema_name, Mask.version == version)
        .one_or_none()
    )


def history(organization_id: str, schema_name: str) -> list[Mask]:
    """All versions, the newest first."""
    return (
        model.Session.query(Mask)
        .filter(Mask.organization_id == organization_id, Mask.schema_name == schema_name)
        .order_by(Mask.version.desc()).all()
    )


def in_force(organization_ids: Iterable[str], schema_name: Optional[str] = None) -> list[Mask]:
    """The versions in force at several levels, for one standard or for all."""
    query = (
        model.Session.query(Mask)
        .filter(Mask.organization_id.in_(list(organization_ids)))
        .distinct(Mask.organization_id, Mask.schema_name)
        .order_by(Mask.organization_id, Mask.schema_name, Mask.version.desc())
    )
    if schema_name is not None:
        query = query.filter(Mask.schema_name == schema_name)
    return query.all()


def set_by_organisations(organization_ids: Optional[Iterable[str]]) -> list[Mask]:
    """The versions in force of these organisations, or of all of them (None), for every standard."""
    query = (
        model.Session.query(Mask)
        .filter(Mask.organization_id != PLATFORM)
        .distinct(Mask.organization_id, Mask.schema_name)
        .order_by(Mask.organization_id, Mask.schema_name, Mask.version.desc())
    )
    if organization_ids is not None:
        query = query.filter(Mask.organization_id.in_(list(organization_ids)))
    return query.all()


def add(
    organization_id: str, schema_name: str, settings: dict[str, Any], author: str, *, after: int,
    restored_from: Optional[int] = None,
) -> Mask:
    """A new version, in the caller's transaction; the primary key refuses two that follow the same one."""
    mask = Mask(
        organization_id=organization_id, schema_name=schema_name, version=after + 1, settings=settings, author=author,
        restored_from=restored_from, created=_now(),
    )
    model.Session.add(mask)
    model.Session.flush()
    return mask
