"""The addresses of registrars: who registered, one person's record, and what is done for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, cast, get_args

from litestar import Response, get, post

from amends.envelope import Json, bind, is_id, to_json
from amends.office.bank import outsides, records
from amends.office.bank.case import Choice, Wish
from amends.office.bank.outsides import Outside
from amends.office.bank.policy import Fact
from amends.office.bank.records import Record, Their
from amends.office.bank.registrar import Desk
from amends.office.bank.registry import Card
from amends.office.bank.roles import Act
from amends.office.ledger import Connection
from amends.office.ledger.cases import CaseRow
from amends.office.ledger.registered import Registered
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.office.web.body import Asking
from amends.office.web.house import as_bytes, as_json, in_path
from amends.office.web.inside import Fields, do, fields, listed, look, text
from amends.office.web.staff import b64, sealed
from amends.sentences import marked

_LISTS: Final = ("reading", "tell", "beside")


@get("/api/staff/outsides")
async def letters(request: Asking) -> Response[bytes]:
    """What stands outside on the letters that may be offered, sealed to the one who asks."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        rows = [_outside(one) for one in Desk(office, connection, member).letters()]
        return to_json({"amends": 1, "letters": rows})

    return as_json(await look(request, "match", see))


@get("/api/staff/outsides/lacking")
async def lacking(request: Asking) -> Response[bytes]:
    """Letters whose outside some registrar lacks, and to whose keys it is sealed."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        to: dict[str, Json] = {one.id: one.age_key for one in outsides.registrars(connection)}
        return to_json({"amends": 1, "letters": listed(outsides.lacking(office, connection)), "registrars": to})

    return as_json(await look(request, "queue", see))


@post("/api/staff/outsides/{letter:str}/take", status_code=200)
async def take(request: Asking) -> Response[bytes]:
    """The sealed outside of a letter and its sealed key, as a bound folder; never the letter."""
    letter = _id(request, "letter")

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        parts = outsides.take(office, connection, member, letter)
        return bind({"front.age": parts.front, "key.age": parts.key})

    return as_bytes(await do(request, "queue", act))


@post("/api/staff/outsides/{letter:str}", status_code=200)
async def name(request: Asking) -> Response[bytes]:
    """What stands outside on a letter, sealed to registrars."""
    letter = _id(request, "letter")

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        to = fields(body).get("sealed")
        if not isinstance(to, dict):
            raise malformed("An outside is sealed to each registrar.")
        outsides.name(office, connection, member, letter, {staff: sealed(to, staff) for staff in to})
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "queue", act, outsides.NAMING_BYTES_MOST))


@post("/api/staff/registered", status_code=200)
async def look_for(request: Asking) -> Response[bytes]:
    """People whose name holds a text; with none, who registered last. A name stands in no address, so it is sent."""

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        desk, wanted = Desk(office, connection, member), text(fields(body), "text")
        found = desk.look_for(wanted) if wanted.strip() else desk.newest()
        rows: list[Json] = [_row(one, card) for one, card in found]
        return to_json({"amends": 1, "found": rows, "facts": _facts(office)})

    return as_json(await do(request, "register", act))


@post("/api/staff/registered/enter", status_code=200)
async def enter(request: Asking) -> Response[bytes]:
    """Write somebody down who came on paper or by telephone; the code is given once."""

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        given = fields(body)
        who, code = Desk(office, connection, member).enter(_card(given), _wish(given))
        return to_json({"amends": 1, "who": who, "code": code})

    return as_json(await do(request, "register", act))


@post("/api/staff/registered/{who:str}", status_code=200)
async def look_at(request: Asking) -> Response[bytes]:
    """One person's record. That it was looked at is an event, so it is an act and no look."""
    who = _id(request, "who")

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        message: dict[str, Json] = {"amends": 1, "facts": _facts(office)}
        return to_json(message | _record(Desk(office, connection, member).look_at(who)))

    return as_json(await do(request, "register", act))


@post("/api/staff/registered/{who:str}/{what:str}", status_code=200)
async def done(request: Asking) -> Response[bytes]:
    """Do one thing for one person, if nobody did another since the page was made."""
    who, (needed, what) = _id(request, "who"), _DONE.get(in_path(request, "what"), _NOTHING)

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        given = fields(body)
        records.check_seen(connection, who, text(given, "seen"))
        return to_json({"amends": 1} | what(Desk(office, connection, member), who, given))

    return as_json(await do(request, needed, act))


# ── what may be done ────────────────────────────────────────────────────────────────────────────────────────────────

_Done = Callable[[Desk, str, Fields], dict[str, Json]]


def _nothing(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    raise nothing_here()


def _verify(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    desk.verify(who, _texts(given, "beside"))
    return {}


def _code(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    return {"code": desk.new_code(who)}


def _say(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    desk.say(who, _wish(given), _card(given) if "name" in given else None)
    return {}


def _died(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    desk.died(who)
    return {}


def _order(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    return {"order": desk.order_apart(who, text(given, "writer"), text(given, "note").strip())}


def _end_order(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    order = text(given, "order")
    if order not in {one.id for one in desk.orders(who)}:
        raise nothing_here()
    desk.end_order(order)
    return {}


def _hold(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    return {"hold": desk.hold(who, text(given, "note").strip())}


def _end_hold(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    hold = text(given, "hold")
    if hold not in {one.id for one, _ in records.record(desk.office, desk.connection, who).holds}:
        raise nothing_here()
    desk.end_hold(hold)
    return {}


def _export(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    return {"kept": desk.export(who)}


def _forget(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    desk.forget(who)
    return {}


def _look(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    return {"letters": [_outside(one) for one in desk.look_for_letters(who)]}


def _match(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    return {"case": desk.match(text(given, "letter"), who).id}


def _tell(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    desk.tell(_case(desk, who, given).id)
    return {}


def _choose(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    desk.choose(_case(desk, who, given), cast("Choice", text(given, "choice")), text(given, "road"))
    return {}


def _consent(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    on = set(_texts(given, "tell"))
    desk.consent(_case(desk, who, given), frozenset(fact for fact in get_args(Fact) if fact in on))
    return {}


def _confirm(desk: Desk, who: str, given: Fields) -> dict[str, Json]:
    case = _case(desk, who, given).id
    if given.get("by_telephone") is True:
        desk.confirm_by_telephone(case)
    else:
        desk.confirm_in_writing(case)
    return {}


_NOTHING: Final[tuple[Act, _Done]] = ("register", _nothing)
_DONE: Final[Mapping[str, tuple[Act, _Done]]] = {
    "verify": ("verify", _verify),
    "code": ("verify", _code),
    "died": ("verify", _died),
    "order": ("verify", _order),
    "end-order": ("verify", _end_order),
    "hold": ("verify", _hold),
    "end-hold": ("verify", _end_hold),
    "say": ("register", _say),
    "export": ("register", _export),
    "forget": ("register", _forget),
    "look": ("match", _look),
    "match": ("match", _match),
    "tell": ("tell", _tell),
    "choose": ("tell", _choose),
    "consent": ("tell", _consent),
    "confirm": ("tell", _confirm),
}


# ── messages ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _facts(office: Office) -> list[Json]:
    """What a writer may be let know here, where its recipient says so."""
    assert office.bank is not None
    return listed(office.bank.policy.writer_learns.facts)


def _row(one: Registered, card: Card) -> Json:
    return {"id": one.id, "name": card.name, "since": one.since[:10], "known": bool(one.verified)}


def _record(record: Record) -> dict[str, Json]:
    one = record.one
    card: dict[str, Json] = {
        name: listed(value) if isinstance(value, tuple) else value for name, value in _fields_of(record.card)
    }
    orders: list[Json] = [
        {"id": each.id, "writer": name, "note": note, "since": each.since[:10], "ended": each.ended[:10]}
        for each, name, note in record.orders
    ]
    held: list[Json] = [
        {"id": each.id, "note": note, "since": each.since[:10], "ended": each.ended[:10]}
        for each, note in record.holds
    ]
    return {
        "who": one.id, "card": card, "wish": one.wish, "since": one.since[:10],
        "verified": one.verified[:10], "died": one.died[:10], "accompanied": one.accompanied, "orders": orders,
        "holds": held, "letters": [_letter(each) for each in record.letters], "seen": record.seen,
    }  # fmt: skip


def _outside(one: Outside) -> Json:
    letter = one.letter
    return {
        "letter": letter.id, "number": letter.number, "since": letter.since[:10], "writer": one.writer,
        "sealed": b64(one.sealed), "cases": one.cases,
    }  # fmt: skip


def _fields_of(card: Card) -> list[tuple[str, str | tuple[str, ...]]]:
    return [(name, getattr(card, name)) for name in card.__struct_fields__]


def _letter(their: Their) -> Json:
    case, policy = their.case, their.policy
    consents = listed(fact for fact in get_args(Fact) if getattr(case, fact))
    return {
        "case": case.id, "number": their.letter.number, "writer": their.writer, "step": their.step,
        "told": case.told[:10], "choice": case.choice, "road": case.road, "confirmed": case.confirmed,
        "released": case.released[:10], "consents": consents,
        "facts": listed(policy.writer_learns.facts), "roads": listed(policy.recipients.roads),
        "confirm": policy.recipients.confirmed,
    }  # fmt: skip


def _card(given: Fields) -> Card:
    named = {name: text(given, name).strip() for name in Card.__struct_fields__ if name not in _LISTS}
    return Card(**named, reading=_texts(given, "reading"), tell=_texts(given, "tell"), beside=_texts(given, "beside"))


def _wish(given: Fields) -> Wish:
    wish = text(given, "wish")
    if wish not in get_args(Wish):
        raise Refusal("malformed", marked("A wish is to be told, to wait, never, or none yet."))
    return cast("Wish", wish)


def _texts(given: Fields, name: str) -> tuple[str, ...]:
    value = given.get(name)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise malformed(f"{name} is missing.")
    return tuple(cast("list[str]", value))


def _case(desk: Desk, who: str, given: Fields) -> CaseRow:
    """A letter of this very person's, so that nothing said by one is written down for another."""
    case = desk.case(text(given, "case"))
    if case.registered != who:
        raise nothing_here()
    return case


def _id(request: Asking, name: str) -> str:
    found = in_path(request, name)
    if not is_id(found):
        raise nothing_here()
    return found


ADDRESSES: Final = (letters, lacking, take, name, look_for, enter, look_at, done)
