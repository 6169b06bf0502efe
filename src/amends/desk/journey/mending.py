"""Mending the list: an edit, a removal, two entries that are one person; and taking any of it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from amends.desk.drawer import changes as kept
from amends.desk.drawer import owed
from amends.desk.drawer import people as list_kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.journey.opening import Desk
from amends.desk.people.amends import Amends, joined_amends
from amends.desk.people.intake import joined
from amends.desk.people.person import Person
from amends.desk.people.twins import Twin, twins
from amends.errors import NotHere, Refused, WrongUsage
from amends.sentences import marked


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of taking a change back.

    Attributes:
        change: what was taken back.
        put_back: how many people were put back.
        left: names of those left as they are, since something was done about them afterwards.
    """

    change: kept.Change
    put_back: int
    left: tuple[str, ...]


def edit(desk: Desk, person: Person) -> None:
    """Puts what is known of somebody in the place of what was known.

    Raises:
        NotHere: nobody of this id.
        WrongUsage: the name is empty.
    """
    if not person.name.strip():
        raise WrongUsage(
            marked("The name is empty."), marked("Somebody on the list has a name, if only a first one.")
        )
    with desk.drawer.transaction() as tx:
        before = _before(tx, [person.id])
        if list_kept.people_by_id(tx, [person.id])[person.id] == person:
            return
        list_kept.put_again(tx, [person])
        kept.put_change(tx, "edit", desk.now, {"names": [kept.names_in(before[person.id])]}, before)
        log(tx, WriterAct(desk.now, "edit", detail=person.id))


def add(desk: Desk, name: str) -> Person:
    """Puts somebody on the list by name alone.

    Raises:
        WrongUsage: the name is empty.
    """
    name = " ".join(name.split())
    if not name:
        raise WrongUsage(
            marked("The name is empty."), marked("Somebody on the list has a name, if only a first one.")
        )
    made = Person(desk.clock.bytes(16).hex(), name)
    with desk.drawer.transaction() as tx:
        list_kept.put_on_list(tx, [made], [desk.clock.bytes(16).hex()])
        kept.put_change(tx, "import", desk.now, {"names": [name], "added": 1, "merged": 0}, {made.id: None})
        log(tx, WriterAct(desk.now, "people", detail="1 added"))
    return made


def remove(desk: Desk, person_id: str) -> int:
    """Takes somebody off the list to whom no letter is written. Gives the number under which it can be undone.

    Raises:
        NotHere: nobody of this id.
        Refused: a letter is written to them.
    """
    with desk.drawer.transaction() as tx:
        before = _before(tx, [person_id])
        name = kept.names_in(before[person_id])
        if kept.letters_to(tx, person_id):
            raise Refused(
                f"{name} stays on the list: a letter is written to them.",
                "To leave it unsent, say that no letter goes to them: amends people may NAME never",
            )
        kept.take_off(tx, person_id)
        number = kept.put_change(tx, "remove", desk.now, {"names": [name]}, before)
        log(tx, WriterAct(desk.now, "remove", detail=person_id))
    return number


def look_alike(desk: Desk) -> tuple[Twin, ...]:
    """Pairs on the list that may be one person, but for those the writer knows to be two."""
    with desk.drawer.transaction() as tx:
        people, apart = list_kept.everybody(tx), owed.set_apart(tx)
    return tuple(one for one in twins(people) if _pair(one.one.id, one.other.id) not in apart)


def two_people(desk: Desk, one: str, other: str) -> None:
    """Puts down that two who look alike are two people; they are not shown as a pair again."""
    with desk.drawer.transaction() as tx:
        _before(tx, [one, other])
        owed.put_apart(tx, one, other)


def merge(desk: Desk, keep: str, other: str) -> int:
    """Makes two entries one person: everything known of both, the words of both, the letters to both.

    Gives the number under which it can be undone.

    Raises:
        NotHere: one of them is not on the list.
        Refused: a letter is addressed to both, so they are two people.
        WrongUsage: they are one entry.
    """
    if keep == other:
        raise WrongUsage(marked("That is one entry, not two."), marked("Nothing was changed."))
    with desk.drawer.transaction() as tx:
        before = _before(tx, [keep, other])
        people = list_kept.people_by_id(tx, [keep, other])
        moved = kept.letters_to(tx, other)
        if both := set(moved) & set(kept.letters_to(tx, keep)):
            raise Refused(
                f"{len(both)} of your letters are to {people[keep].name} and {people[other].name} both.",
                "So they are two people, and were left as they are.",
            )
        kept.readdress(tx, moved, other, keep)
        amends, circles = owed.amends_of(tx, [keep, other]), owed.circles_of(tx, other)
        promised = owed.promises(tx, other)
        kept.take_off(tx, other)
        list_kept.put_again(tx, [joined(people[keep], people[other])])
        if amends:
            owed.put_amends(tx, keep, joined_amends(amends.get(keep, Amends()), amends.get(other, Amends())))
        for one in promised:
            owed.put_promise(tx, one.__class__(one.id, keep, one.what, one.made, one.due, one.kept))
        for circle in circles:
            owed.put_into(tx, circle.id, keep)
        told = {"names": [people[keep].name, people[other].name], "moved": list(moved), "pair": [keep, other]}
        number = kept.put_change(tx, "merge", desk.now, told, before)
        log(tx, WriterAct(desk.now, "merge", detail=f"{other} into {keep}"))
    return number


def history(desk: Desk) -> tuple[kept.Change, ...]:
    """What was done to the list, the newest first."""
    with desk.drawer.transaction() as tx:
        return kept.changes(tx)


def undo(desk: Desk, number: int) -> Undone:
    """Takes a change of the list back. Whoever was changed again since is left as they are, and named.

    Raises:
        NotHere: there is no such change.
        Refused: it was undone already, or nothing of it can be taken back any more.
    """
    with desk.drawer.transaction() as tx:
        one = kept.change(tx, number)
        if one is None:
            raise NotHere(marked("No such change is kept."), marked("See what was done to the list."))
        if one.undone:
            raise Refused(marked("This was undone already."), marked("Nothing was changed."))
        touched = kept.touched(tx, number)
        now = kept.snapshots(tx, list(touched))
        fit = [person for person, (_, after) in touched.items() if kept.digest(now.get(person)) == after]
        if one.what != "import":
            fit = fit if len(fit) == len(touched) else []
        else:
            fit = [person for person in fit if touched[person][0] is not None or not kept.letters_to(tx, person)]
        left = tuple(kept.names_in(now.get(one) or touched[one][0]) for one in touched if one not in set(fit))
        if not fit and touched:
            raise Refused(
                f"This cannot be undone: something was done about {', '.join(left[:3])} since.",
                "Undo that first, or mend it by hand.",
            )
        for person in sorted(fit, key=lambda person: person not in now):  # who is there before who comes back
            kept.put_back(tx, person, touched[person][0])
        if one.what == "merge":
            keep, other = cast("list[str]", one.told["pair"])
            kept.readdress(tx, cast("list[str]", one.told["moved"]), keep, other)
        kept.mark_undone(tx, number, desk.now)
        log(tx, WriterAct(desk.now, "undo", detail=f"{one.what} {number}"))
    return Undone(one, len(fit), left)


def _before(tx: kept.Transaction, ids: Sequence[str]) -> dict[str, kept.Snapshot | None]:
    found = kept.snapshots(tx, ids)
    if len(found) != len(set(ids)):
        raise NotHere(marked("Nobody on the list is kept under this address."), marked("Go back to everyone."))
    return {one: found[one] for one in ids}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
