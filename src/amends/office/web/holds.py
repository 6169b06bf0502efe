"""The addresses under which letters are held because a law says so, and let go of again."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post

from amends.envelope import Json, is_id, to_json
from amends.office.bank import keeping
from amends.office.ledger import Connection
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import nothing_here
from amends.office.web.body import Asking
from amends.office.web.house import as_json, in_path
from amends.office.web.inside import do, fields, look, text


@get("/api/staff/held")
async def held(request: Asking) -> Response[bytes]:
    """Every hold on a letter, by its number and nothing else of it; ended ones too."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        rows: list[Json] = [
            {
                "hold": one.hold.id, "number": one.number, "note": one.note, "since": one.hold.since[:10],
                "ended": one.hold.ended[:10], "here": one.here,
            }
            for one in keeping.held(office, connection)
        ]  # fmt: skip
        return to_json({"amends": 1, "held": rows})

    return as_json(await look(request, "verify", see))


@post("/api/staff/held", status_code=200)
async def hold(request: Asking) -> Response[bytes]:
    """A law says that a letter has to be kept: by its number, as colleagues call it."""

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        given = fields(body)
        hold_id = keeping.hold_letter(office, connection, member.id, text(given, "letter"), text(given, "note"))
        return to_json({"amends": 1, "hold": hold_id})

    return as_json(await do(request, "verify", act))


@post("/api/staff/held/{hold:str}/end", status_code=200)
async def end(request: Asking) -> Response[bytes]:
    """It has to be kept no longer."""
    hold_id = in_path(request, "hold")
    if not is_id(hold_id):
        raise nothing_here()

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        keeping.end_hold_of_letter(office, connection, member.id, hold_id)
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "verify", act))


ADDRESSES: Final = (held, hold, end)
