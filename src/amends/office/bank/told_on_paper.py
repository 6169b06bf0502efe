"""What a writer without a desk is told, by whoever sits before them: what a desk would have shown, and no more.

It follows from what they did, from what screeners found and from what a round let them know. Nothing here looks into
the registry, at a case or at a release, so that no clerk can tell, or show in their face, what they do not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amends.office.bank import deposits
from amends.office.bank.policy import Policy, parse
from amends.office.bank.writing import Writer, everybody, letters_of
from amends.office.ledger import Connection, cases, events, in_bank, writers
from amends.office.ledger.in_bank import InBank
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import nothing_here
from amends.wire import Screening

_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Told:
    """How one letter stands, as its writer may know it.

    Attributes:
        facts: what a round let them know, each by consent: `requested`, `received`, `read`.
        may_replace: whether a letter to the same person may take its place.
    """

    letter: InBank
    screening: Screening
    facts: tuple[str, ...]
    may_replace: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a letter that came on paper comes back, for whoever prints it for its writer.

    Attributes:
        sealed: the remarks, as screeners sealed them to the bank's own key.
    """

    letter: InBank
    screening: Screening
    sealed: tuple[bytes, ...]


def who(office: Office, connection: Connection) -> list[Writer]:
    """The writers who have no desk and of whom somebody made sure, in the order they enrolled."""
    verified = _today(office).writers.verified
    return [one for one in everybody(office, connection) if one.on_paper and (one.known or not verified)]


def letters(office: Office, connection: Connection, writer: str) -> list[Told]:
    """How the letters of a writer without a desk stand, in the order they came.

    Raises:
        Refusal: `not-here`, also for a writer who has a desk: it tells them.
    """
    if not writers.is_on_paper(connection, writer):
        raise nothing_here()
    facts = {one.letter: one for one in cases.told(connection, writer)}
    names = ("requested", "received", "read")
    return [
        Told(
            letter, screening, tuple(name for name in names if getattr(facts.get(letter.id), name, False)),
            not letter.withdrawn and _may_replace(_today(office), screening),
        )
        for letter, screening in letters_of(office, connection, writer)
    ]  # fmt: skip


def reasons(office: Office, connection: Connection) -> list[Reason]:
    """Letters that came on paper, were returned or rejected, and not taken back since; newest first, 200 at most."""
    return [_reason(connection, letter) for letter in in_bank.on_paper_found_wanting(connection, _PAGE)]


def take_reason(office: Office, connection: Connection, by: Member, letter_id: str) -> Reason:
    """The reason why a letter that came on paper comes back, to be printed. That it was taken is an event.

    Raises:
        Refusal: `not-here`, also while nothing was found, once it was taken back, and for a desk's letter.
    """
    letter = in_bank.find(connection, letter_id)
    if letter is None or not letter.taken_in or letter.withdrawn:
        raise nothing_here()
    reason = _reason(connection, letter)
    if reason.screening not in ("returned", "rejected"):
        raise nothing_here()
    events.add(connection, [events.Happened("reason-taken", office.now(), events.by_staff(by.id), letter.id)])
    return reason


def _reason(connection: Connection, letter: InBank) -> Reason:
    found = in_bank.findings(connection, [letter.id])[letter.id]
    policy = parse(in_bank.policies(connection)[letter.policy].encode(), "policy")
    return Reason(letter, deposits.screening(policy, found), tuple(one.remarks for one in found if one.remarks))


def _may_replace(policy: Policy, screening: Screening) -> bool:
    """As a desk may: what was returned, and what is not rejected where the bank lets letters be replaced (B21)."""
    return screening == "returned" or (screening != "rejected" and policy.writers.may_update)


def _today(office: Office) -> Policy:
    assert office.bank is not None
    return office.bank.policy
