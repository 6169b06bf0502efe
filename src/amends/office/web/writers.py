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
            {"id": one.id, "name": one.name, "since": one.since, "known": one.known, "on_paper": one.on_paper}
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
        invitation = writing.invite(
            office, connection, member, text(given, "name"), made_from(given), address=address
        )
        return to_json({"amends": 1, "file": invitation.to_bytes().decode(), "expires": invitation.expires[:10]})

    return as_json(await do(request, "verify", act))


@post("/api/staff/writers/{writer:str}/known", status_code=200)
async def known(request: Asking) -> Response[bytes]:
    """Put down that the one who asks made sure who a writer is."""
    writer = _id(request)

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        writing.make_known(office, connection, member, writer, made_from(fields(body)))
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "verify", act))


@get("/api/staff/writers/{writer:str}/letters")
async def letters(request: Asking) -> Response[bytes]:
    """A writer's letters, as their own desk would show them, and nothing of whom they are for."""
    writer = _id(request)

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        rows: list[Json] = [
            {
                "id": letter.id, "number": letter.number, "since": letter.since[:10],
                "withdrawn": letter.withdrawn[:10], "screening": state,
            }
            for letter, state in writing.letters_of(office, connection, writer)
        ]  # fmt: skip
        return to_json({"amends": 1, "letters": rows, "discharged": writing.is_discharged(connection, writer)})

    return as_json(await look(request, "verify", see))


@post("/api/staff/writers/{writer:str}/take-back", status_code=200)
async def take_back(request: Asking) -> Response[bytes]:
    """A writer asked by voice or on paper that a letter be taken back."""
    writer = _id(request)

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        writing.take_back(office, connection, member, writer, text(fields(body), "letter"))
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "verify", act))


@post("/api/staff/writers/{writer:str}/discharged", status_code=200)
async def discharged(request: Asking) -> Response[bytes]:
    """A writer left custody."""
    writer = _id(request)

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        writing.left_custody(office, connection, member, writer)
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "verify", act))


def _id(request: Asking) -> str:
    writer = in_path(request, "writer")
    if not is_id(writer):
        raise nothing_here()
    return writer


def made_from(given: Fields) -> Made:
    """What was made sure of, from a message.

    Raises:
        Refusal: `malformed`.
    """
    return Made(text(given, "note"), given.get("guilt") is True, given.get("asked") is True)


ADDRESSES: Final = (everybody, invite, known, letters, take_back, discharged)
