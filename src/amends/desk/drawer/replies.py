"""What came back: answers, and what recipients chose to tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.papers import is_answer
from amends.wire import Told

ReplyKind: TypeAlias = Literal["office", "slip", "file", "unsorted", "mail"]
"""How it came: through an office, on paper by its slip, as a file, on paper that nothing places, or by mail."""

SEALED: Final = "reply.age"
MAIL: Final = "mail.eml"
"""What the one part of a sealed answer is called, and that of a mail; all others are pages on paper."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Something that came back, opened or not.

    Attributes:
        id: 32 hexadecimal digits; for one from an office, the office's id of it.
        letter: the letter it answers; empty in the unsorted tray.
        kind: how it came.
        digest: SHA-256 of what came, so that the same thing is never taken in twice.
        certain: whether a code, an office or a token places it: "answers this letter", never "was written by".
        arrived: when it arrived, at the office or at the desk.
        opened: when the writer opened it; or empty.
        note: what the writer should know of how it was read.
    """

    id: str
    letter: str
    kind: ReplyKind
    digest: str
    certain: bool
    arrived: str
    opened: str = ""
    note: str = ""


def put_reply(tx: Transaction, reply: Reply, parts: Iterable[tuple[str, bytes]]) -> bool:
    """Keeps something that came back: sealed bytes, or scanned pages as they came.

    Returns:
        Whether it is new: what came before is not taken in again.
    """
    put = insert(schema.replies).values(
        id=reply.id, letter=reply.letter or None, kind=reply.kind, digest=reply.digest, certain=reply.certain,
        arrived=reply.arrived, opened=reply.opened, note=reply.note,
    )  # fmt: skip
    if not tx.execute(put.on_conflict_do_nothing()).rowcount:
        return False
    rows = [{"reply": reply.id, "at": at, "name": name, "bytes": data} for at, (name, data) in enumerate(parts)]
    tx.execute(sa.insert(schema.reply_parts), rows)
    return True


def replies(tx: Transaction) -> tuple[Reply, ...]:
    """Everything that came back: what is unopened first, and then by when it arrived."""
    return _replies(tx, sa.select(schema.replies))


def replies_to(tx: Transaction, letter: str) -> tuple[Reply, ...]:
    """What came back to one letter, in the same order."""
    return _replies(tx, sa.select(schema.replies).where(schema.replies.c.letter == letter))


def _replies(tx: Transaction, query: sa.Select[Any]) -> tuple[Reply, ...]:
    held = schema.replies.c
    rows = tx.execute(query.where(_by_itself(held.id)).order_by(held.opened != "", held.arrived, held.id))
    return tuple(Reply(r.id, r.letter or "", r.kind, r.digest, r.certain, r.arrived, r.opened, r.note) for r in rows)


def _by_itself(reply: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The condition that an answer was not joined behind another."""
    return reply.not_in(sa.select(schema.joined.c.reply))


def parts_of(tx: Transaction, reply: str) -> tuple[tuple[str, bytes], ...]:
    """What a reply consists of: name and bytes of each part, in order."""
    table = schema.reply_parts
    query = sa.select(table.c.name, table.c.bytes).where(table.c.reply == reply).order_by(table.c.at)
    return tuple((row.name, row.bytes) for row in tx.execute(query))


def put_with(tx: Transaction, reply: str, letter: str, note: str) -> None:
    """Puts a page with a letter, by the writer's own eye, or with none; it never becomes certain by that."""
    table = schema.replies
    tx.execute(sa.update(table).where(table.c.id == reply).values(letter=letter or None, certain=False, note=note))


def opened_at(tx: Transaction, reply: str) -> str:
    """When a reply was first opened; empty where it is closed."""
    table = schema.replies
    return tx.execute(sa.select(table.c.opened).where(table.c.id == reply)).scalar_one_or_none() or ""


def mark_opened(tx: Transaction, reply: str, at: str) -> None:
    """Puts down when a reply was first opened."""
    table = schema.replies
    tx.execute(sa.update(table).where(table.c.id == reply, table.c.opened == "").values(opened=at))


def put_told(tx: Transaction, told: Told, at: str) -> bool:
    """Keeps what a recipient chose to tell; it can grow and never shrinks. Returns whether anything is new."""
    before = told_about(tx).get(told.letter, Told(told.letter))
    flags = {
        name: getattr(told, name) or getattr(before, name) for name in ("requested", "received", "read", "not_wanted")
    }
    now = Told(told.letter, **flags)
    if now == before:
        return False
    put = insert(schema.told).values(letter=told.letter, heard=at, **flags)
    tx.execute(put.on_conflict_do_update(index_elements=["letter"], set_={**flags, "heard": at}))
    return True


def told_about(tx: Transaction) -> dict[str, Told]:
    """What recipients chose to tell, by letter."""
    return {
        row.letter: Told(row.letter, row.requested, row.received, row.read, row.not_wanted)
        for row in tx.execute(sa.select(schema.told))
    }


def count_unopened(tx: Transaction) -> int:
    """How many answers are closed."""
    closed = schema.replies.c
    return tx.execute(
        sa.select(sa.func.count()).where(closed.opened == "", is_answer(closed.id), _by_itself(closed.id))
    ).scalar_one()


def heard_about(tx: Transaction, letters: Sequence[str]) -> tuple[dict[str, Told], dict[str, int]]:
    """Of these letters: what recipients chose to tell, and how many answers lie closed."""
    told, closed = schema.told.c, schema.replies.c
    rows = tx.execute(sa.select(schema.told).where(told.letter.in_(letters)))
    found = {
        row.letter: Told(
            row.letter, requested=row.requested, received=row.received, read=row.read, not_wanted=row.not_wanted
        )
        for row in rows
    }
    query = sa.select(closed.letter, sa.func.count()).where(
        closed.letter.in_(letters), closed.opened == "", is_answer(closed.id), _by_itself(closed.id)
    )
    return found, {row[0]: row[1] for row in tx.execute(query.group_by(closed.letter))}
