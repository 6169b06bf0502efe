"""Letters that lie in a bank: their screening copies, what was found of them, and the policy each came under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, exists, func, insert, select, update

from amends.office.ledger.bank_schema import CASES, FINDINGS, IN_BANK, OUTSIDES, POLICIES


@dataclass(frozen=True, slots=True)
class InBank:
    """A letter as a bank holds it.

    Attributes:
        person: the pseudonym the writer's desk gave to whom it is for.
        policy: digest of the policy it was deposited under.
        epoch: the key it is sealed to.
        about: what it concerns, encrypted.
        ordered: whether the writer says that a court ordered it.
        envelope_sha256: digest of the packed envelope, so that the same one again is known.
        withdrawn: when its writer took it back; empty if not.
        here: whether its sealed parts are still here.
        taken_in: the member of staff who took it in where it came on paper; empty where a desk deposited it.
    """

    number: int
    id: str
    writer: str
    person: str
    policy: str
    epoch: int
    about: bytes
    ordered: bool
    envelope_sha256: str
    since: str
    withdrawn: str
    here: bool
    taken_in: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """The three sealed parts of a letter in a bank."""

    front: bytes
    letter: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """What one screener found.

    Attributes:
        words: digest of the words it holds for.
        front: digest of what stands outside.
        outcome: `approve`, `return` or `reject`.
        signature: the screener's own, over all of it.
        remarks: sealed to the letter's writer; empty if there are none.
    """

    letter: str
    staff: str
    words: str
    front: str
    outcome: str
    signature: str
    remarks: bytes
    at: str


def keep_policy(connection: Connection, sha256: str, text: str, at: str) -> None:
    """Keep the text of the policy now in force, once."""
    here = select(POLICIES.c.sha256).where(POLICIES.c.sha256 == sha256)
    if connection.execute(here).first() is None:
        connection.execute(insert(POLICIES).values(sha256=sha256, text=text, since=at))


def policies(connection: Connection) -> dict[str, str]:
    """Every policy that a letter came under, digest -> text."""
    return {row.sha256: row.text for row in connection.execute(select(POLICIES.c.sha256, POLICIES.c.text))}


def put(connection: Connection, letter: InBank, parts: Parts) -> None:
    """Write a letter down; none may be here under this id."""
    connection.execute(
        insert(IN_BANK).values(
            id=letter.id, writer=letter.writer, person=letter.person, policy=letter.policy, epoch=letter.epoch,
            about=letter.about, ordered=letter.ordered, envelope_sha256=letter.envelope_sha256, since=letter.since,
            front=parts.front, letter=parts.letter, key=parts.key, taken_in=letter.taken_in or None,
        )
    )  # fmt: skip


def find(connection: Connection, letter_id: str) -> InBank | None:
    """The letter with this id."""
    row = connection.execute(_looked().where(IN_BANK.c.id == letter_id)).first()
    return _from_row(row) if row is not None else None


def numbered(connection: Connection, number: int) -> InBank | None:
    """The letter that colleagues call by this number."""
    row = connection.execute(_looked().where(IN_BANK.c.number == number)).first()
    return _from_row(row) if row is not None else None


def page(connection: Connection, after: int, most: int) -> list[InBank]:
    """Letters in the order they came, from after this number; neither withdrawn nor gone."""
    waiting = _looked().where(IN_BANK.c.number > after, IN_BANK.c.withdrawn.is_(None), IN_BANK.c.letter.is_not(None))
    return [_from_row(row) for row in connection.execute(waiting.order_by(IN_BANK.c.number).limit(most))]


def copies(connection: Connection, after: int, most: int) -> list[InBank]:
    """Letters whose screening copy is still here, withdrawn ones too, from after this number."""
    found = _looked().where(IN_BANK.c.number > after, IN_BANK.c.letter.is_not(None))
    return [_from_row(row) for row in connection.execute(found.order_by(IN_BANK.c.number).limit(most))]


def of_writer(connection: Connection, writer: str, after: str, most: int) -> list[InBank]:
    """This writer's letters, in the order they came, from after this id."""
    from_here = select(IN_BANK.c.number).where(IN_BANK.c.id == after, IN_BANK.c.writer == writer).scalar_subquery()
    found = _looked().where(IN_BANK.c.writer == writer)
    if after:
        found = found.where(IN_BANK.c.number > func.coalesce(from_here, 0))
    return [_from_row(row) for row in connection.execute(found.order_by(IN_BANK.c.number).limit(most))]


def on_paper_found_wanting(connection: Connection, most: int) -> list[InBank]:
    """Letters that came on paper, that somebody returned or rejected and nobody took back, from the newest on."""
    wanting = exists().where(FINDINGS.c.letter == IN_BANK.c.id, FINDINGS.c.outcome != "approve")
    found = _looked().where(IN_BANK.c.taken_in.is_not(None), IN_BANK.c.withdrawn.is_(None), wanting)
    return [_from_row(row) for row in connection.execute(found.order_by(IN_BANK.c.number.desc()).limit(most))]


def parts(connection: Connection, letter_id: str) -> Parts | None:
    """The sealed parts of a letter; None where they have gone."""
    row = connection.execute(
        select(IN_BANK.c.front, IN_BANK.c.letter, IN_BANK.c.key).where(IN_BANK.c.id == letter_id)
    ).first()
    if row is None or row.letter is None:
        return None
    return Parts(bytes(row.front), bytes(row.letter), bytes(row.key))


def rewrap(connection: Connection, letter_id: str, epoch: int, key: bytes) -> None:
    """Put the letter's secret, sealed to another epoch, in the place of the old."""
    connection.execute(update(IN_BANK).where(IN_BANK.c.id == letter_id).values(epoch=epoch, key=key))


def sealed_to(connection: Connection, epoch: int, most: int) -> list[str]:
    """Ids of letters that are still sealed to this epoch."""
    found = select(IN_BANK.c.id).where(IN_BANK.c.epoch == epoch, IN_BANK.c.key.is_not(None))
    return list(connection.execute(found.order_by(IN_BANK.c.number).limit(most)).scalars())


def withdraw(connection: Connection, letter_id: str, writer: str, at: str, *, held: bool = False) -> bool:
    """Take a letter back; whether there was one of this writer's to take. What a law holds stays, closed."""
    mine = update(IN_BANK).where(IN_BANK.c.id == letter_id, IN_BANK.c.writer == writer, IN_BANK.c.withdrawn.is_(None))
    if not connection.execute(mine.values(withdrawn=at)).rowcount:
        return False
    handed_over = exists().where(CASES.c.letter == letter_id, CASES.c.released.is_not(None))
    if not held and not connection.execute(select(handed_over)).scalar_one():
        let_go(connection, letter_id)
    return True


def let_go(connection: Connection, letter_id: str) -> None:
    """Let the screening copy go, and whom it is for with it. What was found of it stays.

    Remarks on a letter that came on paper are sealed to the bank itself and no key of the writer's: they go too.
    """
    connection.execute(delete(OUTSIDES).where(OUTSIDES.c.letter == letter_id))
    connection.execute(update(IN_BANK).where(IN_BANK.c.id == letter_id).values(front=None, letter=None, key=None))
    on_paper = exists().where(IN_BANK.c.id == letter_id, IN_BANK.c.taken_in.is_not(None))
    connection.execute(update(FINDINGS).where(FINDINGS.c.letter == letter_id, on_paper).values(remarks=None))


def find_again(connection: Connection, found: Found) -> None:
    """Write down what a screener found, in the place of what the same one found before."""
    mine = (FINDINGS.c.letter == found.letter, FINDINGS.c.staff == found.staff)
    connection.execute(delete(FINDINGS).where(*mine))
    connection.execute(
        insert(FINDINGS).values(
            letter=found.letter, staff=found.staff, words=found.words, front=found.front, outcome=found.outcome,
            signature=found.signature, remarks=found.remarks or None, at=found.at,
        )
    )  # fmt: skip


def findings(connection: Connection, letters: list[str]) -> dict[str, list[Found]]:
    """What was found of these letters, the earlier first."""
    rows = connection.execute(
        select(FINDINGS).where(FINDINGS.c.letter.in_(letters)).order_by(FINDINGS.c.at, FINDINGS.c.staff)
    )
    gathered: dict[str, list[Found]] = {letter: [] for letter in letters}
    for row in rows:
        gathered[row.letter].append(
            Found(
                row.letter, row.staff, row.words, row.front, row.outcome, row.signature, bytes(row.remarks or b""),
                row.at,
            )
        )  # fmt: skip
    return gathered


def _looked() -> Select[Any]:
    # Never the sealed parts: a queue of a thousand letters is looked through without reading one.
    columns = [column for column in IN_BANK.c if column.name not in ("front", "letter", "key")]
    return select(*columns, IN_BANK.c.letter.is_not(None).label("here"))


def _from_row(row: Row[Any]) -> InBank:
    return InBank(
        number=row.number, id=row.id, writer=row.writer, person=row.person, policy=row.policy, epoch=row.epoch,
        about=bytes(row.about), ordered=row.ordered, envelope_sha256=row.envelope_sha256, since=row.since,
        withdrawn=row.withdrawn or "", here=row.here, taken_in=row.taken_in or "",
    )  # fmt: skip
