"""What has to be kept because a law says so, letters and people alike."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, exists, insert, select, update

from amends.office.ledger.bank_schema import HOLDS


@dataclass(frozen=True, slots=True)
class Hold:
    """One legal hold.

    Attributes:
        ref: id of the letter or of the person registered.
        note: which law or court, encrypted.
        ended: when; empty while it holds.
    """

    id: str
    ref: str
    note: bytes
    since: str
    ended: str = ""


def put(connection: Connection, one: Hold) -> None:
    """Write a hold down."""
    connection.execute(insert(HOLDS).values(id=one.id, ref=one.ref, note=one.note, since=one.since))


def end(connection: Connection, hold_id: str, at: str) -> str:
    """It holds no longer; what it was about, empty if there was none."""
    holding = update(HOLDS).where(HOLDS.c.id == hold_id, HOLDS.c.ended.is_(None))
    if not connection.execute(holding.values(ended=at)).rowcount:
        return ""
    return str(connection.execute(select(HOLDS.c.ref).where(HOLDS.c.id == hold_id)).scalar_one())


def is_held(connection: Connection, ref: str) -> bool:
    """Whether a hold is on this letter or person."""
    holding = exists().where(HOLDS.c.ref == ref, HOLDS.c.ended.is_(None))
    return bool(connection.execute(select(holding)).scalar_one())


def of(connection: Connection, ref: str) -> list[Hold]:
    """Every hold on this letter or person, ended ones too."""
    rows = connection.execute(select(HOLDS).where(HOLDS.c.ref == ref).order_by(HOLDS.c.since, HOLDS.c.id))
    return [Hold(row.id, row.ref, bytes(row.note), row.since, row.ended or "") for row in rows]
