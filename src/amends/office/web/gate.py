"""The gate in front of everything else: what passes it holds no secret and leaves no trace.

A link's secret stands behind its `#` and never leaves a browser. Some mail programs and link rewriters turn that
`#` into `%23`, and then the secret arrives here as part of the address. The gate cuts it before anything can read
or log it. The page that is answered is the same for every letter, and its script finds the secret again in the
browser's own address bar.
"""

from __future__ import annotations

import logging
import re
import traceback
from dataclasses import replace
from typing import Final, cast

from litestar.enums import HttpMethod
from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send

from amends.clock import Clock
from amends.envelope import to_json
from amends.office.meters import Meters
from amends.office.pace import Buckets
from amends.office.refusals import Refusal
from amends.office.settings import Limits
from amends.office.web.turns import is_loopback, visitor_at
from amends.sentences import DEFAULT, LANGUAGES, Sentence, marked, preferred

_LOG: Final = logging.getLogger("amends.office")

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "font-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS: Final = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    (b"x-robots-tag", b"noindex, nofollow"),
]
_NO_STORE: Final = (b"cache-control", b"no-store")

_LETTER_PAGE: Final = re.compile(rf"(/(?:{'|'.join(LANGUAGES)}))?/l(?:/.*)?", re.IGNORECASE | re.DOTALL)
_LETTER_ASKED: Final = re.compile(r"/api/letters/([0-9a-f]{32})(?:/|$)")
_ASKED: Final = re.compile(r"(?:/[a-z]{2})?/ask")
_SECRET: Final = re.compile(r"#|%23|%2523|age-secret-key", re.IGNORECASE)
_KINDS: Final = (
    (re.compile(r"(?:/[a-z]{2})?/l"), "letter page"),
    (re.compile(r"/api/nonces"), "nonces"),
    (re.compile(r"/api/letters/[^/]*/acts/.*"), "act"),
    (re.compile(r"/api/letters/.*"), "letter"),
    (re.compile(r"/mail/.*"), "mail"),
    (re.compile(r"(?:/[a-z]{2})?/(?:hand|ask)(?:/.*)?"), "form"),
    (re.compile(r"/api/(desk/.*|writers)"), "desk"),
    (re.compile(r"/api/staff/.*"), "staff"),
)


class Gate:
    """Cuts what must not arrive, counts how often somebody asks, sets the headers, and writes the only log."""

    def __init__(self, app: ASGIApp, clock: Clock, limits: Limits, meters: Meters | None = None) -> None:
        self._app = app
        self._clock = clock
        self._meters = meters
        self._limits = limits
        self._buckets = Buckets(clock, limits.remembered)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = cut(scope["path"])
        kind = next((kind for form, kind in _KINDS if form.fullmatch(path)), "other")
        inner = cast("HTTPScope", {**scope, "path": path, "raw_path": path.encode(), "query_string": b""})
        begun = self._clock.monotonic()
        answer = _Answer(send, head=scope["method"] == "HEAD")
        if answer.head:
            inner["method"] = HttpMethod.GET
        try:
            refusal = self._refuse(inner, path)
            if refusal is None:
                await self._app(inner, receive, answer.send)
            else:
                await answer.say(*refusal)
        except Exception as error:
            if answer.line_broke:  # whoever asked hung up, or sent what is no HTTP while it was answered
                return
            # What an exception says may hold an id or worse; where it was raised does not.
            frames = traceback.extract_tb(error.__traceback__)[-4:]
            where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
            _LOG.error("%s at %s while answering: %s", type(error).__name__, where, kind, extra={"kind": kind})
            if answer.status == 0:
                await answer.say(500, _broken(), 0)
        took = self._clock.monotonic() - begun
        fields = {"kind": kind, "status": answer.status, "milliseconds": round(1000 * took, 1)}
        _LOG.info("%s %d", kind, answer.status, extra=fields)
        if self._meters is not None:
            self._meters.answered(kind, answer.status, took)

    def _refuse(self, scope: HTTPScope, path: str) -> tuple[int, bytes, float] | None:
        if scope["method"] not in ("GET", "POST"):
            body = to_json({"amends": 1, "error": "malformed", "message": "Only GET, HEAD and POST.", "hint": ""})
            return 405, body, 0
        if scope["method"] == "GET" and not path.startswith(("/api/", "/mail/")):
            return None  # a page, the same for everybody
        limits = self._limits
        address = client[0] if (client := scope["client"]) else ""
        if is_loopback(address):
            limits = replace(limits, visitor=limits.loopback, letter=limits.loopback, asking=limits.loopback)
        visitor = visitor_at(address)
        wait = self._buckets.take(f"visitor {visitor}", limits.visitor)
        if not wait and (letter := _LETTER_ASKED.match(path)):
            # A pace that all visitors of a letter shared would show its writer, who can look too, that somebody came.
            wait = self._buckets.take(f"letter {letter[1]} {visitor}", limits.letter)
        if not wait and _ASKED.fullmatch(path):
            wait = self._buckets.take(f"asking {visitor}", limits.asking)
            wait = wait or self._buckets.take("askings", limits.askings)
        if not wait:
            return None
        pause = Sentence("Wait %(seconds)s seconds and repeat.", seconds=str(int(wait) + 1))
        refusal = Refusal("limit", marked("This was asked too often."), pause)
        return refusal.status, refusal.to_bytes(language_of(scope)), wait


def language_of(scope: Scope) -> str:
    """In which language a refusal is said: the staff's own to their pages, and English to programs."""
    if not scope["path"].startswith("/api/staff/"):
        return DEFAULT
    return preferred(dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1"))


def cut(path: str) -> str:
    """The address without anything that could be a secret; `/l` for the page of any letter, however mangled.

    A language in front of it stays.

    >>> cut("/l/0123456789abcdef0123456789abcdef#AGE-SECRET-KEY-1Q")
    '/l'
    >>> cut("/about%23AGE-SECRET-KEY-1Q")
    '/about'
    """
    if letter := _LETTER_PAGE.fullmatch(path):
        return f"{letter[1] or ''}/l".lower()
    return _SECRET.split(path, maxsplit=1)[0] or "/"


class _Answer:
    """An answer on its way out: headers set, and without its body where only the head was asked for."""

    def __init__(self, send: Send, *, head: bool) -> None:
        self._send = send
        self.head = head
        self.status = 0
        self.line_broke = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own = {name.lower() for name, _ in message["headers"]}
            headers = [*message["headers"], *(pair for pair in _HEADERS if pair[0] not in own)]
            if _NO_STORE[0] not in own:
                headers.append(_NO_STORE)
            start: HTTPResponseStartEvent = {"type": "http.response.start", "status": self.status, "headers": headers}
            await self._over(start)
        elif message["type"] == "http.response.body" and self.head:
            await self._over({"type": "http.response.body", "body": b"", "more_body": message["more_body"]})
        else:
            await self._over(message)

    async def _over(self, message: Message) -> None:
        try:
            await self._send(message)
        except Exception:
            self.line_broke = True
            raise

    async def say(self, status: int, body: bytes, wait: float) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        if wait:
            headers.append((b"retry-after", str(int(wait) + 1).encode()))
        if status == 405:
            headers.append((b"allow", b"GET, HEAD, POST"))
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body, "more_body": False})


def _broken() -> bytes:
    return to_json({
        "amends": 1, "error": "broken", "message": "Something went wrong at the office; nothing of this was kept.",
        "hint": "Repeat it in a while.",
    })  # fmt: skip
