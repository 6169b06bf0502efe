"""The tables of what came on paper, of what answers ask for, and of the letters that answer them."""

from __future__ import annotations

import sqlalchemy as sa

from amends.desk.drawer.schema.ground import META, Bytes, Flag, Text, Whole
from amends.desk.drawer.schema.ground import id_column as _id

scans = sa.Table(  # files as they came, where an answer is only a part of one
    "scans",
    META,
    sa.Column("digest", Text, primary_key=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("bytes", Bytes, nullable=False),
    sa.Column("taken_in", Text, nullable=False),
)
reply_scans = sa.Table("reply_scans", META, _id("reply", "replies.id"), _id("scan", "scans.digest"))
papers = sa.Table(  # the sides of paper of an answer, and where each lies in what came
    "papers",
    META,
    _id("reply", "replies.id"),
    sa.Column("at", Whole, primary_key=True),
    sa.Column("part", Whole, nullable=False),  # which of its parts, from 0, and which page there
    sa.Column("page", Whole, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("corners", Text, nullable=False),  # eight shares of the picture's width and height
    sa.Column("wide", sa.Float, nullable=False),  # millimetres; 0 where it is not known
    sa.Column("high", sa.Float, nullable=False),
    sa.Column("measured", Text, nullable=False),
    sa.Column("bare", Flag, nullable=False),
    sa.Column("sure_up", sa.Float, nullable=False),
    sa.CheckConstraint("kind in ('slip', 'front', 'page')", "kind"),
)
fronts = sa.Table(
    "fronts",
    META,
    _id("reply", "replies.id"),
    sa.Column("bytes", Bytes, nullable=False),  # JPEG
    sa.Column("printed", Text, nullable=False),  # what is printed on it, line by line, where that was read
)
cleans = sa.Table("cleans", META, _id("reply", "replies.id"), sa.Column("bytes", Bytes, nullable=False))  # PDF/A
asks = sa.Table(  # what an answer asks for, known once it was opened
    "asks",
    META,
    _id("reply", "replies.id"),
    sa.Column("again", Text, nullable=False),
    sa.Column("private", Flag, nullable=False),
)
own_words = sa.Table(  # what the writer says an answer was
    "own_words",
    META,
    _id("reply", "replies.id"),
    sa.Column("text", Text, nullable=False),
    sa.Column("at", Text, nullable=False),
)
threads = sa.Table(  # letters that answer an answer
    "threads",
    META,
    _id("letter", "letters.id"),
    sa.Column("reply", Text, sa.ForeignKey("replies.id"), nullable=False, index=True),
)
joined = sa.Table(  # answers on paper that the writer joined behind another; what they consist of is copied there
    "joined",
    META,
    _id("reply", "replies.id"),
    sa.Column("behind", Text, sa.ForeignKey("replies.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column(
        "part", Whole, nullable=False
    ),  # from which of the other's parts, and of its sides of paper, they stand
    sa.Column("paper", Whole, nullable=False),
)
