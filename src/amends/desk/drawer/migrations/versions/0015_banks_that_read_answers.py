"""Whether a bank said that it reads answers before the writer does."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Forward. What lies in a bank already was deposited without anybody writing that down."""
    op.execute("ALTER TABLE in_bank ADD COLUMN reads_answers BOOLEAN NOT NULL DEFAULT 0")


def downgrade() -> None:
    """And back."""
    op.drop_column("in_bank", "reads_answers")
