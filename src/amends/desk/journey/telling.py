"""Having recipients told by mail that something is here, or found by it: the writer's choice, letter by letter.

For a mail the office gets the address, which it holds encrypted and forgets; the mail has no key and no name. For a
letter that is only to be found, it keeps a keyed digest of the address, and tells nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import ways
from amends.desk.journey.enrolling import acting_counter
from amends.desk.journey.opening import Desk
from amends.desk.journey.ready import LeftOut, ToSend, choose_letters
from amends.desk.post.counter import Counter
from amends.desk.post.way import Way
from amends.errors import WrongUsage
from amends.sentences import Sentence, marked, together

Road: TypeAlias = Literal["mail", "held"]
"""`mail`: the office tells them. `held`: it tells nobody, and whoever proves the address finds the letter."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it.

    Attributes:
        to_be_told: letters whose recipient the office tells or lets find it, now or since before.
        left_out: letters of which it does neither, with the reason.
    """

    to_be_told: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def tell(desk: Desk, address: str, road: Road, only: Iterable[str] = ()) -> Told:
    """Has the recipients of letters at an office told by mail, or find them by asking; again is harmless.

    Nobody is told twice. A letter to several people goes by the first mail address that one of them has.

    Raises:
        WrongUsage: no such office is known.
        OfficeUnreachable: it does not answer; repeat the command.
        Refused: it tells recipients by rules of its own.
    """
    chosen = choose_letters(desk, ("posted",), only)
    with desk.drawer.transaction() as tx:
        office = next((one for one in ways.offices(tx).values() if one.url == address), None)
        postings = ways.postings(tx)
    if office is None:
        raise WrongUsage(
            Sentence("This desk knows no office at %(address)s.", address=address),
            marked("Post something there first."),
        )
    here = [one for one in chosen.letters if (at := postings.get(one.id)) and at.office == office.id and at.posted]
    addresses = {one.id: to for one in here if (to := _address(one))}
    with Way(address) as way:
        outcomes = {one.id: one for one in acting_counter(desk, way, office).by_road(road, addresses)}
    left_out: list[LeftOut] = []
    told: list[str] = []
    for one in here:
        outcome = outcomes.get(one.id)
        if outcome is not None and outcome.outcome != "refused":
            told.append(one.id)
        else:
            reason = Sentence(outcome.reason if outcome else marked("No mail address is known."))
            left_out.append(LeftOut(one.id, one.names, reason))
    return Told(tuple(told), tuple(left_out))


def not_told(desk: Desk, counter: Counter) -> tuple[str, ...]:
    """Whom a road does not lead to: of letters that are at an office and were not taken back, to whom they are.

    It says nothing of what a recipient did, and a bank names none.
    """
    closed = counter.roads_closed()
    with desk.drawer.transaction() as tx:
        letters = letters_kept.letters_by_id(tx, closed)
        names = {person.id: person.name for person in list_kept.everybody(tx)}
    here = [one for letter in closed if (one := letters.get(letter)) and one.state == "posted"]
    return tuple(together([names[person] for person in one.letter.to]) for one in here)


def _address(one: ToSend) -> str:
    return next((person.emails[0] for person in one.people if person.emails), "")
