"""Letters on paper that were cut in two, and which the writer joined."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Forward."""
    op.execute(
        """
        CREATE TABLE joined (
            reply TEXT NOT NULL,
            behind TEXT NOT NULL,
            part INTEGER NOT NULL,
            paper INTEGER NOT NULL,
            CONSTRAINT pk_joined PRIMARY KEY (reply),
            CONSTRAINT fk_joined_reply FOREIGN KEY(reply) REFERENCES replies (id) ON DELETE CASCADE,
            CONSTRAINT fk_joined_behind FOREIGN KEY(behind) REFERENCES replies (id) ON DELETE CASCADE
        )
        """
    )
    op.execute("CREATE INDEX ix_joined_behind ON joined (behind)")


def downgrade() -> None:
    """And back."""
    op.drop_table("joined")
