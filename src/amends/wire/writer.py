"""The writer's side: batches, what became of them, and what waits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal, TypeAlias, cast

from amends.envelope import Json, bind, is_id, is_sha256, to_json, unbind
from amends.errors import Unsupported
from amends.wire.reader import Told
from amends.wire.strictly import count, is_moment, message, rows, text

BATCH_LETTERS_MOST: Final = 64
BATCH_BYTES_MOST: Final = 32 * 1024 * 1024
REPLY_BYTES_MOST: Final = 10 * 1024 * 1024
UPLOAD_CHUNK_BYTES: Final = 1024 * 1024

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
        fields = message(data)
        replies: list[WaitingReply] = []
        for row in rows(fields, "replies"):
            id_, letter, arrived, sha256 = (text(row, name) for name in ("id", "letter", "arrived", "sha256"))
            reply = WaitingReply(id_, letter, arrived, count(row, "bytes"), sha256)
            # The id becomes part of an address and the moment of a page, so neither may be just anything.
            if not (is_id(reply.id) and is_id(reply.letter) and is_sha256(reply.sha256) and is_moment(reply.arrived)):
                raise Unsupported("The news of an answer is malformed.")
            replies.append(reply)
        told = tuple(Told.from_json(row) for row in rows(fields, "told"))
        return cls(tuple(replies), told, fields.get("more") is True)


def outcomes_bytes(outcomes: tuple[Deposited, ...]) -> bytes:
    """The answer to a batch of deposits."""
    return to_json({"amends": 1, "outcomes": [asdict(outcome) for outcome in outcomes]})


def outcomes_from(data: bytes) -> tuple[Deposited, ...]:
    """The outcomes in such an answer.

    Raises:
        Unsupported: malformed.
    """
    found = rows(message(data), "outcomes")
    return tuple(Deposited(text(r, "id"), cast("Outcome", text(r, "outcome")), text(r, "reason")) for r in found)


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
