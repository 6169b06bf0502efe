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

# A line is an array of strings and of moves of the pen between them. Every code of a literal string begins with an
# escape, because its first byte is below 32 in any font of fewer than 8,192 glyphs; so a bracket that is part of a
# code is always followed by a backslash or by the string's own end, and never looks like what is sought here.
_MOVED: Final = re.compile(rb"\)[-\d.]*\(")  # a string ends, the pen is moved, and the string goes on
_HEXADECIMAL: Final = re.compile(rb"<([0-9A-Fa-f]+)>")
_CHARACTERS: Final = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_NUMBERS: Final = re.compile(rb"<([0-9A-Fa-f ]+)>")
_PARTING, _PARTED = b"<FFFF>", "\uffff"
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
        for name, strings in _stretches(document.content(page), next(iter(named)) if len(named) == 1 else b""):
            number = named.get(name, 0)
            shown.setdefault(number, []).append(strings)
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
        texts = meanings.text(_codes(_PARTING.join(some))).split(_PARTED)
        if len(texts) != len(some):
            raise NotOurs("A page says what no page says.")
        yield from texts


def _stretches(content: bytes, only: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What is shown in one font after the other, as the name of the font and its strings."""
    before, *shown = content.split(b" Tm")
    lines = [line.partition(b"]TJ" if line.startswith(b"[") else b"Tj") for line in shown]
    between = b"".join([before, *[following for _, _, following in lines]])
    if b"TJ" in between or b"Tj" in between:  # shown in another way than typst's
        yield b"", b""
    if only:
        yield only, b"".join([strings.removeprefix(b"[") for strings, _, _ in lines])
        return
    last, stretch = b"", list[bytes]()
    for strings, _, following in lines:
        name = before[before.rfind(b"/") + 1 :].partition(b" ")[0]
        if name != last and stretch:
            yield last, b"".join(stretch)
            stretch = []
        last = name
        stretch.append(strings.removeprefix(b"["))
        before = following if b" Tf" in following else before
    if stretch:
        yield last, b"".join(stretch)


def _codes(shown: bytes) -> bytes:
    """The codes that some lines show, two bytes each."""
    if b"(" not in shown:
        return _hexadecimal_codes(shown)
    shown = _HEXADECIMAL.sub(_literal, shown)
    moved = _MOVED.search(shown)
    if moved:  # the commonest move first, since that needs no pattern
        shown = _MOVED.sub(b"", shown.replace(moved[0], b""))
    shown = shown[1:-1]
    for bracket in (b"(", b")"):  # the escapes are those of Python, but for the brackets
        if bracket in shown:
            strings = shown.split(bracket)
            shown = bracket.join([*[string.removesuffix(b"\\") for string in strings[:-1]], strings[-1]])
    return codecs.escape_decode(shown)[0]


def _hexadecimal_codes(shown: bytes) -> bytes:
    """The same where all strings are hexadecimal: what stands between their brackets."""
    written = np.frombuffer(shown, np.uint8)
    opened = written == ord("<")
    depth = np.cumsum(opened.view(np.int8) - (written == ord(">")).view(np.int8), dtype=np.int8)
    if depth.size and (depth.min() < 0 or depth.max() > 1):
        raise NotOurs("A string on a page has no end.")
    return bytes.fromhex(written[(depth == 1) & ~opened].tobytes().decode("ascii"))


def _literal(hexadecimal: re.Match[bytes]) -> bytes:
    """A hexadecimal string as a literal one."""
    return b"(%s)" % bytes.fromhex(hexadecimal[1].decode()).replace(b"\\", b"\\\\")


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
