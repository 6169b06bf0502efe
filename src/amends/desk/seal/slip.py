"""The code on a reply slip: it says which letter an answer on paper belongs to, and bears no secret.

`AMENDS1:` and base32 of the letter's id, its public reply key and the writer's signature over both: see
`spec/envelope.md`, "Paper". Base32 keeps to a QR code's alphanumeric mode, which makes the code a third smaller.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from amends.desk.seal.age import recipient_point, recipient_text
from amends.desk.seal.keys import SigningKey, verifies
from amends.errors import Forged, Unsupported

_PREFIX: Final = "AMENDS1:"
_BYTES: Final = 16 + 32 + 64


@dataclass(frozen=True, slots=True)
class Slip:
    """What a reply slip says: the letter it answers, and the age recipient to which the answer may be sealed."""

    letter: str
    reply: str


def _signed(slip: Slip) -> bytes:
    return f"amends-slip/1\n{slip.letter}\n{slip.reply}\n".encode()


def slip_code(slip: Slip, signer: SigningKey) -> str:
    """The text of the code, about 190 capital letters and digits."""
    data = bytes.fromhex(slip.letter) + recipient_point(slip.reply) + signer.sign(_signed(slip))
    return _PREFIX + base64.b32encode(data).rstrip(b"=").decode()


def read_slip(code: str, signer_public: bytes) -> Slip:
    """The slip behind a code.

    Args:
        code: the text read from the code.
        signer_public: 32 bytes of the writer's public key.

    Raises:
        Unsupported: not the code of a reply slip.
        Forged: it is one, but not this writer's.
    """
    text = code.strip()
    try:
        data = base64.b32decode(text.removeprefix(_PREFIX) + "=" * (-(len(text) - len(_PREFIX)) % 8))
    except (binascii.Error, ValueError) as error:
        raise Unsupported("This is not the code of a reply slip.") from error
    if not text.startswith(_PREFIX) or len(data) != _BYTES:
        raise Unsupported("This is not the code of a reply slip.")
    slip = Slip(data[:16].hex(), recipient_text(data[16:48]))
    if not verifies(signer_public, data[48:], _signed(slip)):
        raise Forged("This slip was not printed by this desk.", "Leave it in the unsorted tray.")
    return slip
