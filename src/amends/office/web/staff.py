"""The addresses by which a bank's staff come in, and what they may know of themselves."""

from __future__ import annotations

import base64
from typing import Final

from litestar import Response, get, post

from amends.envelope import Json, to_json
from amends.office.bank import accounts, epochs, passkeys
from amends.office.bank.accounts import Keys
from amends.office.bank.roles import acts
from amends.office.ledger import Connection, staff
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import malformed
from amends.office.web.body import Asking
from amends.office.web.house import as_json, house
from amends.office.web.inside import Fields, at_the_door, bank, do, fields, let_in, listed, look, site, text, token_of
from amends.wire import fingerprint


@post("/api/staff/enrol/begin", status_code=200)
async def enrol_begin(request: Asking) -> Response[bytes]:
    """Who is invited, and what their browser needs to make a passkey. Nothing is written down."""
    given = await at_the_door(request)
    office = bank(request)
    member = await house(request).work(lambda: accounts.asked_in(office, text(given, "code")))
    return as_json(_to_make(request, office, member))


@post("/api/staff/enrol", status_code=200)
async def enrol(request: Asking) -> Response[bytes]:
    """Somebody who was invited brings a passkey and the keys that their browser made."""
    given = await at_the_door(request)
    office, here = bank(request), site(request)
    keys = Keys(text(given, "age_key"), text(given, "sign_key"), sealed(given, "wrapped"), text(given, "proof"))
    code, nonce, credential = text(given, "code"), text(given, "nonce"), given.get("credential")
    done = await house(request).work(
        lambda: accounts.enrol(office, here, code=code, nonce=nonce, credential=credential, keys=keys)
    )
    return let_in(request, done.token, to_json({"amends": 1, "codes": listed(done.codes)}))


@post("/api/staff/enter/begin", status_code=200)
async def enter_begin(request: Asking) -> Response[bytes]:
    """What a browser needs to use a passkey. Nothing is written down."""
    await at_the_door(request)
    nonce = bank(request).nonces.issue()
    return as_json(to_json({"amends": 1, "nonce": nonce, "use": passkeys.to_use(site(request), nonce)}))


@post("/api/staff/enter", status_code=200)
async def enter(request: Asking) -> Response[bytes]:
    """Somebody comes in with their passkey."""
    given = await at_the_door(request)
    office, here, nonce, credential = bank(request), site(request), text(given, "nonce"), given.get("credential")
    token = await house(request).work(lambda: accounts.enter(office, here, nonce, credential))
    return let_in(request, token, _done())


@post("/api/staff/recover/begin", status_code=200)
async def recover_begin(request: Asking) -> Response[bytes]:
    """What a browser needs to make a passkey in the place of a lost one; the code is not used up yet."""
    given = await at_the_door(request)
    office = bank(request)
    member = await house(request).work(lambda: accounts.recovering(office, text(given, "code")))
    return as_json(_to_make(request, office, member))


@post("/api/staff/recover", status_code=200)
async def recover(request: Asking) -> Response[bytes]:
    """Somebody brings a recovery code and a new passkey."""
    given = await at_the_door(request)
    office, here, code = bank(request), site(request), text(given, "code")
    nonce, credential = text(given, "nonce"), given.get("credential")
    token = await house(request).work(
        lambda: accounts.recover(office, here, code=code, nonce=nonce, credential=credential)
    )
    return let_in(request, token, _done())


@post("/api/staff/out", status_code=200)
async def out(request: Asking) -> Response[bytes]:
    """Somebody goes out."""
    token = token_of(request)

    def go(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        accounts.go_out(office, connection, token)
        return _done()

    return let_in(request, "", await do(request, None, go))


@post("/api/staff/key", status_code=200)
async def key(request: Asking) -> Response[bytes]:
    """The same staff key, wrapped anew in its owner's browser."""

    def wrap(office: Office, connection: Connection, member: Member, body: bytes) -> bytes:
        accounts.rewrapped(office, connection, member, sealed(fields(body), "wrapped"))
        return _done()

    return as_json(await do(request, None, wrap))


@get("/api/staff/me")
async def me(request: Asking) -> Response[bytes]:
    """Who is in, what they may do, and their keys as their browser sealed them."""
    token = token_of(request)

    def see(office: Office, connection: Connection, member: Member) -> bytes:
        assert office.bank is not None
        policy = office.bank.policy
        mine = staff.epoch_keys(connection, member.id)
        seen: list[Json] = [
            {
                "number": each.number, "key": each.key, "sign": each.sign, "since": each.since[:10],
                "ended": each.ended[:10], "fingerprint": fingerprint(each.key, each.sign),
                "sealed": b64(mine.get(each.number, b"")),
            }
            for each in staff.epochs(connection)
        ]  # fmt: skip
        current = staff.epoch(connection)
        certificate = staff.certificates(connection, current.number).get(member.id, "") if current else ""
        return to_json({
            "amends": 1, "office": office.id, "id": member.id, "name": accounts.name_of(office, member),
            "roles": listed(sorted(member.roles)), "acts": listed(acts(member.roles)), "page": accounts.csrf(token),
            "age_key": member.age_key, "sign_key": member.sign_key, "wrapped": b64(member.wrapped),
            "readers": policy.screening.readers, "may_reject": policy.screening.may_reject,
            "refuses": listed(policy.screening.refuses), "epochs": seen, "bank": policy.name,
            "certificate": certificate, "clerk_role": epochs.clerk_role(member),
        })  # fmt: skip

    return as_json(await look(request, None, see))


def b64(data: bytes) -> str:
    """Bytes in a message."""
    return base64.b64encode(data).decode()


def sealed(given: Fields, name: str) -> bytes:
    """Bytes from a message.

    Raises:
        Refusal: `malformed`.
    """
    try:
        return base64.b64decode(text(given, name), validate=True)
    except ValueError as error:
        raise malformed(f"{name} is not base64.") from error


def _to_make(request: Asking, office: Office, member: Member) -> bytes:
    nonce, name = office.nonces.issue(), accounts.name_of(office, member)
    make, roles = passkeys.to_make(site(request), office.settings.name, member.id, name, nonce), sorted(member.roles)
    return to_json({
        "amends": 1, "office": office.id, "nonce": nonce, "make": make, "name": name, "roles": listed(roles)
    })  # fmt: skip


def _done() -> bytes:
    return to_json({"amends": 1, "done": True})


ADDRESSES: Final = (enrol_begin, enrol, enter_begin, enter, recover_begin, recover, out, key, me)
