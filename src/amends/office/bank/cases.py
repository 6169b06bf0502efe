"""One letter and one person, from "they may be told" to "handed over". Every step asks `next_step` first.

Each function runs in one transaction and looks anew, so that of two clerks who do the same at once one is told that
it has been done, and an order that came a moment ago still stops what was about to happen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, get_args

from amends.errors import NotOpenable
from amends.office.bank.answer_cards import Card, put_card
from amends.office.bank.answers import count, takes
from amends.office.bank.blocking import is_closed_between as is_closed
from amends.office.bank.case import Case, Choice, Finding
from amends.office.bank.policy import Fact, Policy, Road
from amends.office.bank.reading import policy_of
from amends.office.bank.registry import opened, person
from amends.office.bank.step import Step, may_answer, next_step, told_to_writer
from amends.office.ledger import Connection, cases, events, in_bank, letters, registered, writers
from amends.office.ledger.cases import CaseRow
from amends.office.ledger.in_bank import Found, InBank, Parts
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.sentences import marked

_SAID: Final[dict[Step, str]] = {
    "ended": marked("It was taken back, rejected, or the person died."),
    "refused": marked("This bank takes no letters that a court ordered."),
    "screen": marked("It has still to be read."),
    "returned": marked("It is with its writer, to be mended."),
    "held": marked("Nobody is to be told: they have not asked."),
    "blocked": marked("An order or a 'never' closes every road."),
    "verify": marked("It has to be known first who they are."),
    "too-young": marked("They are too young, and nobody is beside them."),
    "tell": marked("They have not been told yet."),
    "theirs": marked("They have not decided yet."),
    "declined": marked("They do not want it."),
    "confirm": marked("They have still to confirm that they want it."),
    "choose-road": marked("They have still to say how they want it."),
    "release": marked("It is ready to be handed over."),
    "released": marked("It has been handed over already."),
}


def match(office: Office, connection: Connection, by: str, letter_id: str, who: str) -> CaseRow:
    """Say that this letter is for this person. Both decided nothing by it, and neither learns of it.

    Raises:
        Refusal: `not-here`; `refused` where the letter already is for somebody and the policy says one victim.
    """
    letter, one = in_bank.find(connection, letter_id), registered.find(connection, who)
    if letter is None or one is None or one.left:
        raise nothing_here()
    before = cases.between(connection, letter_id, who)
    if before is not None:
        return before
    others = cases.of_letter(connection, letter_id)
    if others and not policy_of(office, connection, letter).recipients.several:
        raise Refusal(
            "refused",
            marked("This bank's letters are for one person each."),
            marked("Look at whom it was matched with."),
        )
    case = CaseRow(office.clock.bytes(16).hex(), letter_id, who)
    cases.put(connection, case)
    _happened(office, connection, "matched", by, case)
    return case


def step(office: Office, connection: Connection, case: CaseRow) -> Step:
    """What may happen next with this letter and this person."""
    letter, policy = _letter(office, connection, case)
    return next_step(policy, _as_case(office, connection, case, letter))


def tell(office: Office, connection: Connection, by: str, case_id: str) -> None:
    """Write down that they were told. Telling is a person's doing, at the address the registry names.

    What they switched on when they registered holds for this letter from now on; they can switch it off again.
    """
    case = _at(office, connection, case_id, "tell")
    one = registered.find(connection, case.registered)
    said = opened(office, one).tell if one and one.card else ()
    cases.change(connection, case.id, told=office.now(), **{fact: fact in said for fact in get_args(Fact)})
    _happened(office, connection, "told", by, case)


def choose(
    office: Office, connection: Connection, who: str, case_id: str, choice: Choice, *, road: str = "", by: str = ""
) -> None:
    """What somebody who was told decides, as often as they like, until it is handed over.

    Args:
        office: a bank.
        connection: a transaction.
        who: the registered person's id.
        case_id: which letter of theirs.
        choice: what they decide.
        road: how they want it, where they do.
        by: the member of staff to whom they said it, by telephone or on paper; empty where they do it themselves.

    Raises:
        Refusal: `not-here`, also for somebody else's case; `refused`, `malformed`.
    """
    case = cases.find(connection, case_id)
    if case is None or case.registered != who or not case.told:
        raise nothing_here()
    if case.released:
        raise Refusal(
            "refused", _SAID["released"], marked("What to do with it is yours; nothing here can change it.")
        )
    _, policy = _letter(office, connection, case)
    if choice not in get_args(Choice) or choice == "none":
        raise malformed(marked("Choose one of the four lines first."))
    if choice == "wants" and road not in policy.recipients.roads:
        raise malformed(marked("This bank has no such way to hand a letter over."))
    cases.change(connection, case.id, choice=choice, road=road if choice == "wants" else "", confirmed="no")
    _happened(office, connection, "chose", by, case)


def consent(
    office: Office, connection: Connection, who: str, case_id: str, facts: frozenset[Fact], *, by: str = ""
) -> None:
    """What the writer may learn, each switch by itself. One that was shown in a round cannot be called back.

    `by` is the member of staff to whom they said it; empty where they do it themselves.
    """
    case = cases.find(connection, case_id)
    if case is None or case.registered != who:
        raise nothing_here()
    switches = {fact: fact in facts for fact in get_args(Fact)}
    cases.change(connection, case.id, **switches)
    _happened(office, connection, "consented", by, case)


def confirm(office: Office, connection: Connection, by: str, case_id: str, *, by_telephone: bool) -> None:
    """They were asked once more and still want it (B4)."""
    case = _at(office, connection, case_id, "confirm")
    cases.change(connection, case.id, confirmed="by-telephone" if by_telephone else "yes")
    _happened(office, connection, "confirmed", by, case)


def to_release(office: Office, connection: Connection) -> list[tuple[CaseRow, str]]:
    """Cases in which a letter is ready to be handed over, each with its recipient's name."""
    found: list[tuple[CaseRow, str]] = []
    after = ""
    while page := cases.page(connection, after, 500):
        after = page[-1].id
        for case in page:
            if not case.released and step(office, connection, case) == "release":
                one = registered.find(connection, case.registered)
                found.append((case, opened(office, one).name if one is not None and one.card else ""))
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer belongs that comes on paper.

    Attributes:
        case: the letter that was handed over, and to whom.
        name: whoever has it.
        room: whether one more answer would go back.
        on_paper_to: the writer who gets it on paper, since their letter came so; empty where it is typed in.
    """

    case: CaseRow
    name: str
    room: bool
    on_paper_to: str


def answerable(office: Office, connection: Connection) -> list[Place]:
    """Cases in which a letter was handed over to which an answer may come on paper."""
    found: list[Place] = []
    named = {one.id: one.name for one in writers.everybody(connection)}
    after = ""
    while page := cases.page(connection, after, 500):
        after = page[-1].id
        for case in page:
            if not case.released:
                continue
            letter, policy = _letter(office, connection, case)
            paper = bool(letter.taken_in) and policy.answers.how_many != "none"
            if takes(office, connection, case) or (paper and not is_closed(office, connection, case)):
                one = registered.find(connection, case.registered)
                name = opened(office, one).name if one is not None and one.card else ""
                writer = office.keys.open(named[letter.writer], "writers.name") if paper else ""
                found.append(Place(case, name, may_answer(policy, count(connection, case)), writer))
    return found


def take_up(office: Office, connection: Connection, by: str, case_id: str) -> tuple[InBank, Parts]:
    """The sealed letter of a case that is ready, for the browser of who hands it over. Taking it up is an event.

    Raises:
        Refusal: `refused` with what is still to happen; `not-here`.
    """
    case = _at(office, connection, case_id, "release")
    letter, parts = in_bank.find(connection, case.letter), in_bank.parts(connection, case.letter)
    if letter is None or parts is None:
        raise nothing_here()
    _happened(office, connection, "taken-up", by, case)
    return letter, parts


def approved(connection: Connection, letter_id: str) -> Found:
    """What was approved of a letter: the digests that whoever hands it over compares with what they open.

    Raises:
        Refusal: `refused`: nobody approved it.
    """
    found = in_bank.findings(connection, [letter_id])[letter_id]
    good = next((one for one in found if one.outcome == "approve"), None)
    if good is None:
        raise Refusal("refused", _SAID["screen"], marked("Nothing was changed."))
    return good


def confirm_themselves(office: Office, connection: Connection, who: str, case_id: str) -> None:
    """They looked at it once more, under their own code, and still want it. Where a voice is asked for, this is none.

    Raises:
        Refusal: `not-here`, also for somebody else's case; `refused`.
    """
    case = cases.find(connection, case_id)
    if case is None or case.registered != who or not case.told:
        raise nothing_here()
    _at(office, connection, case_id, "confirm")
    cases.change(connection, case.id, confirmed="yes")
    _happened(office, connection, "confirmed", "", case)


def read_aloud(office: Office, connection: Connection, by: str, case_id: str) -> None:
    """A facilitator read it to them. Only what was handed over can have been read."""
    case = _at(office, connection, case_id, "released")
    happened = events.Happened("read-aloud", office.now(), events.by_staff(by), case.envelope, case.id)
    events.add(connection, [happened])


def release(
    office: Office, connection: Connection, by: str, case_id: str, packed: bytes, *, card: Card | None = None
) -> str:
    """Hand a letter over: the envelope that a member of staff sealed to this reader goes into the reading room.

    The same envelope again changes nothing and is answered alike: whoever never heard the answer holds the one sheet
    that opens it, and must not be told to destroy it.

    Args:
        office: a bank.
        connection: a transaction.
        by: the member of staff.
        case_id: the letter and the person.
        packed: the envelope.
        card: what they signed for its answers; None where it takes none.

    Returns:
        The envelope's id, which its writer does not know.

    Raises:
        Refusal: `refused` with what is still to happen, or because it has been done; `malformed`.
    """
    try:
        sealed = letters.make_ready(packed)
    except NotOpenable as error:
        raise malformed(error.message) from error
    envelope = sealed.envelope
    if _is_here(connection, case_id, sealed):
        return envelope.id
    case = _at(office, connection, case_id, "release")
    letter = in_bank.find(connection, case.letter)
    if letter is None:
        raise nothing_here()
    if envelope.id == letter.id or envelope.copy_of or envelope.person != letter.person:
        raise malformed("A release has an id of its own, and is for the person of the deposit.")
    if letters.find(connection, envelope.id) is not None:
        raise Refusal("refused", marked("Another letter is kept under this id."), marked("Seal it again."))
    letters.put(connection, [sealed], letter.writer, office.now())
    cases.change(connection, case.id, released=office.now(), envelope=envelope.id)
    if card is not None:
        put_card(office, connection, case, card, envelope)
    _happened(office, connection, "released", by, case)
    return envelope.id


def _is_here(connection: Connection, case_id: str, sealed: letters.Sealed) -> bool:
    case, kept = cases.find(connection, case_id), letters.find(connection, sealed.envelope.id)
    return case is not None and case.envelope == sealed.envelope.id and kept is not None and kept.is_same(sealed)


def tell_writers(office: Office, connection: Connection, falls: Callable[[int], bool] = lambda _: True) -> int:
    """One round: every writer sees from now on what recipients let them know and is so; how many cases.

    It runs on the calendar, whether or not there is anything, so that when it ran tells nothing.

    Args:
        office: a bank.
        connection: a transaction.
        falls: whether a round that comes every so many days comes now.
    """
    told, after = 0, ""
    while page := cases.page(connection, after, 500):
        after = page[-1].id
        for case in page:
            _, policy = _letter(office, connection, case)
            if not falls(policy.writer_learns.every_days):
                continue
            facts = told_to_writer(policy, _consents(case), _happened_so_far(connection, case))
            if facts and not is_closed(office, connection, case):
                cases.tell(connection, case.letter, frozenset(facts))
                told += 1
    return told


def _consents(case: CaseRow) -> frozenset[Fact]:
    return frozenset(fact for fact in get_args(Fact) if getattr(case, fact))


def _happened_so_far(connection: Connection, case: CaseRow) -> frozenset[Fact]:
    so_far: set[Fact] = set()
    if case.choice == "wants":
        so_far.add("requested")
    if case.released:
        so_far.add("received")
        if events.opened(connection, case.envelope):
            so_far.add("read")
    return frozenset(so_far)


def _at(office: Office, connection: Connection, case_id: str, wanted: Step) -> CaseRow:
    case = cases.find(connection, case_id)
    if case is None:
        raise nothing_here()
    now = step(office, connection, case)
    if now != wanted:
        raise Refusal("refused", _SAID[now], marked("Nothing was changed."))
    return case


def _letter(office: Office, connection: Connection, case: CaseRow) -> tuple[InBank, Policy]:
    letter = in_bank.find(connection, case.letter)
    if letter is None:
        raise nothing_here()
    return letter, policy_of(office, connection, letter)


def _as_case(office: Office, connection: Connection, case: CaseRow, letter: InBank) -> Case:
    one = registered.find(connection, case.registered)
    if one is None:
        raise nothing_here()
    found = in_bank.findings(connection, [letter.id])[letter.id]
    road: Road | None = next((road for road in get_args(Road) if road == case.road), None)
    return Case(
        findings=tuple(Finding(one.staff, one.outcome) for one in found),  # pyright: ignore[reportArgumentType]
        person=person(office, connection, one, letter.writer),
        withdrawn=bool(letter.withdrawn),
        ordered=letter.ordered,
        told=bool(case.told),
        choice=case.choice,  # pyright: ignore[reportArgumentType]
        confirmed=case.confirmed,  # pyright: ignore[reportArgumentType]
        road=road,
        released=bool(case.released),
    )


def _happened(office: Office, connection: Connection, kind: events.Kind, by: str, case: CaseRow) -> None:
    who = events.by_staff(by) if by else events.READER
    events.add(connection, [events.Happened(kind, office.now(), who, case.letter, case.id)])
