"""Answers that a bank reads before the writer does.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "answer_cards",
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_answer_cards_case")),
        sa.PrimaryKeyConstraint("case", name=op.f("pk_answer_cards")),
    )
    op.create_table(
        "answers",
        sa.Column("number", number, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("epoch", number, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=88), nullable=False),
        sa.Column("arrived", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("remarks", sa.LargeBinary(), nullable=True),
        sa.Column("decided", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_answers_case")),
        sa.ForeignKeyConstraint(["epoch"], ["epochs.number"], name=op.f("fk_answers_epoch")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_answers")),
        sa.UniqueConstraint("id", name=op.f("uq_answers_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_answers_case_number"), "answers", ["case", "number"], unique=False)
    op.create_table(
        "answer_findings",
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("signature", sa.String(length=88), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["answer"], ["answers.id"], name=op.f("fk_answer_findings_answer")),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_answer_findings_staff")),
        sa.PrimaryKeyConstraint("answer", "staff", name=op.f("pk_answer_findings")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("answer_findings")
    op.drop_index(op.f("ix_answers_case_number"), table_name="answers")
    op.drop_table("answers")
    op.drop_table("answer_cards")
