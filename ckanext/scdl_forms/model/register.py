"""A register: all records of one organisation that follow one standard."""
from __future__ import annotations

from typing import Any, Optional

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model as core

from .base import make_id, now


class Register(tk.BaseModel):
    """One row per organisation and schema.

    ``revision`` grows with each change of what should be online and
    ``published_revision`` follows it once a publication is done: a register
    waits for a publication exactly while the two differ.
    """

    __tablename__ = "scdl_register"
    __table_args__ = (sa.UniqueConstraint("organization_id", "schema_name", name="scdl_register_organization_schema"),)

    id = sa.Column(sa.Text, primary_key=True, default=make_id)
    organization_id = sa.Column(sa.Text, nullable=False, index=True)
    schema_name = sa.Column(sa.Text, nullable=False)
    schema_version = sa.Column(sa.Text, nullable=False)
    package_id = sa.Column(sa.Text, nullable=True, unique=True)
    resource_id = sa.Column(sa.Text, nullable=True)
    next_number = sa.Column(sa.Integer, nullable=False, default=1)
    revision = sa.Column(sa.BigInteger, nullable=False, default=0)
    published_revision = sa.Column(sa.BigInteger, nullable=False, default=0)
    # how far the DataStore and the dataset are: they follow the files, in transactions of their own
    outlets_revision = sa.Column(sa.BigInteger, nullable=False, default=0)
    # an urgent revision (a withdrawal) does not wait for the hourly publication
    urgent_revision = sa.Column(sa.BigInteger, nullable=False, default=0)
    withdrawn = sa.Column(sa.Boolean, nullable=False, default=False)
    created = sa.Column(sa.DateTime, nullable=False, default=now)
    created_by = sa.Column(sa.Text, nullable=False)
    modified = sa.Column(sa.DateTime, nullable=False, default=now)

    @property
    def pending(self) -> bool:
        """Whether what is online lags behind what was approved or withdrawn."""
        return self.revision > self.published_revision

    @property
    def unfinished(self) -> bool:
        """Whether a publication was cut short before the DataStore and the dataset had followed."""
        return self.outlets_revision < self.published_revision

    def touch(self, urgent: bool = False) -> None:
        """Note that what should be online has changed."""
        self.revision = (self.revision or 0) + 1
        self.modified = now()
        if urgent:
            self.urgent_revision = self.revision

    def tell_again(self) -> None:
        """Have what the catalogue says of the register written again, when no publication does it anyway."""
        if self.published_revision and not self.pending:
            self.outlets_revision = min(self.outlets_revision, self.published_revision - 1)

    def as_dict(self) -> dict[str, Any]:
        """The register as plain data for actions."""
        return {
            "id": self.id,
            "organization_id": self.organization_id,
            "schema": self.schema_name,
            "schema_version": self.schema_version,
            "package_id": self.package_id,
            "resource_id": self.resource_id,
            "withdrawn": self.withdrawn,
            "pending": self.pending,
            "created": self.created.isoformat(),
            "created_by": self.created_by,
            "modified": self.modified.isoformat(),
        }

    @classmethod
    def get(cls, register_id: str, lock: bool = False) -> Optional[Register]:
        """The register with this id; ``lock`` holds it until the transaction ends."""
        query = core.Session.query(cls).filter(cls.id == register_id)
        if lock:
            query = query.with_for_update().populate_existing()
        return query.one_or_none()

    @classmethod
    def find(cls, organization_id: str, schema_name: str) -> Optional[Register]:
        """The register of an organisation for a schema, when it has one."""
        return (
            core.Session.query(cls)
            .filter(cls.organization_id == organization_id, cls.schema_name == schema_name)
            .one_or_none()
        )

    @classmethod
    def of_package(cls, package_id: str) -> Optional[Register]:
        """The register behind a dataset."""
        return core.Session.query(cls).filter(cls.package_id == package_id).one_or_none()

    @classmethod
    def of_organizations(cls, organization_ids: list[str]) -> list[Register]:
        """Registers of these organisations, in a stable order."""
        if not organization_ids:
            return []
        return (
            core.Session.query(cls)
            .filter(cls.organization_id.in_(organization_ids))
            .order_by(cls.organization_id, cls.created, cls.id)
            .all()
        )

    @classmethod
    def identifiers(cls, pending_only: bool = False) -> list[str]:
        """Ids of all registers, or of those that wait for a publication or for the end of one."""
        query = core.Session.query(cls.id)
        if pending_only:
            query = query.filter(
                sa.or_(cls.revision > cls.published_revision, cls.outlets_revision < cls.published_revision)
            )
        return [row[0] for row in query.order_by(cls.created, cls.id)]
