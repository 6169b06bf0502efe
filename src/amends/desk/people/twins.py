"""Probable twins: pairs on the list that may be one person. They are shown with the reason, never merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from amends.desk.people import names
from amends.desk.people.person import Person

_CROWD: Final = 8
"""A name borne by more people than this tells nothing; nor does a telephone that so many share."""


@dataclass(frozen=True, slots=True)
class Twin:
    """Two people who may be one, and why."""

    one: Person
    other: Person
    reason: str


def twins(people: Iterable[Person], among: set[str] | None = None) -> tuple[Twin, ...]:
    """Pairs that may be one person, each once, in the order of the list.

    Args:
        people: the list.
        among: where given, only pairs of which at least one has an id among these.
    """
    listed = [person for person in people if names.naming_words(person)]
    place = {person.id: at for at, person in enumerate(listed)}
    found: dict[tuple[str, str], Twin] = {}

    def pair(one: Person, other: Person, reason: str) -> None:
        if place[one.id] > place[other.id]:
            one, other = other, one
        wanted = among is None or one.id in among or other.id in among
        if wanted and one.id != other.id:
            found.setdefault((one.id, other.id), Twin(one, other, reason))

    _alike(listed, names.named_keys, "The names are the same.", pair)
    _alike(listed, _bones, "The names differ only in accents, hyphens or an abbreviation.", pair)
    _alike(listed, lambda one: frozenset(map(names.fold, one.emails)), "They share an e-mail address.", pair)
    _initials(listed, pair)
    return tuple(sorted(found.values(), key=lambda twin: (place[twin.one.id], place[twin.other.id])))


def _alike(
    people: list[Person],
    marks: Callable[[Person], frozenset[str]],
    reason: str,
    pair: Callable[[Person, Person, str], None],
) -> None:
    groups: dict[str, list[Person]] = {}
    for person in people:
        for mark in marks(person):
            if mark:
                groups.setdefault(mark, []).append(person)
    for group in groups.values():
        if len(group) <= _CROWD:
            for one, other in combinations(group, 2):
                pair(one, other, reason)


def _bones(person: Person) -> frozenset[str]:
    """The names without accents, particles, places and "& Co."."""
    bones: set[str] = set()
    for name in person.names:
        parsed = names.parse(name)
        words = [names.skeleton(word) for word in (*parsed.given, *parsed.family) if word in parsed.naming]
        bones.add(" ".join((*sorted(words), *parsed.suffix)))
    return frozenset(bones)


def _initials(people: list[Person], pair: Callable[[Person, Person, str], None]) -> None:
    """`F. Ries` and `Ferdinand Ries`; `Haslinger` and `Tobias Haslinger`."""
    by_family: dict[str, list[tuple[Person, names.Name]]] = {}
    for person in people:
        for name in {names.parse(spelling) for spelling in person.names}:
            if name.kind != "person":
                continue
            last = [word for word in (name.family or name.given)[-1:] if word in name.naming]
            for word in last:
                by_family.setdefault(names.skeleton(word), []).append((person, name))
    for bearers in by_family.values():
        whole = [bearer for bearer in bearers if bearer[1].given and bearer[1].family]
        for person, name in bearers:
            lone = not (name.given and name.family)
            fits = [
                other
                for other, full in whole
                if other.id != person.id
                and full.suffix == name.suffix
                and (lone or names.is_initial_of(name.given[0], full.given[0]))
            ]
            if 0 < len(fits) <= 3:
                reason = "One is the family name alone." if lone else "One has the initial of the other's given name."
                for other in fits:
                    pair(person, other, reason)
