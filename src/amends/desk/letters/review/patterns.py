"""The small language in which rules say what they look for, as `spec/review/README.md` describes it.

It is made into regular expressions that Python and the browser read alike: `room/review.ts` does the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_LETTER: Final = "a-z0-9à-ɏ"
"""A letter or digit of small Latin text. The classes of the two languages differ, so that none of theirs is used."""
_GAP: Final = rf"(?:(?![{_LETTER}])|(?<= ))[^.!?;\n]{{0,70}}?(?<![{_LETTER}])"
_REST: Final = r"[^.!?;\n]{0,200}"
_WORDS: Final = rf"(?:[{_LETTER}'-]+,? ){{0,3}}"
_DEPTH_MOST: Final = 6
"""How deep lists may name lists; deeper is a circle."""

_NAME: Final = re.compile(r"\{([a-z_]+)\}")
_QUOTED: Final = re.compile(r"“[^”\n]{0,600}”|\"[^\"\n]{0,600}\"|«[^»\n]{0,600}»|„[^“\n]{0,600}“")
_SET_APART: Final = re.compile(r"^> .*$", re.MULTILINE)
_SHORTENED: Final = re.compile(r"(?<![a-z])(mr|mrs|ms|dr|st|no|sr|sra|srta|dra|ud)\.")


@lru_cache(maxsize=4096)
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


def pattern(written: str, lists: Mapping[str, str], *, last: bool = False) -> re.Pattern[str]:
    """A pattern of the rules as a regular expression.

    Args:
        written: the pattern as the rules have it.
        lists: what `{name}` stands for.
        last: whether it has to end where the text does.

    Raises:
        ValueError: it names a list that is not there, or lists name each other in a circle.
    """
    source = written
    for _ in range(_DEPTH_MOST):
        source = _NAME.sub(lambda found: "(" + _list(found[1], lists) + ")", source)
    if _NAME.search(source):
        raise ValueError(f"lists name each other in a circle: {written}")
    whole = not source.endswith("…")
    source = source.removesuffix("…")
    source = re.sub(r"\((?!\?)", "(?:", source)
    source = re.sub(r"(?<![)*])\*", f"[{_LETTER}']*", source).replace("~", _WORDS).replace(" … ", _GAP)
    if "…" in source:
        raise ValueError(f"… stands between spaces, or at the end: {written}")
    end = f"(?:(?![{_LETTER}])|(?<= ))"
    return _compiled(f"(?<![{_LETTER}])(?:{source}){end}{'$' if last else '' if whole else _REST}")


def _list(name: str, lists: Mapping[str, str]) -> str:
    if name not in lists:
        raise ValueError(f"no list is called {name}")
    return lists[name]


def plain(text: str) -> str:
    """A letter's text as rules read it: small letters, what is quoted blanked out, every character in its place.

    What has more than one small letter, or lies outside the plane that both languages count alike, becomes a space.
    """
    blanked = _QUOTED.sub(lambda found: " " * len(found[0]), text)
    blanked = _SET_APART.sub(lambda found: " " * len(found[0]), blanked)
    small = "".join(_small(character) for character in blanked)
    return _SHORTENED.sub(lambda found: found[1] + " ", small)


def _small(character: str) -> str:
    if character in "’`":
        return "'"
    if character in "_*" or ord(character) > 0xFFFF:
        return " "
    small = character.lower()
    return small if len(small) == 1 else " "
