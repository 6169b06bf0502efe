"""Drafts that a friend was asked to read, and what they said."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = (
    """
    CREATE TABLE lent (
        id TEXT NOT NULL,
        letter TEXT NOT NULL,
        number INTEGER NOT NULL,
        reader TEXT NOT NULL,
        passages TEXT NOT NULL,
        secret TEXT NOT NULL,
        reply TEXT NOT NULL,
        words TEXT NOT NULL,
        sealed BLOB NOT NULL,
        place TEXT NOT NULL,
        at TEXT NOT NULL,
        back TEXT NOT NULL,
        CONSTRAINT pk_lent PRIMARY KEY (id),
        CONSTRAINT fk_lent_letter_letters FOREIGN KEY(letter) REFERENCES letters (id)
    )
    """,
    "CREATE INDEX ix_lent_letter ON lent (letter)",
    """
    CREATE TABLE friend_remarks (
        digest TEXT NOT NULL,
        at INTEGER NOT NULL,
        lent TEXT NOT NULL,
        passage TEXT NOT NULL,
        says TEXT NOT NULL,
        arrived TEXT NOT NULL,
        CONSTRAINT pk_friend_remarks PRIMARY KEY (digest, at),
        CONSTRAINT fk_friend_remarks_lent_lent FOREIGN KEY(lent) REFERENCES lent (id)
    )
    """,
    "CREATE INDEX ix_friend_remarks_lent ON friend_remarks (lent)",
)


def upgrade() -> None:
    """Forward."""
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """And back."""
    op.execute("DROP TABLE friend_remarks")
    op.execute("DROP TABLE lent")
