"""Desk keys whose place another copy of the same desk has taken.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "superseded",
        sa.Column("desk_key", sa.String(length=43), nullable=False),
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("until", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["writer"], ["writers.id"], name=op.f("fk_superseded_writer_writers")),
        sa.PrimaryKeyConstraint("desk_key", name=op.f("pk_superseded")),
    )
    op.create_index(op.f("ix_superseded_writer"), "superseded", ["writer"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_index(op.f("ix_superseded_writer"), table_name="superseded")
    op.drop_table("superseded")
