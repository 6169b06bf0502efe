"""Giving a page its letters back: what stands in a PDF for an outline is made to say the letter that it draws.

The typesetter is given stand-ins (`amends.desk.hand.standins`), so the text of what it makes is theirs. Which glyph
stands for which text a PDF says in one place, its `ToUnicode` maps (ISO 32000-2, 9.10.3); only these are changed, and
all else stays byte for byte as it was. The pages are read back afterwards, and say what they will say to everybody.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from amends.desk.paper.objects import Objects, parted, pointed, taken_apart, with_bodies

_MEANING: Final = re.compile(rb"(?<=> <)[0-9A-F]+(?=>)")
_LENGTH: Final = re.compile(rb"/Length \d+")


def legible(pdf: bytes, said: Mapping[str, str]) -> bytes:
    """A document as it is to be read.

    Args:
        pdf: what typst wrote.
        said: each stand-in -> what it stands for.

    Raises:
        NotOurs: it is not a document of the kind typst writes.
    """
    document = taken_apart(pdf)
    changed = _put_right(document, said)
    return with_bodies(pdf, changed) if changed else pdf


def legible_objects(document: Objects, said: Mapping[str, str]) -> Objects:
    """The same, for a document that is taken apart already."""
    return replace(document, bodies={**document.bodies, **_put_right(document, said)})


def _put_right(document: Objects, said: Mapping[str, str]) -> dict[int, bytes]:
    """The maps that have to be changed, as they are to be."""

    def meant(found: re.Match[bytes]) -> bytes:
        text = said.get(bytes.fromhex(found[0].decode()).decode("utf-16-be"))
        return text.encode("utf-16-be").hex().upper().encode() if text else found[0]

    maps = {pointed(parted(body)[0], b"ToUnicode") for body in document.bodies.values()} - {0}
    changed: dict[int, bytes] = {}
    for number in maps:
        before = document.stream(number)
        after = _MEANING.sub(meant, before)
        if after != before:
            changed[number] = _stream(document.bodies[number], after)
    return changed


def _stream(body: bytes, data: bytes) -> bytes:
    """An object with other data in its stream."""
    head, _ = parted(body)
    if b"/FlateDecode" in head:
        data = zlib.compress(data)
    return _LENGTH.sub(b"/Length %d" % len(data), head, count=1) + b"\nstream\n" + data + b"\nendstream"
