"""The faces for plain type and for the house's own words, and those of other scripts behind them.

Plain type is what a line is set in, by the writer's choice, where the hand lacks a letter. Which letters it has
decides whose name can stand on an envelope, so it is made of everything its packages have.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import saving
from fontTools import merge
from fontTools.ttLib import TTFont


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
PARTS = ("latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext")


@dataclass(frozen=True, slots=True)
class Script:
    """A face of one script, as it is: only its name is ours.

    Attributes:
        id: the name of its file.
        name: of the script, for the face's own name.
        base: the package in `@fontsource`.
        part: the file of that package that holds the script.
        joining: whether its letters change with their neighbours, so that it keeps its shaping; the others are plain
            rows of signs.
    """

    id: str
    name: str
    base: str
    part: str
    joining: bool = True

    @property
    def family(self) -> str:
        """The font's own name."""
        return f"Amends {self.name}"


# Arabic and Devanagari are of faces that draw a letter and its dots as one sign. Where a face puts them together of
# several, typst writes the letter into the document once for each, and whoever copies it or has it read aloud gets it
# twice; so the proof-reader refuses such pages (Noto Naskh Arabic, Noto Serif Devanagari).
SCRIPTS = (
    Script("arabic", "Arabic", "amiri", "arabic"),
    Script("hebrew", "Hebrew", "noto-serif-hebrew", "hebrew"),
    Script("devanagari", "Devanagari", "martel", "devanagari"),
    Script("thai", "Thai", "noto-serif-thai", "thai"),
    Script("japanese", "Japanese", "noto-serif-jp", "japanese", joining=False),
    Script("chinese", "Chinese", "noto-serif-sc", "chinese-simplified", joining=False),
    Script("korean", "Korean", "noto-serif-kr", "korean", joining=False),
)
STALE = ("STAT", "BASE", "prep", "gasp", "vhea", "vmtx", "VORG", "DSIG")
SHAPING = ("GSUB", "GPOS", "GDEF")


def house(face: House, fontsource: Path, out: Path) -> dict[str, Any]:
    """One font of the parts that a package keeps in files of their own."""
    home = fontsource / face.base
    parts: list[io.BytesIO] = []
    for part_name in PARTS:
        path = home / "files" / f"{face.base}-{part_name}-{face.weight}-{face.style}.woff2"
        if path.is_file():
            part = saving.opened(path)
            _drop(part, ("STAT", "BASE", "GDEF", "GSUB", "prep", "gasp"))
            _drop(part, () if part_name == "latin" else ("GPOS",))
            parts.append(io.BytesIO())
            part.save(parts[-1])
    font: TTFont = merge.Merger().merge(parts)
    font.cfg.update(saving.PLAIN_PACKING)
    font.recalcTimestamp = False
    first = saving.opened(home / "files" / f"{face.base}-latin-{face.weight}-{face.style}.woff2")
    for table in ("name", "head"):
        for field in ("created", "modified") if table == "head" else ():
            setattr(font[table], field, getattr(first[table], field))
    font["name"] = first["name"]
    about = f"Plain type for letters. From {saving.name_of(first, 4)}."
    saving.rename(font, face.family, about, italic=face.style == "italic")
    record = {
        "id": face.id, "family": face.family, "style": face.style, "licence": "OFL-1.1",
        "source": saving.source(home), "copyright": saving.name_of(first, 0),
    }  # fmt: skip
    return {**record, **saving.save(font, face.id, out, home)}


def script(face: Script, fontsource: Path, out: Path) -> dict[str, Any]:
    """The face of a script, renamed and rid of what only a screen or a vertical page needs."""
    home = fontsource / face.base
    path = home / "files" / f"{face.base}-{face.part}-400-normal.woff2"
    font = saving.opened(path, whole=False)
    _drop(font, STALE if face.joining else STALE + SHAPING)
    before = saving.name_of(font, 4)
    saving.rename(font, face.family, f"Plain type for letters. From {before}.")
    record = {
        "id": face.id, "family": face.family, "licence": "OFL-1.1", "source": saving.source(home),
        "copyright": saving.name_of(font, 0),
    }  # fmt: skip
    return {**record, **saving.save(font, face.id, out, home, web=False)}


def _drop(font: TTFont, tables: Sequence[str]) -> None:
    for table in tables:
        if table in font:
            del font[table]
