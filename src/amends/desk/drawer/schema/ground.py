"""What all tables stand on."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

META: Final = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Text, Whole, Bytes, Flag = sa.Text, sa.Integer, sa.LargeBinary, sa.Boolean


def id_column(name: str, of: str) -> sa.Column[str]:
    """A key column that names a row of another table and goes with it."""
    return sa.Column(name, Text, sa.ForeignKey(of, ondelete="CASCADE"), primary_key=True)
