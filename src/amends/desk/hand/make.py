"""Makes a hand: photographs of filled sheets in, a font and a report out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from amends.clock import Clock
from amends.desk.hand.boxes import Form, cut
from amends.desk.hand.build import Built, Drawn, build, glyph_name, name_of
from amends.desk.hand.ink import FULL, take_ink
from amends.desk.hand.lines import X_UNITS, Glyph, glyphs, rule
from amends.desk.hand.photograph import open_photographs
from amends.desk.hand.rectify import Flat, flatten
from amends.desk.hand.spacing import space
from amends.desk.hand.trace import trace

_STRAY: Final = 0.3
EDGE: Final = 0.5 * FULL


@dataclass(frozen=True, slots=True)
class MadeHand:
    name: str
    ttf: bytes
    woff2: bytes
    glyphs: int
    outlines: int
    forms: Mapping[str, int]
    seconds: float


def make_hand(photos: Sequence[bytes], name: str, clock: Clock) -> MadeHand:
    began = clock.monotonic()
    flats = [flatten(photograph) for photograph in open_photographs(photos)]
    forms = [form for flat in flats for form in read(flat)]
    usable = [form for form in forms if form.flaw is None]
    outlines = trace([form.plane for form in usable], EDGE, _STRAY)
    ruling = rule(usable)
    made = glyphs(usable, outlines, ruling)
    built = font_of(name, made, clock)
    return MadeHand(name, built.ttf, built.woff2, built.glyphs, built.outlines, {}, clock.monotonic() - began)


def read(flat: Flat) -> list[Form]:
    ink = take_ink(flat)
    return cut(ink, flat.page.boxes, flat.page.dots, flat.page.number, flat.photograph.name)


def font_of(name: str, made: Sequence[Glyph], clock: Clock) -> Built:
    by_text: dict[str, list[Glyph]] = defaultdict(list)
    for glyph in made:
        by_text[glyph.text].append(glyph)
    single = {text: forms for text, forms in by_text.items() if len(text) == 1}
    alternates = {name_of(t): [glyph_name(name_of(t), k) for k in range(len(f))] for t, f in single.items()}
    of = {glyph_name(name_of(t), k): g for t, f in single.items() for k, g in enumerate(f)}
    classes = {n: n.split(".")[0] for n in of}
    spacing = space({n: g.outline for n, g in of.items()}, classes, list("abcdefghiklmnoprstuvwy"))
    drawn = {}
    for n, g in of.items():
        left, right = spacing.bearings[n]
        drawn[n] = Drawn(left + g.right + right, tuple(c + [left, 0] for c in g.outline))
    chars = {t: name_of(t) for t in single}
    if "’" in chars: chars["'"] = chars["’"]
    return build(name, drawn, alternates, chars, {}, spacing, classes, int(0.6 * X_UNITS), clock.now())
