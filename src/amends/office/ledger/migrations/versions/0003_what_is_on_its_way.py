"""Rounds: what is on its way, by which road, and what is in its box.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables. What was deposited before was in its box at once, and is so now."""
    op.add_column("letters", sa.Column("due", sa.String(length=20), nullable=True))
    op.create_table(
        "box",
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name=op.f("fk_box_letter")),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_box")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "errands",
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("carrier", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("due", sa.String(length=20), nullable=False),
        sa.Column("round", sa.String(length=32), server_default="", nullable=False),
        sa.Column("sending", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), server_default="", nullable=False),
        sa.Column("whom", sa.String(length=64), server_default="", nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name=op.f("fk_errands_letter")),
        sa.PrimaryKeyConstraint("letter", "carrier", name=op.f("pk_errands")),
        sqlite_with_rowid=False,
    )
    for columns, where in (
        (["carrier", "due", "letter"], "state = 'accepted' AND round = ''"),
        (["round", "letter"], "round <> ''"),
        (["token"], "token <> ''"),
        (["whom"], "whom <> ''"),
    ):
        rows = sa.text(where)
        name = op.f("ix_errands_" + "_".join(columns))
        op.create_index(name, "errands", columns, unique=False, sqlite_where=rows, postgresql_where=rows)
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("carrier", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("begun", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    op.create_index(op.f("ix_rounds_state"), "rounds", ["state"], unique=False)
    op.create_table(
        "paces",
        sa.Column("carrier", sa.String(length=16), nullable=False),
        sa.Column("left", sa.Float(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("carrier", name=op.f("pk_paces")),
    )
    op.create_table(
        "hushed",
        sa.Column("whom", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("whom", name=op.f("pk_hushed")),
    )
    op.execute("INSERT INTO box (letter, round, at) SELECT id, '', since FROM letters WHERE copy_of IS NULL")


def downgrade() -> None:
    """Take the tables away."""
    for table in ("hushed", "paces", "rounds", "errands", "box"):
        op.drop_table(table)
    op.execute("ALTER TABLE letters DROP COLUMN due")
