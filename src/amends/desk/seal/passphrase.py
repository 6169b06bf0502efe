"""Words for people to carry: a passphrase drawn from a list of 7,776, six words of which are 77 bits."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Final

from amends.clock import Clock

WORDS_LEAST: Final = 6
"""77 bits behind scrypt; `spec/envelope.md`, "Words"."""
_LIST_LENGTH: Final = 7776


@cache
def word_list() -> tuple[str, ...]:
    """The EFF's long list of 7,776 English words (CC BY 3.0), as the package xkcdpass carries it."""
    text = resources.files("xkcdpass").joinpath("static", "eff-long").read_text("ascii")
    words = tuple(dict.fromkeys(text.split()))
    assert len(words) == _LIST_LENGTH, "the word list is not the one that was meant"
    return words


def draw_words(clock: Clock, count: int = WORDS_LEAST) -> str:
    """A passphrase of `count` words, joined by hyphens; every word is equally likely."""
    words = word_list()
    # Rejection keeps the draw even: the few numbers past the last full multiple are drawn again.
    last = (1 << 16) - (1 << 16) % len(words)
    drawn: list[str] = []
    while len(drawn) < count:
        number = int.from_bytes(clock.bytes(2), "big")
        if number < last:
            drawn.append(words[number % len(words)])
    return "-".join(drawn)


def tidy_words(text: str) -> str:
    """A passphrase as it was drawn, however it was typed: small letters, single hyphens."""
    return re.sub(r"[\s\-\u2010-\u2015]+", "-", text.strip().lower()).strip("-")
