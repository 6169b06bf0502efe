"""What an answer asks for, what the writer says it was, and the letters that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction


@dataclass(frozen=True, slots=True)
class Asks:
    """What whoever answered asks for.

    Attributes:
        again: whether the writer may write again: `one`, `no`, or empty where they could not say.
        private: whether it shall stay with the writer.
    """

    again: str = ""
    private: bool = False


NOTHING: Final = Asks()


def put_asks(tx: Transaction, reply: str, asks: Asks) -> None:
    """Puts down what an answer asks for."""
    values = {"again": asks.again, "private": asks.private}
    put = insert(schema.asks).values(reply=reply, **values)
    tx.execute(put.on_conflict_do_update(index_elements=["reply"], set_=values))


def asked(tx: Transaction) -> dict[str, Asks]:
    """What every answer asks for that was opened and could say so, by its id."""
    return {row.reply: Asks(row.again, row.private) for row in tx.execute(sa.select(schema.asks))}


def put_own_words(tx: Transaction, reply: str, text: str, at: str) -> None:
    """Puts down what the writer says an answer was; nothing takes it off again."""
    table = schema.own_words
    if not text:
        tx.execute(sa.delete(table).where(table.c.reply == reply))
        return
    put = insert(table).values(reply=reply, text=text, at=at)
    tx.execute(put.on_conflict_do_update(index_elements=["reply"], set_={"text": text, "at": at}))


def own_words(tx: Transaction) -> dict[str, str]:
    """What the writer says of answers, by their ids."""
    return {row.reply: row.text for row in tx.execute(sa.select(schema.own_words))}


def put_in_thread(tx: Transaction, letter: str, reply: str) -> None:
    """Puts down that a letter answers an answer."""
    tx.execute(insert(schema.threads).values(letter=letter, reply=reply).on_conflict_do_nothing())


def threads(tx: Transaction) -> dict[str, str]:
    """The letters that answer an answer: the answer's id by the letter's."""
    return {row.letter: row.reply for row in tx.execute(sa.select(schema.threads))}
