"""Verbs about the words: `letters`, `write`, `review`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from amends.cli.asked import Asked
from amends.cli.frame import everywhere, standing_alone, verb
from amends.cli.people import refusal_lines, refusal_rows
from amends.cli.said import Said, code_of, count
from amends.desk.journey import letters as journey
from amends.desk.journey import threads
from amends.desk.journey.look import look as look_of
from amends.desk.journey.status import status as look
from amends.desk.letters.intake import SUFFIXES
from amends.desk.letters.review.remarks import Remark
from amends.desk.paper.scratch import scratch
from amends.desk.people.files import sources
from amends.errors import WrongUsage


@click.group()
def letters() -> None:
    """The letters: taken in from files, or written here."""


everywhere(letters)


@verb(letters, "import")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--add-people", is_flag=True, help="Put names that are not on the list there.")
def import_(asked: Asked, paths: tuple[Path, ...], add_people: bool) -> Said:
    """Takes letters in: Markdown with a front matter, one a file, or JSON lines with `to` and `text`.

    Taking them in again adds nothing. A letter whose salutation names somebody else on the list is refused; the rest
    goes on.
    """
    found, unread = sources(paths, SUFFIXES)
    with asked.open() as desk:
        outcome = journey.take_in_letters(desk, found, add_people=add_people)
    refused = unread + outcome.refused
    remarks = [{"file": one.file, "line": one.line, "remark": one.remark} for one in outcome.remarks]
    return Said(
        {
            "added": len(outcome.added),
            "same": len(outcome.same),
            "refused": refusal_rows(refused),
            "people_added": len(outcome.new_people),
            "remarks": remarks,
        },
        [
            f"{count(len(outcome.added), 'letter')} taken in, {len(outcome.same)} the same as before.",
            *(
                [f"{count(len(outcome.new_people), 'person', 'people')} put on the list."]
                if outcome.new_people
                else []
            ),
        ],
        [f"{one['file']}, line {one['line']}: {one['remark']}" for one in remarks] + refusal_lines(refused),
        code_of(refused, found),
    )


@verb(letters, "list")
def list_(asked: Asked) -> Said:
    """Every letter, whom it is to and where it is."""
    with asked.open() as desk:
        seen = look(desk)
    return Said(
        [
            {"letter": one.id, "to": " and ".join(one.to), "state": one.state, "place": one.place}
            for one in seen.letters
        ],
        [f"{one.id}  {one.state:<9}  {' and '.join(one.to)}" for one in seen.letters]
        or ["There are no letters yet."],
    )


@verb(letters)
@click.argument("names", metavar="[LETTER…]", nargs=-1)
def plain(asked: Asked, names: tuple[str, ...]) -> Said:
    """Sets in plain type those blocks for which your hand lacks a character; all letters, or those named."""
    with asked.open() as desk:
        changed = journey.choose_plain(desk, look_of(desk).hand, names)
    return Said(
        [{"letter": letter, "blocks": blocks} for letter, blocks in changed],
        [f"{count(len(changed), 'letter')} changed; the drafts before are kept."],
    )


@standing_alone("write")
@click.argument("name")
@click.option(
    "--file", "file", type=click.Path(path_type=Path), metavar="F", help="Take the words from F; - is standard input."
)
@click.option("--another", is_flag=True, help="Begin a new letter although one to them is unfinished.")
@click.option(
    "--instead", is_flag=True, help="A new version, to take the place of the letter to them that lies in a bank."
)
@click.option("--hold", is_flag=True, help="Keep it back: not posted until it is written without --hold.")
@click.option("--from-name", default="", metavar="NAME", help="The name by which they know you.")
@click.option(
    "--sign/--no-sign", default=True, help="Sign it. A signed letter is evidence: it shows that you wrote this."
)
@click.option("--reply-to", "reply", default="", metavar="ID", help="It answers this answer.")
@click.option("--they-wish", is_flag=True, help="Of an answer on paper: you read in it that they want to hear again.")
def write(
    asked: Asked,
    name: str,
    *,
    file: Path | None,
    another: bool,
    instead: bool,
    hold: bool,
    from_name: str,
    sign: bool,
    reply: str,
    they_wish: bool,
) -> Said:
    """Writes to one person: a draft in $EDITOR, or from a file or standard input. Every draft is kept.

    The words are Markdown: *emphasised*, _underlined_, > a quotation, - a list. What a letter bank returned is
    written anew here, and takes the place of the earlier one when it is posted. To somebody who answered, only what
    they asked for goes: one letter, or none.
    """
    with asked.open() as desk:
        person, before = journey.latest_of(desk, name, instead=instead)
        text = words_given(person.name, file, "" if another else before)
        if reply:
            put = threads.answer_answer(desk, person.id, reply, text, they_wish=they_wish, hold=hold)
        else:
            put = journey.write(
                desk, person.id, text, another=another, instead=instead, hold=hold, from_name=from_name, sign=sign
            )
    return Said(
        {"letter": put.letter, "draft": put.draft, "to": put.to.name, "remarks": list(put.remarks)},
        [f"Draft {put.draft} of the letter to {put.to.name} is kept ({put.letter})."],
        put.remarks,
    )


@standing_alone("review")
@click.argument("names", metavar="[NAME…]", nargs=-1)
@click.option("--bank", is_flag=True, help="Read as an apology-letter bank does, which lets no pleading through.")
@click.option("--aside", default="", metavar="RULE", help="Leave aside for good what RULE remarks on in them.")
def review(asked: Asked, names: tuple[str, ...], *, bank: bool, aside: str) -> Said:
    """Goes through the letters once more, with remarks beside the words, each with its reason and its source.

    They are suggestions. Nothing adds them up, and nothing here says whether a letter is sincere.
    """
    with asked.open() as desk:
        if aside:
            journey.set_aside(desk, names, aside)
        found = journey.review_letters(desk, names, bank=bank)
    return Said(
        [{"to": person.name, **asdict(remark)} for person, remark in found],
        [_remark_line(person.name, remark) for person, remark in found] or ["No remarks."],
    )


def _remark_line(name: str, remark: Remark) -> str:
    passage = f"“{remark.passage}”: " if remark.passage else ""
    return f"{name}: {passage}{remark.why} {remark.mend} [{remark.rule}, {remark.weight}; {remark.source}]"


def words_given(name: str, file: Path | None, before: str) -> str:
    """The words of a letter: from a file, from standard input, or from an editor that shows those from before.

    Raises:
        WrongUsage: there are none, or the page was left as it was.
    """
    if file is not None and str(file) != "-":
        found, unread = sources([file], SUFFIXES)
        if unread:
            raise WrongUsage(f"{file}: {unread[0].reason}")
        return found[0].data.decode("utf-8-sig", "replace")
    if file is not None or not sys.stdin.isatty():
        return sys.stdin.read()
    with scratch() as folder:
        page = folder / "letter.md"
        page.write_text(before or f"Dear {name},\n\n", encoding="utf-8")
        click.edit(filename=str(page))
        text = page.read_text("utf-8")
    if text.strip() in ("", before.strip(), f"Dear {name},"):
        raise WrongUsage("The page was left as it was, so no draft was kept.")
    return text
