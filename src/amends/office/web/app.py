"""The office as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from litestar import Litestar, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, MethodNotAllowedException

from amends.clock import MACHINE, Clock
from amends.office.meters import Meters
from amends.office.office import Office, open_office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.office.settings import Settings
from amends.office.web import (
    answers,
    anybody,
    asking,
    bank,
    described,
    desks,
    handing,
    holds,
    keeping,
    notices,
    on_paper,
    pages,
    readers,
    registrar,
    registry,
    releases,
    screening,
    staff,
    told_on_paper,
    writers,
)
from amends.office.web.body import Asking
from amends.office.web.gate import Gate, language_of
from amends.office.web.house import as_json, open_house

_DESCRIBED: Final = (
    anybody.card, anybody.nonces, anybody.letter, anybody.front, anybody.key, readers.acts,
    desks.writers, desks.place, desks.deposits, desks.upload, desks.uploaded, desks.withdraw, desks.replace,
    desks.letters,
    desks.news, desks.replies, desks.roads, desks.closed, bank.card, bank.deposit, bank.replace, bank.remarks,
)  # fmt: skip
"""What others may write desks and rooms against."""
_OWN: Final = (
    notices.page,
    notices.wish,
    *staff.ADDRESSES,
    *screening.ADDRESSES,
    *answers.ADDRESSES,
    *on_paper.ADDRESSES,
    *keeping.ADDRESSES,
    *holds.ADDRESSES,
    *registry.ADDRESSES,
    *writers.ADDRESSES,
    *told_on_paper.ADDRESSES,
    *registrar.ADDRESSES,
    *releases.ADDRESSES,
    *handing.ADDRESSES,
    *asking.ADDRESSES,
)
"""What the office's own pages ask."""


def app(settings: Settings, clock: Clock = MACHINE) -> Litestar:
    """An office with these settings; opened when the application starts, closed when it ends.

    Raises:
        LedgerTrouble, KeysTrouble: the office cannot be opened, and why.
    """
    return application(open_office(settings, clock))


def application(office: Office, meters: Meters | None = None) -> Litestar:
    """An office that is open already; closed when the application ends. `meters` count what it answers."""
    shown = pages.make(office.settings, bank=office.bank is not None, training=office.training)
    litestar = Litestar(
        route_handlers=[*_DESCRIBED, *_OWN, *described.handlers(_DESCRIBED), *pages.handlers(shown)],
        exception_handlers={Refusal: _refused, HTTPException: partial(_odd, shown), Exception: _broken},
        lifespan=[partial(_life, office, shown)],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,
        debug=False,
    )
    # In front of everything, routing too: what the gate cuts must not even be looked up.
    litestar.asgi_handler = Gate(litestar.asgi_handler, office.clock, office.settings.limits, meters)
    return litestar


@asynccontextmanager
async def _life(office: Office, shown: pages.Shown, app: Litestar) -> AsyncGenerator[None]:
    here = open_house(office)
    app.state = State({"house": here, "shown": shown, "registry": {}, "spoken": {}})
    try:
        yield
    finally:
        here.threads.shutdown()
        office.close()


def _refused(request: Asking, refusal: Exception) -> Response[bytes]:
    assert isinstance(refusal, Refusal)
    return as_json(refusal.to_bytes(language_of(request.scope)), refusal.status)


def _odd(shown: pages.Shown, request: Asking, error: Exception) -> Response[bytes]:
    assert isinstance(error, HTTPException)
    if isinstance(error, MethodNotAllowedException):
        return as_json(malformed("This address is asked in another way.").to_bytes(), 405)
    if error.status_code != 404:
        return as_json(malformed("The request is malformed.").to_bytes(), error.status_code)
    if request.scope["path"].startswith("/api/"):
        return as_json(nothing_here().to_bytes(), 404)
    return shown.nothing[pages.asked_for(request)].answer(404)


def _broken(_: Asking, error: Exception) -> Response[bytes]:
    raise error  # the gate answers it, and knows what may be logged of it
