"""The addresses of facilitators and print clerks: who is asked once more, and what was posted or read together."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post

from amends.envelope import Json, is_id, to_json
from amends.office.bank import releases
from amends.office.bank.registry import Card
from amends.office.bank.releases import Done
from amends.office.ledger import Connection
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import nothing_here
from amends.office.web.body import Asking
from amends.office.web.house import as_json, in_path
from amends.office.web.inside import do, listed, look


@get("/api/staff/to-ask")
async def to_ask(request: Asking) -> Response[bytes]:
    """Who wants a letter and is asked once more, with how they are reached."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        rows: list[Json] = [
            {
                "case": one.case.id, "who": one.case.registered, "road": one.case.road, "seen": one.seen,
                "how": one.how, **contact(one.card),
            }
            for one in releases.to_ask(office, connection)
        ]  # fmt: skip
        return to_json({"amends": 1, "to_ask": rows})

    return as_json(await look(request, "tell", see))


@get("/api/staff/under-way")
async def under_way(request: Asking) -> Response[bytes]:
    """What was sealed to its reader, and has still to be posted or read to them."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        rows: list[Json] = [
            {
                "case": one.case.id, "name": one.name, "road": one.case.road, "next": one.next,
                "released": one.case.released[:10],
            }
            for one in releases.under_way(office, connection)
        ]  # fmt: skip
        return to_json({"amends": 1, "under_way": rows})

    return as_json(await look(request, "release", see))


@post("/api/staff/cases/{case:str}/posted", status_code=200)
async def posted(request: Asking) -> Response[bytes]:
    """Write down that a letter was posted."""
    return await _write_down(request, "posted")


@post("/api/staff/cases/{case:str}/read-aloud", status_code=200)
async def read_aloud(request: Asking) -> Response[bytes]:
    """Write down that a letter was read to its recipient."""
    return await _write_down(request, "read-aloud")


def contact(card: Card) -> dict[str, Json]:
    """How somebody is reached, and who is with them, as a message has it."""
    return {
        "name": card.name, "reach": card.reach, "at": card.at, "language": card.language, "needs": card.needs,
        "beside": listed(card.beside),
    }  # fmt: skip


async def _write_down(request: Asking, what: Done) -> Response[bytes]:
    case = in_path(request, "case")
    if not is_id(case):
        raise nothing_here()

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        releases.write_down(office, connection, member.id, case, what)
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "release", act))


ADDRESSES: Final = (to_ask, under_way, posted, read_aloud)
