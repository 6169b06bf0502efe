"""Fixed hours: when letters leave, what came back is read, and what need not be known is forgotten."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.clock import Replay
from amends.errors import WrongUsage
from amends.office.carriers.silent import link
from amends.office.hours import Hours
from amends.office.ledger import errands
from amends.office.ledger.errands import Wanted
from amends.office.rounds import carrying
from amends.office.rounds.times import ClockJumped, Steady, Times
from amends.office.rounds.worker import Worker
from tests.office_door import a_letter
from tests.office_door.inside import InsideDesk, act
from tests.rounds_at_work import an_office, box, fill

LONDON = "Europe/London"


def utc(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        ("2026-07-01T07:59", "2026-07-01T08:00"),  # 9 in London's summer
        ("2026-07-01T08:00", "2026-07-01T08:00"),
        ("2026-07-01T08:01", "2026-07-01T14:30"),
        ("2026-07-01T15:00", "2026-07-02T08:00"),
        ("2026-01-01T15:31", "2026-01-02T09:00"),
    ],
)
def test_the_next_hour_is_that_of_the_offices_own_place(moment, then):
    assert Hours.read("15:30, 09:00", LONDON).next(utc(moment)) == utc(then)


def test_an_hour_that_the_clock_leaves_out_comes_later_and_one_that_it_shows_twice_comes_once():
    hours = Hours.read("01:30", LONDON)
    assert hours.next(utc("2026-03-29T00:00")) == utc("2026-03-29T01:30")  # shown as 02:30
    assert hours.next(utc("2026-10-25T00:00")) == utc("2026-10-25T00:30")
    assert hours.next(utc("2026-10-25T00:31")) == utc("2026-10-26T01:30")


@given(
    st.integers(0, 60 * 365 * 24).map(lambda hours: utc("2000-01-01T00:17") + dt.timedelta(hours=hours)),
    st.sets(st.times(), min_size=1, max_size=4),
    st.sampled_from(["UTC", LONDON, "Pacific/Kiritimati", "Pacific/Niue", "America/St_Johns", "Australia/Lord_Howe"]),
)
def test_before_every_moment_there_is_a_last_time_and_after_it_a_next(moment, times, zone):
    hours = Hours(tuple(one.replace(second=0, microsecond=0) for one in times), ZoneInfo(zone))
    last, following = hours.last(moment), hours.next(moment)
    assert last <= moment <= following
    assert following - last <= dt.timedelta(hours=26)
    assert hours.next(last) == last


@pytest.mark.parametrize("text", ["", "nine", "9", "25:00", "09:00;10:00", "09:00:30", "09:00+02:00"])
def test_hours_that_are_none_are_said_to_be_none(text):
    with pytest.raises(WrongUsage, match="not understood"):
        Hours.read(text, "UTC")
    with pytest.raises(WrongUsage, match="not understood"):
        Hours.read("09:00", "Europe/Nowhere")


# ── what happens at them ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_leaves_at_the_next_hour_of_the_post_and_can_be_taken_back_unseen_before(tmp_path):
    clock = Replay("hours", utc("2026-11-22T12:00"))
    with an_office(str(tmp_path / "office.sqlite"), tmp_path, clock, post_at=Hours.read("15:30", "UTC")) as office:
        desk, stays, regretted = InsideDesk(office), a_letter(), a_letter()
        desk.deposit(stays, regretted)
        clock.at = utc("2026-11-22T15:29")
        assert not carrying.begin(office, link("", None), "a" * 32, "worker-1")
        assert act(office, stays, "open") == "not-here"
        desk.withdraw(regretted.id)
        clock.at = utc("2026-11-22T15:30")
        assert act(office, stays, "open") == stays.envelope.letter
        assert act(office, regretted, "open") == "not-here"
        assert carrying.begin(office, link("", None), "b" * 32, "worker-1")
        carrying.carry(office, link("", None), "b" * 32, "worker-1", lambda: False)
        assert box(office) == [stays.id]


def test_a_delay_ends_with_the_first_post_after_it(tmp_path):
    clock = Replay("hours", utc("2026-11-22T15:00"))
    with an_office(
        str(tmp_path / "office.sqlite"), tmp_path, clock,
        post_at=Hours.read("15:30", "UTC"), delay=dt.timedelta(minutes=31),
    ) as office:  # fmt: skip
        letter = a_letter()
        InsideDesk(office).deposit(letter)
        clock.at = utc("2026-11-23T15:29")
        assert act(office, letter, "open") == "not-here"
        clock.at = utc("2026-11-23T15:30")
        assert act(office, letter, "open") == letter.envelope.letter


def test_what_is_done_at_fixed_hours_is_done_once_at_each_and_what_was_missed_once_afterwards():
    clock, hours = Replay("hours", utc("2026-11-22T12:00")), Hours.read("03:00,15:00", "UTC")
    times, done = Times(clock), []
    for moment in ("22T12:00", "22T14:59", "22T15:00", "22T15:01", "23T02:59", "23T03:05", "26T04:00", "26T04:01"):
        clock.at = utc(f"2026-11-{moment}")
        if times.is_due(hours, 60):
            done.append(moment)
    assert done == ["22T12:00", "22T15:00", "23T03:05", "26T04:00"]


def test_addresses_are_forgotten_at_the_hours_of_keeping(tmp_path):
    clock = Replay("hours", utc("2026-11-22T12:00"))
    hours = Hours.read("03:00", "UTC")
    kept = dt.timedelta(days=1)
    with an_office(str(tmp_path / "office.sqlite"), tmp_path, clock, keeping_at=hours, addresses_kept=kept) as office:
        worker = Worker(office, {"link": link("", None)})
        fill(office, 3, "mail", "reader{}@town.example")
        with office.ledger.writing() as connection:
            errands.decide_unsure(connection, given=True, now=office.now())
            connection.exec_driver_sql("UPDATE errands SET state = 'carried'")
        left = []
        for moment in ("22T12:00", "23T03:00", "23T12:30", "24T02:59", "24T03:00"):
            clock.at = utc(f"2026-11-{moment}")
            worker.at_set_times()
            with office.ledger.reading() as connection:
                found = connection.exec_driver_sql("SELECT count(*) FROM errands WHERE address IS NOT NULL")
                left.append(found.scalar_one())
        worker.stop()
        assert left == [3, 3, 3, 3, 0]


# ── when the clock cannot be believed ─────────────────────────────────────────────────────────────────────────────


class Odd(Replay):
    """A calendar that can be set without time passing."""

    passed = 0.0

    def monotonic(self):
        return self.passed


def test_a_calendar_that_leaps_forgets_nothing_until_somebody_says_that_it_is_right(tmp_path):
    clock = Odd("leap", utc("2026-11-22T12:00"))
    with an_office(str(tmp_path / "office.sqlite"), tmp_path, clock) as office:
        worker = Worker(office, {"link": link("", None)})
        letter = a_letter()
        InsideDesk(office).deposit(letter)
        now = office.now()
        with office.ledger.writing() as connection:
            errands.accept(connection, [Wanted(letter.id, "mail", "t" * 32, "w" * 64, b"sealed")], now, now)
            connection.exec_driver_sql("UPDATE errands SET state = 'carried'")
        clock.at += dt.timedelta(days=365 * 30)
        clock.passed += 5000
        with pytest.raises(ClockJumped, match="Nothing is forgotten"):
            worker.at_set_times()
        with office.ledger.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM errands WHERE address IS NOT NULL").scalar() == 1
        # Set right again, all goes on; and so it does where somebody starts the worker anew under the odd clock.
        clock.at -= dt.timedelta(days=365 * 30)
        worker.at_set_times()
        worker.stop()
        clock.at += dt.timedelta(days=365)
        again = Worker(office, {"link": link("", None)})
        again.at_set_times()
        with office.ledger.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM errands WHERE address IS NOT NULL").scalar() == 0
        again.stop()


def test_a_machine_that_slept_or_whose_clock_was_set_back_is_no_matter():
    clock = Odd("sleep", utc("2026-11-22T12:00"))
    steady = Steady(clock)
    clock.at += dt.timedelta(days=2)
    steady.look()
    clock.at -= dt.timedelta(days=4000)
    steady.look()


def test_letters_that_wait_are_not_lost_under_a_clock_that_jumps(tmp_path):
    clock = Odd("jump", utc("2026-11-22T12:00"))
    with an_office(str(tmp_path / "office.sqlite"), tmp_path, clock, paces={}) as office:
        ids = fill(office, 5)
        clock.at -= dt.timedelta(days=400)
        assert not carrying.begin(office, link("", None), "a" * 32, "worker-1")  # by this clock it is not time
        clock.at += dt.timedelta(days=401)
        assert carrying.begin(office, link("", None), "b" * 32, "worker-1")
        carrying.carry(office, link("", None), "b" * 32, "worker-1", lambda: False)
        assert sorted(box(office)) == sorted(ids)
        assert replace(office.settings).carrying.leaves(clock.at) == clock.at
