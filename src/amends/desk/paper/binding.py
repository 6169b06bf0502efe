"""Binding the parts of a print run into one document.

A run is set in parts of a few dozen letters, because one document of thousands needs gigabytes. Here the parts are
put one behind the other: their finished objects are numbered on and copied, and each part's page tree becomes a
branch of the whole. Nothing is taken apart or set again, and memory does not grow with the run. (The other way round,
splitting one large document, would leave every part with the whole font.) A PDF library that loads what it joins took
more time for this than typst takes to set the letters; see `docs/decisions/binding-a-print-run.md`.

It reads what typst writes and nothing else: whole objects, a plain cross-reference table (ISO 32000-2, 7.5.4).
"""

from __future__ import annotations

import hashlib
import os
import re
from array import array
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final

from amends.errors import AmendsError

_REFERENCE: Final = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_OBJECT: Final = re.compile(rb"\s*\d+ 0 obj\s*")
_STREAM: Final = re.compile(rb">>\s*stream\r?\n")
_TRAILER: Final = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class CannotBind(AmendsError):
    """A part is not a document of the kind typst writes."""


class Binder:
    """Takes parts in their order and leaves one document beside its place, to be put there when all is done.

    Use as a context: what is not finished is removed again.
    """

    def __init__(self, path: Path, title: str) -> None:
        self.path = path
        self.pages = 0
        self._title = title
        self._aside = path.with_name(f".{path.name}.part")
        self._out: BinaryIO | None = None
        self._at = 0
        self._offsets = array("Q", [0, 0])  # object 1 is the root of the page tree, written last
        self._branches: list[int] = []
        self._digest = hashlib.sha256()

    def __enter__(self) -> Binder:
        self._out = self._aside.open("wb")
        self._write(_HEADER)
        return self

    def __exit__(self, *error: object) -> None:
        if self._out is not None:
            self._out.close()
        if self._aside.exists():
            self._aside.unlink()

    def add(self, part: bytes) -> int:
        """Put a part behind what is there, and say with which page, from 0, it begins.

        Raises:
            CannotBind: it is not a document of the kind typst writes.
        """
        first = self.pages
        objects, root = _objects(part)
        shift = len(self._offsets) - 1
        catalog = objects[root]
        tree = _pointed(catalog, b"Pages")
        skipped = {root, _pointed(catalog, b"Metadata")}
        count = re.search(rb"/Count (\d+)", objects[tree])
        if count is None:
            raise CannotBind("A part of the print run has no pages.")
        for number in range(1, max(objects) + 1):
            body = b"null" if number in skipped else _renumbered(objects.get(number, b"null"), shift)
            self._object(body.replace(b"<<", b"<</Parent 1 0 R", 1) if number == tree else body)
        self._branches.append(tree + shift)
        self.pages += int(count[1])
        return first

    def finish(self) -> None:
        """Write what makes it one document, and see it onto the disk; `place` then puts it where it belongs."""
        assert self._out is not None
        kids = b" ".join(b"%d 0 R" % branch for branch in self._branches)
        info = self._object(b"<</Title %s/Producer(amends)>>" % _text(self._title))
        catalog = self._object(b"<</Type/Catalog/Pages 1 0 R/ViewerPreferences<</DisplayDocTitle true>>>>")
        self._offsets[1] = self._at
        self._write(b"1 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (self.pages, kids))
        start = self._at
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        for offset in self._offsets[1:]:
            self._write(b"%010d 00000 n \n" % offset)
        name = self._digest.hexdigest()[:32].encode()
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self._offsets), catalog, info, name, name, start)
        )
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()

    def place(self) -> Path:
        """Put the finished document in its place."""
        self._aside.replace(self.path)
        return self.path

    def _object(self, body: bytes) -> int:
        number = len(self._offsets)
        self._offsets.append(self._at)
        self._write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        return number

    def _write(self, data: bytes) -> None:
        assert self._out is not None
        self._out.write(data)
        self._digest.update(data)
        self._at += len(data)


def _objects(part: bytes) -> tuple[dict[int, bytes], int]:
    """The objects of a document by number, and the number of its catalog."""
    trailer = _TRAILER.search(part, max(0, len(part) - 2048))
    if trailer is None or not part.startswith(b"xref", int(trailer[2])):
        raise CannotBind("A part of the print run ends in a way that cannot be bound.")
    start = int(trailer[2])
    table = part[start : trailer.start()].split(b"\n", 2)
    if table[1].split()[:1] != [b"0"]:
        raise CannotBind("A part of the print run has a table of contents that cannot be bound.")
    entries = [line.split() for line in table[2].splitlines()]
    offsets = {number: int(entry[0]) for number, entry in enumerate(entries) if entry and entry[2] == b"n"}
    ends = sorted([*offsets.values(), start])
    following = dict(pairwise(ends))
    objects: dict[int, bytes] = {}
    for number, offset in offsets.items():
        head = _OBJECT.match(part, offset)
        end = part.rfind(b"endobj", offset, following[offset])
        if head is None or end < 0:
            raise CannotBind("A part of the print run has an object that cannot be bound.")
        objects[number] = part[head.end() : end].rstrip()
    return objects, _pointed(trailer[1], b"Root")


def _renumbered(body: bytes, shift: int) -> bytes:
    """An object with every reference in it shifted; what is in a stream stays as it is."""
    stream = _STREAM.search(body)
    end = stream.start() if stream else len(body)
    return _REFERENCE.sub(lambda found: b"%d 0 R" % (int(found[1]) + shift), body[:end]) + body[end:]


def _pointed(body: bytes, name: bytes) -> int:
    found = re.search(rb"/%s (\d+) 0 R" % name, body)
    return int(found[1]) if found else 0


def _text(text: str) -> bytes:
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode()
