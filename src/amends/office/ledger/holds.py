"""What has to be kept because a law says so, letters and people alike."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, exists, insert, select, update

from amends.office.ledger.bank_schema import HOLDS, IN_BANK


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


def find(connection: Connection, hold_id: str) -> Hold | None:
    """The hold with this id."""
    row = connection.execute(select(HOLDS).where(HOLDS.c.id == hold_id)).first()
    return Hold(row.id, row.ref, bytes(row.note), row.since, row.ended or "") if row is not None else None


def on_letters(connection: Connection) -> list[tuple[Hold, int, bool]]:
    """Every hold on a letter, the newest first, with its number and whether its screening copy is still here."""
    copy = IN_BANK.c.letter.is_not(None).label("copy")
    found = select(HOLDS, IN_BANK.c.number, copy).join(IN_BANK, IN_BANK.c.id == HOLDS.c.ref)
    rows = connection.execute(found.order_by(HOLDS.c.since.desc(), HOLDS.c.id))
    return [
        (Hold(row.id, row.ref, bytes(row.note), row.since, row.ended or ""), row.number, bool(row.copy))
        for row in rows
    ]
