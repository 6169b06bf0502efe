"""Letters into a folder, for whoever carries them by hand: the envelope, and a page that opens itself in a browser.

The files bear ids and no names. The key is in neither: it stands in the link behind the `#`.
"""

from __future__ import annotations

import base64
from importlib.resources import files
from pathlib import Path
from typing import Final

from amends import envelope
from amends.desk.drawer.files import put, told_plainly
from amends.errors import Torn, Unsupported

_OPENS: Final = b"<script"
_CLOSES: Final = b"</script>"
_BEGINS: Final = b"<!doctype"
_ENDS: Final = b"</html>"
_NAMED: Final = b' id="envelope"'
_READ_FIRST: Final = b' data-answers="screened"'
_PAGE_BYTES_MOST: Final = 24 * 1024 * 1024


def put_letter(folder: Path, letter: str, packed: bytes, language: str = "en") -> None:
    """Writes one letter's two files, each whole or not at all; writing them again changes nothing.

    Args:
        folder: where.
        letter: its id.
        packed: its envelope.
        language: what the page that opens it speaks, as the letter's language tag.

    Raises:
        Refused: the folder cannot be written to, or the disk is full.
    """
    put(folder / f"{letter}.envelope", packed)
    put(folder / f"{letter}.html", self_opening(packed, language))


def make_folder(folder: Path) -> None:
    """Makes the folder, if it is not there.

    Raises:
        Refused: it cannot be made.
    """
    with told_plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)


def is_there(folder: Path, letter: str) -> bool:
    """Whether both of a letter's files are in the folder; they are only ever there whole."""
    return (folder / f"{letter}.envelope").is_file() and (folder / f"{letter}.html").is_file()


def take_away(folder: Path, letter: str) -> None:
    """Takes a letter's two files out of the folder; a copy that somebody made of them cannot be called back.

    Raises:
        Refused: the folder cannot be written to.
    """
    for ending in ("envelope", "html"):
        with told_plainly(folder):
            (folder / f"{letter}.{ending}").unlink(missing_ok=True)


def page_address(folder: Path, letter: str) -> str:
    """The address of a letter's page on this machine, without its key."""
    return (folder.absolute() / f"{letter}.html").as_uri()


def self_opening(packed: bytes, language: str = "en") -> bytes:
    """A page that opens this envelope in a browser, with no office and no network.

    Args:
        packed: the envelope.
        language: what the page speaks, as a language tag; English where the reading room has no such language.

    Raises:
        Refused: the reading room was not built into this package.
    """
    return envelope.self_opening(packed, Path(str(files("amends"))) / "built" / "room", language)


def envelope_in(page: bytes) -> bytes:
    """The packed envelope in a self-opening page.

    Raises:
        Torn: the file breaks off.
        Unsupported: it is no such page.
    """
    tag, held = _held(page)
    if not tag and page[:9].lower() == _BEGINS and not page.rstrip().endswith(_ENDS):
        raise Torn(
            "This file breaks off: not all of it arrived.", "Get it once more, whole. What is here is still sealed."
        )
    if not tag:
        raise Unsupported(
            "This file holds no letter.", "A letter is a page that opens itself, an envelope file, or a link."
        )
    try:
        return base64.b64decode(b"".join(held.split()), validate=True)
    except ValueError as error:
        raise Unsupported("The envelope in this page is damaged.", "Get the file once more.") from error


def is_read_first(page: bytes) -> bool:
    """Whether a self-opening page says that a bank reads an answer to its letter before the writer does."""
    return _READ_FIRST in _held(page)[0]


def _held(page: bytes) -> tuple[bytes, bytes]:
    """The opening tag around the envelope, and what is inside; both empty where there is none."""
    # Found by going forward only: a pattern that goes back as well can be kept busy for ever by who made the page.
    at = page.find(_OPENS) if len(page) <= _PAGE_BYTES_MOST else -1
    while at >= 0 and (inside := page.find(b">", at)) >= 0:
        if _NAMED in page[at:inside]:
            end = page.find(_CLOSES, inside)
            return (page[at:inside], page[inside + 1 : end]) if end >= 0 else (b"", b"")
        at = page.find(_OPENS, inside)
    return b"", b""
