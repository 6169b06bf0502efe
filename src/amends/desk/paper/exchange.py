"""Exchanging slugs: in the pages that typst made of slugs, every slug gives way to the line that it stands for.

A page can be printed from several times, as from a forme: envelopes differ in what stands on them and hardly ever in
where it stands, so typst makes one of each kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from amends.desk.hand.standins import PIN, SLUG
from amends.desk.paper.castfont import CastFont
from amends.desk.paper.casting import Lines
from amends.desk.paper.objects import COMMON, NotOurs, Objects, pointed, unpacked
from amends.desk.paper.reading import meanings_of

NAME: Final = b"amends-hand"
_LINE: Final = b"/" + NAME + b" %s Tf 1 0 0 -1 0 0 Tm%s"
_KIDS: Final = re.compile(rb"/Kids\s*\[.*?\]", re.DOTALL)
_COUNT: Final = re.compile(rb"/Count \d+")
_CONTENTS: Final = re.compile(rb"/Contents \d+ 0 R")


@dataclass(frozen=True, slots=True)
class _Forme:
    """A page of slugs.

    Attributes:
        number: its object's number.
        contents, resources: those of its content and its resources.
        pieces: its content, parted at the slugs, and between the parts the size of type of each.
        font: the entry of its fonts that has the slugs.
    """

    number: int
    contents: int
    resources: int
    pieces: list[bytes]
    font: bytes = b""

    @property
    def slugs(self) -> int:
        """How many lines it takes."""
        return len(self.pieces) // 2

    def content(self, lines: Sequence[bytes]) -> bytes:
        """Its content with lines in the places of the slugs."""
        pieces = [*self.pieces]
        pieces[1::2] = [_LINE % each for each in zip(self.pieces[1::2], lines, strict=True)]
        return b"".join(pieces)


def with_lines(document: Objects, lines: Iterable[Lines], font: CastFont) -> Objects:
    """Exchange the slugs in a document for the lines that they stand for.

    Args:
        document: what typst made of the trees that a `Caster` gave.
        lines: the lines that it gave, in order.
        font: the font of the caster.

    Raises:
        NotOurs: there are not as many slugs as lines.
    """
    bodies = dict(document.bodies)
    waiting = [*chain.from_iterable(lines)]
    at = 0
    for forme in _formes(document, bodies):
        if forme.slugs:
            own, at = waiting[at : at + forme.slugs], at + forme.slugs
            if at > len(waiting):
                raise NotOurs("There are more slugs on the pages than lines were cast.")
            bodies[forme.contents] = unpacked(forme.content(own))
    if at < len(waiting):
        raise NotOurs("There are fewer slugs on the pages than lines were cast.")
    return replace(document, bodies={**bodies, **font.part_bodies()}) if waiting else document


def printed(formes: Objects, uses: Iterable[tuple[int, Lines]], font: CastFont, *, sides: int) -> Objects:
    """Print from formes.

    Args:
        formes: what typst made of the different trees that a `Caster` gave, so many pages of each.
        uses: in the order of the pages to be, which tree is printed from, from 0, and with which lines.
        font: the font of the caster.
        sides: how many pages each tree has.

    Raises:
        NotOurs: there are not as many slugs as lines.
    """
    bodies = dict(formes.bodies)
    made = _formes(formes, bodies)
    blank = {forme.number: bodies.pop(forme.number) for forme in made}
    for forme in made:
        bodies.pop(forme.contents, None)
    pages: list[int] = []
    free = max(bodies) + 1
    for use, lines in uses:
        at = 0
        for forme in made[sides * use : sides * (use + 1)]:
            own, at = lines[at : at + forme.slugs], at + forme.slugs
            if len(own) < forme.slugs:
                raise NotOurs("There are more slugs on the pages than lines were cast.")
            page = blank[forme.number]
            if forme.contents:
                page = _CONTENTS.sub(b"/Contents %d 0 R" % (free + 1), page, count=1)
                bodies[free + 1] = unpacked(forme.content(own))
            bodies[free] = page
            pages.append(free)
            free += 2
        if at < len(lines):
            raise NotOurs("There are fewer slugs on the pages than lines were cast.")
    kids = b"/Kids[%s]" % b" ".join([b"%d 0 R" % page for page in pages])
    tree = _COUNT.sub(b"/Count %d" % len(pages), _KIDS.sub(kids, bodies[formes.tree], count=1), count=1)
    bodies[formes.tree] = tree
    return Objects({**bodies, **font.part_bodies()}, formes.root, formes.tree, tuple(pages))


def _formes(document: Objects, bodies: dict[int, bytes]) -> list[_Forme]:
    """The pages of a document; in `bodies`, what each takes its fonts from gets the font of the lines."""
    patterns = {number: _slug(document, number) for number in document.page_fonts()}
    made = [_forme(document, page, patterns) for page in document.pages]
    for number in {forme.resources for forme in made if forme.slugs}:
        bodies[number] = _shared(bodies[number], [forme for forme in made if forme.resources == number])
    return made


def _forme(document: Objects, page: int, patterns: dict[int, bytes]) -> _Forme:
    resources = pointed(document.bodies[page], b"Resources") or page
    contents = pointed(document.bodies[page], b"Contents")
    whole = document.content(page)
    for name, number in document.fonts(page).items():
        if patterns[number]:
            pieces = re.split(rb"/%s ([\d.]+) Tf 1 0 0 -1 0 0 Tm%s" % (re.escape(name), patterns[number]), whole)
            if len(pieces) > 1:
                if not contents:
                    raise NotOurs("A page has its content where typst does not put it.")
                return _Forme(page, contents, resources, pieces, b"/%s %d 0 R" % (name, number))
    return _Forme(page, contents, resources, [whole])


def _shared(body: bytes, formes: Iterable[_Forme]) -> bytes:
    """What pages take their fonts from, with that of the lines; that of the slugs goes if it has nothing else."""
    if b"/Font<<" not in body:
        raise NotOurs("A page has its fonts where typst does not put them.")
    for entry in {forme.font for forme in formes}:
        name = entry.partition(b" ")[0] + b" "
        if not any(name in piece for forme in formes for piece in forme.pieces[::2]):
            body = body.replace(entry, b"", 1)
    return body.replace(b"/Font<<", b"/Font<</%s %d 0 R" % (NAME, COMMON), 1)


def _slug(document: Objects, font: int) -> bytes:
    """How a slug looks in a page's content, as a pattern; empty for a font that has none."""
    codes = {text: code for code, text in meanings_of(document, font)}
    signs = [_written(codes[sign]) for sign in (SLUG, PIN) if sign in codes]
    if not signs:
        return b""
    blank = _written(codes[" "]) if " " in codes else b""
    behind = rb"(?:(?:[)>][-\d.]+[(<])?%s)?" % blank if blank else b""
    return rb"\[?[(<](?:%s)%s[)>]\]?T[Jj]" % (b"|".join(signs), behind)


def _written(code: int) -> bytes:
    """A code as it may be written, in a string of either kind."""
    escaped = b"".join([_byte(byte) for byte in code.to_bytes(2, "big")])
    return rb"(?:%s|%04X)" % (escaped, code)


def _byte(byte: int) -> bytes:
    short = {8: b"b", 9: b"t", 10: b"n", 12: b"f", 13: b"r"}.get(byte, b"\\" + bytes([byte]) if byte > 32 else b"")
    named = rb"|\\%s" % (short if byte < 32 else re.escape(bytes([byte]))) if short else b""
    return rb"(?:%s|\\%03o%s)" % (re.escape(bytes([byte])), byte, named)


__all__ = ["NAME", "printed", "with_lines"]
