"""What is kept while a register gets ready for a new version of its standard."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "scdl_move",
        sa.Column("register_id", sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("to_version", sa.Text, nullable=False),
        sa.Column("report", JSONB, nullable=False),
        sa.Column("checked", sa.DateTime, nullable=False),
    )
    op.create_table(
        "scdl_move_record",
        sa.Column("record_id", sa.Text, sa.ForeignKey("scdl_record.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "register_id", sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("to_version", sa.Text, nullable=False),
        sa.Column("problems", JSONB, nullable=False),
        sa.Column("completed", JSONB, nullable=False),
        sa.Column("modified", sa.DateTime, nullable=False),
        sa.Column("modified_by", sa.Text),
    )


def downgrade() -> None:
    """Drop them; no record is lost, only what was prepared."""
    op.drop_table("scdl_move_record")
    op.drop_table("scdl_move")
