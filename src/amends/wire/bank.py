"""What a letter bank says of itself to a desk, and how far the reading of a letter has come."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast, get_args

from amends.envelope import unbind
from amends.errors import Unsupported
from amends.wire.strictly import message, text

Screening: TypeAlias = Literal["waiting", "returned", "rejected", "approved"]
"""How far the reading of a letter has come, and nothing of what comes after."""
SCREENINGS: Final = cast("tuple[Screening, ...]", get_args(Screening))
Subject: TypeAlias = Literal["violence", "theft", "driving", "sexual", "neglect", "other"]
"""What a letter is about, so that nobody who reads it opens it unprepared."""
SUBJECTS: Final = cast("tuple[Subject, ...]", get_args(Subject))


def fingerprint(key: str, sign: str) -> str:
    """What people compare: six groups of four, as `spec/bank.md` has it.

    >>> fingerprint("age1example", "ssh-ed25519 AAAA")
    '33ot-p33e-dcps-2mrl-2uvi-tnse'
    """
    spelled = base64.b32encode(hashlib.sha256(f"{key}\n{sign}\n".encode()).digest()).decode().lower()[:24]
    return "-".join(spelled[at : at + 4] for at in range(0, 24, 4))


@dataclass(frozen=True, slots=True)
class BankCard:
    """What a bank says of itself: `GET /api/bank`.

    Attributes:
        bank: its name.
        key: the age recipient to which letters are sealed for reading.
        sign: the SSH public key under which it signs a release.
        how_many: how many answers may come back: `none`, `one`, `any`.
        screened: whether it reads answers too.
        verified: whether it has to know who a writer is before it takes a letter.
    """

    bank: str
    key: str
    sign: str
    how_many: str
    screened: bool
    verified: bool = False

    @property
    def fingerprint(self) -> str:
        """The screening key's fingerprint, as its leaflet has it."""
        return fingerprint(self.key, self.sign)

    @classmethod
    def from_bytes(cls, data: bytes) -> BankCard:
        """From canonical JSON.

        Raises:
            Unsupported: not a bank's card.
        """
        fields = message(data)
        epoch, answers = fields.get("epoch"), fields.get("answers")
        if not isinstance(epoch, dict) or not isinstance(answers, dict):
            raise Unsupported("What the bank says of itself is malformed.")
        return cls(
            text(fields, "bank"), text(epoch, "key"), text(epoch, "sign"), text(answers, "how_many"),
            answers.get("screened") is True, fields.get("verified") is True,
        )  # fmt: skip


def remarks_named(data: bytes) -> tuple[bytes, ...]:
    """Sealed remarks on one letter, in the order they were made, out of a bound folder of `1.age`, `2.age`, ….

    Raises:
        Torn, Unsupported: not such a folder.
    """
    parts = unbind(data) if data else {}
    if list(parts) != [f"{n}.age" for n in range(1, len(parts) + 1)]:
        raise Unsupported("The remarks on a letter are malformed.")
    return tuple(parts.values())
