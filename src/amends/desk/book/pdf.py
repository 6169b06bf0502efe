"""The book as a PDF: title page, contents, letters and answers, index of people; PDF/A-3a and PDF/UA-1, tagged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO, Final

from amends.desk.book.joining import Joiner, Part
from amends.desk.book.leaves import BookLetter, BookPerson, BookReply, Bound, LeftOut, Title
from amends.desk.book.press import BookPress, Kind, book_press
from amends.desk.book.setting import (
    Tree,
    check_type,
    in_the_hand,
    initial,
    letter_leaf,
    plate_jpeg,
    reply_leaf,
    sort_key,
)  # fmt: skip
from amends.desk.hand.shipped import Hand
from amends.desk.hand.standins import stand_ins
from amends.desk.hand.variation import Inkwell
from amends.envelope import Json
from amends.errors import Refused

LETTERS_A_PART: Final = 30
"""How many letters are set at once. Every part carries its own subset of the hand, so larger parts make a smaller
file; but typst holds the part that it sets, and needs some 0.4 MB a letter."""
IMAGES_A_PART: Final = 40
ROWS_A_PART: Final = 400
CONTENTS_FIRST: Final = 3
"""The contents begin on page iii: the title page and its back are i and ii."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A letter and its answers, ready to be set; they stay together."""

    letter: BookLetter
    leaves: tuple[Tree, ...]
    plain: bool


@dataclass(frozen=True, slots=True)
class _Begins:
    """Where a letter begins: the page's object number, and the number printed on it."""

    names: str
    to: tuple[BookPerson, ...]
    date: str
    page: int
    shown: int


def bind_pdf(
    letters: Iterable[BookLetter],
    replies: Callable[[str], Sequence[BookReply]],
    out: BinaryIO,
    *,
    title: Title,
    at: datetime,
    hand: Hand | None,
) -> Bound:
    """Set the book part by part; at most one part is in memory at a time.

    Args:
        letters: the letters in the order of the book.
        replies: what came back to a letter, by its id.
        out: where the PDF goes.
        title: what stands on the title page.
        at: the time stamp of the file.
        hand: what the letters are written in; None for plain type.
    """
    with book_press(hand, title=title.title, writer=title.writer, at=int(at.timestamp())) as press:
        book = _PdfBook(Joiner(out), press, hand)
        for letter in letters:
            book.add(letter, replies(letter.id))
        return book.close(title)


class _PdfBook:
    """A book being bound, from its first letter to its index."""

    def __init__(self, joiner: Joiner, press: BookPress, hand: Hand | None) -> None:
        self._joiner, self._press, self._hand = joiner, press, hand
        self._inkwell = Inkwell(stand_ins(hand).drawings if hand else {})
        self._waiting: list[_Group] = []
        self._images = 0
        self._parts: list[Part] = []
        self._begins: list[_Begins] = []
        self._pages = 0
        self._replies = 0
        self._in_type: list[str] = []
        self._left_out: list[LeftOut] = []

    def add(self, letter: BookLetter, replies: Sequence[BookReply]) -> None:
        plain = not in_the_hand(letter, self._hand)
        leaves: list[Tree] = []
        try:
            leaves.append(self._letter(letter, plain=plain))
        except Refused as refusal:
            self._left_out.append(LeftOut(letter.id, refusal.message))
            return
        for reply in replies:
            try:
                leaves.append(self._reply(reply, letter))
            except Refused as refusal:
                self._left_out.append(LeftOut(reply.id, refusal.message))
        self._waiting.append(_Group(letter, tuple(leaves), plain))
        if len(self._waiting) >= LETTERS_A_PART or self._images >= IMAGES_A_PART:
            self._set_waiting()

    def close(self, title: Title) -> Bound:
        self._set_waiting()
        opening = title.page(len(self._begins), self._replies)
        contents: Iterator[Json] = (
            {"name": f"To {one.names}", "note": one.date, "places": [[number, one.shown]]}
            for number, one in enumerate(self._begins)
        )
        before = self._listing("front", "Contents", contents, opening, numbering="i", first=CONTENTS_FIRST)
        after = self._listing("listing", "People", self._people(), {}, numbering="1", first=self._pages + 1)
        about = self._press.part("listing", {"title": "", "under": "", "rows": []}, first=1)
        roman = sum(len(part.pages) for part in before)
        pages = self._joiner.close([*before, *self._parts, *after], [(0, b"/r"), (roman, b"/D")], about)
        return Bound(len(self._begins), self._replies, pages, tuple(self._in_type), tuple(self._left_out))

    # ── letters and answers ───────────────────────────────────────────────────────────────────────────────────────

    def _letter(self, letter: BookLetter, *, plain: bool) -> Tree:
        what = f"The letter to {letter.names}"
        if plain:
            check_type(letter.words, what)
        names = self._images_of(letter.images.values(), what)
        return letter_leaf(letter, self._inkwell, dict(zip(letter.images, names, strict=True)), plain=plain)

    def _reply(self, reply: BookReply, letter: BookLetter) -> Tree:
        what = f"An answer to the letter to {letter.names}"
        if reply.words is not None:
            check_type(reply.words, what)
        return reply_leaf(reply, letter, self._images_of((plate.image for plate in reply.plates), what))

    def _images_of(self, images: Iterable[bytes], what: str) -> list[str]:
        made = [plate_jpeg(image, what) for image in images]
        names = [self._press.put_image(self._images + at, jpeg) for at, jpeg in enumerate(made)]
        self._images += len(made)
        return names

    def _set_waiting(self) -> None:
        if self._waiting:
            self._set(self._waiting)
        self._waiting, self._images = [], 0

    def _set(self, groups: Sequence[_Group]) -> None:
        """Sets letters as one part; where one of them cannot be set, the others are."""
        try:
            leaves: list[Json] = [leaf for group in groups for leaf in group.leaves]
            made = self._press.part("letters", leaves, first=self._pages + 1)
        except Refused as refusal:
            if len(groups) == 1:
                self._left_out.append(LeftOut(groups[0].letter.id, refusal.message))
                return
            half = len(groups) // 2
            self._set(groups[:half])
            self._set(groups[half:])
            return
        part = self._joiner.add(made)
        begin = [mark.page for mark in part.marks if not mark.depth]
        for group, page in zip(groups, begin, strict=True):
            letter = group.letter
            self._begins.append(
                _Begins(letter.names, letter.to, letter.words.date, part.pages[page], self._pages + page + 1)
            )
            self._replies += len(group.leaves) - 1
            if group.plain and self._hand and not letter.plain:
                self._in_type.append(letter.id)
        self._pages += len(part.pages)
        self._parts.append(part)

    # ── what stands around them ───────────────────────────────────────────────────────────────────────────────────

    def _people(self) -> Iterator[Json]:
        places: dict[BookPerson, list[int]] = {}
        for number, one in enumerate(self._begins):
            for person in one.to:
                places.setdefault(person, []).append(number)
        before = ""
        for person in sorted(places, key=sort_key):
            if (now := initial(person)) != before:
                yield {"initial": now}
                before = now
            shown: list[Json] = [[number, self._begins[number].shown] for number in places[person]]
            yield {"name": person.name, "note": "", "places": shown}

    def _listing(
        self, kind: Kind, title: str, rows: Iterator[Json], opening: Tree, *, numbering: str, first: int
    ) -> list[Part]:
        """A list that may run to thousands of rows, set in parts."""
        parts: list[Part] = []
        while (some := list(islice(rows, ROWS_A_PART))) or not parts:
            data: Tree = {"title": "" if parts else title, "under": "", "rows": some}
            now: Kind = "listing" if parts else kind
            made = self._press.part(
                now, data if parts else {**data, "opening": opening}, numbering=numbering, first=first
            )
            part = self._joiner.add(made, self._target)
            parts.append(part)
            first += len(part.pages) - (CONTENTS_FIRST - 1 if now == "front" else 0)
        return parts

    def _target(self, number: int) -> tuple[int, int]:
        return self._begins[number].page, self._begins[number].shown
