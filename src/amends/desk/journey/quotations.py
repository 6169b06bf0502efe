"""Quotations: texts the writer owns or anybody may use, found as they are quoted, checked and cited."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import texts as kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.journey.letters import letter_named
from amends.desk.journey.opening import Desk
from amends.desk.letters.quoting.finding import LaidOut, Quoted, find_quoted, grams, tokens
from amends.desk.letters.quoting.texts import read_source
from amends.desk.letters.words import plain_text
from amends.desk.people.files import Source as File
from amends.errors import WrongUsage
from amends.sentences import marked

_ID: int = 32


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a letter that are a text's, or nearly, and how they are cited.

    Attributes:
        passage: as the letter has them.
        source: as the text has them.
        exact: whether every word is the text's.
        cited: `A Midsummer Night's Dream, III.1`.
        author: whose text it is; may be empty.
    """

    passage: str
    source: str
    exact: bool
    cited: str
    author: str


def add_text(desk: Desk, file: File, *, title: str = "", author: str = "") -> tuple[kept.TextKept, bool]:
    """Puts a text on the shelf; the same one again adds nothing. Returns it, and whether it is new.

    Raises:
        Refused: it cannot be read, or is too large.
    """
    source = read_source(file.name, file.data, title=title.strip(), author=author.strip())
    text_id = hashlib.sha256(source.text.encode()).hexdigest()[:_ID]
    with desk.drawer.transaction() as tx:
        new = kept.put_text(tx, text_id, source, grams(tokens(source.text)), desk.now)
        if new:
            log(tx, WriterAct(desk.now, "add text"))
        return next(one for one in kept.shelf(tx) if one.id == text_id), new


def take_text_off(desk: Desk, name: str) -> kept.TextKept:
    """Takes a text off the shelf, by its id, the beginning of it, or its title.

    Raises:
        WrongUsage: none, or several.
    """
    with desk.drawer.transaction() as tx:
        every = kept.shelf(tx)
        found = [one for one in every if one.id.startswith(name) or one.title.casefold() == name.casefold()]
        if len(found) != 1 or not name:
            raise WrongUsage(marked("There is no such text, or several."), marked("Look at the list of your texts."))
        kept.take_off(tx, found[0].id)
        log(tx, WriterAct(desk.now, "take text off"))
    return found[0]


def texts_of(desk: Desk) -> tuple[kept.TextKept, ...]:
    """Every text on the shelf."""
    with desk.drawer.transaction() as tx:
        return kept.shelf(tx)


def quotations_in(
    desk: Desk, text: str, laid_out: Callable[[str, Callable[[], str]], LaidOut] | None = None
) -> tuple[Quotation, ...]:
    """What in a letter's plain text is quoted from the writer's texts.

    Args:
        desk: the desk.
        text: the plain text.
        laid_out: keeps texts that were laid out before, by their ids; each is laid out anew where it is left out.
    """
    with desk.drawer.transaction() as tx:
        every = {one.id: one for one in kept.shelf(tx)}
        if not every:
            return ()
        here: dict[str, LaidOut] = {}

        def by_id(which: str) -> LaidOut:
            if which not in here:

                def read() -> str:
                    return kept.text_of(tx, which)

                here[which] = laid_out(which, read) if laid_out else (whole := read(), tokens(whole))
            return here[which]

        found = find_quoted(text, lambda wanted: kept.where(tx, wanted), by_id)
    return tuple(_cited(one, every[one.text]) for one in found)


def check(desk: Desk, names: Sequence[str]) -> tuple[tuple[str, Quotation], ...]:
    """The quotations in letters that are not sealed, or in those that are named; each with its letter's id.

    Raises:
        WrongUsage: there is no such letter.
    """
    with desk.drawer.transaction() as tx:
        letters = [letter_named(tx, name) for name in names] or letters_kept.letters_in(tx, "draft", "ready")
    return tuple(
        (one.letter.id, found) for one in letters for found in quotations_in(desk, plain_text(one.letter.words))
    )


def _cited(one: Quoted, text: kept.TextKept) -> Quotation:
    place = bisect_right([at for at, _ in text.places], one.at) - 1
    where = f", {text.places[place][1]}" if place >= 0 else ""
    return Quotation(one.passage, one.source, one.exact, f"{text.title}{where}", text.author)
