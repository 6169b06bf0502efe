"""A desk is restored on a new machine, and of the two copies only one ever posts; no letter goes twice."""

from __future__ import annotations

import shutil

import pytest

from amends.clock import MACHINE
from amends.desk.drawer import ways
from amends.desk.drawer.place import Place
from amends.desk.journey import enrolling, keeping
from amends.desk.journey.letters import write
from amends.desk.journey.opening import Desk, make_desk, open_desk
from amends.desk.journey.people import take_in_people
from amends.desk.journey.posting import post_to_office
from amends.desk.journey.withdrawing import withdraw_letter
from amends.desk.people.files import Source
from amends.desk.post.counter import Counter
from amends.desk.post.way import Superseded
from amends.errors import NeedsMore, OfficeUnreachable
from tests.office_door import Running, everything, running

PASSPHRASE = "rosemary by the north gate"
PEOPLE = "Name\nAna Duarte\nJoan Whitfield\nRuth Amsel\nPiet van Aalst\n"
WORDS = "Dear {name},\n\nI sold the boat without asking you. It was yours too.\n\nTomas\n"


@pytest.fixture
def place(tmp_path):
    """A fresh desk."""
    place = Place(tmp_path / "desk")
    make_desk(place, "Tomas Reed", PASSPHRASE, MACHINE, work_factor=10)
    return place


@pytest.fixture
def office(tmp_path):
    """A running office."""
    with running(tmp_path / "office") as one:
        yield one


def opened(place: Place):
    return open_desk(place, PASSPHRASE, MACHINE)


def letter_to(desk: Desk, name: str) -> str:
    return write(desk, name, WORDS.format(name=name.split(maxsplit=1)[0])).letter


def posted_once(place: Place, office: Running) -> None:
    with opened(place) as desk:
        take_in_people(desk, [Source("alder.csv", PEOPLE.encode())])
        letter_to(desk, "Ana Duarte")
        post_to_office(desk, office.door.url, office.invitation())
        letter_to(desk, "Joan Whitfield")


def restored(place: Place, name: str) -> Place:
    file = place.root.parent / "desk.backup"
    if not file.exists():
        with opened(place) as desk:
            keeping.back_up(desk, file)
    copy = Place(place.root.parent / name)
    keeping.put_back(file, copy, MACHINE)
    return copy


def deposited(office: Running) -> int:
    return len(everything(office.office)["letters"])


def test_once_the_new_machine_has_posted_the_old_one_posts_nothing_any_more(place, office):
    posted_once(place, office)
    copy = restored(place, "new machine")
    with opened(copy) as desk:
        assert len(post_to_office(desk, office.door.url).posted) == 1
    assert deposited(office) == 2
    with opened(place) as desk:
        letter_to(desk, "Ruth Amsel")
        with pytest.raises(Superseded, match="taken its place"):
            post_to_office(desk, office.door.url)
    assert deposited(office) == 2
    with opened(copy) as desk:
        letter_to(desk, "Piet van Aalst")
        assert len(post_to_office(desk, office.door.url).posted) == 1
    assert deposited(office) == 3


def test_of_two_copies_of_one_backup_the_first_to_act_goes_on(place, office):
    posted_once(place, office)
    first, second = restored(place, "first"), restored(place, "second")
    with opened(first) as desk:
        post_to_office(desk, office.door.url)
    with opened(second) as desk, pytest.raises(Superseded):
        post_to_office(desk, office.door.url)
    assert deposited(office) == 2


def test_a_copy_takes_the_place_before_it_takes_a_letter_back(place, office):
    posted_once(place, office)
    copy = restored(place, "new machine")
    with opened(copy) as desk:
        withdraw_letter(desk, "Ana Duarte")
    with opened(place) as desk, pytest.raises(Superseded):
        post_to_office(desk, office.door.url)


def test_looking_at_a_backup_takes_no_place(place, office):
    posted_once(place, office)
    copy = restored(place, "looked into")
    with opened(copy) as desk, enrolling.Way(office.door.url) as way:
        with desk.drawer.transaction() as tx:
            (known,) = ways.offices(tx).values()
        assert enrolling.counter_of(way, known).news().replies == ()
    with opened(place) as desk:
        assert len(post_to_office(desk, office.door.url).posted) == 1


def test_when_the_other_copy_is_lost_the_old_one_takes_over_and_no_letter_goes_twice(place, office):
    posted_once(place, office)
    copy = restored(place, "new machine")
    with opened(copy) as desk:
        post_to_office(desk, office.door.url)
        letter_to(desk, "Ruth Amsel")
        post_to_office(desk, office.door.url)
    shutil.rmtree(copy.root)
    with opened(place) as desk:
        done = post_to_office(desk, office.door.url, take_over=True)
        # The one to Joan was ready on both: it lies at the office under its own id, which takes no second one.
        assert done.posted == ()
        assert [one.reason for one in done.left_out] == [
            "The office refused it: Another letter is kept under this id."
        ]
        assert deposited(office) == 3


def test_a_copy_older_than_what_was_posted_since_does_not_end_the_one_that_posted(place, office):
    posted_once(place, office)
    copy = restored(place, "old backup")
    with opened(place) as desk:
        post_to_office(desk, office.door.url)
    for ask in (
        lambda desk: post_to_office(desk, office.door.url),
        lambda desk: withdraw_letter(desk, "Ana Duarte"),
    ):
        with opened(copy) as desk, pytest.raises(NeedsMore, match="that this one lacks"):
            ask(desk)
    with opened(place) as desk:
        letter_to(desk, "Ruth Amsel")
        assert len(post_to_office(desk, office.door.url).posted) == 1
    assert deposited(office) == 3


def test_a_copy_that_is_cut_off_on_the_way_to_its_place_goes_on_from_there(place, office, monkeypatch):
    posted_once(place, office)
    copy = restored(place, "new machine")
    really = Counter.take_place

    def cut_off(self, key, *, take_over):
        really(self, key, take_over=take_over)
        raise OfficeUnreachable("The line broke.")

    with opened(copy) as desk:
        monkeypatch.setattr(Counter, "take_place", cut_off)
        with pytest.raises(OfficeUnreachable):
            post_to_office(desk, office.door.url)
        monkeypatch.setattr(Counter, "take_place", really)
        assert len(post_to_office(desk, office.door.url).posted) == 1
    with opened(place) as desk, pytest.raises(NeedsMore):
        post_to_office(desk, office.door.url)
    assert deposited(office) == 2
