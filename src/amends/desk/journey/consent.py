"""Who wants to hear again: somebody who answered gets another letter only if they chose so, and then one.

It holds for everything that leaves the desk, whichever way it was written. An answer on paper cannot say it in a
form: there the writer reads it, and says what they read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from amends.desk.drawer import answered
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import replies as kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.database import Transaction
from amends.desk.journey.opening import Desk
from amends.desk.letters.letter import Letter
from amends.desk.people.person import Person
from amends.errors import Refused
from amends.sentences import Sentence, marked


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody chose when they last answered.

    Attributes:
        reply: id of that answer.
        again: `one` or `no`.
        answered: id of the letter it answers.
        letters: ids of the letters that answer it; of those that are not taken back there is one at most.
    """

    reply: str
    again: str
    answered: str
    letters: tuple[str, ...]


def wishes(tx: Transaction) -> dict[str, Wish]:
    """What everybody chose who answered and could, by their id: the newest answer holds.

    An answer to a letter to several people does not say whose it is, so it speaks for none of them.
    """
    asked = answered.asked(tx)
    if not asked:
        return {}
    said = [one for one in kept.replies(tx) if one.letter and one.id in asked and asked[one.id].again]
    letters = letters_kept.letters_by_id(tx, [one.letter for one in said])
    in_thread: dict[str, list[str]] = {}
    for letter, reply in answered.threads(tx).items():
        in_thread.setdefault(reply, []).append(letter)
    standing = letters_kept.letters_by_id(tx, [letter for some in in_thread.values() for letter in some])
    found: dict[str, Wish] = {}
    for one in sorted(said, key=lambda one: (one.arrived, one.id)):
        to = letters[one.letter].letter.to
        if len(to) == 1:
            own = tuple(id_ for id_ in in_thread.get(one.id, ()) if standing[id_].state != "withdrawn")
            found[to[0]] = Wish(one.id, asked[one.id].again, one.letter, own)
    return found


def begin_letter(tx: Transaction, people: Sequence[Person], letter: str) -> None:
    """Puts a new letter into the thread it goes on, if whoever it is to answered.

    Raises:
        Refused: they chose to hear no more, or the one letter they chose is written already.
    """
    held = wishes(tx)
    for person in people:
        if (wish := held.get(person.id)) is None:
            continue
        _refuse_no_more(person, wish)
        if wish.letters:
            raise Refused(
                Sentence(
                    "%(name)s asked for one letter, and it is written: %(letter)s.",
                    name=person.name,
                    letter=wish.letters[0][:12],
                ),
                marked("Change that one, as long as it is not sealed."),
            )
        answered.put_in_thread(tx, letter, wish.reply)


def refuse_unwished(held: dict[str, Wish], people: Sequence[Person], letter: letters_kept.Kept) -> None:
    """Lets a letter go only to those who did not answer, or chose to hear again.

    Raises:
        Refused: one of them answered and chose otherwise.
    """
    if letter.state == "posted":
        return
    for person in people:
        wish = held.get(person.id)
        if wish is not None and letter.letter.id not in (wish.answered, *wish.letters[:1]):
            _refuse_no_more(person, wish)
            raise Refused(
                Sentence("%(name)s answered and asked for one letter, and this one is not it.", name=person.name),
                Sentence(
                    "Write it as an answer, on the page of theirs, or: amends write NAME --reply-to %(reply)s",
                    reply=wish.reply[:12],
                ),
            )


def adopt(tx: Transaction, people: Mapping[str, Person], letters: Iterable[Letter]) -> None:
    """Puts letters that were taken in into the threads they go on; one that nobody asked for stays where it is."""
    for letter in letters:
        with contextlib.suppress(Refused):
            begin_letter(tx, tuple(people[who] for who in letter.to), letter.id)


def they_wish(desk: Desk, reply: kept.Reply) -> None:
    """Puts down that an answer on paper says they want to hear again: the writer has read it, and says so.

    Raises:
        Refused: it is not opened or not placed, or it says itself what they chose.
    """
    with desk.drawer.transaction() as tx:
        if not reply.opened or not reply.letter:
            raise Refused(
                Sentence("The answer %(id)s is not opened and placed.", id=reply.id[:12]),
                marked("Open it, and place it first."),
            )
        if answered.asked(tx).get(reply.id, answered.NOTHING).again:
            raise Refused(
                Sentence("The answer %(id)s says itself what they chose.", id=reply.id[:12]),
                marked("It stands on its page."),
            )
        answered.put_asks(tx, reply.id, answered.Asks("one"))
        log(tx, WriterAct(desk.now, "they wish to hear", reply.letter, reply.id))


def _refuse_no_more(person: Person, wish: Wish) -> None:
    if wish.again == "no":
        raise Refused(
            Sentence("%(name)s answered, and did not ask for another letter.", name=person.name),
            marked("What you want to say can stay on the page; it does not go to them."),
        )
