"""The addresses of custodians: who holds the bank's keys, a new one, and letters that still lie under an old one."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post

from amends.envelope import Json, to_json
from amends.office.bank import accounts, epochs
from amends.office.bank.epochs import Fresh
from amends.office.ledger import Connection, staff
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import malformed
from amends.office.web.body import Asking
from amends.office.web.house import as_json
from amends.office.web.inside import Fields, do, fields, listed, look, text
from amends.office.web.staff import b64, sealed


@get("/api/staff/keys")
async def keys(request: Asking) -> Response[bytes]:
    """Who should hold the bank's keys, who lacks one, and which letters lie under one that ended."""

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        holders: list[Json] = [
            {
                "id": one.id,
                "name": accounts.name_of(office, one),
                "roles": listed(sorted(one.roles)),
                "age_key": one.age_key,
            }
            for one in epochs.holders(connection)
        ]
        missing: list[Json] = [{"epoch": epoch, "staff": one.id} for epoch, one in epochs.missing(connection)]
        rewrap: list[Json] = [
            {"letter": letter, "epoch": epoch, "key": b64(key)} for letter, epoch, key in epochs.to_rewrap(connection)
        ]
        current = staff.epoch(connection)
        certified = staff.certificates(connection, current.number) if current else {}
        clerks: list[Json] = [
            {
                "id": one.id, "name": accounts.name_of(office, one), "role": epochs.clerk_role(one),
                "sign_key": one.sign_key, "certified": one.id in certified,
            }
            for one in epochs.clerks(connection)
        ]  # fmt: skip
        return to_json({"amends": 1, "holders": holders, "missing": missing, "rewrap": rewrap, "clerks": clerks})

    return as_json(await look(request, "keys", see))


@post("/api/staff/epochs", status_code=200)
async def begin(request: Asking) -> Response[bytes]:
    """A new key in the place of the one in use."""

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        given = fields(body)
        to, over = given.get("sealed"), given.get("certificates", {})
        if not isinstance(to, dict) or not isinstance(over, dict):
            raise malformed("A new key is sealed to everybody it belongs to.")
        certificates = {clerk: text(over, clerk) for clerk in over}
        fresh = Fresh(text(given, "key"), text(given, "sign"), {one: sealed(to, one) for one in to}, certificates)
        epoch = epochs.begin(office, connection, member, fresh)
        return to_json({"amends": 1, "epoch": epoch.number})

    return as_json(await do(request, "keys", act))


@post("/api/staff/epochs/given", status_code=200)
async def give(request: Asking) -> Response[bytes]:
    """Give a colleague a key that they lack."""

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        given = fields(body)
        epochs.give(
            office,
            connection,
            member,
            number=_number(given),
            member=text(given, "staff"),
            sealed=sealed(given, "sealed"),
        )
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "keys", act))


@post("/api/staff/epochs/certified", status_code=200)
async def certify(request: Asking) -> Response[bytes]:
    """What a custodian signed with the key in use over a clerk's name and key."""

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        given = fields(body)
        who, certificate = text(given, "staff"), text(given, "certificate")
        epochs.certify(office, connection, member, number=_number(given), member=who, certificate=certificate)
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "keys", act))


@post("/api/staff/rewrapped", status_code=200)
async def rewrap(request: Asking) -> Response[bytes]:
    """Put one letter's key, sealed to the epoch in use, in the place of the old."""

    def act(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        given = fields(body)
        letter, key = text(given, "letter"), sealed(given, "key")
        epochs.rewrap(office, connection, member, letter, epoch=_number(given), key=key)
        return to_json({"amends": 1, "done": True})

    return as_json(await do(request, "keys", act))


def _number(given: Fields) -> int:
    number = given.get("epoch")
    if not isinstance(number, int) or isinstance(number, bool):
        raise malformed("An epoch is a number.")
    return number


ADDRESSES: Final = (keys, begin, give, certify, rewrap)
