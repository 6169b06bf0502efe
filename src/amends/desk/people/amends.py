"""What is owed to somebody, and how it may be put right: Steps 8 and 9, for one person.

Nothing here is needed to write a letter, and nothing of it ever leaves the desk. The kinds of amends and the question
whether making them would injure somebody are those of the twelve steps ("except when to do so would injure them or
others"); where an answer speaks for the recipient's safety, it outranks the writer's wish.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from amends.sentences import Sentence, marked

Kind: TypeAlias = Literal["", "direct", "partial", "deferred", "living", "indirect", "never"]
"""How it may be put right: to their face or by letter; a part of it; not before something; by living otherwise;
through somebody or something else; not at all, since it would do harm. Empty where that is not decided."""
Injury: TypeAlias = Literal["", "no", "unsure", "yes"]
"""Whether it could injure them or anybody else; empty where the writer has not answered."""

KINDS: Final[tuple[Kind, ...]] = ("direct", "partial", "deferred", "living", "indirect", "never")
INJURIES: Final[tuple[Injury, ...]] = ("no", "unsure", "yes")
_SAFER: Final[tuple[Kind, ...]] = ("", "direct", "partial", "living", "deferred", "indirect", "never")
_WORSE: Final[tuple[Injury, ...]] = ("no", "", "unsure", "yes")


@dataclass(frozen=True, slots=True)
class Amends:
    """What is owed to one person, in the writer's own words; all of it may be empty.

    Attributes:
        happened: what happened, the writer's own part of it.
        effect: what it did to them.
        repair: what could repair it.
        willing: whether the writer is willing to make amends to them.
        kind: how.
        until: what deferred amends wait for: a day, or words.
        injury: whether it could injure them or others.
        injury_note: whom, and how.
        no_contact: an order forbids contact, or they have asked not to be contacted.
    """

    happened: str = ""
    effect: str = ""
    repair: str = ""
    willing: bool = False
    kind: Kind = ""
    until: str = ""
    injury: Injury = ""
    injury_note: str = ""
    no_contact: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that was promised to somebody (the book, the money), until it is kept.

    Attributes:
        id: 32 hexadecimal digits.
        person: to whom.
        what: what was promised.
        made: when it was put down.
        due: by when, in the writer's words; or empty.
        kept: when it was kept; empty while it is owed.
    """

    id: str
    person: str
    what: str
    made: str
    due: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Why no letter to somebody may be sealed: what is so, and what the writer can do; both name the person."""

    why: str
    what_now: str


def held_back(amends: Amends, name: str) -> Held | None:
    """Why a letter to this person stays at the desk, by what the writer has answered; None where it need not."""
    if amends.no_contact:
        return Held(
            Sentence("%(name)s is not to be contacted.", name=name),
            marked("An order or their own wish outranks a letter. Living or indirect amends need no contact."),
        )
    if amends.kind == "never":
        return Held(Sentence("%(name)s will not be written to.", name=name), _opened(name))
    if amends.kind == "indirect":
        return Held(Sentence("Amends to %(name)s are indirect, so no letter goes to them.", name=name), _opened(name))
    if amends.kind == "deferred":
        waits = Sentence("%(name)s waits until %(until)s.", name=name, until=amends.until)
        return Held(waits if amends.until else Sentence("%(name)s waits.", name=name), _opened(name))
    if amends.injury in ("yes", "unsure"):
        could = Sentence("You have said that a letter to %(name)s could injure somebody.", name=name)
        might = Sentence("You have said that a letter to %(name)s might injure somebody.", name=name)
        return Held(
            could if amends.injury == "yes" else might,
            marked(
                "Their safety comes first. Talk it over with somebody you trust, then answer again on their page."
            ),
        )
    return None


def _opened(name: str) -> Sentence:
    return Sentence(
        "To change that, choose another way on their page, or: amends people may '%(name)s' open", name=name
    )


def joined_amends(one: Amends, other: Amends) -> Amends:
    """What is owed to two entries that are one person: the words of both, and of two answers the safer."""
    if one == Amends() or other == Amends():
        return other if one == Amends() else one
    worse: Injury = max((one.injury, other.injury), key=_WORSE.index)
    safer = max(one, other, key=lambda amends: _SAFER.index(amends.kind))
    return Amends(
        happened=_both(one.happened, other.happened),
        effect=_both(one.effect, other.effect),
        repair=_both(one.repair, other.repair),
        willing=one.willing or other.willing,
        kind=safer.kind,
        until=_both(one.until, other.until, "; "),
        injury=worse,
        injury_note=_both(one.injury_note, other.injury_note),
        no_contact=one.no_contact or other.no_contact,
    )


def _both(one: str, other: str, between: str = "\n\n") -> str:
    return one if other in one else other if one in other else f"{one}{between}{other}"
