"""What a specimen sheet asks for: characters, pairs and words, by language.

The order of `ALL` is printed into the page code of supplementary sheets (`sheet.py`), so within one edition of the
sheet texts are never taken out or moved, only added at the end.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from amends.errors import WrongUsage


@dataclass(frozen=True, slots=True)
class Asked:
    """One text the sheet asks for, and in how many boxes."""

    text: str
    boxes: int


@dataclass(frozen=True, slots=True)
class Language:
    """What a language adds to the plain Latin alphabet.

    Attributes:
        name: its English name.
        letters: accented and further small letters; their capitals follow from them.
        marks: quotation marks and punctuation beyond the common ones.
    """

    name: str
    letters: str
    marks: str = ""


LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType(
    {
        "en": Language("English", ""),
        "es": Language("Spanish", "áéíóúüñ", "¡¿«»"),
        "fr": Language("French", "àâçéèêëîïôùûüÿœæ", "«»"),
        "de": Language("German", "äöüß", "„‚"),
        "pt": Language("Portuguese", "áàâãçéêíóôõú", "«»"),
        "it": Language("Italian", "àèéìòù", "«»"),
        "da": Language("Danish", "æøåé", "»«"),
        "nb": Language("Norwegian", "æøåé", "«»"),
        "sv": Language("Swedish", "åäöé"),
        "fi": Language("Finnish", "åäö"),
        "is": Language("Icelandic", "áéíóúýðþæö", "„‚"),
        "nl": Language("Dutch", "éëïóöü"),
        "pl": Language("Polish", "ąćęłńóśźż", "„"),
        "cs": Language("Czech", "áčďéěíňóřšťúůýž", "„‚"),
        "hu": Language("Hungarian", "áéíóöőúüű", "„"),
        "ro": Language("Romanian", "ăâîșț", "„"),
        "tr": Language("Turkish", "çğıöşü"),
    }
)

_OFTEN: Final = "aeinorst"
"""Letters written so often that a fifth form is soon missed."""

_PAIRS: Final = "th he in er an on re ou ll tt ee ss oo ff st fo".split()
_WORDS: Final = ("the", "and", "you", "sorry")
_COMMON: Final = (
    tuple(Asked(c, 5 if c in _OFTEN else 4) for c in "abcdefghijklmnopqrstuvwxyz")
    + tuple(Asked(c, 4) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    + tuple(Asked(c, 3) for c in "0123456789")
    + tuple(Asked(c, 4) for c in ".,")
    + (Asked("’", 3),)
    + tuple(Asked(c, 2) for c in "!?-–“”‘();:&@")
    + tuple(Asked(c, 1) for c in "/£$€%+=")
    + tuple(Asked(pair, 1) for pair in _PAIRS)
    + tuple(Asked(word, 1) for word in _WORDS)
)


def _further(language: Language) -> tuple[Asked, ...]:
    small = tuple(Asked(c, 2) for c in language.letters)
    capital = tuple(Asked(c, 1) for c in _capitals(language.letters))
    return small + capital + tuple(Asked(c, 1) for c in language.marks)


def _capitals(letters: str) -> str:
    capitals = (c.upper() if c != "ı" else "İ" for c in letters)
    return "".join("ẞ" if c == "SS" else c for c in capitals if c != "Ÿ")


def _once(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    seen: dict[str, Asked] = {}
    for each in asked:
        if each.text not in seen or each.boxes > seen[each.text].boxes:
            seen[each.text] = each
    return tuple(seen.values())


JOINED: Final = tuple(
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro"
    " ic ne ea ra ce li ch ll be ma si om ur".split()
)
"""The commonest pairs of letters of English, for writers who join them."""

ALL: Final = _once(
    (
        *_COMMON,
        *(a for language in LANGUAGES.values() for a in _further(language)),
        *(Asked(pair, 1) for pair in JOINED),
    )
)
"""Everything any sheet of this edition can ask for."""

ACCENTED: Final = tuple(a.text for a in ALL if len(a.text) == 1 and len(unicodedata.normalize("NFD", a.text)) > 1)
"""Letters that consist of a base letter and a mark, and so can be composed where they were not written."""


def asked_for(languages: Iterable[str]) -> tuple[Asked, ...]:
    """What a full sheet for these languages asks for, in the order of its boxes.

    Args:
        languages: ISO 639 tags; a region after a hyphen is ignored ("pt-BR" is Portuguese).

    Raises:
        WrongUsage: a language no sheet is made for.
    """
    tags = canonical(languages)
    return _once((*_COMMON, *(a for tag in tags for a in _further(LANGUAGES[tag]))))


def canonical(languages: Iterable[str]) -> tuple[str, ...]:
    """The same languages as plain tags, each once, in the order of `LANGUAGES`; English where none is named.

    Raises:
        WrongUsage: a language no sheet is made for.
    """
    tags = {"nb" if tag in ("no", "nn") else tag for tag in (t.lower().split("-")[0].strip() for t in languages)}
    if unknown := sorted(tags - LANGUAGES.keys()):
        known = ", ".join(f"{tag} ({language.name})" for tag, language in LANGUAGES.items())
        raise WrongUsage(f"There is no sheet for the language “{unknown[0]}”.", f"Sheets are made for {known}.")
    return tuple(tag for tag in LANGUAGES if tag in tags) or ("en",)
