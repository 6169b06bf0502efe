"""Letters that came to a bank on paper: who took each in, and which clerks a custodian certified.

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table, and the column."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "clerks",
        sa.Column("epoch", number, nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["epoch"], ["epochs.number"], name=op.f("fk_clerks_epoch")),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_clerks_staff")),
        sa.PrimaryKeyConstraint("epoch", "staff", name=op.f("pk_clerks")),
    )
    op.add_column("in_bank", sa.Column("taken_in", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("in_bank", "taken_in")
    op.drop_table("clerks")
