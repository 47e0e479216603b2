"""Supervised imports: a file, what was understood of it, and what became of it."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "scdl_import_batch",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("register_id", sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("schema_version", sa.Text, nullable=False),
        sa.Column("options", JSONB, nullable=False),
        sa.Column("report", JSONB),
        sa.Column("result", JSONB),
        sa.Column("message", sa.Text),
        sa.Column("plan", sa.Text),
        sa.Column("done", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("total", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("beat", sa.DateTime),
        sa.Column("stored", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("modified", sa.DateTime, nullable=False),
        sa.Column("actor", sa.Text),
        sa.Column("accepted", sa.DateTime),
        sa.Column("accepted_by", sa.Text),
        sa.Column("undone", sa.DateTime),
        sa.Column("undone_by", sa.Text),
        sa.UniqueConstraint("register_id", "number", name="scdl_import_batch_number"),
    )
    op.create_index("scdl_import_batch_state", "scdl_import_batch", ["state", "modified"])


def downgrade() -> None:
    """Drop it; what was imported stays in the registers."""
    op.drop_table("scdl_import_batch")
