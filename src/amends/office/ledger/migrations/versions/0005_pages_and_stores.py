"""News a page at a time, and sealed bytes that lie in an object store.

Answers and what was told are numbered for each writer, so that a page of them is found without going through all of
that writer's letters.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# Both databases know UPDATE … FROM, and neither can number rows any other way in one statement.
_NUMBERED = (
    "UPDATE replies SET writer = one.writer, number = one.place FROM ("
    "SELECT r.id AS reply, l.writer AS writer, "
    "row_number() OVER (PARTITION BY l.writer ORDER BY r.arrived, r.id) AS place "
    "FROM replies r JOIN letters l ON l.id = r.letter) AS one WHERE one.reply = replies.id"
)
_TOLD = "UPDATE told SET writer = l.writer, number = l.number FROM letters AS l WHERE l.id = told.letter"


def upgrade() -> None:
    """Number what is there, and make the table of what lies in a store."""
    for table in ("replies", "told"):
        op.add_column(table, sa.Column("writer", sa.String(length=32), server_default="", nullable=False))
        op.add_column(table, sa.Column("number", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(_NUMBERED)
    op.execute(_TOLD)
    for table in ("replies", "told"):
        op.create_index(op.f(f"ix_{table}_writer_number"), table, ["writer", "number"], unique=False)
    op.create_index(op.f("ix_letters_writer_person"), "letters", ["writer", "person"], unique=False)
    op.create_table(
        "stored",
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("owner", "part", name=op.f("pk_stored")),
        sa.UniqueConstraint("name", name=op.f("uq_stored_name")),
    )


def downgrade() -> None:
    """Take it away. What lies in a store is not found any more: restore a backup into the database first."""
    op.drop_table("stored")
    op.drop_index(op.f("ix_letters_writer_person"), "letters")
    for table in ("told", "replies"):
        op.drop_index(op.f(f"ix_{table}_writer_number"), table)
        op.drop_column(table, "number")
        op.drop_column(table, "writer")
