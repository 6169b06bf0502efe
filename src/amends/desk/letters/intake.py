"""Taking letters in: files become letters to people on the list, each once, and none to the wrong person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from amends.clock import Clock
from amends.desk.letters.crossed import crossed, mentions, refuse_crossed
from amends.desk.letters.jsonlines import ReadLetter, read_json_lines
from amends.desk.letters.letter import Letter, LetterRow
from amends.desk.letters.markdown import read_markdown
from amends.desk.people import names
from amends.desk.people.files import Refusal, Source
from amends.desk.people.person import Person
from amends.errors import Refused

SUFFIXES: Final = frozenset({".md", ".markdown", ".jsonl", ".ndjson"})
"""The files of a folder that are taken for letters."""


@dataclass(frozen=True, slots=True)
class LetterRemark:
    """Something the writer may want to look at in a letter that was taken in."""

    file: str
    line: int
    remark: str


@dataclass(frozen=True, slots=True)
class LettersImported:
    """What taking in some files of letters comes to.

    Attributes:
        added: letters that are new, in the order of the files.
        same: rows that were taken in before, or twice in these files.
        new_people: people put on the list because a letter is written to them.
        refused: letters that were not taken in.
        remarks: what the writer may want to look at.
    """

    added: tuple[Letter, ...]
    same: tuple[LetterRow, ...]
    new_people: tuple[Person, ...]
    refused: tuple[Refusal, ...]
    remarks: tuple[LetterRemark, ...]


def read_letters(source: Source) -> Iterator[ReadLetter]:
    """Every letter of a file, read as what its name and first character say: JSON lines, else Markdown."""
    suffix = PurePath(source.name).suffix.casefold()
    if suffix in (".jsonl", ".ndjson", ".json") or (
        suffix not in (".md", ".markdown") and source.data.lstrip()[:1] == b"{"
    ):
        yield from read_json_lines(source)
    else:
        yield read_markdown(source)


def import_letters(
    files: Sequence[Source],
    people: Iterable[Person],
    known: Collection[str],
    clock: Clock,
    *,
    add_people: bool = False,
) -> LettersImported:
    """Holds files of letters against the list; nothing is stored.

    Args:
        files: Markdown files (one letter each) and JSON lines.
        people: the list.
        known: `source_digest` of every letter taken in before.
        clock: gives the ids.
        add_people: puts names on the list that are not yet on it. A name is then somebody new unless it is written as
            one on the list is, or means exactly one of those who were on it before.
    """
    counter = _Counter(people, set(known), clock, add_people=add_people)
    rows: list[LetterRow] = []
    refused: list[Refusal] = []
    for source in files:
        read = 0
        for one in read_letters(source):
            read += 1
            (rows if isinstance(one, LetterRow) else refused).append(one)  # type: ignore[arg-type]
        if not read:
            refused.append(Refusal(source.name, 0, "The file holds no letter."))
    return counter.taken(rows, refused)


class _Counter:
    """The counter at which letters are handed in."""

    def __init__(self, people: Iterable[Person], known: set[str], clock: Clock, *, add_people: bool) -> None:
        self._list = list(people)
        self._before = names.NameIndex(self._list)
        self._index = names.NameIndex(self._list)
        self._known = known
        self._clock = clock
        self._add_people = add_people
        self._new: list[Person] = []
        self._remarks: list[LetterRemark] = []

    def taken(self, rows: Sequence[LetterRow], refused: list[Refusal]) -> LettersImported:
        addressed: list[tuple[LetterRow, str, tuple[Person, ...]]] = []
        same: list[LetterRow] = []
        for row in rows:  # everybody must be on the list before any salutation can be held against it
            digest = row.digest
            if digest in self._known:
                same.append(row)
                continue
            try:
                addressed.append((row, digest, tuple(self._person(name) for name in row.to)))
                self._known.add(digest)
            except Refused as error:
                refused.append(Refusal(row.file, row.line, str(error)))
        added: list[Letter] = []
        for row, digest, to in addressed:
            try:
                refuse_crossed(row.words, to, self._index)
            except Refused as error:
                refused.append(Refusal(row.file, row.line, str(error)))
                continue
            self._look(row, to)
            ids = tuple(dict.fromkeys(person.id for person in to))
            source = f"{row.file}:{row.line}"
            added.append(Letter(self._clock.bytes(16).hex(), ids, row.words, row.from_name, row.sign, digest, source))
        return LettersImported(tuple(added), tuple(same), tuple(self._new), tuple(refused), tuple(self._remarks))

    def _person(self, name: str) -> Person:
        found = self._index.spelt(name) or self._before.find(name)
        if len(found) == 1:
            return found[0]
        if found:
            who = " / ".join(f"{person.name} ({person.id[:8]})" for person in found[:5])
            raise Refused(
                f"{name!r} may mean several people on the list: {who}.", 'Write the e-mail address or the id in "to".'
            )
        if not self._add_people:
            near = ", ".join(person.name for person in self._index.near(name)[:3])
            hint = f"Did you mean {near}?" if near else "Import the person first, or use --add-people."
            raise Refused(f"{name!r} is not on the list.", hint)
        person = Person(id=self._clock.bytes(16).hex(), name=name, kind=names.parse(name).kind)
        self._index.add(person)
        self._new.append(person)
        return person

    def _look(self, row: LetterRow, to: tuple[Person, ...]) -> None:
        remarks = list(row.remarks)
        if doubtful := crossed(row.words, to, self._index):
            remarks.append(f'The salutation "{doubtful.salutation}" may mean {doubtful.person.name}.')
        others = [mention.person.name for mention in mentions(row.words, to, self._index)]
        if others:
            remarks.append(f"Also on the list and named in it: {', '.join(others)}.")
        self._remarks += [LetterRemark(row.file, row.line, remark) for remark in remarks]
