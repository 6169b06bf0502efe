"""Flattens the photograph of a page: finds its marks, then its dots, and says where every millimetre of paper lies.

Two steps. The marks give one perspective for the whole page and a first, gentle bend of it. The dots between the
boxes, one every 14 to 17 mm, then give the bend in detail, so that a page curled by some millimetres, or a lens
that bows straight lines, is followed to a few hundredths of a millimetre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from amends.desk.hand.draw import DICTIONARY
from amends.desk.hand.optics import greyed, resized, sampled
from amends.desk.hand.photograph import Photograph, Picture
from amends.desk.hand.sheet import (
    CODE,
    DOT,
    PAGE_MARK,
    PAGES_MOST,
    PAPERS,
    Page,
    Sheet,
    Size,
    code_places,
    marks,
    pages,
    read_code,
)
from amends.errors import Refused

Points: TypeAlias = npt.NDArray[np.float64]
"""n × 2."""
Plane: TypeAlias = npt.NDArray[np.float32]

SCALE: Final = 16
"""Pixels a millimetre of a flattened page, about 400 dpi."""
_LOOK: Final = 2000
"""Marks are looked for with the longer side at this many pixels: a 6 mm mark is then about 40 wide."""
_NODE: Final = 16
"""Pixels of a flattened page between places that are reckoned exactly."""
_FINE: Final = 8.0
"""Pixels a millimetre when looking for dots."""
_REACH: Final = 2.2
"""Millimetres around its expected place in which a dot is looked for."""
_DOTS_LEAST: Final = 0.5
"""A page of which fewer dots are seen is not this page."""


@dataclass(frozen=True, slots=True)
class Flat:
    """Where the paper lies in a photograph.

    Attributes:
        page: which page it is.
        photograph: the picture.
        perspective: 3 × 3, from flat millimetres to photograph pixels, before bending.
        bend: coefficients of the bend (`_terms`), in millimetres, for x and y.
        residual: root mean square of what is left at the dots, in millimetres.
        seen: share of the dots that were found.
    """

    page: Page
    photograph: Photograph
    perspective: Points
    bend: Points
    residual: float
    seen: float

    def pixels(self, places: Points) -> Points:
        """Where these places of the paper (millimetres) are in the photograph (pixels)."""
        return _through(self.perspective, places + _terms(places, self.page.paper) @ self.bend)


def flatten(photograph: Photograph) -> Flat:
    """Finds the page in a photograph.

    Raises:
        Refused: no sheet of ours, too little of it in sight, or a page code that cannot be read.
    """
    corners = _marks_seen(photograph.picture)
    if len(corners) < 4 and len(mirrored := _marks_seen(_bytes(photograph.picture[:, ::-1]))) > len(corners):
        photograph = Photograph(photograph.name, np.ascontiguousarray(photograph.picture[:, ::-1]))
        corners = mirrored
    if len(corners) < 3:
        raise _no_sheet(photograph, len(corners))
    sheet, number = _which(photograph, corners)
    laid = pages(sheet)
    if not 1 <= number <= len(laid):
        raise Refused(f"{photograph.name} says it is page {number} of a sheet of {len(laid)}.", _AGAIN)
    page = laid[number - 1]
    perspective, bend = _from_marks(corners, page.sheet.size)
    return _from_dots(photograph, page, perspective, bend)


_AGAIN: Final = (
    "Photograph the whole page again, from above, with all four corner marks and the square codes in sight."
)


def _no_sheet(photograph: Photograph, seen: int) -> Refused:
    height, width = photograph.picture.shape[:2]
    if float(photograph.picture.std()) < 6:
        return Refused(f"{photograph.name} shows one even surface, without writing or marks.", _AGAIN)
    what = "no marks of a specimen sheet" if not seen else f"only {seen} of the marks of a specimen sheet"
    small = " It is also very small." if min(width, height) < 1000 else ""
    return Refused(f"{photograph.name} shows {what}.{small}", _AGAIN)


def flat_as_laid(page: Page, photograph: Photograph) -> Flat:
    """A page whose picture already lies flat at `SCALE`."""
    straight = np.asarray([[SCALE, 0, -0.5], [0, SCALE, -0.5], [0, 0, 1]], np.float64)
    return Flat(page, photograph, straight, np.zeros((len(_POWERS), 2)), 0.0, 1.0)


# ── marks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _marks_seen(picture: Picture) -> dict[int, Points]:
    """Marks in the picture: id -> its four corners in pixels, clockwise from the upper left."""
    height, width = picture.shape[:2]
    scale = min(1.0, _LOOK / max(height, width))
    grey = greyed(picture)
    small = resized(grey, scale, scale, cv2.INTER_AREA) if scale < 1 else grey
    wanted = cv2.aruco.DetectorParameters()
    wanted.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    wanted.minMarkerPerimeterRate = 0.02
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(DICTIONARY), wanted)
    corners, ids, _ = cast("Any", detector).detectMarkers(small)  # None where there are none, which its types deny
    identities: list[int] = [] if ids is None else np.asarray(ids).ravel().tolist()
    known = set(range(14)) | {PAGE_MARK + n for n in range(1, PAGES_MOST + 1)}
    found: dict[int, Points] = {}
    for corner, identity in zip(corners, identities, strict=len(identities) > 0):
        if identity in known and identity not in found:
            found[identity] = (np.asarray(corner, np.float64).reshape(4, 2) + 0.5) / scale - 0.5
    return found


def _square(x: float, y: float, side: float) -> list[tuple[float, float]]:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


def _paired(corners: dict[int, Points], size: Size) -> tuple[Points, Points]:
    """Marks of this paper size and their corners in the photograph."""
    number = next((i - PAGE_MARK for i in corners if i > PAGE_MARK), 0)
    on_paper: list[tuple[float, float]] = []
    in_photo: list[Points] = []
    for mark in marks(size, number):
        if mark.id in corners:
            on_paper += _square(mark.x, mark.y, mark.side)
            in_photo.append(corners[mark.id])
    return np.asarray(on_paper, np.float64), np.concatenate(in_photo)


def _from_marks(corners: dict[int, Points], size: Size) -> tuple[Points, Points]:
    """Perspective and a first bend; the bend only where there are enough marks to carry it."""
    on_paper, in_photo = _paired(corners, size)
    found: Points | None = cast("Any", cv2).findHomography(on_paper, in_photo, cv2.RANSAC, 25.0)[0]
    if found is None:
        raise Refused("The marks of the page do not lie as on a sheet.", _AGAIN)
    perspective = np.asarray(found, np.float64)
    left = _through(_real(np.linalg.inv(perspective)), in_photo) - on_paper
    near = np.linalg.norm(left, axis=1) < 6.0
    order = 3 if near.sum() >= 40 else 2 if near.sum() >= 28 else 0
    if not order:
        return perspective, np.zeros((len(_POWERS), 2))
    few = np.flatnonzero(_POWERS.sum(1) <= order)
    bend = np.zeros((len(_POWERS), 2))
    bend[few] = _ridge(_terms(on_paper[near], PAPERS[size])[:, few], left[near], 1e-3)
    return perspective, bend


def _which(photograph: Photograph, corners: dict[int, Points]) -> tuple[Sheet, int]:
    """Which sheet and page, read from either square code: a folded corner hides one but rarely both.

    Raises:
        Refused: neither code can be read.
    """
    for size in cast("tuple[Size, ...]", tuple(PAPERS)):
        perspective, bend = _from_marks(corners, size)
        for x, y in code_places(size):
            for grow in (1.5, 4.0):
                side = int((CODE + 2 * grow) * 14)
                across = np.linspace(-grow, CODE + grow, side)
                places = np.stack(np.meshgrid(x + across, y + across), -1).reshape(-1, 2)
                where = _through(perspective, places + _terms(places, PAPERS[size]) @ bend).astype(np.float32)
                cut = sampled(photograph.picture, where.reshape(side, side, 2))
                for code in cast("Any", zxingcpp).read_barcodes(cut, formats=zxingcpp.BarcodeFormat.QRCode):
                    if (found := read_code(code.text)) and found[0].size == size:
                        return found
    raise Refused(f"{photograph.name} shows a specimen sheet, but its square codes cannot be read.", _AGAIN)


# ── dots ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _from_dots(photograph: Photograph, page: Page, perspective: Points, bend: Points) -> Flat:
    """The page as its dots say it lies."""
    dots = np.asarray(page.dots, np.float64)
    rough = Flat(page, photograph, perspective, bend, 0.0, 0.0)
    found = _dots_seen(rough, dots)
    kept = ~np.isnan(found[:, 0])
    if kept.mean() < _DOTS_LEAST:
        raise Refused(f"{photograph.name} shows too little of page {page.number} to be read.", _AGAIN)
    whole = found + _terms(found, page.paper) @ bend - dots
    left = whole
    for limit in (0.6, 0.25, 0.12):
        bent = _ridge(_terms(dots[kept], page.paper), whole[kept], 1e-6)
        left = whole - _terms(dots, page.paper) @ bent
        kept = ~np.isnan(found[:, 0]) & (np.linalg.norm(np.nan_to_num(left, nan=9.0), axis=1) < limit)
        if kept.mean() < _DOTS_LEAST:
            raise Refused(f"{photograph.name}: page {page.number} is folded or crumpled too much.", _AGAIN)
    bent = _ridge(_terms(dots[kept], page.paper), whole[kept], 1e-6)
    left = (whole - _terms(dots, page.paper) @ bent)[kept]
    return Flat(page, photograph, perspective, bent, float(np.sqrt((left**2).sum(1).mean())), float(kept.mean()))


def _dots_seen(flat: Flat, dots: Points) -> Points:
    """Where each dot is found, in millimetres of the roughly flattened page; NaN where it is not."""
    grey = greyed(flat.photograph.picture)
    rough = look(flat, grey, _FINE)
    radius = DOT / 2 * _FINE
    half = int(np.ceil(radius + 3))
    across = np.arange(-half, half + 1)
    distance = np.hypot(*np.meshgrid(across, across))
    disc = np.clip(distance - radius + 0.5, 0, 1).astype(np.float32) * 255
    disc = cv2.GaussianBlur(disc, (0, 0), 0.8)
    likeness = cv2.matchTemplate(rough, disc.astype(np.uint8), cv2.TM_CCOEFF_NORMED)
    reach = int(_REACH * _FINE)
    found = np.full(dots.shape, np.nan)
    for place, (x, y) in enumerate(dots):
        column, row = round(x * _FINE - 0.5) - half, round(y * _FINE - 0.5) - half
        top, start = max(0, row - reach), max(0, column - reach)
        window = likeness[top : row + reach + 1, start : column + reach + 1]
        if window.size == 0:
            continue
        peak = int(window.argmax())
        down, right = divmod(peak, window.shape[1])
        if window[down, right] < 0.55:
            continue
        down, right = down + top, right + start
        if 0 < down < likeness.shape[0] - 1 and 0 < right < likeness.shape[1] - 1:
            near = likeness[down - 1 : down + 2, right - 1 : right + 2].astype(np.float64)
            found[place] = (
                (right + half + _summit(near[1]) + 0.5) / _FINE,
                (down + half + _summit(near[:, 1]) + 0.5) / _FINE,
            )
    return found


def _summit(three: npt.NDArray[np.float64]) -> float:
    """Where a parabola through three neighbours has its top, from the middle one."""
    below, middle, above = three.tolist()
    curve = below - 2 * middle + above
    return 0.0 if curve > -1e-9 else 0.5 * (below - above) / curve


def look(
    flat: Flat, picture: npt.NDArray[np.uint8], scale: float, within: tuple[float, float, float, float] | None = None
) -> npt.NDArray[np.uint8]:
    """A picture of the photograph's shape as it lies on the flat paper, at `scale` pixels a millimetre.

    Args:
        flat: where the paper lies.
        picture: of the photograph's height and width.
        scale: pixels a millimetre.
        within: left, top, right and bottom in millimetres; what lies outside is not looked at and stays 0.
    """
    width, height = (round(side * scale) for side in flat.page.paper)
    left, top, right, bottom = (0, 0, width, height) if within is None else (max(0, round(v * scale)) for v in within)
    right, bottom = min(right, width), min(bottom, height)
    seen = np.zeros((height, width, *picture.shape[2:]), np.uint8)
    for begin in range(top, bottom, 64 * _NODE):
        end = min(begin + 64 * _NODE, bottom)
        where = _where(flat, scale, (left, begin, right, end))
        seen[begin:end, left:right] = sampled(picture, where, cubic=True)
    return seen


def _where(flat: Flat, scale: float, window: tuple[int, int, int, int]) -> npt.NDArray[np.float32]:
    """Where in the photograph the pixels of a window are: reckoned every `_NODE` pixels, linear between them."""
    left, top, right, bottom = window
    across, down = -((left - right) // _NODE) + 2, -((top - bottom) // _NODE) + 2
    x = left + (np.arange(across) - 0.5) * _NODE
    y = top + (np.arange(down) - 0.5) * _NODE
    nodes = flat.pixels(_real(np.stack(np.meshgrid(x / scale, y / scale), -1).reshape(-1, 2)))
    coarse = nodes.reshape(down, across, 2).astype(np.float32)
    fine = cv2.resize(coarse, (across * _NODE, down * _NODE), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(fine[_NODE : _NODE + bottom - top, _NODE : _NODE + right - left]).astype(np.float32)


# ── geometry ──────────────────────────────────────────────────────────────────────────────────────────────────────

_ORDER: Final = 6
_POWERS: Final = np.asarray([(i, j) for i in range(_ORDER + 1) for j in range(_ORDER + 1 - i)])


def _terms(places: Points, paper: tuple[float, float]) -> Points:
    """Products of Chebyshev polynomials of the place on the paper, up to order six: what a page can be bent like."""
    x = np.clip(2 * places[:, 0] / paper[0] - 1, -1.1, 1.1)
    y = np.clip(2 * places[:, 1] / paper[1] - 1, -1.1, 1.1)
    down = np.polynomial.chebyshev.chebvander(x, _ORDER)
    across = np.polynomial.chebyshev.chebvander(y, _ORDER)
    return down[:, _POWERS[:, 0]] * across[:, _POWERS[:, 1]]


def _ridge(terms: Points, left: Points, weight: float) -> Points:
    """Least squares with a small cost for bending, so that what no dot speaks for stays flat."""
    cost = weight * len(terms) * np.eye(terms.shape[1])
    return _real(np.linalg.solve(terms.T @ terms + cost, terms.T @ left))


def _through(perspective: Points, places: Points) -> Points:
    homogeneous = np.column_stack([places, np.ones(len(places))]) @ perspective.T
    return homogeneous[:, :2] / homogeneous[:, 2:]


def _real(values: npt.NDArray[np.floating]) -> Points:
    return np.asarray(values, np.float64)


def _bytes(picture: npt.NDArray[np.generic]) -> Picture:
    return np.ascontiguousarray(picture).astype(np.uint8, copy=False)


def pages_named(flats: Sequence[Flat]) -> str:
    """“page 1 (photo 2), page 2 (photo 1)”, for messages."""
    return ", ".join(f"page {flat.page.number} ({flat.photograph.name})" for flat in flats)
