"""The envelope: the one noun that both sides know, and its strict canonical codec.

An envelope is what the office holds: a record of what stands on it, and two or three closed parts that only a key can
open. Its file form is a plain stored ZIP, so that ordinary tools can take it apart in twenty years; its byte form is
canonical, so that whatever can be read is written again to the very same bytes. `spec/envelope.md` is normative, and
`room/envelope.ts` is the same codec in the browser.

The same two building blocks, canonical JSON and the bound folder, also make up what lies inside a sealed part; they
stand here because the wall lets the two sides share nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast, get_args

from amends.errors import Refused, Torn, Unsupported

VERSION: Final = 1
FRONT_BYTES_MOST: Final = 64 * 1024
"""The sealed front is padded to one size below this; see `spec/envelope.md`, "Padding"."""
LETTER_BYTES_MOST: Final = 10 * 1024 * 1024
KEY_BYTES_MOST: Final = 4 * 1024
ENVELOPE_BYTES_MOST: Final = FRONT_BYTES_MOST + LETTER_BYTES_MOST + KEY_BYTES_MOST + 4096

KeyKind: TypeAlias = Literal["link", "words", "age"]
"""How the letter secret travels: in the link, behind a passphrase of words, or wrapped to an age recipient."""

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

_ID = re.compile(r"[0-9a-f]{32}")
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PART_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}")


# ── canonical JSON ────────────────────────────────────────────────────────────────────────────────────────────────


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def to_json(value: Json) -> bytes:
    """Canonical JSON: UTF-8, keys sorted, no white space, whole numbers only, strings in NFC.

    Raises:
        ValueError: the value holds a float, a number outside ±2**53, or a string that is not in NFC.
    """
    _check(value)
    return _ENCODER.encode(value).encode()


def from_json(data: bytes) -> Json:
    """The value of canonical JSON, and of nothing else: any other spelling of the same value is refused.

    Raises:
        Unsupported: not canonical JSON.
    """
    try:
        value = cast("Json", json.loads(data.decode("utf-8", "strict")))
        same = to_json(value) == data
    except (ValueError, RecursionError) as error:
        raise Unsupported(
            "This is not canonical JSON.", "The file was not made by amends, or was changed."
        ) from error
    if not same:
        raise Unsupported("This JSON is not in canonical form.", "The file was not made by amends, or was changed.")
    return value


def _check(value: Json) -> None:
    if isinstance(value, str):
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            raise ValueError("text is not in NFC")
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not key.isascii():
                raise ValueError("keys are ASCII")
            _check(item)
    elif not isinstance(cast("object", value), int | None):
        raise ValueError(f"{type(value).__name__} has no canonical form")
    elif value is not None and abs(value) > 2**53:
        raise ValueError("number out of range")


# ── the bound folder: a stored ZIP whose bytes follow from its parts ──────────────────────────────────────────────

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DATE: Final = 0x0021  # 1980-01-01, the first day a ZIP can name: an envelope does not tell when it was made


def bind(parts: dict[str, bytes]) -> bytes:
    """A stored ZIP (no compression, no dates, no extra fields) of these parts, in this order.

    Raises:
        ValueError: a name that no folder may hold.
    """
    return _bind(parts, {name: zlib.crc32(data) for name, data in parts.items()})


def _bind(parts: dict[str, bytes], sums: dict[str, int]) -> bytes:
    body: list[bytes] = []
    index: list[bytes] = []
    offset = 0
    for name, data in parts.items():
        if not _PART_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name for a part")
        label, crc, size = name.encode(), sums[name], len(data)
        local = _LOCAL.pack(b"PK\x03\x04", 10, 0, 0, 0, _DATE, crc, size, size, len(label), 0)
        index.append(
            _CENTRAL.pack(b"PK\x01\x02", 10, 10, 0, 0, 0, _DATE, crc, size, size, len(label), 0, 0, 0, 0, 0, offset)
            + label
        )
        body += (local, label, data)
        offset += len(local) + len(label) + size
    directory = b"".join(index)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(index), len(index), len(directory), offset, 0)
    return b"".join((*body, directory, end))


def bound_size(parts: dict[str, int]) -> int:
    """How many bytes `bind` makes of parts with these names and sizes."""
    return _END.size + sum(_LOCAL.size + _CENTRAL.size + 2 * len(name) + size for name, size in parts.items())


def unbind(data: bytes) -> dict[str, bytes]:
    """The parts of a folder made by `bind`, and of no other ZIP.

    Nothing is decompressed and nothing is written, so neither a bomb nor a path can do harm; a second entry of one
    name, a gap, a comment or a trailing byte is refused because binding the parts again must give the same bytes.

    Raises:
        Torn: it begins like a folder but ends early, or an entry's bytes have changed.
        Unsupported: not such a folder.
    """
    parts: dict[str, bytes] = {}
    sums: dict[str, int] = {}
    at = 0
    while data[at : at + 4] == b"PK\x03\x04":
        if at + _LOCAL.size > len(data):
            raise Torn("The folder ends in the middle of an entry.")
        _, _, flags, method, _, _, crc, size, full, name_size, extra = _LOCAL.unpack_from(data, at)
        start = at + _LOCAL.size + name_size
        name = data[at + _LOCAL.size : start].decode("ascii", "replace")
        if flags or method or extra or size != full or not _PART_NAME.fullmatch(name) or name in parts:
            raise Unsupported(f"The folder has an entry that no folder of ours may hold ({name[:64]!r}).")
        if start + size > len(data):
            raise Torn("The folder ends in the middle of an entry.")
        parts[name] = data[start : start + size]
        if zlib.crc32(parts[name]) != crc:
            raise Torn(f"{name} in the folder is not what was put there.", "Fetch it once more.")
        sums[name] = crc
        at = start + size
    if not parts:
        raise Unsupported("This is not a folder made by amends.")
    if _bind(parts, sums) != data:
        if len(data) < bound_size({name: len(part) for name, part in parts.items()}):
            raise Torn("The folder ends before its directory does.")
        raise Unsupported("The folder is not in canonical form.")
    return parts


# ── the envelope ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed letter as it is carried: what stands on it, and closed parts.

    Attributes:
        id: 32 hexadecimal digits; the letter's id, or a fresh one for a copy that was passed on.
        act_key: public half of the Ed25519 key with which its reader acts, base64url.
        person: pseudonym of the person written to, stable for one writer, meaning nothing to anybody else; empty for
            a copy that was passed on.
        front: the sealed front, an age file.
        letter: the sealed letter, an age file.
        key: side file that holds the letter secret behind words or an age recipient; empty when the link bears it.
        key_kind: how the secret travels.
        copy_of: the letter this is a passed-on copy of; empty for a letter.
    """

    id: str
    act_key: str
    person: str
    front: bytes
    letter: bytes
    key: bytes = b""
    key_kind: KeyKind = "link"
    copy_of: str = ""

    def __post_init__(self) -> None:
        if not is_id(self.id) or not is_key(self.act_key):
            raise Unsupported("The envelope's id or act key is malformed.")
        if (self.person and not is_id(self.person)) or (self.copy_of and not is_id(self.copy_of)):
            raise Unsupported(f"Envelope {self.id}: person or origin is malformed.")
        if bool(self.person) == bool(self.copy_of):
            raise Unsupported(f"Envelope {self.id} must be for a person or be a copy, and not both.")
        if bool(self.key) != (self.key_kind != "link"):
            raise Unsupported(f"Envelope {self.id}: a side file goes with words or an age recipient, and only then.")
        for what, size, most in (
            ("front", len(self.front), FRONT_BYTES_MOST),
            ("letter", len(self.letter), LETTER_BYTES_MOST),
            ("side file", len(self.key), KEY_BYTES_MOST),
        ):
            if size > most:
                raise Unsupported(f"Envelope {self.id}: its {what} has {size} bytes, {most} at most are carried.")
        if not self.front or not self.letter:
            raise Unsupported(f"Envelope {self.id} has an empty front or an empty letter.")

    def record(self) -> dict[str, Json]:
        """What stands on the envelope: everything but the closed parts, and of those their lengths and digests."""
        record: dict[str, Json] = {
            "amends": VERSION,
            "id": self.id,
            "act_key": self.act_key,
            "front": _seen(self.front),
            "letter": _seen(self.letter),
        }
        if self.person:
            record["person"] = self.person
        if self.copy_of:
            record["copy_of"] = self.copy_of
        if self.key_kind != "link":
            record["key"] = {**_seen(self.key), "kind": self.key_kind}
        return record


def _seen(data: bytes) -> dict[str, Json]:
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def pack(envelope: Envelope) -> bytes:
    """The envelope as one file: a stored ZIP of `envelope.json`, `front.age`, `letter.age` and maybe `key.age`."""
    parts = {"envelope.json": to_json(envelope.record()), "front.age": envelope.front, "letter.age": envelope.letter}
    if envelope.key:
        parts["key.age"] = envelope.key
    return bind(parts)


def unpack(data: bytes) -> Envelope:
    """The envelope in a file made by `pack`.

    Raises:
        Torn: bytes are missing, or a part differs from the length or digest in the record.
        Unsupported: another version, a size that is not carried, or not an envelope at all.
    """
    return unpack_with_record(data)[0]


def unpack_with_record(data: bytes) -> tuple[Envelope, dict[str, Json]]:
    """The envelope in a file made by `pack`, and its record, so that no digest need be computed twice.

    Raises:
        Torn, Unsupported: as `unpack`.
    """
    if len(data) > ENVELOPE_BYTES_MOST:
        raise Unsupported(f"The envelope has {len(data)} bytes, {ENVELOPE_BYTES_MOST} at most are carried.")
    parts = unbind(data)
    record = from_json(parts.get("envelope.json", b""))
    if not isinstance(record, dict) or record.get("amends") != VERSION:
        raise Unsupported("The envelope is of a version this program does not know.", "A newer amends can open it.")
    key = record.get("key", {"kind": "link"})
    kind = key.get("kind") if isinstance(key, dict) else None
    if kind not in get_args(KeyKind) or not all(
        isinstance(record.get(field, ""), str) for field in ("id", "act_key", "person", "copy_of")
    ):
        raise Unsupported("The envelope's record is malformed.")
    envelope = Envelope(
        id=str(record.get("id", "")),
        act_key=str(record.get("act_key", "")),
        person=str(record.get("person", "")),
        front=parts.get("front.age", b""),
        letter=parts.get("letter.age", b""),
        key=parts.get("key.age", b""),
        key_kind=cast("KeyKind", kind),
        copy_of=str(record.get("copy_of", "")),
    )
    seen = envelope.record()
    for part in ("front", "letter"):
        if record.get(part) != seen[part]:
            raise Torn(f"Envelope {envelope.id}: its {part} did not arrive whole.", "Fetch it once more.")
    # What `unbind` took apart binds to the same bytes again, so only the order and the record are left to differ; the
    # record is compared as bytes, because to Python `true` equals 1.
    names = ["envelope.json", "front.age", "letter.age", *(["key.age"] if envelope.key else [])]
    if list(parts) != names or parts["envelope.json"] != to_json(seen):
        raise Unsupported(f"Envelope {envelope.id} is not in canonical form.")
    return envelope, seen


def is_id(text: str) -> bool:
    """Whether this is an id as we write them: 16 bytes as 32 small hexadecimal digits."""
    return bool(_ID.fullmatch(text))


def is_key(text: str) -> bool:
    """Whether this is a public key as we write them on the wire: 32 bytes in base64url, 43 characters."""
    return bool(_KEY.fullmatch(text))


def is_sha256(text: str) -> bool:
    """Whether this is a SHA-256 digest as we write them: 64 small hexadecimal digits."""
    return bool(_SHA256.fullmatch(text))


# ── a letter as a page ────────────────────────────────────────────────────────────────────────────────────────────

_ROOMS: Final = {"es": "offline.es"}
_MARK: Final = re.compile(r"%%(STYLE_HASH|SCRIPT_HASH|STYLE|SCRIPT|ENVELOPE|ANSWERS)%%")


def self_opening(packed: bytes, room: Path, language: str = "en") -> bytes:
    """A page that opens this envelope in a browser, with no office and no network.

    Args:
        packed: the envelope.
        room: the folder with the reading room's bundle.
        language: what the page speaks, as a language tag; English where the reading room has no such language.

    Raises:
        Refused: the reading room was not built into this package.
    """
    template, parts = _template(room, _ROOMS.get(language.partition("-")[0].lower(), "offline"))
    marks = {**parts, "ENVELOPE": base64.b64encode(packed).decode(), "ANSWERS": ""}
    return _MARK.sub(lambda mark: marks[mark[1]], template).encode()


@cache
def _template(room: Path, page: str) -> tuple[str, dict[str, str]]:
    try:
        template, script, style = (
            (room / name).read_text("utf-8") for name in (f"{page}.html", f"{page}.js", "look.css")
        )
    except OSError as error:
        raise Refused(
            "The reading room is not built into this package.", "Build it: uv sync --reinstall-package amends"
        ) from error
    hashes = {
        f"{name}_HASH": base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for name, text in (("STYLE", style), ("SCRIPT", script))
    }
    return template, {"STYLE": style, "SCRIPT": script, **hashes}
