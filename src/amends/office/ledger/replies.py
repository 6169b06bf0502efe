"""Sealed answers that wait for a writer.

An answer that was collected is kept and shown on: a desk that was cut off between fetching and putting away finds
it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Connection, func, insert, select, update

from amends.office.ledger import stored
from amends.office.ledger.schema import REPLIES
from amends.wire import WaitingReply

State: TypeAlias = Literal["waits", "collected", "taken-back"]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as the office knows it."""

    id: str
    letter: str
    state: State


def how_many(connection: Connection, letter: str) -> int:
    """How many answers to this letter were left and not taken back."""
    count = select(func.count()).where(REPLIES.c.letter == letter, REPLIES.c.state != "taken-back")
    return connection.execute(count).scalar_one()


def same(connection: Connection, letter: str, sha256: str) -> str:
    """The id of the answer with these very bytes, so that sending one again does not double it; empty if none."""
    found = select(REPLIES.c.id).where(
        REPLIES.c.letter == letter, REPLIES.c.sha256 == sha256, REPLIES.c.state != "taken-back"
    )
    return connection.execute(found.limit(1)).scalar_one_or_none() or ""


def put(connection: Connection, reply: WaitingReply, writer: str, sealed: bytes | None, name: str) -> None:
    """Write an answer to this writer down: its bytes, or under what name they lie in a store."""
    last = select(func.coalesce(func.max(REPLIES.c.number), 0)).where(REPLIES.c.writer == writer)
    number = connection.execute(last).scalar_one() + 1
    connection.execute(
        insert(REPLIES).values(
            id=reply.id, letter=reply.letter, arrived=reply.arrived, bytes=reply.bytes, sha256=reply.sha256,
            state="waits", sealed=None if name else sealed, writer=writer, number=number,
        )
    )  # fmt: skip
    if name:
        stored.put(connection, {(reply.id, "reply"): name})


def find(connection: Connection, reply_id: str, letter: str) -> Reply | None:
    """The answer with this id to this letter."""
    found = select(REPLIES.c.id, REPLIES.c.letter, REPLIES.c.state)
    row = connection.execute(found.where(REPLIES.c.id == reply_id, REPLIES.c.letter == letter)).first()
    return Reply(row.id, row.letter, row.state) if row else None


def take_back(connection: Connection, reply_id: str) -> None:
    """Forget the bytes of an answer that still waits."""
    waits = update(REPLIES).where(REPLIES.c.id == reply_id, REPLIES.c.state == "waits")
    if connection.execute(waits.values(state="taken-back", sealed=None)).rowcount:
        stored.forget(connection, reply_id, "reply")


def to_writer(connection: Connection, reply_id: str, writer: str) -> Reply | None:
    """This writer's answer with this id, unless it was taken back."""
    mine = REPLIES.c.id == reply_id, REPLIES.c.writer == writer, REPLIES.c.state != "taken-back"
    row = connection.execute(select(REPLIES.c.id, REPLIES.c.letter, REPLIES.c.state).where(*mine)).first()
    return Reply(row.id, row.letter, row.state) if row else None


def collect(connection: Connection, reply_id: str) -> None:
    """From now on this answer cannot be taken back."""
    connection.execute(update(REPLIES).where(REPLIES.c.id == reply_id).values(state="collected"))


def of_writer(connection: Connection, writer: str, after: str, most: int) -> list[WaitingReply]:
    """The answers to this writer's letters in the order they came, from the one after `after`."""
    rows = select(REPLIES.c.id, REPLIES.c.letter, REPLIES.c.arrived, REPLIES.c.bytes, REPLIES.c.sha256).where(
        REPLIES.c.writer == writer, REPLIES.c.state != "taken-back"
    )
    if after:
        number = select(REPLIES.c.number).where(REPLIES.c.id == after, REPLIES.c.writer == writer).scalar_subquery()
        rows = rows.where(REPLIES.c.number > func.coalesce(number, 0))
    return [WaitingReply(*row) for row in connection.execute(rows.order_by(REPLIES.c.number).limit(most))]
