"""Opens one page as a picture: whole or not at all, turned as the camera says, and never larger than it needs to be.

A scan is read as it is needed here: 17 million pixels, four times what a page of A4 at 200 dpi has. A larger JPEG is
never unfolded whole; other kinds are, up to what a page of A4 at 1,200 dpi has.
"""

from __future__ import annotations

import contextlib
import io
import math
import struct
import warnings
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Final, cast

import numpy as np
import pi_heif
import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdfium2 import raw

from amends.desk.hand.photograph import KINDS, PIXELS_USED, Picture
from amends.errors import Refused

PIXELS_MOST: Final = 160_000_000
"""A4 at 1,200 dpi has 139 million."""
DPI: Final = 300.0
"""What a page of a PDF is drawn at; a scan that has fewer dots an inch is drawn at its own."""
_DPI_LEAST: Final = 150.0
BROKEN: Final = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, RuntimeError, EOFError, TypeError, LookupError,
    OverflowError, AttributeError, struct.error,
)  # fmt: skip
"""What Pillow raises over files that are damaged or cut off."""
_PLAUSIBLE: Final = (72.0, 2400.0)
"""Dots an inch that a scanner writes down; phones write 72 or nothing, and 72 is believed of nothing."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A page as a picture.

    Attributes:
        picture: its pixels.
        dpi: dots an inch of these pixels, as the file says; 0 where it says nothing that can be believed.
    """

    picture: Picture = field(repr=False)
    dpi: float


def picture_of(data: bytes, name: str) -> Opened:
    """Opens a page.

    Raises:
        Refused: it is no picture, is broken or cut off, or would unfold to something far too large.
    """
    if data.startswith(b"%PDF"):
        return _from_pdf(data, name)
    try:
        if data[4:8] == b"ftyp":
            return _turned(cast("Any", pi_heif).open_heif(io.BytesIO(data)).to_pillow(), 0.0, name)
        with opened_quietly(data, name) as image:
            said, wide = _dpi(image), image.width
            if image.format in ("JPEG", "MPO"):
                image.draft("RGB", _bounded(image.width, image.height))
            image.load()
            return _turned(image, said * image.width / wide, name)
    except BROKEN as error:
        raise Refused(
            f"{name} could not be opened as a picture; perhaps it is cut off.", "Scan or photograph the page again."
        ) from error


@contextlib.contextmanager
def opened_quietly(data: bytes, name: str, kinds: tuple[str, ...] = KINDS) -> Generator[Image.Image]:
    """A picture's file, opened but not unfolded, and not larger than may be unfolded.

    Raises:
        Refused: it is far too large.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what may be read and is damaged or large, the caller says so
        try:
            with Image.open(io.BytesIO(data), formats=kinds) as image:
                if image.width * image.height > PIXELS_MOST:
                    raise Refused(f"{name} has {image.width} × {image.height} pixels.", "Scan it at 300 dpi.")
                yield image
        except Image.DecompressionBombError as error:
            raise Refused(f"{name} is larger than any scanner makes.", "Scan it at 300 dpi.") from error


def _bounded(width: int, height: int) -> tuple[int, int]:
    by = min(1.0, (PIXELS_USED / (width * height)) ** 0.5)
    return max(1, int(width * by)), max(1, int(height * by))


def _dpi(image: Image.Image) -> float:
    try:
        across, down = (float(one) for one in image.info["dpi"])
    except (KeyError, TypeError, ValueError):
        return 0.0
    if not _PLAUSIBLE[0] < across <= _PLAUSIBLE[1] or abs(across - down) > 1:
        return 0.0
    return across


def _turned(image: Image.Image, dpi: float, name: str) -> Opened:
    if image.width * image.height > PIXELS_MOST:
        raise Refused(f"{name} has {image.width} × {image.height} pixels.", "Scan it at 300 dpi.")
    upright = ImageOps.exif_transpose(image)
    by = round((upright.width * upright.height / PIXELS_USED) ** 0.5 + 0.499)
    if by > 1:
        upright = (upright.convert("L") if upright.mode == "1" else upright).reduce(by)
        dpi /= by
    pixels = np.asarray(upright.convert("RGB"))
    return Opened(np.ascontiguousarray(pixels[:, :, ::-1]), dpi)


def _from_pdf(data: bytes, name: str) -> Opened:
    try:
        with pypdfium2.PdfDocument(data) as document:
            page = document[0]
            width, height = page.get_size()
            if width < 1 or height < 1:
                raise Refused(f"{name} is a page without any size.", "Scan the page once more.")
            scale = min(_dots(page) / 72, (PIXELS_USED / (width * height)) ** 0.5)
            drawn = cast("Any", page).render(scale=scale, rev_byteorder=False).to_numpy()
    except pypdfium2.PdfiumError as error:
        raise Refused(f"{name} could not be drawn.", "Save the page as a picture, then scan that.") from error
    return Opened(np.ascontiguousarray(drawn[:, :, :3]), scale * 72)


def _dots(page: pypdfium2.PdfPage) -> float:
    """Dots an inch at which a page of a PDF shows all it has: those of its pictures where nothing else is to be seen.

    Words that are not drawn, as programs that read scans lay under them, are nothing to be seen.
    """
    most = _DPI_LEAST
    for one in cast("Any", page).get_objects(max_depth=1):
        if (
            one.type == raw.FPDF_PAGEOBJ_TEXT
            and raw.FPDFTextObj_GetTextRenderMode(one) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        ):
            continue
        if one.type != raw.FPDF_PAGEOBJ_IMAGE:
            return DPI
        across, down = one.get_px_size()
        a, b, c, d, *_ = one.get_matrix().get()
        most = max(most, 72 * across / max(1.0, math.hypot(a, b)), 72 * down / max(1.0, math.hypot(c, d)))
    return min(DPI, most)
