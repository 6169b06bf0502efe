"""A letter's own address for answers by mail: the writer's, with a token behind a `+` (RFC 5233, subaddressing).

The token is a keyed digest of the letter's id under a key that only this desk has. It says nothing to anybody else,
nobody can make one for another letter, and it opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from amends.desk.seal.keys import SigningKey
from amends.errors import WrongUsage

TOKEN: Final = re.compile(r"[a-z2-7]{26}")
LOCAL_MOST: Final = 64 - 1 - 26
"""Letters of the writer's own name before the `@`: RFC 5321 allows 64 in all."""
_INFO: Final = b"amends reply address v1"


class ReplyTokens:
    """The tokens of one desk's letters."""

    def __init__(self, signer: SigningKey) -> None:
        self._key = HKDF(SHA256(), 32, None, _INFO).derive(signer.seed)

    def of(self, letter: str) -> str:
        """A letter's token: 26 letters and digits, whatever their case."""
        return (
            base64.b32encode(hmac.new(self._key, letter.encode(), hashlib.sha256).digest()[:16]).decode()[:26].lower()
        )


def reply_address(own: str, token: str) -> str:
    """The address with this token: `me+token@home.example`.

    Raises:
        WrongUsage: it is no address, or its name is too long to stand before a token.
    """
    local, at, domain = own.rpartition("@")
    if not at or not local or "." not in f"{domain}." or len(local) > LOCAL_MOST or not own.isascii() or " " in own:
        raise WrongUsage(
            f"{own} cannot be given a token for answers.", f"It needs up to {LOCAL_MOST} letters before its @."
        )
    return f"{local}+{token}@{domain}"
