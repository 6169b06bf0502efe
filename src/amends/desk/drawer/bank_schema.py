"""The tables of letters that lie in a letter bank, beside those of `schema`."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from amends.desk.drawer.schema import META

in_bank: Final = sa.Table(
    "in_bank",
    META,
    sa.Column("letter", sa.Text, sa.ForeignKey("letters.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("office", sa.Text, nullable=False, index=True),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("ordered", sa.Boolean, nullable=False),
    sa.Column("screening", sa.Text, nullable=False),
    sa.Column("heard", sa.Text, nullable=False),
    sa.Column("reads_answers", sa.Boolean, nullable=False, server_default="0"),
    sa.CheckConstraint("screening in ('waiting', 'returned', 'rejected', 'approved')", "screening"),
)
bank_remarks: Final = sa.Table(
    "bank_remarks",
    META,
    sa.Column("letter", sa.Text, sa.ForeignKey("in_bank.letter", ondelete="CASCADE"), primary_key=True),
    sa.Column("at", sa.Integer, primary_key=True),
    sa.Column("said", sa.LargeBinary, nullable=False),
)
