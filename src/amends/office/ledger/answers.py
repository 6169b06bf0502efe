"""Answers that a bank reads before the writer does: how they came, what was found of them, what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Row, Select, delete, exists, func, insert, select, update

from amends.office.ledger.answer_schema import ANSWER_CARDS, ANSWER_FINDINGS, ANSWERS
from amends.office.ledger.bank_schema import CASES, HOLDS

State: TypeAlias = Literal["waits", "passed-on", "returned", "rejected", "taken-back"]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as a bank holds it.

    Attributes:
        case: the letter and the person it answers for.
        by: how whoever left it stands in an event: a link, a private link, or the member of staff who typed it.
        epoch: the key it is sealed to.
        sha256: digest of the sealed answer, over which it is signed and found.
        signature: of whoever left it.
        arrived, decided: when it came, and when it was passed on or given back; empty while it waits.
        here: whether its sealed bytes are still here.
    """

    number: int
    id: str
    case: str
    by: str
    epoch: int
    sha256: str
    signature: str
    arrived: str
    state: State
    decided: str
    here: bool


@dataclass(frozen=True, slots=True)
class Sealed:
    """The two sealed parts of an answer: the words, and the key to them."""

    answer: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """What one screener found of an answer; `spec/bank.md`, "Answers"."""

    answer: str
    staff: str
    outcome: str
    signature: str
    at: str


def put_card(connection: Connection, case: str, card: bytes) -> None:
    """Keep what was signed when a letter was handed over, encrypted."""
    connection.execute(insert(ANSWER_CARDS).values(case=case, card=card))


def card(connection: Connection, case: str) -> bytes:
    """The same; empty where there is none."""
    found = select(ANSWER_CARDS.c.card).where(ANSWER_CARDS.c.case == case)
    return bytes(connection.execute(found).scalar_one_or_none() or b"")


def put(connection: Connection, answer: Answer, sealed: Sealed) -> None:
    """Write an answer down that waits to be read."""
    connection.execute(
        insert(ANSWERS).values(
            id=answer.id, case=answer.case, by=answer.by, epoch=answer.epoch, sealed=sealed.answer, key=sealed.key,
            sha256=answer.sha256, signature=answer.signature, arrived=answer.arrived, state="waits",
        )
    )  # fmt: skip


def find(connection: Connection, answer_id: str) -> Answer | None:
    """The answer with this id."""
    row = connection.execute(_looked().where(ANSWERS.c.id == answer_id)).first()
    return _from_row(row) if row is not None else None


def same(connection: Connection, case: str, sha256: str) -> Answer | None:
    """The answer with these very bytes, so that sending one again does not double it."""
    mine = _looked().where(ANSWERS.c.case == case, ANSWERS.c.sha256 == sha256, ANSWERS.c.state != "taken-back")
    row = connection.execute(mine.order_by(ANSWERS.c.number)).first()
    return _from_row(row) if row is not None else None


def waiting(connection: Connection, after: int, most: int) -> list[Answer]:
    """Answers that wait to be read, in the order they came, from after this number."""
    found = _looked().where(ANSWERS.c.state == "waits", ANSWERS.c.number > after)
    return [_from_row(row) for row in connection.execute(found.order_by(ANSWERS.c.number).limit(most))]


def of_case(connection: Connection, case: str) -> list[Answer]:
    """Every answer in one case, in the order they came."""
    found = _looked().where(ANSWERS.c.case == case).order_by(ANSWERS.c.number)
    return [_from_row(row) for row in connection.execute(found)]


def decided(connection: Connection) -> list[Answer]:
    """Answers that wait no more and whose sealed bytes are still here, since a law keeps them."""
    found = _looked().where(ANSWERS.c.state != "waits", ANSWERS.c.sealed.is_not(None)).order_by(ANSWERS.c.number)
    return [_from_row(row) for row in connection.execute(found)]


def how_many_wait(connection: Connection, case: str) -> int:
    """How many answers in one case wait to be read."""
    count = select(func.count()).where(ANSWERS.c.case == case, ANSWERS.c.state == "waits")
    return connection.execute(count).scalar_one()


def sealed(connection: Connection, answer_id: str) -> Sealed | None:
    """The sealed parts of an answer; None where they have gone."""
    row = connection.execute(select(ANSWERS.c.sealed, ANSWERS.c.key).where(ANSWERS.c.id == answer_id)).first()
    return Sealed(bytes(row.sealed), bytes(row.key)) if row is not None and row.sealed is not None else None


def sealed_to(connection: Connection, epoch: int, most: int) -> list[tuple[str, bytes]]:
    """Answers that are still sealed to this epoch: id and the sealed key."""
    found = select(ANSWERS.c.id, ANSWERS.c.key).where(ANSWERS.c.epoch == epoch, ANSWERS.c.key.is_not(None))
    rows = connection.execute(found.order_by(ANSWERS.c.number).limit(most))
    return [(row.id, bytes(row.key)) for row in rows]


def rewrap(connection: Connection, answer_id: str, epoch: int, key: bytes) -> None:
    """Put the answer's key, sealed to another epoch, in the place of the old."""
    connection.execute(update(ANSWERS).where(ANSWERS.c.id == answer_id).values(epoch=epoch, key=key))


def decide(connection: Connection, answer_id: str, state: State, at: str, *, remarks: bytes = b"") -> None:
    """Write down what became of an answer."""
    mine = update(ANSWERS).where(ANSWERS.c.id == answer_id)
    connection.execute(mine.values(state=state, decided=at, remarks=remarks or None))


def let_go(connection: Connection, answer_id: str) -> None:
    """Let the sealed bytes go. That there was an answer stays."""
    connection.execute(update(ANSWERS).where(ANSWERS.c.id == answer_id).values(sealed=None, key=None))


def remarks(connection: Connection, answer_id: str) -> bytes:
    """The reason, sealed to whoever answered; empty if there is none."""
    found = select(ANSWERS.c.remarks).where(ANSWERS.c.id == answer_id)
    return bytes(connection.execute(found).scalar_one_or_none() or b"")


def erase(connection: Connection, registered: str) -> None:
    """Let go of every answer of this person that is here, the reasons given back, and where answers go.

    An answer to a letter that a law holds stays, closed, as long as it does.
    """
    mine = select(CASES.c.id).where(CASES.c.registered == registered).scalar_subquery()
    held = exists().where(HOLDS.c.ref == CASES.c.letter, HOLDS.c.ended.is_(None))
    free = select(CASES.c.id).where(CASES.c.registered == registered, ~held).scalar_subquery()
    gone = update(ANSWERS).where(ANSWERS.c.case.in_(mine))
    connection.execute(gone.where(ANSWERS.c.state == "waits").values(state="taken-back"))
    connection.execute(gone.values(remarks=None))
    connection.execute(update(ANSWERS).where(ANSWERS.c.case.in_(free)).values(sealed=None, key=None))
    connection.execute(delete(ANSWER_CARDS).where(ANSWER_CARDS.c.case.in_(mine)))


def find_again(connection: Connection, found: Found) -> None:
    """Write down what a screener found, in the place of what the same one found before."""
    mine = (ANSWER_FINDINGS.c.answer == found.answer, ANSWER_FINDINGS.c.staff == found.staff)
    connection.execute(delete(ANSWER_FINDINGS).where(*mine))
    connection.execute(
        insert(ANSWER_FINDINGS).values(
            answer=found.answer, staff=found.staff, outcome=found.outcome, signature=found.signature, at=found.at
        )
    )


def findings(connection: Connection, answers: list[str]) -> dict[str, list[Found]]:
    """What was found of these answers, the earlier first."""
    rows = connection.execute(
        select(ANSWER_FINDINGS)
        .where(ANSWER_FINDINGS.c.answer.in_(answers))
        .order_by(ANSWER_FINDINGS.c.at, ANSWER_FINDINGS.c.staff)
    )
    gathered: dict[str, list[Found]] = {answer: [] for answer in answers}
    for row in rows:
        gathered[row.answer].append(Found(row.answer, row.staff, row.outcome, row.signature, row.at))
    return gathered


def _looked() -> Select[Any]:
    # Never the sealed parts: a queue is looked through without reading one.
    columns = [column for column in ANSWERS.c if column.name not in ("sealed", "key", "remarks")]
    return select(*columns, ANSWERS.c.sealed.is_not(None).label("here"))


def _from_row(row: Row[Any]) -> Answer:
    return Answer(
        row.number, row.id, row.case, row.by, row.epoch, row.sha256, row.signature, row.arrived, row.state,
        row.decided or "", bool(row.here),
    )  # fmt: skip
