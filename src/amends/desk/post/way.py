"""The way to an office: requests, nonces, and an office's refusals in our own words."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, cast

import httpx

from amends.envelope import Json, from_json, to_json
from amends.errors import AmendsError, NeedsMore, NotHere, OfficeUnreachable, Refused, TakenBack, Unsupported
from amends.sentences import Sentence, marked, sentences
from amends.wire import NONCE_HEADER, SIGNATURE_HEADER, BankCard, OfficeCard, is_nonce

_TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
_NONCES_AT_ONCE: Final = 16
_PAUSES: Final = (0.5, 1.0, 2.0, 4.0)
"""Seconds to wait, one after another, when an office asks to wait."""
ANSWER_BYTES_MOST: Final = 64 * 1024 * 1024
"""No office answers with more: a letter or an answer has 10 MiB, and the news of 100,000 letters less than this."""
_AGAIN: Final = 3
"""How often a request is made anew because its nonce had grown old."""

_NOTHING_LOST: Final = marked("Nothing is lost. Repeat the command when it answers again.")


class StaleNonce(Refused):
    """The office wants another nonce; never seen outside this room."""


class Superseded(NeedsMore):
    """Another copy of this desk has taken its place at the office."""


class WrongOffset(Refused):
    """The office holds another number of an upload's bytes than was thought."""

    def __init__(self, message: str, received: int) -> None:
        super().__init__(message)
        self.received = received


class Busy(OfficeUnreachable):
    """The office asks to wait, and went on asking when we had waited."""


@dataclass(slots=True)
class Way:
    """A connection to one office. Use it in a `with` block; several threads may ask at the same time.

    Attributes:
        office: its address, without a slash at the end.
    """

    office: str
    _client: httpx.Client = field(init=False, repr=False)
    _nonces: list[str] = field(default_factory=list[str], repr=False)
    _card: OfficeCard | None = None
    _drawing: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._client = httpx.Client(base_url=self.office, timeout=_TIMEOUT, follow_redirects=False)

    def __enter__(self) -> Way:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._client.close()

    def card(self) -> OfficeCard:
        """What the office says about itself; asked once."""
        if self._card is None:
            self._card = OfficeCard.from_bytes(self.get("/api/office"))
        return self._card

    def bank(self) -> BankCard | None:
        """What it says of itself if it is a letter bank; None where it is an ordinary office.

        Raises:
            Refused: it is a bank and has no key yet.
        """
        try:
            return BankCard.from_bytes(self.get("/api/bank"))
        except NotHere:
            return None

    def get(self, path: str) -> bytes:
        """Looks, which changes nothing.

        Raises:
            OfficeUnreachable, NotHere, TakenBack, Refused: as the office answered.
        """
        return self._ask("GET", path)

    def post_signed(self, path: str, body: bytes, headers: Mapping[str, str], sign: Callable[[str], str]) -> bytes:
        """Does something, under a nonce that is used once.

        Args:
            path: where.
            body: what.
            headers: of the request, besides nonce and signature.
            sign: the signature on the wire for a nonce.

        Raises:
            OfficeUnreachable, NotHere, TakenBack, Refused: as the office answered.
        """
        for _ in range(_AGAIN):
            nonce = self._nonce()
            try:
                return self._ask("POST", path, body, {**headers, NONCE_HEADER: nonce, SIGNATURE_HEADER: sign(nonce)})
            except StaleNonce:
                with self._drawing:
                    self._nonces.clear()
        raise OfficeUnreachable(
            Sentence("The office %(office)s refuses its own nonces.", office=self.office), _NOTHING_LOST
        )

    def _nonce(self) -> str:
        with self._drawing:
            return self._next_nonce()

    def _next_nonce(self) -> str:
        if not self._nonces:
            answer = from_json(self._ask("POST", "/api/nonces", to_json({"count": _NONCES_AT_ONCE})))
            fresh = answer.get("nonces") if isinstance(answer, dict) else None
            rows = reversed(fresh) if isinstance(fresh, list) else ()
            self._nonces = [nonce for nonce in rows if isinstance(nonce, str) and is_nonce(nonce)]
            if not self._nonces:
                raise Unsupported(f"The office {self.office} gave no nonces.")
        return self._nonces.pop()

    def _ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
        for pause in _PAUSES:
            try:
                return self._ask_once(method, path, body, headers)
            except Busy:
                time.sleep(pause)
        return self._ask_once(method, path, body, headers)

    def _ask_once(self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None) -> bytes:
        kind = (
            {} if method == "GET" else {"Content-Type": "application/octet-stream" if headers else "application/json"}
        )
        # What is folded could unfold to anything, so nothing folded is asked for, or read if it comes all the same.
        said = {"Accept-Encoding": "identity", **kind, **(headers or {})}
        try:
            with self._client.stream(method, path, content=body or None, headers=said) as answer:
                content = self._read(answer)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise OfficeUnreachable(
                Sentence("The office %(office)s does not answer.", office=self.office), _NOTHING_LOST
            ) from error
        if answer.is_success:
            return content
        raise refusal(self.office, answer.status_code, content)

    def _read(self, answer: httpx.Response) -> bytes:
        pieces: list[bytes] = []
        room = ANSWER_BYTES_MOST
        for piece in answer.iter_raw():
            room -= len(piece)
            if room < 0 or "content-encoding" in answer.headers:
                raise OfficeUnreachable(
                    Sentence(
                        "The office %(office)s answered with more than any answer has, or folded it.",
                        office=self.office,
                    ),
                    _NOTHING_LOST,
                )
            pieces.append(piece)
        return b"".join(pieces)


def refusal(office: str, status: int, body: bytes) -> AmendsError:
    """What an office's refusal means, by its code; an answer without one comes from something on the way."""
    fields = _fields(body)
    code, message, hint = (str(fields.get(name, "")) for name in ("error", "message", "hint"))
    known: dict[str, AmendsError] = {
        "not-here": NotHere(
            marked("Nothing is kept under this link."), marked("Use the link again exactly as you got it.")
        ),
        "taken-back": TakenBack(
            marked("The writer has taken the letter back."), marked("There is nothing you need to do.")
        ),
        "nonce": StaleNonce(message),
        "superseded": Superseded(
            Sentence(
                "Another copy of this desk has taken its place at %(office)s, so nothing was sent or fetched "
                "from here.",
                office=office,
            ),
            marked(
                "Go on at that copy, or restore its newest backup. If it is lost for good: amends post --take-over"
            ),
        ),
        "offset": WrongOffset(message, here if isinstance(here := fields.get("received"), int) else -1),
        "limit": Busy(
            sentences(Sentence("The office %(office)s asks to wait.", office=office), message), _NOTHING_LOST
        ),
        "later": Busy(
            Sentence("The office %(office)s cannot reach what it keeps just now.", office=office), _NOTHING_LOST
        ),
        "full": OfficeUnreachable(
            Sentence("The office %(office)s has no room left.", office=office), hint or _NOTHING_LOST
        ),
    }
    if code in known:
        return known[code]
    if code and status < 500:
        return Refused(
            message or Sentence("The office %(office)s refused this (%(code)s).", office=office, code=code), hint
        )
    return OfficeUnreachable(
        Sentence("The office %(office)s answered with an error (%(code)s).", office=office, code=str(status)),
        _NOTHING_LOST,
    )


def _fields(body: bytes) -> dict[str, Any]:
    try:
        value: Json = from_json(body)
    except AmendsError:
        return {}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
