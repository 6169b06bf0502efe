"""One person's record, as a registrar sees it: who they are, what they wish, what stands between them and a writer.

No word of a letter is in it, and nothing that only its reader could know.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from amends.office.bank import cases, registry
from amends.office.bank.policy import Policy
from amends.office.bank.reading import policy_of
from amends.office.bank.registry import Card
from amends.office.bank.step import Step
from amends.office.ledger import Connection, holds, in_bank, registered, writers
from amends.office.ledger import cases as cases_written
from amends.office.ledger.cases import CaseRow
from amends.office.ledger.holds import Hold
from amends.office.ledger.in_bank import InBank
from amends.office.ledger.registered import Order, Registered
from amends.office.office import Office
from amends.office.refusals import Refusal, nothing_here
from amends.sentences import marked

OLD_PAGE: Final = "This page was older than what stands here: somebody did something since."


@dataclass(frozen=True, slots=True)
class Their:
    """A letter that is said to be for somebody, as far as it concerns whoever speaks with them.

    Attributes:
        writer: the writer's name.
        step: what may happen next with it.
        policy: what holds for it.
    """

    case: CaseRow
    letter: InBank
    writer: str
    step: Step
    policy: Policy


@dataclass(frozen=True, slots=True)
class Record:
    """All that stands here of one person.

    Attributes:
        orders: each with its writer's name and its note.
        holds: each with its note.
        seen: a digest of it all; an act that comes with another was begun on an older page.
    """

    one: Registered
    card: Card
    letters: tuple[Their, ...]
    orders: tuple[tuple[Order, str, str], ...]
    holds: tuple[tuple[Hold, str], ...]
    seen: str


def record(office: Office, connection: Connection, who: str) -> Record:
    """What stands here of this person.

    Raises:
        Refusal: `not-here`, also for who was forgotten.
    """
    one = registered.find(connection, who)
    if one is None or one.left:
        raise nothing_here()
    orders, held = registered.orders(connection, who), holds.of(connection, who)
    names = {row.id: office.keys.open(row.name, "writers.name") for row in writers.everybody(connection)}
    return Record(
        one,
        registry.opened(office, one),
        tuple(_their(office, connection, case, names) for case in cases_written.of_person(connection, who)),
        tuple((each, names.get(each.writer, ""), _note(office, each.note, "orders.note")) for each in orders),
        tuple((each, _note(office, each.note, "holds.note")) for each in held),
        seen(connection, one),
    )


def seen(connection: Connection, one: Registered) -> str:
    """A digest of how things stand with somebody: any act, theirs or a colleague's, makes it another."""
    rows = [
        repr(one), *(repr(case) for case in cases_written.of_person(connection, one.id)),
        *(repr(each) for each in registered.orders(connection, one.id)),
        *(repr(each) for each in holds.of(connection, one.id)),
    ]  # fmt: skip
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:32]


def check_seen(connection: Connection, who: str, shown: str) -> None:
    """Go on only if nobody did anything since the page was made: of two clerks at once, the second looks again.

    Raises:
        Refusal: `not-here`; `refused`.
    """
    one = registered.find(connection, who)
    if one is None or one.left:
        raise nothing_here()
    if seen(connection, one) != shown:
        raise Refusal(
            "refused", OLD_PAGE, marked("Nothing was changed. Open the page again and look at how it stands now.")
        )


def _their(office: Office, connection: Connection, case: CaseRow, names: dict[str, str]) -> Their:
    letter = in_bank.find(connection, case.letter)
    if letter is None:
        raise nothing_here()
    step, policy = cases.step(office, connection, case), policy_of(office, connection, letter)
    return Their(case, letter, names.get(letter.writer, ""), step, policy)


def _note(office: Office, note: bytes, field: str) -> str:
    return office.keys.open(note, field) if note else ""
