"""The slip that somebody in the invented town fills in with a pen: the printed page, an answer in another hand."""

from __future__ import annotations

import csv
import io
import textwrap
from itertools import islice
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from amends.desk.hand.photograph import open_photographs
from amends.desk.hand.shipped import shipped_hand
from amends.desk.mailbag.pages import pages_of

_PEN: Final = "edith"
_RULES: Final = (0.3707, 0.0429)
"""Where the first rule of a slip stands and how far apart they are, in heights of the sheet."""
_WIDTH: Final = 52
_SIZE: Final = (874, 1240)
"""A5 at 150 dpi, as a scanner gives it."""


def filled_slip(run: Path, letter: str, answer: str) -> bytes:
    """The slip of one letter out of a print run, with an answer written on it, as a scanner gives it (PNG).

    Args:
        run: the folder of the run; its table says on which page the slip is.
        letter: the letter's id.
        answer: what is written.
    """
    with (run / "run.csv").open(encoding="utf-8-sig", newline="") as table:
        page = next(int(row["last page"]) for row in csv.DictReader(table) if row["letter"] == letter)
    letters = pages_of("letters.pdf", (run / "letters.pdf").read_bytes())
    slip = next(islice(letters, page - 1, None))
    (photograph,) = open_photographs([slip.data])
    picture = Image.fromarray(photograph.picture[:, :, ::-1]).resize(_SIZE)
    _write(picture, answer)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _write(picture: Image.Image, answer: str) -> None:
    font = ImageFont.truetype(io.BytesIO(shipped_hand(_PEN).ttf), picture.height // 48)
    lines = [line for part in answer.strip().splitlines() if part for line in textwrap.wrap(part, _WIDTH)]
    first, pitch = (share * picture.height for share in _RULES)
    pen = ImageDraw.Draw(picture)
    for at, line in enumerate(lines):
        pen.text((picture.width * 0.12, first + at * pitch - 3), line, font=font, fill=(34, 44, 92), anchor="ls")
