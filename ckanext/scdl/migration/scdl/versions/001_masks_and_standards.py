"""Masks, and the standards that are added at run time."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the stamp by which every process learns that they changed."""
    op.create_table(
        "scdl_mask",
        sa.Column("organization_id", sa.Text, primary_key=True),
        sa.Column("schema_name", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("settings", JSONB, nullable=False),
        sa.Column("restored_from", sa.Integer),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
    )
    op.create_index("scdl_mask_schema", "scdl_mask", ["schema_name", "organization_id"])
    op.create_table(
        "scdl_standard",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False, server_default=""),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.UniqueConstraint("name", "version", name="scdl_standard_name_version"),
    )
    op.create_table(
        "scdl_standard_overlay",
        sa.Column("standard_id", sa.Text, sa.ForeignKey("scdl_standard.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("overlay", JSONB, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
    )
    op.create_table(
        "scdl_standard_retired",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
    )
    op.create_table(
        "scdl_stamp",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop all of it, with what it holds."""
    for table in ("scdl_stamp", "scdl_standard_retired", "scdl_standard_overlay", "scdl_standard", "scdl_mask"):
        op.drop_table(table)
