"""Golden pages: what a letter, its envelope and its slip look like, kept as small pictures in ordinary characters.

    uv run python -m tests.golden      make them anew, after a change that is meant

A picture has one character for four millimetres of paper: how much ink lies there, from a blank to 9. So a change
shows in a diff and can be judged by eye, and neither a machine's rounding nor another alternate of a letter matters,
while a line that moved, a face that changed or a drawing that is missing does.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
import pypdfium2

from amends.desk.hand.shipped import shipped_hand
from amends.desk.letters.words import Emphasis, Items, Paragraph, Quotation, Underlined, Words
from amends.desk.paper.run import print_run
from amends.desk.paper.setting import PrintLetter
from amends.desk.paper.stationery import EnvelopeSize, Size, envelope_size, size, stationery

FOLDER: Final = Path(__file__).parent
CELL_MM: Final = 4.0
DOTS: Final = 8
"""Pixels to a cell's side."""
DIFFERS: Final = 0.1
"""How much of the ink of two pictures may lie elsewhere."""

CODE: Final = "AMENDS1:" + "A2" * 90
WORDS: Final = Words(
    (
        Paragraph(("In the spring of 2019 I took three hundred and forty pounds from the till of your shop.",)),
        Paragraph(("You counted it twice every evening. I knew why, and said ", Emphasis(("nothing",)), ".")),
        Quotation((("Count it again, Tomas.",),)),
        Items((("the money is with the Post Room",), ("the key is in this envelope",)), ordered=True),
        Paragraph(("I am sorry. The lie afterwards was ", Underlined(("worse",)), ".")),
        Paragraph(("Set in plain type, by choice.",), plain=True),
    ),
    date="14 October 2026", salutation=("Dear Ana,",), close=("You do not have to answer.",), sign=("Tomas",),
    postscript=(Paragraph(("P.S. The cat is well.",)),),
)  # fmt: skip
LETTER: Final = PrintLetter(
    "a" * 32, WORDS, "Ana Duarte", ("The Post Room", "3 Mill Road", "WHITBY", "YO21 1AA"), "Tomas Reed"
)


@dataclass(frozen=True)
class Laid:
    """How the pages are laid out; a test bends one thing."""

    letter: PrintLetter = LETTER
    hand: str = "tomas"
    paper: str = "plain"
    sheet: Size = field(default_factory=lambda: size("A5"))
    cover: EnvelopeSize = field(default_factory=lambda: envelope_size("C6"))


LAYOUTS: Final = {
    "a5-plain": Laid(),
    "letter-drawn": Laid(hand="ana", paper="rosemary", sheet=size("Letter"), cover=envelope_size("#10")),
}


def pictures(laid: Laid) -> dict[str, str]:
    """Each page of a letter and its envelope, as a picture in characters."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        print_run(
            [laid.letter], shipped_hand(laid.hand), stationery(laid.paper), laid.sheet, laid.cover, out,
            slips={laid.letter.id: CODE},
        )  # fmt: skip
        *pages, slip = _drawn(out / "letters.pdf")
        front, back = _drawn(out / "envelopes.pdf")
    return {f"page-{n}": page for n, page in enumerate(pages, 1)} | {"slip": slip, "front": front, "back": back}


def _drawn(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [_picture(page.render(scale=DOTS / CELL_MM * 25.4 / 72).to_numpy()) for page in document]


def _picture(pixels: np.ndarray) -> str:
    ink = 1 - pixels[:, :, :3].min(axis=2) / 255
    rows, columns = ink.shape[0] // DOTS, ink.shape[1] // DOTS
    cells = ink[: rows * DOTS, : columns * DOTS].reshape(rows, DOTS, columns, DOTS).mean(axis=(1, 3))
    levels = np.minimum(9, np.rint(cells * 40)).astype(int)
    return "".join("".join(" 123456789"[one] for one in row).rstrip() + "\n" for row in levels)


def differs(one: str, other: str) -> float:
    """How much of the ink lies elsewhere: 0 for the same picture, 1 for two that share nothing."""
    first, second = one.splitlines(), other.splitlines()
    if len(first) != len(second):
        return 1.0
    width = max(map(len, [*first, *second]), default=0)
    a, b = (_levels(rows, width) for rows in (first, second))
    return float(np.abs(a - b).sum() / max(1, a.sum() + b.sum()))


def _levels(rows: list[str], width: int) -> np.ndarray:
    return np.array([[int(cell) for cell in row.ljust(width).replace(" ", "0")] for row in rows])


def make() -> None:
    """Makes the golden pages anew."""
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, laid in LAYOUTS.items():
        for page, picture in pictures(laid).items():
            (FOLDER / f"{name}.{page}.txt").write_text(picture, "utf-8")


def wider(sheet: Size, by: float) -> Size:
    """A sheet whose margins are wider."""
    return replace(sheet, side=sheet.side + by)
