"""The out tray: what is laid out to go can be taken back until it goes, and nothing goes that was not looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.clock import Replay
from amends.desk.drawer import letters as kept
from amends.desk.drawer import out_tray as tray_kept
from amends.desk.drawer import owed as owed_kept
from amends.desk.drawer import seals
from amends.desk.drawer.place import Place
from amends.desk.journey import out_tray, owed
from amends.desk.journey.letters import write
from amends.desk.journey.opening import Desk, make_desk, open_desk
from amends.desk.journey.out_tray import Way, carry, lay_out, take_back
from amends.desk.journey.people import person_named, take_in_people
from amends.desk.journey.posting import FOLDER, post_to_folder
from amends.desk.people.files import Source
from amends.errors import OfficeUnreachable, WrongUsage
from tests.walk import PASSPHRASE, RunningOffice, Walk, office, walk

__all__ = ["office", "walk"]

PEOPLE = b"Name\nAna Duarte\nJoan Whitfield\nDesmond Obi\n"


@pytest.fixture
def clock() -> Replay:
    return Replay("out tray")


@pytest.fixture
def desk(tmp_path: Path, clock: Replay) -> Iterator[Desk]:
    """Two letters that are ready, and for both the gate is answered."""
    place = Place(tmp_path / "desk")
    make_desk(place, "Tomas Reed", "rosemary", clock, work_factor=10)
    with open_desk(place, "rosemary", clock) as one:
        take_in_people(one, [Source("alder.csv", PEOPLE)])
        for name in ("Ana Duarte", "Joan Whitfield"):
            write(one, name, f"Dear {name.split()[0]},\n\nI sold the boat. It was yours too.\n\nTomas\n")
            owed.answer_gate(one, person_named(one, name).id, "no")
        yield one


@pytest.fixture
def way(tmp_path: Path) -> Way:
    return Way(FOLDER + str((tmp_path / "out").resolve()))


def states(desk: Desk) -> list[str]:
    with desk.drawer.transaction() as tx:
        return [one.state for one in kept.letters_in(tx)]


def later(clock: Replay, minutes: float) -> None:
    clock.at += dt.timedelta(minutes=minutes)


def test_a_letter_waits_its_time_and_is_neither_sealed_nor_bound_meanwhile(desk, clock, way):
    laid, left_out = lay_out(desk, way)
    assert (len(laid), left_out) == (2, ())
    later(clock, out_tray.USUAL_DELAY - 0.1)
    assert carry(desk).posted == ()
    assert states(desk) == ["ready", "ready"]
    later(clock, 0.2)
    assert set(carry(desk).posted) == set(laid)
    assert states(desk) == ["posted", "posted"]
    assert out_tray.next_due(desk) == ""


def test_what_is_taken_back_in_time_lies_there_as_before_and_can_be_changed(desk, clock, way):
    laid, _ = lay_out(desk, way)
    assert take_back(desk, [laid[0]]) == (laid[0],)
    later(clock, 60)
    assert carry(desk).posted == (laid[1],)
    assert states(desk) == ["ready", "posted"]
    assert write(desk, "Ana Duarte", "Dear Ana,\n\nOther words.\n\nTomas\n").letter == laid[0]


def test_the_delay_is_the_writers_and_may_be_none(desk, clock, way):
    with pytest.raises(WrongUsage):
        out_tray.choose_delay(desk, -1)
    out_tray.choose_delay(desk, 0)
    lay_out(desk, way)
    assert len(carry(desk).posted) == 2


def test_what_changed_after_the_last_look_stays_and_says_so(desk, clock, way):
    laid, _ = lay_out(desk, way)
    write(desk, "Ana Duarte", "Dear Ana,\n\nNobody has looked at these.\n\nTomas\n")
    owed.put_down(desk, person_named(desk, "Joan Whitfield").id, owed_kept.Amends(no_contact=True))
    later(clock, 60)
    done = carry(desk)
    assert done.posted == ()
    why = {one.letter: one.reason for one in done.stayed}
    assert "looked at it for the last time" in why[laid[0]]
    assert "not to be contacted" in why[laid[1]]
    assert carry(desk) == out_tray.Carried()  # what stays is not tried over and over
    assert take_back(desk) == laid
    assert len(lay_out(desk, way)[0]) == 1


def test_a_look_at_other_letters_lays_nothing_out(desk, way):
    seen = out_tray.seen_together(desk, out_tray.may_go(desk).letters)
    write(desk, "Ana Duarte", "Dear Ana,\n\nNobody has looked at these.\n\nTomas\n")
    with pytest.raises(WrongUsage, match="changed since you looked"):
        lay_out(desk, way, looked=seen)
    assert out_tray.next_due(desk) == ""


def test_stopping_holds_everything_and_going_on_goes_on(desk, clock, way):
    lay_out(desk, way)
    later(clock, 60)
    out_tray.stop(desk, so=True)
    assert carry(desk).posted == ()
    assert out_tray.next_due(desk) == ""
    out_tray.stop(desk, so=False)
    assert len(carry(desk, most=1).posted) == 1
    assert len(carry(desk, most=1).posted) == 1


def test_nobodys_letter_is_laid_out_before_the_gate_is_answered(desk, way):
    write(desk, "Desmond Obi", "Dear Desmond,\n\nI did not come.\n\nTomas\n")
    laid, left_out = lay_out(desk, way)
    assert len(laid) == 2
    assert [one.to for one in left_out] == ["Desmond Obi"]
    assert "amends people gate 'Desmond Obi' no" in left_out[0].reason
    with pytest.raises(WrongUsage):
        owed.answer_gate(desk, person_named(desk, "Desmond Obi").id, "perhaps")
    owed.answer_gate(desk, person_named(desk, "Desmond Obi").id, "no")
    assert len(lay_out(desk, way)[0]) == 1


def test_a_command_that_names_nobody_leaves_the_tray_alone_and_one_that_names_a_letter_does_not(desk, way, tmp_path):
    (first, second), _ = lay_out(desk, way)
    done = post_to_folder(desk, tmp_path / "elsewhere")
    assert (done.posted, set(done.waiting)) == ((), {first, second})
    assert post_to_folder(desk, tmp_path / "elsewhere", only=[first]).posted == (first,)
    with desk.drawer.transaction() as tx:
        assert [one.letter for one in tray_kept.tray(tx)] == [second]


def test_no_office_no_tray(desk):
    with pytest.raises(WrongUsage, match="not enrolled"):
        lay_out(desk, Way("0" * 32))


def test_by_command_the_gate_is_asked_where_it_is_asked_for_and_told_of_where_not(walk: Walk) -> None:
    walk.new()
    walk.letters([{"to": "Ana Duarte", "text": "Dear Ana,\n\nI am sorry.\n"}])
    held = walk("post", "--to", walk.folder / "out", "--gate", "asked", code=1).json
    assert held["posted"] == 0
    assert "amends people gate 'Ana Duarte' no" in held["refused"][0]["reason"]
    assert walk("people", "gate", "Ana Duarte", "unsure", "--note", "her husband").json["injury"] == "unsure"
    stays = walk("post", "--to", walk.folder / "out", code=1).json
    assert "might injure somebody" in stays["refused"][0]["reason"]
    walk("people", "gate", "Ana Duarte", "no")
    assert walk("post", "--to", walk.folder / "out", "--gate", "asked").json["posted"] == 1
    # A script that was written before anybody asked goes on working, and is told.
    walk.letters([{"to": "Joan Whitfield", "text": "Dear Joan,\n\nI am sorry.\n"}], "more.jsonl")
    done = walk("post", "--to", walk.folder / "out").json
    assert (done["posted"], len(done["unasked"])) == (1, 1)


def test_paper_and_packet_ask_the_gate_as_posting_does(walk: Walk) -> None:
    walk.new()
    walk.letters([{"to": name, "text": f"Dear {name},\n\nI am sorry.\n"} for name in ("Ana", "Joan", "Ruth")])
    walk("people", "gate", "Ana", "unsure")
    walk("people", "may", "Joan", "never")
    out, paper = walk.folder / "out", walk.folder / "paper"
    held = walk("print", "--out", paper, "--no-slips", "--gate", "asked", code=1).json
    assert (held["letters"], held["unasked"]) == (0, [])
    assert [(one["to"], one["reason"].split(".")[0]) for one in held["refused"]] == [
        ("Ana", "You have said that a letter to Ana might injure somebody"), ("Joan", "Joan will not be written to"),
        ("Ruth", "Whether a letter to Ruth could injure somebody has not been answered"),
    ]  # fmt: skip
    made = walk("print", "--out", paper, "--no-slips", code=1).json
    assert (made["letters"], len(made["unasked"])) == (1, 1), "a script answers by what it does, and is told"
    walk("post", "--to", out, code=1)
    again = walk("print", "--out", paper, "--no-slips", "--gate", "asked", code=1).json
    assert (again["letters"], again["unasked"]) == (1, []), "what is gone is not asked about again"
    packet = ("packet", "make", "--out", walk.folder / "packet", "--for", "Sam Okafor")
    held = walk(*packet, "--gate", "asked", code=1).json
    assert (held["slips"], held["files"], [one["to"] for one in held["refused"]]) == ([], [], ["Ruth"])
    assert len(walk(*packet).json["unasked"]) == 1
    walk("people", "gate", "Ruth", "yes")
    assert "could injure somebody" in walk(*packet, "--gate", "asked", code=1).json["refused"][0]["reason"]
    walk("people", "gate", "Ruth", "no")
    assert [one["to"] for one in walk(*packet, "--gate", "asked").json["slips"]] == ["Ruth"]


def test_a_kill_at_any_write_loses_nothing_and_sends_nothing_twice(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    rows = [{"to": name, "text": f"Dear {name},\n\nI am sorry.\n"} for name in ("Ana", "Joan", "Ruth")]
    walk.letters(rows)
    for row in rows:
        walk("people", "gate", row["to"], "no")
    walk("post", "--to", office.address, "--invitation", office.invitation, "Ana")
    with open_desk(Place(walk.desk), PASSPHRASE, Replay()) as desk:
        with desk.drawer.transaction() as tx:
            (office_id,) = out_tray.ways.offices(tx)
        lay_out(desk, Way(office_id), wait=-60 * 24 * 365 * 5)
    at = 0
    while walk.killed(at, "post", "--due"):
        at += 13
    assert at
    assert walk("post", "--due").json == {"posted": 0, "refused": [], "remaining": 0, "next": ""}
    status = walk("status").json
    assert status["states"] == {"posted": 3}
    with open_desk(Place(walk.desk), PASSPHRASE, Replay()) as desk, desk.drawer.transaction() as tx:
        assert len(seals.seals_of(tx, [one.letter.id for one in kept.letters_in(tx)])) == 3
        assert tray_kept.tray(tx) == ()


def test_an_office_that_is_away_costs_nothing_but_time(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    walk.letters(
        [{"to": "Ana Duarte", "text": "Dear Ana,\n\nI am sorry.\n"}, {"to": "Ruth", "text": "Dear Ruth,\n\nS.\n"}]
    )
    walk("post", "--to", office.address, "--invitation", office.invitation, "Ruth")
    walk("people", "gate", "Ana Duarte", "no")
    office.close()
    with open_desk(Place(walk.desk), PASSPHRASE, Replay()) as desk:
        with desk.drawer.transaction() as tx:
            (office_id,) = out_tray.ways.offices(tx)
        lay_out(desk, Way(office_id), wait=-1)
        with pytest.raises(OfficeUnreachable):
            carry(desk)
        assert len(out_tray.due_now(desk)) == 1
    office.open()
    with open_desk(Place(walk.desk), PASSPHRASE, Replay()) as desk:
        assert len(carry(desk).posted) == 1


def test_a_letter_in_the_tray_is_taken_out_by_the_verb_that_takes_letters_back(walk: Walk) -> None:
    walk.new()
    walk.letters([{"to": "Ana Duarte", "text": "Dear Ana,\n\nI am sorry.\n"}])
    walk("people", "gate", "Ana Duarte", "no")
    with open_desk(Place(walk.desk), PASSPHRASE, Replay()) as desk:
        lay_out(desk, Way(FOLDER + str(walk.folder / "out")))
    assert walk("withdraw", "Ana Duarte").json == {"noted": True, "waited": True}
    assert walk("letters", "list").json[0]["state"] == "ready"
