"""What stands beside the words in a letter's file: to whom, from whom, when, signed or not, in which language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from amends.desk.letters.lines import forbidden, normal

KNOWN: Final = frozenset({"to", "from_name", "sign", "date", "lang"})
_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_YES: Final = frozenset({"yes", "true", "on"})
_NO: Final = frozenset({"no", "false", "off"})


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields beside the words, checked."""

    to: tuple[str, ...]
    from_name: str = ""
    sign: bool = True
    date: str = ""
    lang: str = "en"


def fields_of(given: Mapping[str, Any]) -> Fields:
    """The fields of a front matter or a JSON object; others are left alone.

    Raises:
        ValueError: nobody is named in `to`, or a field is of another form.
    """
    to: Any = given.get("to")
    listed = cast("list[Any]", to) if isinstance(to, list) else [to]
    if not all(isinstance(name, str) and name.strip() for name in listed) or not listed:
        raise ValueError('The letter is to nobody: "to" should hold a name, or a list of names.')
    names = tuple(dict.fromkeys(_text(name, "to") for name in cast("list[str]", listed)))
    lang = _text(given.get("lang") or "en", "lang")
    if not _LANG.fullmatch(lang):
        raise ValueError(f'"lang" should be a language tag such as en or es-MX, not {lang!r}.')
    return Fields(
        to=names,
        from_name=_text(given.get("from_name") or "", "from_name"),
        sign=_flag(given.get("sign", True)),
        date=_text(given.get("date") or "", "date"),
        lang=lang,
    )


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f'"{field}" should hold text, not {type(value).__name__}.')
    text = " ".join(normal(value).split())
    if wrong := forbidden(text):
        raise ValueError(f'"{field}": {wrong}')
    return text


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f'"sign" says whether the letter is signed: yes or no, not {value!r}.')
