"""Opening, naming and writing fonts while the package is built."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

VERSION = "1.000"
PLAIN_PACKING = {"fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER": False}
"""Whether HarfBuzz's packer is installed differs between a build and a checkout; the bytes must not."""


def opened(path: Path, *, whole: bool = True) -> TTFont:
    """A font from its package, unpacked; one whose letters stay as they are need not be read as a whole."""
    font = TTFont(path, recalcTimestamp=False, cfg=PLAIN_PACKING, recalcBBoxes=whole, lazy=not whole)
    font.flavor = None
    return font


def rename(font: TTFont, family: str, description: str, *, italic: bool = False) -> None:
    """Full name records, or typst takes another font without a word; licence and copyright stay the base's."""
    name = font["name"]
    style = "Italic" if italic else "Regular"
    kept = {k: name_of(font, k) for k in (0, 7, 8, 9, 11, 13, 14)}
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


def name_of(font: TTFont, number: int) -> str:
    """A record of the name table, by its number."""
    return (font["name"].getDebugName(number) or "").strip()


def source(home: Path) -> str:
    """The package and its version."""
    about = json.loads((home / "package.json").read_text("utf-8"))
    return f"{about['name']}@{about['version']}"


def save(font: TTFont, name: str, out: Path, home: Path, *, web: bool = True) -> dict[str, Any]:
    """Write a face with its licence, for print and, if asked for, for the web; gives its record in the listing."""
    licences = out / "licences"
    licences.mkdir(exist_ok=True)
    (licences / f"{home.name}.txt").write_text((home / "LICENSE").read_text("utf-8"), "utf-8", newline="\n")
    ttf = io.BytesIO()
    font.save(ttf, reorderTables=True)
    (out / f"{name}.ttf").write_bytes(ttf.getvalue())
    again = TTFont(io.BytesIO(ttf.getvalue()), recalcTimestamp=False, cfg=PLAIN_PACKING)
    record = {
        "ttf": f"{name}.ttf", "digest": hashlib.sha256(ttf.getvalue()).hexdigest(),
        "characters": _ranges(sorted(again.getBestCmap())),
    }  # fmt: skip
    if web:
        again.flavor = "woff2"
        again.save(out / f"{name}.woff2")
        record["woff2"] = f"{name}.woff2"
    return record


def _ranges(codes: list[int]) -> list[list[int]]:
    """Code points as first and last of each run."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return runs
