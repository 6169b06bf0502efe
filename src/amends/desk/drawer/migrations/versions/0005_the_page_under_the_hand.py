"""The page as it stands under the writer's hands, until it is kept as a draft."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Forward."""
    op.execute(
        """
        CREATE TABLE writing (
            about TEXT NOT NULL,
            text TEXT NOT NULL,
            since TEXT NOT NULL,
            at TEXT NOT NULL,
            CONSTRAINT pk_writing PRIMARY KEY (about)
        )
        """
    )


def downgrade() -> None:
    """And back."""
    op.execute("DROP TABLE writing")
