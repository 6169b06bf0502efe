"""What the page before a round says, held against what the round then does."""

from __future__ import annotations

from pathlib import Path

from amends.clock import MACHINE
from amends.desk.drawer.place import Place
from amends.desk.journey import owed
from amends.desk.journey.letters import write
from amends.desk.journey.opening import make_desk, open_desk
from amends.desk.journey.people import person_named, take_in_people
from amends.desk.journey.posting import post_to_folder
from amends.desk.people.files import Source
from amends.desk.web.sending import sending

PEOPLE = "Name\nAna Duarte\nJoan Whitfield\n李小龙\n".encode()


def test_what_the_page_says_would_stay_here_is_what_stays(tmp_path: Path) -> None:
    place = Place(tmp_path / "desk")
    make_desk(place, "Tomas Reed", "rosemary", MACHINE, work_factor=10)
    with open_desk(place, "rosemary", MACHINE) as desk:
        take_in_people(desk, [Source("alder.csv", PEOPLE)])
        write(desk, "Ana Duarte", "Dear Ana,\n\nI sold the boat.\n\nTomas\n")
        write(desk, "Joan Whitfield", "Dear Joan,\n\nThe knight \u265e was yours.\n\nTomas\n")
        write(desk, "李小龙", "Dear friend,\n\nI am sorry.\n\nTomas\n")
        assert [person.name for person in sending(desk).unasked] == ["Ana Duarte"]
        assert sending(desk).ready == 0  # nobody has said yet whether it could injure somebody
        owed.answer_gate(desk, person_named(desk, "Ana Duarte").id, "no")
        seen = sending(desk)
        assert (seen.ready, [one.names for one in seen.people]) == (1, ["Ana Duarte"])
        done = post_to_folder(desk, tmp_path / "out")
        assert len(done.posted) == seen.ready
        assert {(one.letter, one.reason) for one in done.left_out} == {
            (one.letter, one.reason) for one in seen.left_out
        }
