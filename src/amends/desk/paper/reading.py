"""Reading back what a PDF of ours says, page by page, glyph by glyph.

This is the half of the check that letters never cross that looks at the outcome, so it shares nothing with the half
that sets type: it knows only PDF (ISO 32000-2, 9.4 and 9.10), and of PDF only what typst writes: composite fonts with
two-byte codes, `ToUnicode` maps, and text shown by `Tj` or `TJ`. What it cannot read exactly comes out different, and
different is refused; `slow_page_texts` then has the last word, with PDFium, which knows all of PDF and takes longer.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final, cast

import pikepdf
import pypdfium2

# Two bytes of a literal string, possibly escaped: one code. A closing bracket can only stand where a code would
# begin, because the first byte of a code is below 32 in any font of fewer than 8,192 glyphs, and hence escaped.
_PAIR: Final = rb"\\(?:[0-7]{3}|.)(?:[^\\]|\\(?:[0-7]{3}|.))"
_SHOWN: Final = re.compile(rb"/(\w+) [-\d.]+ Tf|\(((?:" + _PAIR + rb")*)\)|<([0-9A-Fa-f]+)>(?!>)", re.DOTALL)
_MOVED: Final = re.compile(rb"\)[-\d.]+\(|>[-\d.]+<")  # a string ends, the pen is moved, and the string goes on
_CHARACTERS: Final = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_NUMBERS: Final = re.compile(rb"<([0-9A-Fa-f ]+)>")


class _Font(dict[int, str]):
    """What a font's codes stand for."""

    def __init__(self, font: Any) -> None:  # noqa: ANN401  # a pikepdf object, which is whatever the file says
        super().__init__(_meanings(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else ())

    def __missing__(self, code: int) -> str:
        return "\ufffd"

    def text(self, codes: bytes) -> str:
        """The text that two-byte codes show."""
        return codes.decode("utf-16-be", "surrogatepass").translate(self)


def page_texts(pdf: bytes) -> list[str]:
    """What each page says, in the order in which it was set, blanks and all.

    Raises:
        pikepdf.PdfError: not a PDF.
    """
    fonts: dict[tuple[int, int], _Font] = {}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [_page_text(cast("Any", page), fonts) for page in document.pages]


def _page_text(page: Any, fonts: dict[tuple[int, int], _Font]) -> str:  # noqa: ANN401  # a pikepdf page
    named: dict[bytes, _Font] = {}
    for name, resource in page.get("/Resources", {}).get("/Font", {}).items():
        key = resource.objgen
        if key not in fonts:
            fonts[key] = _Font(resource)
        named[name[1:].encode()] = fonts[key]
    parts: list[str] = []
    font: _Font | None = None
    codes: list[bytes] = []
    content = page.Contents.read_bytes() if "/Contents" in page else b""
    for name, literal, hexadecimal in _SHOWN.findall(_MOVED.sub(b"", content)):
        if literal:
            codes.append(literal)
        elif hexadecimal:
            codes.append(bytes.fromhex(hexadecimal.decode()).replace(b"\\", b"\\\\"))
        elif name and named.get(name) is not font:
            parts += [font.text(_unescaped(b"".join(codes)))] if font is not None else []
            font, codes = named.get(name), []
    parts += [font.text(_unescaped(b"".join(codes)))] if font is not None else []
    return "".join(parts)


def _unescaped(literal: bytes) -> bytes:
    """The bytes of a literal string; its escapes are those of Python, but for the brackets."""
    if b"\\(" in literal or b"\\)" in literal:
        literal = literal.replace(b"\\(", b"\\050").replace(b"\\)", b"\\051")
    return literal.decode("unicode_escape").encode("latin-1")


def slow_page_texts(pdf: bytes) -> list[str]:
    """The same, by PDFium."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [cast("Any", page.get_textpage()).get_text_bounded() for page in document]
    finally:
        document.close()


def _meanings(cmap: bytes) -> Iterator[tuple[int, str]]:
    """Code and text of a `ToUnicode` map."""
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
