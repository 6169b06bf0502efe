"""Handing over, as far as a person does it: asked once more, read together by voice, or printed and posted.

What a recipient does by themselves with what they have stands in no list here: that they opened it is theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from amends.clock import stamp
from amends.office.bank import cases, records, registry
from amends.office.bank.policy import Confirmation
from amends.office.bank.reading import policy_of
from amends.office.bank.registry import Card
from amends.office.bank.step import Step
from amends.office.ledger import Connection, events, in_bank, registered
from amends.office.ledger import cases as cases_written
from amends.office.ledger.cases import CaseRow
from amends.office.office import Office
from amends.office.refusals import Refusal, nothing_here
from amends.sentences import marked

TOGETHER: Final = frozenset({"telephone", "in-person"})
REMEMBERED: Final = dt.timedelta(days=30)
"""So long a letter that was sealed stays in the list of what has still to be posted or read together."""
_PAGE: Final = 500

Done: TypeAlias = Literal["posted", "read-aloud"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who wants a letter and is asked once more, by whoever speaks with them.

    Attributes:
        seen: a digest of their record; what is written down carries it.
        how: how this bank asks.
    """

    case: CaseRow
    card: Card
    seen: str
    how: Confirmation


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A letter that was sealed to its reader and has still to be posted, or read to them.

    Attributes:
        next: what is written down once it is so.
    """

    case: CaseRow
    name: str
    next: Done


def to_ask(office: Office, connection: Connection) -> list[Asked]:
    """Everybody who has still to confirm that they want a letter (B4)."""
    found: list[Asked] = []
    for case in _at(office, connection, "confirm"):
        one, letter = registered.find(connection, case.registered), in_bank.find(connection, case.letter)
        if one is None or not one.card or letter is None:
            continue
        how = policy_of(office, connection, letter).recipients.confirmed
        found.append(Asked(case, registry.opened(office, one), records.seen(connection, one), how))
    return found


def under_way(office: Office, connection: Connection) -> list[UnderWay]:
    """What was sealed in the last 30 days and has still to be posted or read together; nothing that a reader did."""
    since = stamp(office.clock.now() - REMEMBERED)
    found: list[UnderWay] = []
    for case in _at(office, connection, "released"):
        following = _next(case)
        if following is None or case.released < since or events.happened_by(connection, case.id, following):
            continue
        one = registered.find(connection, case.registered)
        name = registry.opened(office, one).name if one is not None and one.card else ""
        found.append(UnderWay(case, name, following))
    return found


def contact(office: Office, connection: Connection, case_id: str) -> Card:
    """Whom a letter goes to and how: an address for what is posted, a voice for what is read together, else a name.

    Raises:
        Refusal: `not-here`.
    """
    case = cases_written.find(connection, case_id)
    one = registered.find(connection, case.registered) if case else None
    if case is None or one is None or not one.card:
        raise nothing_here()
    card = registry.opened(office, one)
    if _next(case) is None:
        return Card(card.name, language=card.language)
    return Card(card.name, reach=card.reach, at=card.at, language=card.language, needs=card.needs, beside=card.beside)


def write_down(office: Office, connection: Connection, by: str, case_id: str, what: Done) -> None:
    """A letter that was handed over was posted, or was read to its recipient; once.

    Raises:
        Refusal: `not-here`; `refused`: it was not handed over, a road is closed, or it was written down already.
    """
    case = cases_written.find(connection, case_id)
    if case is None:
        raise nothing_here()
    if what == "posted" and _next(case) != "posted":
        raise Refusal("refused", marked("They did not ask for it by post."), marked("Nothing was changed."))
    if events.happened_by(connection, case.id, what):
        raise Refusal("refused", marked("This was written down already."), marked("Nothing was changed."))
    if what == "read-aloud":
        cases.read_aloud(office, connection, by, case_id)
        return
    if cases.step(office, connection, case) != "released":
        raise Refusal(
            "refused", marked("It has not been handed over, or a road was closed since."), marked("Post nothing.")
        )
    events.add(connection, [events.Happened("posted", office.now(), events.by_staff(by), case.envelope, case.id)])


def _next(case: CaseRow) -> Done | None:
    if case.road == "post":
        return "posted"
    return "read-aloud" if case.road in TOGETHER else None


def _at(office: Office, connection: Connection, wanted: Step) -> Iterator[CaseRow]:
    after = ""
    while page := cases_written.page(connection, after, _PAGE):
        after = page[-1].id
        yield from (case for case in page if cases.step(office, connection, case) == wanted)
