"""Inviting a writer, and enrolling a desk with that invitation."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib

from amends.clock import stamp, unstamp
from amends.envelope import from_json, is_key, to_json
from amends.errors import Unsupported
from amends.office.counter.desk import Asked, signed
from amends.office.ledger import Connection, events, staff, writers
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed
from amends.wire import Invitation, fingerprint

_NAME_MOST = 200


def invite(
    office: Office,
    name: str,
    address: str,
    lives: dt.timedelta | None = None,
    *,
    checked_by: str = "",
    checked: str = "",
) -> Invitation:
    """Ask somebody to deposit here: a code that works once, and not for ever.

    Args:
        office: the office.
        name: whom.
        address: where it is reached.
        lives: how long the code is good.
        checked_by: the member of staff who made sure who they are, or `office`; empty where nobody has.
        checked: by what: a paper, a visit; kept encrypted.
    """
    with office.ledger.writing() as connection:
        return invite_in(office, connection, name, address, lives, checked_by=checked_by, checked=checked)


def invite_in(
    office: Office,
    connection: Connection,
    name: str,
    address: str,
    lives: dt.timedelta | None = None,
    *,
    checked_by: str = "",
    checked: str = "",
) -> Invitation:
    """The same, within a transaction."""
    code = base64.urlsafe_b64encode(office.clock.bytes(32)).rstrip(b"=").decode()
    expires = stamp(office.clock.now() + (lives or office.settings.invitation_lives))
    closed = office.keys.close(name, "invitations.name", office.clock)
    note = office.keys.close(checked, "invitations.checked", office.clock) if checked_by else b""
    writers.invite(connection, _digest(code), closed, expires, checked_by=checked_by, checked=note)
    by = events.by_staff(checked_by) if checked_by not in ("", events.OFFICE) else events.OFFICE
    events.add(connection, [events.Happened("invited", office.now(), by)])
    if checked_by:
        known = events.Happened("writer-checked", office.now(), by, ref=_digest(code)[:32])
        events.add(connection, [known])
    epoch = staff.epoch(connection)
    key = fingerprint(epoch.key, epoch.sign) if epoch else ""
    return Invitation(address, office.id, code, expires, key)


def enrol(office: Office, asked: Asked) -> bytes:
    """Enrol the desk that brings an invitation's code. The same desk may bring it again.

    Raises:
        Refusal: `nonce`, `signature`, `malformed`; `refused` if the code is unknown, used or too old.
    """
    nonce = signed(office, asked)
    code, name = _read(asked.body)

    def act(connection: Connection) -> bytes:
        _enrol(office, connection, asked.key, code, name)
        return to_json({"amends": 1, "enrolled": True})

    return office.once(nonce, act)


def _enrol(office: Office, connection: Connection, desk_key: str, code: str, name: str) -> None:
    invitation = writers.invited(connection, _digest(code))
    no = Refusal("refused", "This invitation is not good, or not any more.", "Ask for a new one.")
    if invitation is None or (invitation.used_by and invitation.used_by != desk_key):
        raise no
    if invitation.used_by:
        return
    if unstamp(invitation.expires) < office.clock.now():
        raise no
    writers.use(connection, _digest(code), desk_key)
    if writers.whose(connection, desk_key) is not None:
        return
    writer_id = office.clock.bytes(16).hex()
    writers.enrol(
        connection, writer_id, desk_key, office.keys.close(name, "writers.name", office.clock), office.now()
    )
    events.add(connection, [events.Happened("enrolled", office.now(), events.by_writer(writer_id))])


def _read(body: bytes) -> tuple[str, str]:
    try:
        value = from_json(body)
    except Unsupported as error:
        raise malformed(error.message) from error
    if not isinstance(value, dict) or value.get("amends") != 1 or set(value) != {"amends", "code", "name"}:
        raise malformed("Enrolling takes a code and a name.")
    code, name = value["code"], value["name"]
    if not isinstance(code, str) or not is_key(code) or not isinstance(name, str) or len(name) > _NAME_MOST:
        raise malformed("The code or the name is malformed.")
    return code, name


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
