"""Answers by mail are of a kind of their own.

SQLite can change a table's condition only by copying the table, or by changing what it says of itself; copying would
take what came with each answer along. The second way is the one SQLite describes for conditions (lang_altertable, 8).
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

BEFORE = "kind in ('office', 'slip', 'file', 'unsorted')"
AFTER = "kind in ('office', 'slip', 'file', 'unsorted', 'mail')"


def upgrade() -> None:
    """Forward."""
    _say_instead(BEFORE, AFTER)


def downgrade() -> None:
    """And back: an answer by mail has no place there, and the copy from before is what to go back to."""
    op.execute("DELETE FROM replies WHERE kind = 'mail'")
    _say_instead(AFTER, BEFORE)


def _say_instead(before: str, after: str) -> None:
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'replies'", (before, after)
    )
    assert changed.rowcount == 1
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
