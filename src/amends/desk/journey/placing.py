"""Placing by the writer's own eye: a page goes with a letter because the writer says so, until they say otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as kept
from amends.desk.drawer import traces as traces_kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.database import Transaction
from amends.desk.journey import guessing, knowing
from amends.desk.journey.letters import letter_named
from amends.desk.journey.opening import Desk
from amends.desk.journey.people import the_one
from amends.desk.letters.letter import Letter
from amends.errors import Refused, WrongUsage
from amends.sentences import Sentence, marked

BY_EYE: Final = marked("Placed by your own eye.")
IN_TRAY: Final = marked("You put it back into the unsorted tray.")


@dataclass(frozen=True, slots=True)
class PlacedByEye:
    """Where a page lies now.

    Attributes:
        reply: id of the answer.
        letter: id of the letter it answers; or empty.
        people: names of those to whom that letter is written.
        taught: name of the person whose hand is known by it from now on; or empty.
    """

    reply: str
    letter: str
    people: tuple[str, ...]
    taught: str


def put_with(desk: Desk, reply: str, name: str) -> PlacedByEye:
    """Puts a page that nothing places with the letter to somebody, because the writer says so.

    Raises:
        WrongUsage: no such answer, person or letter, or it may be several.
        Refused: a code or an office places it already.
    """
    with desk.drawer.transaction() as tx:
        one = the_reply(tx, reply)
        if one.certain:
            raise Refused(
                Sentence("The answer %(answer)s is placed for certain already.", answer=one.id[:12]),
                marked("See: amends mailbag list"),
            )
        letter = letter_named(tx, name).letter
        return _put(desk, tx, one, letter, "")


def confirm(desk: Desk, reply: str, name: str = "") -> PlacedByEye:
    """Takes what is suggested for a page, or says whose hand a placed answer is in; either teaches that hand.

    Args:
        desk: the desk.
        reply: id of the answer, or how it begins.
        name: whose hand it is, where a letter went to several or nothing is suggested.

    Raises:
        WrongUsage: nothing is suggested, the letter went to several and nobody is named, or they got none.
    """
    with desk.drawer.transaction() as tx:
        one = the_reply(tx, reply)
        people = {person.id: person for person in list_kept.everybody(tx)}
        if one.letter:
            letter = letters_kept.letters_by_id(tx, [one.letter])[one.letter].letter
            if not name and len(letter.to) > 1:
                raise WrongUsage(
                    marked("The letter went to several people."), marked("Say who wrote this: --hand-of NAME")
                )
            writer = the_one(people.values(), name).id if name else next(iter(letter.to))
            return _put(desk, tx, one, letter, writer)
        suggested = [who.person for who in guessing.guessed(desk, tx, [one]).suggested.get(one.id, ())]
        if not name and not suggested:
            raise WrongUsage(
                marked("Nothing is suggested for it, so there is nothing to confirm."),
                Sentence("Place it yourself: amends mailbag place %(answer)s NAME", answer=one.id[:12]),
            )
        writer = the_one(people.values(), name).id if name else suggested[0]
        letter = letter_named(tx, writer).letter
        return _put(desk, tx, one, letter, writer)


def put_back(desk: Desk, reply: str) -> PlacedByEye:
    """Puts a page that the writer placed back into the unsorted tray, and unlearns what it taught.

    Raises:
        WrongUsage: no such answer, or several.
        Refused: a code or an office placed it.
    """
    with desk.drawer.transaction() as tx:
        one = the_reply(tx, reply)
        if one.certain:
            raise Refused(
                Sentence("A code or an office placed %(answer)s; that stays.", answer=one.id[:12]),
                marked("See: amends mailbag list"),
            )
        kept.put_with(tx, one.id, "", IN_TRAY)
        traces_kept.say_whose(tx, one.id, "")
        log(tx, WriterAct(desk.now, "put back", one.letter, one.id))
    return PlacedByEye(one.id, "", (), "")


def the_reply(tx: Transaction, name: str) -> kept.Reply:
    """The one answer whose id begins so.

    Raises:
        WrongUsage: none, or several.
    """
    found = [one for one in kept.replies(tx) if one.id.startswith(name.lower())]
    if len(found) != 1:
        said = marked("Several answers begin with %(name)s.") if found else marked("No answer begins with %(name)s.")
        raise WrongUsage(Sentence(said, name=name), marked("See: amends mailbag list"))
    return found[0]


def _put(desk: Desk, tx: Transaction, one: kept.Reply, letter: Letter, writer: str) -> PlacedByEye:
    """Puts it down. Who wrote a page is known only where one person was written to, or the writer says it."""
    to = letter.to
    if not one.certain:
        kept.put_with(tx, one.id, letter.id, BY_EYE)
    whose = writer or (to[0] if len(to) == 1 else "")
    taught = knowing.teach(tx, one.id, whose) if whose else False
    log(tx, WriterAct(desk.now, "confirm" if writer else "place", letter.id, one.id))
    names = {person.id: person.name for person in list_kept.everybody(tx)}
    return PlacedByEye(one.id, letter.id, tuple(names[who] for who in to), names[whose] if taught else "")
