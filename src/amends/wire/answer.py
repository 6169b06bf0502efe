"""An answer that travels as a file."""

from __future__ import annotations

from dataclasses import dataclass

from amends.envelope import bind, is_id, to_json, unbind
from amends.errors import Unsupported
from amends.wire.strictly import message, text


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
        fields = message(parts.get("answer.json", b""))
        known = set(parts) == {"answer.json", "reply.age"} and fields.get("kind") == "answer"
        if not known or not is_id(text(fields, "letter")):
            raise Unsupported("This is not an answer to a letter.")
        return cls(text(fields, "letter"), parts["reply.age"])
