"""What a sealed slip is known by, and the code against which it is handed over. None of it opens a letter.

Everything follows from keys that the desk has anyway, so that a packet made again is the same packet: the mark from
the letter's id, the code from its secret, and the packet's name from the writer's key and the go-between's name.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from amends.desk.seal.age import Secret
from amends.desk.seal.keys import SigningKey

DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's Base32: nothing in it is read for anything else."""
_CODE_INFO: Final = b"amends hand code v1"
_PACKET_INFO: Final = b"amends packet v1"


@dataclass(frozen=True, slots=True)
class Handing:
    """What a slip is handed over by.

    Attributes:
        mark: outside on the slip, five letters and digits.
        code: six digits, which the writer tells the recipient and nobody else.
    """

    mark: str
    code: str


def handing(letter: str, secret: Secret) -> Handing:
    """Mark and code of a letter's slip, always the same."""
    number = HKDF(SHA256(), 8, None, _CODE_INFO + letter.encode()).derive(secret.raw)
    return Handing(_letters(hashlib.sha256(letter.encode()).digest(), 5), f"{int.from_bytes(number) % 10**6:06d}")


def packet_name(go_between: str, signer: SigningKey) -> str:
    """What a go-between's packet is known by: sixteen letters and digits that nobody can guess, always the same."""
    key = HKDF(SHA256(), 32, None, _PACKET_INFO).derive(signer.seed)
    return _letters(hmac.new(key, go_between.casefold().encode(), hashlib.sha256).digest(), 16)


def road_of(packet: str, one: Handing) -> str:
    """Where to, as an office that carries is told it."""
    return f"{packet} {one.mark} {one.code}"


def _letters(digest: bytes, count: int) -> str:
    number = int.from_bytes(digest)
    return "".join(DIGITS[(number >> (5 * place)) & 31] for place in range(count))
