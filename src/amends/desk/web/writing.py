"""The writing page: the words, the page as it will look, and what may be looked at once more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from amends.desk.drawer import letters as kept
from amends.desk.drawer import writing as under
from amends.desk.drawer.lent import FriendRemark
from amends.desk.journey.letters import Written, write
from amends.desk.journey.look import look, on_paper
from amends.desk.journey.opening import Desk
from amends.desk.journey.quotations import Quotation, quotations_in
from amends.desk.letters.letter import Letter
from amends.desk.letters.markdown import words_of_markdown
from amends.desk.letters.review.remarks import Context, Remark, review
from amends.desk.letters.review.rules import rules
from amends.desk.letters.words import Words, plain_text
from amends.desk.people.person import Person
from amends.desk.web.letters import editable, letter_of, said_by_friends
from amends.desk.web.person import somebody
from amends.desk.web.table import Table
from amends.errors import AmendsError, Refused, WrongUsage
from amends.sentences import marked

BEGINNINGS: Final = (
    marked("I want to tell you what I did, and that I know it."),
    marked("I am writing about something I did to you."),
    marked("You were right, and I told you that you were not."),
    marked("I promised you something, and I did not do it."),
    marked("I have put off this letter for a long time."),
    marked("You need do nothing with this letter."),
)
"""Gentle first sentences: each owns something and asks for nothing. They may be left as they are or written over."""
SHORT: Final = 200
"""Characters of a letter up to which beginnings are still offered: a salutation and a line or two."""
LANGUAGES: Final = {"en": "English", "es": "Español"}
"""The languages in which the review has rules."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The writing page.

    Attributes:
        about: id of the letter; of the person, where there is no letter yet.
        base: address of that page.
        to: whom it is to.
        letter: as it lies in the drawer; None where there is none yet.
        drafts: how many are kept.
        text: what stands on the page.
        lang: the language it is in.
        not_kept: when what stands there was last typed; empty where it is kept as a draft.
    """

    about: str
    base: str
    to: tuple[Person, ...]
    letter: kept.Kept | None
    drafts: int
    text: str
    lang: str
    not_kept: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the words.

    Attributes:
        pages: how many pages it has on paper; 0 where it cannot be set, or nothing is written.
        mark: changes with the pages, so that a browser asks for them anew.
        problem: why it cannot be kept or set as it stands; None where it can.
        remarks: what may be looked at once more; a number by which one is left aside.
        friends: what friends said of its drafts, and whether those words still stand there.
        quoted: words in it that are those of a text on the writer's shelf, or nearly.
    """

    pages: int
    mark: str
    problem: AmendsError | None
    remarks: tuple[Remark, ...]
    friends: tuple[tuple[FriendRemark, bool], ...] = ()
    quoted: tuple[Quotation, ...] = ()


def bench(desk: Desk, kind: str, name: str, greeting: str, language: str) -> Bench:
    """What is being written: a letter that is not sealed, or the first one to somebody.

    Args:
        desk: the desk.
        kind: `letters` or `people`: of what `name` is the id.
        name: the id.
        greeting: how a page to somebody begins, with `%(name)s` for the name.
        language: of the page; a new letter begins in it.

    Raises:
        NotHere: there is no such letter or person.
        Refused: its words cannot be changed any more.
    """
    with desk.drawer.transaction() as tx:
        page = under.under_hand(tx, name)
        if kind == "people":
            person = somebody(tx, name)
            text = page.text if page else f"{greeting % {'name': person.given or person.name}}\n\n"
            return Bench(name, f"/people/{name}", (person,), None, 0, text, language, page.at if page else "")
        one = letter_of(tx, name)
        if not editable(tx, one):
            raise Refused(
                marked("The words of this letter cannot be changed here any more."), marked("Begin another letter.")
            )
        to = tuple(somebody(tx, person) for person in one.letter.to)
        drafts = len(kept.drafts_of(tx, name))
    lang = one.letter.words.lang.partition("-")[0].lower()
    text = page.text if page else plain_text(one.letter.words)
    return Bench(name, f"/letters/{name}", to, one, drafts, text, lang, page.at if page else "")


def beside(desk: Desk, table: Table, one: Bench) -> Beside:
    """What stands beside the words as they are now: their pages, and remarks."""
    names = table.names(desk)
    try:
        words = words_of(desk, one)
    except ValueError as error:
        empty = not one.text.strip()
        problem = None if empty else WrongUsage(str(error), "The words stay on the page as they are.")
        return Beside(0, "", problem, (), _friends(desk, one, None))
    remarks = review(words.words, Context(addressees=one.to, index=names.index))
    with desk.drawer.transaction() as tx:
        aside = kept.remarks_set_aside(tx)
    remarks = tuple(found for found in remarks if (one.about, found.rule, found.passage) not in aside)
    friends = _friends(desk, one, words.words)
    quoted = quotations_in(desk, plain_text(words.words), table.text)
    try:
        made = pages(desk, table, one)
    except Refused as error:
        return Beside(0, "", error, remarks, friends, quoted)
    return Beside(len(made), str(hash(made) & 0xFFFFFFFF), None, remarks, friends, quoted)


def _friends(desk: Desk, one: Bench, words: Words | None) -> tuple[tuple[FriendRemark, bool], ...]:
    with desk.drawer.transaction() as tx:
        return said_by_friends(tx, one.about, words) if one.letter else ()


def pages(desk: Desk, table: Table, one: Bench) -> tuple[bytes, ...]:
    """The pages of what is being written, as SVG.

    Raises:
        Refused: the hand lacks a character.
        ValueError: it is no letter yet.
    """
    seen = look(desk)
    return table.press(seen).pages(on_paper(desk, seen, words_of(desk, one), one.to[0]))


def words_of(desk: Desk, one: Bench) -> Letter:
    """What stands on the page, as a letter; it is not kept by that.

    Raises:
        ValueError: it cannot be one.
    """
    known_as = one.letter.letter.from_name if one.letter else ""
    words, _ = words_of_markdown(one.text, lang=one.lang, from_name=known_as or desk.writer)
    if one.letter:
        return replace(one.letter.letter, words=words)
    return Letter(one.about, tuple(person.id for person in one.to), words)


def keep(desk: Desk, one: Bench, text: str, *, lang: str, ready: bool) -> Written:
    """Makes a draft of the page; every earlier one is kept.

    Raises:
        WrongUsage: the page is empty, or cannot be a letter.
        Refused: its salutation names somebody else on the list.
    """
    lang = lang if lang in LANGUAGES else one.lang
    if one.letter is None:
        if not text.strip():
            raise WrongUsage(
                marked("The page is empty, so nothing was kept."), marked("Write something, or go back.")
            )
        done = write(desk, one.to[0].id, text, another=True, hold=not ready, lang=lang)
    else:
        letter = one.letter.letter
        held = one.letter.state == "draft" and not ready
        done = write(desk, letter.to[0], text, hold=held, from_name=letter.from_name, sign=letter.sign, lang=lang)
    with desk.drawer.transaction() as tx:
        under.take_away(tx, one.about)
    return done


def leave_aside(desk: Desk, one: Bench, rule: str, passage: str) -> None:
    """Leaves one remark aside for good; it comes back only where its passage is changed.

    Raises:
        WrongUsage: there is no such rule.
        Refused: it is a rule that nothing gets round.
    """
    if rule not in rules():
        raise WrongUsage(marked("There is no such remark."), marked("Load the page again."))
    if rules()[rule].weight == "blocks":
        raise Refused(marked("A letter to somebody else cannot be left as it is."), marked("Look at its salutation."))
    with desk.drawer.transaction() as tx:
        kept.set_aside(tx, one.about, rule, passage, desk.now)


def begun(text: str, words: str) -> str:
    """What stands on the page, with these words behind it."""
    text = text.replace("\r\n", "\n").rstrip("\n")
    if not text or text.endswith((" ", "\t")):
        return f"{text}{words}"
    last = text.rpartition("\n\n")[2]
    return f"{text}{' ' if len(last) > 60 or last.endswith('.') else chr(10) * 2}{words}"
