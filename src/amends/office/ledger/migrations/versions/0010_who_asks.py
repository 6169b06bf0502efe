"""Who asks whether something is here for them, and who wants to hear of the next.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "askings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("whom", sa.String(length=64), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_askings")),
    )
    waits = sa.text("state = 'waits'")
    name = op.f("ix_askings_at")
    op.create_index(name, "askings", ["at"], unique=False, sqlite_where=waits, postgresql_where=waits)
    op.create_index(op.f("ix_askings_token"), "askings", ["token"], unique=False)
    op.create_index(op.f("ix_askings_whom_at"), "askings", ["whom", "at"], unique=False)
    op.create_table(
        "hearers",
        sa.Column("whom", sa.String(length=64), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("whom", name=op.f("pk_hearers")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("hearers")
    op.drop_index(op.f("ix_askings_whom_at"), table_name="askings")
    op.drop_index(op.f("ix_askings_token"), table_name="askings")
    op.drop_index(op.f("ix_askings_at"), table_name="askings")
    op.drop_table("askings")
