"""Who works for a bank, and the keys their browsers made. The office holds none that it could use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from amends.office.ledger.bank_schema import CLERKS, EPOCH_KEYS, EPOCHS, OUTSIDES, STAFF


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff.

    Attributes:
        name: encrypted.
        roles: what they may do.
        age_key, sign_key: public halves of the key their browser made; empty before they enrolled.
        wrapped: that key, as their browser sealed it.
        left: when they left; empty if they are here.
    """

    id: str
    name: bytes
    roles: frozenset[str]
    age_key: str
    sign_key: str
    wrapped: bytes
    since: str
    left: str


@dataclass(frozen=True, slots=True)
class Epoch:
    """A key that letters are sealed to: its number and public halves; `ended` is empty while it is not."""

    number: int
    key: str
    sign: str
    since: str
    ended: str


def put(connection: Connection, member: Member) -> None:
    """Write a member of staff down."""
    connection.execute(
        insert(STAFF).values(
            id=member.id, name=member.name, roles=" ".join(sorted(member.roles)), age_key=member.age_key,
            sign_key=member.sign_key, wrapped=member.wrapped or None, since=member.since,
        )
    )  # fmt: skip


def find(connection: Connection, staff_id: str) -> Member | None:
    """Who has this id, also if they left."""
    row = connection.execute(select(STAFF).where(STAFF.c.id == staff_id)).first()
    return _member(row) if row is not None else None


def everybody(connection: Connection) -> list[Member]:
    """Everybody who ever worked here, in the order they came."""
    return [_member(row) for row in connection.execute(select(STAFF).order_by(STAFF.c.since, STAFF.c.id))]


def keys(connection: Connection, staff_id: str, age_key: str, sign_key: str, wrapped: bytes) -> None:
    """The keys that a member's browser made."""
    mine = update(STAFF).where(STAFF.c.id == staff_id)
    connection.execute(mine.values(age_key=age_key, sign_key=sign_key, wrapped=wrapped))


def leave(connection: Connection, staff_id: str, at: str) -> None:
    """Somebody left: their wrapped key goes, and so does what was sealed to them or says they are a clerk."""
    connection.execute(update(STAFF).where(STAFF.c.id == staff_id).values(left=at, wrapped=None))
    connection.execute(EPOCH_KEYS.delete().where(EPOCH_KEYS.c.staff == staff_id))
    connection.execute(OUTSIDES.delete().where(OUTSIDES.c.staff == staff_id))
    connection.execute(CLERKS.delete().where(CLERKS.c.staff == staff_id))


def begin_epoch(connection: Connection, key: str, sign: str, at: str) -> int:
    """A new epoch in the place of the one in use; its number."""
    connection.execute(update(EPOCHS).where(EPOCHS.c.ended.is_(None)).values(ended=at))
    connection.execute(insert(EPOCHS).values(key=key, sign=sign, since=at))
    return int(connection.execute(select(func.max(EPOCHS.c.number))).scalar_one())


def end_epoch(connection: Connection, number: int, at: str) -> None:
    """An epoch ends without another in its place; until there is one, no letter is taken."""
    connection.execute(update(EPOCHS).where(EPOCHS.c.number == number, EPOCHS.c.ended.is_(None)).values(ended=at))


def epoch(connection: Connection) -> Epoch | None:
    """The epoch in use."""
    row = connection.execute(select(EPOCHS).where(EPOCHS.c.ended.is_(None)).order_by(EPOCHS.c.number.desc())).first()
    return _epoch(row) if row is not None else None


def epochs(connection: Connection) -> list[Epoch]:
    """Every epoch, the first first."""
    return [_epoch(row) for row in connection.execute(select(EPOCHS).order_by(EPOCHS.c.number))]


def seal_epoch(connection: Connection, number: int, staff_id: str, sealed: bytes) -> None:
    """Give a member of staff an epoch's secret half, sealed to their own key."""
    here = (EPOCH_KEYS.c.epoch == number, EPOCH_KEYS.c.staff == staff_id)
    connection.execute(EPOCH_KEYS.delete().where(*here))
    connection.execute(insert(EPOCH_KEYS).values(epoch=number, staff=staff_id, sealed=sealed))


def epoch_keys(connection: Connection, staff_id: str) -> dict[int, bytes]:
    """The epochs that this member of staff can open: number -> the sealed secret half."""
    rows = connection.execute(select(EPOCH_KEYS.c.epoch, EPOCH_KEYS.c.sealed).where(EPOCH_KEYS.c.staff == staff_id))
    return {row.epoch: bytes(row.sealed) for row in rows}


def who_can_open(connection: Connection, number: int) -> list[str]:
    """Ids of the staff whom an epoch is sealed to."""
    return list(connection.execute(select(EPOCH_KEYS.c.staff).where(EPOCH_KEYS.c.epoch == number)).scalars())


def certify(connection: Connection, number: int, staff_id: str, certificate: str) -> None:
    """Keep an epoch's signature over a clerk's name and key."""
    here = (CLERKS.c.epoch == number, CLERKS.c.staff == staff_id)
    connection.execute(CLERKS.delete().where(*here))
    connection.execute(insert(CLERKS).values(epoch=number, staff=staff_id, certificate=certificate))


def certificates(connection: Connection, number: int) -> dict[str, str]:
    """What an epoch signed over the names and keys of clerks, by their ids."""
    rows = connection.execute(select(CLERKS.c.staff, CLERKS.c.certificate).where(CLERKS.c.epoch == number))
    return {row.staff: row.certificate for row in rows}


def _member(row: Row[Any]) -> Member:
    return Member(
        row.id, bytes(row.name), frozenset(row.roles.split()), row.age_key, row.sign_key, bytes(row.wrapped or b""),
        row.since, row.left or "",
    )  # fmt: skip


def _epoch(row: Row[Any]) -> Epoch:
    return Epoch(row.number, row.key, row.sign, row.since, row.ended or "")
