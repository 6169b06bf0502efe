"""Finding passages in a letter's plain text by the rules; `room/review.ts` does the same in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from amends.desk.letters.review.patterns import plain
from amends.desk.letters.review.rules import LANGUAGES, Case, Patterns, reading, rules

_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?]*")
_OWN_LEAST: Final = 12
"""How often a letter must say "I" before it can speak too much of its writer."""
_OWN_TIMES: Final = 4
"""How many times as often as "you" is far above."""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """Where a rule speaks: code points of the text from `start` to `end`, equal where it is the whole letter."""

    start: int
    end: int
    rule: str


def find(text: str, lang: str, own: tuple[str, str] = ("", ""), *, bank: bool = False) -> tuple[Found, ...]:
    """What the rules on wording have to say of a letter, in the order of its passages.

    Args:
        text: the letter's plain text.
        lang: its language; there are rules for English and Spanish.
        own: its salutation and signature as they stand in the text: they are not read.
        bank: whether it goes to an apology-letter bank.
    """
    lang = lang.split("-", maxsplit=1)[0].lower()
    return tuple(sorted(_Letter(plain(_without(text, own)), lang, bank=bank).found())) if lang in LANGUAGES else ()


def _without(text: str, own: tuple[str, str]) -> str:
    salutation, sign = own
    for part, at in ((salutation, text.find(salutation)), (sign, text.rfind("\n\n" + sign) + 2)):
        if part and at >= 0:
            text = text[:at] + " " * len(part) + text[at + len(part) :]
    return text


class _Letter:
    """One letter being read."""

    def __init__(self, text: str, lang: str, *, bank: bool) -> None:
        self._text, self._bank, self._reading = text, bank, reading(lang)
        self._sentences = [(one.start(), one.end()) for one in _SENTENCE.finditer(text) if one[0].strip()]

    def found(self) -> Iterator[Found]:
        for rule in rules().values():
            cases = self._reading.cases.get(rule.id, ())
            if rule.kind == "passage" or (rule.kind == "bank" and self._bank):
                if not self._any(self._reading.silent.get(rule.id, ())):
                    yield from self._passages(rule.id, cases)
            elif rule.kind == "absent":
                only = self._reading.only.get(rule.id, ())
                if (not only or self._any(only)) and not any(True for case in cases for _ in self._matches(case)):
                    yield Found(0, 0, rule.id)
            elif rule.kind == "order":
                yield from self._order(rule.id, cases)
            elif rule.kind == "share":
                own, other = self._count(cases[0].find), self._count(self._reading.against[rule.id])
                if own >= _OWN_LEAST and own > _OWN_TIMES * max(other, 1):
                    yield Found(0, 0, rule.id)

    def _passages(self, rule: str, cases: tuple[Case, ...]) -> Iterator[Found]:
        taken: list[tuple[int, int]] = []
        for case in cases:
            for start, end in self._matches(case):
                if not any(start < b and a < end for a, b in taken):
                    taken.append((start, end))
                    yield Found(start, end, rule)

    def _matches(self, case: Case) -> Iterator[tuple[int, int]]:
        for sought in case.find:
            for found in sought.finditer(self._text):
                start = found.start()
                end = start + len(found[0].rstrip(" ,\n"))
                if not self._excepted(case, start, end):
                    yield start, end

    def _excepted(self, case: Case, start: int, end: int) -> bool:
        preceding, first, last, following = self._around(start, end)
        before = self._text[first:start]
        clause = re.split(r"[,:;(—–]", before)[-1]
        return (
            _search(self._reading.reported, before)
            or _search(self._reading.denied, self._text[end:following])
            or _search(case.before, clause)
            or _search(case.after, self._text[start:last])
            or _search(case.unless, self._text[first:last])
            or _search(case.beside, self._text[preceding:following])
        )

    def _around(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Where the sentence before begins, the passage's own begins, its last one ends, and the one after ends.

        Another paragraph's sentence is none before or after.
        """
        preceding, first, last, following = start, start, end, end
        for a, b in self._sentences:
            if a <= start < b:
                preceding, first = (a if "\n" in self._text[preceding:a] else preceding), a
            elif b <= start:
                preceding = a
            if a < end:
                last = following = max(b, end)
            elif "\n" not in self._text[last:a]:
                following = b
                break
            else:
                break
        return min(preceding, first), first, last, following

    def _order(self, rule: str, cases: tuple[Case, ...]) -> Iterator[Found]:
        """Reasons before the first acknowledgement, or more words of reasons than of acknowledgement."""
        owned = self._reading.against[rule]
        reasons: list[tuple[int, int]] = []
        words = 0
        first: int | None = None
        for start, end in self._sentences:
            sentence = self._text[start:end]
            if _search(owned, sentence):
                words += len(sentence.split())
                first = start if first is None else first
            elif any(_search(case.find, sentence) for case in cases):
                reasons.append((start, end))
        if not reasons:
            return
        longer = sum(len(self._text[a:b].split()) for a, b in reasons) > max(words, 1)
        early = first is None or reasons[0][0] < first
        if longer or (early and len(reasons) > 1):
            start, end = reasons[0]
            sentence = self._text[start:end]
            start += len(sentence) - len(sentence.lstrip())
            yield Found(start, start + len(sentence.strip()), rule)

    def _any(self, patterns: Patterns) -> bool:
        return _search(patterns, self._text)

    def _count(self, patterns: Patterns) -> int:
        return sum(1 for one in patterns for _ in one.finditer(self._text))


def _search(patterns: Patterns, text: str) -> bool:
    return any(one.search(text) for one in patterns)
