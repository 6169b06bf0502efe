"""The reader's side: what an office says of a letter, and what a reader lets the writer know."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal, TypeAlias, get_args

from amends.envelope import Json, is_sha256, to_json
from amends.errors import Unsupported
from amends.wire.strictly import count, message, text

AnswerRoad: TypeAlias = Literal["sealed", "screened", "on-paper", "none"]
"""How an answer goes back: sealed to the writer; sealed to a bank that reads it first; to such a bank on paper alone;
or not at all."""

ANSWER_ROADS: Final[tuple[AnswerRoad, ...]] = get_args(AnswerRoad)


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
        answers: how an answer goes back; said before a word of one is written.
        answer_rules: what an answer is held to, in words for a person; empty where it is held to nothing.
    """

    id: str
    act_key: str
    since: str
    front: PartSeen
    letter: PartSeen
    key_kind: str
    copy: bool
    answers: AnswerRoad = "sealed"
    answer_rules: str = ""

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        about: dict[str, Json] = {"id": self.id, "act_key": self.act_key, "since": self.since, "copy": self.copy}
        front: Json = {"bytes": self.front.bytes, "sha256": self.front.sha256}
        letter: Json = {"bytes": self.letter.bytes, "sha256": self.letter.sha256}
        about |= {"front": front, "letter": letter, "key_kind": self.key_kind, "answers": self.answers}
        about["answer_rules"] = self.answer_rules
        return to_json({"amends": 1, "state": "here", **about})

    @classmethod
    def from_bytes(cls, data: bytes) -> Standing:
        """From canonical JSON.

        Raises:
            Unsupported: not a standing.
        """
        fields = message(data)
        copy = fields.get("copy")
        if fields.get("state") != "here" or not isinstance(copy, bool):
            raise Unsupported("The office's answer about this letter is malformed.")
        answers = fields.get("answers", "sealed")
        if answers not in ANSWER_ROADS:
            raise Unsupported("The office's answer about this letter is malformed.")
        id_, act_key, since, kind = (text(fields, name) for name in ("id", "act_key", "since", "key_kind"))
        front, letter = _part(fields, "front"), _part(fields, "letter")
        rules = text(fields, "answer_rules") if "answer_rules" in fields else ""
        return cls(id_, act_key, since, front, letter, kind, copy, answers, rules)


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


def _part(fields: dict[str, Json], name: str) -> PartSeen:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise Unsupported(f"The message lacks {name!r}.")
    found = PartSeen(count(value, "bytes"), text(value, "sha256"))
    if not is_sha256(found.sha256):
        raise Unsupported(f"The message's {name!r} is malformed.")
    return found
