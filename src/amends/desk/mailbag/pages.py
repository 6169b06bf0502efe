"""Scans and photographs as they came, taken apart into pages; what came stays as it is, beside them."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import PurePath
from typing import Any, Final, cast

import pikepdf
from PIL import Image, UnidentifiedImageError

from amends.desk.mailbag.pictures import BROKEN, PIXELS_MOST, opened_quietly
from amends.errors import Refused

FILE_BYTES_MOST: Final = 200 * 1024 * 1024
PAGES_MOST: Final = 500
PAGES_IN_ALL_MOST: Final = 2_000
"""Pages that one command takes in: each is looked at for its code, which takes a moment."""
UNFOLDED_MOST: Final = 256 * 1024 * 1024
"""Bytes to which all compressed streams of one page may unfold; a page at 600 dpi in colour has 105 million."""
SCRIPTED: Final = (
    "A script was in the file. It was not run, and the pages here are without it; the file is kept as it came."
)
_TIFF: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ACTS: Final = ("/AA", "/A", "/JS", "/JavaScript")


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One page.

    Attributes:
        file: name of the file it came in.
        number: its place there, from 1.
        of: how many pages that file has.
        data: the page: the whole picture file as it came, or a PDF or a PNG of this one page.
        suffix: what a file of these bytes should end in.
        remark: what the writer should know of how it was taken in; or empty.
        cut: whether it is only one of several sheets that lay on the page.
    """

    file: str
    number: int
    of: int
    data: bytes = field(repr=False)
    suffix: str
    remark: str = ""
    cut: bool = False


def pages_of(name: str, data: bytes) -> Iterator[ScannedPage]:
    """The pages in a file, each at its turn, so that a long one is never in memory as pictures.

    Raises:
        Refused: it is empty, far too large, has too many pages, or is a PDF or TIFF that cannot be read.
    """
    if not data:
        raise Refused(f"{name} is empty.", "Scan the page once more.")
    if len(data) > FILE_BYTES_MOST:
        raise Refused(f"{name} has {len(data):,} bytes; a scan has {FILE_BYTES_MOST:,} at most.", "Scan at 300 dpi.")
    if data.lstrip()[:5].startswith(b"%PDF"):
        yield from _pages_of_pdf(name, data)
    elif data[:4] in _TIFF:
        yield from _pages_of_tiff(name, data)
    else:
        yield ScannedPage(name, 1, 1, data, PurePath(name).suffix.lower() or ".bin")


def parts_from(pages: Sequence[ScannedPage], came: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    """What one answer is kept as: files as they came where all of a file is this answer, else its own pages alone.

    Args:
        pages: the answer's pages, in order.
        came: the files they came in, by name.
    """
    parts: list[tuple[str, bytes]] = []
    for file, run in groupby(pages, lambda page: page.file):
        own = list(run)
        first, at = own[0], len(parts) + 1
        if is_whole(own):
            ending = PurePath(file).suffix.lower() if first.suffix != ".pdf" else ".pdf"
            parts.append((f"page-{at}{ending or first.suffix}", came[file]))
        elif all(page.suffix == ".pdf" for page in own):
            parts.append((f"page-{at}.pdf", _joined(own)))
        else:
            parts += [(f"page-{at + more}{page.suffix}", page.data) for more, page in enumerate(own)]
    return parts


def is_whole(pages: Sequence[ScannedPage]) -> bool:
    """Whether these pages of one file are all of it, as it came."""
    return len(pages) == pages[0].of and not any(page.cut or page.remark for page in pages)


def _joined(pages: Sequence[ScannedPage]) -> bytes:
    with pikepdf.new() as book:
        for page in pages:
            with pikepdf.open(io.BytesIO(page.data)) as one:
                book.pages.extend(one.pages)
        return _saved(book)


# ── PDF ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _pages_of_pdf(name: str, data: bytes) -> Iterator[ScannedPage]:
    try:
        with pikepdf.open(io.BytesIO(data)) as book:
            many = len(book.pages)
            if many > PAGES_MOST:
                raise Refused(f"{name} has {many} pages, {PAGES_MOST} at most are taken in at once.", "Split it.")
            if not many:
                raise Refused(f"{name} is a PDF without a page.", "Scan the page once more.")
            mended = any(
                "xref" in str(said) or "EOF" in str(said)
                for said in cast("list[object]", cast("Any", book).get_warnings())
            )
            remark = SCRIPTED if _is_scripted(book) else ""
            if mended:
                remark += (" " if remark else "") + f"The file is damaged; {many} of its pages could be read."
            for number in range(many):
                yield ScannedPage(name, number + 1, many, _alone(book, number, name), ".pdf", remark)
    except pikepdf.PasswordError as error:
        raise Refused(f"{name} is locked with a password.", "Save it without one, then scan it again.") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise Refused(
            f"{name} is not a PDF that can be read.", "Scan the page once more, or save it as a picture."
        ) from error


def _is_scripted(book: pikepdf.Pdf) -> bool:
    """Whether anything in it would run when a reader opens it, or is hidden in it as a file."""
    root = book.Root
    names = root.get("/Names")
    in_names = isinstance(names, pikepdf.Dictionary) and ("/JavaScript" in names or "/EmbeddedFiles" in names)
    form = root.get("/AcroForm")
    in_form = isinstance(form, pikepdf.Dictionary) and "/XFA" in form
    opening = root.get("/OpenAction")
    acting = isinstance(opening, pikepdf.Dictionary) and opening.get("/S") in ("/JavaScript", "/Launch", "/URI")
    if in_names or in_form or acting or "/AA" in root:
        return True
    return any(
        "/AA" in page.obj or any("/A" in one or "/AA" in one for one in _annotations(page)) for page in book.pages
    )


def _annotations(page: pikepdf.Page) -> list[pikepdf.Dictionary]:
    found = page.obj.get("/Annots")
    if not isinstance(found, pikepdf.Array):
        return []
    return [one for one in cast("list[Any]", list(found)) if isinstance(one, pikepdf.Dictionary)]


def _alone(book: pikepdf.Pdf, number: int, name: str) -> bytes:
    with pikepdf.new() as one:
        one.pages.append(book.pages[number])
        page = one.pages[0]
        for act in _ACTS:
            if act in page.obj:
                del page.obj[act]
        for annotation in _annotations(page):
            for act in _ACTS:
                if act in annotation:
                    del annotation[act]
        _check_unfolds(one, f"{name}, page {number + 1},")
        return _saved(one)


def _check_unfolds(one: pikepdf.Pdf, what: str) -> None:
    """Refuses a page whose streams or pictures would unfold to something far too large, before anything draws it."""
    room, pixels = UNFOLDED_MOST, PIXELS_MOST
    for thing in cast("list[Any]", list(one.objects)):
        if not isinstance(thing, pikepdf.Stream):
            continue
        filters = re.findall(r"/(\w+)Decode", str(thing.get("/Filter", "")))
        if "/Width" in thing and "/Height" in thing:
            pixels -= _pixels(thing)
        if "Flate" in filters:
            room -= _unfolded(thing.read_raw_bytes(), max(0, room))
        if room < 0 or pixels < 0:
            raise Refused(f"{what} would unfold to something far too large.", "Scan it at 300 dpi.")


def _pixels(picture: pikepdf.Stream) -> int:
    said = abs(int(cast("Any", picture)["/Width"])) * abs(int(cast("Any", picture)["/Height"]))
    if "/DCTDecode" in str(picture.get("/Filter", "")):  # what the JPEG says of itself is what gets unfolded
        try:
            with Image.open(io.BytesIO(picture.read_raw_bytes()), formats=("JPEG",)) as inside:
                return max(said, inside.width * inside.height)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            return said
        except Image.DecompressionBombError:
            return PIXELS_MOST + 1
    return said


def _unfolded(data: bytes, most: int) -> int:
    """To how many bytes a stream unfolds; one more than `most` where it is more than that."""
    unfolding, done = zlib.decompressobj(), 0
    try:
        while data and not unfolding.eof and done <= most:
            done += len(unfolding.decompress(data, 1 << 20))
            data = unfolding.unconsumed_tail
    except zlib.error:
        pass  # a damaged stream ends where it is damaged
    return min(done, most + 1)


def _saved(book: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    book.save(out, deterministic_id=True)  # the same scan again must give the same bytes
    return out.getvalue()


# ── TIFF ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _pages_of_tiff(name: str, data: bytes) -> Iterator[ScannedPage]:
    try:
        with opened_quietly(data, name, kinds=("TIFF",)) as image:
            many = int(cast("Any", image).n_frames)
            if many > PAGES_MOST:
                raise Refused(f"{name} has {many} pages, {PAGES_MOST} at most are taken in at once.", "Split it.")
            if many == 1:
                yield ScannedPage(name, 1, 1, data, PurePath(name).suffix.lower() or ".tif")
                return
            for number in range(many):
                image.seek(number)
                if image.width * image.height > PIXELS_MOST:
                    raise Refused(
                        f"{name}, page {number + 1}, has {image.width} × {image.height} pixels.",
                        "Scan it at 300 dpi.",
                    )
                out = io.BytesIO()
                given = image.info.get("dpi")
                image.convert(image.mode if image.mode in ("1", "L", "RGB") else "RGB").save(
                    out, "PNG", dpi=tuple(map(float, given)) if given else None
                )
                yield ScannedPage(name, number + 1, many, out.getvalue(), ".png")
    except BROKEN as error:
        raise Refused(f"{name} is not a TIFF that can be read whole.", "Scan its pages once more.") from error
