"""The list: what is owed, promises, circles, twins that are joined, and every change undone."""

import dataclasses

import pytest

from amends.clock import Replay
from amends.desk.drawer import changes, listing, owed
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer.place import Place
from amends.desk.journey import mending
from amends.desk.journey import owed as journey
from amends.desk.journey.letters import write
from amends.desk.journey.opening import make_desk, open_desk
from amends.desk.journey.people import take_in_people, take_in_roll, take_stance
from amends.desk.journey.ready import choose_letters
from amends.desk.people.amends import Amends
from amends.desk.people.files import Source
from amends.errors import NotHere, Refused, WrongUsage

WORDS = "the long way round the pond"
BOOK = (
    "Name,E-mail 1 - Value,Notes\nAna Duarte,ana@a.example,The boat\nDesmond Obi,d@a.example,\nD. Obi,,\n李小明,,\n"
)


@pytest.fixture
def desk(tmp_path):
    place = Place(tmp_path / "desk")
    make_desk(place, "Tomas Reed", WORDS, Replay(), work_factor=10)
    with open_desk(place, WORDS, Replay("other")) as one:
        take_in_people(one, [Source("a.csv", BOOK.encode())])
        yield one


def ids(desk):
    with desk.drawer.transaction() as tx:
        return {person.name: person.id for person in list_kept.everybody(tx)}


def stands(desk, name):
    with desk.drawer.transaction() as tx:
        listing.bring_up(tx)
        (row,), _ = listing.page(tx, listing.Wanted(person=ids_in(tx)[name]), 1)
        return row.stage


def ids_in(tx):
    return {person.name: person.id for person in list_kept.everybody(tx)}


def whole(desk):
    """Everything that is kept of anybody."""
    with desk.drawer.transaction() as tx:
        return changes.snapshots(tx, list(ids_in(tx).values())), [
            one.letter.to for one in letters_kept.letters_in(tx)
        ]


def found(desk, words, **more):
    with desk.drawer.transaction() as tx:
        listing.bring_up(tx)
        rows, _ = listing.page(tx, listing.Wanted(words, **more), 50)
        names = {id_: name for name, id_ in ids_in(tx).items()}
        return [names[row.person] for row in rows]


def test_where_somebody_stands_follows_what_the_writer_does(desk):
    ana = ids(desk)["Ana Duarte"]
    assert stands(desk, "Ana Duarte") == "listed"
    journey.put_down(desk, ana, Amends(willing=True, kind="direct"))
    assert stands(desk, "Ana Duarte") == "willing"
    letter = write(desk, ana, "Dear Ana,\n\nI sold the boat.\n", hold=True).letter
    assert stands(desk, "Ana Duarte") == "drafted"
    journey.friend_has_read(desk, letter, "Iwona")
    assert stands(desk, "Ana Duarte") == "read"
    write(desk, ana, "Dear Ana,\n\nI sold the boat. It was yours.\n")
    assert stands(desk, "Ana Duarte") == "ready"
    take_stance(desk, ana, list_kept.Standing("deferred", "spring"))
    assert stands(desk, "Ana Duarte") == "deferred"
    take_stance(desk, ana, list_kept.Standing("open"))
    assert stands(desk, "Ana Duarte") == "ready"


@pytest.mark.parametrize(
    ("amends", "why"),
    [
        (Amends(kind="never"), "will not be written to"),
        (Amends(kind="indirect"), "indirect"),
        (Amends(kind="deferred", until="spring"), "waits until spring"),
        (Amends(injury="yes"), "could injure"),
        (Amends(injury="unsure"), "might injure"),
        (Amends(kind="direct", injury="no", no_contact=True), "not to be contacted"),
    ],
)
def test_a_letter_that_could_injure_somebody_stays_at_the_desk(desk, amends, why):
    ana = ids(desk)["Ana Duarte"]
    write(desk, ana, "Dear Ana,\n\nI sold the boat.\n")
    chosen = choose_letters(desk, ("ready",))
    assert [one.names for one in chosen.unasked] == ["Ana Duarte"], "nobody has said"
    journey.put_down(desk, ana, amends)
    chosen = choose_letters(desk, ("ready", "sealed"))
    assert chosen.letters == ()
    assert why in chosen.left_out[0].reason
    journey.put_down(desk, ana, dataclasses.replace(amends, kind="direct", until="", injury="no", no_contact=False))
    chosen = choose_letters(desk, ("ready",))
    assert [one.names for one in chosen.letters] == ["Ana Duarte"]
    assert chosen.unasked == ()


def test_a_promise_is_followed_until_it_is_kept(desk):
    ana = ids(desk)["Ana Duarte"]
    made = journey.promise(desk, ana, "The Shakespeare", "Christmas")
    journey.promise(desk, ana, "The money")
    journey.keep_promise(desk, made.id, so=True)
    with desk.drawer.transaction() as tx:
        assert [(one.what, bool(one.kept)) for one in owed.promises(tx)] == [
            ("The money", False), ("The Shakespeare", True)
        ]  # fmt: skip
        assert owed.promises_owed(tx) == 1
    journey.keep_promise(desk, made.id, so=False)
    journey.drop_promise(desk, made.id)
    with pytest.raises(NotHere):
        journey.keep_promise(desk, made.id, so=True)
    with pytest.raises(WrongUsage):
        journey.promise(desk, ana, "  ")


def test_a_household_is_one_filter_and_goes_with_its_last_member(desk):
    who = ids(desk)
    circle = journey.gather(desk, who["Ana Duarte"], "Mill Lane", "household")
    assert journey.gather(desk, who["Desmond Obi"], " Mill  Lane ", "group") == circle
    assert found(desk, "", circle=circle.id) == ["Ana Duarte", "Desmond Obi"]
    journey.let_go(desk, who["Ana Duarte"], circle.id)
    journey.let_go(desk, who["Desmond Obi"], circle.id)
    with desk.drawer.transaction() as tx:
        assert owed.circles(tx) == ()


def test_somebody_is_found_by_parts_of_names_and_words_of_notes(desk):
    assert found(desk, "duar") == ["Ana Duarte"]
    assert found(desk, "BOAT ana") == ["Ana Duarte"]
    assert found(desk, "obi") == ["D. Obi", "Desmond Obi"]
    assert found(desk, "小明") == ["李小明"]
    for nonsense in ('"', "*", "AND", "NEAR(", "a:b", '" OR "', "'"):
        found(desk, nonsense)


def test_twins_are_joined_with_the_words_of_both_and_parted_again(desk):
    who = ids(desk)
    keep, other = who["Desmond Obi"], who["D. Obi"]
    journey.put_down(desk, keep, Amends(happened="The Thursdays.", kind="direct", injury="no"))
    journey.put_down(desk, other, Amends(happened="The key.", injury="unsure"))
    journey.promise(desk, other, "The key")
    letter = write(desk, other, "Dear Mr Obi,\n\nI kept the key.\n").letter
    before = whole(desk)
    (pair,) = mending.look_alike(desk)
    assert {pair.one.id, pair.other.id} == {keep, other}
    number = mending.merge(desk, keep, other)
    assert "D. Obi" not in ids(desk)
    with desk.drawer.transaction() as tx:
        joined = owed.amends_of(tx, [keep])[keep]
        assert "The Thursdays." in joined.happened
        assert "The key." in joined.happened
        assert joined.injury == "unsure", "of two answers the safer"
        assert [one.what for one in owed.promises(tx, keep)] == ["The key"]
        assert letters_kept.letters_by_id(tx, [letter])[letter].letter.to == (keep,)
        assert "D. Obi" in list_kept.people_by_id(tx, [keep])[keep].also
    mending.undo(desk, number)
    assert whole(desk) == before
    mending.two_people(desk, other, keep)
    assert mending.look_alike(desk) == ()
    with pytest.raises(Refused, match="undone already"):
        mending.undo(desk, number)


def test_an_edit_and_a_removal_are_undone_and_newer_work_is_left_alone(desk):
    ana = ids(desk)["Ana Duarte"]
    journey.put_down(desk, ana, Amends(happened="The boat."))
    before = whole(desk)
    with desk.drawer.transaction() as tx:
        person = list_kept.people_by_id(tx, [ana])[ana]
    mending.edit(desk, dataclasses.replace(person, name="Ana Reis", emails=()))
    number = mending.history(desk)[0].number
    assert found(desk, "reis") == ["Ana Reis"]
    mending.undo(desk, number)
    assert whole(desk) == before
    number = mending.remove(desk, ana)
    assert found(desk, "duarte") == []
    mending.undo(desk, number)
    assert whole(desk) == before
    mending.edit(desk, dataclasses.replace(person, note="x"))
    number = mending.history(desk)[0].number
    journey.put_down(desk, ana, Amends(happened="More."))
    with pytest.raises(Refused, match="since"):
        mending.undo(desk, number)
    write(desk, ana, "Dear Ana,\n\nThe boat.\n")
    with pytest.raises(Refused, match="a letter is written"):
        mending.remove(desk, ana)


def test_an_import_is_undone_but_for_those_to_whom_something_was_written(desk):
    before = set(ids(desk))
    more = "Name,E-mail 1 - Value\nMara Lind,m@a.example\nRuth Amsel,r@a.example\nAna Duarte,ana@a.example\n"
    outcome = take_in_people(desk, [Source("b.csv", more.encode())])
    assert len(outcome.added) == 2
    write(desk, ids(desk)["Ruth Amsel"], "Dear Ruth,\n\nI told your brother.\n")
    done = mending.undo(desk, mending.history(desk)[0].number)
    assert done.left == ("Ruth Amsel",)
    assert set(ids(desk)) == before | {"Ruth Amsel"}


def test_who_has_not_been_considered_is_known_anew_after_every_change(desk):
    take_in_roll(desk, Source("town.txt", b"Ana Duarte\nMara Lind\n"))
    with desk.drawer.transaction() as tx:
        assert listing.how_many_missing(tx) == (("town", 1),)
    mending.add(desk, "Mara Lind")
    with desk.drawer.transaction() as tx:
        assert listing.missing(tx) == (("town", ()),)
        assert listing.how_many_missing(tx) == (("town", 0),)
    mending.undo(desk, mending.history(desk)[0].number)
    with desk.drawer.transaction() as tx:
        assert listing.missing(tx) == (("town", ("Mara Lind",)),)


def test_every_page_of_the_list_is_turned_once_forward_and_back(desk):
    names = "".join(f"Person {n:03}\n" for n in range(137))
    take_in_people(desk, [Source("c.csv", b"Name\n" + names.encode())])
    seen, after = [], ""
    with desk.drawer.transaction() as tx:
        while True:
            rows, more = listing.page(tx, listing.Wanted(), 25, after=after)
            seen += [row.person for row in rows]
            after = listing.sort_of(tx, rows[-1].person)
            if not more:
                break
        assert sorted(seen) == sorted(ids_in(tx).values())
        back, _ = listing.page(tx, listing.Wanted(), 25, until=listing.sort_of(tx, seen[50]))
        assert [row.person for row in back] == seen[25:50]
        some, _ = listing.page(tx, listing.Wanted("person"), 25, after=listing.sort_of(tx, seen[50]))
        assert [row.person for row in some] == seen[51:76]
        assert "D" in listing.initials(tx)
        assert sum(listing.counts(tx).values()) == len(seen) == listing.how_many(tx, listing.Wanted())
