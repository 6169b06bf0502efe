"""Staff accounts: invitations, passkeys, recovery codes, sessions.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "staff_invited",
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("expires", sa.String(length=20), nullable=False),
        sa.Column("used", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_staff_invited_staff_staff")),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_staff_invited")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(length=400), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("site", sa.String(length=255), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_passkeys_staff_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
    )
    op.create_index(op.f("ix_passkeys_staff"), "passkeys", ["staff"])
    op.create_table(
        "recovery",
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("used", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_recovery_staff_staff")),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_recovery")),
    )
    op.create_index(op.f("ix_recovery_staff"), "recovery", ["staff"])
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.Column("last", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_sessions_staff_staff")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_staff"), "sessions", ["staff"])


def downgrade() -> None:
    """Take them away again."""
    for index, table in (("ix_sessions_staff", "sessions"), ("ix_recovery_staff", "recovery")):
        op.drop_index(op.f(index), table_name=table)
        op.drop_table(table)
    op.drop_index(op.f("ix_passkeys_staff"), table_name="passkeys")
    op.drop_table("passkeys")
    op.drop_table("staff_invited")
