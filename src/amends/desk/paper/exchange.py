"""Exchanging slugs: in the pages that typst made of slugs, every slug gives way to the line that it stands for.

A page can be printed from several times, as from a forme: envelopes differ in what stands on them and hardly ever in
where it stands, so typst makes one of each kind.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from amends.desk.hand.standins import PIN, SLUG
from amends.desk.paper.castfont import CastFont
from amends.desk.paper.casting import Lines
from amends.desk.paper.objects import COMMON, NotOurs, Objects, pointed, unpacked
from amends.desk.paper.reading import meanings_of

NAME: Final = b"amends-hand"
_KIDS: Final = re.compile(rb"/Kids\s*\[.*?\]", re.DOTALL)
_COUNT: Final = re.compile(rb"/Count \d+")
_CONTENTS: Final = re.compile(rb"/Contents \d+ 0 R")
_RESOURCES: Final = re.compile(rb"/Resources \d+ 0 R")
# How typst draws a text: it goes to its place and turns the page's axes round, and for the text back again. What is
# left of that is the place. Lines that follow each other are one text, so that what they share is written once.
_PLACED: Final = b"q 1 0 0 -1 "
_HOW: Final = rb" cm(/\S+ cs [\d. ]+ scn\nBT 0 Tr)/%s ([\d.]+ Tf) 1 0 0 -1 0 0 Tm%s\nET\nQ"
_RUN: Final = re.compile(rb"q 1 0 0 -1 [-\d. ]+\0(\d+);(?:\nq 1 0 0 -1 [-\d. ]+\0\1;)*")


@dataclass(frozen=True, slots=True)
class _Forme:
    """A page of slugs.

    Attributes:
        number: its object's number.
        contents, resources: those of its content and its resources.
        slugs: how many lines it takes.
        content: its content, with `%b` in the places of the lines.
        font: the entry of its fonts that has the slugs.
    """

    number: int
    contents: int
    resources: int
    slugs: int = 0
    content: bytes = b""
    font: bytes = b""


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
            bodies[forme.contents] = unpacked(forme.content % tuple(own))
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
                bodies[free + 1] = unpacked(forme.content % tuple(own))
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
    """The pages of a document; in `bodies`, what they take their fonts from gets the font of the lines."""
    slugs = {number: _slug(document, number) for number in document.page_fonts()}
    drawn: dict[tuple[bytes, int], _Drawn] = {}
    made = [_forme(document, page, slugs, drawn) for page in document.pages]
    alike: defaultdict[bytes, list[_Forme]] = defaultdict(list)
    for forme in made:
        alike[bodies[forme.resources]].append(forme)
    for body, some in alike.items():
        if any(forme.slugs for forme in some):
            bodies[some[0].resources] = _shared(body, some)
        for forme in some[1:]:  # typst writes for every page anew what they all share
            if forme.resources not in (forme.number, some[0].resources):
                bodies.pop(forme.resources, None)
                bodies[forme.number] = _RESOURCES.sub(b"/Resources %d 0 R" % some[0].resources, bodies[forme.number])
    return made


def _forme(
    document: Objects, page: int, slugs: Mapping[int, bytes], drawn: dict[tuple[bytes, int], _Drawn]
) -> _Forme:
    resources = pointed(document.bodies[page], b"Resources") or page
    contents = pointed(document.bodies[page], b"Contents")
    whole = document.content(page)
    for name, number in document.fonts(page).items():
        if slugs[number]:
            if (name, number) not in drawn:
                drawn[name, number] = _Drawn(re.compile(_HOW % (re.escape(name), slugs[number])))
            content, count = drawn[name, number].content(whole)
            if count:
                if not contents:
                    raise NotOurs("A page has its content where typst does not put it.")
                return _Forme(page, contents, resources, count, content, b"/%s %d 0 R" % (name, number))
    return _Forme(page, contents, resources, content=whole.replace(b"%", b"%%"))


class _Drawn:
    """How the slugs of one font are drawn, as far as they have been met."""

    def __init__(self, pattern: re.Pattern[bytes]) -> None:
        self._pattern = pattern
        self._marks: dict[bytes, bytes] = {}
        self._hows: list[bytes] = []

    def content(self, content: bytes) -> tuple[bytes, int]:
        """A page's content with `%b` in the places of the slugs, and how many these are."""
        if b"\0" in content:
            raise NotOurs("A page has a character that typst does not write.")
        for slug, mark in self._marks.items():
            content = content.replace(slug, mark)
        while found := self._pattern.search(content):
            how = found[1] + b"/" + NAME + b" " + found[2]
            if how not in self._hows:
                self._hows.append(how)
            self._marks[found[0]] = mark = b"\0%d;" % self._hows.index(how)
            content = content.replace(found[0], mark)
        return _RUN.sub(self._run, content.replace(b"%", b"%%")), content.count(b"\0")

    def _run(self, found: re.Match[bytes]) -> bytes:
        """Slugs that follow each other, all drawn in one way, as one text."""
        mark = b"\0%s;" % found[1]
        places = found[0].removeprefix(_PLACED).removesuffix(mark)
        places = places.replace(mark + b"\n" + _PLACED, b" Tm%b\n1 0 0 1 ")
        return b"q%s\n1 0 0 1 %s Tm%%b\nET\nQ" % (self._hows[int(found[1])], places)


def _shared(body: bytes, formes: Iterable[_Forme]) -> bytes:
    """What pages take their fonts from, with that of the lines; that of the slugs goes if it has nothing else."""
    if b"/Font<<" not in body:
        raise NotOurs("A page has its fonts where typst does not put them.")
    for entry in {forme.font for forme in formes}:
        name = entry.partition(b" ")[0] + b" "
        if not any(name in forme.content for forme in formes):
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
