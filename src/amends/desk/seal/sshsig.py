"""SSHSIG, the signature of `ssh-keygen -Y` (OpenSSH's PROTOCOL.sshsig), for Ed25519 and SHA-512."""

from __future__ import annotations

import base64
import hashlib
import struct
from typing import Final

from amends.desk.seal.keys import SigningKey, ssh_blob, ssh_public, verifies
from amends.errors import Forged

LETTER: Final = "amends-letter@v1"
FRONT: Final = "amends-front@v1"
RELEASE: Final = "amends-release@v1"
ANSWERS: Final = "amends-answers@v1"
"""Under the card that says to which keys answers go; a bank's staff check it in the browser."""
ANSWER: Final = "amends-answer@v1"
"""Under an answer that a bank lets through."""
ATTESTATION: Final = "amends-attestation@v1"
"""Under a letter that came to a bank on paper: a clerk's, never the writer's."""
CLERK: Final = "amends-clerk@v1"
"""Under a clerk's name and key: the bank's own key certifies them."""

_BEGIN: Final = b"-----BEGIN SSH SIGNATURE-----\n"
_END: Final = b"-----END SSH SIGNATURE-----\n"
_WIDTH: Final = 70


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _signed(message: bytes, namespace: str) -> bytes:
    return b"SSHSIG" + b"".join(map(_string, (namespace.encode(), b"", b"sha512", hashlib.sha512(message).digest())))


def _armoured(public: bytes, namespace: str, signature: bytes) -> bytes:
    fields = (ssh_blob(public), namespace.encode(), b"", b"sha512", _string(b"ssh-ed25519") + _string(signature))
    text = base64.b64encode(b"SSHSIG" + struct.pack(">I", 1) + b"".join(map(_string, fields)))
    lines = [text[at : at + _WIDTH] + b"\n" for at in range(0, len(text), _WIDTH)]
    return b"".join((_BEGIN, *lines, _END))


def sign(message: bytes, namespace: str, key: SigningKey) -> bytes:
    """An armoured signature over the message."""
    return _armoured(key.public, namespace, key.sign(_signed(message, namespace)))


def check(armoured: bytes, message: bytes, namespace: str, ssh: str, what: str) -> None:
    """Checks that the signature over this message, in this namespace, was made by this key.

    Args:
        armoured: the signature as `sign` writes it.
        message: what was signed.
        namespace: what the signature is for; one made for anything else does not count.
        ssh: the key, `ssh-ed25519 AAAA…`.
        what: what is signed, for the error's words.

    Raises:
        Forged: it was not, or the signature is malformed.
    """
    public = ssh_public(ssh)
    try:
        if not armoured.startswith(_BEGIN) or not armoured.endswith(_END):
            raise ValueError("no armour")
        blob = base64.b64decode(armoured[len(_BEGIN) : -len(_END)].replace(b"\n", b""), validate=True)
        signature = blob[-64:]
        whole = _armoured(public, namespace, signature) == armoured
    except ValueError:
        whole, signature = False, b""
    if not whole or not verifies(public, signature, _signed(message, namespace)):
        raise Forged(
            f"The signature of {what} does not fit.",
            "It was changed on the way, or somebody else made it. Do not rely on it.",
        )
