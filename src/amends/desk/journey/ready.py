"""Which letters may leave the desk, and why others may not; and the keys of those that may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from amends.desk.drawer import in_bank, owed, seals
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.journey import consent
from amends.desk.journey.letters import check_words
from amends.desk.journey.look import look, on_paper
from amends.desk.journey.opening import Desk
from amends.desk.letters.crossed import refuse_crossed
from amends.desk.letters.words import digest
from amends.desk.paper.setting import PrintLetter
from amends.desk.paper.wants import refuse_missing
from amends.desk.people.amends import Amends, held_back
from amends.desk.people.names import NameIndex
from amends.desk.people.person import Person
from amends.desk.seal.sealing import LetterKeys
from amends.errors import Refused
from amends.sentences import Sentence, marked, together, whole

_AT_ONCE: int = 500


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A letter that was left out: its id, whom it is to, and why."""

    letter: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class ToSend:
    """A letter that may leave the desk, and the people it is to."""

    kept: letters_kept.Kept
    people: tuple[Person, ...]

    @property
    def id(self) -> str:
        """The letter's id."""
        return self.kept.letter.id

    @property
    def names(self) -> str:
        """Whom it is to, for a message."""
        return together([person.name for person in self.people])


@dataclass(frozen=True, slots=True)
class Choice:
    """What may leave the desk, in the order of the letters, and what may not.

    Attributes:
        letters: what may.
        left_out: what may not, each with its reason.
        unasked: those among `letters` of whose people the writer has not said whether it could injure somebody. The
            pages ask before such a letter is sealed; a command is an answer by whoever gives it.
    """

    letters: tuple[ToSend, ...]
    left_out: tuple[LeftOut, ...]
    unasked: tuple[ToSend, ...] = ()


def choose_letters(desk: Desk, states: Sequence[letters_kept.State], only: Iterable[str] = ()) -> Choice:
    """The letters in these states that may leave the desk.

    Each is held once more against the list as it now is and against its own words: nothing crosses, nobody is written
    to who shall not be.

    Args:
        desk: the desk.
        states: how far the letters may have come.
        only: ids of letters; all where none is named.
    """
    with desk.drawer.transaction() as tx:
        letters = letters_kept.letters_in(tx, *states)
        people, owed_to = list_kept.everybody(tx), owed.amends_of(tx)
        there = in_bank.everywhere(tx)
        held = consent.wishes(tx)
    wanted = set(only)
    current = {kept.letter.id for kept in letters}  # a letter in another's place waits until that one is taken back
    by_id, index = {person.id: person for person in people}, NameIndex(people)
    unasked: list[ToSend] = []
    good: list[ToSend] = []
    left_out: list[LeftOut] = []
    for kept in letters:
        waits = kept.replaces in current and kept.replaces not in there  # what lies in a bank is replaced there
        if (wanted and kept.letter.id not in wanted) or waits:
            continue
        one = ToSend(kept, tuple(by_id[person] for person in kept.letter.to))
        try:
            _refuse(one, index, owed_to)
            consent.refuse_unwished(held, one.people, kept)
            good.append(one)
            if any(not owed_to.get(person.id, Amends()).injury for person in one.people):
                unasked.append(one)
        except Refused as error:
            left_out.append(LeftOut(one.id, one.names, whole(error)))
    return Choice(tuple(good), tuple(left_out), tuple(unasked))


def choose_settable(desk: Desk, states: Sequence[letters_kept.State]) -> Choice:
    """The letters in these states that may leave the desk and that its hand and its plain type can set.

    What a print run and a sealing find out letter by letter, known before either is begun.
    """
    chosen, seen = choose_letters(desk, states), look(desk)
    good: list[ToSend] = []
    left_out = list(chosen.left_out)
    for one in chosen.letters:
        try:
            for person in one.people:
                refuse_missing(on_paper(desk, seen, one.kept.letter, person), seen.hand)
            good.append(one)
        except Refused as error:
            left_out.append(LeftOut(one.id, one.names, whole(error)))
    stays = {one.letter for one in left_out}
    return Choice(tuple(good), tuple(left_out), tuple(one for one in chosen.unasked if one.id not in stays))


def hold_unasked(chosen: Choice, *, gone_too: bool = False) -> Choice:
    """The same, but a letter stays at the desk as long as its writer has not said whether it could injure somebody.

    A letter that has gone before is not asked about again: its place is only looked up. `gone_too` asks about those
    as well, where they lie with a go-between and not yet with whom they are to.
    """
    held = {one.id: one for one in chosen.unasked if gone_too or one.kept.state != "posted"}
    return Choice(
        tuple(one for one in chosen.letters if one.id not in held),
        (*chosen.left_out, *(LeftOut(one.id, one.names, unanswered(one.names)) for one in held.values())),
        tuple(held.values()),
    )


def unanswered(names: str) -> str:
    """Why a letter stays whose writer has not answered the gate, and how to answer."""
    return Sentence(
        "Whether a letter to %(names)s could injure somebody has not been answered. "
        "Answer on their page, or with: amends people gate '%(names)s' no",
        names=names,
    )


def keys_for(desk: Desk, letters: Sequence[str]) -> Mapping[str, LetterKeys]:
    """The keys of these letters, drawn and kept before anything is made with them, and never drawn again."""
    with desk.drawer.transaction() as tx:
        have = seals.keys_of(tx, letters)
    lacking = [letter for letter in letters if letter not in have]
    for at in range(0, len(lacking), _AT_ONCE):
        drawn = {letter: LetterKeys.draw(desk.clock) for letter in lacking[at : at + _AT_ONCE]}
        fresh = [
            seals.KeysKept(letter, keys.secret.text, keys.reply.text if keys.reply else "")
            for letter, keys in drawn.items()
        ]
        with desk.drawer.transaction() as tx:
            seals.put_keys(tx, fresh, desk.now)
        have |= {kept.letter: kept for kept in fresh}
    return {letter: LetterKeys.read(kept.secret, kept.reply) for letter, kept in have.items()}


def check_page(one: ToSend, page: PrintLetter) -> PrintLetter:
    """Lets a page through only with the letter's own words, to one of its own people.

    Raises:
        Refused: letters crossed inside the program.
    """
    check_words(one.kept, digest(page.words))
    if page.to_name not in {person.name for person in one.people}:
        raise Refused(
            Sentence("Letter %(id)s was about to be put into an envelope to somebody else.", id=one.id),
            marked("Please report it."),
        )
    return page


def _refuse(one: ToSend, index: NameIndex, owed_to: Mapping[str, Amends]) -> None:
    if not one.people:
        raise Refused(marked("It is to nobody."), marked("Write it to somebody on the list."))
    for person in one.people:
        if held := held_back(owed_to.get(person.id, Amends()), person.name):
            raise Refused(held.why, held.what_now)
    refuse_crossed(one.kept.letter.words, one.people, index)
    check_words(one.kept, digest(one.kept.letter.words))
