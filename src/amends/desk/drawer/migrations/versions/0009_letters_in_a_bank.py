"""Letters that lie in a letter bank, and what its readers remarked."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Forward."""
    op.execute(
        """
        CREATE TABLE in_bank (
            letter TEXT NOT NULL,
            office TEXT NOT NULL,
            about TEXT NOT NULL,
            ordered BOOLEAN NOT NULL,
            screening TEXT NOT NULL,
            heard TEXT NOT NULL,
            CONSTRAINT pk_in_bank PRIMARY KEY (letter),
            CONSTRAINT fk_in_bank_letter FOREIGN KEY(letter) REFERENCES letters (id) ON DELETE CASCADE,
            CONSTRAINT ck_in_bank_screening CHECK (screening in ('waiting', 'returned', 'rejected', 'approved'))
        )
        """
    )
    op.execute("CREATE INDEX ix_in_bank_office ON in_bank (office)")
    op.execute(
        """
        CREATE TABLE bank_remarks (
            letter TEXT NOT NULL,
            at INTEGER NOT NULL,
            said BLOB NOT NULL,
            CONSTRAINT pk_bank_remarks PRIMARY KEY (letter, at),
            CONSTRAINT fk_bank_remarks_letter FOREIGN KEY(letter) REFERENCES in_bank (letter) ON DELETE CASCADE
        )
        """
    )


def downgrade() -> None:
    """And back."""
    op.execute("DROP TABLE bank_remarks")
    op.execute("DROP TABLE in_bank")
