"""What stands beside the words in a letter's file: to whom, from whom, when, signed or not, in which language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from amends.desk.letters.lines import forbidden, normal
from amends.desk.letters.words import Block, Scan, Words

KNOWN: Final = frozenset({"to", "from_name", "sign", "date", "lang", "plain"})
_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
EVERY: Final = "every"
PS: Final = "ps"
_YES: Final = frozenset({"yes", "true", "on"})
_NO: Final = frozenset({"no", "false", "off"})


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields beside the words, checked.

    `plain` says which blocks stand in plain type, by the writer's choice: their numbers between salutation and close,
    from 1, as a refusal names them; `PS` for those after the signature. `EVERY` stands for all.
    """

    to: tuple[str, ...]
    from_name: str = ""
    sign: bool = True
    date: str = ""
    lang: str = "en"
    plain: frozenset[str] = frozenset()


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
        plain=_blocks(given.get("plain", False)),
    )


def in_type(words: Words, plain: frozenset[str]) -> Words:
    """The letter with these blocks in plain type; a page written by hand stays one.

    Raises:
        ValueError: it has no such block.
    """
    if not plain:
        return words
    known = {EVERY, *(str(n) for n in range(1, len(words.body) + 1)), *((PS,) if words.postscript else ())}
    if unknown := sorted(plain - known):
        raise ValueError(f'"plain" names block {unknown[0]}, and the letter has {len(words.body)} of them.')
    body = tuple(_set_plain(block) if {EVERY, str(n)} & plain else block for n, block in enumerate(words.body, 1))
    behind = tuple(map(_set_plain, words.postscript)) if {EVERY, PS} & plain else words.postscript
    return replace(words, body=body, postscript=behind)


def _set_plain(block: Block) -> Block:
    return block if isinstance(block, Scan) else replace(block, plain=True)


def _blocks(value: object) -> frozenset[str]:
    """`plain: true`, `plain: 3` or `plain: [2, 5, ps]`."""
    listed = cast("list[object]", value) if isinstance(value, list) else [value]
    named = [str(one).strip().casefold() for one in listed]
    if len(named) == 1 and (named[0] in _YES or named[0] in _NO):
        return frozenset({EVERY}) if named[0] in _YES else frozenset()
    if not all(one == PS or re.fullmatch(r"[1-9]\d{0,4}", one) for one in named):
        raise ValueError(
            '"plain" says what stands in plain type: yes for all, or the numbers of blocks such as [2, 5], '
            f"ps for the postscript; not {value!r}."
        )
    return frozenset(named)


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
