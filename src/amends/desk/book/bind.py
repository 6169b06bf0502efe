"""Binding a letter book: the one arrow of this room."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from amends.desk.book.epub import bind_epub
from amends.desk.book.leaves import BookLetter, BookReply, Bound, Title
from amends.desk.book.pdf import bind_pdf
from amends.desk.drawer.files import PRIVATE_FILE, settle, told_plainly
from amends.desk.hand.shipped import Hand
from amends.errors import WrongUsage


def bind_book(
    letters: Iterable[BookLetter],
    replies: Callable[[str], Sequence[BookReply]],
    out: Path,
    *,
    title: Title,
    at: datetime,
    hand: Hand | None = None,
) -> Bound:
    """Bind letters and what came back into one file, whole or not at all.

    The same letters, answers, title and moment give the same bytes. Letters are asked for one after another and let
    go again: ten thousand with 3,334 answers take 102 MB as an EPUB, where two hundred take 86, and 161 MB as a PDF,
    where two hundred take 147; what grows are the rows of contents and index and where every page lies.

    Args:
        letters: the letters the writer chose, in the order of the book.
        replies: the opened answers to a letter that the writer chose, by the letter's id. One that is private is left
            out, whoever asks for it.
        out: the file to write, ending in `.pdf` or `.epub`; an older one is replaced.
        title: what stands on the title page.
        at: the moment that the book is of; not the present one, if binding again is to give the same bytes.
        hand: what the letters are written in; None for plain type.

    Raises:
        WrongUsage: the file's name ends in neither, or there is no letter.
        Refused: the file cannot be written.
    """
    binders = {".pdf": bind_pdf, ".epub": bind_epub}
    bind = binders.get(out.suffix.casefold())
    if bind is None:
        raise WrongUsage(f"{out.name} is no name for a book.", "A book ends in .pdf or .epub.")

    def open_to_all(letter: str) -> Sequence[BookReply]:
        return [reply for reply in replies(letter) if not reply.private]

    with _whole(out) as file:
        bound = bind(letters, open_to_all, file, title=title, at=at, hand=hand)
        if not bound.letters:
            why = bound.left_out[0].reason if bound.left_out else "No letter was chosen for it."
            raise WrongUsage(f"There is nothing to bind. {why}", "Choose letters that are written, then bind again.")
    return bound


@contextlib.contextmanager
def _whole(path: Path) -> Generator[BinaryIO]:
    """A file that takes its place when it is whole, readable by its owner only."""
    part = path.with_name(f".{path.name}.part")
    with told_plainly(path):
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), PRIVATE_FILE)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            with contextlib.suppress(OSError):
                part.unlink()
        settle(path.parent)
