"""Roads on which the office has no notice to give: it holds the letter, and somebody else says that it is there.

They differ in who that is, in who brings the key, and in what the office is told beside the letter: nothing, against
what code a slip is handed over, or by which address a letter can be found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from amends.office.carriers.mail import is_mailbox
from amends.office.carriers.seam import Halves, House, Notice, Verdict

ALWAYS: Final = ("link", "file", "paper", "hand", "held")
"""They need nothing configured."""
BY_WISH: Final = ("hand", "held")
"""Those of which a writer tells the office, letter by letter."""

CODE: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{16} [0-9A-HJKMNP-TV-Z]{5} [0-9]{6}")
"""A packet, a slip in it, and the code of whoever it is for, in the digits of Crockford's Base32: no I, L, O or U."""


class Silent:
    """A road without a notice."""

    at_once = 0

    def __init__(self, name: str, notice: str, key: str) -> None:
        self.name = name
        self.halves = Halves(notice, key)

    def is_address(self, to: str) -> bool:
        """Nothing is to be known of where to; by hand, the code; of what is held, the address it is found by."""
        if self.name == "hand":
            return bool(CODE.fullmatch(to))
        return is_mailbox(to) if self.name == "held" else not to

    def give(self, notices: Sequence[Notice]) -> Sequence[Verdict]:
        """Nothing is given, so nothing can be asked to be."""
        assert not notices
        return []

    def close(self) -> None:
        """There is nothing to let go of."""


def link(configured: str, house: House) -> Silent:
    """A link that the writer hands on; the letter is held until it is called for."""
    return Silent(
        "link", "nobody: the writer tells the recipient", "the desk: the link itself, handed on by the writer"
    )


def file(configured: str, house: House) -> Silent:
    """A self-opening file, handed on or sent by the writer; the office holds the letter beside it, if it has it."""
    key = "the desk: in the file, or as words beside it"
    return Silent("file", "nobody: the file is in the recipient's hands", key)


def paper(configured: str, house: House) -> Silent:
    """A letter on paper, in an envelope that the post carries, where wished in a neutral one around it."""
    key = "nobody: the words stand on the paper; a slip inside has the key to a sealed letter, if there is one"
    return Silent("paper", "nobody: the envelope itself", key)


def hand(configured: str, house: House) -> Silent:
    """A sealed slip that a go-between hands over against a code."""
    key = "the desk: inside the slip, which is folded and closed; the code beside it opens no letter"
    return Silent("hand", "nobody: the go-between, who hands the slip over", key)


def held(configured: str, house: House) -> Silent:
    """Held until called for: the office tells nobody, and finds the letter for whoever proves an address."""
    key = "the desk: on a slip, in words, or in a link that the writer hands on"
    return Silent("held", "nobody, until somebody asks who proves the address", key)
