"""Sealed answers that wait for a writer.

An answer that was collected is kept and shown on: a desk that was cut off between fetching and putting away finds
it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Connection, func, insert, select, update

from amends.office.ledger.schema import LETTERS, REPLIES
from amends.wire import WaitingReply

State: TypeAlias = Literal["waits", "collected", "taken-back"]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as the office knows it."""

    id: str
    letter: str
    state: State


def waiting(connection: Connection, letter: str) -> int:
    """How many answers to this letter wait."""
    count = select(func.count()).where(REPLIES.c.letter == letter, REPLIES.c.state == "waits")
    return connection.execute(count).scalar_one()


def same(connection: Connection, letter: str, sha256: str) -> str:
    """The id of the answer with these very bytes, so that sending one again does not double it; empty if none."""
    found = select(REPLIES.c.id).where(
        REPLIES.c.letter == letter, REPLIES.c.sha256 == sha256, REPLIES.c.state != "taken-back"
    )
    return connection.execute(found.limit(1)).scalar_one_or_none() or ""


def put(connection: Connection, reply: WaitingReply, sealed: bytes) -> None:
    """Write an answer down."""
    connection.execute(
        insert(REPLIES).values(
            id=reply.id, letter=reply.letter, arrived=reply.arrived, bytes=reply.bytes, sha256=reply.sha256,
            state="waits", sealed=sealed,
        )
    )  # fmt: skip


def find(connection: Connection, reply_id: str, letter: str) -> Reply | None:
    """The answer with this id to this letter."""
    found = select(REPLIES.c.id, REPLIES.c.letter, REPLIES.c.state)
    row = connection.execute(found.where(REPLIES.c.id == reply_id, REPLIES.c.letter == letter)).first()
    return Reply(row.id, row.letter, row.state) if row else None


def take_back(connection: Connection, reply_id: str) -> None:
    """Forget the bytes of an answer that still waits."""
    waits = update(REPLIES).where(REPLIES.c.id == reply_id, REPLIES.c.state == "waits")
    connection.execute(waits.values(state="taken-back", sealed=None))


def collect(connection: Connection, reply_id: str, writer: str) -> tuple[Reply, bytes] | None:
    """This writer's answer and its bytes; from now on it cannot be taken back."""
    row = connection.execute(
        select(REPLIES.c.id, REPLIES.c.letter, REPLIES.c.state, REPLIES.c.sealed)
        .join(LETTERS, LETTERS.c.id == REPLIES.c.letter)
        .where(REPLIES.c.id == reply_id, LETTERS.c.writer == writer, REPLIES.c.state != "taken-back")
    ).first()
    if row is None:
        return None
    connection.execute(update(REPLIES).where(REPLIES.c.id == reply_id).values(state="collected"))
    return Reply(row.id, row.letter, row.state), bytes(row.sealed)


def of_writer(connection: Connection, writer: str) -> tuple[WaitingReply, ...]:
    """The answers to this writer's letters, in the order they came."""
    rows = connection.execute(
        select(REPLIES.c.id, REPLIES.c.letter, REPLIES.c.arrived, REPLIES.c.bytes, REPLIES.c.sha256)
        .join(LETTERS, LETTERS.c.id == REPLIES.c.letter)
        .where(LETTERS.c.writer == writer, REPLIES.c.state != "taken-back")
        .order_by(REPLIES.c.arrived, REPLIES.c.id)
    )
    return tuple(WaitingReply(*row) for row in rows)
