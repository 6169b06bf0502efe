"""The bag comes by rounds: once a day, once a week, or when it is called for; never at every ping."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.clock import MACHINE, Replay
from amends.desk.drawer.place import Place
from amends.desk.journey import postman
from amends.desk.journey.opening import open_desk
from tests.walk import PASSPHRASE, Walk, walk

__all__ = ["walk"]


def test_it_comes_when_it_is_called_for_until_the_writer_says_otherwise(walk: Walk) -> None:
    walk.new()
    assert walk("mailbag", "rounds").json == {"comes": "called", "came": "", "due": False}
    assert walk("mailbag", "fetch", "--round").json == {"new": 0, "due": False}
    assert walk("mailbag", "rounds", "daily").json["due"]
    walk("mailbag", "fetch", "--round")
    said = walk("mailbag", "rounds").json
    assert (said["comes"], said["due"]) == ("daily", False)
    assert said["came"]
    walk("mailbag", "rounds", "hourly", code=2)


@pytest.mark.parametrize(("comes", "days"), [("daily", 1), ("weekly", 7)])
def test_a_round_is_due_again_when_its_time_has_passed(walk: Walk, comes: postman.Comes, days: int) -> None:
    walk.new()
    with open_desk(Place(walk.desk), PASSPHRASE, MACHINE) as desk:
        clock = Replay(at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
        there = replace(desk, clock=clock)
        postman.let_come(there, comes)
        postman.come(there)
        clock.at += timedelta(days=days, seconds=-1)
        assert not postman.is_due(there)
        clock.at += timedelta(seconds=1)
        assert postman.is_due(there)


def test_a_round_that_reached_nobody_is_not_over(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.errors import OfficeUnreachable

    def nobody(*_: object, **__: object) -> None:
        raise OfficeUnreachable("The mailbox does not answer.")

    walk.new()
    walk("mailbag", "rounds", "daily")
    monkeypatch.setattr(postman, "fetch_mail", nobody)
    assert "does not answer" in walk("mailbag", "fetch", "--round", code=4).json["unreachable"][0]
    assert walk("mailbag", "rounds").json["due"]
