"""A bank to practise in: pretend people who registered and pretend colleagues, in an office that is marked for good.

The mark is the first event of its chain, so it can neither be taken off nor be put on a bank that has begun.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from amends.clock import Clock
from amends.errors import WrongUsage
from amends.office.bank import accounts, registry
from amends.office.bank.case import Wish
from amends.office.bank.registry import Card
from amends.office.ledger import events, staff
from amends.office.office import Office, open_office
from amends.office.settings import Settings


@dataclass(frozen=True, slots=True)
class Pretend:
    """Somebody invented who registers.

    Attributes:
        card: who they say they are.
        wish: what they say about being told.
    """

    card: Card
    wish: Wish


def found(settings: Settings, registered: Sequence[Pretend], clock: Clock) -> list[str]:
    """Found a bank where nobody is real; the codes with which those who registered come back, in their order.

    Raises:
        WrongUsage: there is an office on this database already.
        LedgerTrouble, KeysTrouble, BadPolicy: the office cannot be opened.
    """
    if settings.sqlite is not None and settings.sqlite.exists():
        raise WrongUsage(f"There is an office at {settings.sqlite} already.", "Name a folder that is not there yet.")
    office = open_office(settings, clock)
    try:
        with office.ledger.writing() as connection:
            events.add(connection, [events.Happened("training", office.now(), events.OFFICE)])
            return [registry.register(office, connection, one.card, one.wish)[1] for one in registered]
    finally:
        office.close()


def is_training(settings: Settings, clock: Clock) -> bool:
    """Whether an office is one to practise in; may be asked while it runs."""
    if settings.sqlite is None or not settings.sqlite.exists():
        return False
    with _opened(replace(settings, policy=""), clock) as office:  # its rules need not be readable
        return office.training


def has_key(settings: Settings, clock: Clock) -> bool:
    """Whether a custodian has made the key that letters are sealed to; may be asked while it runs."""
    with _opened(settings, clock) as office, office.ledger.reading() as connection:
        return staff.epoch(connection) is not None


def ask_in(settings: Settings, name: str, roles: frozenset[str], clock: Clock) -> str:
    """The code by which a pretend colleague enrols, once, within three days; may be done while it runs."""
    with _opened(settings, clock) as office:
        return accounts.invite(office, name, roles)


@contextmanager
def _opened(settings: Settings, clock: Clock) -> Generator[Office]:
    office = open_office(settings, clock, serving=False)
    try:
        yield office
    finally:
        office.close()
