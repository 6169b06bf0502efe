"""What came back: answers, what recipients chose to tell, and letters a lost copy of the desk posted."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

STEPS = (
    """
    CREATE TABLE elsewhere (
        office TEXT NOT NULL,
        letter TEXT NOT NULL,
        CONSTRAINT pk_elsewhere PRIMARY KEY (office, letter)
    )
    """,
    """
    CREATE TABLE replies (
        id TEXT NOT NULL,
        letter TEXT,
        kind TEXT NOT NULL,
        digest TEXT NOT NULL,
        certain BOOLEAN NOT NULL,
        arrived TEXT NOT NULL,
        opened TEXT NOT NULL,
        note TEXT NOT NULL,
        CONSTRAINT pk_replies PRIMARY KEY (id),
        CONSTRAINT ck_replies_kind CHECK (kind in ('office', 'slip', 'file', 'unsorted')),
        CONSTRAINT fk_replies_letter FOREIGN KEY(letter) REFERENCES letters (id),
        CONSTRAINT uq_replies_digest UNIQUE (digest)
    )
    """,
    """
    CREATE INDEX ix_replies_letter ON replies (letter)
    """,
    """
    CREATE TABLE told (
        letter TEXT NOT NULL,
        requested BOOLEAN NOT NULL,
        received BOOLEAN NOT NULL,
        read BOOLEAN NOT NULL,
        not_wanted BOOLEAN NOT NULL,
        heard TEXT NOT NULL,
        CONSTRAINT pk_told PRIMARY KEY (letter),
        CONSTRAINT fk_told_letter FOREIGN KEY(letter) REFERENCES letters (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE reply_parts (
        reply TEXT NOT NULL,
        at INTEGER NOT NULL,
        name TEXT NOT NULL,
        bytes BLOB NOT NULL,
        CONSTRAINT pk_reply_parts PRIMARY KEY (reply, at),
        CONSTRAINT fk_reply_parts_reply FOREIGN KEY(reply) REFERENCES replies (id) ON DELETE CASCADE
    )
    """,
)
TABLES = ("elsewhere", "replies", "told", "reply_parts")


def upgrade() -> None:
    """Forward."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """And back, the youngest table first."""
    for table in reversed(TABLES):
        op.drop_table(table)
