"""What signs a request, and the exact bytes that are signed."""

from __future__ import annotations

import hashlib
import re
from typing import Final, Literal, TypeAlias, cast, get_args

NONCE_HEADER: Final = "Amends-Nonce"
SIGNATURE_HEADER: Final = "Amends-Signature"
DESK_HEADER: Final = "Amends-Desk"
"""Public half of the desk key, base64url, on every request of a desk."""
KEY_HEADER: Final = "Amends-Key"
"""Which of a reader's keys signs an act: `act` (held with the link), or `keep` and the public half of the key that is
held with the private link, base64url; there can be many of those."""

NONCE_LIVES_SECONDS: Final = 600

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
    "answers",  # what became of one's answers, where a bank reads them first
]
ACTS: Final[tuple[Act, ...]] = cast("tuple[Act, ...]", get_args(Act))
ACTS_AFTER_WITHDRAWAL: Final[frozenset[Act]] = frozenset({"never", "again", "not-for-me"})
"""What the bare link may still do when the writer has taken the letter back."""

KEEP_KEYS_TRIED: Final = 32
"""How many of a letter's keep keys an office tries where `keep` stands alone, as it did before: those kept first."""

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
