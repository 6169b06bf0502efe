"""The specimen sheet: where its boxes and marks stand, and what its page code says.

All lengths are millimetres from the upper left corner of the paper. A page carries four corner marks and marks
along its edges (ArUco, so that a photograph can be turned upright and flattened), black dots between the boxes (so
that a curled page can be flattened in detail), and twice a square code that says which sheet and page it is, so
that a filled page can be read years later without remembering what was printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, cast

from amends.desk.hand.repertoire import ALL, Asked, asked_for, canonical
from amends.errors import AmendsError, WrongUsage

Size: TypeAlias = Literal["a4", "letter"]

EDITION: Final = 1
"""Stands in the page code; a change of any length below, or of the repertoire's order, is a new edition."""

PAPERS: Final = MappingProxyType({"a4": (210.0, 297.0), "letter": (215.9, 279.4)})
CELL: Final = (14.2, 14.5)
"""A box: wide enough for a W and small enough that two pages hold a hand."""
GAP: Final = 2.9
"""Between rows; the dots and the small labels stand here."""
COLUMNS: Final = 13
X_HEIGHT: Final = 4.2
BASELINE: Final = 9.8
"""From the top of a box."""
HEADER: Final = 28.2
FOOTER: Final = 23.0
CORNER: Final = 10.0
EDGE: Final = 6.0
MARGIN: Final = 7.0
CODE: Final = 15.0
DOT: Final = 1.1
"""Diameter: seven pixels on a photograph of three megapixels."""

PAGE_MARK: Final = 24
"""The page mark of page n has this id + n; ids below are corners and edges."""
PAGES_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Box:
    """One box to be written in.

    Attributes:
        text: what it asks for.
        form: which of the boxes for this text it is, from 0, counted over the whole sheet.
        x, y, width: upper left corner and width; the height is `CELL[1]`.
        row: which row of the page, from 0.
    """

    text: str
    form: int
    x: float
    y: float
    width: float
    row: int


@dataclass(frozen=True, slots=True)
class Mark:
    """An ArUco mark: its id, upper left corner and side."""

    id: int
    x: float
    y: float
    side: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A specimen sheet, as its page code names it.

    Attributes:
        size: the paper.
        languages: tags in the order of `LANGUAGES`.
        only: what a supplementary sheet asks for; empty for a full sheet.
    """

    size: Size = "a4"
    languages: tuple[str, ...] = ("en",)
    only: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The texts the sheet asks for, in the order of its boxes."""
        if not self.only:
            return asked_for(self.languages)
        wanted = set(self.only)
        return tuple(each for each in ALL if each.text in wanted)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a sheet: where everything on it stands.

    Attributes:
        sheet: the sheet it belongs to.
        number, of: which page of how many.
        boxes: its boxes, in the order of the sheet.
        other: the paper's width and height, where the page is not one of ours (`grid.py`); it then has boxes alone.
    """

    sheet: Sheet
    number: int
    of: int
    boxes: tuple[Box, ...]
    other: tuple[float, float] | None = None

    @property
    def paper(self) -> tuple[float, float]:
        """Width and height."""
        return self.other or PAPERS[self.sheet.size]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Corner marks (0-3, clockwise from the upper left), edge marks (4-15) and the page mark."""
        return marks(self.sheet.size, self.number)

    @property
    def dots(self) -> tuple[tuple[float, float], ...]:
        """Centres of the dots: at every corner where boxes meet, in the middle of the gap between rows."""
        if self.other:
            return ()
        x0, y0 = _origin(self.sheet.size)
        return tuple(
            (x0 + column * CELL[0], y0 + row * (CELL[1] + GAP) - GAP / 2)
            for row in range(rows_of(self.sheet.size) + 1)
            for column in range(COLUMNS + 1)
        )

    @property
    def codes(self) -> tuple[tuple[float, float], ...]:
        """Upper left corners of the square codes, of side `CODE`."""
        return code_places(self.sheet.size)

    @property
    def code(self) -> str:
        """What the square codes say."""
        sheet = self.sheet
        asked = f":{_mask(sheet.only)}" if sheet.only else ""
        return f"AMENDS-HAND/{EDITION}:{sheet.size}:{'.'.join(sheet.languages)}:{self.number}{asked}".upper()


def plan(size: str, languages: Iterable[str] = ("en",), only: Iterable[str] | None = None) -> Sheet:
    """The sheet for these wishes.

    Args:
        size: `a4` or `letter`.
        languages: ISO 639 tags.
        only: the texts to ask for, for a second sitting; everything where None.

    Raises:
        WrongUsage: another paper, an unknown language, or a text no sheet has a box for.
    """
    if size.lower() not in PAPERS:
        raise WrongUsage(f"There is no sheet on paper called “{size}”.", "Choose a4 or letter.")
    wanted = tuple(dict.fromkeys(only or ()))
    if only is not None and not wanted:
        raise WrongUsage("Nothing is missing, so there is nothing to put on a second sheet.")
    known = {each.text for each in ALL}
    if strange := [text for text in wanted if text not in known]:
        raise WrongUsage(f"The sheet has no box for “{strange[0]}”.", "Leave it out, or write the letter without it.")
    ordered = tuple(each.text for each in ALL if each.text in set(wanted))
    return Sheet(cast("Size", size.lower()), canonical(languages), ordered)


def pages(sheet: Sheet) -> tuple[Page, ...]:
    """The pages of a sheet, with every box in its place."""
    rows = rows_of(sheet.size)
    x0, y0 = _origin(sheet.size)
    laid: list[list[Box]] = [[]]
    row = column = 0
    for asked in sheet.asked:
        width = cells(asked.text)
        for form in range(max(asked.boxes, 2) if sheet.only else asked.boxes):
            if column + width > COLUMNS:
                row, column = row + 1, 0
            if row == rows:
                laid.append([])
                row = 0
            x, y = x0 + column * CELL[0], y0 + row * (CELL[1] + GAP)
            laid[-1].append(Box(asked.text, form, x, y, width * CELL[0], row))
            column += width
    if len(laid) > PAGES_MOST:
        raise WrongUsage(f"This sheet would have {len(laid)} pages.", "Choose fewer languages for one sheet.")
    return tuple(Page(sheet, n, len(laid), tuple(boxes)) for n, boxes in enumerate(laid, 1))


def cells(text: str) -> int:
    """How many cells wide the box for a text is."""
    return len(text) if len(text) < 3 else len(text) - 1 if len(text) > 4 else 3


def rows_of(size: Size) -> int:
    """How many rows of boxes a page of this size has."""
    return int((PAPERS[size][1] - HEADER - FOOTER) // (CELL[1] + GAP))


def _origin(size: Size) -> tuple[float, float]:
    return (PAPERS[size][0] - COLUMNS * CELL[0]) / 2, HEADER


def marks(size: Size, number: int = 0) -> tuple[Mark, ...]:
    """The marks on a page of this size, with the page mark of page `number` (none for 0)."""
    width, height = PAPERS[size]
    far, low = width - MARGIN - CORNER, height - MARGIN - CORNER
    found = [
        Mark(0, MARGIN, MARGIN, CORNER),
        Mark(1, far, MARGIN, CORNER),
        Mark(2, far, low, CORNER),
        Mark(3, MARGIN, low, CORNER),
    ]
    side = (width - COLUMNS * CELL[0]) / 2
    inset = side - 1.4 - EDGE
    for step in range(4):
        y = HEADER + 22.0 + step * (height - HEADER - FOOTER - 50.0) / 3
        found.append(Mark(4 + step, inset, y, EDGE))
        found.append(Mark(8 + step, width - inset - EDGE, y, EDGE))
    for step, share in enumerate((0.27, 0.73)):
        found.append(Mark(12 + step, share * width - EDGE / 2, height - MARGIN - EDGE, EDGE))
    if number:
        found.append(Mark(PAGE_MARK + number, far - 4.0 - EDGE - CODE - 4.0, MARGIN + 2.0, EDGE))
    return tuple(found)


def code_places(size: Size) -> tuple[tuple[float, float], tuple[float, float]]:
    """Upper left corners of the two square codes: one at the head, one at the foot, far from each other."""
    width, height = PAPERS[size]
    return (width - MARGIN - CORNER - 4.0 - CODE, MARGIN), ((width - CODE) / 2, height - 4.8 - CODE)


# ── the page code ─────────────────────────────────────────────────────────────────────────────────────────────────

_CODE = re.compile(r"AMENDS-HAND/(\d+):(A4|LETTER):([A-Z]{2}(?:\.[A-Z]{2})*):(\d{1,2})(?::([0-9A-F]+))?")


def read_code(code: str) -> tuple[Sheet, int] | None:
    """The sheet and page number a square code names, or None where it is some other code.

    Raises:
        AmendsError: a sheet of an edition this program does not know.
    """
    found = _CODE.fullmatch(code)
    if not found:
        return None
    edition, size, languages, number, asked = found.groups()
    if int(edition) != EDITION:
        raise AmendsError(
            f"This sheet is of edition {edition}, and this program reads edition {EDITION}.",
            "Read it with the amends it was printed by, or a newer one.",
        )
    sheet = Sheet(cast("Size", size.lower()), tuple(languages.lower().split(".")), _unmask(asked or ""))
    return sheet, int(number)


def _mask(texts: Sequence[str]) -> str:
    wanted = set(texts)
    bits = sum(1 << place for place, each in enumerate(ALL) if each.text in wanted)
    return f"{bits:X}"


def _unmask(mask: str) -> tuple[str, ...]:
    bits = int(mask or "0", 16)
    return tuple(each.text for place, each in enumerate(ALL) if bits >> place & 1)
