"""Which letter each page answers: by the signed code on a slip, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from amends.desk.mailbag.codes import codes_on
from amends.desk.mailbag.pages import ScannedPage
from amends.desk.seal.slip import Slip, read_slip
from amends.errors import Forged, Unsupported


@dataclass(frozen=True, slots=True)
class Placed:
    """Pages that belong together, and the letter they answer.

    Attributes:
        letter: id of the letter; empty where nothing places them.
        pages: the page with the slip first, then those that followed it.
        note: why they lie in the unsorted tray; or empty.
    """

    letter: str
    pages: tuple[ScannedPage, ...]
    note: str = ""


def place(pages: Iterable[ScannedPage], signer_public: bytes, known: Callable[[Slip], bool]) -> tuple[Placed, ...]:
    """Places the pages of one file.

    In a PDF the pages behind a slip belong to it until the next slip; a picture stands for itself. A page that no
    slip of this desk's places goes to the unsorted tray, never to anybody.

    Args:
        pages: the pages of one file, in order.
        signer_public: 32 bytes of the writer's public key.
        known: whether a slip is one of a letter in the drawer, with that letter's reply key.

    Raises:
        Refused: a page is no picture or far too large.
    """
    groups: list[tuple[str, list[ScannedPage], str]] = []
    for page in pages:
        letter, note = _letter_on(codes_on(page.data), signer_public, known)
        follows = page.pdf and groups and not letter and not note
        if follows:
            groups[-1][1].append(page)
        else:
            groups.append((letter, [page], note or ("" if letter else "No reply code was found on it.")))
    return tuple(Placed(letter, tuple(found), note) for letter, found, note in groups)


def _letter_on(codes: tuple[str, ...], signer_public: bytes, known: Callable[[Slip], bool]) -> tuple[str, str]:
    """The letter that a page's codes name, and what speaks against it."""
    letters: set[str] = set()
    note = ""
    for code in codes:
        try:
            slip = read_slip(code, signer_public)
        except Forged:
            note = "Its code was not signed by this desk."
        except Unsupported:
            note = "Its code is damaged."
        else:
            if known(slip):
                letters.add(slip.letter)
            else:
                note = "Its code names a letter that is not in this drawer."
    if len(letters) == 1:
        return letters.pop(), ""
    return "", "Codes of several letters are on it." if letters else note
