"""Binding the parts of a print run into one document.

A run is set in parts of a few dozen letters, because one document of thousands needs gigabytes. Here the parts are
put one behind the other: their finished objects are numbered on and copied, and each part's page tree becomes a
branch of the whole. Nothing is taken apart or set again, and memory does not grow with the run. (The other way round,
splitting one large document, would leave every part with the whole font.) A PDF library that loads what it joins took
more time for this than typst takes to set the letters; see `docs/decisions/binding-a-print-run.md`.

Page numbers are drawn here too, since only here is it cheap.
"""

from __future__ import annotations

import hashlib
import os
import re
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from amends.desk.paper.castfont import OBJECTS, CastFont
from amends.desk.paper.objects import COMMON, Objects, pointed, renumbered, taken_apart

_HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_DRAWN: Final = b"q /amends-number Do Q"
"""What draws the page number, on every page that has one; which number, the page's resources say."""


class Binder:
    """Takes parts in their order and leaves one document beside its place, to be put there when all is done.

    Use as a context: what is not finished is removed again. `font` is the font that all its parts share, if any.
    """

    def __init__(self, path: Path, title: str, font: CastFont | None = None) -> None:
        self.path = path
        self.pages = 0
        self._title, self._font = title, font
        self._common = 0  # where the objects of the font begin that all parts share
        self._aside = path.with_name(f".{path.name}.part")
        self._out: BinaryIO | None = None
        self._at = 0
        self._offsets = array("Q", [0, 0])  # object 1 is the root of the page tree, written last
        self._branches: list[int] = []
        self._digest = hashlib.sha256()
        self._number_forms: dict[int, int] = {}
        self._drawn = 0

    def __enter__(self) -> Binder:
        self._out = self._aside.open("wb")
        self._write(_HEADER)
        return self

    def __exit__(self, *error: object) -> None:
        if self._out is not None:
            self._out.close()
        if self._aside.exists():
            self._aside.unlink()

    def add(self, part: bytes | Objects, numbers: Sequence[int] = ()) -> int:
        """Put a part behind what is there, and say with which page, from 0, it begins.

        Args:
            part: a document, whole or taken apart.
            numbers: for each of its pages the number to be drawn there; none is drawn below 2.

        Raises:
            NotOurs: it is not a document of the kind typst writes.
        """
        first = self.pages
        document = taken_apart(part) if isinstance(part, bytes) else part
        if COMMON in document.bodies and not self._common:
            self._common = len(self._offsets)
            self._offsets.extend([0] * OBJECTS)
        bodies, shift = document.bodies, len(self._offsets) - 1
        skipped = {document.root, pointed(bodies[document.root], b"Metadata")}
        shown = {page: self._number_forms[n] for page, n in zip(document.pages, numbers, strict=False) if n > 1}
        for number in range(1, max(number for number in bodies if number < COMMON) + 1):
            body = b"null" if number in skipped else self._renumbered(bodies.get(number, b"null"), shift)
            if number == document.tree:
                body = body.replace(b"<<", b"<</Parent 1 0 R", 1)
            elif number in shown:
                body = self._numbered(body, self._renumbered(document.resources(number), shift), shown[number])
            self._object(body)
        self._branches.append(document.tree + shift)
        self.pages += len(document.pages)
        return first

    def add_numbers(self, numbers: bytes) -> None:
        """Take in the page numbers: a document on whose pages nothing stands but 1, 2, 3 and so on, in their place.

        Page numbers count from one again with each letter. That typst should reckon them costs a seventh of its
        time, since every page is then laid out twice; so it sets them once a run.

        Raises:
            NotOurs: it is not a document of the kind typst writes.
        """
        document = taken_apart(numbers)
        bodies, shift = document.bodies, len(self._offsets) - 1
        skipped = {document.root, document.tree, *document.pages, pointed(bodies[document.root], b"Metadata")}
        contents = {page: pointed(bodies[page], b"Contents") for page in document.pages}
        forms = {number: bodies[page] for page, number in contents.items() if number}
        for number in range(1, max(bodies) + 1):
            body = b"null" if number in skipped else bodies.get(number, b"null")
            self._object(self._renumbered(_form(body, forms[number]) if number in forms else body, shift))
        self._number_forms = {n: number + shift for n, number in enumerate(contents.values(), 1)}
        self._drawn = self._object(b"<</Length %d>>\nstream\n%s\nendstream" % (len(_DRAWN), _DRAWN))

    @property
    def numbers(self) -> int:
        """The highest page number there is."""
        return max(self._number_forms, default=0)

    def _numbered(self, page: bytes, resources: bytes, form: int) -> bytes:
        """A page with its number behind all else."""
        entry = b"/XObject<</amends-number %d 0 R" % form
        if b"/XObject<<" in resources:
            resources = resources.replace(b"/XObject<<", entry, 1)
        else:
            resources = resources.replace(b"<<", b"<<" + entry + b">>", 1)
        page = re.sub(rb"/Resources \d+ 0 R", lambda _: b"/Resources" + resources, page, count=1)
        return re.sub(rb"/Contents (\d+ 0 R)", rb"/Contents[\1 %d 0 R]" % self._drawn, page, count=1)

    def finish(self) -> None:
        """Write what makes it one document, and see it onto the disk; `place` then puts it where it belongs."""
        assert self._out is not None
        self._share()
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

    def _share(self) -> None:
        """Write the font that the parts share, now that it is known what they use of it."""
        if not self._common or self._font is None:
            return
        for number, body in sorted(self._font.bodies().items()):
            place = self._common + number - COMMON
            self._offsets[place] = self._at
            self._write(b"%d 0 obj\n" % place + self._renumbered(body, 0) + b"\nendobj\n")

    def place(self) -> Path:
        """Put the finished document in its place."""
        self._aside.replace(self.path)
        return self.path

    def _renumbered(self, body: bytes, shift: int) -> bytes:
        return renumbered(body, shift, self._common - COMMON)

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


def _form(content: bytes, page: bytes) -> bytes:
    """A page's content as something that can be drawn on other pages (ISO 32000-2, 8.10)."""
    box = re.search(rb"/MediaBox\s*(\[.*?\])", page)
    assert box
    entries = b"/Type/XObject/Subtype/Form/BBox%s/Resources %d 0 R" % (box[1], pointed(page, b"Resources"))
    return content.replace(b"<<", b"<<" + entries, 1)


def _text(text: str) -> bytes:
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode()
