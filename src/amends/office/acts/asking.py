"""Asking whether something is here: somebody proves a mail address with a one-time code, and only then is looked.

Before that no letter is looked up, so there is nothing in which the answers could differ, in form or in time. Whoever
proved the address may look at the envelopes; what opens a letter comes another way, as always. Nothing of it shows to
a writer.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from amends.clock import stamp
from amends.envelope import is_id
from amends.office.carriers.mail import is_mailbox
from amends.office.ledger import Connection, asking, errands, events, letters
from amends.office.ledger.asking import Asking
from amends.office.office import Office

LIVES: Final = dt.timedelta(minutes=30)
A_DAY: Final = 3
"""How many codes are sent to one address a day: who did not ask for them can do nothing against them."""
TRIES: Final = 5
_NOT_DIGITS: Final = re.compile(r"[^0-9]+")

HearWish: TypeAlias = Literal["hear", "hear-no-more"]


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """A letter that is here: its id, and the day it came."""

    id: str
    since: str


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody sees who proved an address.

    Attributes:
        letters: what is here for it, in the order in which it came.
        hears: whether it is told when another comes.
    """

    letters: tuple[FoundLetter, ...]
    hears: bool


def ask(office: Office, to: str, language: str) -> str:
    """Have a code sent to this address; under what it is asked, sent or not; empty if it is no address."""
    to = to.strip()
    if not is_mailbox(to):
        return ""
    now = office.clock.now()
    whom = office.keys.whom("mail", to)
    under, kept = office.clock.bytes(16).hex(), office.keys.close(to, "askings.address", office.clock)
    fresh = Asking(under, office.keys.token(under, "ask"), whom, kept, language, 0, stamp(now))
    with office.ledger.writing() as connection:
        often = asking.how_often(connection, whom, stamp(now - dt.timedelta(days=1)))
        hushed = errands.is_hushed(connection, whom)
        asking.put(connection, fresh, "over" if often >= A_DAY or hushed else "waits")
    return fresh.id


def code_of(office: Office, asked: str) -> str:
    """The code that proves it: eight digits, which are written down nowhere."""
    digest = hmac.new(office.keys.fields, f"asking {asked}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**8:08d}"


def found(office: Office, asked: str, code: str, wish: str = "") -> Found | None:
    """What is here for the address that this code proves; nothing if it proves none. Done wrong too often, it ends.

    Args:
        office: the office.
        asked: what it was asked under.
        code: as it was typed.
        wish: `hear` or `hear-no-more`, to be done first; or empty.
    """
    given = _NOT_DIGITS.sub("", code[:40])
    with office.ledger.writing() as connection:
        one = asking.find(connection, asked) if is_id(asked) else None
        right = hmac.compare_digest(given, code_of(office, asked))
        if one is None or one.tries >= TRIES:
            return None
        if one.at < stamp(office.clock.now() - LIVES) or not right:
            asking.wrong(connection, one.id)
            return None
        if wish in ("hear", "hear-no-more"):
            _wish(office, connection, one, "hear" if wish == "hear" else "hear-no-more")
        return _found(office, connection, one)


def _found(office: Office, connection: Connection, one: Asking) -> Found:
    whoms = [one.whom, _held(office, one)]
    here = letters.find_all(connection, errands.told_at(connection, whoms))
    shown = [FoundLetter(letter.id, letter.since) for letter in here.values() if _is_here(office, letter)]
    hears = asking.hearer(connection, one.whom) is not None
    return Found(tuple(sorted(shown, key=lambda letter: (letter.since, letter.id))), hears)


def _is_here(office: Office, letter: letters.Carried) -> bool:
    return not letter.withdrawn and letter.due <= office.now()


def _wish(office: Office, connection: Connection, one: Asking, wish: HearWish) -> None:
    by, at = events.by_notice(one.whom), office.now()
    if wish == "hear":
        to = office.keys.open(one.address, "askings.address")
        kept = office.keys.close(to, "hearers.address", office.clock)
        if asking.hear(connection, one.whom, kept, at):
            events.add(connection, [events.Happened("hear", at, by)])
    elif asking.hear_no_more(connection, one.whom):
        events.add(connection, [events.Happened("hear-no-more", at, by)])


def _held(office: Office, one: Asking) -> str:
    return office.keys.whom("held", office.keys.open(one.address, "askings.address"))
