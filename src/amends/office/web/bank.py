"""The addresses of a letter bank for desks."""

from __future__ import annotations

from litestar import Response, get, post

from amends.envelope import ENVELOPE_BYTES_MOST
from amends.office.bank import deposits
from amends.office.refusals import nothing_here
from amends.office.web import described as api
from amends.office.web.body import Asking
from amends.office.web.desks import ask
from amends.office.web.house import as_json, house, in_path


@get("/api/bank", operation_class=api.described(api.BANK, "not-here", "refused"))
async def card(request: Asking) -> Response[bytes]:
    """What a bank says of itself, and the key that letters are sealed to."""
    here = house(request)
    return as_json(await here.work(lambda: deposits.card(here.office)))


@post(
    "/api/desk/bank/{about:str}/{whose:str}",
    status_code=200,
    operation_class=api.described(api.OUTCOMES, "refused", "not-here", takes=api.BYTES, signer="desk"),
)
async def deposit(request: Asking) -> Response[bytes]:
    """Take one sealed letter into the bank."""
    about, whose = in_path(request, "about"), in_path(request, "whose")
    if whose not in ("own", "ordered"):
        raise nothing_here()
    taken = await ask(
        request, lambda o, a: deposits.deposit(o, a, about, ordered=whose == "ordered"), ENVELOPE_BYTES_MOST
    )
    return as_json(taken)
