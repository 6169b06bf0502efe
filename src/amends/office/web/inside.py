"""Who is in: what stands between a request and anything that a bank's staff may do.

A look (`GET`) needs the cookie. An act (`POST`) needs more: that it comes from a page of this very site, and, once
somebody is in, what that page was given to send back. The cookie itself goes with no request from elsewhere.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urlsplit

from litestar import Response

from amends.envelope import Json, from_json
from amends.errors import Unsupported
from amends.office.bank import accounts
from amends.office.bank.passkeys import Site
from amends.office.bank.roles import Act
from amends.office.ledger import Connection
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, not_in, nothing_here
from amends.office.web.body import SMALL, Asking, read
from amends.office.web.house import as_json, house
from amends.sentences import marked

CSRF_HEADER: Final = "Amends-Page"
"""Sent with every act; a page learns its value from `/api/staff/me`."""
_NEAR: Final = frozenset({"localhost", "127.0.0.1", "::1"})

Fields = dict[str, Json]


def site(request: Asking) -> Site:
    """Where staff come in: the office's own address where one is set, else this machine alone.

    Raises:
        Refusal: `refused`, where the office was asked under a name that nobody gave it.
    """
    asked = request.headers.get("host", "")
    address = house(request).office.settings.carrying.address
    parts = urlsplit(address or f"http://{asked}")
    if not parts.hostname or (not address and parts.hostname not in _NEAR):
        raise Refusal(
            "refused",
            marked("This office has not been told at which address its staff come in."),
            marked("Start it with --address."),
        )
    return Site(f"{parts.scheme}://{parts.netloc}", parts.hostname)


def bank(request: Asking) -> Office:
    """The office, if it is a bank.

    Raises:
        Refusal: `not-here`.
    """
    office = house(request).office
    if office.bank is None:
        raise nothing_here()
    return office


async def at_the_door(request: Asking, most: int = SMALL) -> Fields:
    """What a page of this site sends, from somebody who is not in yet.

    Raises:
        Refusal: `refused`, where it comes from elsewhere; `malformed`, `too-large`.
    """
    bank(request)
    _from_here(request)
    return fields(await read(request, most, house(request).office.settings.limits))


async def look(request: Asking, act: Act | None, what: Callable[[Office, Connection, Member], bytes]) -> bytes:
    """Let somebody who is in look at something; nothing is changed.

    Args:
        request: the request.
        act: what they have to be allowed to do; None where being in is enough.
        what: gives what they see.

    Raises:
        Refusal: `signature` (not in), `refused` (not theirs), `not-here` (no bank).
    """
    office, token = bank(request), token_of(request)

    def work() -> bytes:
        with office.ledger.reading() as connection:
            return what(office, connection, _member(office, connection, token, act))

    return await house(request).work(work)


async def do(
    request: Asking, act: Act | None, what: Callable[[Office, Connection, Member, bytes], bytes], most: int = SMALL
) -> bytes:
    """Let somebody who is in do something, in one transaction, and count it as a sign that they are still there.

    Args:
        request: the request.
        act: what they have to be allowed to do; None where being in is enough.
        what: does it; takes the body.
        most: how large the body may be, in bytes.

    Raises:
        Refusal: as `look`; also `refused` where it does not come from a page of this site.
    """
    office, token = bank(request), token_of(request)
    _from_here(request)
    if not token or not hmac.compare_digest(request.headers.get(CSRF_HEADER, "").encode(), _csrf(token)):
        raise not_in()

    def first() -> None:
        with office.ledger.reading() as connection:
            _member(office, connection, token, act)

    here = house(request)
    async with here.body(request, most, here.desks, first) as body:

        def work() -> bytes:
            with office.ledger.writing() as connection:
                member = _member(office, connection, token, act)
                accounts.seen(office, connection, token)
                return what(office, connection, member, body)

        return await here.work(work)


def token_of(request: Asking) -> str:
    """The cookie of who is in; empty if nobody is."""
    return request.cookies.get(_cookie(request), "")


def let_in(request: Asking, token: str, answer: bytes) -> Response[bytes]:
    """An answer that lets somebody in; with an empty token, one that lets them out."""
    cookie = f"{_cookie(request)}={token}; Path=/; HttpOnly; SameSite=Strict"
    if site(request).origin.startswith("https:"):
        cookie += "; Secure"
    response = as_json(answer)
    response.headers["set-cookie"] = cookie if token else f"{cookie}; Max-Age=0"
    return response


def fields(body: bytes) -> Fields:
    """The fields of a message.

    Raises:
        Refusal: `malformed`.
    """
    try:
        value = from_json(body)
    except Unsupported as error:
        raise malformed(error.message) from error
    if not isinstance(value, dict) or value.get("amends") != 1:
        raise malformed("This is no message of version 1.")
    return value


def listed(texts: Iterable[str]) -> list[Json]:
    """Texts as a message has them."""
    return list(texts)


def text(given: Fields, name: str) -> str:
    """One field's text.

    Raises:
        Refusal: `malformed`.
    """
    value = given.get(name)
    if not isinstance(value, str):
        raise malformed(f"{name} is missing.")
    return value


def _member(office: Office, connection: Connection, token: str, act: Act | None) -> Member:
    member = accounts.who(office, connection, token)
    return accounts.allowed(member, act) if act is not None else member


def _from_here(request: Asking) -> None:
    if request.headers.get("origin", "") != site(request).origin:
        raise Refusal("refused", marked("This came from another site."), marked("Use the bank’s own pages."))


def _cookie(request: Asking) -> str:
    # The prefix keeps a page on a neighbouring host from setting it (RFC 6265bis); a browser takes it with TLS only.
    return "__Host-amends-staff" if site(request).origin.startswith("https:") else "amends-staff"


def _csrf(token: str) -> bytes:
    return accounts.csrf(token).encode()
