"""The lines of an EPUB, read with the standard library: a ZIP of XHTML, in the order of its spine.

The file is a stranger's. Its parts are bounded before they are unpacked, and its markup goes through an HTML parser,
which knows no entities of the file's own and fetches nothing.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote

from amends.errors import Refused

PARTS_MOST: Final = 5000
UNPACKED_MOST: Final = 64 * 1024 * 1024
_BLOCKS: Final = frozenset(
    "p div br li tr h1 h2 h3 h4 h5 h6 blockquote section article header pre dt dd td hr".split()
)
_SILENT: Final = frozenset({"head", "script", "style", "nav", "sup"})


def epub_lines(name: str, data: bytes) -> tuple[str, str, list[str]]:
    """Title, author and lines of an EPUB.

    Raises:
        Refused: it is no EPUB, is locked by its seller, or unpacks to more than a book.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = {part.filename: part for part in book.infolist()}
            if len(parts) > PARTS_MOST or sum(part.file_size for part in parts.values()) > UNPACKED_MOST:
                raise Refused(f"{name} unpacks to more than a book.", "Add it as plain text.")
            if "META-INF/rights.xml" in parts or "META-INF/encryption.xml" in parts:
                raise Refused(f"{name} is locked by its seller.", "Add a file of it that you may read freely.")
            package = _Package(_text(book, "META-INF/container.xml"))
            folder = posixpath.dirname(package.root)
            about = _Package(_text(book, package.root))
            lines: list[str] = []
            for idref in about.spine:
                path = posixpath.normpath(posixpath.join(folder, unquote(about.items.get(idref, ""))))
                if path in parts:
                    page = _Page()
                    page.feed(_text(book, path))
                    lines += page.lines()
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise Refused(f"{name} is no EPUB, or is damaged.", "Plain text and EPUB can be read.") from error
    return " ".join(about.title.split()), " ".join(about.author.split()), lines


def _text(book: zipfile.ZipFile, part: str) -> str:
    with book.open(part) as file:
        data = file.read(UNPACKED_MOST + 1)
    if len(data) > UNPACKED_MOST:
        raise Refused("A part of this book unpacks to more than it says.", "Add it as plain text.")
    return data.decode("utf-8-sig", "replace")


class _Package(HTMLParser):
    """Container and package document: where the book begins, what is in it, and in which order it is read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = self.title = self.author = ""
        self.items: dict[str, str] = {}
        self.spine: list[str] = []
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        bare = tag.rpartition(":")[2]
        if bare == "rootfile":
            self.root = self.root or said.get("full-path", "")
        elif bare == "item":
            self.items[said.get("id", "")] = said.get("href", "")
        elif bare == "itemref":
            self.spine.append(said.get("idref", ""))
        self._in = bare if tag.startswith("dc:") else ""

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "title" and not self.title:
            self.title = data
        elif self._in == "creator" and not self.author:
            self.author = data


class _Page(HTMLParser):
    """The text of one page, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self._said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self._said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self._said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._said.append(" ".join(data.split("\n")))

    def lines(self) -> list[str]:
        return [" ".join(line.split()) for line in "".join(self._said).split("\n") if line.strip()]
