"""What a row of the list shows stands in the row, so that a page of it looks nothing up one by one."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Forward. Every row is made anew the next time the list is looked at."""
    op.execute("ALTER TABLE listing ADD COLUMN name TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE listing ADD COLUMN town TEXT NOT NULL DEFAULT ''")
    op.execute("CREATE INDEX ix_listing_counted ON listing (stage)")
    op.execute("INSERT INTO stale SELECT id FROM people WHERE id NOT IN (SELECT what FROM stale)")


def downgrade() -> None:
    """And back."""
    op.execute("DROP INDEX ix_listing_counted")
    op.execute("ALTER TABLE listing DROP COLUMN town")
    op.execute("ALTER TABLE listing DROP COLUMN name")
