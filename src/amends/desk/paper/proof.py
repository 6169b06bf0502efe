"""Proof-reading: every page that comes off the press is held against the letter it was made for.

The worst that can happen here is one person's words in another's envelope. So nothing is taken on trust, neither the
order of a run nor the typesetter: the finished pages are read back (`reading`) and must say, character for character,
what the letter's own row says, in its order, each letter beginning on a page of its own. Every letter is read, and
one that differs is not handed out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from amends.desk.paper.cover import cover_text
from amends.desk.paper.objects import NotOurs, Objects, whole
from amends.desk.paper.reading import page_texts, slow_page_texts
from amends.desk.paper.setting import PrintLetter, stretches
from amends.desk.paper.shaped import is_shaped, shaped_page_texts, unordered
from amends.desk.paper.slip import slip_text
from amends.errors import Refused
from amends.sentences import Sentence, marked

_LIKE = str.maketrans(
    {
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe"),
        # Characters that a hand draws alike, so that the page cannot tell which was written.
        "\u2010": "-",
        "\u2011": "-",
        "\u0002": "-",
        "\u2212": "\u2013",
        "\u2032": "'",
        "\u2033": '"',
        "\u02bc": "\u2019",
        "\u201b": "\u2018",
    }
)


_UNREAD = (Refused, NotOurs, ValueError, TypeError)
"""What becomes of a page that the quick reader was not made for, such as one in a script it does not know."""


@dataclass(frozen=True, slots=True)
class Extent:
    """On which pages of a document a letter stands, from 0, the last one included."""

    first: int
    last: int


def expected(letter: PrintLetter) -> str:
    """What the letter's pages must say, page numbers aside, without blanks."""
    return _bare("".join([said for _, said, _ in stretches(letter.words)]))


def read_letters(
    pdf: bytes | Objects, letters: Sequence[PrintLetter], slips: Sequence[bool], *, numbered: bool = True
) -> list[Extent]:
    """Read a document of several letters and find each on its pages.

    Args:
        pdf: what came off the press, whole or taken apart.
        letters: the letters it was made for, in order.
        slips: for each, whether a slip follows it.
        numbered: whether every page of a letter but its first ends with its number.

    Raises:
        Refused: a page says anything but what its letter says.
    """
    try:
        return list(_extents(page_texts(pdf, _bare), letters, slips, numbered))
    except _UNREAD:
        pdf = pdf if isinstance(pdf, bytes) else whole(pdf)
        pages = [_bare(text) for text in slow_page_texts(pdf)]
    try:
        return list(_extents(pages, letters, slips, numbered))
    except Refused:
        if len(letters) != 1 or not is_shaped(expected(letters[0])):
            raise
        return [_shaped_extent(shaped_page_texts(pdf), letters[0], slip=slips[0], numbered=numbered)]


def _shaped_extent(pages: Sequence[str], letter: PrintLetter, *, slip: bool, numbered: bool) -> Extent:
    """The only letter of a document, in a script that `reading` cannot make sense of."""
    if slip and (not pages or _bare(pages[-1]) != _bare("".join(slip_text()))):
        raise crossed(letter)
    own = [_bare(page) for page in (pages[:-1] if slip else pages)]
    says = [page.removesuffix(str(number)) if numbered and number > 1 else page for number, page in enumerate(own, 1)]
    if not all(says) or unordered("".join(says)) != unordered(expected(letter)):
        raise crossed(letter)
    return Extent(0, len(own) - 1)


def _extents(
    pages: Sequence[str], letters: Sequence[PrintLetter], slips: Sequence[bool], numbered: bool
) -> Iterator[Extent]:
    at = 0
    slip = _bare("".join(slip_text()))
    for letter, with_slip in zip(letters, slips, strict=True):
        wanted, first, number = expected(letter), at, 1
        while True:
            page = pages[at] if at < len(pages) else None
            if page is None:
                raise crossed(letter)
            ending = str(number) if numbered and number > 1 else ""
            says = page.removesuffix(ending)
            if len(says) + len(ending) != len(page) or not wanted.startswith(says):
                raise crossed(letter)
            wanted, at, number = wanted[len(says) :], at + 1, number + 1
            if not wanted:
                break
        if with_slip:
            if at >= len(pages) or pages[at] != slip:
                raise crossed(letter)
            at += 1
        yield Extent(first, at - 1)
    if at != len(pages):
        raise crossed(letters[-1])


def read_envelopes(pdf: bytes | Objects, letters: Sequence[PrintLetter]) -> None:
    """Read a document of envelopes, a front and a back for each letter.

    Raises:
        Refused: an envelope says anything but what its letter's row says.
    """
    try:
        return _match_envelopes(page_texts(pdf, _bare), letters)
    except _UNREAD:
        pdf = pdf if isinstance(pdf, bytes) else whole(pdf)
        pages = [_bare(text) for text in slow_page_texts(pdf)]
    try:
        _match_envelopes(pages, letters)
    except Refused:
        if not any(is_shaped("".join(cover_text(letter))) for letter in letters):
            raise
        _match_envelopes([unordered(_bare(text)) for text in shaped_page_texts(pdf)], letters, _unordered)


def _unordered(text: str) -> str:
    return unordered(_bare(text))


def _match_envelopes(
    pages: Sequence[str], letters: Sequence[PrintLetter], like: Callable[[str], str] | None = None
) -> None:
    if len(pages) != 2 * len(letters):
        raise crossed(letters[min(len(pages) // 2, len(letters) - 1)])
    for letter, front, back in zip(letters, pages[::2], pages[1::2], strict=True):
        if (front, back) != tuple(map(like or _bare, cover_text(letter))):
            raise crossed(letter)


def crossed(letter: PrintLetter) -> Refused:
    """The page made for a letter says something else."""
    return Refused(
        Sentence(
            "What was set for the letter to %(name)s (%(id)s) is not what that letter says.",
            name=letter.to_name,
            id=letter.id,
        ),
        marked("Nothing was made of it. This is a defect of the program: please report it."),
    )


def _bare(text: str) -> str:
    bare = "".join(text.split())
    return bare if bare.isascii() and bare.isprintable() else bare.translate(_LIKE)
