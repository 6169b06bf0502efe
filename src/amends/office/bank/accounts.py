"""Accounts of a bank's staff: asked in by an operator, let in by a passkey, and out again after a while.

Nothing here opens a letter. Being in lets somebody ask the office for sealed bytes; what opens these is a key that
only their browser holds.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

from amends.clock import stamp, unstamp
from amends.envelope import Json, is_key, unbind
from amends.errors import NotOpenable
from amends.office.bank import passkeys
from amends.office.bank.passkeys import Site
from amends.office.bank.roles import ROLES, Act, may
from amends.office.ledger import Connection, accounts, events, staff
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, not_in, nothing_here
from amends.office.signatures import is_good
from amends.sentences import marked

IDLE: Final = dt.timedelta(hours=1)
LONGEST: Final = dt.timedelta(hours=12)
"""A session ends after an hour in which nothing was done, and in any case after a working day."""
INVITATION_LIVES: Final = dt.timedelta(days=3)
RECOVERY_CODES: Final = 8
_WRAPPED_MOST: Final = 8 * 1024
_NAME_FIELD: Final = "staff.name"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody who came in for the first time: their cookie, and recovery codes that are shown once."""

    token: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """The public halves of a staff key, the key itself as the browser wrapped it, and a proof that it is theirs."""

    age_key: str
    sign_key: str
    wrapped: bytes
    proof: str


def invite(office: Office, name: str, roles: frozenset[str]) -> str:
    """Ask somebody to work here; the code that lets them enrol, once, within three days.

    Raises:
        Refusal: `malformed`: no name, or a role that is none.
    """
    if not name.strip() or not roles or roles - set(ROLES):
        raise malformed(f"Somebody is invited by name, to one or more of {', '.join(ROLES)}.")
    member = Member(
        office.clock.bytes(16).hex(), office.keys.close(name, _NAME_FIELD, office.clock), roles, "", "", b"",
        office.now(), "",
    )  # fmt: skip
    code = _secret(office)
    with office.ledger.writing() as connection:
        staff.put(connection, member)
        accounts.invite(connection, _digest(code), member.id, stamp(office.clock.now() + INVITATION_LIVES))
        _happened(office, connection, "staff-invited", events.OFFICE, member.id)
    return code


def name_of(office: Office, member: Member) -> str:
    """Their name, in the clear."""
    return office.keys.open(member.name, _NAME_FIELD)


def asked_in(office: Office, code: str) -> Member:
    """Whom this code invites.

    Raises:
        Refusal: `refused`, for a code that never was as for one that is used or too old.
    """
    with office.ledger.reading() as connection:
        return _asked_in(office, connection, code)


def proof_bytes(office: str, nonce: str, age_key: str, sign_key: str) -> bytes:
    """What a new member's signing key signs, so that nobody enrols with a key of somebody else's."""
    return f"amends-enrol/1\n{office}\n{nonce}\n{age_key}\n{sign_key}\n".encode()


def enrol(office: Office, site: Site, *, code: str, nonce: str, credential: Json, keys: Keys) -> Enrolled:
    """Somebody who was invited brings a passkey and the keys that their browser made.

    Raises:
        Refusal: `refused` (the invitation), `nonce`, `signature`, `malformed`.
    """
    spent = office.nonces.check(nonce)
    _check_keys(office, nonce, keys)
    token = _secret(office)

    def act(connection: Connection) -> Enrolled:
        member = _asked_in(office, connection, code)
        passkey = passkeys.made(site, credential, nonce, member.id)
        if accounts.passkey(connection, passkey.id) is not None:
            raise Refusal("refused", marked("This passkey is here already."), marked("Make another."))
        accounts.use_invitation(connection, _digest(code), office.now())
        accounts.put_passkey(connection, passkey, office.now())
        staff.keys(connection, member.id, keys.age_key, keys.sign_key, keys.wrapped)
        codes = _new_codes(office, connection, member.id)
        _begin(office, connection, token, member.id)
        _happened(office, connection, "staff-enrolled", events.by_staff(member.id), member.id)
        return Enrolled(token, codes)

    return office.once(spent, act)


def enter(office: Office, site: Site, nonce: str, credential: Json) -> str:
    """Somebody comes in with their passkey; the cookie that keeps them in.

    Raises:
        Refusal: `nonce`, `signature`.
    """
    spent = office.nonces.check(nonce)
    token = _secret(office)
    given = credential.get("id") if isinstance(credential, dict) else None

    def act(connection: Connection) -> str:
        passkey = accounts.passkey(connection, given if isinstance(given, str) else "")
        if passkey is None:
            raise Refusal(
                "signature", marked("Nobody here has this passkey."), marked("Use another, or a recovery code.")
            )
        count = passkeys.used(site, credential, nonce, passkey)
        accounts.used_passkey(connection, passkey.id, count)
        _begin(office, connection, token, passkey.staff)
        _happened(office, connection, "staff-entered", events.by_staff(passkey.staff), passkey.staff)
        return token

    return office.once(spent, act)


def recovering(office: Office, code: str) -> Member:
    """Whose recovery code this is; it is not used up yet.

    Raises:
        Refusal: `refused`.
    """
    with office.ledger.reading() as connection:
        member = staff.find(connection, accounts.recovers(connection, _digest(_tidy(code))))
    if member is None or member.left:
        raise _no_recovery()
    return member


def recover(office: Office, site: Site, *, code: str, nonce: str, credential: Json) -> str:
    """Somebody who lost their passkey brings a recovery code and a new passkey; the old ones let nobody in any more.

    Raises:
        Refusal: `refused` (the code), `nonce`, `signature`.
    """
    spent = office.nonces.check(nonce)
    token = _secret(office)

    def act(connection: Connection) -> str:
        mine = accounts.use_recovery(connection, _digest(_tidy(code)), office.now())
        if not mine:
            raise _no_recovery()
        passkey = passkeys.made(site, credential, nonce, mine)
        accounts.forget_ways_in(connection, mine)
        accounts.put_passkey(connection, passkey, office.now())
        _begin(office, connection, token, mine)
        _happened(office, connection, "staff-recovered", events.by_staff(mine), mine)
        return token

    return office.once(spent, act)


def rewrapped(office: Office, connection: Connection, member: Member, wrapped: bytes) -> None:
    """The same staff key, wrapped anew: to a new passkey, or to a new passphrase."""
    _check_wrapped(wrapped)
    staff.keys(connection, member.id, member.age_key, member.sign_key, wrapped)
    _happened(office, connection, "rewrapped", events.by_staff(member.id), member.id)


def who(office: Office, connection: Connection, token: str) -> Member:
    """Who is in under this cookie.

    Raises:
        Refusal: `signature`: nobody, or not any more.
    """
    session = accounts.session(connection, _digest(token)) if token else None
    out = not_in()
    if session is None:
        raise out
    now = office.clock.now()
    if now - unstamp(session.last) > IDLE or now - unstamp(session.since) > LONGEST:
        raise out
    member = staff.find(connection, session.staff)
    if member is None or member.left:
        raise out
    return member


def allowed(member: Member, act: Act) -> Member:
    """The same member, if they may do this.

    Raises:
        Refusal: `refused`.
    """
    if not may(member.roles, act):
        raise Refusal(
            "refused", marked("This is not among what you may do here."), marked("Ask a colleague whose work it is.")
        )
    return member


def seen(office: Office, connection: Connection, token: str) -> None:
    """Somebody did something: their session's hour begins anew."""
    accounts.seen(connection, _digest(token), office.now())


def go_out(office: Office, connection: Connection, token: str) -> None:
    """Somebody goes out."""
    accounts.end_session(connection, _digest(token))


def leave(office: Office, connection: Connection, by: str, staff_id: str) -> None:
    """Somebody stops working here. What lets them in goes, and a bank's key that they could open ends with it.

    Args:
        office: a bank.
        connection: a transaction.
        by: who lets them go, as in an event.
        staff_id: who.

    Raises:
        Refusal: `not-here`.
    """
    member = staff.find(connection, staff_id)
    if member is None or member.left:
        raise nothing_here()
    epoch = staff.epoch(connection)
    if epoch is not None and staff_id in staff.who_can_open(connection, epoch.number):
        staff.end_epoch(connection, epoch.number, office.now())
        _happened(office, connection, "epoch-ended", by, str(epoch.number))
    staff.leave(connection, staff_id, office.now())
    accounts.forget(connection, staff_id)
    _happened(office, connection, "staff-left", by, staff_id)


def csrf(token: str) -> str:
    """What a page sends back with every act, to show that it was this office's own page."""
    return hashlib.sha256(f"amends-csrf/1\n{token}\n".encode()).hexdigest()


def _asked_in(office: Office, connection: Connection, code: str) -> Member:
    invited = accounts.invited(connection, _digest(code), office.now())
    member = staff.find(connection, invited) if invited else None
    if member is None or member.left:
        raise Refusal(
            "refused", marked("This invitation is not good, or not any more."), marked("Ask for a new one.")
        )
    return member


def _check_keys(office: Office, nonce: str, keys: Keys) -> None:
    if not keys.age_key.startswith("age1") or len(keys.age_key) != 62 or not is_key(keys.sign_key):
        raise malformed("The keys are an age recipient and an Ed25519 key.")
    _check_wrapped(keys.wrapped)
    if not is_good(keys.sign_key, keys.proof, proof_bytes(office.id, nonce, keys.age_key, keys.sign_key)):
        raise Refusal(
            "signature", marked("The proof does not fit these keys."), marked("Load the page again and start afresh.")
        )


def _check_wrapped(wrapped: bytes) -> None:
    if len(wrapped) > _WRAPPED_MOST:
        raise malformed("The wrapped key is too large.")
    try:
        names = set(unbind(wrapped))
    except NotOpenable as error:
        raise malformed(error.message) from error
    if "words.age" not in names or names - {"words.age", "passkey.age"}:
        raise malformed("A wrapped key is a folder of words.age and, where there is one, passkey.age.")


def _new_codes(office: Office, connection: Connection, staff_id: str) -> tuple[str, ...]:
    codes = tuple(base64.b32encode(office.clock.bytes(10)).decode().lower() for _ in range(RECOVERY_CODES))
    accounts.put_recovery(connection, staff_id, [_digest(code) for code in codes])
    return tuple("-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes)


def _no_recovery() -> Refusal:
    return Refusal(
        "refused", marked("This recovery code is not good, or not any more."), marked("Look at the sheet again.")
    )


def _tidy(code: str) -> str:
    return "".join(code.lower().split()).replace("-", "")


def _begin(office: Office, connection: Connection, token: str, staff_id: str) -> None:
    accounts.end_sessions(connection, before=stamp(office.clock.now() - LONGEST))
    accounts.begin_session(connection, _digest(token), staff_id, office.now())


def _secret(office: Office) -> str:
    return base64.urlsafe_b64encode(office.clock.bytes(32)).rstrip(b"=").decode()


def _digest(secret: str) -> str:
    return hashlib.sha256(f"amends-staff/1\n{secret}\n".encode()).hexdigest()


def _happened(office: Office, connection: Connection, kind: events.Kind, by: str, ref: str) -> None:
    events.add(connection, [events.Happened(kind, office.now(), by, ref=ref)])
