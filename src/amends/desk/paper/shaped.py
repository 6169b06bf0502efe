"""Reading back pages with scripts whose letters change with their neighbours, or run from right to left.

Slower than `reading`, and asked only where that could not make sense of a page. Where one letter is drawn by several
glyphs, or several by one, typst writes what was meant beside them (`ActualText`, ISO 32000-2, 14.9.4), and that is
read. What runs from right to left lies in the file in the order in which it is seen; so of such a stretch it is
compared which letters it has, not their order, and everything around it is compared as ever.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final, cast

import pikepdf

_MAPPED: Final = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>\s*(?=<[0-9A-Fa-f]{4}>\s*<|endbfchar)")
_CHARACTERS: Final = re.compile(rb"beginbfchar(.*?endbfchar)", re.DOTALL)
_RANGES: Final = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_RANGE: Final = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")


def shaped_page_texts(pdf: bytes) -> list[str]:
    """What each page says, what stands in `ActualText` instead of the glyphs under it.

    Raises:
        pikepdf.PdfError: not a PDF.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return ["".join(_said(page)) for page in document.pages]


def unordered(text: str) -> str:
    """A text without blanks, in which the letters of every stretch from right to left are put in order."""
    text = "".join(unicodedata.normalize("NFC", text).split())
    parts = (
        "".join(group) for _, group in groupby(text, lambda c: unicodedata.bidirectional(c) in ("L", "EN", "AN"))
    )
    return "".join("".join(sorted(part)) if any(map(_from_the_right, part)) else part for part in parts)


def is_shaped(text: str) -> bool:
    """Whether a text has letters from right to left, or marks that its script places by shaping."""
    return any(
        unicodedata.bidirectional(character) in ("R", "AL") or unicodedata.category(character) in ("Mn", "Mc")
        for character in text
    )


def _from_the_right(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")


def _said(page: Any) -> Iterator[str]:  # noqa: ANN401  # a pikepdf page
    fonts = {str(name): meanings(font) for name, font in page.get("/Resources", {}).get("/Font", {}).items()}
    font: dict[int, str] = {}
    marks: list[bool] = []
    for operands, operator in cast("Any", pikepdf).parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                meant = operands[1].get("/ActualText") if len(operands) > 1 and hasattr(operands[1], "get") else None
                if meant is not None and not any(marks):
                    yield str(meant)
                marks.append(meant is not None)
            case "EMC":
                marks.pop()
            case "Tf":
                font = fonts.get(str(operands[0]), {})
            case "Tj" | "TJ" if not any(marks):
                shown = operands[0] if str(operator) == "TJ" else operands
                for string in shown:
                    codes = bytes(string) if isinstance(string, pikepdf.String) else b""
                    yield from (font.get(int.from_bytes(codes[n : n + 2]), "\ufffd") for n in range(0, len(codes), 2))
            case _:
                pass


def meanings(font: Any) -> dict[int, str]:  # noqa: ANN401  # a pikepdf object
    """What the codes of a font in a PDF stand for, by its `ToUnicode` map."""
    table = cast("bytes", font.ToUnicode.read_bytes()) if "/ToUnicode" in font else b""
    found: dict[int, str] = {}
    for body in _CHARACTERS.findall(table):
        found |= {int(code, 16): _text(text) for code, text in _MAPPED.findall(body)}
    for body in _RANGES.findall(table):
        for first, last, text in _RANGE.findall(body):
            start = _text(text)
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = start[:-1] + chr(ord(start[-1]) + code - int(first, 16))
    return found


def _text(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode()).decode("utf-16-be", "replace")
