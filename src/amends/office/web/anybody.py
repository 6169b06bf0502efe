"""Addresses for anybody: what the office is, numbers to sign with, and what stands outside a letter."""

from __future__ import annotations

import datetime as dt

from litestar import Response, get, post

from amends.envelope import Json, from_json, is_id, to_json
from amends.errors import Unsupported
from amends.office.acts.looking import outside, standing
from amends.office.ledger.stored import Part
from amends.office.refusals import malformed, nothing_here
from amends.office.web import described as api
from amends.office.web.body import Asking, read
from amends.office.web.house import as_bytes, as_json, house, in_path
from amends.office.web.pages import asked_for

_NONCES_MOST = 64
_CARD_HOLDS = dt.timedelta(days=1)
"""Whoever overheard what an office says of itself can say it for no longer."""


@get("/api/office", operation_class=api.described(api.CARD))
async def card(request: Asking) -> Response[bytes]:
    """What the office says about itself."""
    office = house(request).office
    settings = office.settings
    until = office.clock.now() + _CARD_HOLDS
    return as_json(office.keys.card(settings.name, settings.exit_url, settings.carrying.address, until).to_bytes())


@post("/api/nonces", status_code=200, operation_class=api.described(api.NONCES, takes=api.NONCES_WANTED))
async def nonces(request: Asking) -> Response[bytes]:
    """Fresh nonces; nothing is written down."""
    office = house(request).office
    body = await read(request, 256, office.settings.limits)
    try:
        value = from_json(body)
    except Unsupported as error:
        raise malformed(error.message) from error
    count = value.get("count") if isinstance(value, dict) and value.get("amends", 1) == 1 else None
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= _NONCES_MOST:
        raise malformed(f"Ask for 1 to {_NONCES_MOST} nonces.")
    issued: list[Json] = [office.nonces.issue() for _ in range(count)]
    return as_json(to_json({"amends": 1, "nonces": issued}))


@get("/api/letters/{letter:str}", operation_class=api.described(api.STANDING, "not-here", "taken-back"))
async def letter(request: Asking) -> Response[bytes]:
    """What stands on a letter."""
    here, language = house(request), asked_for(request)
    return as_json(await here.work(lambda: standing(here.office, _id(request), language)))


@get("/api/letters/{letter:str}/front", operation_class=api.described(api.BYTES, "not-here", "taken-back"))
async def front(request: Asking) -> Response[bytes]:
    """The sealed front."""
    return await _outside(request, "front")


@get("/api/letters/{letter:str}/key", operation_class=api.described(api.BYTES, "not-here", "taken-back"))
async def key(request: Asking) -> Response[bytes]:
    """The side file, where the secret travels by words or age recipient."""
    return await _outside(request, "key")


async def _outside(request: Asking, part: Part) -> Response[bytes]:
    here = house(request)
    return as_bytes(await here.work(lambda: outside(here.office, _id(request), part)))


def _id(request: Asking) -> str:
    letter = in_path(request, "letter")
    if not is_id(letter):
        raise nothing_here()
    return letter
