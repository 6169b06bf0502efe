"""Fills specimen sheets in with a pen and photographs them with a phone, both made up, so that the truth is known.

The pen writes with the outlines of a font, each time turned, slanted, scaled and wobbled a little anew; its ink is
uneven. The phone looks at an angle, casts a shadow, has a lens and noise, and the page may be curled.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from amends.desk.hand.draw import make_sheet
from amends.desk.hand.sheet import BASELINE, CELL, X_HEIGHT, Box, Page, pages, plan

Pixels: TypeAlias = npt.NDArray[Any]

DENSITY = 16
"""Pixels a millimetre of the simulated paper."""


@dataclass(frozen=True)
class Pen:
    """Who writes, and how evenly."""

    font: Path | bytes
    seed: int = 1
    colour: tuple[int, int, int] = (28, 30, 66)
    turn: float = 2.2
    slant: float = 0.05
    size: float = 0.05
    wobble: float = 1.0
    sink: float = 0.17
    """Standard deviation of the baseline, in millimetres."""
    row_sink: float = 0.0
    """The same for whole rows: writers drift off the line together."""
    weight: float = 0.0
    """Millimetres by which the pen is broader than the font."""
    breadth: float = 0.0
    """Millimetres the pen is at least broad: a ballpoint draws 0.4, and fonts can be finer than any pen."""
    small: float = 1.0
    """How large the writing is, compared with the printed lines."""


@dataclass
class Filled:
    """A page with writing on it.

    Attributes:
        page: what it asks for.
        paper: RGB, `DENSITY` pixels a millimetre.
        ink: the ink alone, 0-255: the truth.
    """

    page: Page
    paper: Pixels
    ink: Pixels


def blank_pages(
    size: str = "a4", languages: Sequence[str] = ("en",), only: Sequence[str] | None = None
) -> list[tuple[Page, Pixels]]:
    """The printed pages, unwritten."""
    document = pypdfium2.PdfDocument(make_sheet(size, languages, only))
    laid = pages(plan(size, languages, only))
    return [(page, _printed(page, drawn)) for page, drawn in zip(laid, document, strict=True)]


def _printed(page: Page, drawn) -> Pixels:
    """The page at exactly `DENSITY`: pdfium stretches it to whole pixels."""
    image = np.array(drawn.render(scale=DENSITY * 25.4 / 72).to_pil().convert("RGB"))
    wide, tall = (int(np.ceil(side * DENSITY)) for side in page.paper)
    across, down = image.shape[1] / page.paper[0] / DENSITY, image.shape[0] / page.paper[1] / DENSITY
    m = np.float64([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2]])
    return cv2.warpAffine(
        image, m, (wide, tall), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=(255,) * 3
    )


def fill(printed: tuple[Page, Pixels], pen: Pen, write: Callable[[Box], str] = lambda box: box.text) -> Filled:
    """Writes a page. `write` says what goes into a box: its text, another one, or "" for nothing."""
    page, paper = printed
    rng = np.random.default_rng(pen.seed * 1000 + page.number)
    font = _font(pen)
    ink = np.zeros(paper.shape[:2], np.uint8)
    rows = rng.normal(0, pen.row_sink, 64)
    for box in page.boxes:
        text = write(box)
        if text:
            drawn = _written(font, text, box, pen, rng, float(rows[box.row]))
            _lay(ink, drawn, box)
    density = 0.86 + 0.14 * cv2.GaussianBlur(rng.normal(0, 1, ink.shape).astype(np.float32), (0, 0), 3) * 4.5
    share = (ink / 255.0 * np.clip(density, 0.6, 1))[..., None]
    inked = (paper * (1 - share) + np.array(pen.colour) * share).astype(np.uint8)
    return Filled(page, inked, ink)


def strike(filled: Filled, box: Box, colour=(28, 30, 66)) -> None:
    """Crosses a box out from corner to corner."""
    a = (int((box.x + 0.8) * DENSITY), int((box.y + 0.8) * DENSITY))
    b = (int((box.x + box.width - 0.8) * DENSITY), int((box.y + CELL[1] - 0.8) * DENSITY))
    for start, end in ((a, b), ((a[0], b[1]), (b[0], a[1]))):
        cv2.line(filled.paper, start, end, colour, 8, cv2.LINE_AA)
        cv2.line(filled.ink, start, end, 255, 8, cv2.LINE_AA)


def _font(pen: Pen) -> ImageFont.FreeTypeFont:
    source = str(pen.font) if isinstance(pen.font, Path) else BytesIO(pen.font)
    font = ImageFont.truetype(source, 1000)
    x_height = -font.getbbox("x", anchor="ls")[1] / 1000
    size = X_HEIGHT * DENSITY * 2 / x_height
    tall = -font.font_variant(size=int(size)).getbbox("dlTf", anchor="ls")[1]
    size *= pen.small
    size *= min(1.0, (BASELINE - 0.6) * DENSITY * 2 / tall)
    return font.font_variant(size=int(size))


@functools.cache
def _breadth(font: ImageFont.FreeTypeFont) -> float:
    """How broad the font's strokes are at its size, in millimetres: twice the ink over its outline."""
    image = Image.new("L", (int(font.size * 6), int(font.size * 3)), 0)
    ImageDraw.Draw(image).text((font.size, font.size * 2), "nolai", font=font, fill=255, anchor="ls")
    ink = np.array(image)
    outlines, _ = cv2.findContours((ink > 127).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return 2 * float((ink / 255).sum()) / sum(cv2.arcLength(o, True) for o in outlines) / (DENSITY * 2)


def _written(font, text: str, box: Box, pen: Pen, rng, sink: float) -> Pixels:
    """One box's writing at `DENSITY`, 3 mm larger than the box on every side."""
    wide, tall = int((box.width + 6) * DENSITY), int((CELL[1] + 6) * DENSITY)
    image = Image.new("L", (wide * 2, tall * 2), 0)
    base = (3 + BASELINE + sink) * DENSITY * 2
    length = font.getlength(text)
    if length > box.width * DENSITY * 1.8:
        font = font.font_variant(size=int(font.size * box.width * DENSITY * 1.8 / length))
    ImageDraw.Draw(image).text((wide, base), text, font=font, fill=255, anchor="ms")
    drawn = np.array(image)
    weight = pen.weight + max(0.0, pen.breadth - _breadth(font)) if pen.breadth else pen.weight
    if weight:
        k = max(1, round(weight * DENSITY * 2))
        drawn = cv2.dilate(drawn, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (k + 1, k + 1)))
    turn, slant = np.radians(rng.normal(0, pen.turn)), rng.normal(0, pen.slant)
    across, up = 1 + rng.normal(0, pen.size, 2)
    m = np.array([[across * np.cos(turn), -np.sin(turn) + slant], [np.sin(turn), up * np.cos(turn)]])
    centre = np.array([wide, base])
    shift = np.array([rng.normal(0, 0.4), rng.normal(0, pen.sink)]) * DENSITY * 2
    drawn = cv2.warpAffine(drawn, np.c_[m, centre - m @ centre + shift], (wide * 2, tall * 2))
    if pen.wobble:
        noise = lambda: cv2.resize(  # noqa: E731
            cv2.GaussianBlur(rng.normal(0, 1, (tall // 4, wide // 4)).astype(np.float32), (0, 0), 3.5)
            * 3.5
            * 5.6
            * pen.wobble,
            (wide * 2, tall * 2),
            interpolation=cv2.INTER_CUBIC,
        )
        y, x = np.mgrid[: tall * 2, : wide * 2].astype(np.float32)
        drawn = cv2.remap(drawn, x + noise(), y + noise(), cv2.INTER_LINEAR)
    return cv2.resize(drawn, (wide, tall), interpolation=cv2.INTER_AREA)


def _lay(ink: Pixels, drawn: Pixels, box: Box) -> None:
    top, left = round((box.y - 3) * DENSITY), round((box.x - 3) * DENSITY)
    rows, columns = slice(max(0, top), top + drawn.shape[0]), slice(max(0, left), left + drawn.shape[1])
    part = ink[rows, columns]
    np.maximum(part, drawn[max(0, -top) :, max(0, -left) :][: part.shape[0], : part.shape[1]], out=part)


# ── the phone ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Phone:
    """How a page is photographed.

    Attributes:
        megapixels: of the whole photograph, at 3:4.
        tilt: how far corners stray, as a share of the picture.
        quarter_turns: the phone was held sideways or upside down.
        shadow: depth of the hand's shadow.
        curl: how far the page bends sideways at most, in millimetres.
        covered: the corner a thumb lies on (0-3), or None.
        mixed: one side lit warm, the other cold.
    """

    seed: int = 7
    megapixels: float = 12.0
    tilt: float = 1.0
    quarter_turns: int = 0
    shadow: float = 0.38
    curl: float = 0.0
    covered: int | None = None
    blur: float = 0.9
    noise: float = 3.2
    mixed: float = 0.0
    jpeg: int = 90


@dataclass
class Shot:
    """A photograph, and where each place of the paper truly is in it."""

    picture: Pixels
    """BGR."""
    perspective: Pixels
    curl: float
    paper: tuple[float, float]
    phone: Phone

    def pixels(self, places: Pixels) -> Pixels:
        """The truth: millimetres of the paper to pixels of the photograph (before quarter turns)."""
        bent = np.asarray(places, np.float64) + _bent(places, self.paper, self.curl, self.phone.seed)
        return cv2.perspectiveTransform((bent * DENSITY)[None].astype(np.float64), self.perspective)[0] - 0.5

    @property
    def jpeg(self) -> bytes:
        return bytes(cv2.imencode(".jpg", self.picture, [cv2.IMWRITE_JPEG_QUALITY, self.phone.jpeg])[1])

    @property
    def png(self) -> bytes:
        return bytes(cv2.imencode(".png", self.picture)[1])

    def saved(self, kind: str) -> bytes:
        """In any format Pillow writes."""
        out = BytesIO()
        Image.fromarray(self.picture[:, :, ::-1]).save(out, kind)
        return out.getvalue()


def _bent(places: Pixels, paper: tuple[float, float], curl: float, seed: int) -> Pixels:
    rng = np.random.default_rng(seed + 90)
    x, y = places[:, 0] / paper[0], places[:, 1] / paper[1]
    a, b = rng.uniform(0.75, 1.25, 2)
    down = curl * np.sin(np.pi * x * a) * (0.85 + 0.15 * y)
    across = 0.45 * curl * np.sin(np.pi * y * b) * (1 - 0.3 * x)
    return np.column_stack([across, down])


def shoot(filled: Filled, phone: Phone = Phone()) -> Shot:
    """Photographs a page lying on a table."""
    rng = np.random.default_rng(phone.seed)
    paper = filled.paper
    tall, wide = paper.shape[:2]
    h = round((phone.megapixels * 1e6 * 4 / 3) ** 0.5)
    w = round(h * 3 / 4)
    margin = 0.07
    corners = np.float32(
        [
            [w * margin, h * margin],
            [w * (1 - margin), h * margin],
            [w * (1 - margin), h * (1 - margin)],
            [w * margin, h * (1 - margin)],
        ]
    )
    corners += rng.uniform(-1, 1, (4, 2)).astype(np.float32) * np.float32([w * 0.055, h * 0.04]) * phone.tilt
    m = cv2.getPerspectiveTransform(np.float32([[0, 0], [wide, 0], [wide, tall], [0, tall]]), corners).astype(float)
    step = 8
    gy, gx = np.arange(-step, h + 2 * step, step), np.arange(-step, w + 2 * step, step)
    grid = np.stack(np.meshgrid(gx + 0.5, gy + 0.5), -1).reshape(-1, 2).astype(np.float64)
    bent = cv2.perspectiveTransform(grid[None], np.linalg.inv(m))[0] / DENSITY
    flat = bent.copy()
    for _ in range(8):
        flat = bent - _bent(flat, filled.page.paper, phone.curl, phone.seed)
    coarse = (flat * DENSITY - 0.5).reshape(len(gy), len(gx), 2).astype(np.float32)
    columns, lines = np.meshgrid(np.arange(w, dtype=np.float32) / step + 1, np.arange(h, dtype=np.float32) / step + 1)
    where = cv2.remap(coarse, columns, lines, cv2.INTER_LINEAR)
    shrink = DENSITY * np.sqrt(abs(np.linalg.det(m[:2, :2])))
    seen = paper
    if shrink < DENSITY:
        seen = cv2.GaussianBlur(paper, (0, 0), 0.42 * DENSITY / shrink)
    image = cv2.remap(seen, where, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 0))
    inside = (where[..., 0] > 0) & (where[..., 0] < wide) & (where[..., 1] > 0) & (where[..., 1] < tall)
    image = image.astype(np.float32) * np.float32([1, 0.985, 0.95])
    image += (
        cv2.resize(cv2.GaussianBlur(rng.normal(0, 1, (h // 2, w // 2)).astype(np.float32), (0, 0), 1.5), (w, h))[
            ..., None
        ]
        * 2.5
    )
    table = np.float32([96, 72, 50]) + rng.normal(0, 6, (h, w, 1)).astype(np.float32)
    image = np.where(inside[..., None], image, table)
    y, x = np.mgrid[:h, :w].astype(np.float32)
    x, y = x / w, y / h
    light = 0.62 + 0.38 * (1 - ((x - rng.uniform(0.2, 0.5)) ** 2 + (y - rng.uniform(0.2, 0.4)) ** 2))
    edge = 1 / (1 + np.exp(-((x - 0.72) + rng.uniform(-0.6, 0.6) * (y - 0.5)) * 28))
    image *= (light * (1 - phone.shadow * edge))[..., None]
    if phone.mixed:
        image *= 1 + phone.mixed * np.stack([x - 0.5, np.zeros_like(x), 0.5 - x], -1)
    if phone.covered is not None:
        corner = corners[phone.covered] + (np.float32([w, h]) / 2 - corners[phone.covered]) * 0.06
        cv2.circle(image, (int(corner[0]), int(corner[1])), int(0.055 * w), (190, 140, 120), -1)
    image = cv2.GaussianBlur(image, (0, 0), phone.blur)
    image += cv2.randn(np.empty_like(image), 0, phone.noise) if phone.noise else 0
    picture = np.clip(image, 0, 255).astype(np.uint8)[:, :, ::-1]
    return Shot(np.ascontiguousarray(np.rot90(picture, phone.quarter_turns)), m, phone.curl, filled.page.paper, phone)
