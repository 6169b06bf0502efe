"""What the office answers when it does not do what was asked: a code, a status, and words for a person."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from amends.envelope import Json, to_json
from amends.errors import AmendsError
from amends.sentences import DEFAULT, Sentence, marked

Code: TypeAlias = Literal[
    "malformed", "too-large", "nonce", "signature", "not-here", "taken-back", "limit", "refused", "superseded",
    "offset", "full", "later", "broken",
]  # fmt: skip

STATUS: Final[dict[Code, int]] = {
    "malformed": 422,
    "too-large": 413,
    "nonce": 409,
    "signature": 403,
    "not-here": 404,
    "taken-back": 410,
    "limit": 429,
    "refused": 403,
    "superseded": 409,
    "offset": 409,
    "full": 507,
    "later": 503,
    "broken": 500,
}
"""The codes of `spec/office-api.md` and the status each goes with."""


class Refusal(AmendsError):
    """The office does not do this. Raised anywhere, turned into an answer once, at the edge.

    Attributes:
        code: one of the codes of `spec/office-api.md`.
        received: with `offset`, how many bytes of the upload the office holds.
        out: whether it is because nobody is in, whatever was asked: a page of the staff's goes back to its door.
    """

    def __init__(
        self, code: Code, message: str, hint: str = "", *, received: int | None = None, out: bool = False
    ) -> None:
        super().__init__(message, hint)
        self.code: Code = code
        self.received = received
        self.out = out

    @property
    def status(self) -> int:
        """The HTTP status beside the code."""
        return STATUS[self.code]

    def to_bytes(self, language: str = DEFAULT) -> bytes:
        """As canonical JSON; the words for a person in a language, where they are in its catalogue."""
        message, hint = (_said(words, language) for words in (self.message, self.hint))
        fields: dict[str, Json] = {"amends": 1, "error": self.code, "message": message, "hint": hint}
        if self.received is not None:
            fields["received"] = self.received
        if self.out:
            fields["out"] = True
        return to_json(fields)


def not_in() -> Refusal:
    """Nobody of the staff is in, or not any more."""
    return Refusal(
        "signature", marked("You are not in, or not any more."), marked("Come in again with your passkey."), out=True
    )


def malformed(what: str) -> Refusal:
    """The request is not of the form the specification gives."""
    return Refusal("malformed", what, "See spec/office-api.md.")


def nothing_here() -> Refusal:
    """No such letter, or none that this asker may know of."""
    return Refusal(
        "not-here", marked("Nothing is kept under this link."), marked("Use the link again exactly as you got it.")
    )


def taken_back() -> Refusal:
    """The writer withdrew the letter."""
    return Refusal("taken-back", "The writer has taken the letter back.", "There is nothing you need to do.")


def full() -> Refusal:
    """The office could not write; nothing of the request was kept."""
    return Refusal(
        "full",
        marked("The office has no room left to write this down, and has kept nothing of it."),
        marked("Nothing is lost. Whoever runs the office has to make room; then send it again."),
    )


def later() -> Refusal:
    """The office's database or object store does not answer; nothing of the request was kept."""
    return Refusal(
        "later", marked("The office cannot reach what it keeps just now, and has kept nothing of this."),
        marked("Nothing is lost. Repeat it in a while."),
    )  # fmt: skip


def damaged() -> Refusal:
    """Sealed bytes are not what was put away. The office gives nobody bytes that differ from their digest."""
    return Refusal(
        "broken", marked("What the office kept of this is damaged, so it does not hand it out."),
        marked("Tell whoever runs the office, who may have a backup; the writer has it too."),
    )  # fmt: skip


def _said(words: str, language: str) -> str:
    return (words if isinstance(words, Sentence) else Sentence(words)).in_language(language)
