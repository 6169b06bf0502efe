"""Opens photographs and scans of a sheet, whatever the phone or scanner made of them.

JPEG, PNG, WebP, TIFF, HEIC and PDF, turned the way the camera says. What is inside is never trusted to be small.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt
import pi_heif
import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from amends.desk.hand.optics import resized
from amends.errors import Refused

Picture: TypeAlias = npt.NDArray[np.uint8]
"""Height × width × 3, blue first as OpenCV has it."""

PIXELS_MOST: Final = 130_000_000
"""A 108-megapixel phone, with room; more is a bomb or a poster."""
PIXELS_USED: Final = 17_000_000
"""Beyond this a sheet gains nothing: larger photographs are averaged down to it."""
KINDS: Final = ("JPEG", "PNG", "WEBP", "TIFF")
"""What phones and scanners make, HEIC and PDF beside it. Pillow knows sixty more, and runs Ghostscript for one."""
SCAN_DPI: Final = 400
_PAGES_MOST: Final = 24
NAME_MOST: Final = 80
"""Characters of a file's name that a message shows."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """One picture of one page.

    Attributes:
        name: how the writer can find it again: "IMG_0412.jpg", "sheet.pdf, page 3"; failing that, "photo 2".
        picture: its pixels.
    """

    name: str
    picture: Picture


def open_photographs(files: Sequence[bytes], names: Sequence[str] = ()) -> list[Photograph]:
    """Every picture in these files, a PDF giving one for each of its pages.

    Args:
        files: the files.
        names: what they are called, where that is known; some phones call every photograph alike.

    Raises:
        Refused: a file that is no picture, is broken, or is far too large; the message names it.
    """
    called = [*_called(names, len(files))]
    return [photograph for name, data in zip(called, files, strict=True) for photograph in _open(name, data)]


def _called(names: Sequence[str], many: int) -> Iterator[str]:
    """A name for each file, no two alike."""
    given = ["".join(filter(str.isprintable, name)).strip()[-NAME_MOST:] for name in names] or [""] * many
    for number, name in enumerate(given, 1):
        count = f"photo {number}"
        yield count if not name else name if given.count(name) == 1 else f"{name} ({count})"


def _open(name: str, data: bytes) -> Iterator[Photograph]:
    if data.startswith(b"%PDF"):
        yield from _from_pdf(name, data)
    elif data[4:8] == b"ftyp":
        yield Photograph(name, _within(_from_pillow(name, data)))
    else:
        _check_size(name, data)
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        yield Photograph(name, _within(_from_pillow(name, data) if picture is None else _bytes(picture)))


def _from_pdf(name: str, data: bytes) -> Iterator[Photograph]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(name) from error
    with document:
        if len(document) > _PAGES_MOST:
            raise Refused(f"{name} is a PDF of {len(document)} pages.", "Give the pages of the sheet alone.")
        for number in range(len(document)):
            page = document[number]
            scale = SCAN_DPI / 72
            width, height = page.get_size()
            scale *= min(1.0, (PIXELS_USED / max(1.0, width * height * scale * scale)) ** 0.5)
            drawn = cast("Any", page).render(scale=scale, rev_byteorder=False).to_numpy()
            yield Photograph(f"{name}, page {number + 1}", np.ascontiguousarray(drawn[:, :, :3]))


def _check_size(name: str, data: bytes) -> None:
    try:
        with Image.open(io.BytesIO(data), formats=KINDS) as image:
            width, height = image.size
    except Image.DecompressionBombError as error:
        raise Refused(f"{name} is larger than any camera makes.", "Photograph the page with a phone.") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _unreadable(name) from error
    if width * height > PIXELS_MOST:
        raise Refused(f"{name} has {width} × {height} pixels.", "Photograph the page with fewer megapixels.")


def _from_pillow(name: str, data: bytes) -> Picture:
    try:
        image = _from_heic(data) if data[4:8] == b"ftyp" else Image.open(io.BytesIO(data), formats=KINDS)
        if image.width * image.height > PIXELS_MOST:
            raise Refused(f"{name} has {image.width} × {image.height} pixels.", "Give a smaller photograph.")
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, RuntimeError) as error:
        raise _unreadable(name) from error
    return np.ascontiguousarray(np.asarray(upright)[:, :, ::-1])


def _from_heic(data: bytes) -> Image.Image:
    return cast("Any", pi_heif).open_heif(io.BytesIO(data)).to_pillow()


def _unreadable(name: str) -> Refused:
    return Refused(
        f"{name} could not be opened as a picture.",
        "Give JPEG, PNG, HEIC or PDF files, whole and straight from the phone.",
    )


def _within(picture: Picture) -> Picture:
    """The picture, averaged down where it holds more than the sheet can use."""
    height, width = picture.shape[:2]
    scale = (PIXELS_USED / (width * height)) ** 0.5
    if scale >= 1:
        return picture
    return resized(picture, scale, scale, cv2.INTER_AREA)


def _bytes(picture: npt.NDArray[np.generic]) -> Picture:
    return picture.astype(np.uint8, copy=False)
