"""What stands outside on a letter in a bank, sealed to each registrar.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "outsides",
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["in_bank.id"], name=op.f("fk_outsides_letter")),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_outsides_staff")),
        sa.PrimaryKeyConstraint("letter", "staff", name=op.f("pk_outsides")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("outsides")
