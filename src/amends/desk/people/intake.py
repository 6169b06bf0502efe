"""Taking people in: which entries are new, which are already on the list, and which may be somebody's twin.

Two entries are one person when
- they carry the same identifier (a vCard's UID), or
- everything about them is the same, or
- they are of one kind and have the same name (but for titles, punctuation and order) and share an e-mail address, a
  telephone number or a postal address. A shared telephone or address alone is not enough where both have e-mail
  addresses and none in common, or where one file gives them two identifiers: father and son may share a name and a
  door.
Everybody else who looks alike is shown as a probable twin, with the reason, and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from amends.clock import Clock
from amends.desk.people import names
from amends.desk.people.csv_file import read_csv
from amends.desk.people.files import Entry, Read, Refusal, Source
from amends.desk.people.person import Person
from amends.desk.people.twins import Twin, twins
from amends.errors import Refused

TELL_EVERY: Final = 250
"""Entries between two words of progress."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What taking in some files comes to.

    Attributes:
        added: people who were not on the list.
        same: people who were on it already, with nothing new about them; one for each entry.
        merged: people on the list as they are now, with what the files add to them.
        twins: pairs that may be one person, with the reason, where at least one of the two is new.
        refused: entries that were not taken in.
    """

    added: tuple[Person, ...]
    same: tuple[Person, ...]
    merged: tuple[Person, ...]
    twins: tuple[Twin, ...]
    refused: tuple[Refusal, ...]


def read_people(source: Source, columns: Mapping[str, str] | None = None) -> Iterable[Read]:
    """Every entry of a file, read as what it looks like: vCard, jCard, else a table."""
    from amends.desk.people.jcard import read_jcards  # noqa: PLC0415  # vobject takes a tenth of a second to import
    from amends.desk.people.vcard import read_vcards  # noqa: PLC0415

    start = source.data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:64].replace(b"\0", b"")
    if re.match(rb"BEGIN:VCARD", start, re.IGNORECASE) or source.name.casefold().endswith((".vcf", ".vcard")):
        return read_vcards(source)
    if start.startswith(b"[") or source.name.casefold().endswith(".json"):
        return read_jcards(source)
    return read_csv(source, columns)


def import_people(
    files: Sequence[Source],
    existing: Iterable[Person],
    clock: Clock,
    columns: Mapping[str, str] | None = None,
    on_entries: Callable[[int], None] | None = None,
) -> Imported:
    """Holds files against the list; nothing is stored, and nobody is merged but by the rule of this module.

    Args:
        files: the address books.
        existing: everybody on the list.
        clock: chance, for the ids of newcomers.
        columns: which column of a CSV holds what.
        on_entries: called after every so many entries with the number read so far.

    Raises:
        WrongUsage: `columns` does not fit a file.
    """
    book = _Book(existing, clock)
    refused: list[Refusal] = []
    read_so_far = 0
    for source in files:
        entries = 0
        book.begin_file()
        try:
            for read in read_people(source, columns):
                entries += 1
                read_so_far += 1
                if on_entries and read_so_far % TELL_EVERY == 0:
                    on_entries(read_so_far)
                if isinstance(read, Refusal):
                    refused.append(read)
                else:
                    book.take(read)
        except Refused as error:
            refused.append(Refusal(source.name, 0, error.message))
            continue
        if not entries:
            refused.append(Refusal(source.name, 0, "The file holds nobody."))
    return book.imported(tuple(refused))


class _Book:
    """The list while files are held against it."""

    def __init__(self, existing: Iterable[Person], clock: Clock) -> None:
        self._clock = clock
        self._people: dict[str, Person] = {}
        self._by_source: dict[str, str] = {}
        self._by_key: dict[str, list[str]] = {}
        self._added: dict[str, None] = {}
        self._merged: dict[str, None] = {}
        self._same: list[str] = []
        self._of_file: dict[str, set[str]] = {}
        for person in existing:
            self._put(person)

    def begin_file(self) -> None:
        """From here on, two identifiers mean two people."""
        self._of_file = {}

    def take(self, entry: Entry) -> None:
        """Puts an entry on the list, or with the person it is."""
        known = self._known(entry.person)
        if known is None:
            person = replace(entry.person, id=self._clock.bytes(16).hex())
            self._put(person)
            self._added[person.id] = None
        else:
            person = joined(known, entry.person)
            if person == known:
                self._same.append(known.id)
            else:
                self._put(person)
                if known.id not in self._added:
                    self._merged[known.id] = None
        self._of_file.setdefault(person.id, set()).update(entry.person.source_ids)

    def imported(self, refused: tuple[Refusal, ...]) -> Imported:
        """The outcome."""
        added = tuple(self._people[one] for one in self._added)
        return Imported(
            added=added,
            same=tuple(self._people[one] for one in self._same),
            merged=tuple(self._people[one] for one in self._merged),
            twins=twins(self._people.values(), among={person.id for person in added}),
            refused=refused,
        )

    def _put(self, person: Person) -> None:
        self._people[person.id] = person
        for source_id in person.source_ids:
            self._by_source[source_id.casefold()] = person.id
        for key in names.named_keys(person):
            ids = self._by_key.setdefault(key, [])
            if person.id not in ids:
                ids.append(person.id)

    def _known(self, new: Person) -> Person | None:
        for source_id in new.source_ids:
            if found := self._by_source.get(source_id.casefold()):
                return self._people[found]
        for known in self._by_key.get(names.key(new.name), ()):
            old = self._people[known]
            others = self._of_file.get(known, set())
            two_ids = bool(new.source_ids and others and not others & set(new.source_ids))
            if not two_ids and (replace(old, id="") == new or is_same(old, new)):
                return old
        return None


def is_same(old: Person, new: Person) -> bool:
    """Whether two of the same name are one person, by what they share; see the rule of this module."""
    if old.kind != new.kind:
        return False
    mails = [{names.fold(mail) for mail in one.emails} for one in (old, new)]
    if mails[0] & mails[1]:
        return True
    if mails[0] and mails[1]:
        return False
    return bool(_doors(old) & _doors(new)) or not (set(facts(new)) - set(facts(old)))


def facts(person: Person) -> tuple[object, ...]:
    """Everything known about somebody besides name and kind."""
    doors = tuple(sorted(_doors(person)))
    mails = tuple(names.fold(mail) for mail in person.emails)
    rest = tuple(one for one in (person.note, person.org, *person.source_ids) if one)
    return (*doors, *mails, *rest)


def _doors(person: Person) -> set[str]:
    """Telephone numbers by their last nine digits, addresses by their words."""
    phones = {digits[-9:] for phone in person.phones if len(digits := re.sub(r"\D", "", phone)) >= 6}
    return phones | {" ".join(names.words_in(" ".join(address.lines))) for address in person.addresses}


def joined(old: Person, new: Person) -> Person:
    """The person on the list with what an entry adds; nothing on the list is overwritten or dropped."""
    doors = {" ".join(names.words_in(" ".join(address.lines))) for address in old.addresses}
    phones = {re.sub(r"\D", "", phone)[-9:] for phone in old.phones}
    mails = {names.fold(mail) for mail in old.emails}
    spellings = {names.spelt(name) for name in (old.name, *old.also)}
    also = tuple(name for name in dict.fromkeys((new.name, *new.also)) if names.spelt(name) not in spellings)
    notes = [old.note, new.note] if new.note not in old.note else [old.note]
    return replace(
        old,
        given=old.given or new.given,
        family=old.family or new.family,
        also=old.also + also,
        addresses=old.addresses
        + tuple(one for one in new.addresses if " ".join(names.words_in(" ".join(one.lines))) not in doors),
        emails=old.emails + tuple(mail for mail in new.emails if names.fold(mail) not in mails),
        phones=old.phones + tuple(one for one in new.phones if re.sub(r"\D", "", one)[-9:] not in phones),
        note="\n\n".join(filter(None, notes)),
        org=old.org or new.org,
        source_ids=old.source_ids + tuple(one for one in new.source_ids if one not in old.source_ids),
    )
