"""What may happen next with a letter in a bank: one function, asked by every page and every round."""

from __future__ import annotations

from typing import Literal, TypeAlias

from amends.office.bank.case import Case, Person
from amends.office.bank.policy import Fact, Policy, Road
from amends.wire import AnswerRoad

Step: TypeAlias = Literal[
    "ended",  # taken back, rejected, or the person died: nothing more happens
    "refused",  # not a letter this bank takes
    "screen",  # somebody has still to read it
    "returned",  # with its writer, who may send another text
    "held",  # nobody is told, nothing is owed: it waits until it is asked for
    "blocked",  # a court order, or "never": no road is open
    "verify",  # who is asking has to be known before the bank looks
    "too-young",  # by the policy's age, with nobody beside them where that would do
    "tell",  # they may be told that there is a letter
    "theirs",  # they know; what happens is theirs to say
    "declined",  # they said no, or that it is not for them; they can come back to it
    "confirm",  # ask once more before it is handed over
    "choose-road",  # how they want it
    "release",  # everything is true: seal it to them and hand it over
    "released",
]


def next_step(policy: Policy, case: Case) -> Step:
    """What may happen next; every condition of an earlier one still holds at the later ones.

    A release in hand is no exception: an order or a "never" that comes after blocks what has not been handed over.
    """
    if case.ordered and policy.writers.court_ordered == "refused":
        return "refused"
    if not case.released and (case.withdrawn or case.person.died):
        return "ended"
    read = _screened(policy, case)
    if read != "approved":
        return read
    if is_blocked(policy, case.person):
        return "blocked"
    if case.released:
        return "released"
    return _after_told(policy, case) if case.told else _before_told(policy, case.person)


def is_blocked(policy: Policy, person: Person) -> bool:
    """Whether every road of the office to this person is closed, also for letters and answers on their way.

    "Never" is the recipient's and holds in every bank; what a court's order does is policy (B10).
    """
    return person.wish == "never" or (person.order and policy.recipients.orders_block)


def admit(policy: Policy, person: Person) -> Literal["verify", "too-young", "admitted"]:
    """What is needed of somebody who registers or asks, before anybody looks whether there is a letter.

    It depends on nothing but the person, so that it tells nothing of a letter (B3).
    """
    if policy.recipients.identity and not person.identity:
        return "verify"
    return "too-young" if _too_young(policy, person) else "admitted"


def roads(policy: Policy) -> tuple[Road, ...]:
    """How a letter may reach its reader, for them to choose from (B7, B8)."""
    return policy.recipients.roads


def told_to_writer(policy: Policy, consents: frozenset[Fact], happened: frozenset[Fact]) -> frozenset[Fact]:
    """The facts a writer may see in the next round: they are true, allowed here, and the recipient said so (B9)."""
    return frozenset(policy.writer_learns.facts) & consents & happened


def may_answer(policy: Policy, answered: int) -> bool:
    """Whether one more answer may go back (B23, B25).

    Args:
        policy: what holds for the letter.
        answered: how many were accepted or wait to be read; one that was returned for mending does not count.
    """
    match policy.answers.how_many:
        case "none":
            return False
        case "one":
            return answered < 1
        case "any":
            return True


def answer_road(policy: Policy, *, card: bool = True, paper: bool = False) -> AnswerRoad:
    """How an answer goes back (B23, B25).

    Args:
        policy: what holds for the letter.
        card: whether it was signed, when the letter was handed over, to which keys an answer goes. A bank that reads
            answers takes one to an earlier letter on paper: it could seal it again to nobody.
        paper: whether the letter came on paper. Its writer has no key to seal an answer to, and gets it so.
    """
    if policy.answers.how_many == "none":
        return "none"
    if paper:
        return "on-paper"
    if not policy.answers.screened:
        return "sealed"
    return "screened" if card else "on-paper"


def _screened(policy: Policy, case: Case) -> Literal["approved", "screen", "returned", "ended"]:
    outcomes = {finding.outcome for finding in case.findings}
    if "reject" in outcomes and policy.screening.may_reject:
        return "ended"
    if outcomes & {"return", "reject"}:
        return "returned"
    approved = {finding.by for finding in case.findings if finding.outcome == "approve"}
    return "approved" if len(approved) >= policy.screening.readers else "screen"


def _before_told(policy: Policy, person: Person) -> Step:
    wants = person.wish == "tell" or person.asked
    match policy.recipients.told:
        case "nobody":
            return "tell" if person.asked else "held"
        case "who-asked" if not wants:
            return "held"
        case "when-approved" if not wants and person.wish == "wait":
            return "held"
        case _:
            pass
    if wants:
        needed = admit(policy, person)
        return "tell" if needed == "admitted" else needed
    # Who did not ask is told at an address the bank has, and is verified before the letter is handed over; but
    # nobody who is known to be too young is told of a thing they could not have.
    return "held" if person.age is not None and _too_young(policy, person) else "tell"


def _after_told(policy: Policy, case: Case) -> Step:
    match case.choice:
        case "none" | "later":
            return "theirs"
        case "declined" | "not-mine":
            return "declined"
        case "wants":
            pass
    needed = admit(policy, case.person)
    if needed != "admitted":
        return needed
    if case.road not in roads(policy):
        return "choose-road"
    if not _confirmed(policy, case):
        return "confirm"
    return "release"


def _confirmed(policy: Policy, case: Case) -> bool:
    match policy.recipients.confirmed:
        case "no":
            return True
        case "yes":
            return case.confirmed != "no"
        case "by-telephone":
            return case.confirmed == "by-telephone"


def _too_young(policy: Policy, person: Person) -> bool:
    least = policy.recipients.least_age
    if not least:
        return False
    # An age nobody has asked for is no age: where the policy names one, it is found out with the identity.
    grown = person.age is not None and person.age >= least
    return not grown and not (policy.recipients.accompanied and person.accompanied)
