"""The addresses for answers that the bank reads first: the queue, one answer's sealed parts, findings, and intake."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post

from amends.envelope import Json, bind, is_id, to_json, unbind
from amends.errors import NotOpenable
from amends.office.bank import answers, cases
from amends.office.bank.answers import Finding
from amends.office.bank.reading import REMARKS_BYTES_MOST
from amends.office.ledger import Connection
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import malformed, nothing_here
from amends.office.web.body import Asking
from amends.office.web.house import as_bytes, as_json, in_path
from amends.office.web.inside import do, fields, look, text
from amends.office.web.staff import sealed
from amends.wire import REPLY_BYTES_MOST

_BESIDE_MOST: Final = 2 * REMARKS_BYTES_MOST


@get("/api/staff/answers")
async def queue(request: Asking) -> Response[bytes]:
    """Answers that wait to be read, the longest wait first."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        waiting: list[Json] = [
            {
                "id": one.id, "number": one.number, "since": one.since, "about": one.about, "paper": one.paper,
                "needs": one.needs, "mine": one.mine, "others": one.others,
            }
            for one in answers.queue(office, connection, member)
        ]  # fmt: skip
        return to_json({"amends": 1, "waiting": waiting})

    return as_json(await look(request, "queue", see))


@post("/api/staff/answers/{answer:str}/take-up", status_code=200)
async def take_up(request: Asking) -> Response[bytes]:
    """The sealed parts of an answer that waits, with what its readers need beside them: a bound folder."""
    answer = _id(request, "answer")

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        beside, parts = answers.take_up(office, connection, member, answer)
        return bind({"beside.json": to_json(beside), "answer.age": parts.answer, "key.age": parts.key})

    return as_bytes(await do(request, "read", act))


@post("/api/staff/answers/{answer:str}/findings", status_code=200)
async def find(request: Asking) -> Response[bytes]:
    """Write down what a screener found: a bound folder of `finding.json` and, where it goes on, `reply.age`."""
    answer = _id(request, "answer")

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        try:
            parts = unbind(body)
        except NotOpenable as error:
            raise malformed(error.message) from error
        given = fields(parts.get("finding.json", b""))
        if text(given, "answer") != answer or not set(parts) <= {"finding.json", "reply.age"}:
            raise nothing_here()
        finding = Finding(
            answer, text(given, "sha256"), text(given, "outcome"), text(given, "signature"),
            sealed(given, "remarks"), parts.get("reply.age", b""),
        )  # fmt: skip
        answers.find(office, connection, member, finding)
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "read", act, REPLY_BYTES_MOST + _BESIDE_MOST))


@get("/api/staff/answers/places")
async def places(request: Asking) -> Response[bytes]:
    """Letters that were handed over and to which an answer may come on paper or as a file, each with its reader."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        found: list[Json] = [
            {
                "case": one.case.id, "letter": one.case.letter, "envelope": one.case.envelope, "name": one.name,
                "since": one.case.released[:10], "open": one.room, "on_paper_to": one.on_paper_to,
            }
            for one in cases.answerable(office, connection)
        ]  # fmt: skip
        return to_json({"amends": 1, "places": found})

    return as_json(await look(request, "register", see))


@post("/api/staff/cases/{case:str}/answers", status_code=200)
async def take_in(request: Asking) -> Response[bytes]:
    """Keep an answer that came on paper or as a file, sealed in the browser of who takes it in."""
    case = _id(request, "case")

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        return to_json({"amends": 1, "answer": answers.take_in(office, connection, member, case, body)})

    return as_json(await do(request, "register", act, REPLY_BYTES_MOST))


def _id(request: Asking, name: str) -> str:
    found = in_path(request, name)
    if not is_id(found):
        raise nothing_here()
    return found


ADDRESSES: Final = (queue, take_up, find, places, take_in)
