"""A text that letters may quote: its words in order, and in which act, scene or chapter each stands.

Read from plain text or from an EPUB. Headings are known by their form, as printed plays and books have it: `ACT III`,
`SCENE I. The wood.`, `Chapter 4`. A text without any is cited by its title alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from amends.desk.letters.quoting.epub import epub_lines
from amends.errors import Refused

BYTES_MOST: Final = 32 * 1024 * 1024
WORDS_MOST: Final = 2_000_000
"""All of Shakespeare has less than half of that."""

WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*['\u2019]?")
_STARTS: Final = re.compile(r"\*\*\* ?START OF TH[EIS ]+PROJECT GUTENBERG.*\*\*\*")
_ENDS: Final = re.compile(r"\*\*\* ?END OF TH[EIS ]+PROJECT GUTENBERG.*\*\*\*")
_FIELD: Final = re.compile(r"(Title|Author): +(\S.*)")
_ROMAN: Final = r"[IVXLC]{1,8}"
_NUMBERS: Final = "ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN".split()
_HEADING: Final = re.compile(
    rf"\s*(ACT|SCENE|CHAPTER|BOOK|PART|CANTO|SONNET|PSALM|LETTER|STAVE)\s+({_ROMAN}|\d{{1,3}}|{'|'.join(_NUMBERS)}|"
    r"(?:THE )?(?:FIRST|SECOND|THIRD|FOURTH|FIFTH|LAST))\b[.:]?(?P<rest>.*)",
    re.IGNORECASE,
)
_HEADING_MOST: Final = 80
_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ORDINALS: Final = {"FIRST": 1, "SECOND": 2, "THIRD": 3, "FOURTH": 4, "FIFTH": 5}


@dataclass(frozen=True, slots=True)
class Source:
    """A text that may be quoted.

    Attributes:
        title, author: as it names itself; either may be empty.
        text: all of it, as it is read.
        places: where each part of it begins, as an offset into `text`, and how that part is cited.
    """

    title: str
    author: str
    text: str
    places: tuple[tuple[int, str], ...]


def read_source(name: str, data: bytes, *, title: str = "", author: str = "") -> Source:
    """The text in a file.

    Args:
        name: the file's, by whose ending its kind is known.
        data: what is in it.
        title: instead of what it says of itself.
        author: instead of what it says of itself.

    Raises:
        Refused: it is too large, is no text, or holds no words.
    """
    if len(data) > BYTES_MOST:
        raise Refused(f"{name} is too large.", "Add the part that you quote from.")
    if data[:2] == b"PK":
        own_title, own_author, lines = epub_lines(name, data)
    else:
        own_title, own_author, lines = _plain_lines(name, data)
    text, places = _laid_out(lines)
    words = sum(1 for _ in WORD.finditer(text))
    if not words or words > WORDS_MOST:
        raise Refused(f"{name} holds {'no words' if not words else 'too many words'}.", "Add another file.")
    return Source(title or own_title or name.rpartition(".")[0] or name, author or own_author, text, places)


def _plain_lines(name: str, data: bytes) -> tuple[str, str, list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\x00" in text:
        raise Refused(f"{name} is no text.", "Plain text and EPUB can be read.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fields = {found[1]: found[2].strip() for line in lines[:60] if (found := _FIELD.fullmatch(line.strip()))}
    first = next((n for n, line in enumerate(lines) if _STARTS.search(line)), -1)
    last = next((n for n, line in enumerate(lines) if _ENDS.search(line)), len(lines))
    body = lines[first + 1 : last]
    heading = next((line.strip() for line in body if line.strip()), "")
    return fields.get("Title", heading if len(heading) <= _HEADING_MOST else ""), fields.get("Author", ""), body


def _laid_out(lines: Iterable[str]) -> tuple[str, tuple[tuple[int, str], ...]]:
    kept: list[str] = []
    places: list[tuple[int, str]] = []
    at, act = 0, ""
    for line in lines:
        found = _HEADING.fullmatch(line) if len(line) <= _HEADING_MOST else None
        if found and not _goes_on(found["rest"]):
            kind, number = found[1].upper(), _number(found[2])
            if kind == "ACT":
                act = _roman(number)
                rest = _HEADING.fullmatch(found["rest"].lstrip(" ,.:"))
                places.append((at, f"{act}.{_number(rest[2])}" if rest and rest[1].upper() == "SCENE" else act))
            elif kind == "SCENE":
                places.append((at, f"{act}.{number}" if act else f"scene {number}"))
            else:
                places.append((at, f"{kind.lower()} {number}"))
        kept.append(line)
        at += len(line) + 1
    return "\n".join(kept), tuple(places)


def _goes_on(rest: str) -> bool:
    """Whether what stands behind is a sentence that goes on, and no heading's own name: “Part one of it was lost”."""
    return bool(re.match(r"\s+[a-z]", rest))


def _number(text: str) -> int:
    bare = text.upper().removeprefix("THE ").strip()
    if bare.isdigit():
        return int(bare)
    if bare in _NUMBERS:
        return _NUMBERS.index(bare) + 1
    if bare in _ORDINALS:
        return _ORDINALS[bare]
    values = [_VALUES.get(letter, 0) for letter in bare]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _roman(number: int) -> str:
    parts = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    said = ""
    for value, letters in parts:
        while number >= value:
            said, number = said + letters, number - value
    return said
