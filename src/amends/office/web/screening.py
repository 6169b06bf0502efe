"""The addresses of the screening room: the queue, one letter's sealed parts, findings, and handing over."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post

from amends.envelope import ENVELOPE_BYTES_MOST, Json, bind, is_id, to_json, unbind
from amends.errors import NotOpenable
from amends.office.bank import cases, reading, releases
from amends.office.bank.answer_cards import Card
from amends.office.bank.policy import Policy
from amends.office.bank.reading import REMARKS_BYTES_MOST, Finding
from amends.office.bank.step import answer_road
from amends.office.ledger import Connection
from amends.office.ledger.in_bank import Parts
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import malformed, nothing_here
from amends.office.web.body import Asking
from amends.office.web.house import as_bytes, as_json, in_path
from amends.office.web.inside import do, fields, listed, look, text
from amends.office.web.releases import contact
from amends.office.web.staff import sealed

_FINDING_BYTES_MOST: Final = 2 * REMARKS_BYTES_MOST
_CARD_BYTES_MOST: Final = 8 * 1024


@get("/api/staff/queue")
async def queue(request: Asking) -> Response[bytes]:
    """What waits to be read, the longest wait first, and how much the one who asks has read today."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        waiting: list[Json] = [
            {
                "id": one.id, "number": one.number, "since": one.since, "about": one.about, "needs": one.needs,
                "mine": one.mine, "paper": one.paper, "others": one.others,
            }
            for one in reading.queue(office, connection, member)
        ]  # fmt: skip
        return to_json({
            "amends": 1, "waiting": waiting, "today": reading.read_today(office, connection, member)
        })  # fmt: skip

    return as_json(await look(request, "queue", see))


@post("/api/staff/letters/{letter:str}/take-up", status_code=200)
async def take_up(request: Asking) -> Response[bytes]:
    """The sealed parts of a letter that waits, as a bound folder."""
    letter = _id(request, "letter")

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        return _folder(reading.take_up(office, connection, member, letter))

    return as_bytes(await do(request, "read", act))


@post("/api/staff/letters/{letter:str}/findings", status_code=200)
async def find(request: Asking) -> Response[bytes]:
    """Write down what a screener found."""
    letter = _id(request, "letter")

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        given = fields(body)
        if text(given, "letter") != letter:
            raise nothing_here()
        finding = Finding(
            letter, text(given, "words"), text(given, "front"), text(given, "outcome"), text(given, "signature"),
            sealed(given, "remarks"),
        )  # fmt: skip
        reading.find(office, connection, member, finding)
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "read", act, _FINDING_BYTES_MOST))


@get("/api/staff/ready")
async def ready(request: Asking) -> Response[bytes]:
    """Letters that can be handed over now, and to whom."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        rows: list[Json] = [
            {"case": case.id, "letter": case.letter, "name": name, "road": case.road}
            for case, name in cases.to_release(office, connection)
        ]
        return to_json({"amends": 1, "ready": rows})

    return as_json(await look(request, "release", see))


@post("/api/staff/cases/{case:str}/take-up", status_code=200)
async def take_case(request: Asking) -> Response[bytes]:
    """The sealed parts of a letter that can be handed over, with what its new envelope has to bear."""
    case = _id(request, "case")

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        letter, parts = cases.take_up(office, connection, member.id, case)
        approved = cases.approved(connection, letter.id)
        beside: dict[str, Json] = {"amends": 1, "letter": letter.id, "person": letter.person}
        beside |= contact(releases.contact(office, connection, case))
        policy = reading.policy_of(office, connection, letter)
        beside |= {"answers": _answers(office, policy, paper=bool(letter.taken_in))}
        return _folder(parts, to_json(beside | {"words": approved.words, "front": approved.front}))

    return as_bytes(await do(request, "release", act))


@post("/api/staff/cases/{case:str}/release", status_code=200)
async def release(request: Asking) -> Response[bytes]:
    """Hand a letter over: the body is the envelope sealed to its reader, with what was signed for its answers."""
    case = _id(request, "case")

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        packed, card = _released(body)
        envelope = cases.release(office, connection, member.id, case, packed, card=card)
        return to_json({"amends": 1, "envelope": envelope})

    return as_json(await do(request, "release", act, ENVELOPE_BYTES_MOST + _CARD_BYTES_MOST))


def _answers(office: Office, policy: Policy, *, paper: bool) -> dict[str, Json]:
    """How an answer will go back, for the sheet that is handed over with the letter."""
    answers = policy.answers
    return {
        "road": answer_road(policy, paper=paper), "screened": answers.screened, "how_many": answers.how_many,
        "refuses": listed(answers.refuses),
        "longest_words": answers.longest_words, "reached": office.settings.reached,
    }  # fmt: skip


def _released(body: bytes) -> tuple[bytes, Card | None]:
    """An envelope alone, or in a bound folder beside `answers.txt` and its signature."""
    try:
        parts = unbind(body)
        if list(parts) != ["answers.txt", "answers.txt.sig", "envelope"]:
            return body, None
        card = Card(parts["answers.txt"].decode("ascii"), parts["answers.txt.sig"].decode("ascii"))
        return parts["envelope"], card
    except (NotOpenable, ValueError) as error:
        raise malformed("This is no letter that was sealed to be handed over.") from error


def _folder(parts: Parts, beside: bytes = b"") -> bytes:
    head = {"deposit.json": beside} if beside else {}
    return bind({**head, "front.age": parts.front, "letter.age": parts.letter, "key.age": parts.key})


def _id(request: Asking, name: str) -> str:
    found = in_path(request, name)
    if not is_id(found):
        raise nothing_here()
    return found


ADDRESSES: Final = (queue, take_up, find, ready, take_case, release)
