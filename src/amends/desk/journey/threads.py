"""A correspondence: letters and the answers to them, as they followed one another; and how it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amends.desk.drawer import answered
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as kept
from amends.desk.drawer.database import Transaction
from amends.desk.journey import consent
from amends.desk.journey.letters import Written, letter_named, write
from amends.desk.journey.opening import Desk
from amends.desk.journey.people import the_one
from amends.desk.journey.placing import the_reply
from amends.errors import Refused, WrongUsage


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a correspondence: a letter, or an answer.

    Attributes:
        letter: the letter; None for an answer.
        reply: the answer; None for a letter.
        at: the day on which it was written, or arrived; empty where that is not known.
        own_words: of an answer, what the writer says it was.
    """

    letter: letters_kept.Kept | None
    reply: kept.Reply | None
    at: str
    own_words: str = ""


def thread_of(tx: Transaction, letter: str) -> tuple[Step, ...]:
    """The correspondence that a letter belongs to, from its first letter on; a letter nobody answered is alone in it.

    Letters that stand in for one that was taken back, and those, are steps of it like others.
    """
    answers = answered.threads(tx)
    said = answered.own_words(tx)
    first, seen = letter, {letter}
    while first in answers and (before := _answered_by(tx, answers[first])) and before not in seen:
        first = before
        seen.add(first)
    on: dict[str, list[str]] = {}
    for later, reply in answers.items():
        on.setdefault(reply, []).append(later)
    steps: list[Step] = []
    coming, done = [first], set[str]()
    while coming:
        current = coming.pop(0)
        if current in done or not (one := letters_kept.letters_by_id(tx, [current]).get(current)):
            continue
        done.add(current)
        steps.append(Step(one, None, one.letter.words.date))
        for reply in sorted(kept.replies_to(tx, current), key=lambda one: (one.arrived, one.id)):
            steps.append(Step(None, reply, reply.arrived[:10], said.get(reply.id, "")))
            coming += on.get(reply.id, [])
    return tuple(steps)


def _answered_by(tx: Transaction, reply: str) -> str:
    """The letter that an answer answers."""
    return next((one.letter for one in kept.replies(tx) if one.id == reply), "")


def answer_answer(
    desk: Desk, name: str, reply: str, text: str, *, they_wish: bool = False, hold: bool = False
) -> Written:
    """Writes the letter that goes on from an answer.

    Args:
        desk: the desk.
        name: whom it is to; one of those to whom the answered letter went.
        reply: id of the answer, or how it begins.
        text: the letter in Markdown.
        they_wish: the writer says that an answer on paper asks for it.
        hold: keep it back.

    Raises:
        WrongUsage: no such answer or person, or the answered letter was not to them.
        Refused: the answer is not opened or not placed, or whoever answered chose to hear no more.
    """
    one, person = _open_answer(desk, name, reply)
    with desk.drawer.transaction() as tx:
        asks = answered.asked(tx).get(one.id, answered.NOTHING)
        going = _going(tx, one.id)
    if asks.again == "no":
        raise Refused(
            f"{name} answered, and did not ask for another letter.",
            "What you want to say can stay on the page; it does not go to them.",
        )
    if any(state not in ("draft", "ready") for state in going.values()):
        raise Refused("They asked for one letter, and it is on its way.", "See: amends mailbag thread " + one.id[:12])
    if not asks.again and not they_wish:
        raise Refused(
            f"The answer {one.id[:12]} came on paper, so only you can say whether they want to hear again.",
            "If it says so: --they-wish. If not, let it rest.",
        )
    if not asks.again:
        consent.they_wish(desk, one)
    put = write(desk, person, text, another=not going, hold=hold)
    with desk.drawer.transaction() as tx:
        answered.put_in_thread(tx, put.letter, one.id)
    return put


def _going(tx: Transaction, reply: str) -> dict[str, letters_kept.State]:
    """The letters that answer an answer and were not taken back, and how far they have come."""
    ids = [letter for letter, of in answered.threads(tx).items() if of == reply]
    kept_ones = letters_kept.letters_by_id(tx, ids)
    return {id_: one.state for id_, one in kept_ones.items() if one.state != "withdrawn"}


def _open_answer(desk: Desk, name: str, reply: str) -> tuple[kept.Reply, str]:
    with desk.drawer.transaction() as tx:
        one = the_reply(tx, reply)
        person = the_one(list_kept.everybody(tx), name)
        to = letters_kept.letters_by_id(tx, [one.letter])[one.letter].letter.to if one.letter else ()
    if not one.letter or not one.opened:
        raise Refused(f"The answer {one.id[:12]} is not opened and placed.", "Open it, and place it first.")
    if person.id not in to:
        raise WrongUsage(
            f"The letter that {one.id[:12]} answers was not to {person.name}.", "See: amends mailbag list"
        )
    return one, person.id


def steps_with(desk: Desk, name: str) -> tuple[Step, ...]:
    """The correspondence that a letter or an answer belongs to, by its id or how it begins, or by whom it is with.

    Raises:
        WrongUsage: none, or several.
    """
    with desk.drawer.transaction() as tx:
        found = [one for one in kept.replies(tx) if len(name) >= 6 and one.id.startswith(name.lower()) and one.letter]
        if len(found) == 1:
            return thread_of(tx, found[0].letter)
        every = _threads_with(tx, name)
        return every or thread_of(tx, letter_named(tx, name).letter.id)


def _threads_with(tx: Transaction, name: str) -> tuple[Step, ...]:
    """Everything with one person, thread after thread."""
    try:
        person = the_one(list_kept.everybody(tx), name)
    except WrongUsage:
        return ()
    letters: Sequence[str] = [letter for letter, _ in letters_kept.states_to(tx, [person.id]).get(person.id, ())]
    steps: list[Step] = []
    for letter in letters:
        if letter not in {step.letter.letter.id for step in steps if step.letter}:
            steps += thread_of(tx, letter)
    return tuple(steps)
