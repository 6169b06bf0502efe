"""The addresses of staff who make sure who a writer is, and ask them in."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post

from amends.envelope import Json, is_id, to_json
from amends.office.bank import writing
from amends.office.bank.writing import Made
from amends.office.ledger import Connection, writers
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import nothing_here
from amends.office.web.body import Asking
from amends.office.web.house import as_json, in_path
from amends.office.web.inside import Fields, do, fields, look, site, text


@get("/api/staff/writers")
async def everybody(request: Asking) -> Response[bytes]:
    """Who may write here, what the policy asks of them, and of whom nobody has made sure yet."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        assert office.bank is not None
        policy = office.bank.policy.writers
        rows: list[Json] = [
            {"id": one.id, "name": one.name, "since": one.since, "known": one.known}
            for one in writing.everybody(office, connection)
        ]
        asks: Json = {
            "verified": policy.verified,
            "guilt": policy.guilt_acknowledged,
            "asked": policy.written_request,
        }
        return to_json({"amends": 1, "writers": rows, "asks": asks})

    return as_json(await look(request, "verify", see))


@post("/api/staff/writers/invite", status_code=200)
async def invite(request: Asking) -> Response[bytes]:
    """An invitation for somebody of whom the one who asks made sure."""
    here = site(request).origin

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        given = fields(body)
        founded = writers.office(connection)
        address = office.settings.carrying.address or (founded[1] if founded else "") or here
        invitation = writing.invite(office, connection, member, text(given, "name"), _made(given), address=address)
        return to_json({"amends": 1, "file": invitation.to_bytes().decode(), "expires": invitation.expires[:10]})

    return as_json(await do(request, "verify", act))


@post("/api/staff/writers/{writer:str}/known", status_code=200)
async def known(request: Asking) -> Response[bytes]:
    """Put down that the one who asks made sure who a writer is."""
    writer = in_path(request, "writer")
    if not is_id(writer):
        raise nothing_here()

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        writing.make_known(office, connection, member, writer, _made(fields(body)))
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "verify", act))


def _made(given: Fields) -> Made:
    return Made(text(given, "note"), given.get("guilt") is True, given.get("asked") is True)


ADDRESSES: Final = (everybody, invite, known)
