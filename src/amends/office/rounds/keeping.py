"""Rounds at set times: what came back is read, and what need not be known any more is forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from amends.clock import Clock, stamp
from amends.office.carriers.returned import MOST, read_returned
from amends.office.ledger import asking, errands, events, rounds
from amends.office.office import Office, open_office
from amends.office.settings import Settings

_ASKED_KEPT: Final = dt.timedelta(days=1)
"""So long it is counted how often an address was asked about."""


def read_what_came_back(office: Office, maildir: Path) -> int:
    """Read new mail in this Maildir: whose road does not lead there is written down; how many.

    A mail is moved to `cur` once what it says is on the disk. After a fall between it is read again, and says nothing
    new.
    """
    count = 0
    for file in _new(maildir):
        with file.open("rb") as opened:
            returned = read_returned(opened.read(MOST))
        if returned is not None and returned.failed:
            with office.ledger.writing() as connection:
                letter = errands.came_back(connection, returned.token, office.now())
                if letter:
                    at = office.now()
                    events.add(connection, [events.Happened("unreachable", at, events.OFFICE, letter, "mail")])
                    count += 1
        (maildir / "cur").mkdir(mode=0o700, exist_ok=True)
        file.rename(maildir / "cur" / f"{file.name}:2,S")
    return count


def unsure(settings: Settings, clock: Clock, given: bool | None) -> int:
    """How many notices are unsure; and, if it is said, that all of them were given, or are given up."""
    office = open_office(settings, clock, serving=False)
    try:
        with office.ledger.writing() as connection:
            counted = sum(count for (_, state), count in errands.counted(connection).items() if state == "unsure")
            if given is not None:
                errands.decide_unsure(connection, given=given, now=office.now())
    finally:
        office.close()
    return counted


def forget(office: Office) -> int:
    """Forget the addresses of letters carried a while ago, and rounds done by then; how many addresses."""
    before = stamp(office.clock.now() - office.settings.carrying.addresses_kept)
    with office.ledger.writing() as connection:
        rounds.forget(connection, before)
        asking.forget(connection, stamp(office.clock.now() - _ASKED_KEPT))
        return errands.forget_addresses(connection, before)


def _new(maildir: Path) -> Iterator[Path]:
    folder = maildir / "new"
    return iter(sorted(path for path in folder.iterdir() if path.is_file())) if folder.is_dir() else iter(())
