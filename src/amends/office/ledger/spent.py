"""Nonces that were used."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, or_, select

from amends.office.ledger.schema import SPENT


def spend(connection: Connection, tag: bytes, run: bytes, issued: int) -> bool:
    """Use this nonce up; false if it was used before."""
    if connection.execute(select(SPENT.c.issued).where(SPENT.c.tag == tag)).first() is not None:
        return False
    connection.execute(insert(SPENT).values(tag=tag, run=run, issued=issued))
    return True


def forget(connection: Connection, run: bytes, before: int) -> None:
    """Forget the nonces of earlier runs, and of this run those issued before this many milliseconds."""
    connection.execute(delete(SPENT).where(or_(SPENT.c.run != run, SPENT.c.issued < before)))
