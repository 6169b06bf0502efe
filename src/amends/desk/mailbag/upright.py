"""Turns a page the right way, whatever it is written in, as far as ink alone tells.

Lines of writing lie level: their ink, seen along the line, comes in bands. That gives the slant to a tenth of a
degree and tells lying pages from standing ones. Which of the two ways up is told by what most scripts share: lines
begin evenly at one side and end raggedly at the other, paragraphs end short, a page is begun at its top and may stay
empty at its foot, and a line's ink is denser on one side of its middle than strokes are that leave it. To this comes
which strokes a page has (`amends.desk.knowing.up`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.hand.photograph import Picture

Mask: TypeAlias = npt.NDArray[np.uint8]
Numbers: TypeAlias = npt.NDArray[np.float64]

LOOK: Final = 1100
"""Pixels of the longer side at which ink is looked at: a small letter of an A4 page is then about 8 high."""
_POINTS: Final = 24_000
_SLANT_MOST: Final = 16.0
"""Degrees."""
_BARE: Final = 250
"""Pixels of ink below which a page has no line to be turned by."""
_STRIPS: Final = 6
_AROUND: Final = 15
"""Strips in which bands are looked for, and how many rows of three pixels are the neighbourhood of one."""
_SURE: Final = 1.3
"""How much clearer the bands of standing lines have to be before a page is turned on its side."""


@dataclass(frozen=True, slots=True)
class Lie:
    """How a page lies.

    Attributes:
        quarters: quarter turns clockwise after which its lines lie level, 0 or 3. It may then be upside down.
        slant: degrees by which its lines then still fall to the right.
        upright: what its lines say for that way up, above 0, or against it; beyond 1 it is all but certain.
        clear: how sure it is that lines lie and do not stand, 0 to 1.
        lines: how many lines of writing it has, roughly.
    """

    quarters: int
    slant: float
    upright: float
    clear: float
    lines: int

    def is_over(self, strokes: float) -> bool:
        """Whether it is upside down then, its strokes being so upright (`amends.desk.knowing.up.uprightness`)."""
        return self.upright + STROKES * strokes < OVER

    def sure(self, strokes: float) -> float:
        """How sure that is, 0 to 1."""
        return min(1.0, abs(self.upright + STROKES * strokes)) * self.clear


def ink_on(picture: Picture) -> Mask:
    """Where there is ink, looked at small: `LOOK` pixels on the longer side at most, the outermost edge left out."""
    by = min(1.0, LOOK / max(picture.shape[:2]))
    whole = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    grey = cast("Mask", cv2.resize(whole, None, fx=by, fy=by, interpolation=cv2.INTER_AREA))
    tiny = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    bare = cv2.GaussianBlur(cv2.morphologyEx(tiny, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)), (0, 0), 2)
    paper = cast("Mask", cv2.resize(bare, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR))
    dark = cast("Mask", 255 - cv2.divide(grey, paper, scale=255.0)).astype(np.float32)
    mean = cv2.blur(dark, (31, 31))
    spread = np.sqrt(np.maximum(cv2.blur(dark * dark, (31, 31)) - mean * mean, 0))
    found = ((dark > mean + 0.6 * spread) & (dark > _faintest(dark))).astype(np.uint8)
    edge = max(4, min(found.shape) // 40)
    found[:edge] = found[-edge:] = 0
    found[:, :edge] = found[:, -edge:] = 0
    return _of_strokes(found)


def _faintest(dark: npt.NDArray[np.float32]) -> float:
    """Darkness below which all is paper: its own grain, and what shines through from the other side."""
    some = dark[::3, ::3]
    level = float(np.median(some))
    grain = 1.48 * float(np.median(np.abs(some - level))) + 1.0
    return max(26.0, level + 5 * grain)


def _of_strokes(found: Mask) -> Mask:
    """Without specks, rules, borders and stains."""
    _, where, boxes, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
    shorter = min(found.shape)
    wide, high = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT]
    area = boxes[:, cv2.CC_STAT_AREA]
    keep = (area >= 8) & (np.maximum(wide, high) >= 5) & (high < 0.2 * shorter) & (wide < 0.6 * shorter)
    keep &= ~((wide > 12 * high) | (high > 12 * wide))  # rules
    keep &= area < 0.75 * np.maximum(wide * high, 120)  # blots, unless they are dots
    keep[0] = False
    return cast("Mask", keep[where].astype(np.uint8))


def lie_of(ink: Mask) -> Lie:
    """How a page lies, from its ink."""
    down, across = np.nonzero(ink > 0)
    if len(down) < _BARE:
        return Lie(0, 0.0, 0.0, 0.0, 0)
    if len(down) > _POINTS:
        chosen = np.linspace(0, len(down) - 1, _POINTS).astype(np.int64)
        down, across = down[chosen], across[chosen]
    points = np.stack([across, down], 1).astype(np.float64)
    level, level_bands = _slant(points)
    standing, standing_bands = _slant(_quarter(points))
    lying = standing_bands > _SURE * level_bands
    slant = standing if lying else level
    straight = _turned(_quarter(points) if lying else points, -slant)
    profile = _profile(straight)
    clear = max(standing_bands, level_bands) / max(1e-9, min(standing_bands, level_bands))
    evidence = way_up(straight, profile)
    return Lie(3 if lying else 0, slant, evidence, min(1.0, (clear - 1) / 0.5), _lines_in(profile))


# ── level ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _quarter(points: Numbers) -> Numbers:
    """Seen after a quarter turn counterclockwise: what ran down the page runs across it."""
    return np.stack([points[:, 1], -points[:, 0]], 1)


def _turned(points: Numbers, degrees: float) -> Numbers:
    angle = np.deg2rad(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack([points[:, 0] * cos - points[:, 1] * sin, points[:, 0] * sin + points[:, 1] * cos], 1)


def _profile(points: Numbers) -> Numbers:
    rows = points[:, 1] - points[:, 1].min()
    counted = np.bincount(rows.astype(np.int64)).astype(np.float64)
    return np.convolve(counted, np.ones(3) / 3, "same")


def _slant(points: Numbers) -> tuple[float, float]:
    """By how many degrees lines fall, and how clear their bands are."""
    few = points[:: max(1, len(points) // 8_000)]
    rough = np.arange(-_SLANT_MOST, _SLANT_MOST + 0.1, 1.0)
    best = float(rough[int(np.argmax([_energy(few[::2], degrees) for degrees in rough]))])
    clear = {best: _energy(points, best)}
    for step, around in ((0.2, 5), (0.1, 1)):
        clear |= {best + step * n: _energy(points, best + step * n) for n in range(-around, around + 1) if n}
        best = max(clear, key=clear.__getitem__)
    return best, clear[best]


def _energy(points: Numbers, degrees: float) -> float:
    """How clear the bands are, strip by strip: lines bend on a page that does not lie flat, and few go all across."""
    angle = np.deg2rad(-degrees)
    sin, cos = np.sin(angle), np.cos(angle)
    rows = points[:, 0] * sin + points[:, 1] * cos
    along = points[:, 0] * cos - points[:, 1] * sin
    rows = ((rows - rows.min()) / 3).astype(np.int64)
    strip = ((along - along.min()) * (_STRIPS / (float(np.ptp(along)) + 1))).astype(np.int64)
    wide = int(rows.max()) + 1 + _AROUND
    counted = np.bincount(strip * wide + rows, minlength=_STRIPS * wide).astype(np.float64)
    smooth = np.convolve(counted, np.ones(_AROUND) / _AROUND, "same")
    return float(((counted - smooth) ** 2).sum()) / max(1.0, float((smooth**2).sum()))


# ── the way up ────────────────────────────────────────────────────────────────────────────────────────────────────

WEIGHTS: Final = (0.8, 1.2, 0.2, 2.3)
"""How much each clue counts; from 53 photographs of French wills, so least sure for scripts unlike theirs."""
STROKES: Final = 4.0
OVER: Final = -0.2
"""How much the strokes count beside the lines, and the evidence below which a page is turned over: people scan pages
upright, so what is unclear stays as it came. Both were chosen on made-up writers, and on no page of the wills."""


def clues(points: Numbers, profile: Numbers) -> Numbers:
    """What speaks for the way up a page lies; each turns its sign when the page is turned over.

    The empty foot against the empty head; the ragged right side against the even left one; short last lines; and
    strokes that leave a line's dense middle upwards against those that leave it downwards.
    """
    return np.asarray([_foot(profile), *_sides(points, profile), _strokes(profile)])


def way_up(points: Numbers, profile: Numbers) -> float:
    """Above 0 where the page is the right way up; beyond 1 it is all but certain."""
    return float(clues(points, profile) @ np.asarray(WEIGHTS))


def _foot(profile: Numbers) -> float:
    """Where the middle of the ink lies in what it covers: higher up where lines get short and few at the end."""
    rows = np.arange(len(profile))
    middle = float((rows * profile).sum() / max(1e-9, profile.sum())) / max(1, len(profile) - 1)
    return (0.5 - middle) * 4


def _line_rows(profile: Numbers) -> list[tuple[int, int]]:
    """The rows between which each line's dense middle lies."""
    smooth = np.convolve(profile, np.ones(5) / 5, "same")
    bar = 0.45 * float(np.quantile(smooth, 0.9))
    steps = np.diff(np.pad((smooth > bar).astype(np.int8), 1))
    return [
        (int(a), int(b))
        for a, b in zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True)
        if b - a >= 3
    ]


def _lines_in(profile: Numbers) -> int:
    return len(_line_rows(profile))


def _sides(points: Numbers, profile: Numbers) -> tuple[float, float]:
    """How much evener the left side is than the right one, and how much more often a line ends than begins short."""
    rows = points[:, 1] - points[:, 1].min()
    lefts: list[float] = []
    rights: list[float] = []
    for a, b in _line_rows(profile):
        inside = points[(rows >= a) & (rows < b), 0]
        if len(inside) >= 12:
            inside.sort()
            lefts.append(float(inside[round(0.02 * (len(inside) - 1))]))
            rights.append(float(inside[round(0.98 * (len(inside) - 1))]))
    if len(lefts) < 3:
        return 0.0, 0.0
    width = max(1.0, max(rights) - min(lefts))
    left, right = np.asarray(lefts), np.asarray(rights)
    even = (_spread(right) - _spread(left)) / width
    short = float(np.mean(right < max(rights) - width / 4)) - float(np.mean(left > min(lefts) + width / 4))
    return float(np.clip(even * 8, -1, 1)), float(np.clip(short * 2, -1, 1))


def _spread(values: Numbers) -> float:
    return float(np.median(np.abs(values - np.median(values))))


def _strokes(profile: Numbers) -> float:
    """Of the ink outside of dense middles, how much more lies above its line than below."""
    lines = _line_rows(profile)
    above = below = 0.0
    for at, (a, b) in enumerate(lines):
        before = lines[at - 1][1] if at else max(0, 2 * a - b)
        after = lines[at + 1][0] if at + 1 < len(lines) else min(len(profile), 2 * b - a)
        reach = b - a
        above += float(profile[max(before, a - reach) : a].sum())
        below += float(profile[b : min(after, b + reach)].sum())
    return 2 * (above - below) / max(1e-9, above + below)
