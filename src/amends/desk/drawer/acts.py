"""The log of the writer's own acts: only ever added to."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from amends.desk.drawer.database import Transaction
from amends.desk.drawer.schema import acts


@dataclass(frozen=True, slots=True)
class WriterAct:
    """One thing the writer did: when, what, with which letter if with one, and how."""

    at: str
    act: str
    letter: str = ""
    detail: str = ""


def log(tx: Transaction, *done: WriterAct) -> None:
    """Adds to the log."""
    if done:
        rows = [{"at": one.at, "act": one.act, "letter": one.letter, "detail": one.detail} for one in done]
        tx.execute(sa.insert(acts), rows)


def all_acts(tx: Transaction, letter: str = "") -> tuple[WriterAct, ...]:
    """The log from its beginning; of one letter, if one is named."""
    query = sa.select(acts).order_by(acts.c.number)
    if letter:
        query = query.where(acts.c.letter == letter)
    return tuple(WriterAct(row.at, row.act, row.letter, row.detail) for row in tx.execute(query))


def newest_act(tx: Transaction) -> int:
    """The number of the newest act, by which one sees that something was done since; 0 where nothing was."""
    return tx.execute(sa.select(sa.func.max(acts.c.number))).scalar() or 0
