"""A remark that the writer left aside stays aside, and nothing gets round what blocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.clock import MACHINE
from amends.desk.drawer.place import Place
from amends.desk.journey.letters import review_letters, set_aside, write
from amends.desk.journey.opening import make_desk, open_desk
from amends.desk.journey.people import take_in_people
from amends.desk.people.files import Source
from amends.errors import Refused, WrongUsage

PASSPHRASE = "rosemary by the north gate"
LETTER = "Dear Ana,\n\nI sold the boat. I am sorry if you minded. {}\n\nTomas\n"


def test_a_remark_left_aside_stays_aside_until_its_passage_is_changed(tmp_path: Path) -> None:
    place = Place(tmp_path / "desk")
    make_desk(place, "Tomas Reed", PASSPHRASE, MACHINE, work_factor=10)
    with open_desk(place, PASSPHRASE, MACHINE) as desk:
        take_in_people(desk, [Source("people.csv", b"Name\nAna Duarte\n")])
        write(desk, "Ana Duarte", LETTER.format("Please forgive me."))

        def remarked(*, bank: bool = False) -> dict[str, str]:
            return {one.rule: one.weight for _, one in review_letters(desk, ["Ana Duarte"], bank=bank)}

        assert remarked()["demand"] == "note"
        assert remarked(bank=True)["demand"] == "high"
        assert set_aside(desk, ["Ana Duarte"], "conditional") == 1
        assert "conditional" not in remarked()
        assert "demand" in remarked()
        write(desk, "Ana Duarte", LETTER.format("I have paid for it."))
        assert "conditional" not in remarked()
        write(desk, "Ana Duarte", LETTER.replace("minded", "missed it").format(""))
        assert "conditional" in remarked()
        with pytest.raises(Refused):
            set_aside(desk, ["Ana Duarte"], "crossed")
        with pytest.raises(WrongUsage):
            set_aside(desk, ["Ana Duarte"], "no-such-rule")
        with pytest.raises(WrongUsage):
            set_aside(desk, [], "conditional")
