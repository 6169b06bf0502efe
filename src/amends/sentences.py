"""What pages say, in the reader's language: gettext, with the English sentence as its own key.

One catalogue a language lies in `src/amends/languages/` as a `.po` file, which is what is committed and what ships.
It is compiled in memory when its language is first asked for. Desk and office both stand on this room, and it knows
neither.
A test holds the catalogues against every sentence of the pages.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Any, Final, cast

from amends.errors import AmendsError

LANGUAGES: Final = {"en": "English", "es": "Español"}
"""Every language there is, with its own name for itself; the first needs no catalogue."""
DEFAULT: Final = "en"
_ASKED: Final = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([0-9.]{1,5}))?\s*")


def marked(sentence: str) -> str:
    """Marks a sentence for the catalogues where it stands apart from the page that says it."""
    return sentence


class Sentence(str):
    """A sentence put together out of a marked one and names: English as it stands, another language on a page.

    `Sentence("%(name)s waits.", name="Ana")` is the string "Ana waits."; its pattern is in the catalogues. What
    stands in a slot is left as it is, unless it is a sentence itself.
    """

    pattern: str
    slots: Mapping[str, str]

    def __new__(cls, pattern: str, **slots: str) -> Sentence:
        """The sentence in English; without slots the pattern is no pattern, and may hold any sign."""
        made = super().__new__(cls, pattern % slots if slots else pattern)
        made.pattern, made.slots = pattern, slots
        return made

    def in_language(self, language: str) -> str:
        """The same in another language; in English where that has no such sentence."""
        said = translations(language).gettext(self.pattern) if self.pattern else ""
        return said % {slot: in_language(one, language) for slot, one in self.slots.items()} if self.slots else said

    def to_text(self) -> str:
        """The sentence so that it can be kept and said in any language later."""
        return json.dumps(_taken_apart(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> str:
        """What `to_text` gave; anything else is what it is."""
        if not text.startswith('{"sentence": '):
            return text
        return _put_together(json.loads(text))


def sentences(*several: str, between: str = " ") -> str:
    """Sentences one after another, each of which is said in the page's language; empty ones are left out."""
    each = [one if isinstance(one, Sentence) else Sentence(one) for one in several if one]
    if len(each) == 1:
        return each[0]
    slots = {f"n{at}": one for at, one in enumerate(each)}
    return Sentence(between.join(f"%({slot})s" for slot in slots), **slots)


def whole(error: AmendsError) -> str:
    """What went wrong and what to do now, as a page says both in its reader's language."""
    return sentences(error.message, error.hint)


def together(names: Sequence[str]) -> str:
    """Names one after another: "Ana, Rui and Ines"."""
    *first, last = names or [""]
    return Sentence("%(first)s and %(last)s", first=", ".join(first), last=last) if first else last


def in_language(said: str, language: str) -> str:
    """A sentence with names in it in another language; what is no such sentence stays as it is."""
    return said.in_language(language) if isinstance(said, Sentence) else said


def _taken_apart(said: str) -> object:
    if not isinstance(said, Sentence):
        return str(said)
    return {"sentence": said.pattern, "slots": {slot: _taken_apart(one) for slot, one in said.slots.items()}}


def _put_together(kept: object) -> str:
    if isinstance(kept, str):
        return kept
    said = cast("dict[str, Any]", kept)
    pattern, slots = said["sentence"], said["slots"]
    return Sentence(pattern, **{slot: _put_together(one) for slot, one in slots.items()})


def preferred(header: str) -> str:
    """The language that a browser asks for, of those there are.

    Args:
        header: `Accept-Language` (RFC 9110, section 12.5.4); what it says of regions is left aside.
    """
    wanted: list[tuple[float, int, str]] = []
    for place, one in enumerate(header[:1000].split(",")):
        found = _ASKED.fullmatch(one)
        if found and found[1].lower() in LANGUAGES:
            weight = float(found[2]) if found[2] and re.fullmatch(r"\d(\.\d*)?", found[2]) else 1.0
            wanted.append((-weight, place, found[1].lower()))
    return min((one for one in wanted if one[0] < 0), default=(0.0, 0, DEFAULT))[2]


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; of one that is not there, the English sentences."""
    if language == DEFAULT or language not in LANGUAGES:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # only whoever reads another language waits for it
    from babel.messages.pofile import read_po  # noqa: PLC0415

    text = files("amends").joinpath("languages", f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(text), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
