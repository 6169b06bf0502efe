"""Whatever is done in whatever order: states only move forward, nobody is told twice, no answer is lost."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import itertools
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from sqlalchemy import event, select

from amends.clock import Replay
from amends.envelope import from_json
from amends.office.carriers.seam import Halves
from amends.office.ledger import errands, rounds
from amends.office.ledger.errands import FORWARD, Wanted
from amends.office.ledger.schema import BOX, ERRANDS
from amends.office.office import open_office
from amends.office.rounds import carrying
from amends.office.settings import Carrying, Settings
from tests.office_door import a_letter
from tests.office_door.inside import InsideDesk, act

VERDICTS = st.sampled_from(["given", "given", "refused", "later", "unsure"])
FALLS = st.sampled_from(["", "", "giving", "writing"])
"""When a worker falls: not at all, after it gave some notices, or before it had written down what became of them."""


class PowerCut(BaseException):
    """The worker fell, and no line of its program runs any more: not even one that catches every exception."""


class Pigeon:
    """A carrier that does as it is told, and sometimes falls with its worker after it has given some."""

    name = "pigeon"
    halves = Halves("the office", "the desk")
    at_once = 2

    def __init__(self):
        self.given = Counter()
        self.verdict = "given"
        self.falls = ""

    def is_address(self, to):
        return True

    def give(self, notices):
        if self.verdict in ("given", "unsure") or self.falls == "giving":
            self.given.update(one.letter for one in notices)
        if self.falls == "giving":
            raise PowerCut
        return [self.verdict] * len(notices)

    def close(self):
        pass


def _without_waiting(connection, _record):
    """No example is about a power cut of the machine, so nothing has to reach the disk."""
    connection.execute("PRAGMA synchronous = OFF")


@functools.cache
def founded():
    """A database with its tables and nothing in it: made once, because making it takes longer than an example."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "office.sqlite"
        open_office(Settings(str(where)), Replay("founded")).close()
        return {file.name: file.read_bytes() for file in where.parent.iterdir()}


class Ledger(RuleBasedStateMachine):
    letters = Bundle("letters")

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        for name, data in founded().items():
            (Path(self.folder.name) / name).write_bytes(data)
            (Path(self.folder.name) / name).chmod(0o600)
        self.clock = Replay("ledger")
        where = Settings(
            str(Path(self.folder.name) / "office.sqlite"),
            carrying=Carrying(hold_unsure=True, tries=(1, 1, 1), at_once=3),
        )
        self.office = open_office(where, self.clock)
        event.listen(self.office.ledger.engine, "connect", _without_waiting)
        self.office.ledger.engine.dispose()
        self.desk = InsideDesk(self.office)
        self.pigeon = Pigeon()
        self.before = {}
        self.answers = []
        self.number = 0

    def teardown(self):
        self.no_answer_is_lost()
        self.office.close()
        self.folder.cleanup()

    @initialize(target=letters)
    def begin(self):
        return multiple(*(self.deposited() for _ in range(4)))

    @rule(target=letters)
    def deposit(self):
        return self.deposited()

    def deposited(self):
        letter = a_letter(person="a" * 32 if self.number % 3 else "")
        self.desk.deposit(letter)
        now = self.office.now()
        with self.office.ledger.writing() as connection:
            errands.accept(connection, [Wanted(letter.id, "pigeon", token=letter.id)], now, now)
        return letter

    @rule(letter=letters)
    def withdraw(self, letter):
        self.desk.withdraw(letter.id)

    @rule(letter=letters, what=st.sampled_from(["open", "never", "again", "decline"]))
    def read(self, letter, what):
        act(self.office, letter, what)

    @rule(letter=letters)
    def answer(self, letter):
        said = act(self.office, letter, "answer", letter.id.encode() + bytes([len(self.answers) % 250]))
        if isinstance(said, bytes):
            self.answers.append(from_json(said)["answer"])

    @rule(verdict=VERDICTS, falls=FALLS, stopping=st.sampled_from([False, False, True]))
    def carry(self, verdict, falls, stopping):
        self.number += 1
        self.pigeon.verdict, self.pigeon.falls = verdict, falls
        if carrying.begin(self.office, self.pigeon, f"{self.number:032x}", "worker-1"):
            self.go_on(f"{self.number:032x}", stopping=stopping)

    @rule(verdict=VERDICTS, falls=FALLS, again=VERDICTS)
    def carry_and_recover(self, verdict, falls, again):
        self.deposited()
        self.carry(verdict, falls, stopping=False)
        for round_id in self.open_rounds():
            self.pigeon.verdict, self.pigeon.falls = again, ""
            self.go_on(round_id)

    def open_rounds(self):
        with self.office.ledger.reading() as connection:
            return [one.id for one in rounds.unfinished(connection)]

    @precondition(lambda self: self.open_rounds())
    @rule(verdict=VERDICTS, falls=FALLS, release=st.booleans())
    def recover(self, verdict, falls, release):
        self.pigeon.verdict, self.pigeon.falls = verdict, falls
        for round_id in self.open_rounds():
            if release:
                carrying.release(self.office, round_id)
            else:
                self.go_on(round_id)

    def go_on(self, round_id, *, stopping=False):
        asked = itertools.count()

        def told_to_stop():
            # Asked before notices are taken in hand, and again when what became of them is about to stand.
            if next(asked) and self.pigeon.falls == "writing":
                raise PowerCut
            return stopping

        with contextlib.suppress(PowerCut):
            carrying.carry(self.office, self.pigeon, round_id, "worker-1", told_to_stop)

    @rule(letter=letters)
    def come_back(self, letter):
        with self.office.ledger.writing() as connection:
            errands.came_back(connection, letter.id, self.office.now())

    @rule(given=st.booleans())
    def decide(self, given):
        with self.office.ledger.writing() as connection:
            errands.decide_unsure(connection, given=given, now=self.office.now())

    @rule(seconds=st.integers(1, 5))
    def wait(self, seconds):
        self.clock.at += dt.timedelta(seconds=seconds)

    @invariant()
    def states_only_move_forward(self):
        with self.office.ledger.reading() as connection:
            now = {(row.letter, row.carrier): row.state for row in connection.execute(select(ERRANDS))}
            boxed = list(connection.execute(select(BOX.c.letter)).scalars())
        for one, state in self.before.items():
            assert now[one] == state or self.can_come_to(state, now[one]), (state, now[one])
        self.before = now
        assert len(boxed) == len(set(boxed))

    def can_come_to(self, state, later):
        return later in FORWARD[state] or any(later in FORWARD[step] for step in FORWARD[state])

    @invariant()
    def nobody_is_told_twice(self):
        assert all(count == 1 for count in self.pigeon.given.values())

    def no_answer_is_lost(self):
        # Asked at the end: an answer that was lost on the way stays lost.
        assert {one.id for one in self.desk.news().replies} >= set(self.answers)


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
