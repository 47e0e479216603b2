"""Standards added at run time, the revisions of their overlays, and what was retired."""
from __future__ import annotations

import datetime
import uuid
from typing import Any, Optional

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)


class AddedStandard(tk.BaseModel):
    """One version of a standard; ``content`` is the descriptor as it came, and ``sha256`` its fingerprint."""

    __tablename__ = "scdl_standard"
    __table_args__ = (sa.UniqueConstraint("name", "version", name="scdl_standard_name_version"),)

    id = sa.Column(sa.Text, primary_key=True, default=lambda: str(uuid.uuid4()))
    name = sa.Column(sa.Text, nullable=False)
    slug = sa.Column(sa.Text, nullable=False)
    version = sa.Column(sa.Text, nullable=False)
    url = sa.Column(sa.Text, nullable=False, default="")
    content = sa.Column(sa.Text, nullable=False)
    sha256 = sa.Column(sa.Text, nullable=False)
    author = sa.Column(sa.Text, nullable=False)
    created = sa.Column(sa.DateTime, nullable=False, default=_now)


class AddedOverlay(tk.BaseModel):
    """One revision of an overlay; the highest is in force. Rows are never changed."""

    __tablename__ = "scdl_standard_overlay"

    standard_id = sa.Column(sa.Text, sa.ForeignKey("scdl_standard.id", ondelete="CASCADE"), primary_key=True)
    revision = sa.Column(sa.Integer, primary_key=True)
    overlay = sa.Column(JSONB, nullable=False)
    author = sa.Column(sa.Text, nullable=False)
    created = sa.Column(sa.DateTime, nullable=False, default=_now)


class RetiredStandard(tk.BaseModel):
    """A version, shipped or added, that nobody takes up any more."""

    __tablename__ = "scdl_standard_retired"

    name = sa.Column(sa.Text, primary_key=True)
    version = sa.Column(sa.Text, primary_key=True)
    author = sa.Column(sa.Text, nullable=False)
    created = sa.Column(sa.DateTime, nullable=False, default=_now)


def everything() -> tuple[list[dict[str, Any]], set[tuple[str, str]]]:
    """Every added version with its overlay in force, oldest first; and the (name, version) that are retired.

    On a connection of its own, so that what is remembered for the whole process holds committed rows only.
    """
    latest = (
        sa.select(AddedOverlay.standard_id, sa.func.max(AddedOverlay.revision).label("revision"))
        .group_by(AddedOverlay.standard_id).subquery()
    )
    rows = (
        sa.select(
            AddedStandard.id, AddedStandard.name, AddedStandard.slug, AddedStandard.version, AddedStandard.url,
            AddedStandard.content, AddedStandard.sha256, AddedOverlay.overlay, AddedOverlay.revision)
        .join(latest, latest.c.standard_id == AddedStandard.id)
        .join(AddedOverlay, sa.and_(
            AddedOverlay.standard_id == AddedStandard.id, AddedOverlay.revision == latest.c.revision))
        .order_by(AddedStandard.created, AddedStandard.id)
    )
    with model.meta.engine.connect() as connection:
        added = [dict(row) for row in connection.execute(rows).mappings()]
        retired = {
            (name, version)
            for name, version in connection.execute(sa.select(RetiredStandard.name, RetiredStandard.version))
        }
    return added, retired


def find(name: str, version: str) -> Optional[AddedStandard]:
    """An added version, or None."""
    return (
        model.Session.query(AddedStandard)
        .filter(AddedStandard.name == name, AddedStandard.version == version).one_or_none()
    )


def overlays(standard_id: str) -> list[AddedOverlay]:
    """Revisions of an overlay, the newest first."""
    return (
        model.Session.query(AddedOverlay).filter(AddedOverlay.standard_id == standard_id)
        .order_by(AddedOverlay.revision.desc()).all()
    )


def add(
    *, name: str, slug: str, version: str, url: str, content: str, sha256: str, overlay: dict[str, Any], author: str,
) -> AddedStandard:
    """Keep a new version and the first revision of its overlay, in the caller's transaction."""
    standard = AddedStandard(
        name=name, slug=slug, version=version, url=url, content=content, sha256=sha256, author=author, created=_now())
    model.Session.add(standard)
    model.Session.flush()
    add_overlay(standard, overlay, author, after=0)
    return standard


def add_overlay(standard: AddedStandard, overlay: dict[str, Any], author: str, *, after: int) -> AddedOverlay:
    """Keep a new revision; the primary key refuses two that follow the same one."""
    revision = AddedOverlay(
        standard_id=standard.id, revision=after + 1, overlay=overlay, author=author, created=_now())
    model.Session.add(revision)
    model.Session.flush()
    return revision


def retired(name: str, version: str) -> Optional[RetiredStandard]:
    """The mark of a retired version, or None."""
    return (
        model.Session.query(RetiredStandard)
        .filter(RetiredStandard.name == name, RetiredStandard.version == version).one_or_none()
    )


def retire(name: str, version: str, author: str) -> None:
    """Mark a version as retired, in the caller's transaction."""
    if retired(name, version) is None:
        model.Session.add(RetiredStandard(name=name, version=version, author=author, created=_now()))
        model.Session.flush()


def bring_back(name: str, version: str) -> None:
    """Take the mark away, in the caller's transaction."""
    mark = retired(name, version)
    if mark is not None:
        model.Session.delete(mark)
        model.Session.flush()
