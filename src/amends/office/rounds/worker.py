"""A worker: begins rounds when letters are due, and sees to it that those of others that fell are finished.

Any number of workers can serve one database, in one process with the office's addresses or apart from them. Each
holds a place (`ledger.slots`); a worker whose place is free is dead, and its rounds go to the others.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from amends.office.bank.calendar import keep_day
from amends.office.carriers.seam import Carrier, House, make
from amends.office.ledger import LedgerTrouble, errands, rounds, slots
from amends.office.ledger.rounds import Round
from amends.office.office import Office
from amends.office.rounds import carrying, keeping

if TYPE_CHECKING:
    from amends.office.rounds.engine import Engine

_LOG: Final = logging.getLogger("amends.office")

SILENT: Final = ("link", "file")
"""Roads that need nothing configured."""
_MEND_SECONDS: Final = 5.0
_MAILBAG_SECONDS: Final = 60.0
_FORGET_SECONDS: Final = 3600.0
_STOP_SECONDS: Final = 60.0
_ROUNDS_KEPT: Final = dt.timedelta(days=1)
"""How long the engine keeps rounds that are over: long enough for whoever mends to have seen that they are."""


class Worker:
    """One worker of an office.

    Attributes:
        slot: the place it holds; its name is the worker's.
    """

    def __init__(self, office: Office, carriers: Mapping[str, Carrier] | None = None) -> None:
        self.office = office
        self.carriers = dict(carriers) if carriers is not None else _carriers(office)
        self.slot = slots.take(office.ledger)
        self._stop = threading.Event()
        self._running: set[str] = set()
        self._day = ""
        self._engine: Engine | None = None
        self._engine_lock = threading.Lock()
        self._in_hand = _InHand()
        self._turns = {name: threading.Lock() for name in self.carriers}
        self._threads: list[threading.Thread] = []
        self._mailbag_at = self._forget_at = 0.0
        self.trouble: Exception | None = None

    def start(self) -> None:
        """Begin to work, in threads of its own: one a road, so that a slow one keeps no other waiting."""
        works = [(self._rounds_of, (carrier,)) for carrier in self.carriers.values()]
        self._threads = [
            threading.Thread(target=work, args=arguments, name="rounds", daemon=True) for work, arguments in works
        ]
        self._threads.append(threading.Thread(target=self._mending, name="mending", daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is in hand at this very moment, leave the rest to others, and end."""
        self._stop.set()
        for thread in self._threads:
            thread.join(_STOP_SECONDS)
        self._in_hand.wait(_STOP_SECONDS)
        if self._engine is not None:
            self._engine.close()
        for carrier in self.carriers.values():
            carrier.close()
        self.slot.let_go()

    def once(self) -> int:
        """Carry everything that is due now, in this thread; how many rounds that took."""
        count = 0
        for carrier in self.carriers.values():
            while self._round(carrier):
                count += 1
        return count

    def _rounds_of(self, carrier: Carrier) -> None:
        while not self._stop.is_set():
            try:
                if self._round(carrier):
                    continue
            except Exception as error:  # the database may be gone for a minute; nothing is lost by waiting
                self._say(error)
            self._stop.wait(self.office.settings.carrying.idle)

    def _round(self, carrier: Carrier) -> bool:
        round_id = self.office.clock.bytes(16).hex()
        self._running.add(
            round_id
        )  # before it is in the ledger, where whoever mends would take it for a fallen one's
        try:
            if not carrying.begin(self.office, carrier, round_id, self.slot.name):
                return False
            self.engine().carry(round_id)
            return True
        finally:
            self._running.discard(round_id)

    def engine(self) -> Engine:
        """The engine, started when there is first something for it: an office that waits needs none."""
        with self._engine_lock:
            if self._engine is None:
                from amends.office.rounds.engine import Engine  # noqa: PLC0415 (it takes a second to load)

                self._engine = Engine(self.office.ledger, self.slot.name, self._work)
            return self._engine

    def _work(self, round_id: str) -> int:
        with self.office.ledger.reading() as connection:
            name = rounds.carrier_of(connection, round_id)
        carrier = self.carriers.get(name)
        if carrier is None:
            raise LedgerTrouble(f"No carrier {name!r} is set up here.", "Configure it, or stop this worker.")
        # A round taken over runs in the engine's own thread, beside the road's: one line cannot serve both at once.
        with self._in_hand, self._turns[name]:
            return carrying.carry(self.office, carrier, round_id, self.slot.name, self._stop.is_set).placed

    # ── what others left ──────────────────────────────────────────────────────────────────────────────────────────

    def _mending(self) -> None:
        while not self._stop.is_set():
            try:
                self.mend()
                self._at_set_times()
                self.keep_calendar()
            except Exception as error:
                self._say(error)
            self._stop.wait(_MEND_SECONDS)

    def _say(self, error: Exception) -> None:
        """The kind of the trouble, once while it lasts: what it says may hold an id."""
        if type(error) is not type(self.trouble):
            _LOG.warning("rounds wait: %s", type(error).__name__)
        self.trouble = error

    def _at_set_times(self) -> None:
        now, maildir = self.office.clock.monotonic(), self.office.settings.carrying.returned
        if maildir is not None and now >= self._mailbag_at:
            self._mailbag_at = now + _MAILBAG_SECONDS
            keeping.read_what_came_back(self.office, maildir)
        if now >= self._forget_at:
            self._forget_at = now + _FORGET_SECONDS
            keeping.forget(self.office)
            if self._engine is not None:
                self._engine.forget(self.office.clock.now() - _ROUNDS_KEPT)

    def keep_calendar(self) -> None:
        """Hold a bank's round of the day, if nobody has. It is one transaction: there is nothing to finish."""
        today = self.office.clock.now().date().isoformat()
        if self.office.bank is not None and self._day != today:
            keep_day(self.office)
            self._day = today

    def mend(self) -> None:
        """Have every open round finished that nobody is carrying any more.

        Raises:
            LedgerTrouble: this worker lost its own place to another.
        """
        if not self.slot.holds():
            slot = slots.take_this(self.office.ledger, self.slot.name)
            if slot is None:
                self._stop.set()
                raise LedgerTrouble("This worker's place was taken by another.", "Start it again.")
            self.slot = slot
        with self.office.ledger.reading() as connection:
            left = [one for one in rounds.unfinished(connection) if one.id not in self._running]
        for one in left:
            if self._stop.is_set():
                return
            self._mend(one)

    def _mend(self, one: Round) -> None:
        known = self.engine().known(one.id)
        if known.standing == "over":
            carrying.release(self.office, one.id)  # if it was carried, this does nothing
        elif known.standing == "unknown":
            # Begun in the ledger, and its worker fell before the engine heard of it; or the engine's memory was lost.
            if self._is_dead(one.holder) and one.id not in self._running:
                carrying.release(self.office, one.id)
        elif known.version != carrying.VERSION:
            if known.standing == "waits" or self._is_dead(known.worker):
                self.engine().give_up(one.id)
                carrying.release(self.office, one.id)
        elif known.standing == "begun" and known.worker != self.slot.name and self._is_dead(known.worker):
            self.engine().take_over(one.id)

    def _is_dead(self, worker: str) -> bool:
        if worker == self.slot.name:
            return True  # a worker asks this only of rounds that it is not carrying
        slot = slots.take_this(self.office.ledger, worker)
        if slot is None:
            return False
        slot.let_go()
        return True


class _InHand:
    """How many rounds are in hand, the engine's own threads counted."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            self._count += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._count, seconds)


def _carriers(office: Office) -> dict[str, Carrier]:
    settings = office.settings
    house = House(settings.name, settings.carrying.address, office.clock)
    roads = {**dict.fromkeys(SILENT, ""), **settings.carrying.roads}
    return {name: make(name, configured, house) for name, configured in roads.items()}


def is_anything_due(office: Office) -> bool:
    """Whether some round would have something to carry."""
    with office.ledger.reading() as connection:
        return errands.is_due(connection, [*SILENT, *office.settings.carrying.roads], office.now())
