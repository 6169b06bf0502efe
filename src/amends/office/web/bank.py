"""The addresses of a letter bank for desks."""

from __future__ import annotations

from litestar import Response, get, post

from amends.envelope import ENVELOPE_BYTES_MOST, is_id
from amends.office.bank import deposits
from amends.office.bank.deposits import Brought
from amends.office.refusals import nothing_here
from amends.office.web import described as api
from amends.office.web.body import Asking
from amends.office.web.desks import ask
from amends.office.web.house import as_bytes, as_json, house, in_path


@get("/api/bank", operation_class=api.described(api.BANK, "not-here", "refused"))
async def card(request: Asking) -> Response[bytes]:
    """What a bank says of itself, and the key that letters are sealed to."""
    here = house(request)
    return as_json(await here.work(lambda: deposits.card(here.office)))


@post(
    "/api/desk/bank/{about:str}/{whose:str}/{key:str}",
    status_code=200,
    operation_class=api.described(api.OUTCOMES, "refused", "not-here", takes=api.BYTES, signer="desk"),
)
async def deposit(request: Asking) -> Response[bytes]:
    """Take one sealed letter into the bank."""
    return await _deposit(request, "")


@post(
    "/api/desk/bank/{about:str}/{whose:str}/{key:str}/{replaces:str}",
    status_code=200,
    operation_class=api.described(api.OUTCOMES, "refused", "not-here", takes=api.BYTES, signer="desk"),
)
async def replace(request: Asking) -> Response[bytes]:
    """Take a sealed letter into the bank in the place of one that the same desk deposited."""
    return await _deposit(request, in_path(request, "replaces"))


@post(
    "/api/desk/remarks/{letter:str}",
    status_code=200,
    operation_class=api.described(api.BYTES, "refused", "not-here", signer="desk"),
)
async def remarks(request: Asking) -> Response[bytes]:
    """What screeners remarked on a letter, sealed to its writer."""
    letter = in_path(request, "letter")
    if not is_id(letter):
        raise nothing_here()
    return as_bytes(await ask(request, lambda o, a: deposits.remarks(o, a, letter), 0))


async def _deposit(request: Asking, replaces: str) -> Response[bytes]:
    about, whose, key = (in_path(request, name) for name in ("about", "whose", "key"))
    if whose not in ("own", "ordered"):
        raise nothing_here()
    brought = Brought(about, whose == "ordered", key, replaces)
    taken = await ask(request, lambda o, a: deposits.deposit(o, a, brought), ENVELOPE_BYTES_MOST)
    return as_json(taken)
