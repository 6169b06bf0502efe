"""Texts that letters may quote, and where their words stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from amends.desk.drawer.database import Transaction
from amends.desk.drawer.letters import MANY
from amends.desk.drawer.texts_schema import text_grams, texts
from amends.desk.letters.quoting.finding import Hit
from amends.desk.letters.quoting.texts import Source


@dataclass(frozen=True, slots=True)
class TextKept:
    """A text on the shelf."""

    id: str
    title: str
    author: str
    places: tuple[tuple[int, str], ...]
    words: int
    added: str


def put_text(tx: Transaction, text_id: str, source: Source, grams: Sequence[int], at: str) -> bool:
    """Puts a text on the shelf with its index; returns whether it is new."""
    if tx.execute(sa.select(texts.c.id).where(texts.c.id == text_id)).first():
        return False
    row = {
        "id": text_id, "title": source.title, "author": source.author, "text": source.text,
        "places": json.dumps(source.places), "words": len(grams) + 2, "added": at,
    }  # fmt: skip
    tx.execute(sa.insert(texts).values(row))
    rows = [{"gram": gram, "text": text_id, "at": place} for place, gram in enumerate(grams)]
    for begin in range(0, len(rows), 10_000):
        tx.execute(sa.insert(text_grams), rows[begin : begin + 10_000])
    return True


def shelf(tx: Transaction) -> tuple[TextKept, ...]:
    """Every text, by title."""
    columns = (texts.c.id, texts.c.title, texts.c.author, texts.c.places, texts.c.words, texts.c.added)
    return tuple(
        TextKept(
            row.id,
            row.title,
            row.author,
            tuple((at, how) for at, how in json.loads(row.places)),
            row.words,
            row.added,
        )
        for row in tx.execute(sa.select(*columns).order_by(texts.c.title))
    )


def text_of(tx: Transaction, text_id: str) -> str:
    """All of a text."""
    return tx.execute(sa.select(texts.c.text).where(texts.c.id == text_id)).scalar_one()


def take_off(tx: Transaction, text_id: str) -> None:
    """Takes a text and its index off the shelf."""
    tx.execute(sa.delete(text_grams).where(text_grams.c.text == text_id))
    tx.execute(sa.delete(texts).where(texts.c.id == text_id))


def where(tx: Transaction, wanted: Iterable[int]) -> Mapping[int, Sequence[Hit]]:
    """Where these entries of the index stand."""
    numbers = list(wanted)
    found: dict[int, list[Hit]] = {}
    for begin in range(0, len(numbers), MANY):
        query = sa.select(text_grams).where(text_grams.c.gram.in_(numbers[begin : begin + MANY]))
        for row in tx.execute(query):
            found.setdefault(row.gram, []).append(Hit(row.text, row.at))
    return found
