"""The hands that were made at this desk."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer.database import Transaction
from amends.desk.drawer.schema import hands
from amends.envelope import bind, unbind


def put_hand(tx: Transaction, name: str, files: dict[str, bytes], at: str) -> None:
    """Keeps a hand under its name, in the place of an older one of that name."""
    put = insert(hands).values(name=name, files=bind(files), made=at)
    tx.execute(
        put.on_conflict_do_update(
            index_elements=["name"], set_={"files": put.excluded.files, "made": put.excluded.made}
        )
    )


def hand_named(tx: Transaction, name: str) -> dict[str, bytes]:
    """The files of a hand, by name; none when there is no such hand."""
    data = tx.execute(sa.select(hands.c.files).where(hands.c.name == name)).scalar()
    return unbind(data) if data else {}


def hand_names(tx: Transaction) -> tuple[str, ...]:
    """The names of all hands that were made here, the oldest first."""
    return tuple(tx.execute(sa.select(hands.c.name).order_by(hands.c.made)).scalars())
