"""Reading back what a PDF of ours says, page by page, glyph by glyph.

This is the half of the check that letters never cross that looks at the outcome, so it shares nothing with the half
that sets type: it knows only PDF (ISO 32000-2, 9.4 and 9.10), and of PDF only what typst writes: composite fonts with
two-byte codes, `ToUnicode` maps, and text shown by `Tj` or `TJ`. What it cannot read exactly comes out different, and
different is refused; `slow_page_texts` then has the last word, with PDFium, which knows all of PDF and takes longer.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, cast

import numpy as np
import pypdfium2

from amends.desk.paper.objects import NotOurs, Objects, pointed, taken_apart

# A string is literal or hexadecimal (ISO 32000-2, 7.3.4). What is split by this is what stands outside of strings,
# and between that the strings of either kind. Balanced brackets may stand in a literal string as they are, and so
# typst writes them; but as the first byte of its codes is below 32 in any font of fewer than 8,192 glyphs, and so
# escaped, a bracket that is part of a code is followed by a backslash or the string's own end.
_STRING: Final = re.compile(rb"\(((?:[^()\\]+|\\.|[()](?=\\)|\)(?=\)))*)\)|<(?!<)([0-9A-Fa-f]*)>", re.DOTALL)
_MOVED: Final = re.compile(rb"[-\d. ]*")  # between strings of an array: by how much the pen is moved
_SHOWN: Final = (b"Tj", b"]TJ")
_CHARACTERS: Final = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_NUMBERS: Final = re.compile(rb"<([0-9A-Fa-f ]+)>")
_PARTING, _PARTED = b"\xff\xff", "\uffff"
"""Stands between stretches while they are read together; no font has a glyph of that number."""
_TOGETHER: Final = 48
_UNREADABLE: Final = "\ufffd"
_SEVERAL: Final = "\U000f0000"
"""From here on characters are marks for codes that stand for several, such as letters drawn joined."""


class _Font:
    """What a font's codes stand for."""

    def __init__(self, meanings: Iterable[tuple[int, str]] = ()) -> None:
        self._characters = np.full(1 << 16, ord(_UNREADABLE), np.uint32)
        self._several: dict[str, str] = {}
        for code, text in meanings:
            if len(text) > 1 or text >= _SEVERAL:
                mark = self._several.setdefault(text, chr(ord(_SEVERAL) + len(self._several)))
                self._characters[code] = ord(mark)
            else:
                self._characters[code] = ord(text) if text else 0
        self._characters[0xFFFF] = ord(_PARTED)

    def text(self, codes: bytes) -> str:
        """The text that two-byte codes show."""
        characters = self._characters[np.frombuffer(codes, ">u2")]
        text = characters[characters != 0].astype("<u4", copy=False).tobytes().decode("utf-32-le", "replace")
        for several, mark in self._several.items():
            text = text.replace(mark, several)
        return text


def page_texts(pdf: bytes | Objects, said: Callable[[str], str] = str) -> list[str]:
    """What each page says, in the order in which it was set, blanks and all.

    Args:
        pdf: a document that typst wrote, whole or taken apart.
        said: what to make of a text; it is asked once for each glyph of a font.

    Raises:
        NotOurs: typst did not write it.
    """
    document = taken_apart(pdf) if isinstance(pdf, bytes) else pdf
    shown: dict[int, list[bytes]] = {}
    fonts: list[list[int]] = []
    for page in document.pages:
        named = document.fonts(page)
        fonts.append([])
        for name, codes in _stretches(document.content(page), next(iter(named)) if len(named) == 1 else b""):
            number = named.get(name, 0)
            shown.setdefault(number, []).append(codes)
            fonts[-1].append(number)
    # Many stretches of one font are read at once: to begin takes longer than to go on.
    texts = {number: _texts(document, number, strings, said) for number, strings in shown.items()}
    return ["".join([next(texts[number]) for number in own]) for own in fonts]


def _texts(document: Objects, font: int, shown: Sequence[bytes], said: Callable[[str], str]) -> Iterator[str]:
    """What some stretches in one font say."""
    if not font:
        yield from [_UNREADABLE] * len(shown)
        return
    meanings = _font(_cmap(document, font), said)
    for at in range(0, len(shown), _TOGETHER):
        some = shown[at : at + _TOGETHER]
        texts = meanings.text(_PARTING.join(some)).split(_PARTED)
        if len(texts) != len(some):
            raise NotOurs("A page says what no page says.")
        yield from texts


def _stretches(content: bytes, only: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What is shown in one font after the other, as the name of the font and the codes.

    Args:
        content: what is drawn on a page.
        only: the only font that the page has, if there is but one.
    """
    parts = _cast(content)
    if not _in_order(parts):
        parts = _shown(_STRING.split(content))
    outside = parts[::3]
    literal, hexadecimal = parts[1::3], parts[2::3]
    if only:
        yield only, _codes(literal, hexadecimal)
        return
    last, begin = b"", 0
    for at, before in enumerate(outside[:-1]):
        if b" Tf" in before:
            name = before[: before.rfind(b" Tf")]
            name = name[name.rfind(b"/") + 1 :].partition(b" ")[0]
            if name != last and at > begin:
                yield last, _codes(literal[begin:at], hexadecimal[begin:at])
                begin = at
            last = name
    if len(outside) - 1 > begin:
        yield last, _codes(literal[begin:], hexadecimal[begin:])


def _cast(content: bytes) -> list[bytes]:
    """The same as `_STRING` makes of a page whose lines are all cast: no string has a bracket or an escape in it."""
    first, *strings = content.split(b"(")
    parts = [first]
    for string in strings:
        literal, _, behind = string.partition(b")")
        parts += (literal, b"", behind)
    return parts


def _in_order(parts: Sequence[bytes]) -> bool:
    """Whether every string is all that an operator shows, and whole."""
    around = b"\0".join(parts[::3])
    shown = sum([around.count(b"\0" + how) for how in _SHOWN])
    if not shown == len(parts) // 3 == around.count(b"Tj") + around.count(b"TJ"):
        return False
    return b"<" not in around and b")" not in around and not any(b"\\" in string for string in parts[1::3])


def _shown(parts: Sequence[bytes]) -> list[bytes]:
    """Of what a page is made of those strings that are shown, and what stands around them.

    Raises:
        NotOurs: something is shown in another way than by those who write for us.
    """
    kept = [parts[-1]]  # from the last to the first
    ways, goes_on = 0, False
    for at in range(len(parts) - 4, -1, -3):
        before, literal, hexadecimal, behind = parts[at : at + 4]
        behind = _MOVED.sub(b"", behind, count=1)
        ends = behind.startswith(_SHOWN)
        ways += ends
        goes_on = ends or (goes_on and not behind)
        if goes_on:
            kept += (hexadecimal or b"", literal or b"", before)
        else:
            kept[-1] = before + b" " + kept[-1]
    around = b" ".join(kept[::3])
    if around.count(b"Tj") + around.count(b"TJ") != ways:
        raise NotOurs("Something on a page is shown in another way than typst's.")
    return kept[::-1]


def _codes(literal: Sequence[bytes], hexadecimal: Sequence[bytes]) -> bytes:
    """The codes that some strings show; of each, one of the two is nothing."""
    if any(hexadecimal):
        each = zip(literal, hexadecimal, strict=True)
        return b"".join([bytes.fromhex(two.decode()) if two else _unescaped(one) for one, two in each])
    return _unescaped(b"".join(literal))


def _unescaped(codes: bytes) -> bytes:
    """What a literal string means. The escapes are those of Python, but for the brackets."""
    if b"\\" not in codes:
        return codes
    return codecs.escape_decode(codes.replace(b"\\(", b"(").replace(b"\\)", b")"))[0]


def slow_page_texts(pdf: bytes) -> list[str]:
    """The same, by PDFium."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [cast("Any", page.get_textpage()).get_text_bounded() for page in document]
    finally:
        document.close()


def meanings_of(document: Objects, font: int) -> Iterator[tuple[int, str]]:
    """Code and text of a font, as its `ToUnicode` map has them."""
    return _pairs(_cmap(document, font))


def _cmap(document: Objects, font: int) -> bytes:
    number = pointed(document.bodies[font], b"ToUnicode")
    return document.stream(number) if number else b""


@lru_cache(maxsize=4)
def _font(cmap: bytes, said: Callable[[str], str]) -> _Font:
    """What a `ToUnicode` map says; the parts of a run have one in common."""
    return _Font((code, said(text)) for code, text in _pairs(cmap))


def _pairs(cmap: bytes) -> Iterator[tuple[int, str]]:
    for kind, body in _CHARACTERS.findall(cmap):
        numbers = [number.replace(b" ", b"") for number in _NUMBERS.findall(body)]
        if kind == b"char":
            for code, text in zip(numbers[::2], numbers[1::2], strict=True):
                yield int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        else:
            for first, last, text in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
                start = int(text, 16)
                for offset in range(int(last, 16) - int(first, 16) + 1):
                    yield int(first, 16) + offset, chr(start + offset)
