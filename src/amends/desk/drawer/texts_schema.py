"""The tables of texts that letters may quote, beside the others of the drawer."""

from __future__ import annotations

import sqlalchemy as sa

from amends.desk.drawer.schema import META, Text, Whole

texts = sa.Table(
    "texts",
    META,
    sa.Column("id", Text, primary_key=True),  # the beginning of its digest: the same text is there once
    sa.Column("title", Text, nullable=False),
    sa.Column("author", Text, nullable=False),
    sa.Column("text", Text, nullable=False),
    sa.Column("places", Text, nullable=False),  # where each part begins, and how it is cited: JSON
    sa.Column("words", Whole, nullable=False),
    sa.Column("added", Text, nullable=False),
)
text_grams = sa.Table(
    "text_grams",
    META,
    sa.Column("gram", Whole, nullable=False, index=True),
    sa.Column("text", Text, sa.ForeignKey("texts.id"), nullable=False, index=True),
    sa.Column("at", Whole, nullable=False),
    sa.PrimaryKeyConstraint("text", "at", name="pk_text_grams"),
)
