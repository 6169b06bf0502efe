"""What the desk knows about itself and its writer."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer.database import Transaction
from amends.desk.drawer.schema import settings


def setting(tx: Transaction, name: str) -> bytes:
    """What was put down under this name; empty when nothing was."""
    return tx.execute(sa.select(settings.c.value).where(settings.c.name == name)).scalar() or b""


def set_down(tx: Transaction, name: str, value: bytes) -> None:
    """Puts something down under a name, in the place of what was there."""
    put = insert(settings).values(name=name, value=value)
    tx.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value}))


_GUESSING = "guessing"


def may_guess(tx: Transaction) -> bool:
    """Whether the desk may suggest whom something is from at all; it may, until the writer says no."""
    return setting(tx, _GUESSING) != b"no"


def let_guess(tx: Transaction, *, so: bool) -> None:
    """Puts down whether it may."""
    set_down(tx, _GUESSING, b"yes" if so else b"no")
