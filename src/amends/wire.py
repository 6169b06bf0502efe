"""What desk, room and office say to each other: frozen messages, and the exact bytes that are signed.

No behaviour beyond writing a message down and reading it strictly. `spec/office-api.md` is normative and gives the
addresses; `room/wire.ts` is the same in the browser.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from typing import Final, Literal, TypeAlias, cast, get_args

from amends.clock import stamp, unstamp
from amends.envelope import Json, bind, from_json, is_id, is_sha256, to_json, unbind
from amends.errors import Unsupported

NONCE_HEADER: Final = "Amends-Nonce"
SIGNATURE_HEADER: Final = "Amends-Signature"
DESK_HEADER: Final = "Amends-Desk"
"""Public half of the desk key, base64url, on every request of a desk."""
KEY_HEADER: Final = "Amends-Key"
"""Which of a reader's keys signs an act: `act` (held with the link) or `keep` (held with the private link)."""

NONCE_LIVES_SECONDS: Final = 600
BATCH_LETTERS_MOST: Final = 64
BATCH_BYTES_MOST: Final = 32 * 1024 * 1024
REPLY_BYTES_MOST: Final = 10 * 1024 * 1024
UPLOAD_CHUNK_BYTES: Final = 1024 * 1024

Act: TypeAlias = Literal[
    "open",  # break the seal: the answer is the sealed letter's bytes
    "keep",  # ask for a private link, under which the office shows what was done
    "decline",  # put it away unopened
    "answer",  # leave a sealed answer
    "take-back",  # take back an answer that is not collected
    "tell",  # let the writer know: requested, received, read, not wanted
    "pass-on",  # leave a read-only copy for somebody else
    "not-for-me",  # it reached the wrong person
    "never",  # no more letters from this writer to this person
    "again",  # take a "never" back
    "state",  # what was done; only under the private link
]
ACTS: Final[tuple[Act, ...]] = cast("tuple[Act, ...]", get_args(Act))
ACTS_AFTER_WITHDRAWAL: Final[frozenset[Act]] = frozenset({"never", "again", "not-for-me"})
"""What the bare link may still do when the writer has taken the letter back."""

_NONCE = re.compile(r"[A-Za-z0-9_-]{40,120}")
_SIGNATURE = re.compile(r"[A-Za-z0-9_-]{86}")


def act_bytes(office: str, letter: str, act: Act, body: bytes, nonce: str) -> bytes:
    """The bytes a reader signs for one act: office, letter, act, digest of the body, nonce, each on its own line."""
    return f"amends-act/1\n{office}\n{letter}\n{act}\n{hashlib.sha256(body).hexdigest()}\n{nonce}\n".encode()


def desk_bytes(office: str, path: str, body: bytes, nonce: str) -> bytes:
    """The bytes a desk signs for one request: office, path, digest of the body, nonce, each on its own line."""
    return f"amends-desk/1\n{office}\n{path}\n{hashlib.sha256(body).hexdigest()}\n{nonce}\n".encode()


def is_nonce(text: str) -> bool:
    """Whether this has the form of a nonce; only the office that issued it can say whether it is good."""
    return bool(_NONCE.fullmatch(text))


def is_signature(text: str) -> bool:
    """Whether this has the form of an Ed25519 signature on the wire: 64 bytes in base64url, 86 characters."""
    return bool(_SIGNATURE.fullmatch(text))


# ── the office about itself ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """What an office says about itself to anybody: `GET /api/office`.

    Attributes:
        at: its address, or the one that it has `moved` to; empty where it does not say.
        signature: under `notice_key`, over `notice_bytes`.
    """

    id: str
    name: str
    exit_url: str
    notice_key: str = ""
    at: str = ""
    moved: bool = False
    signature: str = ""

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        return to_json({"amends": 1, **asdict(self)})

    @classmethod
    def from_bytes(cls, data: bytes) -> OfficeCard:
        """From canonical JSON.

        Raises:
            Unsupported: not an office's card.
        """
        fields = _object(data)
        id_, name, exit_url = (_text(fields, name) for name in ("id", "name", "exit_url"))
        key, at, signature = (_text({name: "", **fields}, name) for name in ("notice_key", "at", "signature"))
        card = cls(id_, name, exit_url, key, at, fields.get("moved") is True, signature)
        if not is_id(card.id):
            raise Unsupported("The office's card has no proper id.")
        return card


def notice_bytes(office: str, at: str, *, moved: bool) -> bytes:
    """The bytes an office signs to say where it is, or where it went, each on its own line."""
    return f"amends-office/1\n{office}\n{'moved to' if moved else 'at'}\n{at}\n".encode()


@dataclass(frozen=True, slots=True)
class Invitation:
    """What lets one desk enrol at one office, once: the content of an invitation file.

    Attributes:
        office: the office's address, `http://…` or `https://…`.
        code: 32 bytes of chance, base64url.
        expires: the last moment, as `clock.stamp` writes it.
    """

    office: str
    office_id: str
    code: str
    expires: str

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        return to_json({"amends": 1, **asdict(self)})

    @classmethod
    def from_bytes(cls, data: bytes) -> Invitation:
        """From the content of an invitation file; white space around it is allowed.

        Raises:
            Unsupported: not an invitation.
        """
        fields = _object(data.strip())
        return cls(*(_text(fields, name) for name in ("office", "office_id", "code", "expires")))


# ── the reader's side ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PartSeen:
    """Length and digest of a closed part, so that torn and wrong key can be told apart."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the office says to anybody who knows a letter's id: `GET /api/letters/{id}`.

    The same whatever was done with the letter, until the writer takes it back.

    Attributes:
        since: the day the office received it, `YYYY-MM-DD`.
        copy: whether this is a copy that was passed on.
        key_kind: how its secret travels: in the link, behind words, or wrapped to an age recipient.
    """

    id: str
    act_key: str
    since: str
    front: PartSeen
    letter: PartSeen
    key_kind: str
    copy: bool

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        about: dict[str, Json] = {"id": self.id, "act_key": self.act_key, "since": self.since, "copy": self.copy}
        front: Json = {"bytes": self.front.bytes, "sha256": self.front.sha256}
        letter: Json = {"bytes": self.letter.bytes, "sha256": self.letter.sha256}
        about |= {"front": front, "letter": letter, "key_kind": self.key_kind}
        return to_json({"amends": 1, "state": "here", **about})

    @classmethod
    def from_bytes(cls, data: bytes) -> Standing:
        """From canonical JSON.

        Raises:
            Unsupported: not a standing.
        """
        fields = _object(data)
        copy = fields.get("copy")
        if fields.get("state") != "here" or not isinstance(copy, bool):
            raise Unsupported("The office's answer about this letter is malformed.")
        id_, act_key, since, kind = (_text(fields, name) for name in ("id", "act_key", "since", "key_kind"))
        return cls(id_, act_key, since, _part(fields, "front"), _part(fields, "letter"), kind, copy)


@dataclass(frozen=True, slots=True)
class Told:
    """What a recipient chose to let the writer know about one letter. Everything is off until chosen."""

    letter: str
    requested: bool = False
    received: bool = False
    read: bool = False
    not_wanted: bool = False

    def to_json(self) -> dict[str, Json]:
        """As it stands in the body of `tell` (without the letter) and in the writer's news (with it)."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: dict[str, Json]) -> Told:
        """From JSON.

        Raises:
            Unsupported: malformed.
        """
        flags = [fields.get(name) for name in ("requested", "received", "read", "not_wanted")]
        letter = fields.get("letter")
        if not isinstance(letter, str) or not all(isinstance(flag, bool) for flag in flags):
            raise Unsupported("What the recipient told is malformed.")
        return cls(letter, *(bool(flag) for flag in flags))


# ── the writer's side ─────────────────────────────────────────────────────────────────────────────────────────────

Outcome: TypeAlias = Literal["deposited", "already", "refused"]


@dataclass(frozen=True, slots=True)
class Deposited:
    """What became of one envelope in a batch."""

    id: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WaitingReply:
    """A sealed answer that waits at the office for its writer."""

    id: str
    letter: str
    arrived: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class News:
    """A page of waiting answers and of what recipients chose to tell one writer; `more` where another follows."""

    replies: tuple[WaitingReply, ...]
    told: tuple[Told, ...]
    more: bool = False

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        replies: list[Json] = [asdict(reply) for reply in self.replies]
        told = [told.to_json() for told in self.told]
        return to_json({"amends": 1, "replies": replies, "told": [*told], "more": self.more})

    @classmethod
    def from_bytes(cls, data: bytes) -> News:
        """From canonical JSON.

        Raises:
            Unsupported: malformed.
        """
        fields = _object(data)
        replies: list[WaitingReply] = []
        for row in _rows(fields, "replies"):
            id_, letter, arrived, sha256 = (_text(row, name) for name in ("id", "letter", "arrived", "sha256"))
            reply = WaitingReply(id_, letter, arrived, _count(row, "bytes"), sha256)
            # The id becomes part of an address and the moment of a page, so neither may be just anything.
            if not (is_id(reply.id) and is_id(reply.letter) and is_sha256(reply.sha256) and _is_stamp(reply.arrived)):
                raise Unsupported("The news of an answer is malformed.")
            replies.append(reply)
        told = tuple(Told.from_json(row) for row in _rows(fields, "told"))
        return cls(tuple(replies), told, fields.get("more") is True)


def outcomes_bytes(outcomes: tuple[Deposited, ...]) -> bytes:
    """The answer to a batch of deposits."""
    return to_json({"amends": 1, "outcomes": [asdict(outcome) for outcome in outcomes]})


def outcomes_from(data: bytes) -> tuple[Deposited, ...]:
    """The outcomes in such an answer.

    Raises:
        Unsupported: malformed.
    """
    rows = _rows(_object(data), "outcomes")
    return tuple(Deposited(_text(r, "id"), cast("Outcome", _text(r, "outcome")), _text(r, "reason")) for r in rows)


def batch(envelopes: dict[str, bytes]) -> bytes:
    """Packed envelopes, by id, as the body of one deposit: a bound folder of `{id}.envelope`."""
    return bind({f"{letter}.envelope": packed for letter, packed in envelopes.items()})


def unbatch(data: bytes) -> dict[str, bytes]:
    """The packed envelopes in such a body, by id; not yet looked into.

    Raises:
        Torn, Unsupported: not such a body, or more letters or bytes than one batch may hold.
    """
    if len(data) > BATCH_BYTES_MOST:
        raise Unsupported(f"A batch may hold {BATCH_BYTES_MOST} bytes.")
    parts = unbind(data)
    ids = {name: name.removesuffix(".envelope") for name in parts}
    if len(parts) > BATCH_LETTERS_MOST or not all(
        name.endswith(".envelope") and is_id(letter) for name, letter in ids.items()
    ):
        raise Unsupported(f"A batch holds up to {BATCH_LETTERS_MOST} envelopes and nothing else.")
    return {ids[name]: packed for name, packed in parts.items()}


# ── an answer that travels as a file ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A sealed answer made without an office: saved by a self-opening letter, brought back by any road."""

    letter: str
    reply: bytes

    def to_bytes(self) -> bytes:
        """As a bound folder of `answer.json` and `reply.age`."""
        head = to_json({"amends": 1, "kind": "answer", "letter": self.letter})
        return bind({"answer.json": head, "reply.age": self.reply})

    @classmethod
    def from_bytes(cls, data: bytes) -> AnswerFile:
        """From such a folder.

        Raises:
            Torn, Unsupported: not such a folder.
        """
        parts = unbind(data)
        fields = _object(parts.get("answer.json", b""))
        known = set(parts) == {"answer.json", "reply.age"} and fields.get("kind") == "answer"
        if not known or not is_id(_text(fields, "letter")):
            raise Unsupported("This is not an answer to a letter.")
        return cls(_text(fields, "letter"), parts["reply.age"])


# ── reading strictly ──────────────────────────────────────────────────────────────────────────────────────────────


def _object(data: bytes) -> dict[str, Json]:
    value = from_json(data)
    if not isinstance(value, dict) or value.get("amends") != 1:
        raise Unsupported("The message is of a version this program does not know.")
    return value


def _text(fields: dict[str, Json], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise Unsupported(f"The message lacks {name!r}.")
    return value


def _count(fields: dict[str, Json], name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unsupported(f"The message lacks {name!r}.")
    return value


def _is_stamp(text: str) -> bool:
    try:
        return stamp(unstamp(text)) == text
    except ValueError:
        return False


def _part(fields: dict[str, Json], name: str) -> PartSeen:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise Unsupported(f"The message lacks {name!r}.")
    part = PartSeen(_count(value, "bytes"), _text(value, "sha256"))
    if not is_sha256(part.sha256):
        raise Unsupported(f"The message's {name!r} is malformed.")
    return part


def _rows(fields: dict[str, Json], name: str) -> list[dict[str, Json]]:
    value = fields.get(name)
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Unsupported(f"The message lacks {name!r}.")
    return cast("list[dict[str, Json]]", value)
