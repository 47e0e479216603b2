"""The table of reports.

Revision ID: 4b1f0c7a9d21
Revises:
"""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "4b1f0c7a9d21"
down_revision = None
branch_labels = None
depends_on = None

TABLE = "scdl_validation_report"


def _count(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("kind", sa.UnicodeText, nullable=False),
        _text("source"),
        sa.Column("size", sa.BigInteger),
        sa.Column("sha256", sa.UnicodeText),
        sa.Column("stored", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("resource_id", sa.UnicodeText, index=True),
        sa.Column("package_id", sa.UnicodeText, index=True),
        sa.Column("user_id", sa.UnicodeText, index=True),
        sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("state", sa.UnicodeText, nullable=False, server_default="queued"),
        sa.Column("job_id", sa.UnicodeText),
        _count("done"),
        _count("total"),
        sa.Column("standard", sa.UnicodeText),
        sa.Column("version", sa.UnicodeText),
        _text("schema_title"),
        sa.Column("descriptor", JSONB),
        sa.Column("options", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.Column("verdict", sa.UnicodeText),
        _count("rows"),
        _count("error_count"),
        _count("repair_count"),
        _count("warning_count"),
        _text("message"),
        sa.Column("report", JSONB),
        sa.Column("created", sa.DateTime, nullable=False, server_default=sa.text("timezone('utc', now())")),
        sa.Column("started", sa.DateTime),
        sa.Column("finished", sa.DateTime),
    )
    op.create_index("ix_scdl_validation_report_latest", TABLE, ["resource_id", "created"])
    op.create_index("ix_scdl_validation_report_state", TABLE, ["state", "created"])


def downgrade() -> None:
    op.drop_table(TABLE)
