"""Letters into the drawer: from files, and written at the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from amends.desk.drawer import in_bank
from amends.desk.drawer import letters as kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.hand.shipped import Hand, missing
from amends.desk.journey.consent import adopt, begin_letter
from amends.desk.journey.opening import Desk
from amends.desk.journey.people import put_newcomers, the_one
from amends.desk.letters.crossed import mentions, refuse_crossed
from amends.desk.letters.intake import LettersImported, import_letters
from amends.desk.letters.letter import Letter
from amends.desk.letters.markdown import has_front_matter, words_of_markdown
from amends.desk.letters.review.remarks import Context, Remark, review
from amends.desk.letters.review.rules import rules
from amends.desk.letters.review.twin import near_twins
from amends.desk.letters.words import Block, Scan, Words, bare, lines_of, plain_text
from amends.desk.people.files import Source
from amends.desk.people.names import NameIndex
from amends.desk.people.person import Person
from amends.errors import Refused, WrongUsage
from amends.sentences import Sentence, marked

_ID_LEAST: Final = 6
_LIKE_AN_ID: Final = re.compile(rf"(?=.*[0-9])[0-9a-fA-F]{{{_ID_LEAST},32}}")
"""How much of a letter's id must be given for it to be taken for one."""


@dataclass(frozen=True, slots=True)
class Written:
    """A draft that was put down.

    Attributes:
        letter: the letter's id.
        to: whom it is written to.
        draft: its number, from 1; every earlier one is kept.
        remarks: what the writer may want to look at.
    """

    letter: str
    to: Person
    draft: int
    remarks: tuple[str, ...]


def take_in_letters(desk: Desk, files: Sequence[Source], *, add_people: bool) -> LettersImported:
    """Takes letters in from files, each once, in one transaction."""
    with desk.drawer.transaction() as tx:
        people, known = list_kept.everybody(tx), kept.known_rows(tx)
        outcome = import_letters(files, people, known, desk.clock, add_people=add_people)
        put_newcomers(desk, tx, outcome.new_people)
        kept.put_letters(tx, outcome.added, desk.now)
        adopt(tx, {person.id: person for person in list_kept.everybody(tx)}, outcome.added)
        log(tx, WriterAct(desk.now, "letters", detail=f"{len(outcome.added)} taken in"))
    return outcome


def review_letters(desk: Desk, names: Iterable[str] = (), *, bank: bool = False) -> tuple[tuple[Person, Remark], ...]:
    """The remarks on the letters that are not posted yet, to the people named or to everybody; never a score.

    What the writer has read and set aside is left out. A personal letter may plead; `bank` reads as an apology-letter
    bank does, where it may not.
    """
    return tuple((person, remark) for _, person, remark in _reviewed(desk, names, bank=bank))


def _reviewed(desk: Desk, names: Iterable[str], *, bank: bool = False) -> tuple[tuple[str, Person, Remark], ...]:
    """The remarks, each with its letter's id and whom that is to."""
    wanted = set(letters_named(desk, names))
    with desk.drawer.transaction() as tx:
        people = list_kept.everybody(tx)
        letters = kept.letters_in(tx) if wanted else kept.letters_in(tx, "draft", "ready")
        aside = kept.remarks_set_aside(tx)
    by_id, index = {person.id: person for person in people}, NameIndex(people)
    names_of = {one.letter.id: by_id[one.letter.to[0]].name for one in letters}
    twins = near_twins({one.letter.id: one.letter.words for one in letters})
    found: list[tuple[str, Person, Remark]] = []
    for one in letters:
        letter = one.letter
        if wanted and letter.id not in wanted:
            continue
        to = tuple(by_id[person] for person in letter.to)
        twin_of = tuple(names_of[other] for other in twins.get(letter.id, ()))
        remarks = review(letter.words, Context(bank, to, index, twin_of))
        found += [(letter.id, to[0], one) for one in remarks if (letter.id, one.rule, one.passage) not in aside]
    return tuple(found)


def set_aside(desk: Desk, names: Sequence[str], rule: str) -> int:
    """Leaves aside for good what a rule remarks on in the letters named; gives how many remarks these were.

    A remark comes back only where its passage is changed.

    Raises:
        WrongUsage: nobody is named, or there is no such rule, letter or person.
        Refused: it is a rule that nothing gets round.
    """
    if not names:
        raise WrongUsage("Whose letter is meant was not said.", "Name them: amends review NAME --aside RULE")
    if rule not in rules():
        raise WrongUsage(f"The review has no rule {rule!r}.", f"It has: {', '.join(rules())}.")
    if rules()[rule].weight == "blocks":
        raise Refused("A letter to somebody else cannot be left as it is.", rules()[rule].mend["en"])
    found = [(letter, one.passage) for letter, _, one in _reviewed(desk, names) if one.rule == rule]
    with desk.drawer.transaction() as tx:
        for letter, passage in found:
            kept.set_aside(tx, letter, rule, passage, desk.now)
    return len(found)


def latest_of(desk: Desk, name: str, *, instead: bool = False) -> tuple[Person, str]:
    """Whom a name means, and the newest draft of the letter to them that is not sealed yet, as text; or nothing.

    Of a letter that a bank returned it is what was sent there; with `instead` also of one that lies there.
    """
    with desk.drawer.transaction() as tx:
        person = the_one(list_kept.everybody(tx), name)
        found = _unsealed(tx, person) or _in_bank(tx, person, returned=not instead)
        return person, plain_text(found.letter.words) if found else ""


def write(
    desk: Desk,
    name: str,
    text: str,
    *,
    another: bool = False,
    instead: bool = False,
    hold: bool = False,
    from_name: str = "",
    sign: bool = True,
    lang: str = "",
) -> Written:
    """Puts down a draft of a letter to one person.

    The newest letter to them that is not sealed yet gets it; without one, or where another letter is meant, a new
    letter begins. Where a letter bank returned the last one, the new one is to take its place there.

    Args:
        desk: the desk.
        name: whom it is to.
        text: the letter in Markdown, without front matter.
        another: begin a new letter although one is unfinished.
        instead: it is to take the place of the letter to them that lies in a bank, also where that was not returned.
        hold: keep it back: it is not posted until it is written without `hold`.
        from_name: the name by which this person knows the writer.
        sign: whether a new letter will be signed.
        lang: BCP 47 tag of its language; by default what it was before, and of a new one English.

    Raises:
        WrongUsage: nobody of this name, or several; or the text cannot be a letter.
        Refused: its salutation names somebody else on the list, or they answered and chose to hear no more.
    """
    with desk.drawer.transaction() as tx:
        people = list_kept.everybody(tx)
        person, index = the_one(people, name), NameIndex(people)
        before = None if another else _unsealed(tx, person)
        banked = None if another or before else _in_bank(tx, person, returned=not instead)
        if instead and not banked and not (before and before.replaces):
            raise WrongUsage(f"No letter to {person.name} lies in a bank.", "Write without --instead.")
        before_that = before or banked
        if has_front_matter(text):
            raise WrongUsage(
                f"This is a letter's file with a front matter, and not only the words to {person.name}.",
                "Take it in with: amends letters import FILE. Or leave out the lines between the two of ---.",
            )
        known_as = from_name or (before_that.letter.from_name if before_that else "") or desk.writer
        try:
            words, remarks = words_of_markdown(
                text, lang=lang or (before_that.letter.words.lang if before_that else "en"), from_name=known_as
            )
        except ValueError as error:
            raise WrongUsage(f"The letter to {person.name} cannot be taken down: {error}") from error
        refuse_crossed(words, (person,), index)
        if named := [one.person.name for one in mentions(words, (person,), index)]:
            remarks += (f"Also on the list and named in it: {', '.join(named)}.",)
        state: kept.State = "draft" if hold else "ready"
        if before:
            letter, number = before.letter.id, kept.add_draft(tx, before.letter.id, words, desk.now)
            kept.move_forward(tx, [letter], state)
        else:
            letter, number = desk.clock.bytes(16).hex(), 1
            fresh = Letter(letter, (person.id,), words, from_name, sign)
            kept.put_letters(tx, [fresh], desk.now, state, replaces=banked.letter.id if banked else "")
            if not banked:
                begin_letter(tx, (person,), letter)
        log(tx, WriterAct(desk.now, "write", letter, f"draft {number}"))
    return Written(letter, person, number, remarks)


def choose_plain(desk: Desk, hand: Hand, names: Iterable[str] = ()) -> tuple[tuple[str, int], ...]:
    """Sets in plain type every block for which the hand lacks a character; gives the letters, and how many blocks.

    It is the writer's choice, made here and never by itself. A letter that is sealed stays as it is; what the hand
    lacks in a salutation, close or signature has to be written otherwise.
    """
    wanted = set(letters_named(desk, names))
    changed: list[tuple[str, int]] = []
    with desk.drawer.transaction() as tx:
        for one in kept.letters_in(tx, "draft", "ready"):
            words = one.letter.words
            if wanted and one.letter.id not in wanted:
                continue
            body, postscript = (
                tuple(_plain(block, hand) for block in part) for part in (words.body, words.postscript)
            )
            blocks = sum(
                a is not b for a, b in zip((*body, *postscript), (*words.body, *words.postscript), strict=True)
            )
            if blocks:
                kept.add_draft(tx, one.letter.id, replace(words, body=body, postscript=postscript), desk.now)
                changed.append((one.letter.id, blocks))
    return tuple(changed)


def _plain(block: Block, hand: Hand) -> Block:
    if isinstance(block, Scan) or block.plain:
        return block
    lines = lines_of(Words((block,)))
    lacking = any(missing(hand.characters, bare(line)) for line in lines)
    return replace(block, plain=True) if lacking else block


def letter_named(tx: kept.Transaction, name: str, *, withdrawn: bool = False) -> kept.Kept:
    """The letter that is meant: by its id, the beginning of its id, or the name of the only one it can be to.

    Args:
        tx: the drawer.
        name: what it was called by.
        withdrawn: where every letter to whoever is named was taken back, one of those may be meant.

    Raises:
        WrongUsage: none, or several.
    """
    every = kept.letters_in(tx)
    found = [one for one in every if one.letter.id.startswith(name.lower())] if len(name) >= _ID_LEAST else []
    to_them: list[kept.Kept] = []
    if not found:
        person = _written_to(tx, name)
        to_them = [one for one in every if person.id in one.letter.to]
        found = [one for one in to_them if one.state != "withdrawn"]
        if withdrawn and not found:
            replaced = {one.replaces for one in to_them}
            found = [one for one in to_them if one.letter.id not in replaced]
        ids = {one.letter.id for one in found}
        found = [one for one in found if one.replaces not in ids]  # of a letter and its successor the letter is meant
    if len(found) != 1:
        ids = ", ".join(one.letter.id for one in found or to_them)
        if found:
            raise WrongUsage(f"{name!r} may mean several letters: {ids}.", "Name one by its id.")
        if to_them:
            raise WrongUsage(
                f"What was written to {name} was taken back: {ids}.", "To mean it all the same, name its id."
            )
        raise WrongUsage(f"There is no letter to {name!r}.", "See: amends letters list")
    (one,) = found
    return one


def letters_named(desk: Desk, names: Iterable[str]) -> tuple[str, ...]:
    """The ids of the letters that are meant, as `letter_named` has it; a name stands for all letters to them.

    Raises:
        WrongUsage: there is none of that id, and nobody of that name.
    """
    found: dict[str, None] = {}
    with desk.drawer.transaction() as tx:
        for name in names:
            found |= dict.fromkeys(_all_to(tx, name))
    return tuple(found)


def check_words(one: kept.Kept, digest: str) -> None:
    """Checks that something made of a letter was made of its own words.

    Args:
        one: the letter as it lies in the drawer.
        digest: of the words that something was made of.

    Raises:
        Refused: letters crossed inside the program; nothing of it may leave the desk.
    """
    if digest != one.digest:
        raise Refused(
            Sentence("What was made of letter %(id)s bears other words than the letter.", id=one.letter.id),
            marked("Nothing of it was kept. This is a defect of the program: please report it."),
        )


def _all_to(tx: kept.Transaction, name: str) -> list[str]:
    every = kept.letters_in(tx)
    if by_id := [one.letter.id for one in every if len(name) >= _ID_LEAST and one.letter.id.startswith(name.lower())]:
        return by_id
    person = _written_to(tx, name)
    return [one.letter.id for one in every if person.id in one.letter.to]


def _written_to(tx: kept.Transaction, name: str) -> Person:
    """Whom a name means that may also have been meant for the beginning of a letter's id."""
    people = list_kept.everybody(tx)
    if _LIKE_AN_ID.fullmatch(name) and not any(one.id.startswith(name.lower()) for one in people):
        raise WrongUsage(f"No letter has an id that begins with {name}.", "See: amends letters list")
    return the_one(people, name)


def _in_bank(tx: kept.Transaction, person: Person, *, returned: bool) -> kept.Kept | None:
    """The newest letter to somebody alone that lies in a bank; `returned`: only one that came back to be mended."""
    found = [one for one in kept.letters_in(tx, "posted") if one.letter.to == (person.id,)]
    there = in_bank.of_letters(tx, [one.letter.id for one in found])
    wanted = ("returned",) if returned else ("returned", "waiting", "approved")
    fit = [one for one in found if one.letter.id in there and there[one.letter.id].screening in wanted]
    return fit[-1] if fit else None


def _unsealed(tx: kept.Transaction, person: Person) -> kept.Kept | None:
    found = [one for one in kept.letters_in(tx, "draft", "ready") if one.letter.to == (person.id,)]
    return found[-1] if found else None
