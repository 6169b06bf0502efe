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
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import accumulate, count
from pathlib import Path
from typing import BinaryIO, Final

from amends.desk.paper.castfont import OBJECTS, CastFont
from amends.desk.paper.objects import COMMON, Objects, pointed, renumbered, taken_apart, unpacked

_HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


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
        self._numbers: dict[int, int] = {}  # the number of a page -> the object that draws it
        self._number_forms = b""  # where those find what they draw

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
        bodies = document.bodies
        places = self._places(bodies, {document.root, pointed(bodies[document.root], b"Metadata")})
        drawn = {page: self._numbers[n] for page, n in zip(document.pages, numbers, strict=False) if n > 1}
        resources = {pointed(bodies[page], b"Resources") for page in drawn}
        leaves = _Leaves(places)
        pages = frozenset(document.pages)
        written: list[bytes] = []
        for number in places:
            if number in pages:
                written.append(leaves.written(bodies[number], drawn.get(number, 0)))
            elif number < COMMON:
                body = renumbered(bodies[number], places)
                if number == document.tree:
                    body = body.replace(b"<<", b"<</Parent 1 0 R", 1)
                elif number in resources:
                    body = self._with_numbers(body)
                written.append(body)
        self._objects(written)
        self._branches.append(places[document.tree])
        self.pages += len(document.pages)
        return first

    def _places(self, bodies: Iterable[int], skipped: Container[int]) -> dict[int, int]:
        """Which number the objects of a document have here: their own behind what is there, then what parts share."""
        kept = [number for number in bodies if number < COMMON and number not in skipped]
        common = range(self._common, self._common + OBJECTS) if self._common else ()
        return {**dict(zip(kept, count(len(self._offsets)))), **dict(zip(count(COMMON), common))}

    def add_numbers(self, numbers: bytes) -> None:
        """Take in the page numbers: a document on whose pages nothing stands but 1, 2, 3 and so on, in their place.

        Page numbers count from one again with each letter. That typst should reckon them costs a seventh of its
        time, since every page is then laid out twice; so it sets them once a run.

        Raises:
            NotOurs: it is not a document of the kind typst writes.
        """
        document = taken_apart(numbers)
        bodies = dict(document.bodies)
        for page in document.pages:
            if number := pointed(bodies[page], b"Contents"):
                bodies[number] = _form(bodies[number], bodies[page])
        metadata = pointed(bodies[document.root], b"Metadata")
        places = self._places(bodies, {document.root, document.tree, *document.pages, metadata})
        contents = enumerate([pointed(bodies[page], b"Contents") for page in document.pages], 1)
        forms = {n: places[number] for n, number in contents if number}
        self._objects([renumbered(bodies[number], places) for number in places if number < COMMON])
        self._number_forms = b"".join([b"/amends-%d %d 0 R" % each for each in forms.items()])
        self._numbers = {n: self._object(unpacked(b"q/amends-%d Do Q" % n)) for n in forms}

    @property
    def numbers(self) -> int:
        """The highest page number there is."""
        return max(self._numbers, default=0)

    def _with_numbers(self, resources: bytes) -> bytes:
        """What pages take their fonts from, with the page numbers."""
        if b"/XObject<<" in resources:
            return resources.replace(b"/XObject<<", b"/XObject<<" + self._number_forms, 1)
        return resources.replace(b"<<", b"<</XObject<<%s>>" % self._number_forms, 1)

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
        places = self._places((), ())
        for number, body in self._font.bodies().items():
            self._offsets[places[number]] = self._at
            self._write(b"%d 0 obj\n%s\nendobj\n" % (places[number], renumbered(body, places)))

    def place(self) -> Path:
        """Put the finished document in its place."""
        self._aside.replace(self.path)
        return self.path

    def _object(self, body: bytes) -> int:
        self._objects([body])
        return len(self._offsets) - 1

    def _objects(self, bodies: Iterable[bytes]) -> None:
        """Write some objects, with the next numbers there are."""
        written = [b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(bodies, len(self._offsets))]
        self._offsets.extend(accumulate([self._at, *map(len, written[:-1])]))
        self._write(b"".join(written))

    def _write(self, data: bytes) -> None:
        assert self._out is not None
        self._out.write(data)
        self._digest.update(data)
        self._at += len(data)


class _Leaves:
    """Writes the pages of one part, which differ in hardly anything but where their content is."""

    def __init__(self, places: Mapping[int, int]) -> None:
        self._places = places
        self._around: dict[tuple[bytes, bytes], tuple[bytes, bytes]] = {}

    def written(self, page: bytes, number: int) -> bytes:
        """A page as it is bound; `number` is the object that draws its number, if it has one."""
        before, _, behind = page.partition(b"/Contents ")
        content, _, behind = behind.partition(b" 0 R")
        if not content.isdigit():
            return renumbered(page, self._places)
        around = self._around.get((before, behind))
        if around is None:
            around = renumbered(before, self._places), renumbered(behind, self._places)
            self._around[before, behind] = around
        place = self._places[int(content)]
        drawn = b"[%d 0 R %d 0 R]" % (place, number) if number else b" %d 0 R" % place
        return b"%s/Contents%s%s" % (around[0], drawn, around[1])


def _form(content: bytes, page: bytes) -> bytes:
    """A page's content as something that can be drawn on other pages (ISO 32000-2, 8.10)."""
    box = re.search(rb"/MediaBox\s*(\[.*?\])", page)
    assert box
    entries = b"/Type/XObject/Subtype/Form/BBox%s/Resources %d 0 R" % (box[1], pointed(page, b"Resources"))
    return content.replace(b"<<", b"<<" + entries, 1)


def _text(text: str) -> bytes:
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode()
