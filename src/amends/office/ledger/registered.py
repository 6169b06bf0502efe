"""Who registered with a bank, and the court orders that stand between them and a writer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from amends.office.ledger import answers
from amends.office.ledger.bank_schema import HOLDS, ORDERS, REGISTERED


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody who registered, or whom the bank entered because a letter is for them.

    Attributes:
        card: name, birth and how to be reached, encrypted.
        wish: `none`, `tell`, `wait` or `never`.
        asked: whether they asked if there is a letter.
        accompanied: a guardian or advocate is with them.
        verified, died, left: when; empty if not.
    """

    id: str
    card: bytes
    wish: str
    asked: bool
    accompanied: bool
    verified: str
    died: str
    since: str
    left: str


@dataclass(frozen=True, slots=True)
class Order:
    """A court order between a writer and somebody registered; the note is encrypted."""

    id: str
    writer: str
    registered: str
    note: bytes
    since: str
    ended: str


def put(connection: Connection, one: Registered, code_sha256: str) -> None:
    """Write somebody down, with a digest of the code they come back with."""
    connection.execute(
        insert(REGISTERED).values(
            id=one.id, card=one.card, code_sha256=code_sha256, wish=one.wish, asked=one.asked,
            accompanied=one.accompanied, verified=one.verified or None, since=one.since,
        )
    )  # fmt: skip


def find(connection: Connection, registered_id: str) -> Registered | None:
    """Who has this id."""
    return _one(connection, select(REGISTERED).where(REGISTERED.c.id == registered_id))


def by_code(connection: Connection, code_sha256: str) -> Registered | None:
    """Who comes back with this code, and did not leave."""
    return _one(
        connection, select(REGISTERED).where(REGISTERED.c.code_sha256 == code_sha256, REGISTERED.c.left.is_(None))
    )


def page(connection: Connection, after: str, most: int) -> list[Registered]:
    """Everybody, by id, from after this one; not who left."""
    found = select(REGISTERED).where(REGISTERED.c.id > after, REGISTERED.c.left.is_(None))
    return [_from_row(row) for row in connection.execute(found.order_by(REGISTERED.c.id).limit(most))]


def newest(connection: Connection, most: int) -> list[Registered]:
    """Who registered last, the latest first; not who left."""
    found = select(REGISTERED).where(REGISTERED.c.left.is_(None))
    rows = connection.execute(found.order_by(REGISTERED.c.since.desc(), REGISTERED.c.id).limit(most))
    return [_from_row(row) for row in rows]


def change(connection: Connection, registered_id: str, **to: str | bool | bytes | None) -> None:
    """Set these columns of one row."""
    connection.execute(update(REGISTERED).where(REGISTERED.c.id == registered_id).values(to))


def forget(connection: Connection, registered_id: str, at: str, *, held: bool) -> None:
    """Take away everything that says who somebody is; that there was a row stays, for the chain of events.

    Args:
        connection: a transaction.
        registered_id: who.
        at: when they left.
        held: a law says that it has to be kept: then it stays, closed, under no code, until `erase`.
    """
    # A digest is 64 long: this stands for no code at all.
    change(
        connection, registered_id, code_sha256=f"left:{registered_id}", wish="never", asked=False,
        accompanied=False, left=at,
    )  # fmt: skip
    if not held:
        erase(connection, registered_id)


def erase(connection: Connection, registered_id: str) -> None:
    """The name, the address, what a court's or a law's paper said of them, and answers that wait or came back."""
    change(connection, registered_id, card=b"")
    connection.execute(update(ORDERS).where(ORDERS.c.registered == registered_id).values(note=b""))
    connection.execute(update(HOLDS).where(HOLDS.c.ref == registered_id).values(note=b""))
    answers.erase(connection, registered_id)


def order(connection: Connection, one: Order) -> None:
    """Write an order down."""
    connection.execute(
        insert(ORDERS).values(
            id=one.id, writer=one.writer, registered=one.registered, note=one.note, since=one.since
        )
    )  # fmt: skip


def end_order(connection: Connection, order_id: str, at: str) -> bool:
    """An order no longer holds; whether there was one that did."""
    holds = update(ORDERS).where(ORDERS.c.id == order_id, ORDERS.c.ended.is_(None))
    return bool(connection.execute(holds.values(ended=at)).rowcount)


def orders(connection: Connection, registered: str) -> list[Order]:
    """Every order that names this person, ended ones too."""
    rows = connection.execute(select(ORDERS).where(ORDERS.c.registered == registered).order_by(ORDERS.c.since))
    return [Order(row.id, row.writer, row.registered, bytes(row.note), row.since, row.ended or "") for row in rows]


def _one(connection: Connection, found: Select[Any]) -> Registered | None:
    row = connection.execute(found).first()
    return _from_row(row) if row is not None else None


def _from_row(row: Row[Any]) -> Registered:
    return Registered(
        row.id, bytes(row.card), row.wish, row.asked, row.accompanied, row.verified or "", row.died or "", row.since,
        row.left or "",
    )  # fmt: skip
