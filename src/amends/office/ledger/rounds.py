"""Rounds in the ledger: which batches are open, who holds each, and how fast a carrier may go."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from amends.office.ledger.schema import PACES, ROUNDS
from amends.office.settings import Pace


@dataclass(frozen=True, slots=True)
class Round:
    """A round that is not done.

    Attributes:
        version: of the program's rounds that began it.
        holder: the worker that holds it.
    """

    id: str
    carrier: str
    version: str
    holder: str

    def is_newer_than(self, version: str) -> bool:
        """Whether a newer version of the work than this one began it."""
        return _number(self.version) > _number(version)


def _number(version: str) -> int:
    number = version.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


def begin(connection: Connection, one: Round, at: str) -> None:
    """Write a new round down."""
    connection.execute(
        insert(ROUNDS).values(
            id=one.id, carrier=one.carrier, version=one.version, holder=one.holder, epoch=0, state="open", begun=at
        )
    )


def hold(connection: Connection, round_id: str, holder: str) -> int:
    """Take a round in hand; whoever held it before can write nothing of it any more.

    Returns:
        The number to show with everything that is written of it; 0 if the round is done.
    """
    mine = update(ROUNDS).where(ROUNDS.c.id == round_id, ROUNDS.c.state == "open")
    if not connection.execute(mine.values(holder=holder, epoch=ROUNDS.c.epoch + 1)).rowcount:
        return 0
    return connection.execute(select(ROUNDS.c.epoch).where(ROUNDS.c.id == round_id)).scalar_one()


def is_held(connection: Connection, round_id: str, epoch: int) -> bool:
    """Whether the round is still held under this number."""
    found = select(ROUNDS.c.id).where(ROUNDS.c.id == round_id, ROUNDS.c.epoch == epoch, ROUNDS.c.state == "open")
    return connection.execute(found).first() is not None


def carrier_of(connection: Connection, round_id: str) -> str:
    """By which road a round goes; empty if there is no such round."""
    return connection.execute(select(ROUNDS.c.carrier).where(ROUNDS.c.id == round_id)).scalar_one_or_none() or ""


def close(connection: Connection, round_id: str) -> None:
    """The round is done."""
    connection.execute(update(ROUNDS).where(ROUNDS.c.id == round_id).values(state="done"))


def unfinished(connection: Connection) -> list[Round]:
    """Every round that is not done."""
    found = select(ROUNDS.c.id, ROUNDS.c.carrier, ROUNDS.c.version, ROUNDS.c.holder).where(ROUNDS.c.state == "open")
    return [Round(*row) for row in connection.execute(found.order_by(ROUNDS.c.begun, ROUNDS.c.id))]


def forget(connection: Connection, before: str) -> int:
    """Forget rounds that were done before this moment; how many."""
    return connection.execute(delete(ROUNDS).where(ROUNDS.c.state == "done", ROUNDS.c.begun < before)).rowcount


def may_take(connection: Connection, carrier: str, pace: Pace, now_ms: int, most: int) -> int:
    """How many notices a carrier may give now, all workers together; 0 to `most`."""
    row = connection.execute(select(PACES.c.left, PACES.c.at).where(PACES.c.carrier == carrier)).first()
    # A clock that was set back gives nothing and takes nothing away.
    passed = max(0, now_ms - row.at) / 1000 if row else 0.0
    left = min(pace.at_once, row.left + passed * pace.a_second) if row else pace.at_once
    return min(most, int(left))


def took(connection: Connection, carrier: str, pace: Pace, now_ms: int, count: int) -> None:
    """Write down that a carrier takes so many now."""
    row = connection.execute(select(PACES.c.left, PACES.c.at).where(PACES.c.carrier == carrier)).first()
    passed = max(0, now_ms - row.at) / 1000 if row else 0.0
    left = min(pace.at_once, row.left + passed * pace.a_second) if row else pace.at_once
    values = {"left": left - count, "at": now_ms}
    if row is None:
        connection.execute(insert(PACES).values(carrier=carrier, **values))
    else:
        connection.execute(update(PACES).where(PACES.c.carrier == carrier).values(values))
