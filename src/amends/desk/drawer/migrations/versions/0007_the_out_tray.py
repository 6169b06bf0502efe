"""Letters that were looked at for the last time and go when their moment has come."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Forward."""
    op.execute(
        """
        CREATE TABLE out_tray (
            letter TEXT NOT NULL,
            place TEXT NOT NULL,
            road TEXT NOT NULL,
            mail BOOLEAN NOT NULL,
            looked TEXT NOT NULL,
            laid TEXT NOT NULL,
            due TEXT NOT NULL,
            stayed TEXT NOT NULL,
            CONSTRAINT pk_out_tray PRIMARY KEY (letter),
            CONSTRAINT fk_out_tray_letter_letters FOREIGN KEY(letter) REFERENCES letters (id) ON DELETE CASCADE,
            CONSTRAINT ck_out_tray_road CHECK (road in ('link', 'words'))
        )
        """
    )
    op.execute("CREATE INDEX ix_out_tray_due ON out_tray (due)")


def downgrade() -> None:
    """And back."""
    op.execute("DROP TABLE out_tray")
