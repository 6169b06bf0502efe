"""A worker: begins rounds when letters are due, and sees to it that those of others that fell are finished.

Any number of workers can serve one database, in one process with the office's addresses or apart from them. Each
holds a place (`ledger.slots`); a worker whose place is free is dead, and its rounds go to the others.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from amends.office.bank.calendar import keep_day
from amends.office.carriers import silent
from amends.office.carriers.mail import Mail, Relay
from amends.office.carriers.seam import Carrier, House, make
from amends.office.ledger import LedgerTrouble, errands, rounds, slots
from amends.office.ledger.rounds import Round
from amends.office.office import Office
from amends.office.rounds import carrying, keeping
from amends.office.rounds.codes import send_codes
from amends.office.rounds.times import Steady, Times
from amends.office.rounds.troubles import Outdated, Troubles

if TYPE_CHECKING:
    from amends.office.rounds.engine import Engine

_MEND_SECONDS: Final = 5.0
_MAILBAG_SECONDS: Final = 60.0
_FORGET_SECONDS: Final = 3600.0
_STOP_SECONDS: Final = 60.0
_COME_BACK_SECONDS: Final = 3 * _MEND_SECONDS
_MOST_MISSED: Final = 20
"""So often a worker finds its own place taken before it believes that it is another's."""
_ROUNDS_KEPT: Final = dt.timedelta(days=1)
"""How long the engine keeps rounds that are over: long enough for whoever mends to have seen that they are."""


class Worker:
    """One worker of an office.

    Attributes:
        slot: the place it holds; its name is the worker's.
        on_end: what to do when it has to end by itself.
        ended_by: why it did.
    """

    def __init__(self, office: Office, carriers: Mapping[str, Carrier] | None = None) -> None:
        self.office = office
        self.carriers = dict(carriers) if carriers is not None else _carriers(office)
        self.slot = slots.take(office.ledger)
        self._stop = threading.Event()
        self._running: set[str] = set()
        self._day: dt.date | None = None
        self._engine: Engine | None = None
        self._engine_lock = threading.Lock()
        self._in_hand = _InHand()
        self._codes = _codes(office) if carriers is None else None
        self._turns = {name: threading.Lock() for name in self.carriers}
        self._threads: list[threading.Thread] = []
        self._steady = Steady(office.clock)
        self._mailbag, self._forgetting = Times(office.clock), Times(office.clock)
        self._place = threading.Lock()
        self._missed = 0
        self._judges_from = 0.0
        self._outdated: Outdated | None = None
        self.on_end: Callable[[], None] = lambda: None
        self.ended_by: LedgerTrouble | None = None
        self._troubles = Troubles()

    def start(self) -> None:
        """Begin to work, in threads of its own: one a road, so that a slow one keeps no other waiting.

        Roads without a notice wait for nobody, and share one.
        """
        quick = [carrier for carrier in self.carriers.values() if not carrier.at_once]
        slow = [[carrier] for carrier in self.carriers.values() if carrier.at_once]
        works = [(self._rounds_of, (carriers,)) for carriers in (quick, *slow) if carriers]
        self._threads = [
            threading.Thread(target=work, args=arguments, name="rounds", daemon=True) for work, arguments in works
        ]
        self._threads.append(threading.Thread(target=self._mending, name="mending", daemon=True))
        if self._codes is not None:
            self._threads.append(threading.Thread(target=self._sending, args=(self._codes,), daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is in hand at this very moment, leave the rest to others, and end."""
        self._stop.set()
        if self._engine is not None:
            self._engine.stopping()
        end = self.office.clock.monotonic() + _STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, end - self.office.clock.monotonic()))
        self._in_hand.wait(max(0.0, end - self.office.clock.monotonic()))
        if self._engine is not None:
            self._engine.close()
        for carrier in self.carriers.values():
            carrier.close()
        if self._codes is not None:
            self._codes.close()
        self.slot.let_go()

    def once(self) -> int:
        """Carry everything that is due now, in this thread; how many rounds that took."""
        count = 0
        for carrier in self.carriers.values():
            while self._round(carrier):
                count += 1
        if self._codes is not None:
            send_codes(self.office, self._codes)
        return count

    def _sending(self, mail: Mail) -> None:
        while not self._stop.is_set():
            try:
                send_codes(self.office, mail)
                self._troubles.over("codes")
            except Exception as error:
                self._troubles.has("codes", error)
            self._stop.wait(self.office.settings.carrying.idle)

    def _rounds_of(self, carriers: Sequence[Carrier]) -> None:
        work = " ".join(carrier.name for carrier in carriers)
        while not self._stop.is_set():
            try:
                carried = [self._round(carrier) for carrier in carriers]  # each of them once
                self._troubles.over(work)
                if any(carried):
                    continue
            except Exception as error:  # the database may be gone for a minute; nothing is lost by waiting
                self._troubles.has(work, error)
            self._stop.wait(self.office.settings.carrying.idle)

    def _round(self, carrier: Carrier) -> bool:
        self._keep_place()
        if self._outdated is not None:
            raise self._outdated
        round_id = self.office.clock.bytes(16).hex()
        self._running.add(
            round_id
        )  # before it is in the ledger, where whoever mends would take it for a fallen one's
        try:
            if not carrying.begin(self.office, carrier, round_id, self.slot.name):
                return False
            self.engine().carry(round_id)
            return True
        except Outdated as error:
            self._outdated = error
            raise
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
        with self._in_hand.one(round_id), self._turns[name]:
            return carrying.carry(self.office, carrier, round_id, self.slot.name, self._stop.is_set).placed

    # ── what others left ──────────────────────────────────────────────────────────────────────────────────────────

    def _mending(self) -> None:
        while not self._stop.is_set():
            try:
                self.mend()
                self.at_set_times()
                self._troubles.over("mending")
            except Exception as error:
                self._troubles.has("mending", error)
            self._stop.wait(_MEND_SECONDS)

    def at_set_times(self) -> None:
        """Do what is due by the clock: read what came back, forget what need not be known, hold a bank's round.

        Raises:
            ClockJumped: the clock went on by days in no time. What is forgotten by a wrong clock is lost for good, so
                nothing is, until it stands right again, or somebody starts this anew and so says that it does.
        """
        carrying = self.office.settings.carrying
        if carrying.returned is not None and self._mailbag.is_due(carrying.mailbag_at, _MAILBAG_SECONDS):
            keeping.read_what_came_back(self.office, carrying.returned)
        self._steady.look()
        if self._forgetting.is_due(carrying.keeping_at, _FORGET_SECONDS):
            keeping.forget(self.office)
            if self._engine is not None:
                self._engine.forget(self.office.clock.now() - _ROUNDS_KEPT)
        self.keep_calendar()

    def keep_calendar(self) -> None:
        """Hold a bank's round of the day, if nobody has. It is one transaction: there is nothing to finish."""
        now, hours = self.office.clock.now(), self.office.settings.carrying.keeping_at
        today = (hours.last(now).astimezone(hours.zone) if hours is not None else now).date()
        if self.office.bank is not None and self._day != today:
            keep_day(self.office, today)
            self._day = today

    def mend(self) -> None:
        """Have every open round finished that nobody is carrying any more.

        Raises:
            LedgerTrouble: this worker lost its own place to another.
        """
        self._keep_place()
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
        elif known.standing == "begun" and self._is_dropped(known.worker, one.id):
            self.engine().take_over(one.id)

    def _is_dropped(self, worker: str, round_id: str) -> bool:
        """Whether nobody carries this round that was begun: its worker is dead, or is this one and let it fall."""
        if worker == self.slot.name:
            return round_id not in self._running and not self._in_hand.has(round_id)
        return self._is_dead(worker)

    def _keep_place(self) -> None:
        """Take this worker's place again if the database was away meanwhile.

        Raises:
            LedgerTrouble: it is taken. Whoever looks whether this worker lives holds it for a moment; if it stays
                taken, another worker has it, and this one ends.
        """
        with self._place:
            if self.slot.holds():
                return
            slot = slots.take_this(self.office.ledger, self.slot.name)
            if slot is not None:
                self.slot, self._missed = slot, 0
                # Every other worker lost its place too, and is not dead for that: let them come back first.
                self._judges_from = self.office.clock.monotonic() + _COME_BACK_SECONDS
                return
            self._missed += 1
            trouble = LedgerTrouble(
                f"The database was away for a moment, and {self.slot.name} is now another worker.",
                "Start this one again; it takes a free place.",
            )
            if self._missed >= _MOST_MISSED and self.ended_by is None:
                self.ended_by = trouble
                self._stop.set()
                self.on_end()
            raise trouble

    def _is_dead(self, worker: str) -> bool:
        if worker == self.slot.name:
            return True  # a worker asks this only of rounds that it is not carrying
        if self.office.clock.monotonic() < self._judges_from:
            return False
        slot = slots.take_this(self.office.ledger, worker)
        if slot is None:
            return False
        slot.let_go()
        return True


class _InHand:
    """The rounds that are in hand, the engine's own threads counted."""

    def __init__(self) -> None:
        self._rounds: Counter[str] = Counter()
        self._changed = threading.Condition()

    @contextmanager
    def one(self, round_id: str) -> Generator[None]:
        with self._changed:
            self._rounds[round_id] += 1
        try:
            yield
        finally:
            with self._changed:
                self._rounds[round_id] -= 1
                self._rounds += Counter()  # without those that are in hand no more
                self._changed.notify_all()

    def has(self, round_id: str) -> bool:
        with self._changed:
            return round_id in self._rounds

    def wait(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._rounds, seconds)


def _carriers(office: Office) -> dict[str, Carrier]:
    roads = {**dict.fromkeys(silent.ALWAYS, ""), **office.settings.carrying.roads}
    if "mail" in roads:
        roads["heard"] = roads["mail"]  # those who asked to hear of the next letter are told by the same relay
    return {name: make(name, configured, _house(office)) for name, configured in roads.items()}


def _codes(office: Office) -> Mail | None:
    """A line of its own to the relay, so that whoever asks waits for no round."""
    relay = office.settings.carrying.roads.get("mail")
    return Mail(Relay.read(relay), _house(office)) if relay else None


def _house(office: Office) -> House:
    return House(office.settings.name, office.settings.carrying.address, office.clock)


def is_anything_due(office: Office) -> bool:
    """Whether some round would have something to carry."""
    with office.ledger.reading() as connection:
        return errands.is_due(connection, [*silent.ALWAYS, *office.settings.carrying.roads], office.now())
