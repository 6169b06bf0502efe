"""`amends people`: the list, and the rolls held against it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from amends.cli.asked import Asked, columns_of
from amends.cli.frame import everywhere, verb
from amends.cli.said import IN_PART, Said, code_of, count
from amends.desk.drawer.changes import Change
from amends.desk.drawer.people import Stance, Standing
from amends.desk.journey import mending, owed
from amends.desk.journey import people as journey
from amends.desk.people.amends import INJURIES
from amends.desk.people.files import Refusal, sources
from amends.errors import WrongUsage

BOOKS: Final = frozenset({".vcf", ".vcard", ".csv", ".tsv", ".json"})


_MAP: Final = click.option(
    "--map",
    "pairs",
    metavar="FIELD=HEADING",
    multiple=True,
    help="Which column of a CSV holds what: name='Full name'.",
)


@click.group()
def people() -> None:
    """The list: everybody whom you consider writing to. Being on it commits you to nothing."""


everywhere(people)


def refusal_rows(refused: tuple[Refusal, ...]) -> list[dict[str, str | int]]:
    """Refusals for a script: file, line, reason."""
    return [{"file": one.file, "line": one.line, "reason": one.reason} for one in refused]


def refusal_lines(refused: tuple[Refusal, ...]) -> list[str]:
    """Refusals for a person."""
    return [f"Refused: {one.file}{f', line {one.line}' if one.line else ''}: {one.reason}" for one in refused]


@verb(people, "import")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@_MAP
def import_(asked: Asked, files: tuple[Path, ...], pairs: tuple[str, ...]) -> Said:
    """Puts everybody in these address books on the list, each once.

    vCard 2.1, 3.0 and 4.0, jCard, CSV of Google and Outlook, and any other CSV with --map. Importing again adds
    nobody twice; people who may be one are shown, never merged silently.
    """
    found, unread = sources(files, BOOKS)
    with asked.open() as desk:
        outcome = journey.take_in_people(desk, found, columns_of(pairs))
    refused = unread + outcome.refused
    twins = [
        {"one": twin.one.name, "other": twin.other.name, "ids": [twin.one.id, twin.other.id], "reason": twin.reason}
        for twin in outcome.twins
    ]
    return Said(
        {
            "added": len(outcome.added),
            "same": len(outcome.same),
            "merged": len(outcome.merged),
            "refused": refusal_rows(refused),
            "twins": twins,
        },
        [
            f"{count(len(outcome.added), 'person', 'people')} added, {len(outcome.same)} the same as before, "
            f"{len(outcome.merged)} with something new."
        ],
        [f"Perhaps one person: {t['one']} and {t['other']}. {t['reason']}" for t in twins] + refusal_lines(refused),
        code_of(refused, found),
    )


@verb(people, "list")
def list_(asked: Asked) -> Said:
    """Everybody on the list, and how far you have come with each."""
    with asked.open() as desk:
        listed = journey.the_list(desk)
    return Said([_row(one) for one in listed], [_line(one) for one in listed] or ["Nobody is on the list yet."])


@verb(people)
@click.argument("name")
def show(asked: Asked, name: str) -> Said:
    """What is known of one person: by name, another spelling, e-mail address or id."""
    with asked.open() as desk:
        listed = journey.the_list(desk)
    ids = {person.id for person in journey.find_people((one.person for one in listed), name)}
    found = [one for one in listed if one.person.id in ids]
    lines: list[str] = []
    for one in found:
        person = one.person
        lines += [f"{_line(one)}  {person.id[:8]}", *(f"  also {name}" for name in person.also)]
        lines += ["  " + ", ".join(address.lines) for address in person.addresses]
        lines += [f"  {way}" for way in (*person.emails, *person.phones)]
        lines += [f"  {person.note}"] if person.note else []
    return Said([{**_row(one), **_more(one)} for one in found], lines)


@verb(people)
@click.argument("file", type=click.Path(path_type=Path))
@_MAP
def roll(asked: Asked, file: Path, pairs: tuple[str, ...]) -> Said:
    """Takes in a roll (everyone of the town, the class, the meeting) and says who on it has not been considered.

    FILE is a text with one name a line, a CSV or a vCard file. Nobody on it is put on the list.
    """
    found, unread = sources([file], BOOKS)
    if not found:
        return Said(
            {"names": 0, "not_considered": [], "refused": refusal_rows(unread)}, [], refusal_lines(unread), IN_PART
        )
    with asked.open() as desk:
        names, missing = journey.take_in_roll(desk, found[0], columns_of(pairs))
    return Said(
        {"roll": file.stem, "names": names, "not_considered": list(missing)},
        [
            f"{count(names, 'name')} on the roll; {len(missing)} of them you have not considered.",
            *(f"  {n}" for n in missing),
        ],
    )


@verb(people)
@click.argument("name")
@click.argument("stance", type=click.Choice(["open", "deferred", "never"]))
@click.option("--until", default="", metavar="WHEN", help="What a deferred letter waits for: a day, or words.")
def may(asked: Asked, name: str, stance: Stance, until: str) -> Said:
    """Puts down whether somebody may be written to: open, deferred, or never, where a letter would do harm."""
    with asked.open() as desk:
        person = journey.take_stance(desk, name, Standing(stance, until))
    what = {"open": "may be written to", "deferred": "waits", "never": "will not be written to"}[stance]
    return Said({"id": person.id, "name": person.name, "state": stance}, [f"{person.name} {what}."])


@verb(people)
@click.argument("name")
@click.argument("answer", type=click.Choice(INJURIES))
@click.option("--note", default="", metavar="WORDS", help="Whom it could injure, and how; it stays at this desk.")
def gate(asked: Asked, name: str, answer: str, note: str) -> Said:
    """Answers whether a letter to somebody could injure them or anybody else: no, unsure, or yes.

    Think of who else lives there, of what they may not know, of old fear. As long as the answer is yes or unsure, no
    letter to them is sealed.
    """
    with asked.open() as desk:
        person = journey.person_named(desk, name)
        owed.answer_gate(desk, person.id, answer, note)
    what = "may be sealed" if answer == "no" else "stays at this desk"
    return Said(
        {"id": person.id, "name": person.name, "injury": answer}, [f"Noted. A letter to {person.name} {what}."]
    )


@verb(people)
@click.argument("one")
@click.argument("other")
def merge(asked: Asked, one: str, other: str) -> Said:
    """Makes one of two entries that are one person: ONE keeps its name, and gets what is known of OTHER.

    Letters, promises and notes of both are theirs from then on. `amends people undo` parts them again.
    """
    with asked.open() as desk:
        stays, goes = journey.person_named(desk, one), journey.person_named(desk, other)
        number = mending.merge(desk, stays.id, goes.id)
    return Said(
        {"id": stays.id, "name": stays.name, "gone": goes.id, "change": number},
        [f"{stays.name} and {goes.name} are one entry now. To part them again: amends people undo {number}"],
    )


@verb(people)
def changes(asked: Asked) -> Said:
    """What was done to the list, the newest first, each with the number by which it is undone."""
    with asked.open() as desk:
        seen = mending.history(desk)
    return Said(
        [
            {"number": one.number, "at": one.at, "what": one.what, "names": one.told["names"], "undone": one.undone}
            for one in seen
        ],
        [_change_line(one) for one in seen] or ["Nothing was done to the list yet."],
    )


@verb(people)
@click.argument("number", type=int, required=False)
def undo(asked: Asked, number: int | None) -> Said:
    """Takes an import, an edit, a removal or a merging back: the newest that is not undone, or the one named.

    Somebody about whom something was done since is left as they are, and named.
    """
    with asked.open() as desk:
        if number is None:
            number = next((one.number for one in mending.history(desk) if not one.undone), None)
        if number is None:
            raise WrongUsage("Nothing was done to the list that could be undone.", "See: amends people changes")
        done = mending.undo(desk, number)
    return Said(
        {"number": number, "put_back": done.put_back, "left": list(done.left)},
        [f"{count(done.put_back, 'person', 'people')} put back as they were."],
        [f"Left as they are, since something was done about them: {name}" for name in done.left],
        IN_PART if done.left else 0,
    )


def _change_line(one: Change) -> str:
    about = f"{', '.join(one.told['names'])}{'  (undone)' if one.undone else ''}"
    return f"{one.number:>4}  {one.at[:10]}  {one.what:<7} {about}"


def _row(one: journey.Listed) -> dict[str, Any]:
    person = one.person
    return {
        "id": person.id,
        "name": person.name,
        "address": "\n".join(person.addresses[0].lines) if person.addresses else "",
        "email": person.emails[0] if person.emails else "",
        "letters": one.letters,
        "state": one.state,
    }


def _more(one: journey.Listed) -> dict[str, Any]:
    person = one.person
    return {
        "kind": person.kind, "given": person.given, "family": person.family, "also": list(person.also),
        "addresses": [asdict(address) for address in person.addresses], "emails": list(person.emails),
        "phones": list(person.phones), "note": person.note, "org": person.org,
    }  # fmt: skip


def _line(one: journey.Listed) -> str:
    letters = f", {count(one.letters, 'letter')}" if one.letters else ""
    return f"{one.person.name}  ({one.state}{letters})"
