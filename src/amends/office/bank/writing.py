"""Who may write: staff make sure who somebody is before the first letter, and ask them in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from amends.office.bank import deposits, keeping
from amends.office.bank.policy import parse
from amends.office.counter import enrolling
from amends.office.ledger import Connection, events, in_bank, writers
from amends.office.ledger.in_bank import InBank
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import Refusal, nothing_here
from amends.sentences import Sentence, marked
from amends.wire import Invitation, Screening

_PAGE: Final = 200
_NAME_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Made:
    """That somebody made sure of a writer.

    Attributes:
        note: by what: a paper, a visit; kept encrypted.
        guilt: the writer acknowledges what they did.
        asked: the writer asked in writing, and was sent the guidelines.
    """

    note: str
    guilt: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class Writer:
    """A writer as staff see them: nothing of what they wrote, or of whom it is for.

    Attributes:
        on_paper: they have no desk, and write on paper.
    """

    id: str
    name: str
    since: str
    known: bool
    on_paper: bool


def everybody(office: Office, connection: Connection) -> list[Writer]:
    """Every writer, in the order they enrolled."""
    return [
        Writer(one.id, office.keys.open(one.name, "writers.name"), one.since[:10], one.known, one.on_paper)
        for one in writers.everybody(connection)
    ]


def invite(office: Office, connection: Connection, by: Member, name: str, made: Made, *, address: str) -> Invitation:
    """Ask somebody in, of whom this member of staff made sure; good once, and not for ever.

    Raises:
        Refusal: `malformed`: no name, or the policy asks for more than was made sure of.
    """
    if not name.strip():
        raise Refusal("malformed", marked("An invitation is for somebody, and no name was given."))
    _enough(office, made)
    return enrolling.invite_in(
        office, connection, " ".join(name.split()), address, checked_by=by.id, checked=made.note.strip()
    )


def enrol_on_paper(office: Office, connection: Connection, by: Member, name: str, made: Made) -> str:
    """Write down a writer who has no desk, of whom this member of staff made sure; their id.

    What they write on paper is typed in under this name, so the name has to tell them from the others.

    Raises:
        Refusal: `malformed`: no name, or the policy asks for more than was made sure of; `refused`: somebody of this
            name writes on paper here already.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= _NAME_MOST:
        raise Refusal(
            "malformed", Sentence("A writer has a name, of %(most)s characters at most.", most=str(_NAME_MOST))
        )
    _enough(office, made)
    if any(one.on_paper and one.name.casefold() == name.casefold() for one in everybody(office, connection)):
        raise Refusal(
            "refused", marked("Somebody of this name writes on paper here already."),
            marked(
                "If it is them, choose them in the list. "
                "If not, add what tells the two apart, such as a year of birth."
            ),
        )  # fmt: skip
    writer, at = office.clock.bytes(16).hex(), office.now()
    writers.enrol_on_paper(connection, writer, office.keys.close(name, "writers.name", office.clock), at)
    # That somebody made sure stands where it stands for everybody: with an invitation, which these papers are.
    invitation = hashlib.sha256(office.clock.bytes(32)).hexdigest()
    checked = office.keys.close(made.note.strip(), "invitations.checked", office.clock)
    closed = office.keys.close(name, "invitations.name", office.clock)
    writers.invite(connection, invitation, closed, at, checked_by=by.id, checked=checked)
    writers.use(connection, invitation, writers.ON_PAPER + writer)
    staff = events.by_staff(by.id)
    kinds: tuple[events.Kind, ...] = ("writer-checked", "enrolled")
    events.add(connection, [events.Happened(kind, at, staff, ref=writer) for kind in kinds])
    return writer


def make_known(office: Office, connection: Connection, by: Member, writer: str, made: Made) -> None:
    """Put down that this member of staff made sure who a writer is who enrolled before.

    Raises:
        Refusal: `not-here`; `malformed`: the policy asks for more than was made sure of.
    """
    _check_here(connection, writer)
    _enough(office, made)
    writers.make_known(
        connection, writer, by.id, office.keys.close(made.note.strip(), "invitations.checked", office.clock)
    )
    events.add(connection, [events.Happened("writer-checked", office.now(), events.by_staff(by.id), ref=writer)])


def letters_of(office: Office, connection: Connection, writer: str) -> list[tuple[InBank, Screening]]:
    """A writer's letters in the order they came, each with how far its reading has come, as its writer is told.

    Raises:
        Refusal: `not-here`.
    """
    _check_here(connection, writer)
    found: list[InBank] = []
    while page := in_bank.of_writer(connection, writer, found[-1].id if found else "", _PAGE):
        found += page
    findings = in_bank.findings(connection, [letter.id for letter in found])
    texts = in_bank.policies(connection)
    return [
        (letter, deposits.screening(parse(texts[letter.policy].encode(), "policy"), findings[letter.id]))
        for letter in found
    ]


def take_back(office: Office, connection: Connection, by: Member, writer: str, letter: str) -> None:
    """A writer asked by voice or on paper that a letter be taken back; as if they had done it at their desk.

    Raises:
        Refusal: `not-here`: none of this writer's, or taken back already.
    """
    if not deposits.withdraw(connection, letter, writer, office.now()):
        raise nothing_here()
    events.add(connection, [events.Happened("withdrawn", office.now(), events.by_staff(by.id), letter)])


def left_custody(office: Office, connection: Connection, by: Member, writer: str) -> None:
    """A writer left custody; written down once.

    Raises:
        Refusal: `not-here`; `refused`: it was written down before.
    """
    _check_here(connection, writer)
    if is_discharged(connection, writer):
        raise Refusal("refused", marked("This was written down already."), marked("Nothing was changed."))
    keeping.discharged(office, connection, by.id, writer)


def is_discharged(connection: Connection, writer: str) -> bool:
    """Whether it was written down that this writer left custody."""
    return bool(events.last_by(connection, writer, "discharged"))


def _check_here(connection: Connection, writer: str) -> None:
    if writer not in {one.id for one in writers.everybody(connection)}:
        raise nothing_here()


def _enough(office: Office, made: Made) -> None:
    """Go on only if what the policy asks of writers was made sure of (B18)."""
    assert office.bank is not None
    policy = office.bank.policy.writers
    if policy.verified and not made.note.strip():
        raise Refusal("malformed", marked("Say by what you know who they are: a paper, a visit."))
    if policy.guilt_acknowledged and not made.guilt:
        raise Refusal("malformed", marked("This bank takes letters only from who acknowledges what they did."))
    if policy.written_request and not made.asked:
        raise Refusal("malformed", marked("This bank is asked in writing first, and sends its guidelines."))
