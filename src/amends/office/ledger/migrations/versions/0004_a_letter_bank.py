"""A letter bank: who reads for it and with which keys, what lies in it, who registered, and each letter's case.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "epochs",
        sa.Column("number", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=62), nullable=False),
        sa.Column("sign", sa.String(length=120), nullable=False),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.Column("ended", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_epochs")),
        sa.UniqueConstraint("key", name=op.f("uq_epochs_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "policies",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_policies")),
    )
    op.create_table(
        "registered",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("wish", sa.String(length=8), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("accompanied", sa.Boolean(), nullable=False),
        sa.Column("verified", sa.String(length=20), nullable=True),
        sa.Column("died", sa.String(length=20), nullable=True),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.Column("left", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_registered_code_sha256")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("roles", sa.String(length=120), nullable=False),
        sa.Column("age_key", sa.String(length=62), server_default="", nullable=False),
        sa.Column("sign_key", sa.String(length=43), server_default="", nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.Column("left", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_table(
        "epoch_keys",
        sa.Column("epoch", _NUMBER, nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["epoch"], ["epochs.number"], name=op.f("fk_epoch_keys_epoch")),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_epoch_keys_staff")),
        sa.PrimaryKeyConstraint("epoch", "staff", name=op.f("pk_epoch_keys")),
    )
    op.create_table(
        "in_bank",
        sa.Column("number", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("epoch", _NUMBER, nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("ordered", sa.Boolean(), nullable=False),
        sa.Column("envelope_sha256", sa.String(length=64), nullable=False),
        sa.Column("front", sa.LargeBinary(), nullable=True),
        sa.Column("letter", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.Column("withdrawn", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["epoch"], ["epochs.number"], name=op.f("fk_in_bank_epoch")),
        sa.ForeignKeyConstraint(["policy"], ["policies.sha256"], name=op.f("fk_in_bank_policy")),
        sa.ForeignKeyConstraint(["writer"], ["writers.id"], name=op.f("fk_in_bank_writer")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_in_bank")),
        sa.UniqueConstraint("id", name=op.f("uq_in_bank_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("in_bank", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_in_bank_writer_number"), ["writer", "number"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("registered", sa.String(length=32), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.Column("ended", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["registered"], ["registered.id"], name=op.f("fk_orders_registered")),
        sa.ForeignKeyConstraint(["writer"], ["writers.id"], name=op.f("fk_orders_writer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_orders_registered_writer"), ["registered", "writer"], unique=False)
    op.create_table(
        "bank_told",
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("requested", sa.Boolean(), nullable=False),
        sa.Column("received", sa.Boolean(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["in_bank.id"], name=op.f("fk_bank_told_letter")),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_bank_told")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("registered", sa.String(length=32), nullable=False),
        sa.Column("told", sa.String(length=20), nullable=True),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("road", sa.String(length=9), nullable=False),
        sa.Column("confirmed", sa.String(length=12), nullable=False),
        sa.Column("requested", sa.Boolean(), nullable=False),
        sa.Column("received", sa.Boolean(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.Column("released", sa.String(length=20), nullable=True),
        sa.Column("envelope", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["in_bank.id"], name=op.f("fk_cases_letter")),
        sa.ForeignKeyConstraint(["registered"], ["registered.id"], name=op.f("fk_cases_registered")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_letter"), ["letter"], unique=False)
        batch_op.create_index("ix_cases_registered_letter", ["registered", "letter"], unique=True)
    op.create_table(
        "findings",
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("front", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("signature", sa.String(length=88), nullable=False),
        sa.Column("remarks", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["in_bank.id"], name=op.f("fk_findings_letter")),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_findings_staff")),
        sa.PrimaryKeyConstraint("letter", "staff", name=op.f("pk_findings")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("findings")
    op.drop_index("ix_cases_registered_letter", table_name="cases")
    op.drop_index(op.f("ix_cases_letter"), table_name="cases")
    op.drop_table("cases")
    op.drop_table("bank_told")
    op.drop_index(op.f("ix_orders_registered_writer"), table_name="orders")
    op.drop_table("orders")
    op.drop_index(op.f("ix_in_bank_writer_number"), table_name="in_bank")
    op.drop_table("in_bank")
    op.drop_table("epoch_keys")
    op.drop_table("staff")
    op.drop_table("registered")
    op.drop_table("policies")
    op.drop_table("epochs")
