"""Looking after who works for a bank, from the command line; may be done while the office runs."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from amends.clock import MACHINE, Clock
from amends.errors import WrongUsage
from amends.office.bank import accounts
from amends.office.ledger import LedgerTrouble, events, staff, writers
from amends.office.office import Office, open_office
from amends.office.settings import Settings


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here, or did.

    Attributes:
        standing: `invited`, `here` or `left`.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    standing: str


def invite(settings: Settings, name: str, roles: frozenset[str], *, address: str = "", clock: Clock = MACHINE) -> str:
    """Ask somebody to work here: the address at which they enrol. The code stands behind its `#`, for their browser.

    Raises:
        WrongUsage: no address was given, and the office was never served.
        LedgerTrouble, KeysTrouble: the office cannot be opened.
        Refusal: a name or role that is none.
    """
    with _opened(settings, clock) as office:
        with office.ledger.reading() as connection:
            founded = writers.office(connection)
        address = (address or settings.carrying.address or (founded[1] if founded else "")).rstrip("/")
        if not address:
            raise WrongUsage("The bank's address is not known yet.", "Serve it once, or name its --address.")
        # A passkey is bound to a name; an address in numbers has none, so this machine is called by its own.
        address = address.replace("//127.0.0.1", "//localhost", 1)
        return f"{address}/staff/enrol#{accounts.invite(office, name, roles)}"


def everybody(settings: Settings, clock: Clock = MACHINE) -> list[Colleague]:
    """Who works here, and who did, in the order they came."""
    with _opened(settings, clock) as office, office.ledger.reading() as connection:
        return [
            Colleague(
                one.id, accounts.name_of(office, one), tuple(sorted(one.roles)),
                "left" if one.left else "here" if one.age_key else "invited",
            )
            for one in staff.everybody(connection)
        ]  # fmt: skip


def leave(settings: Settings, who: str, clock: Clock = MACHINE) -> bool:
    """Let somebody go; whether the bank's key ended with it.

    Raises:
        Refusal: `not-here`.
    """
    with _opened(settings, clock) as office, office.ledger.writing() as connection:
        before = staff.epoch(connection)
        accounts.leave(office, connection, events.OFFICE, who)
        return before is not None and staff.epoch(connection) is None


@contextmanager
def _opened(settings: Settings, clock: Clock) -> Generator[Office]:
    if settings.sqlite is not None and not settings.sqlite.exists():
        raise LedgerTrouble(f"There is no office at {settings.sqlite}.", "Name its --database, or start it once.")
    office = open_office(settings, clock, serving=False)
    try:
        yield office
    finally:
        office.close()
