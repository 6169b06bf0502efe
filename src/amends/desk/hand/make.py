"""Makes a hand: photographs of filled sheets in, a font and a report out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from amends.clock import Clock
from amends.desk.hand.boxes import EDGE, Flaw, Form, cut
from amends.desk.hand.build import build
from amends.desk.hand.compose import Content, compose
from amends.desk.hand.grid import read_grid
from amends.desk.hand.ink import take_ink
from amends.desk.hand.judge import find_swapped
from amends.desk.hand.kept import PageRead, together
from amends.desk.hand.lines import X_UNITS, Glyph, glyphs, rule
from amends.desk.hand.photograph import Photograph, open_photographs
from amends.desk.hand.rectify import Flat, flatten, pages_named
from amends.desk.hand.repertoire import ALL, asked_for
from amends.desk.hand.report import Remark, overview, remarks
from amends.desk.hand.sheet import Page, pages
from amends.desk.hand.trace import trace
from amends.errors import Refused

STRAY: Final = 0.18
"""Pixels (1/16 mm) by which a curve may leave the ink's edge: finer is not seen, and makes letters slower to set."""
FORMS_WANTED: Final = 4
"""A letter with fewer good forms takes those that run over their border as well."""
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
_LETTERS_LEAST: Final = 8
"""With fewer small letters there is nothing to measure the hand by, and nothing it could write."""
_BLANK: Final = 0.66 * X_UNITS


@dataclass(frozen=True)
class MadeHand:
    """A font made from photographs of a filled sheet, and what there is to say about it.

    Attributes:
        name: what the writer calls it; also the family name in the font.
        ttf, woff2: the font.
        glyphs: how many glyphs it has.
        outlines: how many times it draws each glyph.
        forms: text -> how many of its forms were written and used.
        characters: every character it can write.
        composed: those among them that nobody wrote.
        missing: texts a sheet asked for that it cannot write, or only in one form of several.
        remarks: what was wrong with single boxes.
        seconds: how long it took.
        flats: the photographed pages, for `pictures`.
        read: every form, for `pictures` and measurements.
        pages: every page it is made of, those of earlier sittings among them, to be kept for later ones.
    """

    name: str
    ttf: bytes = field(repr=False)
    woff2: bytes = field(repr=False)
    glyphs: int
    outlines: int
    forms: Mapping[str, int]
    characters: frozenset[str]
    composed: tuple[str, ...]
    missing: tuple[str, ...]
    remarks: tuple[Remark, ...]
    seconds: float
    flats: tuple[Flat, ...] = field(repr=False)
    read: tuple[Form, ...] = field(repr=False)
    pages: tuple[PageRead, ...] = field(repr=False)

    @property
    def alternates(self) -> int:
        """How many forms a small letter has, at least, leaving aside the one with fewest."""
        counts = sorted(count for text, count in self.forms.items() if text in _LETTERS)
        return counts[min(1, len(counts) - 1)] if counts else 0

    @property
    def again(self) -> tuple[str, ...]:
        """What a second sheet should ask for: what is missing, and what has fewer good forms than boxes.

        Missing is also what a sheet not of ours did not ask for, and every letter wants: a full stop, a comma.
        """
        wanted = {*self.missing, *(remark.text for remark in self.remarks if remark.advice)}
        if any(one.page.other for one in self.pages):
            wanted |= {text for each in asked_for(("en",)) if len(text := each.text) == 1} - self.characters
        return tuple(each.text for each in ALL if each.text in wanted)

    @cached_property
    def pictures(self) -> tuple[bytes, ...]:
        """PNG of every page laid flat, with flawed boxes framed."""
        return tuple(overview(flat, self.read) for flat in self.flats)


def make_hand(
    photos: Sequence[bytes], name: str, clock: Clock, kept: Sequence[PageRead] = (), names: Sequence[str] = ()
) -> MadeHand:
    """The hand in these photographs.

    Args:
        photos: files (JPEG, PNG, HEIC, PDF), in any order and of any number of sittings.
        name: what the hand is to be called.
        clock: for the date in the font, and how long it took.
        kept: pages of earlier sittings, which need no photograph any more.
        names: what the files are called, for messages.

    Raises:
        Refused: a photograph that shows no sheet, pages that do not belong together, or too little writing.
    """
    began = clock.monotonic()
    if not photos:
        raise Refused("There is no photograph to make a hand from.", "Print a sheet, fill it in and photograph it.")
    flats = [read_flat(photograph) for photograph in open_photographs(photos, names)]
    _check_together(flats)
    new = [PageRead(flat.page, flat.photograph.name, tuple(read_page(flat))) for flat in flats]
    read = together(kept, new)
    _check_written(read)
    forms = [form for one in read for form in one.forms]
    ruling = rule([form for form in forms if form.usable])
    forms = find_swapped(forms, ruling)
    chosen = _chosen(forms)
    made = glyphs(chosen, trace([form.plane for form in chosen], EDGE, STRAY), ruling)
    asked: dict[str, int] = {}
    for one in read:
        for text, boxes in _asked(one.page).items():
            asked[text] = max(boxes, asked.get(text, 0))
    hand = _finished(name, made, asked, (flats, forms), clock)
    return replace(hand, pages=tuple(read), seconds=clock.monotonic() - began)


def read_flat(photograph: Photograph) -> Flat:
    """The page in a photograph: one of our sheets, or failing that a plain grid of boxes.

    Raises:
        Refused: neither can be seen in it.
    """
    try:
        return flatten(photograph)
    except Refused:
        if grid := read_grid(photograph):
            return grid
        raise


def read_page(flat: Flat) -> list[Form]:
    """What stands in the boxes of a flattened page, flawed boxes included."""
    return cut(take_ink(flat), flat.page, flat.photograph.name)


def _finished(
    name: str,
    made: Sequence[Glyph],
    asked: Mapping[str, int],
    pages_read: tuple[list[Flat], list[Form]],
    clock: Clock,
) -> MadeHand:
    flats, forms = pages_read
    content = content_of(made, asked)
    built = build(name, content, round(_BLANK), clock.now())
    counts = Counter(glyph.text for glyph in made)
    flawed = frozenset(id(glyph.form) for glyph in made if glyph.form.flaw)
    return MadeHand(
        name=name,
        ttf=built.ttf,
        woff2=built.woff2,
        glyphs=built.glyphs,
        outlines=built.outlines,
        forms=dict(counts),
        characters=frozenset(content.characters) | {" ", "\u00a0"},
        composed=tuple(content.composed),
        missing=tuple(
            text
            for text, boxes in asked.items()
            if len(text) == 1 and (text not in content.characters or (boxes > 2 and counts[text] == 1))
        ),
        remarks=tuple(remarks(flats, forms, counts, flawed)),
        seconds=0.0,
        flats=tuple(flats),
        read=tuple(forms),
        pages=(),
    )


def _asked(page: Page) -> dict[str, int]:
    """What the whole sheet of a page asks for, and in how many boxes."""
    if page.other:
        return dict(Counter(box.text for box in page.boxes))
    return {each.text: each.boxes for each in page.sheet.asked}


def content_of(made: Sequence[Glyph], asked: Iterable[str]) -> Content:
    """What the font of these glyphs holds."""
    by_text: dict[str, list[Glyph]] = defaultdict(list)
    for glyph in made:
        by_text[glyph.text].append(glyph)
    return compose(by_text, [text for text in asked if len(text) == 1])


def _chosen(forms: Sequence[Form]) -> list[Form]:
    """The forms the font is made of: the good ones, and where a text has too few, those over their border.

    A tail that runs into the row below is as much the writer's as any other, so long as all of it can be seen.
    """
    good = Counter(form.box.text for form in forms if form.flaw is None)
    wanted = {False: FORMS_WANTED, True: 1}
    return [
        form
        for form in forms
        if form.flaw is None
        or (form.flaw is Flaw.TOUCHING and form.usable and good[form.box.text] < wanted[form.cut])
    ]


# ── what does not belong together ─────────────────────────────────────────────────────────────────────────────────


def _check_together(flats: Sequence[Flat]) -> None:
    seen: dict[tuple[object, int], Flat] = {}
    for flat in flats:
        key = (flat.page.sheet, flat.page.number)
        if key in seen:
            first = seen[key].photograph.name
            raise Refused(
                f"{first} and {flat.photograph.name} both show page {flat.page.number} of the same sheet.",
                "Leave one of them out; if one was meant to be another page, photograph that page.",
            )
        seen[key] = flat
    whole = [flat for flat in flats if not flat.page.sheet.only]
    if len({(flat.page.sheet.size, flat.page.sheet.languages) for flat in whole}) > 1:
        raise Refused(
            f"These photographs show two different sheets: {pages_named(whole)}.",
            "Make a hand from the pages of one sheet, and from later sheets that asked for what was missing.",
        )


def _check_written(read: Sequence[PageRead]) -> None:
    for one in read:
        if one.forms and all(form.flaw is Flaw.EMPTY for form in one.forms):
            raise Refused(
                f"{one.photo} shows page {one.page.number}, and nothing is written on it.",
                "Fill it in with a pen that is not very pale, and photograph it again.",
            )
    letters = {form.box.text for one in read for form in one.forms if form.usable} & _LETTERS
    if len(letters) < _LETTERS_LEAST:
        lacking = sorted(
            {page.number for one in read for page in pages(one.page.sheet)} - {one.page.number for one in read}
        )
        also = f" Page {lacking[0]} of the sheet is not among them." if lacking else ""
        raise Refused(
            f"These photographs hold {len(letters)} of the small letters a to z.{also}",
            "Photograph every page of the sheet that is filled in, and give all of them together.",
        )
