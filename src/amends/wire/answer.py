"""An answer that travels as a file, and one that a bank reads before the writer does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from amends.envelope import Json, bind, is_id, to_json, unbind
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


@dataclass(frozen=True, slots=True)
class AnswerToRead:
    """An answer that is sealed to the bank which reads it first; `spec/bank.md`, "Answers".

    Attributes:
        envelope: the envelope in which the letter was handed over.
        screening_key: the age recipient to which the key is sealed.
        signature: whoever answers, over `signed`; base64url.
        answer: the answer, closed to a key of its own.
        key: that key, closed to the screening key.
    """

    envelope: str
    screening_key: str
    signature: str
    answer: bytes
    key: bytes

    @property
    def sha256(self) -> str:
        """Digest of the sealed answer, over which it is signed and found."""
        return hashlib.sha256(self.answer).hexdigest()

    def to_bytes(self) -> bytes:
        """As a bound folder of `answer.json`, `answer.age` and `key.age`."""
        head: dict[str, Json] = {"amends": 1, "kind": "answer-to-read", "envelope": self.envelope}
        head |= {"screening_key": self.screening_key, "signature": self.signature}
        return bind({"answer.json": to_json(head), "answer.age": self.answer, "key.age": self.key})

    @classmethod
    def from_bytes(cls, data: bytes) -> AnswerToRead:
        """From such a folder.

        Raises:
            Torn, Unsupported: not such a folder.
        """
        parts = unbind(data)
        fields = message(parts.get("answer.json", b""))
        known = list(parts) == ["answer.json", "answer.age", "key.age"] and fields.get("kind") == "answer-to-read"
        if not known or not is_id(text(fields, "envelope")):
            raise Unsupported("This is not an answer that a bank reads.")
        envelope, key, signature = (text(fields, name) for name in ("envelope", "screening_key", "signature"))
        return cls(envelope, key, signature, parts["answer.age"], parts["key.age"])


def answer_signed(envelope: str, sha256: str) -> bytes:
    """What whoever answers signs: the envelope the letter came in, and the digest of the sealed answer."""
    return f"amends-answer/1\n{envelope}\n{sha256}\n".encode()
