"""Whether a signature on the wire is good: Ed25519, over the exact bytes that `wire` gives."""

from __future__ import annotations

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from amends.envelope import is_key
from amends.wire import is_signature


def is_good(key: str, signature: str, signed: bytes) -> bool:
    """Whether this key (base64url) made this signature (base64url) over these bytes.

    A malformed key or signature is a bad one, not an error: whoever forges learns nothing from the difference.
    """
    if not is_key(key) or not is_signature(signature):
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key + "="))
        public.verify(base64.urlsafe_b64decode(signature + "=="), signed)
    except (InvalidSignature, ValueError):
        return False
    return True
