"""One letter and one person it is for: what they were told, chose, and had handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from amends.office.ledger.bank_schema import BANK_TOLD, CASES, IN_BANK
from amends.office.ledger.schema import REPLIES
from amends.wire import Told, WaitingReply


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as it is written down.

    Attributes:
        told, released: when; empty if not.
        choice: `none`, `later`, `declined`, `not-mine` or `wants`.
        road: how they want it; empty if not said.
        confirmed: `no`, `yes` or `by-telephone`.
        requested, received, read: what they let the writer know, once it is so.
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


def move(connection: Connection, letter: str, to: str) -> None:
    """A letter took another's place: whoever it is for, and has not got it, is asked once more about the new one."""
    open_still = update(CASES).where(CASES.c.letter == letter, CASES.c.released.is_(None))
    connection.execute(open_still.values(letter=to, confirmed="no"))


def ask_again(connection: Connection, registered: str) -> None:
    """What somebody confirmed has to be confirmed anew, as far as it was not handed over."""
    open_still = update(CASES).where(CASES.c.registered == registered, CASES.c.released.is_(None))
    connection.execute(open_still.values(confirmed="no"))


def of_envelope(connection: Connection, envelope: str) -> CaseRow | None:
    """The case whose letter was handed over under this id."""
    row = connection.execute(select(CASES).where(CASES.c.envelope == envelope)).first()
    return _from_row(row) if row is not None else None


def told(connection: Connection, writer: str) -> tuple[Told, ...]:
    """What this writer sees since the last round."""
    rows = connection.execute(
        select(BANK_TOLD)
        .join(IN_BANK, IN_BANK.c.id == BANK_TOLD.c.letter)
        .where(IN_BANK.c.writer == writer)
        .order_by(IN_BANK.c.number)
    )
    return tuple(Told(row.letter, row.requested, row.received, row.read) for row in rows)


def known(connection: Connection, letter: str) -> frozenset[str]:
    """What the writer of this letter was let know so far."""
    row = connection.execute(select(BANK_TOLD).where(BANK_TOLD.c.letter == letter)).first()
    facts = ("requested", "received", "read")
    return frozenset(fact for fact in facts if row is not None and getattr(row, fact))


def answers(connection: Connection, writer: str) -> tuple[tuple[WaitingReply, str], ...]:
    """The answers to this writer's letters, each named by the letter as deposited, with the id it was read under."""
    rows = connection.execute(
        select(
            REPLIES.c.id,
            IN_BANK.c.id.label("letter"),
            REPLIES.c.arrived,
            REPLIES.c.bytes,
            REPLIES.c.sha256,
            CASES.c.envelope,
        )
        .join(CASES, CASES.c.envelope == REPLIES.c.letter)
        .join(IN_BANK, IN_BANK.c.id == CASES.c.letter)
        .where(IN_BANK.c.writer == writer, REPLIES.c.state.in_(("waits", "collected")))
        .order_by(REPLIES.c.arrived, REPLIES.c.id)
    )
    return tuple((WaitingReply(*row[:5]), row.envelope) for row in rows)


def tell(connection: Connection, letter: str, facts: frozenset[str]) -> None:
    """Let the writer see these facts from now on, with those of before."""
    if not connection.execute(select(BANK_TOLD.c.letter).where(BANK_TOLD.c.letter == letter)).first():
        none = {"requested": False, "received": False, "read": False}
        connection.execute(insert(BANK_TOLD).values(letter=letter, **none))
    if facts:
        more = dict.fromkeys(sorted(facts), True)
        connection.execute(update(BANK_TOLD).where(BANK_TOLD.c.letter == letter).values(more))


def _from_row(row: Row[Any]) -> CaseRow:
    return CaseRow(
        row.id, row.letter, row.registered, row.told or "", row.choice, row.road, row.confirmed, row.requested,
        row.received, row.read, row.released or "", row.envelope,
    )  # fmt: skip
