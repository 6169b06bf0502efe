"""The objects of a PDF as typst writes it: whole objects and a plain cross-reference table (ISO 32000-2, 7.5.4).

What is bound and what is read back are both looked up here. A library that knows all of PDF takes longer to open a
part of a print run than typst takes to write it.
"""

from __future__ import annotations

import bisect
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from amends.errors import AmendsError

_OBJECT: Final = re.compile(rb"\s*\d+ 0 obj\s*")
_STREAM: Final = re.compile(rb">>\s*stream\r?\n")
_TRAILER: Final = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_NAMED: Final = re.compile(rb"/([^\s/<>\[\]()]+)\s+(\d+) 0 R")
_FONTS: Final = re.compile(rb"/Font\s*<<(.*?)>>", re.DOTALL)
_CONTENTS: Final = re.compile(rb"/Contents\s*(\d+ 0 R|\[.*?\])")
_REFERENCES: Final = re.compile(rb"(\d+) 0 R")
_REFERENCE: Final = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_ENTRY: Final = re.compile(rb"(\d{10}) 00000 n")


COMMON: Final = 1_000_000
"""From here on numbers of objects mean those that all parts of a run share (`amends.desk.paper.castfont`)."""


class NotOurs(AmendsError):
    """A document is not of the kind typst writes."""


@dataclass(frozen=True, slots=True)
class Objects:
    """A document taken to its objects.

    Attributes:
        bodies: object number -> what stands between `obj` and `endobj`.
        root: the number of the catalog.
        tree: the number of the page tree's root.
        pages: the numbers of the pages, in order.
    """

    bodies: dict[int, bytes]
    root: int
    tree: int
    pages: tuple[int, ...]

    def stream(self, number: int) -> bytes:
        """What an object's stream holds, unpacked."""
        head, data = parted(self.bodies[number])
        if b"/FlateDecode" in head:
            return zlib.decompressobj().decompress(data)
        if b"/Filter" in head:
            raise NotOurs("A stream is packed in a way that is not looked for here.")
        return data[: int(_found(rb"/Length (\d+)", head))]

    def fonts(self, page: int) -> Mapping[bytes, int]:
        """The fonts of a page: name -> object number."""
        return _fonts(self.resources(page))

    def page_fonts(self) -> set[int]:
        """The numbers of the fonts of all pages."""
        return {number for page in self.pages for number in self.fonts(page).values()}

    def resources(self, page: int) -> bytes:
        """The object in which a page's resources stand."""
        return self.bodies[pointed(self.bodies[page], b"Resources") or page]

    def content(self, page: int) -> bytes:
        """What is drawn on a page, unpacked."""
        found = _CONTENTS.search(self.bodies[page])
        return b"\n".join([self.stream(int(number)) for number in _REFERENCES.findall(found[1])]) if found else b""


def taken_apart(pdf: bytes) -> Objects:
    """The objects of a document.

    Raises:
        NotOurs: it is not a document of the kind typst writes.
    """
    trailer, _, extents = _table(pdf)
    bodies = {number: pdf[begin:end].rstrip() for number, (begin, end) in extents.items()}
    root = pointed(trailer, b"Root")
    tree = pointed(bodies.get(root, b""), b"Pages")
    return Objects(bodies, root, tree, tuple(_pages(bodies, tree)))


def whole(document: Objects) -> bytes:
    """The objects as a document again; what parts share stands behind its own."""
    bodies = sorted(document.bodies.items())
    places = {number: place for place, (number, _) in enumerate(bodies, 1)}
    pieces = [b"%PDF-1.7\n"]
    at = len(pieces[0])
    table = [b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)]
    for place, (_, body) in enumerate(bodies, 1):
        pieces.append(b"%d 0 obj\n%s\nendobj\n" % (place, renumbered(body, places)))
        table.append(b"%010d 00000 n \n" % at)
        at += len(pieces[-1])
    root = places[document.root]
    trailer = b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, root, at)
    return b"".join([*pieces, *table, trailer])


def renumbered(body: bytes, places: Mapping[int, int]) -> bytes:
    """An object with every reference in it put right; what is in a stream stays as it is.

    Args:
        body: the object.
        places: the number of each object, and the one that it gets; what gets none is nothing.
    """
    stream = _STREAM.search(body)
    end = stream.start() if stream else len(body)
    if body.find(b" 0 R", 0, end) < 0:
        return body

    def moved(found: re.Match[bytes]) -> bytes:
        place = places.get(int(found[1]))
        return b"%d 0 R" % place if place else b"null"

    return _REFERENCE.sub(moved, body[:end]) + body[end:]


def with_bodies(pdf: bytes, bodies: Mapping[int, bytes]) -> bytes:
    """A document with other bodies for some of its objects, and all else as it was.

    Raises:
        NotOurs: it is not a document of the kind typst writes.
    """
    _, start, extents = _table(pdf)
    pieces: list[bytes] = []
    moved: list[tuple[int, int]] = []
    at = shift = 0
    for number in sorted(bodies, key=extents.__getitem__):
        begin, end = extents[number]
        body = bodies[number] + b"\n"
        pieces += (pdf[at:begin], body)
        shift += len(body) - (end - begin)
        moved.append((begin, shift))
        at = end
    ends = [begin for begin, _ in moved]

    def entry(found: re.Match[bytes]) -> bytes:
        offset = int(found[1])
        before = bisect.bisect_left(ends, offset)
        return b"%010d 00000 n" % (offset + (moved[before - 1][1] if before else 0))

    table, trailer, rest = pdf[start:].partition(b"trailer")
    rest = re.sub(rb"startxref\s+\d+", b"startxref\n%d" % (start + shift), rest, count=1)
    return b"".join([*pieces, pdf[at:start], _ENTRY.sub(entry, table), trailer, rest])


def _table(pdf: bytes) -> tuple[bytes, int, dict[int, tuple[int, int]]]:
    """A document's trailer, where its table of contents begins, and where the body of each object begins and ends."""
    trailer = _TRAILER.search(pdf, max(0, len(pdf) - 2048))
    if trailer is None or not pdf.startswith(b"xref", int(trailer[2])):
        raise NotOurs("A document ends in a way that is not typst's.")
    start = int(trailer[2])
    table = pdf[start : trailer.start()].split(b"\n", 2)
    if table[1].split()[:1] != [b"0"]:
        raise NotOurs("A document has a table of contents that is not typst's.")
    entries = [line.split() for line in table[2].splitlines()]
    offsets = {number: int(entry[0]) for number, entry in enumerate(entries) if entry and entry[2] == b"n"}
    extents: dict[int, tuple[int, int]] = {}
    following = dict(pairwise(sorted([*offsets.values(), start])))
    for number, offset in offsets.items():
        head = _OBJECT.match(pdf, offset)
        end = pdf.rfind(b"endobj", offset, following[offset])
        if head is None or end < 0:
            raise NotOurs("A document has an object that is not typst's.")
        extents[number] = (head.end(), end)
    return trailer[1], start, extents


def unpacked(data: bytes) -> bytes:
    """An object that is a stream of data, as it is."""
    return b"<</Length %d>>\nstream\n%s\nendstream" % (len(data), data)


def packed(document: Objects) -> Objects:
    """The same with the content of every page packed."""
    bodies = dict(document.bodies)
    for page in document.pages:
        number = pointed(bodies[page], b"Contents")
        head, data = parted(bodies[number]) if number else (b"", b"")
        if number and b"/Filter" not in head:
            small = zlib.compress(data[: int(_found(rb"/Length (\d+)", head))], 1)
            bodies[number] = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(small), small)
    return replace(document, bodies=bodies)


def parted(body: bytes) -> tuple[bytes, bytes]:
    """An object's dictionary, and what is in its stream, if it has one."""
    stream = _STREAM.search(body)
    return (body[: stream.start() + 2], body[stream.end() :]) if stream else (body, b"")


def pointed(body: bytes, name: bytes) -> int:
    """The number of the object to which an entry of a dictionary points; 0 if it points to none."""
    found = _pointer(name).search(body)
    return int(found[1]) if found else 0


@lru_cache(maxsize=16)
def _pointer(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"/%s (\d+) 0 R" % name)


@lru_cache(maxsize=64)
def _fonts(resources: bytes) -> Mapping[bytes, int]:
    """The fonts that resources name: name -> object number. Most pages have the same."""
    fonts = _FONTS.search(resources)
    return {name: int(number) for name, number in _NAMED.findall(fonts[1])} if fonts else {}


def _pages(bodies: dict[int, bytes], tree: int) -> Iterator[int]:
    kids = _found(rb"/Kids\s*\[(.*?)\]", bodies.get(tree, b""))
    for kid in map(int, _REFERENCES.findall(kids)):
        if b"/Kids" in bodies[kid]:
            yield from _pages(bodies, kid)
        else:
            yield kid


def _found(pattern: bytes, body: bytes) -> bytes:
    found = re.search(pattern, body, re.DOTALL)
    if found is None:
        raise NotOurs("A document lacks what every document of typst's has.")
    return found[1]
