"""A pile falls apart into letters, and each is placed: by the signed code on a slip, and by nothing else.

What begins a letter is a separator sheet, the front of an envelope, or a slip that belongs to another letter than the
pages before it. Nothing joins two people's pages: where it is doubtful, a letter is cut in two and lies in the tray.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from amends.desk.hand.photograph import Picture
from amends.desk.knowing.strokes import Strokes
from amends.desk.mailbag.leaves import Leaf, leaves_on
from amends.desk.mailbag.pages import ScannedPage
from amends.desk.seal.slip import Slip, read_slip
from amends.errors import Forged, Refused, Unsupported
from amends.sentences import marked

NO_CODE = marked("No reply code was found on it.")
SEVERAL = marked("Codes of several letters are on it, and where one ends cannot be seen.")
VIEWS: Final = 4
"""Pages of one letter whose hand is looked at: more make nobody better known."""
APART = marked("Scan them one by one.")
_Begun: TypeAlias = Literal["separator", "front", "slip", "page"]


@dataclass(frozen=True, slots=True)
class Placed:
    """Leaves that belong together, and the letter they answer.

    Attributes:
        letter: id of the letter; empty where nothing places them.
        leaves: in the order of the pile; separator sheets are left out.
        note: why they lie in the unsorted tray, and what else the writer should know; or empty.
    """

    letter: str
    leaves: tuple[Leaf, ...]
    note: str = ""

    @property
    def front(self) -> Leaf | None:
        """The front of the envelope it came in, if that was scanned."""
        return next((leaf for leaf in self.leaves if leaf.kind == "front"), None)

    @property
    def seen(self) -> tuple[Picture | Strokes, ...]:
        """The first written pages as they were just seen; the envelope left out."""
        return tuple(leaf.seen for leaf in self.leaves if leaf.seen is not None)

    @property
    def bare(self) -> bool:
        """Whether nothing seems to be written on any page of it; an envelope says nothing of what was in it."""
        inside = [leaf for leaf in self.leaves if leaf.kind != "front"]
        return bool(inside) and all(leaf.bare for leaf in inside)


@dataclass(slots=True)
class _Open:
    """A letter whose pages are still coming."""

    begun: _Begun
    letter: str = ""
    note: str = ""
    leaves: list[Leaf] = field(default_factory=list[Leaf])

    def takes_slip(self, letter: str) -> bool:
        """Whether a slip of this letter belongs here: the same letter's, or the first thing behind an envelope."""
        if self.letter:
            return self.letter == letter
        if self.begun == "separator":
            return True
        return (
            self.begun == "front" and not self.note and all(leaf.kind == "front" or leaf.bare for leaf in self.leaves)
        )


def place(
    pages: Iterable[ScannedPage],
    signer_public: bytes,
    known: Callable[[Slip], bool],
    *,
    refuse: Callable[[ScannedPage, Refused], None],
    fronts: bool = False,
    one_pile: bool = False,
) -> Iterator[Placed]:
    """Takes a pile apart, letter by letter.

    In a file of several pages, and in files that are one pile, pages behind a slip, an envelope or a separator sheet
    belong to it until the next. A picture by itself stands for itself. What no slip of this desk's places goes to the
    unsorted tray, never to anybody.

    Args:
        pages: the pages, in order.
        signer_public: 32 bytes of the writer's public key.
        known: whether a slip is one of a letter in the drawer, with that letter's reply key.
        refuse: is told of a page that cannot be read; the rest goes on.
        fronts: whether the writer says that all of these are fronts of envelopes.
        one_pile: whether pages of different files follow one another.
    """
    current: _Open | None = None
    file = ""
    for page in pages:
        try:
            leaves = leaves_on(page, fronts=fronts)
        except Refused as error:
            refuse(page, error)
            continue
        if file != page.file and not one_pile:
            yield from _closed(current)
            current = None
        file = page.file
        for leaf in leaves:
            if len(leaves) > 1 and current is not None and not _same_letter(leaf, current, signer_public, known):
                yield from _closed(current)  # sheets beside one another on the glass are not known to be one letter
                current = None
            current, done = _next(current, leaf, *letter_on(leaf.codes, signer_public, known))
            yield from _closed(done)
        if len(leaves) > 1:
            yield from _closed(current)
            current = None
    yield from _closed(current)


def _same_letter(leaf: Leaf, current: _Open, signer_public: bytes, known: Callable[[Slip], bool]) -> bool:
    letter, _ = letter_on(leaf.codes, signer_public, known)
    return bool(letter) and letter == current.letter


def _next(current: _Open | None, leaf: Leaf, letter: str, note: str) -> tuple[_Open | None, _Open | None]:
    """Where a leaf goes: the letter that is open from now on, and the one that is whole by this."""
    if leaf.kind == "separator":
        return _Open("separator"), current
    begins: _Begun | None = None
    if letter:
        begins = None if current and current.takes_slip(letter) else "slip"
    elif note:
        begins = "page"
    elif leaf.kind == "front":
        begins = None if current and current.begun == "separator" and not current.leaves else "front"
    elif current is None:
        begins = "page"
    if begins or current is None:
        return _Open(begins or "page", letter, note, [_seen(leaf, 0)]), current
    current.leaves.append(_seen(leaf, sum(one.seen is not None for one in current.leaves)))
    current.letter = current.letter or letter
    return current, None


def _seen(leaf: Leaf, before: int) -> Leaf:
    """A leaf with what was seen of it where that is wanted: a letter of many pages is never in memory as pictures."""
    return replace(leaf, seen=None) if leaf.kind == "front" or leaf.bare or before >= VIEWS else leaf


def _closed(one: _Open | None) -> Iterator[Placed]:
    if one is None or not one.leaves:
        return
    said = [one.note or ("" if one.letter else NO_CODE)]
    said += dict.fromkeys(leaf.page.remark for leaf in one.leaves)
    yield Placed(one.letter, tuple(one.leaves), " ".join(filter(None, said)))


def letter_on(codes: Sequence[str], signer_public: bytes, known: Callable[[Slip], bool]) -> tuple[str, str]:
    """The letter that a page's codes name, and what speaks against it."""
    letters: set[str] = set()
    note = ""
    for code in codes:
        try:
            slip = read_slip(code, signer_public)
        except Forged:
            note = marked("Its code was not signed by this desk.")
        except Unsupported:
            note = marked("Its code is damaged.")
        else:
            if known(slip):
                letters.add(slip.letter)
            else:
                note = marked("Its code names a letter that is not in this drawer.")
    if len(letters) == 1:
        return letters.pop(), ""
    return (
        "",
        f"{SEVERAL} {APART}" if letters else note,
    )
