"""Links and slips to hand on, for letters that are where they were posted to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import ways
from amends.desk.journey.opening import Desk
from amends.desk.journey.posting import links_of
from amends.desk.journey.ready import ToSend
from amends.desk.paper.slip import code_svg
from amends.desk.web.sending import place_name
from amends.errors import NotHere
from amends.sentences import marked

AT_ONCE: Final = 24
"""Links on one page."""


@dataclass(frozen=True, slots=True)
class HandOn:
    """A letter's link: whom it is to, where it opens, behind which words, and where the letter lies."""

    letter: str
    names: str
    url: str
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Links:
    """A page of links: those on it, the place of the first from 1, and how many there are."""

    links: tuple[HandOn, ...]
    first: int
    all: int

    @property
    def after(self) -> int:
        """Where the next page begins; 0 where there is none."""
        following = self.first + len(self.links)
        return following if following <= self.all else 0


def links(desk: Desk, first: int) -> Links:
    """The links of the letters that were posted and not taken back, in the order of the letters."""
    with desk.drawer.transaction() as tx:
        posted = letters_kept.letters_in(tx, "posted")
    first = min(max(1, first), max(1, len(posted)))
    return Links(_hand_on(desk, posted[first - 1 : first - 1 + AT_ONCE]), first, len(posted))


def link(desk: Desk, letter: str) -> HandOn:
    """The link of one letter.

    Raises:
        NotHere: it was posted nowhere, or was taken back.
    """
    with desk.drawer.transaction() as tx:
        found = letters_kept.letters_by_id(tx, [letter]).get(letter)
    one = _hand_on(desk, [found]) if found and found.state == "posted" else ()
    if not one:
        raise NotHere(marked("This letter has no link: it is not under way."), marked("Go back to the letter."))
    return one[0]


def code(desk: Desk, letter: str) -> bytes:
    """The same link as a code for a telephone's camera, as SVG."""
    return code_svg(link(desk, letter).url).encode()


def _hand_on(desk: Desk, letters: list[letters_kept.Kept] | tuple[letters_kept.Kept, ...]) -> tuple[HandOn, ...]:
    with desk.drawer.transaction() as tx:
        people = list_kept.people_by_id(tx, list({person for one in letters for person in one.letter.to}))
        postings, offices = ways.postings(tx), ways.offices(tx)
    sent = [ToSend(one, tuple(people[person] for person in one.letter.to)) for one in letters]
    return tuple(
        HandOn(one.letter, one.to, one.url, one.words, place_name(postings[one.letter].office, offices))
        for one in links_of(desk, sent)
    )
