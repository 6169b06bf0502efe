"""Texts that letters may quote, and an index of their words."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = (
    """
    CREATE TABLE texts (
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        author TEXT NOT NULL,
        text TEXT NOT NULL,
        places TEXT NOT NULL,
        words INTEGER NOT NULL,
        added TEXT NOT NULL,
        CONSTRAINT pk_texts PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE text_grams (
        gram INTEGER NOT NULL,
        text TEXT NOT NULL,
        at INTEGER NOT NULL,
        CONSTRAINT pk_text_grams PRIMARY KEY (text, at),
        CONSTRAINT fk_text_grams_text_texts FOREIGN KEY(text) REFERENCES texts (id)
    )
    """,
    "CREATE INDEX ix_text_grams_gram ON text_grams (gram)",
    "CREATE INDEX ix_text_grams_text ON text_grams (text)",
)


def upgrade() -> None:
    """Forward."""
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """And back: the files they were read from are the writer's own."""
    op.execute("DROP TABLE text_grams")
    op.execute("DROP TABLE texts")
