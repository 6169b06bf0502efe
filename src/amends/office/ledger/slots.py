"""Which workers are alive: each holds a numbered place that the system takes from it when it dies.

See `held` for what holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from amends.office.ledger import held
from amends.office.ledger.engine import Ledger, LedgerTrouble
from amends.office.ledger.held import Held

_MOST: Final = 256
_WORKERS: Final = 0x616D656E
"""Any number will do, as long as every worker takes the same."""
_NAME: Final = "worker-"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that is held.

    Attributes:
        name: the worker's name: the same one after a restart, if nobody took it meanwhile.
    """

    name: str
    _held: Held

    def holds(self) -> bool:
        """Whether the place is still held: a connection can be lost."""
        return self._held.holds()

    def let_go(self) -> None:
        """Leave the place to others."""
        self._held.let_go()


def take(ledger: Ledger) -> Slot:
    """The first place that is free.

    Raises:
        LedgerTrouble: so many workers cannot be.
    """
    for number in range(1, _MOST + 1):
        slot = take_this(ledger, f"{_NAME}{number}")
        if slot is not None:
            return slot
    raise LedgerTrouble("Every worker's place at this office is taken.", "Stop some of its workers.")


def taken(ledger: Ledger, most: int = 32) -> list[str]:
    """The first places that are held: who works. Looking holds each for a moment, and makes no file."""
    found: list[str] = []
    for name in (f"{_NAME}{number}" for number in range(1, most + 1)):
        if ledger.engine.dialect.name != "postgresql" and not Path(_file(ledger, name)).exists():
            continue
        slot = take_this(ledger, name)
        if slot is None:
            found.append(name)
        else:
            slot.let_go()
    return found


def take_this(ledger: Ledger, name: str) -> Slot | None:
    """This place, if nobody has it: then whoever had that name is dead."""
    number = name.removeprefix(_NAME)
    if not name.startswith(_NAME) or not number.isdecimal():
        return None
    if ledger.engine.dialect.name == "postgresql":
        taken = held.session(ledger.engine, _WORKERS, int(number))
    else:
        taken = held.file(_file(ledger, name))
    return Slot(name, taken) if taken is not None else None


def _file(ledger: Ledger, name: str) -> str:
    return f"{ledger.engine.url.database}.{name}.lock"
