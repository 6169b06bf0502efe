"""Who may act, and who signed: the keys that are not age's own.

An *act key* derives from a letter's secret, so whoever holds the link can act. A *signing key* is the writer's own,
in the form that `ssh-keygen` knows. Both are Ed25519.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from amends.clock import Clock
from amends.errors import Unsupported

_ACT_INFO: Final = b"amends act key v1"
_KEEP_INFO: Final = b"amends keep key v1"
_KIND: Final = b"ssh-ed25519"


def b64url(data: bytes) -> str:
    """Bytes as they stand on the wire: base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(text: str) -> bytes:
    """The bytes of base64url without padding.

    Raises:
        Unsupported: not the one spelling of any bytes.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise Unsupported("A key or signature is malformed.") from error
    if b64url(data) != text:
        raise Unsupported("A key or signature is malformed.")
    return data


class SigningKey:
    """An Ed25519 key that signs: a writer's, a desk's, or one that acts for a reader. Never shown by `repr`."""

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    @classmethod
    def draw(cls, clock: Clock) -> SigningKey:
        """A fresh key."""
        return cls(clock.bytes(32))

    @classmethod
    def to_act(cls, secret: bytes) -> SigningKey:
        """The act key that derives from a letter secret of 32 bytes."""
        return cls(_derived(secret, _ACT_INFO))

    @classmethod
    def to_keep(cls, secret: bytes) -> SigningKey:
        """The keep key that derives from a keep secret of 32 bytes."""
        return cls(_derived(secret, _KEEP_INFO))

    @property
    def seed(self) -> bytes:
        """The 32 bytes from which the key follows; for the drawer only."""
        return self._key.private_bytes_raw()

    @property
    def wire(self) -> str:
        """The public half as it stands on the wire: base64url, 43 characters."""
        return b64url(self.public)

    @property
    def ssh(self) -> str:
        """The public half as OpenSSH writes it, `ssh-ed25519 AAAA…`."""
        return ssh_text(self.public)

    def sign(self, data: bytes) -> bytes:
        """64 bytes of Ed25519 signature."""
        return self._key.sign(data)

    def __repr__(self) -> str:
        return f"SigningKey({self.wire})"


def _derived(secret: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, info).derive(secret)


def verifies(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the signature over these bytes was made with the key of this public half."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def ssh_blob(public: bytes) -> bytes:
    """An Ed25519 public key in SSH's binary form (RFC 8709)."""
    return struct.pack(">I", len(_KIND)) + _KIND + struct.pack(">I", 32) + public


def ssh_text(public: bytes) -> str:
    """An Ed25519 public key as OpenSSH writes it."""
    return "ssh-ed25519 " + base64.b64encode(ssh_blob(public)).decode()


def ssh_public(text: str) -> bytes:
    """The 32 bytes in `ssh-ed25519 AAAA…`, and in no other spelling.

    Raises:
        Unsupported: another kind of key, a comment, or malformed.
    """
    try:
        blob = base64.b64decode(text.removeprefix("ssh-ed25519 "), validate=True)
    except ValueError as error:
        raise Unsupported("The writer's key is malformed.") from error
    public = blob[-32:]
    if len(public) != 32 or ssh_text(public) != text:
        raise Unsupported("The writer's key is malformed, or is not an Ed25519 key.")
    return public


def fingerprint(ssh: str) -> str:
    """A key's fingerprint as `ssh-keygen -l` prints it, `SHA256:…`."""
    digest = hashlib.sha256(ssh_blob(ssh_public(ssh))).digest()
    return "SHA256:" + base64.b64encode(digest).rstrip(b"=").decode()
