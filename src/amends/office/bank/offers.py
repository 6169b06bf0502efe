"""What somebody sees who comes back with their code, and what they may do there.

Everything follows from themselves and from letters they were told of. A letter that was matched with them and of
which nobody told them changes no byte of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

from amends.office.bank import cases, registry
from amends.office.bank.case import Choice, Wish
from amends.office.bank.policy import Confirmation, Fact
from amends.office.bank.reading import policy_of
from amends.office.bank.registry import FACTS, READING, Card
from amends.office.bank.step import Step
from amends.office.ledger import Connection, events, in_bank
from amends.office.ledger import cases as cases_written
from amends.office.ledger.cases import CaseRow
from amends.office.ledger.registered import Registered
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.sentences import marked

OLD_PAGE: Final = marked(
    "This page was older than what you chose since. Nothing was changed; below is how it stands."
)
SAVED: Final = marked("What you chose is saved.")
_THEIRS: Final = ("registered", "wished", "chose", "consented", "confirmed")
_WISHES: Final[dict[str, Wish]] = {"tell": "tell", "wait": "wait", "never": "never"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A letter somebody was told of, as far as it concerns them.

    Attributes:
        step: what may happen next with it.
        confirmed: how they are asked once more.
        facts: the switches this bank gives; `consents`: those that are on; `known`: what the writer was shown.
    """

    case: str
    told: str
    released: str
    step: Step
    choice: str
    road: str
    roads: tuple[str, ...]
    confirmed: Confirmation
    facts: tuple[Fact, ...]
    consents: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class View:
    """What stands on the page.

    Attributes:
        seen: a digest of it; a form that comes with another was made from an older page, and changes nothing.
    """

    who: str
    wish: str
    card: Card
    offers: tuple[Offer, ...]
    seen: str


def view(office: Office, connection: Connection, code: str) -> View:
    """What whoever has this code sees.

    Raises:
        Refusal: `not-here`.
    """
    one = registry.come_back(connection, code)
    told = [case for case in cases_written.of_person(connection, one.id) if case.told]
    offers = tuple(_offer(office, connection, case) for case in told)
    return View(one.id, one.wish, registry.opened(office, one), offers, _seen(connection, one, told))


def act(office: Office, connection: Connection, code: str, form: Mapping[str, list[str]]) -> str:
    """Do what a form of the page says; the sentence to say afterwards.

    A form that was sent before, by a press on Back or by somebody who kept it, comes from an older page than there
    is now, and so does nothing.

    Raises:
        Refusal: `not-here`, `malformed`, `refused`.
    """
    shown = view(office, connection, code)
    if one_of(form, "seen") != shown.seen:
        return OLD_PAGE
    case = one_of(form, "case")
    match one_of(form, "do"):
        case "save":
            card, wish = card_of(form, shown.card.language, shown.card.beside)
            registry.say(office, connection, shown.who, wish, card)
        case "choose":
            _choose(office, connection, shown.who, case, form)
        case "consent":
            on = frozenset(fact for fact in get_args(Fact) if fact in form.get("tell", []))
            cases.consent(office, connection, shown.who, _told(shown, case), on)
        case "confirm":
            cases.confirm_themselves(office, connection, shown.who, case)
        case "forget":
            if one_of(form, "sure") != "yes":
                return marked("Nothing was erased: mark the line above the button first.")
            registry.leave(office, connection, shown.who)
        case _:
            raise malformed(marked("This form is none of this page’s. Nothing was changed."))
    return SAVED


def card_of(form: Mapping[str, list[str]], language: str, beside: tuple[str, ...] = ()) -> tuple[Card, Wish]:
    """Who registers and what they wish, from the fields of a form.

    Raises:
        Refusal: `malformed`, in words for whoever filled it in.
    """
    wish = _WISHES.get(one_of(form, "wish"))
    if wish is None:
        raise Refusal("malformed", marked("Choose what should happen: tell me, keep it, or never."))
    reach = one_of(form, "reach") or "none"
    card = Card(
        name=one_of(form, "name"), former=one_of(form, "former"), born=one_of(form, "born"), reach=reach,
        at=one_of(form, "at"), language=language, needs=one_of(form, "needs"),
        reading=tuple(one for one in READING if one in form.get("reading", [])),
        tell=tuple(one for one in FACTS if one in form.get("tell", [])), beside=beside,
    )  # fmt: skip
    if not card.name:
        raise Refusal("malformed", marked("A name is needed, so that a letter can be found for it."))
    if reach != "none" and not card.at:
        raise Refusal("malformed", marked("Where you can be reached is missing."))
    return card, wish


def one_of(form: Mapping[str, list[str]], name: str) -> str:
    """A field's text, without blanks around it; empty if it was not sent."""
    return form.get(name, [""])[0].replace("\r\n", "\n").strip()


def _choose(office: Office, connection: Connection, who: str, case: str, form: Mapping[str, list[str]]) -> None:
    wanted, road = one_of(form, "choice"), one_of(form, "road")
    choice: Choice | None = next((one for one in get_args(Choice) if one == wanted and one != "none"), None)
    if choice is None:
        raise Refusal("malformed", marked("Choose one of the four lines first."))
    if choice == "wants" and not road:
        raise Refusal("malformed", marked("Say also how you want it."))
    cases.choose(office, connection, who, case, choice, road=road)


def _told(shown: View, case: str) -> str:
    if case not in {offer.case for offer in shown.offers}:
        raise nothing_here()
    return case


def _offer(office: Office, connection: Connection, case: CaseRow) -> Offer:
    letter = in_bank.find(connection, case.letter)
    if letter is None:
        raise nothing_here()
    policy = policy_of(office, connection, letter)
    facts = policy.writer_learns.facts
    # What another recipient of the same letter let known is not this one's to learn.
    consents, known = _consents(case), cases_written.known(connection, case.letter)
    return Offer(
        case.id, case.told, case.released, cases.step(office, connection, case), case.choice, case.road,
        policy.recipients.roads, policy.recipients.confirmed, facts, consents, consents & known & set(facts),
    )  # fmt: skip


def _consents(case: CaseRow) -> frozenset[str]:
    return frozenset(fact for fact in FACTS if getattr(case, fact))


def _seen(connection: Connection, one: Registered, told: list[CaseRow]) -> str:
    """How things stand and how often they were changed: an earlier choice made again is another page."""
    done = events.about(connection, [one.id, *(case.id for case in told)])
    rows = [one.wish, hashlib.sha256(one.card).hexdigest(), *(repr(case) for case in told)]
    rows += [f"{event.kind} {event.at}" for event in done if event.kind in _THEIRS]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:32]
