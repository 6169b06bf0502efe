"""The press: typst, held so that nothing of a letter is lost without a word.

It sees only the fonts given to it, never the machine's; it takes every warning for a refusal, since to typst a
missing glyph is only a warning; and it uses the same few file names over and over, because a process has 65,535 of
them and after the last one typst fails for good.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal, cast

import typst

from amends.desk.hand.shipped import Hand, plain_faces, script_faces
from amends.desk.hand.standins import stand_ins
from amends.desk.paper.legible import legible, legible_objects
from amends.desk.paper.objects import Objects, taken_apart
from amends.desk.paper.scratch import scratch
from amends.desk.paper.stationery import EnvelopeSize, Size, Stationery
from amends.envelope import Json
from amends.errors import AmendsError, Refused
from amends.sentences import Sentence

Standard = Literal["a-3a", "ua-1"]
SEALED: Final[tuple[Standard, ...]] = ("a-3a", "ua-1")
"""A letter of its own is kept for decades and read aloud: PDF/A-3a and PDF/UA-1."""

_LETTERS: Final = """\
#import "letter.typ": letter, look, sheet, written
#import "slip.typ": slip
#show: sheet.with(numbered: false)
#show: written
#let first = true
#for it in json("data.json") {
  if not first { pagebreak() } else { first = false }
  letter(it)
  if "slip" in it { slip(it.slip) }
}
"""
_NUMBERS: Final = """\
#import "letter.typ": sheet
#show: sheet.with(drawn: false)
#for n in range(json("data.json") - 1) { pagebreak() }
"""
_ENVELOPES: Final = """\
#import "envelope.typ": envelopes
#envelopes(json("data.json"))
"""
_SEALED: Final = """\
#import "letter.typ": letter, look, sheet, written
#import "slip.typ": slip
#let it = json("data.json")
#set document(title: it.title, author: it.author)
#set text(lang: it.lang)
#pdf.attach("words.json", bytes(it.words), relationship: "source", mime-type: "application/json",
  description: it.about.words)
#pdf.attach("letter.txt", bytes(it.text), relationship: "alternative", mime-type: "text/plain",
  description: it.about.text)
#show: sheet
#show: written
#letter(it)
#if "slip" in it { slip(it.slip) }
"""
_SLIPS: Final = """\
#import "packet.typ": set-plainly, slips
#let it = json("data.json")
#show: set-plainly
#slips(it.slips, it.width * 0.1mm, it.height * 0.1mm)
"""
_LIST: Final = """\
#import "packet.typ": list-of, set-plainly
#let it = json("data.json")
#show: set-plainly
#list-of(it, it.width * 0.1mm, it.height * 0.1mm)
"""
_OUTER: Final = """\
#import "packet.typ": outer, set-plainly
#let it = json("data.json")
#show: set-plainly
#outer(it)
"""
_MAINS: Final = {
    "letters": _LETTERS,
    "numbers": _NUMBERS,
    "envelopes": _ENVELOPES,
    "sealed": _SEALED,
    "slips": _SLIPS,
    "list": _LIST,
    "outer": _OUTER,
}
_FIXED: Final = ("letter.typ", "drawings.typ", "envelope.typ", "slip.typ", "packet.typ")
SIGNED_IN: Final = 0.42
"""How far in the close and the signature begin, as a share of the measure."""


class PressBroken(AmendsError):
    """Typst itself failed, in a way that leaves it unusable in this process."""


@dataclass(frozen=True, slots=True)
class Form:
    """Everything about a page that is not the letter: hand, stationery, sheet and envelope."""

    hand: Hand
    stationery: Stationery
    size: Size
    cover: EnvelopeSize

    def is_simple(self) -> bool:
        """Whether the hand writes nothing but what is set one glyph after the other."""
        return all(map(_is_simple, self.hand.characters))

    def measure(self) -> tuple[float, float, float]:
        """The type size of a letter and how long its lines are at most, in points; what share of that a close has."""
        wide = (self.size.width - 2 * self.size.side) * 72 / 25.4
        return round(self.size.type * self.hand.measures.size, 3), wide, 1 - SIGNED_IN

    def look(self) -> dict[str, Any]:
        """The same as `look.json` has it."""
        size, cover = self.size, self.cover
        return {
            "family": self.hand.family,
            "simple": self.is_simple(),
            "ink": self.stationery.ink,
            "soft": self.stationery.soft,
            "drawing": self.stationery.drawing,
            "width": size.width,
            "height": size.height,
            "side": size.side,
            "head": size.head + (4 if self.stationery.drawing else 0),
            "foot": size.foot,
            "size": self.measure()[0],
            "plain": round(size.type * 0.92, 3),
            "pitch": size.pitch,
            "spacing": round(size.pitch / 2, 3),
            "code": 38,
            "signed": SIGNED_IN * 100,
            "cover": {"width": cover.width, "height": cover.height, "flap": cover.flap},
        }


def _is_simple(character: str) -> bool:
    """Whether a character is set as Latin is, one glyph after the other: Greek and Cyrillic are, Arabic is not."""
    return character < "\u0590" or "\u1c80" <= character < "\u2e80" or "\ufb00" <= character < "\ufb07"


@dataclass(frozen=True, slots=True)
class TypeCase:
    """The fonts of a run, in a private folder, and what stands around the data; shared by its presses.

    Attributes:
        fonts: the fonts, read once.
        folder: the private folder, in which every press has one of its own.
        files: the constant files of every compilation.
        every_font: the same fonts and those of further scripts, read when a letter first needs one.
        said: what each stand-in of the hand stands for; nothing leaves a press with one in it (`legible`).
    """

    fonts: typst.Fonts
    folder: Path
    files: Mapping[str, bytes]
    every_font: Callable[[], typst.Fonts]
    said: Mapping[str, str]


@contextlib.contextmanager
def type_case(form: Form) -> Generator[TypeCase]:
    """Lay out the fonts and the forms for a run; everything private is gone afterwards."""
    with scratch() as folder:
        fonts = folder / "fonts"
        fonts.mkdir(mode=0o700)
        hand = stand_ins(form.hand)
        for name, face in {**plain_faces(), "hand.ttf": hand.face}.items():
            (fonts / name).write_bytes(face)
        package = files("amends.desk.paper")
        fixed = {name: package.joinpath(name).read_bytes() for name in _FIXED}
        fixed["look.json"] = json.dumps(form.look(), ensure_ascii=False).encode()
        root = folder / "root"
        root.mkdir(mode=0o700)
        every = _once(lambda: _every_font(folder))
        yield TypeCase(typst.Fonts(False, False, [str(fonts)]), root, fixed, every, hand.said)


def _every_font(folder: Path) -> typst.Fonts:
    further = folder / "scripts"
    further.mkdir(mode=0o700)
    for name, face in script_faces().items():
        (further / name).write_bytes(face)
    return typst.Fonts(False, False, [str(folder / "fonts"), str(further)])


def _once(make: Callable[[], typst.Fonts]) -> Callable[[], typst.Fonts]:
    """The same thing for every press of a run, made when the first one asks."""
    lock, made = threading.Lock(), list[typst.Fonts]()

    def give() -> typst.Fonts:
        with lock:
            if not made:
                made.append(make())
            return made[0]

    return give


class Press:
    """One compiler. Not to be shared between threads: typst borrows it whole while it works.

    Attributes:
        root: its private folder; enclosed images lie here while a letter that shows them is set.
    """

    def __init__(self, case: TypeCase) -> None:
        self._case = case
        # A folder of its own, since enclosed images are put there under names that every press uses.
        self.root = Path(tempfile.mkdtemp(dir=case.folder))
        self._compiler = self._made(case.fonts)
        self._of_every_script: typst.Compiler | None = None

    def _made(self, fonts: typst.Fonts) -> typst.Compiler:
        files = {"main.typ": b"", "data.json": b"[]", **self._case.files}
        return typst.Compiler(cast("Any", files), root=str(self.root), font_paths=fonts)

    def _compiler_for(self, data: str) -> typst.Compiler:
        """The compiler that has the fonts this data names; a quotation mark that somebody wrote never ends a name."""
        if '"font":[' not in data:
            return self._compiler
        if self._of_every_script is None:
            self._of_every_script = self._made(self._case.every_font())
        return self._of_every_script

    def pdf(
        self,
        main: Literal["letters", "numbers", "envelopes", "sealed", "slips", "list", "outer"],
        data: Json,
        *,
        at: int = 0,
        standards: Sequence[Standard] = (),
    ) -> bytes:
        """Set data and give the PDF.

        Args:
            main: which kind of document.
            data: what stands in it.
            at: its time stamp, seconds since 1970.
            standards: those it must keep; a document that keeps some is tagged.

        Raises:
            Refused: typst objected to something, were it only by a warning; the message says to what.
            PressBroken: typst failed altogether.
        """
        how = {"pdf_standards": list(standards), "pdf_tags": bool(standards), "timestamp": at}
        made = self._set(main, data, {"format": "pdf", **how})
        assert isinstance(made, bytes)
        return legible(made, self._case.said)

    def objects(self, main: Literal["letters", "envelopes"], data: Json) -> Objects:
        """The same, taken apart, for whoever binds it.

        Raises:
            Refused, PressBroken: as with `pdf`.
            NotOurs: typst wrote what is not looked for here.
        """
        made = self._set(main, data, {"format": "pdf", "pdf_tags": False, "timestamp": 0})
        assert isinstance(made, bytes)
        return legible_objects(taken_apart(made), self._case.said)

    def svg(self, main: Literal["letters", "envelopes"], data: Json) -> tuple[bytes, ...]:
        """Set data and give a picture of each page: outlines, no text, several times as fast as a document.

        Raises:
            Refused, PressBroken: as with `pdf`.
        """
        made = self._set(main, data, {"format": "svg"})
        return tuple(made) if isinstance(made, list) else (made,)

    def _set(self, main: str, data: Json, how: Mapping[str, Any]) -> bytes | list[bytes]:
        said = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        inputs = {**self._case.files, "main.typ": _MAINS[main].encode(), "data.json": said.encode()}
        try:
            made, warnings = self._compiler_for(said).compile_with_warnings(cast("Any", inputs), **how)
        except typst.TypstError as error:
            raise Refused(Sentence("The page could not be set: %(why)s.", why=error.message)) from error
        except Exception:
            raise
        except BaseException as panic:
            # pyo3's PanicException is no Exception. Whoever is interrupted must still be interrupted.
            if type(panic).__name__ != "PanicException":
                raise
            raise PressBroken("The typesetter failed.", "Start the command again; what is made is kept.") from panic
        if warnings:
            raise Refused(Sentence("The page would not be whole: %(why)s.", why=warnings[0].message))
        return cast("bytes | list[bytes]", made)
