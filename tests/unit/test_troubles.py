"""What stands in the way of carrying is said once for as long as it lasts, and anew when it comes again."""

from __future__ import annotations

from amends.office.refusals import Refusal
from amends.office.rounds.troubles import Troubles

FULL = Refusal("full", "The disk is full.")


def test_a_trouble_that_many_works_have_is_said_once(caplog):
    troubles = Troubles()
    for work in ("mail", "mending", "mail", "codes"):
        troubles.has(work, FULL)
    assert len(caplog.messages) == 1


def test_a_trouble_that_was_over_for_one_is_said_when_it_comes_again_though_another_rested_meanwhile(caplog):
    troubles = Troubles()
    troubles.has("mail", FULL)
    troubles.has("mending", FULL)
    troubles.over("mail")
    troubles.has("mail", FULL)
    assert len(caplog.messages) == 2


def test_a_work_that_goes_on_says_nothing_of_what_stands_in_anothers_way(caplog):
    troubles = Troubles()
    troubles.has("mending", FULL)
    troubles.over("mail")
    troubles.has("mending", FULL)
    assert len(caplog.messages) == 1
