"""A key in parts, of which some together give it again and fewer say nothing of it: SLIP-39.

SLIP-39 (github.com/satoshilabs/slips, slip-0039) is public and has programs of others, so that parts can still be put
together when this program is gone. Its authors' own library does the work, and draws its own chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from amends.errors import WrongKey, WrongUsage
from amends.sentences import Sentence, marked

PARTS_MOST: Final = 16
"""SLIP-39 numbers the parts of a group with four bits."""
SECRET_BYTES: Final = 32
_SHOWN: Final = 3
"""Words of a part by which the others of its key can be told: the first three say which key it is of."""


def split(secret: bytes, *, needed: int, parts: int) -> tuple[str, ...]:
    """A secret of 32 bytes as parts of 33 words each.

    Args:
        secret: what to share.
        needed: how many parts give it again, at least 2.
        parts: how many there are, at most 16.

    Raises:
        WrongUsage: these numbers do not go together.
    """
    if not 2 <= needed <= parts <= PARTS_MOST:
        raise WrongUsage(
            f"A key cannot be shared so that {needed} of {parts} open it.",
            f"Two at least must be needed, of {PARTS_MOST} at most; three of five is usual.",
        )
    assert len(secret) == SECRET_BYTES
    from shamir_mnemonic import generate_mnemonics  # noqa: PLC0415  # seldom wanted, and its word list takes a while

    return tuple(generate_mnemonics(1, [(needed, parts)], secret)[0])


def join(parts: Sequence[str]) -> bytes:
    """The secret again, from enough of its parts; the words may be typed with any blanks and in capitals.

    Raises:
        WrongKey: a word is wrong, parts are of different keys or the same one twice, or there are too few.
    """
    from shamir_mnemonic import MnemonicError, Share, combine_mnemonics  # noqa: PLC0415

    tidy = list(dict.fromkeys(" ".join(part.lower().split()) for part in parts if part.strip()))
    read: list[Share] = []
    for number, part in enumerate(tidy, 1):
        try:
            read.append(Share.from_mnemonic(part))
        except MnemonicError as error:
            raise WrongKey(
                Sentence("Part %(number)s (“%(begins)s …”) is not right.", number=str(number), begins=_begin(part)),
                marked("Look at its words again, one by one; there are 33."),
            ) from error
    if not read:
        raise WrongKey(marked("No part was given."), marked("Give the words of one part on each line."))
    if len({one.identifier for one in read}) > 1:
        raise WrongKey(
            marked("These parts are not of one key: they begin with different words."),
            marked("Use parts that were made on the same day."),
        )
    needed = read[0].member_threshold
    if len(read) < needed:
        raise WrongKey(
            Sentence(
                "%(needed)s parts are needed, and there are %(given)s.", needed=str(needed), given=str(len(read))
            ),
            marked("Ask somebody else for theirs."),
        )
    try:
        return combine_mnemonics(tidy[:needed])
    except MnemonicError as error:
        raise WrongKey(marked("These parts do not give a key."), marked("Look at their words again.")) from error


def _begin(part: str) -> str:
    return " ".join(part.split()[:_SHOWN])
