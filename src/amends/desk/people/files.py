"""Address books as files: bytes in whatever encoding they came, and what was refused of them."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from amends.desk.people.person import Person, PostalAddress
from amends.errors import Refused

FILE_BYTES_MOST: Final = 256 * 1024 * 1024

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_NO_CHARSETS: Final = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
"""What Python calls encodings and no address book is written in; the first two take quadratic time."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: its name as the writer would say it, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """One entry of a file that was not taken in; the rest was.

    Attributes:
        file: name of the file.
        line: line on which the entry begins, from 1; 0 for the file as a whole.
        reason: what is wrong with it, and where one can, what to do.
    """

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an address book as it was read: a person without an id, and where they stand."""

    file: str
    line: int
    person: Person


Read: TypeAlias = Entry | Refusal


def whole_text(data: bytes) -> str:
    """A file's text: UTF-8, UTF-16 or UTF-32 by its mark or its zeros, else UTF-8 line by line, else Windows-1252.

    Line by line, because address books are glued together from others: one line in an older encoding must not spoil
    the names on all the others.

    Raises:
        Refused: the file is too large to be an address book.
    """
    if len(data) > FILE_BYTES_MOST:
        raise Refused(f"The file has {len(data)} bytes; an address book has {FILE_BYTES_MOST} at most.")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            data = data[len(mark) :]
            if encoding != "utf-8":
                return data.decode(encoding, "replace")
            break
    else:
        if wide := _unmarked_utf16(data):
            return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(line_text(line) for line in data.replace(b"\r\n", b"\n").split(b"\n"))


def line_text(line: bytes, charset: str = "") -> str:
    """One line's text: in the encoding it names, if it is one and fits, else UTF-8, else Windows-1252."""
    for encoding in (charset, "utf-8", "cp1252"):
        try:
            if encoding and encoding.casefold() not in _NO_CHARSETS:
                return line.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return line.decode("latin-1")


def clean(text: str) -> str:
    """Text of an address book as we keep it: NFC, line feeds, no control or private characters, no outer blanks."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isprintable():
        text = "".join(
            c for c in text.replace("\t", " ") if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co")
        )
    return text.strip()


def _unmarked_utf16(data: bytes) -> str:
    start = data[:512]
    if len(start) < 4 or start.count(0) * 4 < len(start):
        return ""
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def postal_address(
    *,
    box: str = "",
    extended: str = "",
    street: str = "",
    city: str = "",
    region: str = "",
    postcode: str = "",
    country: str = "",
    kind: str = "",
    as_given: str = "",
) -> PostalAddress | None:
    """An address from its parts and, where the file has it, the address as it was written; None when there is none.

    Where only parts are given, the lines are the parts in the order of vCard's ADR, which is no country's format:
    paper puts them into the country's own.
    """
    parts = [" ".join(part.split()) for part in (box, extended, city, region, postcode, country)]
    box, extended, city, region, postcode, country = parts
    streets = _lines(street)
    lines = _lines(as_given)
    if not lines:
        place = " ".join(part for part in (postcode, city) if part)
        lines = tuple(part for part in (box, extended, *streets, place, region, country) if part)
    if not lines:
        return None
    return PostalAddress(lines, kind, box, extended, streets, city, region, postcode, country)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in (" ".join(part.split()) for part in text.splitlines()) if line)


def sources(paths: Iterable[Path], suffixes: frozenset[str]) -> tuple[tuple[Source, ...], tuple[Refusal, ...]]:
    """The files at these paths, folders gone through in order of name, and those that could not be read.

    Args:
        paths: files, taken whatever their names, and folders.
        suffixes: which files of a folder are meant, for example {".md"}.
    """
    found: list[Source] = []
    refused: list[Refusal] = []
    for path in paths:
        files = (
            sorted(one for one in path.rglob("*") if one.suffix.casefold() in suffixes) if path.is_dir() else [path]
        )
        if not files:
            refused.append(
                Refusal(
                    str(path), 0, f"The folder holds no file of a kind meant here ({' '.join(sorted(suffixes))})."
                )
            )
        for file in files:
            try:
                if file.stat().st_size > FILE_BYTES_MOST:
                    refused.append(Refusal(str(file), 0, f"The file has more than {FILE_BYTES_MOST} bytes."))
                else:
                    found.append(Source(str(file), file.read_bytes()))
            except OSError as error:
                why = f"It cannot be read: {error.strerror or error}." if file.exists() else "There is no such file."
                refused.append(Refusal(str(file), 0, why))
    return tuple(found), tuple(refused)
