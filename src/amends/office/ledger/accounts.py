"""Staff accounts as they are written down. Codes and cookies are kept as digests only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from amends.office.ledger.account_schema import PASSKEYS, RECOVERY, SESSIONS, STAFF_INVITED


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey: its credential id (base64url), whose it is, for which site, its public half, and its counter."""

    id: str
    staff: str
    site: str
    key: bytes
    uses: int


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is in: since when, and when they last did something."""

    staff: str
    since: str
    last: str


def invite(connection: Connection, code_sha256: str, staff: str, expires: str) -> None:
    """Write an invitation down; an earlier one to the same person is good no more."""
    connection.execute(delete(STAFF_INVITED).where(STAFF_INVITED.c.staff == staff, STAFF_INVITED.c.used.is_(None)))
    connection.execute(insert(STAFF_INVITED).values(code_sha256=code_sha256, staff=staff, expires=expires))


def invited(connection: Connection, code_sha256: str, now: str) -> str:
    """Whom this code invites; empty if nobody, or not any more."""
    found = select(STAFF_INVITED.c.staff).where(
        STAFF_INVITED.c.code_sha256 == code_sha256, STAFF_INVITED.c.used.is_(None), STAFF_INVITED.c.expires > now
    )
    return connection.execute(found).scalar_one_or_none() or ""


def use_invitation(connection: Connection, code_sha256: str, at: str) -> bool:
    """Use an invitation up; whether it was still good."""
    unused = (STAFF_INVITED.c.code_sha256 == code_sha256, STAFF_INVITED.c.used.is_(None))
    return bool(connection.execute(update(STAFF_INVITED).where(*unused).values(used=at)).rowcount)


def put_passkey(connection: Connection, passkey: Passkey, at: str) -> None:
    """Write a passkey down."""
    connection.execute(
        insert(PASSKEYS).values(
            id=passkey.id, staff=passkey.staff, site=passkey.site, key=passkey.key, uses=passkey.uses, since=at
        )
    )


def passkey(connection: Connection, credential: str) -> Passkey | None:
    """The passkey with this credential id."""
    row = connection.execute(select(PASSKEYS).where(PASSKEYS.c.id == credential)).first()
    return Passkey(row.id, row.staff, row.site, bytes(row.key), row.uses) if row else None


def used_passkey(connection: Connection, credential: str, uses: int) -> None:
    """Write down how often a passkey says that it was used."""
    connection.execute(update(PASSKEYS).where(PASSKEYS.c.id == credential).values(uses=uses))


def forget_ways_in(connection: Connection, staff: str) -> None:
    """Let go of every passkey of this member of staff, and of every session that one began."""
    end_sessions(connection, staff=staff)
    connection.execute(delete(PASSKEYS).where(PASSKEYS.c.staff == staff))


def put_recovery(connection: Connection, staff: str, codes_sha256: list[str]) -> None:
    """Write recovery codes down, in the place of all that were there before."""
    connection.execute(delete(RECOVERY).where(RECOVERY.c.staff == staff))
    connection.execute(insert(RECOVERY), [{"code_sha256": one, "staff": staff} for one in codes_sha256])


def recovers(connection: Connection, code_sha256: str) -> str:
    """Whose recovery code this is, if it was not used; or empty."""
    unused = (RECOVERY.c.code_sha256 == code_sha256, RECOVERY.c.used.is_(None))
    return connection.execute(select(RECOVERY.c.staff).where(*unused)).scalar_one_or_none() or ""


def use_recovery(connection: Connection, code_sha256: str, at: str) -> str:
    """Use a recovery code up; whose it was, or empty."""
    staff = recovers(connection, code_sha256)
    if staff:
        connection.execute(update(RECOVERY).where(RECOVERY.c.code_sha256 == code_sha256).values(used=at))
    return staff


def begin_session(connection: Connection, token_sha256: str, staff: str, at: str) -> None:
    """Somebody came in."""
    connection.execute(insert(SESSIONS).values(token_sha256=token_sha256, staff=staff, since=at, last=at))


def session(connection: Connection, token_sha256: str) -> Session | None:
    """Who is in under this cookie, whether or not it still holds."""
    row = connection.execute(select(SESSIONS).where(SESSIONS.c.token_sha256 == token_sha256)).first()
    return Session(row.staff, row.since, row.last) if row else None


def seen(connection: Connection, token_sha256: str, at: str) -> None:
    """Somebody did something."""
    connection.execute(update(SESSIONS).where(SESSIONS.c.token_sha256 == token_sha256).values(last=at))


def end_session(connection: Connection, token_sha256: str) -> None:
    """Somebody went out."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.token_sha256 == token_sha256))


def end_sessions(connection: Connection, *, staff: str = "", before: str = "") -> None:
    """End every session of one person, or all that began before this moment."""
    ended = SESSIONS.c.staff == staff if staff else SESSIONS.c.since < before
    connection.execute(delete(SESSIONS).where(ended))


def forget(connection: Connection, staff: str) -> None:
    """Somebody left: nothing lets them in any more."""
    forget_ways_in(connection, staff)
    connection.execute(delete(RECOVERY).where(RECOVERY.c.staff == staff))
    connection.execute(delete(STAFF_INVITED).where(STAFF_INVITED.c.staff == staff))
