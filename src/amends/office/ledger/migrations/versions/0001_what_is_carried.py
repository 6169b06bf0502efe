"""The ledger's first form: writers, letters and their sealed parts, what recipients decided, answers, events.

Revision: 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "chunks",
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("writer", "letter", "offset", name=op.f("pk_chunks")),
    )
    op.create_table(
        "events",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=48), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_events")),
        sa.UniqueConstraint("digest", name=op.f("uq_events_digest")),
    )
    op.create_index(op.f("ix_events_letter_by_kind"), "events", ["letter", "by", "kind"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.String(length=20), nullable=False),
        sa.Column("used_by", sa.String(length=43), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_invitations")),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=2048), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "spent",
        sa.Column("tag", sa.LargeBinary(length=16), nullable=False),
        sa.Column("run", sa.LargeBinary(length=8), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_spent")),
    )
    op.create_index(op.f("ix_spent_issued"), "spent", ["issued"], unique=False)
    op.create_table(
        "writers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("desk_key", sa.String(length=43), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_writers")),
        sa.UniqueConstraint("desk_key", name=op.f("uq_writers_desk_key")),
    )
    op.create_table(
        "letters",
        sa.Column("number", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("writer", sa.String(length=32), nullable=True),
        sa.Column("copy_of", sa.String(length=32), nullable=True),
        sa.Column("act_key", sa.String(length=43), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("key_kind", sa.String(length=8), nullable=False),
        sa.Column("front_bytes", sa.Integer(), nullable=False),
        sa.Column("front_sha256", sa.String(length=64), nullable=False),
        sa.Column("letter_bytes", sa.Integer(), nullable=False),
        sa.Column("letter_sha256", sa.String(length=64), nullable=False),
        sa.Column("key_bytes", sa.Integer(), nullable=False),
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.Column("withdrawn", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["copy_of"], ["letters.id"], name=op.f("fk_letters_copy_of")),
        sa.ForeignKeyConstraint(["writer"], ["writers.id"], name=op.f("fk_letters_writer")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_letters")),
        sa.UniqueConstraint("id", name=op.f("uq_letters_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_letters_copy_of"), "letters", ["copy_of"], unique=False)
    op.create_index(op.f("ix_letters_writer_number"), "letters", ["writer", "number"], unique=False)
    op.create_table(
        "nevers",
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["writer"], ["writers.id"], name=op.f("fk_nevers_writer")),
        sa.PrimaryKeyConstraint("writer", "person", name=op.f("pk_nevers")),
    )
    op.create_table(
        "uploads",
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("touched", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["writer"], ["writers.id"], name=op.f("fk_uploads_writer")),
        sa.PrimaryKeyConstraint("writer", "letter", name=op.f("pk_uploads")),
    )
    op.create_table(
        "kept",
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("keep_key", sa.String(length=43), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name=op.f("fk_kept_letter")),
        sa.PrimaryKeyConstraint("letter", "keep_key", name=op.f("pk_kept")),
    )
    op.create_table(
        "parts",
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name=op.f("fk_parts_letter")),
        sa.PrimaryKeyConstraint("letter", "part", name=op.f("pk_parts")),
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("arrived", sa.String(length=20), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name=op.f("fk_replies_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    op.create_index(op.f("ix_replies_letter_state"), "replies", ["letter", "state"], unique=False)
    op.create_table(
        "told",
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("requested", sa.Boolean(), nullable=False),
        sa.Column("received", sa.Boolean(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.Column("not_wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name=op.f("fk_told_letter")),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_told")),
    )


def downgrade() -> None:
    """Take the tables away, and all that is in them."""
    op.drop_table("told")
    op.drop_table("replies")
    op.drop_table("parts")
    op.drop_table("kept")
    op.drop_table("uploads")
    op.drop_table("nevers")
    op.drop_table("letters")
    op.drop_table("writers")
    op.drop_table("spent")
    op.drop_table("office")
    op.drop_table("invitations")
    op.drop_table("events")
    op.drop_table("chunks")
