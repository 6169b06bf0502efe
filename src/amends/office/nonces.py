"""Single-use numbers that a signature must carry, so that no act can be done again by whoever overheard it.

A nonce is worth what its own tag says: the office can tell a good one from any other without having written it
down. Only the use of one under a good signature is written down, for as long as it could be used again.

Its age is counted on the machine's monotonic clock within one run of the office, never on the calendar. So a
calendar that jumps cannot bring a used nonce back to life, and a restart makes all earlier ones foreign; a desk or
browser then fetches another and goes on, as `spec/office-api.md` asks of them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass
from typing import Final

from amends.clock import Clock
from amends.office.refusals import Refusal
from amends.wire import NONCE_LIVES_SECONDS, is_nonce

_FORM: Final = struct.Struct(">8sQ12s16s")
"""Run, milliseconds, chance, tag: 44 bytes, 59 characters on the wire."""


@dataclass(frozen=True, slots=True)
class Spent:
    """A nonce about to be used: what has to be remembered of it.

    Attributes:
        tag: 16 bytes that no other nonce has.
        run: 8 bytes that name the run of the office which issued it.
        issued: milliseconds on the clock of that run.
    """

    tag: bytes
    run: bytes
    issued: int


class Nonces:
    """The nonces of one run of an office."""

    def __init__(self, key: bytes, office: str, clock: Clock) -> None:
        self._key = key
        self._office = bytes.fromhex(office)
        self._clock = clock
        self._latest = 0
        self.run = clock.bytes(8)

    def begin_again(self) -> None:
        """Make every nonce foreign that was issued before: what is known of those that were used may be gone."""
        self.run = self._clock.bytes(8)

    def issue(self) -> str:
        """A fresh nonce; nothing is written down."""
        body = _FORM.pack(self.run, self._elapsed(), self._clock.bytes(12), b"")[:-16]
        return base64.urlsafe_b64encode(body + self._tag(body)).rstrip(b"=").decode()

    def check(self, text: str) -> Spent:
        """What to remember of this nonce once it is used.

        Raises:
            Refusal: `nonce`, because it is foreign or too old.
        """
        another = Refusal("nonce", "This request's number is not good any more.", "Fetch another and repeat.")
        if not is_nonce(text) or len(text) != 59:
            raise another
        data = base64.urlsafe_b64decode(text + "=")
        run, issued, _, tag = _FORM.unpack(data)
        age = self._elapsed() - issued
        # The last character carries two idle bits: without comparing the text, one nonce would have four spellings.
        if (
            base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text
            or not hmac.compare_digest(tag, self._tag(data[:-16]))
            or run != self.run
            or not 0 <= age <= NONCE_LIVES_SECONDS * 1000
        ):
            raise another
        return Spent(tag, run, issued)

    def forgettable(self) -> int:
        """Used nonces issued before this can be forgotten: nobody could use them again."""
        return self._elapsed() - NONCE_LIVES_SECONDS * 1000

    def _elapsed(self) -> int:
        # A clock under test may be turned back; were age counted back with it, a forgotten nonce would be good again.
        self._latest = max(self._latest, int(self._clock.monotonic() * 1000))
        return self._latest

    def _tag(self, body: bytes) -> bytes:
        return hmac.new(self._key, b"amends nonce v1" + self._office + body, hashlib.sha256).digest()[:16]
