"""What was declared as nothing to publish, period by period."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; two standing declarations for one period of a register cannot be."""
    op.create_table(
        "scdl_declaration",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("register_id", sa.Text, sa.ForeignKey("scdl_register.id", ondelete="CASCADE"), nullable=False),
        sa.Column("period_start", sa.Date, nullable=False),
        sa.Column("period_end", sa.Date, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("on_behalf_of", sa.Text),
        sa.Column("confirmed_by", sa.Text),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("withdrawn", sa.DateTime),
        sa.Column("withdrawn_by", sa.Text),
    )
    op.create_index(
        "scdl_declaration_standing", "scdl_declaration", ["register_id", "period_start"], unique=True,
        postgresql_where=sa.text("withdrawn IS NULL"),
    )
    op.create_index("scdl_declaration_register", "scdl_declaration", ["register_id", "created"])


def downgrade() -> None:
    """Drop it; registers and records stay."""
    op.drop_table("scdl_declaration")
