"""Drafts that a friend was asked to read, and what they said of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction


@dataclass(frozen=True, slots=True)
class Lent:
    """A draft that somebody was asked to read.

    Attributes:
        id: of the copy, which is a letter of its own to whoever carries it.
        letter: of which letter it is a draft.
        number: which draft.
        reader: who was asked.
        passages: its paragraphs, by the numbers they bear in the copy, from 1.
        secret, reply: the copy's keys, as age writes identities.
        words: behind which the key is, where it is not in the link.
        sealed: the packed envelope.
        place: an office's id, or `folder:` and a folder's path; empty for a file that was saved.
        at: when it was sealed.
        back: when it was taken back; or empty.
    """

    id: str
    letter: str
    number: int
    reader: str
    passages: tuple[str, ...]
    secret: str = field(repr=False)
    reply: str = field(repr=False)
    words: str = field(repr=False)
    sealed: bytes = field(repr=False)
    place: str
    at: str
    back: str = ""


@dataclass(frozen=True, slots=True)
class FriendRemark:
    """What a friend said.

    Attributes:
        reader: who.
        number: of which draft.
        passage: of which words of it; empty where of the whole.
        says: what.
        arrived: when.
    """

    reader: str
    number: int
    passage: str
    says: str
    arrived: str


def put_lent(tx: Transaction, lent: Lent) -> None:
    """Keeps such a copy, with its keys, before anything of it leaves."""
    values = {**asdict(lent), "passages": json.dumps(lent.passages, ensure_ascii=False)}
    tx.execute(insert(schema.lent).values(values))


def lent_by_id(tx: Transaction, copy: str) -> Lent | None:
    """The copy of this id."""
    return next(iter(_lent(tx, sa.select(schema.lent).where(schema.lent.c.id == copy))), None)


def lent_of(tx: Transaction, letter: str) -> tuple[Lent, ...]:
    """Everybody who was asked to read a draft of a letter, in order."""
    return _lent(tx, sa.select(schema.lent).where(schema.lent.c.letter == letter).order_by(schema.lent.c.at))


def mark_back(tx: Transaction, copy: str, at: str) -> None:
    """Puts down that a copy was taken back."""
    tx.execute(sa.update(schema.lent).where(schema.lent.c.id == copy).values(back=at))


def put_remarks(tx: Transaction, copy: str, digest: str, remarks: Sequence[tuple[str, str]], arrived: str) -> bool:
    """Keeps what came back, as passage and remark; returns whether it is new."""
    here = sa.select(schema.friend_remarks.c.digest).where(schema.friend_remarks.c.digest == digest).limit(1)
    if tx.execute(here).first():
        return False
    rows = [
        {"digest": digest, "at": at, "lent": copy, "passage": passage, "says": says, "arrived": arrived}
        for at, (passage, says) in enumerate(remarks)
    ]
    tx.execute(sa.insert(schema.friend_remarks), rows)
    return True


def taken_in(tx: Transaction) -> frozenset[str]:
    """Digests of every answer with remarks that is here."""
    return frozenset(tx.execute(sa.select(schema.friend_remarks.c.digest).distinct()).scalars())


def remarks_on(tx: Transaction, letter: str) -> tuple[FriendRemark, ...]:
    """What friends said of a letter's drafts, the newest answer first."""
    said, lent = schema.friend_remarks.c, schema.lent.c
    query = (
        sa.select(lent.reader, lent.number, said.passage, said.says, said.arrived)
        .join_from(schema.friend_remarks, schema.lent)
        .where(lent.letter == letter)
        .order_by(said.arrived.desc(), said.digest, said.at)
    )
    return tuple(FriendRemark(*row) for row in tx.execute(query))


def _lent(tx: Transaction, query: sa.Select[Any]) -> tuple[Lent, ...]:
    return tuple(
        Lent(
            row.id, row.letter, row.number, row.reader, tuple(json.loads(row.passages)), row.secret, row.reply,
            row.words, row.sealed, row.place, row.at, row.back,
        )
        for row in tx.execute(query)
    )  # fmt: skip
