"""The door of the desk's pages: who may knock at all, and what every answer bears.

The desk listens on loopback, but so does every page that a browser on this machine has open. So a request must name
this very host and port (which refuses a name that was rebound to 127.0.0.1), and whatever changes something must come
from a page of our own: see OWASP, "DNS rebinding", and the Fetch standard's `Origin` and `Sec-Fetch-Site`.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from litestar.types import ASGIApp, Message, Receive, Scope, Send

_LOG: Final = logging.getLogger("amends.desk")

BODY_MOST: Final = 2 * 1024 * 1024
LARGE: Final = {
    "/import": (64 * 1024 * 1024, "address book of 64 MB; bring it in with: amends people import FILE"),
    "/begin/backup": (512 * 1024 * 1024, "backup of 512 MB; bring it back with: amends restore FILE DIR"),
    "/quotations": (33 * 1024 * 1024, "text of 32 MB"),
    "/hands/own": (256 * 1024 * 1024, "sheet in 256 MB of photographs; make the hand with: amends hand make PHOTO…"),
}
"""Where files are brought in: how many bytes at a time, and what is said of more. The command line takes more."""
_USUAL: Final = (BODY_MOST, "letter")
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
_HEADERS: Final = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"cache-control", b"no-store"),
    # Not `no-referrer`: with that, a browser sends `Origin: null` from our own forms (Fetch, section 3.2).
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    (b"x-robots-tag", b"noindex, nofollow"),
)


class Door:
    """Lets through what may come in, and puts on every answer what keeps it in."""

    def __init__(self, app: ASGIApp, hosts: Callable[[], frozenset[str]]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            if scope["type"] != "websocket":
                await self._app(scope, receive, send)
            return
        answered = False

        async def answer(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                own = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in _HEADERS if one[0] not in own)]
            await send(message)

        try:
            refusal = self._refuse(scope["method"], scope["path"], scope["headers"])
            if refusal:
                await _say(answer, *refusal)
            else:
                await self._app(scope, receive, answer)
        except Exception as error:
            # What an exception says may hold a name; where it was raised does not.
            where = " < ".join(f"{f.name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-4:])
            _LOG.error("%s at %s", type(error).__name__, where)
            if not answered:
                await _say(answer, 500, "Something went wrong here. Nothing is half-done; go back and try again.")

    def _refuse(self, method: str, path: str, raw: RawHeaders) -> tuple[int, str] | None:
        headers = _headers(raw)
        host = headers.get("host", [])
        if len(host) != 1 or host[0].lower() not in self._hosts():
            return 421, "This is not the address of the desk. Use the link that `amends desk` shows."
        if method in ("GET", "HEAD"):
            return _refuse_looking(headers)
        if method != "POST":
            return 405, "Only GET and POST."
        return _refuse_doing(headers, f"http://{host[0]}", *LARGE.get(path, _USUAL))


RawHeaders: TypeAlias = "Iterable[tuple[bytes, bytes]]"
Headers: TypeAlias = "dict[str, list[str]]"


def _headers(raw: RawHeaders) -> Headers:
    found: Headers = {}
    for name, value in raw:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


def _refuse_looking(headers: Headers) -> tuple[int, str] | None:
    """Another page may lead here, but may not put a picture, a font or a frame of the desk into itself."""
    site = headers.get("sec-fetch-site", ["none"])
    ours = site in (["none"], ["same-origin"])
    if not ours and headers.get("sec-fetch-mode") != ["navigate"]:
        return 403, "Another page may not use anything of the desk."
    return None


def _refuse_doing(headers: Headers, own: str, most: int, what: str) -> tuple[int, str] | None:
    if headers.get("origin") != [own] or headers.get("sec-fetch-site", ["same-origin"]) != ["same-origin"]:
        return 403, "This did not come from a page of the desk, so nothing was done."
    length = headers.get("content-length", [""])[0]
    if not length.isdecimal() or int(length) > most:
        return 413, f"That is more than one {what}."
    return None


async def _say(send: Send, status: int, text: str) -> None:
    body = text.encode() + b"\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
