"""What pages leave of the hands that wrote them, where the writer wants hands known."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

STEPS = (
    """
    CREATE TABLE hand_traces (
        reply TEXT NOT NULL,
        person TEXT,
        version TEXT NOT NULL,
        bytes BLOB NOT NULL,
        taken TEXT NOT NULL,
        CONSTRAINT pk_hand_traces PRIMARY KEY (reply),
        CONSTRAINT fk_hand_traces_reply FOREIGN KEY(reply) REFERENCES replies (id) ON DELETE CASCADE,
        CONSTRAINT fk_hand_traces_person FOREIGN KEY(person) REFERENCES people (id)
    )
    """,
    """
    CREATE INDEX ix_hand_traces_person ON hand_traces (person)
    """,
)


def upgrade() -> None:
    """Forward."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """And back."""
    op.drop_table("hand_traces")
