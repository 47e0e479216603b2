"""Registers, records with their versions and events, publications."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "001"
down_revision = None
branch_labels = None
depends_on = None

_ZERO = sa.text("0")
_FALSE = sa.text("false")

_IMMUTABLE = """
CREATE FUNCTION scdl_record_version_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a record is never changed';
END $$;
CREATE TRIGGER scdl_record_version_immutable BEFORE UPDATE ON scdl_record_version
    FOR EACH ROW EXECUTE PROCEDURE scdl_record_version_immutable();
"""


def upgrade() -> None:
    """Create the tables; values of a version cannot be changed afterwards, by anybody."""
    op.create_table(
        "scdl_register",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("organization_id", sa.Text, nullable=False, index=True),
        sa.Column("schema_name", sa.Text, nullable=False),
        sa.Column("schema_version", sa.Text, nullable=False),
        sa.Column("package_id", sa.Text, unique=True),
        sa.Column("resource_id", sa.Text),
        sa.Column("next_number", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("revision", sa.BigInteger, nullable=False, server_default=_ZERO),
        sa.Column("published_revision", sa.BigInteger, nullable=False, server_default=_ZERO),
        sa.Column("outlets_revision", sa.BigInteger, nullable=False, server_default=_ZERO),
        sa.Column("urgent_revision", sa.BigInteger, nullable=False, server_default=_ZERO),
        sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=_FALSE),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("modified", sa.DateTime, nullable=False),
        sa.UniqueConstraint("organization_id", "schema_name", name="scdl_register_organization_schema"),
    )
    op.create_table(
        "scdl_record",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("register_id", sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("business_key", sa.Text),
        sa.Column("claimed_key", sa.Text),
        sa.Column("published_key", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("change", sa.Text),
        sa.Column("working_version", sa.Integer, nullable=False),
        sa.Column("approved_version", sa.Integer),
        sa.Column("published_version", sa.Integer),
        sa.Column("reason", sa.Text),
        sa.Column("error_count", sa.Integer, nullable=False, server_default=_ZERO),
        sa.Column("token", sa.Text),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("modified", sa.DateTime, nullable=False),
        sa.Column("modified_by", sa.Text, nullable=False),
        sa.Column("submitted", sa.DateTime),
        sa.Column("submitted_by", sa.Text),
        sa.Column("reviewed", sa.DateTime),
        sa.Column("reviewed_by", sa.Text),
        sa.Column("published", sa.DateTime),
        sa.UniqueConstraint("register_id", "number", name="scdl_record_register_number"),
    )
    _record_indexes()
    op.create_table(
        "scdl_record_version",
        sa.Column("record_id", sa.Text, sa.ForeignKey("scdl_record.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("values", JSONB, nullable=False),
        sa.Column("schema_version", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("on_behalf_of", sa.Text),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("batch", sa.Text),
        sa.Column("source_row", sa.Integer),
        sa.Column("comment", sa.Text),
    )
    op.execute(_IMMUTABLE)
    op.create_table(
        "scdl_record_event",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("record_id", sa.Text, sa.ForeignKey("scdl_record.id", ondelete="CASCADE"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("on_behalf_of", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("created", sa.DateTime, nullable=False),
    )
    op.create_index("scdl_record_event_record", "scdl_record_event", ["record_id", "created"])
    _publications()


def _record_indexes() -> None:
    op.create_index(
        "scdl_record_claimed_key", "scdl_record", ["register_id", "claimed_key"], unique=True,
        postgresql_where=sa.text("claimed_key IS NOT NULL"),
    )
    op.create_index(
        "scdl_record_published_key", "scdl_record", ["register_id", "published_key"],
        postgresql_where=sa.text("published_key IS NOT NULL"),
    )
    op.create_index(
        "scdl_record_token", "scdl_record", ["register_id", "token"], unique=True,
        postgresql_where=sa.text("token IS NOT NULL"),
    )
    op.create_index("scdl_record_register_state", "scdl_record", ["register_id", "state"])
    op.create_index("scdl_record_register_key", "scdl_record", ["register_id", "business_key"])


def _publications() -> None:
    op.create_table(
        "scdl_publication",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("register_id", sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("schema_version", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("added", sa.Integer, nullable=False, server_default=_ZERO),
        sa.Column("changed", sa.Integer, nullable=False, server_default=_ZERO),
        sa.Column("removed", sa.Integer, nullable=False, server_default=_ZERO),
        sa.Column("period_start", sa.Date),
        sa.Column("period_end", sa.Date),
        sa.Column("summary", JSONB),
        *[
            column
            for extension in ("csv", "json", "xlsx")
            for column in (
                sa.Column(f"{extension}_sha256", sa.Text, nullable=False),
                sa.Column(f"{extension}_size", sa.BigInteger, nullable=False),
            )
        ],
        sa.Column("current", sa.Boolean, nullable=False, server_default=_FALSE),
        sa.Column("created", sa.DateTime, nullable=False),
    )
    op.create_index(
        "scdl_publication_current", "scdl_publication", ["register_id"], unique=True,
        postgresql_where=sa.text("current"),
    )
    op.create_index("scdl_publication_register", "scdl_publication", ["register_id", "created"])


def downgrade() -> None:
    """Drop all tables of the plugin, with what they hold."""
    op.drop_table("scdl_publication")
    op.drop_table("scdl_record_event")
    op.drop_table("scdl_record_version")
    op.execute("DROP FUNCTION scdl_record_version_immutable()")
    op.drop_table("scdl_record")
    op.drop_table("scdl_register")
