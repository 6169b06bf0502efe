"""Made-up writers: open handwriting fonts, each bent into several hands, writing with several pens.

A writer is a font, warped letter by letter in a way of its own, with a slant, a breadth, a size and a line of its
own; each letter comes out a little otherwise every time. What they write means nothing: syllables, and addresses.
"""

from __future__ import annotations

import zlib
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from amends.desk.knowing.thin import thinned

PIXELS = 8.0
"""A millimetre on the page; 200 dpi."""
EM = 96
DRAWN = 3
"""Drawings of each letter."""

CONSONANTS = "tnshrdlcmfwpgbykvjxqz"
VOWELS = "eaoiu"
_C = np.asarray(
    [9.1, 6.7, 6.3, 6.1, 6.0, 4.3, 4.0, 2.8, 2.4, 2.2, 2.4, 1.9, 2.0, 1.5, 2.0, 0.8, 1.0, 0.2, 0.2, 0.1, 0.1]
)
_V = np.asarray([12.7, 8.2, 7.5, 7.0, 2.8])
STREETS = ("Street", "Road", "Lane", "Avenue", "Way")


def seed_of(name: str) -> int:
    """A number that stands for a name."""
    return zlib.crc32(name.encode())


class Writer:
    """One made-up writer.

    Args:
        file: a font.
        number: which of the hands that are bent from it.
    """

    def __init__(self, file: Path, number: int) -> None:
        chance = np.random.default_rng([seed_of(file.name), number])
        self.font = ImageFont.truetype(str(file), EM)
        box = self.font.getbbox("x")
        self.x_height = float(box[3] - box[1]) or EM * 0.4
        self.slant, self.rise = chance.normal(0, 0.10), chance.normal(0, 0.012)
        self.wide, self.tall = np.exp(chance.normal(0, 0.10)), np.exp(chance.normal(0, 0.06))
        self.track, self.gap = chance.normal(0, 0.02) * EM, np.exp(chance.normal(0, 0.15))
        self.wobble, self.wave = abs(chance.normal(0.012, 0.006)), abs(chance.normal(0, 0.02))
        self.height = float(np.clip(np.exp(chance.normal(np.log(2.6), 0.18)), 1.8, 4.0))
        self._chance = chance
        self._drawn: dict[str, tuple[list[np.ndarray], np.ndarray, float]] = {}

    def _letter(self, letter: str) -> tuple[list[np.ndarray], np.ndarray, float]:
        """Drawings of a letter, where its origin lies in them, and its advance."""
        if letter not in self._drawn:
            left, top, right, bottom = self.font.getbbox(letter, anchor="ls")
            edge = 24
            size = (max(int(right - left) + 2 * edge, 8), max(int(bottom - top) + 2 * edge, 8))
            image = Image.new("L", size, 0)
            ImageDraw.Draw(image).text((edge - left, edge - top), letter, font=self.font, fill=255, anchor="ls")
            plain = np.asarray(image)
            own = self._chance.normal(0, 1, (2, 6)) * 0.045 * EM
            drawings = [_bent(plain, own + self._chance.normal(0, 1, (2, 6)) * 0.012 * EM) for _ in range(DRAWN)]
            origin = np.asarray([edge - left, edge - top], float)
            self._drawn[letter] = (drawings, origin, self.font.getlength(letter))
        return self._drawn[letter]

    def write(self, lines: list[str], chance: np.random.Generator, size: float = 1.0) -> np.ndarray:
        """Lines of writing: ink from 0 to 1, `PIXELS` a millimetre."""
        by = self.height * size * PIXELS / (self.x_height * self.tall)
        pitch = chance.uniform(3.2, 4.4) * self.height * size * PIXELS
        rows = [self._set(line) for line in lines]
        across = max(end for _, end in rows)
        page = np.zeros(
            (
                int((len(rows) - 1) * pitch + EM * 2.6 * by * self.tall) + 80,
                int((across * self.wide + 200) * by) + 80,
            ),
            np.float32,
        )
        for number, (row, _) in enumerate(rows):
            base = 40 + EM * 1.4 * by * self.tall + number * pitch
            left, phase = 40 + 60 * by + chance.uniform(0, 6), chance.uniform(0, 6)
            for letter, x in row:
                sway = self.wave * np.sin(x / 250 + phase) + self.rise * x / EM + chance.normal(0, self.wobble)
                self._put(page, letter, np.asarray([left + x * by * self.wide, base + sway * EM * by]), by, chance)
        return page

    def _set(self, line: str) -> tuple[list[tuple[str, float]], float]:
        row: list[tuple[str, float]] = []
        x = 0.0
        for letter in line:
            if letter == " ":
                x += self.font.getlength(" ") * self.gap
            else:
                row.append((letter, x))
                x += self._letter(letter)[2] + self.track
        return row, x

    def _put(self, page: np.ndarray, letter: str, at: np.ndarray, by: float, chance: np.random.Generator) -> None:
        drawings, origin, _ = self._letter(letter)
        drawing = drawings[chance.integers(DRAWN)]
        wide, tall = (by * own * np.exp(chance.normal(0, 0.02)) for own in (self.wide, self.tall))
        turn = chance.normal(0, 0.015)
        shape = np.asarray([[wide, -(self.slant + chance.normal(0, 0.02)) * tall], [0, tall]])
        shape = shape @ np.asarray([[1, -turn], [turn, 1]])
        place = at - shape @ origin
        height, width = drawing.shape
        corners = np.asarray([[0, 0], [width, 0], [0, height], [width, height]]) @ shape.T + place
        low = np.maximum(np.floor(corners.min(0)), 0).astype(int)
        high = np.minimum(np.ceil(corners.max(0)), page.shape[::-1]).astype(int)
        if (high <= low).any():
            return
        soft = drawing if by > 0.5 else cv2.GaussianBlur(drawing, (0, 0), 0.35 / by)
        drawn = cv2.warpAffine(soft, np.column_stack([shape, place - low]), tuple(int(n) for n in high - low))
        part = page[low[1] : high[1], low[0] : high[0]]
        np.maximum(part, drawn.astype(np.float32) / 255, out=part)


def _bent(plain: np.ndarray, way: np.ndarray) -> np.ndarray:
    down, across = np.mgrid[: plain.shape[0], : plain.shape[1]].astype(np.float32)
    u, v = across / EM, down / EM
    waves = (
        np.sin(3 * u),
        np.cos(3 * v),
        np.sin(3 * v + 1),
        np.cos(5 * u + 2 * v),
        np.sin(6 * v - 2 * u),
        np.sin(7 * u + 1),
    )
    away = [sum(share * wave for share, wave in zip(one, waves, strict=True)) for one in way]
    moved = [(place + one - one.mean()).astype(np.float32) for place, one in zip((across, down), away, strict=True)]
    return cv2.remap(plain, moved[0], moved[1], cv2.INTER_LINEAR)


# ── what they write ───────────────────────────────────────────────────────────────────────────────────────────────


def word(chance: np.random.Generator) -> str:
    """Something that can be pronounced, mostly."""
    made, vowel = "", chance.random() < 0.4
    for _ in range(int(np.clip(chance.poisson(3.6) + 1, 1, 11))):
        letters, shares = (VOWELS, _V) if vowel else (CONSONANTS, _C)
        made += letters[chance.choice(len(letters), p=shares / shares.sum())]
        vowel = (chance.random() < 0.75) != vowel
    return made


def text(chance: np.random.Generator, lines: int, letters: int = 34) -> list[str]:
    """Lines of so many letters."""
    made: list[str] = []
    for _ in range(lines):
        line = ""
        while len(line) < letters:
            one = word(chance)
            line += (
                (one.capitalize() if chance.random() < 0.14 else one) + ("," if chance.random() < 0.06 else "") + " "
            )
        made.append(line.strip())
    return made


def address(chance: np.random.Generator) -> list[str]:
    """Four lines, as on an envelope."""
    name = [word(chance).capitalize() + word(chance) for _ in range(4)]
    code = "".join(chance.choice(list("ABCDEGHLMNRSTW"), 4))
    return [
        f"{name[0]} {name[1]}",
        f"{chance.integers(1, 199)} {name[2]} {chance.choice(STREETS)}",
        name[3],
        f"{code[:2]}{chance.integers(1, 20)} {chance.integers(1, 9)}{code[2:]}",
    ]


# ── with what they write, and how it is taken ─────────────────────────────────────────────────────────────────────


def another_pen(ink: np.ndarray, breadth: int) -> np.ndarray:
    """The same strokes with a pen so many pixels broad."""
    lines = thinned((ink > 0.5).astype(np.uint8))
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (breadth, breadth))
    return cv2.GaussianBlur(cv2.dilate(lines, pen).astype(np.float32), (0, 0), 0.6)


def a_nib(ink: np.ndarray, breadth: int, angle: float) -> np.ndarray:
    """The same strokes with a broad nib held at an angle (radians)."""
    lines = thinned((ink > 0.5).astype(np.uint8))
    pen = np.zeros((9, 9), np.uint8)
    x, y = breadth / 2 * np.cos(angle), breadth / 2 * np.sin(angle)
    cv2.line(pen, (round(4 - x), round(4 + y)), (round(4 + x), round(4 - y)), 1.0, 1)
    return cv2.GaussianBlur(cv2.dilate(lines, pen).astype(np.float32), (0, 0), 0.6)


def paling(ink: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Ink that runs out here and there."""
    clouds = cv2.GaussianBlur(chance.normal(0, 1, ink.shape).astype(np.float32), (0, 0), chance.uniform(1, 4))
    return ink * np.clip(1 - chance.uniform(0.1, 0.4) * np.maximum(clouds / clouds.std(), 0), 0, 1)


def scanned(ink: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """A grey scan."""
    grey = chance.uniform(225, 250) * (1 - chance.uniform(0.55, 0.85) * ink)
    return np.clip(cv2.GaussianBlur(grey, (0, 0), 0.6) + chance.normal(0, 2, ink.shape), 0, 255).astype(np.uint8)


def photographed(ink: np.ndarray, chance: np.random.Generator, scale: float = 1.0) -> np.ndarray:
    """A phone's photograph: turned by up to three degrees, from the side, in uneven light, soft, noisy and packed."""
    ink = np.pad(ink, 50)
    height, width = ink.shape
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), chance.uniform(-3, 3), 1.0), [0, 0, 1]])
    side = np.eye(3)
    side[2, :2] = chance.uniform(-0.06, 0.06, 2) / [width, height]
    soft = cv2.GaussianBlur(ink, (0, 0), 0.5 / scale) if scale < 0.9 else ink
    size = (int(width * scale), int(height * scale))
    ink = cv2.warpPerspective(soft.astype(np.float32), np.diag([scale, scale, 1]) @ side @ turn, size)
    height, width = ink.shape
    down, across = np.mgrid[:height, :width].astype(np.float32)
    light = 1 - 0.35 * across / width * chance.uniform(0, 1) - 0.25 * down / height * chance.uniform(0, 1)
    grain = cv2.GaussianBlur(chance.normal(0, 1, ink.shape).astype(np.float32), (0, 0), 1.5) * 3
    depth = 0.75 + 1.2 * cv2.GaussianBlur(chance.normal(0, 1, ink.shape).astype(np.float32), (0, 0), 4)
    seen = (222 + grain) * (1 - np.clip(depth, 0.45, 0.95) * ink) * light
    seen = cv2.GaussianBlur(seen, (0, 0), chance.uniform(0.8, 1.6)) + chance.normal(0, 4, ink.shape)
    packed = cv2.imencode(".jpg", np.clip(seen, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 75])[1]
    return cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
