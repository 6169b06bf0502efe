"""Reads print, where Tesseract is installed; handwriting is never guessed into words.

Tesseract (Apache-2.0) is a program of its own; a picture goes to it through a pipe, so that nothing of a letter is
written to the disk for its sake. Of what it says only whole lines are believed that it is sure of from their first
word to their last: over handwriting it hardly ever is, and where it is not, nothing is said.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.hand.photograph import Picture

PROGRAM: Final = "tesseract"
SURE: Final = 90.0
"""Per cent of which a line's words are sure on average; and each at least of `EACH`."""
EACH: Final = 75.0
_LETTERS_LEAST: Final = 6
"""Letters and figures of a line; fewer are as likely a flourish as a word."""
_SECONDS: Final = 60
_LOOK: Final = 2200
"""Pixels of the longer side at which a page is judged: a small printed letter of A4 is then about 14 high."""
_BOXES_MOST: Final = 2_500
_ROW: Final = 6
_FEW: Final = 4
_IN_ROWS: Final = 10
"""Pieces of ink that stand level in such rows, from which a page may be printed; of 55 pages of handwriting, all
but five had fewer."""
_WAY_UP_SURE: Final = 6.0
"""Tesseract's own number for the way up, from which it is believed."""


@dataclass(frozen=True, slots=True)
class Word:
    """A printed word, and its box as shares of the picture: left, top, right, bottom."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, word by word."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """What it says."""
        return " ".join(word.text for word in self.words)


@cache
def program() -> str:
    """Where Tesseract is; empty where it is not installed."""
    return shutil.which(PROGRAM) or ""


def print_in(picture: Picture, *, few: bool = False, languages: str = "") -> tuple[Line, ...]:
    """The printed lines of a picture that can be read for certain; none where Tesseract is not installed.

    Args:
        picture: the page, upright.
        few: whether a single printed line matters, as on an envelope.
        languages: as Tesseract names them (`eng+spa`); by default all that are installed.
    """
    if not program() or not looks_printed(picture, few=few):
        return ()
    said = _asked(picture, ["-l", languages or _installed(), "--psm", "11", "tsv"])
    height, width = picture.shape[:2]
    return tuple(_lines(said.splitlines()[1:], width, height))


def way_up_by_print(picture: Picture) -> int | None:
    """How many quarter turns clockwise bring a printed page upright; None where that cannot be told."""
    if not program() or "osd" not in _languages():
        return None
    said = dict(line.split(": ", 1) for line in _asked(picture, ["--psm", "0"]).splitlines() if line.count(": ") == 1)
    try:
        if float(said["Orientation confidence"]) < _WAY_UP_SURE:
            return None
        return int(said["Rotate"]) // 90 % 4
    except (KeyError, ValueError):
        return None


def looks_printed(picture: Picture, *, few: bool = False) -> bool:
    """Whether anything on a page may be print: letters in a row whose feet stand on one line to the pixel.

    Tesseract takes seconds over handwriting and finds nothing, so it is asked only about such pages.
    """
    by = min(1.0, _LOOK / max(picture.shape[:2]))
    grey = cv2.cvtColor(cv2.resize(picture, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    dark = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 18)
    boxes = cv2.connectedComponentsWithStats(dark)[2][1:]
    wide, high = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT]
    boxes = boxes[(high >= 8) & (high < 100) & (wide < 200)]
    least = _FEW if few else _IN_ROWS
    if len(boxes) < least:
        return False
    boxes = boxes[np.argsort(boxes[:, cv2.CC_STAT_TOP], kind="stable")][:_BOXES_MOST]
    return _standing_in_rows(boxes.astype(np.int32)) >= least


def _standing_in_rows(boxes: npt.NDArray[np.int32]) -> int:
    """How many pieces of ink stand in rows of `_ROW` or more whose feet are level."""
    left, foot = boxes[:, 0].astype(np.float64), (boxes[:, 1] + boxes[:, 3]).astype(np.float64)
    high = boxes[:, 3].astype(np.float64)
    gap = left[None, :] - (left + boxes[:, 2])[:, None]
    beside = (gap > -2) & (gap < 1.6 * high[:, None]) & (np.abs(foot[None, :] - foot[:, None]) < 0.6 * high[:, None])
    np.fill_diagonal(beside, val=False)
    nearest = np.where(beside, gap, np.inf).argmin(1)
    level = beside.any(1) & (np.abs(foot[nearest] - foot) <= 1)
    run = np.ones(len(boxes), np.int64)
    for at in np.argsort(-left):  # from the right, so that the run behind each is known
        if level[at]:
            run[at] = run[nearest[at]] + 1
    return int(sum(run[run >= _ROW] >= _ROW))


@cache
def _languages() -> tuple[str, ...]:
    done = subprocess.run([program(), "--list-langs"], capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603
    return tuple(line.strip() for line in done.stdout.splitlines()[1:] if line.strip())


def _installed() -> str:
    return "+".join(one for one in _languages() if one not in ("osd", "equ")) or "eng"


def _asked(picture: Picture, how: Sequence[str]) -> str:
    data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
    try:
        done = subprocess.run(  # noqa: S603  # the program that `shutil.which` found, given nothing but options
            [program(), "stdin", "stdout", *how],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")


def _lines(rows: Sequence[str], width: int, height: int) -> list[Line]:
    """The lines that are believed."""
    cells = [row.split("\t") for row in rows]
    words = [row for row in cells if len(row) == 12 and row[0] == "5" and row[11].strip()]
    found: list[Line] = []
    for _, some in groupby(words, lambda row: row[1:5]):
        line = list(some)
        sure = [float(row[10]) for row in line]
        text = "".join(row[11] for row in line)
        letters = sum(map(str.isalnum, text))
        if letters < _LETTERS_LEAST or letters < 0.7 * len(text):
            continue
        if sum(sure) / len(sure) < SURE or min(sure) < EACH:
            continue
        found.append(Line(tuple(_word(row, width, height) for row in line)))
    return found


def _word(row: Sequence[str], width: int, height: int) -> Word:
    left, top, wide, high = (int(cell) for cell in row[6:10])
    return Word(row[11].strip(), (left / width, top / height, (left + wide) / width, (top + high) / height))
