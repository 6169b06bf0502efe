"""What an act needs of an object store, done before its transaction: fetching what goes out, keeping what came in.

Only for somebody whose signature was good. Whether the act may be done is decided afterwards, in the transaction;
what was put away for one that may not is an orphan, and swept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from amends.envelope import from_json
from amends.errors import AmendsError
from amends.office.acts.reader import bucket
from amends.office.bank import in_the_room
from amends.office.keeping import let_go, put_away, take_out
from amends.office.ledger import letters, replies, stored
from amends.office.ledger.letters import Carried
from amends.office.ledger.stored import Kept, Lying
from amends.office.office import Office
from amends.office.refusals import nothing_here
from amends.wire import REPLY_BYTES_MOST, Act


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What was made ready for an act.

    Attributes:
        sealed: the sealed letter, where the act hands it out.
        names: where what was sent lies in a store, by owner and part.
        going: what the act may make nobody's.
    """

    sealed: bytes = b""
    names: Mapping[tuple[str, Kept], str] = field(default_factory=dict[tuple[str, Kept], str])
    going: Lying | None = None


def beforehand(office: Office, letter: Carried, act: Act, body: bytes, visitor: str) -> Beforehand:
    """Make ready for this act with this letter.

    Raises:
        Refusal: `not-here`, `broken`, `later`.
    """
    if act == "open":
        with office.ledger.reading() as connection:
            lying = stored.part(connection, letter.id, "letter")
        if lying is None:
            raise nothing_here()
        return Beforehand(take_out(office, lying))
    if office.blobs is None:
        return Beforehand()
    if act == "answer":
        return Beforehand(names=_answer(office, letter, body, visitor))
    if act == "pass-on":
        return Beforehand(names=_copy(office, letter, body, visitor))
    if act == "take-back":
        return Beforehand(going=_going(office, letter, body))
    return Beforehand()


def afterwards(office: Office, ready: Beforehand) -> None:
    """Take out of the store what the act made nobody's."""
    if ready.going is None:
        return
    with office.ledger.reading() as connection:
        still = stored.named(connection, [ready.going.name])
    if not still:
        let_go(office, ready.going)


def _answer(office: Office, letter: Carried, body: bytes, visitor: str) -> dict[tuple[str, Kept], str]:
    if letter.copy_of or not 0 < len(body) <= REPLY_BYTES_MOST:
        return {}
    with office.ledger.reading() as connection:
        here = replies.same(connection, letter.id, hashlib.sha256(body).hexdigest())
        if in_the_room.answers(office, connection, letter.id) != "sealed":
            return {}  # what is read first waits beside its case
    may = office.left_to.holds(bucket("answer", letter.id, visitor), office.settings.limits.answers)
    if here or not may:
        return {}
    return put_away(office, {(office.clock.bytes(16).hex(), "reply"): body})


def _copy(office: Office, letter: Carried, body: bytes, visitor: str) -> dict[tuple[str, Kept], str]:
    try:
        envelope = letters.make_ready(body).envelope
    except AmendsError:
        return {}  # the act says what is wrong with it
    with office.ledger.reading() as connection:
        here = letters.find(connection, envelope.id) is not None
    may = office.left_to.holds(bucket("pass-on", letter.id, visitor), office.settings.limits.copies)
    if here or letter.copy_of or envelope.copy_of != letter.id or not may:
        return {}
    return put_away(office, letters.parts_of(envelope))


def _going(office: Office, letter: Carried, body: bytes) -> Lying | None:
    try:
        value = from_json(body)
    except AmendsError:
        return None
    wanted = value.get("answer") if isinstance(value, dict) else None
    if not isinstance(wanted, str):
        return None
    with office.ledger.reading() as connection:
        mine = replies.find(connection, wanted, letter.id)
        lying = stored.reply(connection, wanted) if mine else None
    return lying if lying and lying.name else None
