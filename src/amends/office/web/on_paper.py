"""The addresses by which a clerk takes in a letter that a writer without a desk wrote on paper."""

from __future__ import annotations

from typing import Final

from litestar import Response, post

from amends.envelope import ENVELOPE_BYTES_MOST, is_id
from amends.office.bank import deposits
from amends.office.bank.deposits import Brought
from amends.office.ledger import Connection
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import nothing_here
from amends.office.web.body import Asking
from amends.office.web.house import as_json, in_path
from amends.office.web.inside import do


@post("/api/staff/writers/{writer:str}/letters/{about:str}/{whose:str}/{key:str}", status_code=200)
async def take_in(request: Asking) -> Response[bytes]:
    """Take in one letter, sealed in the browser of who attests it."""
    return await _take_in(request, "")


@post("/api/staff/writers/{writer:str}/letters/{about:str}/{whose:str}/{key:str}/{replaces:str}", status_code=200)
async def replace(request: Asking) -> Response[bytes]:
    """Take in a letter in the place of an earlier one of the same writer."""
    return await _take_in(request, in_path(request, "replaces"))


async def _take_in(request: Asking, replaces: str) -> Response[bytes]:
    writer, about, whose, key = (in_path(request, name) for name in ("writer", "about", "whose", "key"))
    if not is_id(writer) or whose not in ("own", "ordered"):
        raise nothing_here()
    brought = Brought(about, whose == "ordered", key, replaces)

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        return deposits.take_in(office, connection, member, writer, body, brought)

    return as_json(await do(request, "transcribe", act, ENVELOPE_BYTES_MOST))


ADDRESSES: Final = (take_in, replace)
