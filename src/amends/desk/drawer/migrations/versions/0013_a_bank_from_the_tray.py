"""A letter in the out tray can be for a letter bank: what it is about, and whether a court ordered it."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Forward. What lies there already is for no bank."""
    op.execute("ALTER TABLE out_tray ADD COLUMN about TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE out_tray ADD COLUMN ordered BOOLEAN NOT NULL DEFAULT 0")


def downgrade() -> None:
    """And back."""
    op.execute("ALTER TABLE out_tray DROP COLUMN ordered")
    op.execute("ALTER TABLE out_tray DROP COLUMN about")
