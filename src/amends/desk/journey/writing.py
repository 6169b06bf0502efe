"""Writing: the page kept with every pause, beginnings and the writer's own shortcuts, drafts side by side."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

from amends.clock import unstamp
from amends.desk.drawer import letters as kept
from amends.desk.drawer import writing as under
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.settings import set_down, setting
from amends.desk.journey.letters import write
from amends.desk.journey.opening import Desk
from amends.desk.letters.words import plain_text
from amends.envelope import from_json, to_json
from amends.errors import AmendsError, NotHere, WrongUsage
from amends.sentences import marked

SPELL_SECONDS: Final = 600
"""After so long at one page, what stands on it becomes a draft, so that an earlier thought can be found."""
SHORTCUT_MOST: Final = 160
"""Characters of a shortcut: a fact, an address, a date. What is longer has been written before, to somebody else."""
SHORTCUTS_MOST: Final = 60
_SHORTCUTS: Final = "shortcuts"
_QUIET: Final = "no beginnings"
_APOLOGY: Final = re.compile(
    r"\b(?:sorry|apologi[sz]\w*|forgiv\w*|regret\w*|lo siento|lamento|perd[oó]n\w*|disculp\w*|arrepient\w*)\b",
    re.IGNORECASE,
)

Change: TypeAlias = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A fact that the writer needs in many letters: what it is called, and the words."""

    name: str
    says: str


# ── the page under the hand ───────────────────────────────────────────────────────────────────────────────────────


def jot(desk: Desk, about: str, text: str) -> None:
    """Keeps the page as it stands, without making a draft of it.

    After a long spell of writing what stood there before becomes a draft, if it can be one and the letter is not
    ready to go: what goes is only ever what the writer kept on purpose.

    Args:
        desk: the desk.
        about: a letter's id; a person's, where there is no letter to them yet.
        text: Markdown, as it was typed; whatever it says.
    """
    text = text.replace("\r\n", "\n")  # browsers send line ends so
    with desk.drawer.transaction() as tx:
        before = under.under_hand(tx, about)
        letter = kept.letters_by_id(tx, [about]).get(about)
        if letter is not None and _same(text, plain_text(letter.letter.words)):
            under.take_away(tx, about)
            return
        since = before.since if before else desk.now
        long_ago = (desk.clock.now() - unstamp(since)).total_seconds() >= SPELL_SECONDS
        if long_ago:
            since = desk.now
        under.put_under_hand(tx, about, under.UnderHand(text, since, desk.now))
    if long_ago and before and letter is not None and letter.state == "draft" and len(letter.letter.to) == 1:
        _draft_of(desk, letter, before.text)


def _draft_of(desk: Desk, letter: kept.Kept, text: str) -> None:
    """A draft of what stood on the page; what cannot be one yet stays on the page alone."""
    try:
        words = letter.letter
        write(desk, words.to[0], text, hold=True, from_name=words.from_name, sign=words.sign)
    except AmendsError:
        return


def _same(one: str, other: str) -> bool:
    return one.strip() == other.strip()


# ── beginnings and shortcuts ──────────────────────────────────────────────────────────────────────────────────────


def wants_beginnings(desk: Desk) -> bool:
    """Whether first sentences to begin from are shown."""
    with desk.drawer.transaction() as tx:
        return not setting(tx, _QUIET)


def show_beginnings(desk: Desk, *, so: bool) -> None:
    """Shows them from now on, or no more."""
    with desk.drawer.transaction() as tx:
        set_down(tx, _QUIET, b"" if so else b"yes")


def shortcuts(desk: Desk) -> tuple[Shortcut, ...]:
    """The writer's shortcuts, by name."""
    with desk.drawer.transaction() as tx:
        said = setting(tx, _SHORTCUTS)
    kept_ones = cast("dict[str, str]", from_json(said)) if said else {}
    return tuple(Shortcut(name, kept_ones[name]) for name in sorted(kept_ones, key=str.casefold))


def add_shortcut(desk: Desk, name: str, says: str) -> None:
    """Puts a shortcut down, in the place of the one of this name.

    Raises:
        WrongUsage: something is missing, it is too long for a fact, or it is an apology: those are written anew to
            everyone.
    """
    name, says = " ".join(name.split()), " ".join(says.split())
    if not name or not says:
        raise WrongUsage(marked("A shortcut needs a name and words."), marked("Give both."))
    if len(says) > SHORTCUT_MOST or len(name) > SHORTCUT_MOST:
        raise WrongUsage(
            marked("This is too long for a shortcut."),
            marked("A shortcut is for a fact that comes again: a date, an address, the name of a house."),
        )
    if _APOLOGY.search(says):
        raise WrongUsage(
            marked("An apology is no shortcut."),
            marked("The facts may be the same in many letters; saying sorry is written to each anew."),
        )
    every = {one.name: one.says for one in shortcuts(desk)} | {name: says}
    if len(every) > SHORTCUTS_MOST:
        raise WrongUsage(marked("There are many shortcuts already."), marked("Take one off first."))
    _put_shortcuts(desk, every)


def drop_shortcut(desk: Desk, name: str) -> None:
    """Takes a shortcut off."""
    _put_shortcuts(desk, {one.name: one.says for one in shortcuts(desk) if one.name != name})


def _put_shortcuts(desk: Desk, every: dict[str, str]) -> None:
    with desk.drawer.transaction() as tx:
        set_down(tx, _SHORTCUTS, to_json(dict(every)) if every else b"")


# ── drafts side by side ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: its number, when it was written, and its words as one writes them down."""

    number: int
    at: str
    text: str


def drafts(desk: Desk, letter: str) -> tuple[Draft, ...]:
    """Every draft of a letter, the first one first.

    Raises:
        NotHere: there is no such letter.
    """
    with desk.drawer.transaction() as tx:
        found = kept.drafts_of(tx, letter)
    if not found:
        raise NotHere(marked("No letter is kept under this address."), marked("Go back to everyone."))
    return tuple(Draft(number, at, plain_text(words)) for number, at, words in found)


def beside(one: str, other: str) -> tuple[tuple[tuple[tuple[Change, str], ...], ...], ...]:
    """Two drafts word by word: first what the earlier one says, then the later one.

    Returns:
        Two sides, each as stretches that both have (`same`), only this earlier one (`gone`) or this later one
        (`new`), paragraph by paragraph.
    """
    left, right = _tokens(one), _tokens(other)
    matched = difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    sides: tuple[list[tuple[Change, str]], list[tuple[Change, str]]] = ([], [])
    for what, a, b, c, d in matched:
        if a < b:
            sides[0].append(("same" if what == "equal" else "gone", "".join(left[a:b])))
        if c < d:
            sides[1].append(("same" if what == "equal" else "new", "".join(right[c:d])))
    return tuple(tuple(_paragraphs(side)) for side in sides)


def _tokens(text: str) -> list[str]:
    return re.findall(r"\n\n+|\S+[^\S\n]*\n?|\n", text)


def _paragraphs(side: list[tuple[Change, str]]) -> Iterator[tuple[tuple[Change, str], ...]]:
    current: list[tuple[Change, str]] = []
    for change, said in side:
        first, *rest = re.split(r"\n\n+", said)
        if first:
            current.append((change, first))
        for paragraph in rest:
            if current:
                yield tuple(current)
            current = [(change, paragraph)] if paragraph else []
    if current:
        yield tuple(current)


def take_up(desk: Desk, letter: str, number: int) -> None:
    """Lays an earlier draft on the page again; nothing is lost, it is a draft of its own only when it is kept.

    Raises:
        NotHere: there is no such draft.
    """
    for draft in drafts(desk, letter):
        if draft.number == number:
            jot(desk, letter, draft.text)
            with desk.drawer.transaction() as tx:
                log(tx, WriterAct(desk.now, "take up", letter, f"draft {number}"))
            return
    raise NotHere(marked("There is no such draft."), marked("Go back to the letter."))
