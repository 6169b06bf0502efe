"""Papers that came, with their fronts and clean pages; what answers ask for; and letters that answer them."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"

_REPLY = "FOREIGN KEY(reply) REFERENCES replies (id) ON DELETE CASCADE"
STEPS = (
    """
    CREATE TABLE scans (
        digest TEXT NOT NULL,
        name TEXT NOT NULL,
        bytes BLOB NOT NULL,
        taken_in TEXT NOT NULL,
        CONSTRAINT pk_scans PRIMARY KEY (digest)
    )
    """,
    f"""
    CREATE TABLE reply_scans (
        reply TEXT NOT NULL,
        scan TEXT NOT NULL,
        CONSTRAINT pk_reply_scans PRIMARY KEY (reply, scan),
        CONSTRAINT fk_reply_scans_reply {_REPLY},
        CONSTRAINT fk_reply_scans_scan FOREIGN KEY(scan) REFERENCES scans (digest) ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE papers (
        reply TEXT NOT NULL,
        at INTEGER NOT NULL,
        part INTEGER NOT NULL,
        page INTEGER NOT NULL,
        kind TEXT NOT NULL,
        corners TEXT NOT NULL,
        wide FLOAT NOT NULL,
        high FLOAT NOT NULL,
        measured TEXT NOT NULL,
        bare BOOLEAN NOT NULL,
        sure_up FLOAT NOT NULL,
        CONSTRAINT pk_papers PRIMARY KEY (reply, at),
        CONSTRAINT ck_papers_kind CHECK (kind in ('slip', 'front', 'page')),
        CONSTRAINT fk_papers_reply {_REPLY}
    )
    """,
    f"""
    CREATE TABLE fronts (
        reply TEXT NOT NULL,
        bytes BLOB NOT NULL,
        printed TEXT NOT NULL,
        CONSTRAINT pk_fronts PRIMARY KEY (reply),
        CONSTRAINT fk_fronts_reply {_REPLY}
    )
    """,
    f"""
    CREATE TABLE cleans (
        reply TEXT NOT NULL,
        bytes BLOB NOT NULL,
        CONSTRAINT pk_cleans PRIMARY KEY (reply),
        CONSTRAINT fk_cleans_reply {_REPLY}
    )
    """,
    f"""
    CREATE TABLE asks (
        reply TEXT NOT NULL,
        again TEXT NOT NULL,
        private BOOLEAN NOT NULL,
        CONSTRAINT pk_asks PRIMARY KEY (reply),
        CONSTRAINT fk_asks_reply {_REPLY}
    )
    """,
    f"""
    CREATE TABLE own_words (
        reply TEXT NOT NULL,
        text TEXT NOT NULL,
        at TEXT NOT NULL,
        CONSTRAINT pk_own_words PRIMARY KEY (reply),
        CONSTRAINT fk_own_words_reply {_REPLY}
    )
    """,
    """
    CREATE TABLE threads (
        letter TEXT NOT NULL,
        reply TEXT NOT NULL,
        CONSTRAINT pk_threads PRIMARY KEY (letter),
        CONSTRAINT fk_threads_letter FOREIGN KEY(letter) REFERENCES letters (id) ON DELETE CASCADE,
        CONSTRAINT fk_threads_reply FOREIGN KEY(reply) REFERENCES replies (id)
    )
    """,
    "CREATE INDEX ix_threads_reply ON threads (reply)",
)
TABLES = ("threads", "own_words", "asks", "cleans", "fronts", "papers", "reply_scans", "scans")


def upgrade() -> None:
    """Forward."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """And back."""
    for name in TABLES:
        op.drop_table(name)
