"""Cuts the shipped hands from open fonts, at build time.

    python hands/recut.py FONTSOURCE_FOLDER OUT

An open handwriting font draws every letter once. Here every letter is drawn four times more, each time a little
otherwise, and the font gets the feature that passes from one drawing to the next (`amends.desk.hand.alternates`). The
result is a font of its own, so it bears a name of its own, under its base's licence and with its base's copyright.

None of the fonts used has a Reserved Font Name. They come from npm, pinned by `package-lock.json`, and neither they
nor what is cut from them is ever committed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import accents
import outlines
from fontTools import merge
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates
from fontTools.ttLib.tables.ttProgram import Program

OUTLINES = 5
"""The letter as its designer drew it, and four more. Measured on 261 real letters: 2.7 % of repeats within twelve
glyphs reuse an outline; with four outlines it is 3.6 %."""

VERSION = "1.000"
PLAIN_PACKING = {"fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER": False}
"""Whether HarfBuzz's packer is installed differs between a build and a checkout; the bytes must not."""


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


@dataclass(frozen=True, slots=True)
class House:
    """A face for plain type and for the house's own words."""

    id: str
    family: str
    base: str
    style: str
    weight: int = 400


HOUSE = (
    House("serif", "Amends Serif", "eb-garamond", "normal"),
    House("serif-italic", "Amends Serif", "eb-garamond", "italic"),
    House("sans", "Amends Sans", "alegreya-sans", "normal"),
)
SCRIPTS = ("latin", "latin-ext", "greek", "cyrillic")


def recut(fontsource_dir: Path, out: Path) -> None:
    """Make the shipped hands and the plain faces.

    Args:
        fontsource_dir: the folder `@fontsource` of a `node_modules`.
        out: an existing folder; gets `hands.json`, two files a face, and the licences.
    """
    out.mkdir(parents=True, exist_ok=True)
    hands = [_hand(cut, fontsource_dir, out) for cut in CUTS]
    house = [_house(face, fontsource_dir, out) for face in HOUSE]
    listing = {"shared": _shared_digest(), "hands": hands, "house": house}
    (out / "hands.json").write_text(json.dumps(listing, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")


# ── a hand ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _hand(cut: Cut, fontsource: Path, out: Path) -> dict[str, Any]:
    font = _open(fontsource / cut.base / "files" / f"{cut.base}-latin-400-normal.woff2")
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
    addOpenTypeFeaturesFromString(
        font, _scheme().features(alternates, space="space", space_width=font["hmtx"]["space"][0])
    )
    _rename(font, cut.family, f"A hand for letters, drawn five times over. Cut from {_name(font, 4)}.")
    record = {
        "id": cut.id, "name": cut.name, "about": cut.about, "family": cut.family, "licence": cut.licence,
        "source": _source(fontsource / cut.base), "copyright": _name(font, 0), "outlines": OUTLINES,
        "metrics": _amends("measures").measure(font), "composed": composed,
    }  # fmt: skip
    return {**record, **_save(font, cut.id, out, fontsource / cut.base)}


def _open(path: Path) -> TTFont:
    font = TTFont(path, recalcTimestamp=False, cfg=PLAIN_PACKING)
    font.flavor = None
    return font


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


# ── the plain faces ───────────────────────────────────────────────────────────────────────────────────────────────


def _house(face: House, fontsource: Path, out: Path) -> dict[str, Any]:
    """One font of the scripts that a package keeps in files of their own."""
    home = fontsource / face.base
    parts: list[io.BytesIO] = []
    for script in SCRIPTS:
        path = home / "files" / f"{face.base}-{script}-{face.weight}-{face.style}.woff2"
        if path.is_file():
            part = _open(path)
            for table in ("STAT", "BASE", "GDEF", "GSUB", "prep", "gasp", *(() if script == "latin" else ("GPOS",))):
                if table in part:
                    del part[table]
            parts.append(io.BytesIO())
            part.save(parts[-1])
    font: TTFont = merge.Merger().merge(parts)
    font.cfg.update(PLAIN_PACKING)
    font.recalcTimestamp = False
    first = _open(home / "files" / f"{face.base}-latin-{face.weight}-{face.style}.woff2")
    for table in ("name", "head"):
        for field in ("created", "modified") if table == "head" else ():
            setattr(font[table], field, getattr(first[table], field))
    font["name"] = first["name"]
    _rename(font, face.family, f"Plain type for letters. From {_name(first, 4)}.", italic=face.style == "italic")
    record = {
        "id": face.id, "family": face.family, "style": face.style, "licence": "OFL-1.1", "source": _source(home),
        "copyright": _name(first, 0),
    }  # fmt: skip
    return {**record, **_save(font, face.id, out, home)}


# ── names and files ───────────────────────────────────────────────────────────────────────────────────────────────


def _rename(font: TTFont, family: str, description: str, *, italic: bool = False) -> None:
    """Full name records, or typst takes another font without a word; licence and copyright stay the base's."""
    name = font["name"]
    style = "Italic" if italic else "Regular"
    kept = {k: _name(font, k) for k in (0, 7, 8, 9, 11, 13, 14)}
    postscript = f"{family.replace(' ', '')}-{style}"
    records = {
        **kept, 1: family, 2: style, 3: f"{VERSION};{postscript}", 4: family if not italic else f"{family} Italic",
        5: f"Version {VERSION}", 6: postscript, 10: description,
        13: kept[13] or "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://openfontlicense.org", 16: family, 17: style,
    }  # fmt: skip
    name.names = []
    for number, text in records.items():
        if text:
            name.setName(text, number, 3, 1, 0x409)


def _name(font: TTFont, number: int) -> str:
    return (font["name"].getDebugName(number) or "").strip()


def _source(home: Path) -> str:
    about = json.loads((home / "package.json").read_text("utf-8"))
    return f"{about['name']}@{about['version']}"


def _save(font: TTFont, name: str, out: Path, home: Path) -> dict[str, Any]:
    licences = out / "licences"
    licences.mkdir(exist_ok=True)
    (licences / f"{home.name}.txt").write_text((home / "LICENSE").read_text("utf-8"), "utf-8", newline="\n")
    ttf, woff2 = io.BytesIO(), io.BytesIO()
    font.save(ttf, reorderTables=True)
    again = TTFont(io.BytesIO(ttf.getvalue()), recalcTimestamp=False, cfg=PLAIN_PACKING)
    again.flavor = "woff2"
    again.save(woff2)
    for suffix, data in (("ttf", ttf), ("woff2", woff2)):
        (out / f"{name}.{suffix}").write_bytes(data.getvalue())
    return {
        "ttf": f"{name}.ttf", "woff2": f"{name}.woff2", "digest": hashlib.sha256(ttf.getvalue()).hexdigest(),
        "characters": _ranges(sorted(again.getBestCmap())),
    }  # fmt: skip


def _ranges(codes: list[int]) -> list[list[int]]:
    """Code points as first and last of each run."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return runs


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
