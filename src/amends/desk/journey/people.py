"""People onto the list, and the list as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final, Literal, TypeAlias

from amends.desk.drawer import changes, listing, owed
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as replies_kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.journey.opening import Desk
from amends.desk.people import intake
from amends.desk.people.amends import Amends
from amends.desk.people.files import Source
from amends.desk.people.names import NameIndex
from amends.desk.people.person import Person
from amends.desk.people.roll import not_considered, read_roll
from amends.errors import Refused, WrongUsage

Standing: TypeAlias = Literal[
    "unwritten", "draft", "ready", "sealed", "posted", "withdrawn", "answered", "deferred", "never"
]

_ID_LEAST: Final = 8
"""Digits of an id that stand for it: as many as messages show."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list, and how far the writer has come with them.

    Attributes:
        person: who.
        letters: how many letters are written to them.
        state: the furthest any of these has come, or why there shall be none.
    """

    person: Person
    letters: int
    state: Standing


def take_in_people(
    desk: Desk,
    files: Sequence[Source],
    columns: Mapping[str, str] | None = None,
    *,
    on_entries: Callable[[int], None] | None = None,
) -> intake.Imported:
    """Puts everybody in these files on the list, each once; it can be undone as one change.

    Args:
        desk: the desk.
        files: the address books.
        columns: which column of a CSV holds what.
        on_entries: called now and then with the number of entries that were read so far.

    Raises:
        WrongUsage: `columns` does not fit a file.
    """
    with desk.drawer.transaction() as tx:
        outcome = intake.import_people(files, list_kept.everybody(tx), desk.clock, columns, on_entries)
        before: dict[str, changes.Snapshot | None] = {one.id: None for one in outcome.added}
        before |= changes.snapshots(tx, [one.id for one in outcome.merged])
        put_newcomers(desk, tx, outcome.added)
        list_kept.put_again(tx, outcome.merged)
        if before:
            told = {
                "names": [PurePath(file.name).name for file in files],
                "added": len(outcome.added),
                "merged": len(outcome.merged),
            }
            changes.put_change(tx, "import", desk.now, told, before)
        listing.bring_up(tx)
        log(tx, WriterAct(desk.now, "people", detail=f"{len(outcome.added)} added, {len(outcome.merged)} merged"))
    return outcome


def put_newcomers(desk: Desk, tx: list_kept.Transaction, newcomers: Sequence[Person]) -> None:
    """Puts people on the list, each with a pseudonym of their own for the offices."""
    list_kept.put_on_list(tx, newcomers, (desk.clock.bytes(16).hex() for _ in newcomers))


def take_in_roll(desk: Desk, file: Source, columns: Mapping[str, str] | None = None) -> tuple[int, tuple[str, ...]]:
    """Takes in a roll. Returns how many names stand on it, and those that nobody on the list bears."""
    roll = read_roll(file, columns)
    if not roll.names:
        raise Refused(f"{file.name} holds no names.", "A roll is a text with one name a line, a CSV or a vCard file.")
    with desk.drawer.transaction() as tx:
        list_kept.put_roll(tx, roll, desk.now)
        log(tx, WriterAct(desk.now, "roll", detail=f"{len(roll.names)} names"))
        return len(roll.names), not_considered(roll, list_kept.everybody(tx))


def the_list(desk: Desk) -> tuple[Listed, ...]:
    """Everybody on the list, in the order in which they were put there."""
    with desk.drawer.transaction() as tx:
        people, stances = list_kept.everybody(tx), list_kept.standings(tx)
        letters = letters_kept.states_by_person(tx)
        answered = {reply.letter for reply in replies_kept.replies(tx)}
    return tuple(
        Listed(one, len(letters.get(one.id, ())), _state(stances[one.id].stance, letters.get(one.id, ()), answered))
        for one in people
    )


def find_people(people: Iterable[Person], name: str) -> tuple[Person, ...]:
    """Whom a name means.

    Raises:
        WrongUsage: nobody on the list; the message names those who come nearest.
    """
    people = tuple(people)
    index = NameIndex(people)
    if found := index.find(name):
        return found
    if len(name) >= _ID_LEAST and (found := tuple(one for one in people if one.id.startswith(name.lower()))):
        return found
    near = ", ".join(dict.fromkeys(person.name for person in index.near(name)[:3]))
    raise WrongUsage(
        f"Nobody on the list is called {name!r}.", f"Did you mean {near}?" if near else "See: amends people list"
    )


def the_one(people: Iterable[Person], name: str) -> Person:
    """The one person whom a name means.

    Raises:
        WrongUsage: nobody, or several.
    """
    found = find_people(people, name)
    if len(found) != 1:
        ids = ", ".join(f"{person.name} ({person.id[:8]}…)" for person in found)
        raise WrongUsage(
            f"{name!r} may be several people: {ids}.",
            "Name one by its id, of which these digits are enough; `amends people show` tells them apart.",
        )
    (one,) = found
    return one


def person_named(desk: Desk, name: str) -> Person:
    """The one person on the list whom a name means.

    Raises:
        WrongUsage: nobody, or several.
    """
    with desk.drawer.transaction() as tx:
        return the_one(list_kept.everybody(tx), name)


def take_stance(desk: Desk, name: str, standing: list_kept.Standing) -> Person:
    """Puts down that somebody may be written to, not yet, or never."""
    with desk.drawer.transaction() as tx:
        person = the_one(list_kept.everybody(tx), name)
        before = owed.amends_of(tx, [person.id]).get(person.id, Amends())
        kept_kind = before.kind if before.kind not in ("deferred", "indirect", "never") else ""
        kind = kept_kind if standing.stance == "open" else standing.stance
        owed.put_amends(tx, person.id, replace(before, kind=kind, until=standing.until if kind == "deferred" else ""))
        log(tx, WriterAct(desk.now, f"stance {standing.stance}", detail=person.id))
    return person


def _state(
    stance: list_kept.Stance, letters: Sequence[tuple[str, letters_kept.State]], answered: set[str]
) -> Standing:
    if stance != "open" and not any(state == "posted" for _, state in letters):
        return stance
    if any(letter in answered for letter, _ in letters):
        return "answered"
    order: tuple[letters_kept.State, ...] = ("withdrawn", "draft", "ready", "sealed", "posted")
    reached = {state for _, state in letters}
    furthest: list[Standing] = [state for state in order if state in reached]
    return furthest[-1] if furthest else "unwritten"
