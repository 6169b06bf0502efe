"""Words of others in a letter, found in the writer's own texts and held against them word by word.

What stands in quotation marks, or in a quotation of its own, is held as a whole against the place it is likest to.
Elsewhere words count as a quotation only where many in a row are a text's own. Capitals and punctuation are not held
against anybody; every word is.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from amends.desk.letters.quoting.texts import WORD

GRAM: Final = 3
"""Words that make one entry of the index."""
RUN_LEAST: Final = 7
"""Words in a row, outside quotation marks, from which they count as a quotation; fewer are anybody's."""
LIKE_LEAST: Final = 0.6
"""How much of what stands in quotation marks must be the text's, for it to be held against it."""
_MARKED: Final = re.compile(r"“([^“”]{8,1500})”|\"([^\"]{8,1500})\"|«([^«»]{8,1500})»|((?:^> ?.*\n?)+)", re.MULTILINE)
_BEFORE: Final = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands: offsets into its text, and how it is compared."""

    start: int
    end: int
    same: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry of the index: in which text, at which of its words."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a letter that are a text's, or nearly.

    Attributes:
        start, end: where they stand in the letter's plain text.
        passage: as the letter has them.
        source: as the text has them.
        exact: whether every word is the text's.
        text: which text.
        at: offset of the passage in it.
    """

    start: int
    end: int
    passage: str
    source: str
    exact: bool
    text: str
    at: int


LaidOut: TypeAlias = tuple[str, Sequence[Token]]
"""A text and its words."""


def tokens(text: str) -> list[Token]:
    """The words of a text."""
    return [
        Token(found.start(), found.end(), found[0].replace("\u2019", "'").strip("'").casefold())
        for found in WORD.finditer(text)
    ]


def grams(words: Sequence[Token]) -> list[int]:
    """For each word that others follow, the number under which it and these are found."""
    return [
        int.from_bytes(
            hashlib.blake2b(" ".join(one.same for one in words[at : at + GRAM]).encode(), digest_size=8).digest(),
            "big",
            signed=True,
        )
        for at in range(len(words) - GRAM + 1)
    ]


def find_quoted(
    text: str, look_up: Callable[[Iterable[int]], Mapping[int, Sequence[Hit]]], laid_out: Callable[[str], LaidOut]
) -> tuple[Quoted, ...]:
    """What in a letter is quoted from these texts.

    Args:
        text: the letter's plain text.
        look_up: the index: for each number, where it stands.
        laid_out: a text by its id, with its words.
    """
    words = tokens(text)
    numbers = grams(words)
    hits = look_up(set(numbers))
    found: list[Quoted] = []
    taken = [False] * len(words)
    for first, last in _marked(text, words):
        votes = Counter(
            (hit.text, hit.at - (at - first))
            for at in range(first, last - GRAM + 1)
            for hit in hits.get(numbers[at], ())
        )
        if votes:
            (which, offset), _ = max(votes.items(), key=lambda one: (one[1], -one[0][1]))
            one = _held(text, words[first:last], laid_out(which), which, offset)
            if one:
                found.append(one)
        taken[first:last] = [True] * (last - first)
    found += _runs(text, (words, numbers, taken), hits, laid_out)
    return tuple(sorted(found, key=lambda one: one.start))


def _marked(text: str, words: Sequence[Token]) -> Iterable[tuple[int, int]]:
    """What stands in quotation marks or is a quotation of its own, as ranges of words."""
    for found in _MARKED.finditer(text):
        inside = [at for at, word in enumerate(words) if found.start() <= word.start < found.end()]
        if len(inside) >= GRAM:
            yield inside[0], inside[-1] + 1


def _held(text: str, said: Sequence[Token], whole: LaidOut, which: str, offset: int) -> Quoted | None:
    """What was said, held against the place it is likest to; None where it is not like enough."""
    from_, theirs = whole
    begin = max(0, offset - _BEFORE)
    window = theirs[begin : max(0, offset) + len(said) + _BEFORE + len(said) // 4]
    matcher = difflib.SequenceMatcher(None, [w.same for w in window], [w.same for w in said], autojunk=False)
    blocks = [one for one in matcher.get_matching_blocks() if one.size]
    if not blocks or sum(one.size for one in blocks) < LIKE_LEAST * len(said):
        return None
    # From the first to the last word that is the same; what stands before or behind in the letter has its own there.
    lead, tail = blocks[0].b, len(said) - (blocks[-1].b + blocks[-1].size)
    first, last = max(0, blocks[0].a - lead), min(len(window), blocks[-1].a + blocks[-1].size + tail)
    there = window[first:last]
    return _quoted(text, said, from_, there, which)


def _runs(
    text: str,
    laid: tuple[Sequence[Token], Sequence[int], Sequence[bool]],
    hits: Mapping[int, Sequence[Hit]],
    laid_out: Callable[[str], LaidOut],
) -> list[Quoted]:
    """Words in a row that are a text's own, outside quotation marks."""
    words, numbers, taken = laid
    found: list[Quoted] = []
    at = 0
    while at < len(numbers):
        best: tuple[int, Hit] | None = None
        for hit in hits.get(numbers[at], ()) if not taken[at] else ():
            _, theirs = laid_out(hit.text)
            length = 0
            while (
                at + length < len(words)
                and hit.at + length < len(theirs)
                and not taken[at + length]
                and words[at + length].same == theirs[hit.at + length].same
            ):
                length += 1
            if length >= RUN_LEAST and (best is None or length > best[0]):
                best = (length, hit)
        if best:
            length, hit = best
            from_, theirs = laid_out(hit.text)
            found.append(_quoted(text, words[at : at + length], from_, theirs[hit.at : hit.at + length], hit.text))
            at += length
        else:
            at += 1
    return found


def _quoted(text: str, said: Sequence[Token], from_: str, there: Sequence[Token], which: str) -> Quoted:
    start, end = said[0].start, said[-1].end
    source = " ".join(from_[there[0].start : there[-1].end].split())
    exact = [one.same for one in said] == [one.same for one in there]
    return Quoted(start, end, " ".join(text[start:end].split()), source, exact, which, there[0].start)
