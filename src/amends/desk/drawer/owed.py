"""What is owed to each on the list, promises until they are kept, circles of people, and who has read a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.people import MANY
from amends.desk.people.amends import Amends, Promise

CircleKind: TypeAlias = Literal["group", "household"]
_FIELDS: Final = tuple(Amends.__slots__)


@dataclass(frozen=True, slots=True)
class Circle:
    """People who belong together: a household under one roof, or any group that the writer names."""

    id: str
    title: str
    kind: CircleKind


@dataclass(frozen=True, slots=True)
class FriendRead:
    """A draft that a friend has read, as the writer put it down."""

    letter: str
    number: int
    reader: str
    at: str


# ── what is owed ──────────────────────────────────────────────────────────────────────────────────────────────────


def put_amends(tx: Transaction, person: str, amends: Amends) -> None:
    """Puts down what is owed to somebody, and with it whether they may be written to."""
    values = {"person": person, **asdict(amends)}
    put = insert(schema.amends).values(values)
    tx.execute(
        put.on_conflict_do_update(index_elements=["person"], set_={name: put.excluded[name] for name in _FIELDS})
    )
    stance = {"deferred": "deferred", "never": "never"}.get(amends.kind, "open")
    stood = {"stance": stance, "until": amends.until if stance == "deferred" else ""}
    tx.execute(sa.update(schema.people).where(schema.people.c.id == person).values(stood))


def amends_of(tx: Transaction, ids: Sequence[str] | None = None) -> dict[str, Amends]:
    """What is owed, by person; those of whom nothing is put down are left out."""
    query = sa.select(schema.amends)
    asked = [query] if ids is None else [
        query.where(schema.amends.c.person.in_(ids[at : at + MANY])) for at in range(0, len(ids), MANY)
    ]  # fmt: skip
    return {
        row.person: Amends(**{name: getattr(row, name) for name in _FIELDS})
        for one in asked
        for row in tx.execute(one)
    }


# ── promises ──────────────────────────────────────────────────────────────────────────────────────────────────────


def put_promise(tx: Transaction, promise: Promise) -> None:
    """Puts a promise down."""
    tx.execute(sa.insert(schema.promises).values(asdict(promise)))


def mark_kept(tx: Transaction, promise: str, at: str) -> None:
    """Puts down that a promise was kept; an empty moment, that it is owed still."""
    tx.execute(sa.update(schema.promises).where(schema.promises.c.id == promise).values(kept=at))


def drop_promise(tx: Transaction, promise: str) -> None:
    """Takes a promise off that was put down by mistake."""
    tx.execute(sa.delete(schema.promises).where(schema.promises.c.id == promise))


def promises(tx: Transaction, person: str = "") -> tuple[Promise, ...]:
    """Every promise, or those to one person: what is owed first, the oldest first."""
    kept = schema.promises.c
    query = sa.select(schema.promises).order_by(kept.kept != "", kept.made, kept.id)
    if person:
        query = query.where(kept.person == person)
    return tuple(Promise(row.id, row.person, row.what, row.made, row.due, row.kept) for row in tx.execute(query))


def promises_owed(tx: Transaction) -> int:
    """How many promises are not kept yet."""
    return tx.execute(sa.select(sa.func.count()).where(schema.promises.c.kept == "")).scalar_one()


# ── circles ───────────────────────────────────────────────────────────────────────────────────────────────────────


def put_circle(tx: Transaction, circle: Circle) -> None:
    """Makes a group or a household."""
    tx.execute(sa.insert(schema.circles).values(asdict(circle)))


def drop_circle(tx: Transaction, circle: str) -> None:
    """Takes a group or a household away; its people stay on the list."""
    tx.execute(sa.delete(schema.circles).where(schema.circles.c.id == circle))


def circles(tx: Transaction) -> tuple[tuple[Circle, int], ...]:
    """Every circle by title, and how many belong to it."""
    held = sa.func.count(schema.circle_people.c.person)
    query = (
        sa.select(schema.circles, held.label("people"))
        .outerjoin(schema.circle_people, schema.circle_people.c.circle == schema.circles.c.id)
        .group_by(schema.circles.c.id)
        .order_by(schema.circles.c.title)
    )
    return tuple((Circle(row.id, row.title, row.kind), row.people) for row in tx.execute(query))


def circles_of(tx: Transaction, person: str) -> tuple[Circle, ...]:
    """The circles somebody belongs to."""
    joined = sa.select(schema.circles).join(
        schema.circle_people, schema.circle_people.c.circle == schema.circles.c.id
    )
    query = joined.where(schema.circle_people.c.person == person).order_by(schema.circles.c.title)
    return tuple(Circle(row.id, row.title, row.kind) for row in tx.execute(query))


def put_into(tx: Transaction, circle: str, person: str) -> None:
    """Puts somebody into a circle."""
    tx.execute(insert(schema.circle_people).values(circle=circle, person=person).on_conflict_do_nothing())


def take_out(tx: Transaction, circle: str, person: str) -> None:
    """Takes somebody out of a circle."""
    held = schema.circle_people.c
    tx.execute(sa.delete(schema.circle_people).where(held.circle == circle, held.person == person))


# ── friends, and twins that are two ───────────────────────────────────────────────────────────────────────────────


def put_read(tx: Transaction, read: FriendRead) -> None:
    """Puts down that a friend has read a draft."""
    tx.execute(insert(schema.friend_reads).values(asdict(read)).on_conflict_do_nothing())


def reads_of(tx: Transaction, letters: Sequence[str]) -> tuple[FriendRead, ...]:
    """Which drafts of these letters a friend has read, the newest last."""
    query = sa.select(schema.friend_reads).where(schema.friend_reads.c.letter.in_(letters))
    return tuple(
        FriendRead(row.letter, row.number, row.reader, row.at)
        for row in tx.execute(query.order_by(schema.friend_reads.c.at, schema.friend_reads.c.number))
    )


def put_apart(tx: Transaction, one: str, other: str) -> None:
    """Puts down that two who look alike are two people."""
    one, other = sorted((one, other))
    tx.execute(insert(schema.apart).values(one=one, other=other).on_conflict_do_nothing())


def set_apart(tx: Transaction) -> frozenset[tuple[str, str]]:
    """Every pair that was put down as two people."""
    return frozenset((row.one, row.other) for row in tx.execute(sa.select(schema.apart)))
