"""What a bank knows of one letter and one person it is written to. One letter may be several such cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from amends.office.bank.policy import Road

Outcome: TypeAlias = Literal["approve", "return", "reject"]

Wish: TypeAlias = Literal["none", "tell", "wait", "never"]
"""What somebody said to the registry: nothing yet, tell me of a letter, keep it till I ask, I never want one."""

Choice: TypeAlias = Literal["none", "later", "declined", "not-mine", "wants"]
"""What somebody who knows that there is a letter decided about it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one screener found of the letter's words as they stand now.

    Attributes:
        by: the screener's id; two findings by one person count once.
    """

    by: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Person:
    """The person a letter is written to, as far as they or a court said anything.

    Attributes:
        wish: what they said to the registry.
        asked: whether they asked, by themselves, if there is a letter.
        identity: whether staff verified who they are.
        age: in years; None if not known.
        accompanied: a guardian or advocate is beside them.
        order: an active no-contact or protection order names writer and person.
        died: their death was recorded.
    """

    wish: Wish = "none"
    asked: bool = False
    identity: bool = False
    age: int | None = None
    accompanied: bool = False
    order: bool = False
    died: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One letter and one person.

    Attributes:
        withdrawn: the writer took it back.
        ordered: a court ordered the letter to be written.
        told: the person was told that there is a letter.
        choice: what they then decided.
        confirmed: how they confirmed it at release: not yet, in some way, or by telephone.
        road: how they want it.
        released: it was sealed to them and handed over.
    """

    findings: tuple[Finding, ...] = ()
    person: Person = Person()
    withdrawn: bool = False
    ordered: bool = False
    told: bool = False
    choice: Choice = "none"
    confirmed: Literal["no", "yes", "by-telephone"] = "no"
    road: Road | None = None
    released: bool = False
