"""The roll: everyone of a town, a class or a meeting, held against the list to see who has not been considered.

Being on a roll says nothing about anybody; it only keeps somebody from being forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath

from amends.desk.people import names
from amends.desk.people.files import Entry, Source, clean, whole_text
from amends.desk.people.intake import read_people
from amends.desk.people.person import Person, Roll


def read_roll(source: Source, columns: Mapping[str, str] | None = None) -> Roll:
    """The roll in a vCard file, a CSV file, or plain text with one name a line (`#` begins a remark).

    Raises:
        WrongUsage: `columns` does not fit the file.
    """
    title = PurePath(source.name).stem
    if PurePath(source.name).suffix.casefold() in (".vcf", ".vcard", ".csv", ".tsv", ".json"):
        found = (read.person.name for read in read_people(source, columns) if isinstance(read, Entry))
        return Roll(title, tuple(dict.fromkeys(found)))
    lines = (clean(line.partition("#")[0]) for line in whole_text(source.data).splitlines())
    return Roll(title, tuple(dict.fromkeys(line for line in lines if line)))


def not_considered(roll: Roll, people: Iterable[Person]) -> tuple[str, ...]:
    """The names on the roll that nobody on the list bears, in the roll's order.

    A name counts as borne when it is somebody's but for titles, punctuation and order, when one has the initial of
    the other's given name, when it is a title and the family name of one alone, or when a family on the list names
    that member ("Anna & Ben Carter").
    """
    listed = list(people)
    index = names.NameIndex(listed)
    return tuple(name for name in roll.names if not index.find(name) and not _fits(name, index))


def _fits(name: str, index: names.NameIndex) -> bool:
    wanted = names.parse(name)
    if wanted.titles and wanted.family and not wanted.given:  # "Father Doyle", where one Doyle is listed
        return len(index.bearing(wanted.family[-1])) == 1
    if not wanted.given or not wanted.family:
        return False
    for person in index.bearing(wanted.family[-1]):
        for other in map(names.parse, person.names):
            if other.family[-1:] != wanted.family[-1:] or other.suffix != wanted.suffix:
                continue
            first = wanted.given[0]
            if any(first == one for one in other.given) if other.kind == "family" else False:
                return True
            if other.kind == "person" and other.given and _same_given(first, other.given[0]):
                return True
    return False


def _same_given(one: str, other: str) -> bool:
    return one == other or names.is_initial_of(one, other) or names.is_initial_of(other, one)
