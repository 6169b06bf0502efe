"""What a page shows before anybody opens it: how it lies, how large it is, whether it is an envelope or written on.

Of a page only its place in the picture is kept, as four corners: with them it can be laid flat again from what came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias, get_args

import cv2
import numpy as np

from amends.desk.hand.photograph import Picture
from amends.desk.knowing.encode import strokes_on
from amends.desk.knowing.learnt import learnt
from amends.desk.knowing.strokes import Strokes
from amends.desk.knowing.up import overhead, uprightness
from amends.desk.mailbag.bare import is_bare, is_bare_slip
from amends.desk.mailbag.codes import Code, codes_in
from amends.desk.mailbag.pages import ScannedPage
from amends.desk.mailbag.pictures import Opened, picture_of
from amends.desk.mailbag.sizes import UNKNOWN, Measured, by_scanner, is_envelope_size, measured
from amends.desk.mailbag.slips import code_corners, slip_in
from amends.desk.mailbag.table import WHOLE, Corners, flattened, sheets_on, size_in_pixels, turned
from amends.desk.mailbag.upright import Lie, Mask, ink_on, lie_of

Kind: TypeAlias = Literal["slip", "front", "page", "separator"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

VIEW: Final = 2000
"""Pixels of the longer side at which a leaf is judged, and its hand looked at."""
FACE: Final = 1200
"""Pixels of the longer side at which an envelope's front is kept."""
_LEVEL: Final = 0.25
"""Degrees below which a page is left as it lies."""
_SHAPES: Final = (1.25, 2.6)
"""How much wider than high an envelope is (USPS: 1.3 to 2.5)."""
_LINES_MOST: Final = 8
_COVERS_MOST: Final = 0.72
"""Share of an envelope's height from its first line to its last."""
_LEFT_LEAST, _TOP_LEAST = 0.16, 0.22
"""An address begins away from the left edge, or from the upper one; a letter near both."""
_SENDER_ABOVE, _ADDRESS_RIGHT = 0.42, 0.27
"""Unless its sender stands in the upper left corner: then what is below begins well to the right."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One side of one sheet of paper on a scanned page.

    Attributes:
        page: the page it lies on.
        corners: where it lies there, upper left corner first.
        kind: a slip, the front of an envelope, a page of a letter, or a separator sheet.
        codes: the codes of ours on it.
        size: how large it is, and how that is known.
        bare: whether nothing seems to be written on it.
        sure_up: how sure the way up is, 0 to 1.
        face: of an envelope its front as a picture (JPEG), which is all that may be shown before it is opened.
        seen: the strokes on it, or of a slip the leaf laid flat, `VIEW` pixels long at most; nothing of it is kept.
    """

    page: ScannedPage
    corners: Corners
    kind: Kind
    codes: tuple[str, ...]
    size: Measured
    bare: bool
    sure_up: float
    face: bytes = field(default=b"", repr=False)
    seen: Picture | Strokes | None = field(default=None, repr=False)


def leaves_on(page: ScannedPage, *, fronts: bool = False) -> tuple[Leaf, ...]:
    """The leaves on one page. Where several sheets lie on it, each becomes a page of its own.

    Args:
        page: the page.
        fronts: whether the writer says that these are fronts of envelopes.

    Raises:
        Refused: it is no picture, is broken, or would unfold to something far too large.
    """
    opened = picture_of(page.data, named(page))
    found = tuple(_leaves(page, opened, codes_in(opened.picture), fronts))
    if len(found) == 1:
        return found
    return tuple(_cut_out(leaf, opened.picture) for leaf in found)


def _cut_out(leaf: Leaf, picture: Picture) -> Leaf:
    """A leaf by itself: what lay beside it may be somebody else's and must not go along."""
    alone = laid_flat(picture, leaf.corners, max(picture.shape[:2]))
    data = cv2.imencode(".png", alone, [cv2.IMWRITE_PNG_COMPRESSION, 3])[1].tobytes()
    return replace(leaf, page=replace(leaf.page, data=data, suffix=".png", cut=True), corners=WHOLE.copy())


def laid_flat(picture: Picture, corners: Corners, longest: int) -> Picture:
    """A leaf, upright and flat, with so many pixels on its longer side at most."""
    across, down = size_in_pixels(picture, corners)
    by = min(1.0, longest / max(across, down))
    return flattened(picture, corners, (max(1, round(across * by)), max(1, round(down * by))))


def resized_to(picture: Picture, longest: int) -> Picture:
    """A picture with so many pixels on its longer side at most."""
    return laid_flat(picture, WHOLE, longest)


def jpeg(picture: Picture, quality: int) -> bytes:
    """A picture as JPEG."""
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def named(page: ScannedPage) -> str:
    """What a page is called in a message."""
    return page.file if page.of == 1 else f"{page.file}, page {page.number}"


def _leaves(page: ScannedPage, opened: Opened, codes: tuple[Code, ...], fronts: bool) -> Iterator[Leaf]:
    sheets = sheets_on(opened.picture)
    on_each = [[code for code in codes if _on(code, sheet)] for sheet in sheets]
    if sum(map(len, on_each)) < len(codes):  # a code beside what seemed to be the sheet: the sheet is more than that
        sheets, on_each = [WHOLE.copy()], [list(codes)]
    for sheet, found in zip(sheets, on_each, strict=True):
        yield _leaf(page, opened, sheet, found, fronts)


def _on(code: Code, sheet: Corners) -> bool:
    middle = code.corners.mean(0)
    where = cv2.pointPolygonTest(sheet.astype(np.float32), (float(middle[0]), float(middle[1])), measureDist=False)
    return where >= 0


def _leaf(page: ScannedPage, opened: Opened, sheet: Corners, codes: list[Code], fronts: bool) -> Leaf:
    picture = opened.picture
    if any(code.separates for code in codes):
        corners = turned(sheet, next(code.quarters for code in codes if code.separates))
        return Leaf(page, corners, "separator", (), UNKNOWN, bare=True, sure_up=1.0)
    if codes:
        return _slip(page, picture, sheet, codes)
    view = laid_flat(picture, sheet, VIEW)
    ink = ink_on(view)
    lie = lie_of(ink)
    corners = turned(sheet, lie.quarters)
    level = _levelled(corners, picture, lie.slant if lie.lines > 1 else 0.0)
    if level is corners:
        view, ink = (np.ascontiguousarray(np.rot90(one, -lie.quarters)) for one in (view, ink))
    else:
        view = laid_flat(picture, level, VIEW)
        ink = ink_on(view)
    bare = is_bare(ink)
    strokes = None if bare else strokes_on(view, learnt())
    up = uprightness(strokes, learnt()) if strokes else 0.0
    if lie.is_over(up):
        level, ink = turned(level, 2), np.ascontiguousarray(ink[::-1, ::-1])
        strokes = overhead(strokes) if strokes else None
    across, down = size_in_pixels(picture, level)
    whole = not np.array_equal(sheet, WHOLE)
    front = fronts or (not bare and _is_front(measured(across, down, opened.dpi, whole=whole, front=True), ink, lie))
    size = measured(across, down, opened.dpi, whole=whole, front=front)
    face = jpeg(laid_flat(picture, level, FACE), 80) if front else b""
    return Leaf(page, level, "front" if front else "page", (), size, bare, lie.sure(up), face, strokes)


def _slip(page: ScannedPage, picture: Picture, sheet: Corners, codes: list[Code]) -> Leaf:
    """A slip, by its ticks; where these are not seen, as it lies, with its scale from the code alone."""
    code = codes[0]
    found = slip_in(picture, code)
    corners, size = found or (turned(sheet, code.quarters), UNKNOWN)
    if not found:
        size = _size_by_code(picture, corners, code)
    view = laid_flat(picture, corners, VIEW)
    bare = found is not None and is_bare_slip(view, view.shape[1] / size.wide)
    return Leaf(page, corners, "slip", tuple(one.text for one in codes), size, bare, sure_up=1.0, seen=view)


def _levelled(corners: Corners, picture: Picture, slant: float) -> Corners:
    """The whole picture seen straight, its lines level; a sheet with edges of its own lies as these do."""
    if abs(slant) < _LEVEL or not np.array_equal(np.sort(corners, 0), np.sort(WHOLE, 0)):
        return corners
    across, down = size_in_pixels(picture, corners)
    angle = np.deg2rad(slant)
    along, off = np.asarray([np.cos(angle), np.sin(angle)]), np.asarray([-np.sin(angle), np.cos(angle)])
    middle = np.asarray([across, down]) / 2
    outer = [middle + a * along * across / 2 + b * off * down / 2 for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    shares = np.asarray(outer) / (across, down)
    first, right, below = corners[0], corners[1] - corners[0], corners[3] - corners[0]
    return first + shares[:, :1] * right + shares[:, 1:] * below


def _size_by_code(picture: Picture, corners: Corners, code: Code) -> Measured:
    height, width = picture.shape[:2]
    on_paper = code_corners(code.text, 0.0)
    wide = float(on_paper[1, 0] - on_paper[0, 0])
    sides = [np.linalg.norm((code.corners[at] - code.corners[at - 1]) * (width, height)) for at in range(4)]
    scale = float(np.mean(sides)) / wide
    across, down = size_in_pixels(picture, corners)
    near = by_scanner(across / scale, down / scale)
    return Measured(near.wide, near.high, "code")


def _is_front(size: Measured, ink: Mask, lie: Lie) -> bool:
    """Whether a leaf looks like the front of an envelope: its shape, and a few lines that leave much of it empty."""
    height, width = ink.shape
    if size.by == "file" and not is_envelope_size(size):
        return False
    if not _SHAPES[0] <= width / height <= _SHAPES[1] or not 0 < lie.lines <= _LINES_MOST:
        return False
    rows, columns = np.nonzero(ink > 0)
    down, across = rows / ink.shape[0], columns / ink.shape[1]
    top, foot = np.quantile(down, (0.03, 0.97))
    below = across[down > _SENDER_ABOVE]
    right = below.size > 0 and float(np.quantile(below, 0.03)) >= _ADDRESS_RIGHT
    if right or (size.by == "file" and below.size):
        return True
    return float(foot - top) <= _COVERS_MOST and (
        float(np.quantile(across, 0.03)) >= _LEFT_LEAST or top >= _TOP_LEAST
    )
