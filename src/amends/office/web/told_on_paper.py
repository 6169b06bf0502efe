"""The addresses of writers without a desk: who they are, how their letters stand, and why one comes back."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post

from amends.envelope import Json, bind, is_id, to_json
from amends.office.bank import reading, told_on_paper, writing
from amends.office.bank.told_on_paper import Told
from amends.office.ledger import Connection
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import nothing_here
from amends.office.web.body import Asking
from amends.office.web.house import as_bytes, as_json, in_path
from amends.office.web.inside import do, fields, listed, look, text
from amends.office.web.writers import made_from


@get("/api/staff/on-paper")
async def who(request: Asking) -> Response[bytes]:
    """Writers without a desk whose letters may be typed in, and what the policy says of such letters."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        assert office.bank is not None
        policy = office.bank.policy
        rows: list[Json] = [
            {"id": one.id, "name": one.name, "since": one.since} for one in told_on_paper.who(office, connection)
        ]
        asks: Json = {
            "ordered": policy.writers.court_ordered == "taken",
            "one_incident": policy.screening.one_incident,
            "transcript": policy.screening.transcript,
            "reads_itself": not reading.enough_others(connection, policy, member.id),
        }
        return to_json({"amends": 1, "writers": rows, "asks": asks, "reached": office.settings.reached})

    return as_json(await look(request, "transcribe", see))


@get("/api/staff/on-paper/{writer:str}")
async def letters(request: Asking) -> Response[bytes]:
    """How the letters of a writer without a desk stand: what their own desk would show them, and no more."""
    writer = _id(request, "writer")

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        rows = [_told(one) for one in told_on_paper.letters(office, connection, writer)]
        return to_json({"amends": 1, "letters": rows})

    return as_json(await look(request, "transcribe", see))


@post("/api/staff/writers/on-paper", status_code=200)
async def enrol(request: Asking) -> Response[bytes]:
    """Write down a writer who has no desk, of whom the one who asks made sure."""

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        given = fields(body)
        writer = writing.enrol_on_paper(office, connection, member, text(given, "name"), made_from(given))
        return to_json({"amends": 1, "writer": writer})

    return as_json(await do(request, "verify", act))


@get("/api/staff/reasons")
async def reasons(request: Asking) -> Response[bytes]:
    """Letters that came on paper and were returned or rejected, the newest first."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        rows: list[Json] = [
            {"letter": one.letter.id, "number": one.letter.number, "screening": one.screening}
            for one in told_on_paper.reasons(office, connection)
        ]
        return to_json({"amends": 1, "reasons": rows})

    return as_json(await look(request, "read", see))


@post("/api/staff/reasons/{letter:str}", status_code=200)
async def take_reason(request: Asking) -> Response[bytes]:
    """The reason, as it was sealed to the bank's key: a bound folder."""
    letter = _id(request, "letter")

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        reason = told_on_paper.take_reason(office, connection, member, letter)
        return bind({f"{n}.age": sealed for n, sealed in enumerate(reason.sealed, 1)})

    return as_bytes(await do(request, "read", act))


def _told(one: Told) -> Json:
    letter = one.letter
    return {
        "id": letter.id, "number": letter.number, "since": letter.since[:10], "withdrawn": letter.withdrawn[:10],
        "screening": one.screening, "facts": listed(one.facts), "may_replace": one.may_replace,
        "person": letter.person,
    }  # fmt: skip


def _id(request: Asking, name: str) -> str:
    found = in_path(request, name)
    if not is_id(found):
        raise nothing_here()
    return found


ADDRESSES: Final = (who, letters, enrol, reasons, take_reason)
