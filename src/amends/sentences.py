"""What pages say, in the reader's language: gettext, with the English sentence as its own key.

One catalogue a language lies in `src/amends/languages/` as a `.po` file, which is what is committed and what ships.
It is compiled in memory when its language is first asked for. Desk and office both stand on this room, and it knows
neither.
A test holds the catalogues against every sentence of the pages.
"""

from __future__ import annotations

import io
import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Final

LANGUAGES: Final = {"en": "English", "es": "Español"}
"""Every language there is, with its own name for itself; the first needs no catalogue."""
DEFAULT: Final = "en"
_ASKED: Final = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([0-9.]{1,5}))?\s*")


def marked(sentence: str) -> str:
    """Marks a sentence for the catalogues where it stands apart from the page that says it."""
    return sentence


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
