"""What pages left of the hands that wrote them. Personal data: it is here only while the writer wants hands known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer.database import Transaction
from amends.desk.drawer.schema import hand_traces as table


@dataclass(frozen=True, slots=True)
class KeptTrace:
    """What one page, or the pages of one answer, left.

    Attributes:
        reply: the answer they are.
        person: id of the person whose hand the writer says it is; or empty.
        version: of what was learnt when it was taken.
        data: the trace (`amends.desk.knowing.encode`).
        taken: when.
    """

    reply: str
    person: str
    version: str
    data: bytes = field(repr=False)
    taken: str


def put_trace(tx: Transaction, trace: KeptTrace) -> None:
    """Keeps a trace in the place of an older one of the same answer; whose hand it is stays."""
    put = insert(table).values(
        reply=trace.reply, person=trace.person or None, version=trace.version, bytes=trace.data, taken=trace.taken
    )
    fresh = {"version": trace.version, "bytes": trace.data, "taken": trace.taken}
    tx.execute(put.on_conflict_do_update(index_elements=["reply"], set_=fresh))


def kept_traces(tx: Transaction) -> tuple[KeptTrace, ...]:
    """Every trace, the oldest first."""
    query = sa.select(table).order_by(table.c.taken, table.c.reply)
    return tuple(KeptTrace(r.reply, r.person or "", r.version, r.bytes, r.taken) for r in tx.execute(query))


def say_whose(tx: Transaction, reply: str, person: str) -> bool:
    """Puts down whose hand an answer is in, or nobody's; returns whether there is a trace of it."""
    put = sa.update(table).where(table.c.reply == reply).values(person=person or None)
    return bool(tx.execute(put).rowcount)


def forget_traces(tx: Transaction, people: Sequence[str] | None = None) -> int:
    """Deletes the traces of these people, or with none given every trace; returns how many."""
    query = sa.delete(table) if people is None else sa.delete(table).where(table.c.person.in_(people))
    return int(tx.execute(query).rowcount)


def forget_trace(tx: Transaction, reply: str) -> None:
    """Deletes the trace of one answer."""
    tx.execute(sa.delete(table).where(table.c.reply == reply))
