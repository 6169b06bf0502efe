"""The office's own id and keys, in one file beside the database, readable by its owner only.

They are no letter's keys: the office has none of those. One key makes nonces unforgeable, the other keeps names of
writers from lying in the database in the clear. They rest apart from the database, so that a copy of the database
alone gives away no name.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from amends.clock import Clock, stamp
from amends.envelope import from_json, is_id, to_json
from amends.errors import AmendsError, Unsupported
from amends.wire import OfficeCard, notice_bytes

_NONCE: Final = 12


class KeysTrouble(AmendsError):
    """The office's key file is missing, open to others, or not this office's."""


@dataclass(frozen=True, slots=True)
class OfficeKeys:
    """The office's id (32 hexadecimal digits) and its two keys (32 bytes each)."""

    office: str
    nonces: bytes
    fields: bytes

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        return to_json({
            "amends": 1, "kind": "office-keys", "office": self.office,
            "nonces": _text(self.nonces), "fields": _text(self.fields),
        })  # fmt: skip

    @classmethod
    def from_bytes(cls, data: bytes) -> OfficeKeys:
        """From canonical JSON.

        Raises:
            Unsupported: not the key file of an office.
        """
        wrong = Unsupported("This is not the key file of an office.")
        value = from_json(data.strip())
        if not isinstance(value, dict) or value.get("kind") != "office-keys" or value.get("amends") != 1:
            raise wrong
        office, nonces, fields = value.get("office"), value.get("nonces"), value.get("fields")
        if not (isinstance(office, str) and is_id(office) and isinstance(nonces, str) and isinstance(fields, str)):
            raise wrong
        keys = cls(office, _bytes(nonces), _bytes(fields))
        if len(keys.nonces) != 32 or len(keys.fields) != 32:
            raise wrong
        return keys

    @property
    def notice(self) -> Ed25519PrivateKey:
        """The key under which the office says where it is; it goes with the key file wherever that goes."""
        info = b"amends office notice key v1 " + self.office.encode()
        seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self.fields)
        return Ed25519PrivateKey.from_private_bytes(seed)

    def card(self, name: str, exit_url: str, at: str, until: dt.datetime, *, moved: bool = False) -> OfficeCard:
        """What the office says about itself, and under its notice key where it is, if that is known, until then."""
        key = self.notice
        public = _text(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
        holds = stamp(until) if at else ""
        signature = _text(key.sign(notice_bytes(self.office, at, holds, moved=moved))) if at else ""
        return OfficeCard(self.office, name, exit_url, public, at, moved, signature, holds)

    def close(self, text: str, field: str, clock: Clock) -> bytes:
        """One field's text, encrypted (ChaCha20-Poly1305) and bound to the field it is for."""
        nonce = clock.bytes(_NONCE)
        return nonce + ChaCha20Poly1305(self.fields).encrypt(nonce, text.encode(), field.encode())

    def token(self, letter: str, road: str) -> str:
        """What a letter's notice by this road is known by: 32 digits that nobody can guess, always the same."""
        return hmac.new(self.fields, f"notice {road} {letter}".encode(), hashlib.sha256).hexdigest()[:32]

    def whom(self, road: str, to: str) -> str:
        """A keyed digest of where somebody is told: the same for the same, and of use to nobody without the key."""
        return hmac.new(self.fields, f"whom {road} {to.lower()}".encode(), hashlib.sha256).hexdigest()

    def open(self, closed: bytes, field: str) -> str:
        """The text of a field that `close` encrypted.

        Raises:
            KeysTrouble: it was closed under another key, or for another field.
        """
        try:
            return ChaCha20Poly1305(self.fields).decrypt(closed[:_NONCE], closed[_NONCE:], field.encode()).decode()
        except InvalidTag as error:
            raise KeysTrouble(
                "A name in the office's database was closed under another key.",
                "Put the key file back that belongs to this database.",
            ) from error


def make_keys(clock: Clock) -> OfficeKeys:
    """Fresh keys for a new office."""
    return OfficeKeys(clock.bytes(16).hex(), clock.bytes(32), clock.bytes(32))


def found(path: Path, clock: Clock) -> None:
    """Write fresh keys for a new office into this file.

    Raises:
        KeysTrouble: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_privately(path, make_keys(clock).to_bytes())
    except OSError as error:
        raise KeysTrouble(
            f"The office's key file {path} cannot be written: {error.strerror}.", "Let the office write there."
        ) from error


def read_keys(path: Path) -> OfficeKeys:
    """The keys in this file.

    Raises:
        KeysTrouble: it is missing, unreadable or open to others.
        Unsupported: it is not a key file.
    """
    try:
        mode = path.stat().st_mode
        data = path.read_bytes()
    except OSError as error:
        raise KeysTrouble(
            f"The office's key file {path} cannot be read.", "Put it back from a backup; the database needs it."
        ) from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise KeysTrouble(f"The office's key file {path} can be read by others.", f"chmod 600 {path}")
    return OfficeKeys.from_bytes(data)


def write_privately(path: Path, data: bytes) -> None:
    """A file that only its owner can read, there whole or not at all, and never in place of another.

    Raises:
        FileExistsError: there is such a file.
        OSError: it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if os.name == "posix":
            os.link(draft, path)
        else:
            draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except ValueError as error:
        raise Unsupported("This is not the key file of an office.") from error
