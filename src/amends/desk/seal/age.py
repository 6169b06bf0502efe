"""Closing and opening with age, and the text forms of its keys.

Everything here is the public format age-encryption.org/v1; pyrage does the work. Two things stand beside it. The
scrypt stanza is written here, because pyrage chooses a work factor that takes a phone a minute and a gigabyte; pyrage
opens it, after a look at the work factor somebody else chose. And secrets are drawn from our own clock, so the
Bech32 text of an identity is made here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Final

import pyrage
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pyrage import passphrase as _passphrase
from pyrage import ssh as _ssh
from pyrage import x25519 as _x25519

from amends.clock import Clock
from amends.errors import Torn, Unsupported, WrongKey

WORK_FACTOR: Final = 16
"""log2 of scrypt's N for words that open a letter: 64 MiB, about a second in a phone's browser."""
WORK_FACTOR_MOST: Final = 18
"""The most we compute for a stranger: 256 MiB. See `spec/envelope.md`, "Words"."""

_MAGIC: Final = b"age-encryption.org/v1\n"
_CHUNK: Final = 64 * 1024
_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_IDENTITY: Final = "age-secret-key-"
_STANZA = re.compile(rb"-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)\n")


# ── Bech32 (BIP 173), as age writes keys ──────────────────────────────────────────────────────────────────────────


_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _steps() -> list[int]:
    """What each value of the top five bits folds back into the checksum."""
    steps = [0]
    for generator in _GENERATORS:
        steps += [step ^ generator for step in steps]
    return steps


_STEP: Final = _steps()


def _polymod(values: Iterable[int], check: int = 1) -> int:
    for value in values:
        check = (check & 0x1FFFFFF) << 5 ^ value ^ _STEP[check >> 25]
    return check


_PREFIX: Final = {
    prefix: _polymod([*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix)])
    for prefix in (_IDENTITY, "age")
}
"""The checksum's state after each prefix we write."""


_TO_GROUPS: Final = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bytes(range(32)))
_TO_LETTERS: Final = bytes.maketrans(bytes(range(32)), _ALPHABET.encode())


def _bech32(prefix: str, data: bytes) -> str:
    groups = base64.b32encode(data)[:52].translate(_TO_GROUPS)  # the same groups of five bits, another alphabet
    check = _polymod(groups + bytes(6), _PREFIX[prefix]) ^ 1
    groups += bytes([check >> shift & 31 for shift in (25, 20, 15, 10, 5, 0)])
    return f"{prefix}1{groups.translate(_TO_LETTERS).decode()}"


def _unbech32(prefix: str, text: str) -> bytes:
    if text not in (text.lower(), text.upper()):
        raise WrongKey("This key mixes large and small letters.", "Copy it once more, exactly as it was given.")
    small = text.lower()
    values = [_ALPHABET.find(c) for c in small[len(prefix) + 1 :]]
    whole = small.startswith(prefix + "1") and len(values) == 58 and min(values) >= 0
    if not whole or _polymod(values, _PREFIX[prefix]) != 1 or values[51] & 15:
        raise WrongKey(
            "Part of the key is missing or changed: its check digits do not fit.",
            "Use the link again exactly as you got it, to its last letter: mail programs cut long ones in two.",
        )
    number = 0
    for value in values[:52]:
        number = number << 5 | value
    return (number >> 4).to_bytes(32, "big")


def identity_text(secret: bytes) -> str:
    """A 32-byte secret as age writes an identity, `AGE-SECRET-KEY-1…`."""
    return _bech32(_IDENTITY, secret).upper()


def identity_secret(text: str) -> bytes:
    """The 32 bytes of an identity's text, in large or small letters.

    Raises:
        WrongKey: the check digits do not fit, so part of it is missing or changed.
    """
    return _unbech32(_IDENTITY, text.strip())


def recipient_point(text: str) -> bytes:
    """The 32 bytes of an age X25519 recipient, `age1…`.

    Raises:
        WrongKey: the check digits do not fit.
    """
    return _unbech32("age", text.strip())


def recipient_text(point: bytes) -> str:
    """An X25519 point as age writes a recipient, `age1…`."""
    return _bech32("age", point)


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Secret:
    """An age identity: 32 bytes that open what was closed to `recipient`. Never shown by `repr`."""

    __slots__ = ("_identity", "_public", "raw", "recipient", "text")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.text = identity_text(raw)
        self._identity = _x25519.Identity.from_str(self.text)
        self._public = self._identity.to_public()
        self.recipient = str(self._public)

    @classmethod
    def draw(cls, clock: Clock) -> Secret:
        """A fresh secret."""
        return cls(clock.bytes(32))

    @classmethod
    def read(cls, text: str) -> Secret:
        """The secret in an identity's text.

        Raises:
            WrongKey: the check digits do not fit.
        """
        return cls(identity_secret(text))

    def open(self, closed: bytes, what: str) -> bytes:
        """The plaintext of an age file.

        Args:
            closed: the whole age file, known to be whole by its digest; armour is not taken.
            what: what it is, for the error's words.

        Raises:
            Unsupported: not an age file.
            WrongKey: it is one, but this secret does not open it (or it was changed inside).
        """
        if not closed.startswith(_MAGIC):
            raise Unsupported(f"{what} is not an age file.")
        try:
            return pyrage.decrypt(closed, [self._identity])
        except pyrage.DecryptError as error:
            raise WrongKey(
                f"This key does not open {what}.",
                "Use the link again exactly as you got it. Only the writer can make a new one.",
            ) from error

    def close(self, plain: bytes) -> bytes:
        """An age file that this secret opens."""
        return pyrage.encrypt(plain, [self._public])

    def __repr__(self) -> str:
        return f"Secret({self.recipient})"


def close_to(recipient: str, plain: bytes) -> bytes:
    """An age file to one recipient: `age1…`, or an SSH public key.

    Raises:
        WrongKey: not a recipient.
    """
    try:
        if recipient.startswith("ssh-"):
            return pyrage.encrypt(plain, [_ssh.Recipient.from_str(recipient)])
        return pyrage.encrypt(plain, [_x25519.Recipient.from_str(recipient)])
    except pyrage.RecipientError as error:
        raise WrongKey(
            f"{recipient[:24]}… is not an age recipient.", "It begins with age1 or ssh-ed25519."
        ) from error


# ── the scrypt form, for words ────────────────────────────────────────────────────────────────────────────────────


def _b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _hkdf(key: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)


def close_with_words(plain: bytes, words: str, clock: Clock, *, work_factor: int = WORK_FACTOR) -> bytes:
    """An age file in its scrypt form, which `age -d` opens with these words."""
    file_key, salt, nonce = clock.bytes(16), clock.bytes(16), clock.bytes(16)
    wrapping = Scrypt(b"age-encryption.org/v1/scrypt" + salt, 32, 1 << work_factor, 8, 1).derive(words.encode())
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    header = _MAGIC + b"-> scrypt %b %d\n%b\n---" % (_b64(salt), work_factor, _b64(wrapped))
    mac = hmac.digest(_hkdf(file_key, None, b"header"), header, hashlib.sha256)
    payload = ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload"))
    chunks = [plain[at : at + _CHUNK] for at in range(0, len(plain), _CHUNK)] or [b""]
    last = len(chunks) - 1
    body = b"".join(
        payload.encrypt(n.to_bytes(11, "big") + bytes([n == last]), chunk, None) for n, chunk in enumerate(chunks)
    )
    return header + b" " + _b64(mac) + b"\n" + nonce + body


def open_with_words(closed: bytes, words: str, what: str, *, work_factor_most: int = WORK_FACTOR_MOST) -> bytes:
    """The plaintext of an age file in its scrypt form.

    The work factor is read and judged before anything is computed: somebody else chose it.

    Raises:
        Unsupported: not such a file, or a work factor above `work_factor_most`.
        Torn: it ends early.
        WrongKey: the words do not fit.
    """
    if not closed.startswith(_MAGIC):
        raise Unsupported(f"{what} is not an age file.")
    stanza = _STANZA.match(closed, len(_MAGIC))
    if stanza is None:
        raise Unsupported(f"{what} is not closed with words.")
    if int(stanza[1]) > work_factor_most:
        raise Unsupported(
            f"{what} asks for more work than this program does for a stranger (2^{int(stanza[1])}).",
            f"Up to 2^{work_factor_most} is done. The plain age command can open it, if you trust its origin.",
        )
    if b"\n---" not in closed:
        raise Torn(f"{what} ends in its header.", "Fetch it once more.")
    try:
        return _passphrase.decrypt(closed, words)
    except pyrage.DecryptError as error:
        raise WrongKey(f"These words do not open {what}.", "Check their order and their spelling.") from error
