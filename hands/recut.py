"""Cuts the shipped hands from open fonts, at build time.

    python hands/recut.py FONTSOURCE_FOLDER OUT

An open handwriting font draws every letter once. Here every letter is drawn four times more, each time a little
otherwise, and the font gets the feature that passes from one drawing to the next (`amends.desk.hand.alternates`). The
result is a font of its own, so it bears a name of its own, under its base's licence and with its base's copyright.

None of the fonts a hand is cut from has a Reserved Font Name; that of one plain face (Martel: 'Merriweather') is not
used in any name here. They come from npm, pinned by `package-lock.json`, and neither they
nor what is cut from them is ever committed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import accents
import outlines
import plain
import saving
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates
from fontTools.ttLib.tables.ttProgram import Program

OUTLINES = 5
"""The letter as its designer drew it, and four more. Measured on 261 real letters: one repeated word in two hundred
is drawn like an earlier one; with four outlines it is one in seventy."""

UNDRAWN = frozenset({".notdef", ".null", "nonmarkingreturn", "space", "uni00A0", "nbspace", "CR", "NULL"})
STALE = (
    "fpgm", "prep", "cvt ", "gasp", "hdmx", "LTSH", "VDMX", "DSIG", "kern", "GDEF", "GSUB", "GPOS", "STAT", "FFTM",
    "BASE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """What one shipped hand is cut from.

    Attributes:
        id: the name of its files.
        name: what the hand is called in lists.
        about: how it looks, for whoever chooses.
        base: the package in `@fontsource`.
        licence: SPDX.
        manner: how it varies.
        blank: the width of a blank, as a share of the base's own.
    """

    id: str
    name: str
    about: str
    base: str
    licence: str
    manner: outlines.Manner
    blank: float = 1.0

    @property
    def family(self) -> str:
        """The font's own name."""
        return f"Amends {self.name}"


JOINED = outlines.Manner(lift=16, slant=3.0, width=0.05, height=0.06, weight=2.6, sway=20, joined=True)

CUTS = (
    Cut("ana", "Ana", "Quick and round, letters apart", "nothing-you-could-do", "OFL-1.1", outlines.Manner(), 0.74),
    Cut("edith", "Edith", "Fine and upright, with a nib", "la-belle-aurore", "OFL-1.1", outlines.Manner(sway=18)),
    Cut("tomas", "Tomas", "Large and open, taught at school", "over-the-rainbow", "OFL-1.1", outlines.Manner()),
    Cut("ruth", "Ruth", "Slanting and joined, an old hand", "dawning-of-a-new-day", "OFL-1.1", JOINED, 0.8),
    Cut("alder", "Alder", "Joined, even and patient", "cedarville-cursive", "OFL-1.1", JOINED),
)


def recut(fontsource_dir: Path, out: Path) -> None:
    """Make the shipped hands and the plain faces.

    Args:
        fontsource_dir: the folder `@fontsource` of a `node_modules`.
        out: an existing folder; gets `hands.json`, `scripts.json`, the faces, and the licences.
    """
    out.mkdir(parents=True, exist_ok=True)
    hands = [_hand(cut, fontsource_dir, out) for cut in CUTS]
    house = [plain.house(face, fontsource_dir, out) for face in plain.HOUSE]
    listing = {"shared": _shared_digest(), "hands": hands, "house": house}
    (out / "hands.json").write_text(json.dumps(listing, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")
    scripts = [
        plain.script(face, fontsource_dir, out) for face in plain.SCRIPTS
    ]  # apart, since they are seldom needed
    (out / "scripts.json").write_text(json.dumps(scripts, ensure_ascii=False) + "\n", "utf-8", newline="\n")


# ── a hand ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _hand(cut: Cut, fontsource: Path, out: Path) -> dict[str, Any]:
    font = saving.opened(fontsource / cut.base / "files" / f"{cut.base}-latin-400-normal.woff2")
    for table in STALE:
        if table in font:
            del font[table]
    composed = accents.complete(font)
    _widen_blank(font, cut.blank)
    alternates = {
        name: [_glyph(name, k) for k in range(OUTLINES)] for name in font.getGlyphOrder() if name not in UNDRAWN
    }
    _draw(font, cut, alternates)
    _order(font, alternates)
    addOpenTypeFeaturesFromString(font, _scheme().features(alternates))
    saving.rename(font, cut.family, f"A hand for letters, drawn five times over. Cut from {saving.name_of(font, 4)}.")
    record = {
        "id": cut.id, "name": cut.name, "about": cut.about, "family": cut.family, "licence": cut.licence,
        "source": saving.source(fontsource / cut.base), "copyright": saving.name_of(font, 0), "outlines": OUTLINES,
        "metrics": _amends("measures").measure(font), "composed": composed,
    }  # fmt: skip
    return {**record, **saving.save(font, cut.id, out, fontsource / cut.base)}


def _widen_blank(font: TTFont, by: float) -> None:
    cmap = font.getBestCmap()
    for glyph in {cmap[0x20], cmap.get(0xA0, cmap[0x20])}:
        advance, bearing = font["hmtx"][glyph]
        font["hmtx"][glyph] = (round(advance * by), bearing)


def _draw(font: TTFont, cut: Cut, alternates: Mapping[str, list[str]]) -> None:
    """Draw every glyph's further outlines; a composed letter is composed of its parts' outlines."""
    glyf, hmtx = font["glyf"], font["hmtx"]
    unit = font["head"].unitsPerEm / outlines.EM
    order = font.getGlyphOrder()
    font.setGlyphOrder([*order, *(name for names in alternates.values() for name in names[1:])])
    for base, names in alternates.items():
        glyph: Glyph = glyf[base]
        advance = hmtx[base][0]
        glyph.removeHinting()
        for k, name in enumerate(names[1:], 1):
            how = outlines.drawing(cut.manner, cut.id, base, k, len(names))
            glyf[name] = (
                _recomposed(glyph, alternates, k) if glyph.isComposite() else _redrawn(glyph, advance, unit, how)
            )
    for base, names in alternates.items():
        for name in names:
            glyf[name].recalcBounds(glyf)
            hmtx[name] = (hmtx[base][0], getattr(glyf[name], "xMin", 0))


def _redrawn(glyph: Glyph, advance: int, unit: float, how: outlines.Drawing) -> Glyph:
    new = Glyph()
    new.numberOfContours = glyph.numberOfContours
    if glyph.numberOfContours <= 0:
        return new
    contours: list[list[outlines.Point]] = []
    start = 0
    for end in glyph.endPtsOfContours:
        contours.append([tuple(point) for point in glyph.coordinates[start : end + 1]])
        start = end + 1
    points = [point for contour in outlines.drawn(contours, advance, unit, how) for point in contour]
    new.coordinates = GlyphCoordinates([(round(x), round(y)) for x, y in points])
    new.endPtsOfContours, new.flags = list(glyph.endPtsOfContours), bytearray(glyph.flags)
    new.program = _no_program()
    return new


def _recomposed(glyph: Glyph, alternates: Mapping[str, list[str]], k: int) -> Glyph:
    new = Glyph()
    new.numberOfContours = -1
    new.components = []
    for part in glyph.components:
        copy = accents.GlyphComponent()
        copy.__dict__.update(part.__dict__)
        if part.glyphName in alternates:
            copy.glyphName = alternates[part.glyphName][k]
        new.components.append(copy)
    return new


def _no_program() -> Program:
    program = Program()
    program.fromBytecode(b"")
    return program


def _order(font: TTFont, alternates: Mapping[str, list[str]]) -> None:
    """Put the glyphs in the order in which every class of the feature is one range."""
    fixed = [name for name in font.getGlyphOrder() if name in UNDRAWN]
    order = _scheme().glyph_order(fixed, alternates)
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    font["maxp"].numGlyphs = len(order)
    font["post"].formatType = 3.0
    font["post"].extraNames, font["post"].mapping = [], {}


# ── what the made hands share ─────────────────────────────────────────────────────────────────────────────────────

ROOM = Path(__file__).resolve().parent.parent / "src" / "amends" / "desk" / "hand"


def _amends(name: str) -> ModuleType:
    """A module of `amends.desk.hand`, by its file, since while building the package is not installed."""
    full = f"amends_desk_hand_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, ROOM / f"{name}.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(ROOM / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
    return sys.modules[full]


def _scheme() -> ModuleType:
    return _amends("alternates")


def _shared_digest() -> str:
    """SHA-256 of what the cuts share with made hands, so that a test can tell a stale build."""
    digest = hashlib.sha256()
    for name in ("alternates", "measures"):
        digest.update((ROOM / f"{name}.py").read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _glyph(base: str, outline: int) -> str:
    return str(_scheme().glyph_name(base, outline))


if __name__ == "__main__":
    recut(Path(sys.argv[1]), Path(sys.argv[2]))
