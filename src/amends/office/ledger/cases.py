"""One letter and one person it is for: what they were told, chose, and had handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from amends.office.ledger.bank_schema import CASES


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as it is written down.

    Attributes:
        told, released: when; empty if not.
        choice: `none`, `later`, `declined`, `not-mine` or `wants`.
        road: how they want it; empty if not said.
        confirmed: `no`, `yes` or `by-telephone`.
        requested, received, read: what they let the writer know.
        envelope: the id under which it was handed over; empty if not.
    """

    id: str
    letter: str
    registered: str
    told: str = ""
    choice: str = "none"
    road: str = ""
    confirmed: str = "no"
    requested: bool = False
    received: bool = False
    read: bool = False
    released: str = ""
    envelope: str = ""


def put(connection: Connection, case: CaseRow) -> None:
    """Write down that this letter is for this person."""
    connection.execute(
        insert(CASES).values(
            id=case.id, letter=case.letter, registered=case.registered, choice=case.choice, road=case.road,
            confirmed=case.confirmed, requested=False, received=False, read=False, envelope="",
        )
    )  # fmt: skip


def find(connection: Connection, case_id: str) -> CaseRow | None:
    """The case with this id."""
    row = connection.execute(select(CASES).where(CASES.c.id == case_id)).first()
    return _from_row(row) if row is not None else None


def between(connection: Connection, letter: str, registered: str) -> CaseRow | None:
    """The case of this letter and this person."""
    found = select(CASES).where(CASES.c.letter == letter, CASES.c.registered == registered)
    row = connection.execute(found).first()
    return _from_row(row) if row is not None else None


def of_letter(connection: Connection, letter: str) -> list[CaseRow]:
    """Everybody this letter is for."""
    rows = connection.execute(select(CASES).where(CASES.c.letter == letter).order_by(CASES.c.id))
    return [_from_row(row) for row in rows]


def of_person(connection: Connection, registered: str) -> list[CaseRow]:
    """Every letter for this person."""
    rows = connection.execute(select(CASES).where(CASES.c.registered == registered).order_by(CASES.c.id))
    return [_from_row(row) for row in rows]


def page(connection: Connection, after: str, most: int) -> list[CaseRow]:
    """Cases by id, from after this one."""
    rows = connection.execute(select(CASES).where(CASES.c.id > after).order_by(CASES.c.id).limit(most))
    return [_from_row(row) for row in rows]


def change(connection: Connection, case_id: str, **to: str | bool | bytes | None) -> None:
    """Set these columns of one case."""
    connection.execute(update(CASES).where(CASES.c.id == case_id).values(to))


def of_envelope(connection: Connection, envelope: str) -> CaseRow | None:
    """The case whose letter was handed over under this id."""
    row = connection.execute(select(CASES).where(CASES.c.envelope == envelope)).first()
    return _from_row(row) if row is not None else None


def _from_row(row: Row[Any]) -> CaseRow:
    return CaseRow(
        row.id, row.letter, row.registered, row.told or "", row.choice, row.road, row.confirmed, row.requested,
        row.received, row.read, row.released or "", row.envelope,
    )  # fmt: skip
