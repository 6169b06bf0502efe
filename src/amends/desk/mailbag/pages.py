"""Scans and photographs as they came, taken apart into pages; every page keeps its original bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

import pikepdf

from amends.errors import Refused

FILE_BYTES_MOST: Final = 200 * 1024 * 1024
PAGES_MOST: Final = 500
PAGES_IN_ALL_MOST: Final = 2_000
"""Pages that one command takes in: each is looked at for its code, which takes a moment."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One page.

    Attributes:
        file: name of the file it came in.
        number: its place there, from 1.
        data: the page as it came: the whole picture file, or a PDF of this one page.
        pdf: whether it came in a PDF, where pages that follow one another belong together.
    """

    file: str
    number: int
    data: bytes = field(repr=False)
    pdf: bool

    @property
    def suffix(self) -> str:
        """What a file of these bytes should end in."""
        return ".pdf" if self.pdf else PurePath(self.file).suffix.lower() or ".bin"


def pages_of(name: str, data: bytes) -> Iterator[ScannedPage]:
    """The pages in a file.

    Raises:
        Refused: it is far too large, has too many pages, or is a PDF that cannot be read.
    """
    if len(data) > FILE_BYTES_MOST:
        raise Refused(f"{name} has {len(data):,} bytes; a scan has {FILE_BYTES_MOST:,} at most.", "Scan at 300 dpi.")
    if not data.lstrip()[:5].startswith(b"%PDF"):
        yield ScannedPage(name, 1, data, pdf=False)
        return
    try:
        with pikepdf.open(io.BytesIO(data)) as book:
            if len(book.pages) > PAGES_MOST:
                raise Refused(
                    f"{name} has {len(book.pages)} pages, {PAGES_MOST} at most are taken in at once.", "Split it."
                )
            for number in range(len(book.pages)):
                yield ScannedPage(name, number + 1, _alone(book, number), pdf=True)
    except pikepdf.PasswordError as error:
        raise Refused(f"{name} is locked with a password.", "Save it without one, then scan it again.") from error
    except pikepdf.PdfError as error:
        raise Refused(
            f"{name} is not a PDF that can be read.", "Scan the page once more, or save it as a picture."
        ) from error


def together(pages: Sequence[ScannedPage]) -> tuple[str, bytes]:
    """Pages of one PDF that belong together, as one file again; a picture as it came."""
    if len(pages) == 1 or not all(page.pdf for page in pages):
        return f"page-1{pages[0].suffix}", pages[0].data
    with pikepdf.new() as book:
        for page in pages:
            with pikepdf.open(io.BytesIO(page.data)) as one:
                book.pages.extend(one.pages)
        return "pages.pdf", _saved(book)


def _alone(book: pikepdf.Pdf, number: int) -> bytes:
    with pikepdf.new() as one:
        one.pages.append(book.pages[number])
        return _saved(one)


def _saved(book: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    book.save(out, deterministic_id=True)  # the same scan again must give the same bytes
    return out.getvalue()
