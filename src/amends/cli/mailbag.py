"""`amends mailbag`: what came back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from amends.cli.asked import Asked
from amends.cli.frame import everywhere, verb
from amends.cli.mail import mail
from amends.cli.said import IN_PART, Said, count
from amends.desk.drawer.files import make_folder, put
from amends.desk.journey import guessing as guesses
from amends.desk.journey import joining, originals, placing, postman, threads
from amends.desk.journey import knowing as hands_known
from amends.desk.journey import mailbag as journey
from amends.desk.journey.papers import CLEAN
from amends.errors import OfficeUnreachable, WrongUsage

PRIVATE: Final = "They ask you to keep it to yourself. It goes into no letter book."
BARE: Final = "Nothing seems to be written on it."
CLOSED_BESIDE: Final = (
    "The scan it came in holds other answers that are not opened, so it is not written yet. Its own pages are."
)
ABOUT_CERTAIN: Final = "“Answers the letter to” says which letter is answered, never who wrote the answer."


@click.group()
def mailbag() -> None:
    """What came back: fetch it, scan it, list it, and open it one by one, when you are ready."""


everywhere(mailbag)


mailbag.add_command(mail)


@verb(mailbag)
@click.option(
    "--wait", default=0.0, metavar="MINUTES", type=click.FloatRange(0, 24 * 60),
    help="Wait so long for a mail, where none has come and a mailbox is set.",
)  # fmt: skip
@click.option("--round", "if_due", is_flag=True, help="Only if a round is due (see: amends mailbag rounds).")
def fetch(asked: Asked, *, wait: float, if_due: bool) -> Said:
    """Asks every office this desk is enrolled at for answers, and for what recipients chose to tell.

    Also looks for answers by mail, where a mailbox is set (see: amends mailbag mail).
    """
    with asked.open() as desk:
        if if_due and not postman.is_due(desk):
            return Said({"new": 0, "due": False}, ["No round is due."])
        brought = postman.come(desk, wait=60 * wait)
    got, mails, unreachable = brought.offices, brought.mails, brought.unreachable
    refused = [*got.refused, *mails.refused]
    code = OfficeUnreachable.exit_code if unreachable else IN_PART if refused else 0
    new, same = got.new + mails.new, got.same + mails.same
    lines = [f"{count(new, 'new answer')}, {same} here already."]
    if mails.unsorted:
        lines.append(f"{count(mails.unsorted, 'mail')} in the unsorted tray. See: amends mailbag list")
    if got.told:
        lines.append(f"About {count(got.told, 'letter')} somebody let you know something. See: amends status")
    if got.screened:
        lines.append(f"Of {count(len(got.screened), 'letter')} a bank’s readers said something. See: amends status")
    if not got.offices and not brought.has_mailbox:
        lines = [
            "This desk is enrolled at no office yet, so there is nowhere to ask.",
            "An answer on paper, or in a file, is taken in with: amends mailbag scan FILE",
        ]
    document = {
        "new": new, "same": same, "unsorted": mails.unsorted, "told": got.told, "offices": got.offices,
        "screened": list(got.screened), "refused": refused, "unreachable": [str(one) for one in unreachable],
        "not_told": list(got.closed),
    }  # fmt: skip
    lines += [
        f"The way by mail does not lead to {to}. The letter waits: hand on its link, or see: amends packet make"
        for to in got.closed
    ]
    return Said(document, lines, [*refused, *map(str, unreachable)], code)


@verb(mailbag)
@click.argument("comes", metavar="[called|daily|weekly]", type=click.Choice(postman.ROUNDS), required=False)
def rounds(asked: Asked, comes: postman.Comes | None) -> Said:
    """When the bag comes by itself while the desk is open in the browser; for your own timer: fetch --round."""
    with asked.open() as desk:
        if comes:
            postman.let_come(desk, comes)
        said, due = postman.round_of(desk), postman.is_due(desk)
    line = "The bag comes when it is called for." if said.comes == "called" else f"The bag comes {said.comes}."
    return Said({"comes": said.comes, "came": said.came, "due": due}, [line])


@verb(mailbag, "list")
def list_(asked: Asked) -> Said:
    """Everything that came back, what is unopened first."""
    with asked.open() as desk:
        bag = journey.the_mailbag(desk)
    lines = [_line(one) for one in bag]
    return Said([_row(one) for one in bag], [*lines, "", ABOUT_CERTAIN] if lines else ["The mailbag is empty."])


@verb(mailbag, "open")
@click.argument("answer", metavar="ID")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also write it there; yours to keep safe.",
)
@click.option("--originals", "whole", is_flag=True, help="Also write there the whole scans it came in, untouched.")
def open_(asked: Asked, answer: str, out: Path | None, *, whole: bool) -> Said:
    """Opens one answer. What came on paper is written to --out, to be looked at."""
    if whole and not out:
        raise WrongUsage("The scans are written to a folder.", "Name one: --out DIR")
    with asked.open() as desk:
        opened = journey.open_one(desk, answer)
        came = originals.originals_of(desk, opened.item.reply.id) if whole else None
    files = _written(opened, out, came.scans if came else ()) if out else []
    closed = came.closed if came else 0
    item, letter = opened.item, opened.letter
    who = " and ".join(item.people)
    answers: dict[str, Any] = {}
    if letter:
        words = letter.letter.words
        answers = {
            "letter": letter.letter.id, "to": who, "date": words.date, "salutation": opened.salutation,
        }  # fmt: skip
    note = item.reply.note or ("" if opened.text or out else "It came on paper. Look at the pages with --out DIR.")
    return Said(
        {
            "id": item.reply.id, "from": who, "text": opened.text, "answers": answers, "certain": item.reply.certain,
            "signed": opened.signed, "read_by": opened.read_by, "on_paper": opened.on_paper,
            "unread_by": opened.unread_by,
            "again": opened.asks.again, "private": opened.asks.private,
            "note": note, "blank": item.bare, "files": files, "closed_beside": closed,
        },
        [
            f"It answers the letter to {who}." if who else "Nothing says which letter it answers.",
            *(["", opened.text.rstrip()] if opened.text else []),
            *([f"Signed {opened.signed}."] if opened.signed else []),
            *([_read_first(opened)] if opened.read_by else []),
            *([_unread(opened)] if opened.unread_by else []),
            *([PRIVATE] if opened.asks.private else []),
            *([BARE] if item.bare else []),
            *([note] if note else []),
            *(f"Written: {file}" for file in files),
        ],
        [CLOSED_BESIDE] if closed else [],
        IN_PART if closed else 0,
    )  # fmt: skip


@verb(mailbag)
@click.argument("answer", metavar="ID")
@click.argument("words", metavar="WORDS")
def note(asked: Asked, answer: str, words: str) -> Said:
    """Notes in your own words what an answer was, once it is opened; empty words take the note off."""
    with asked.open() as desk:
        reply = journey.note(desk, answer, words)
    return Said({"id": reply.id, "own_words": words}, ["It is noted." if words else "The note is off."])


@verb(mailbag)
@click.argument("name", metavar="NAME_OR_ID")
def thread(asked: Asked, name: str) -> Said:
    """The letters and answers of a correspondence, as they followed one another."""
    with asked.open() as desk:
        steps = threads.steps_with(desk, name)
    rows = [_step_row(one) for one in steps]
    return Said(rows, [_step_line(row) for row in rows])


def _step_row(one: threads.Step) -> dict[str, Any]:
    if one.letter:
        return {"kind": "letter", "id": one.letter.letter.id, "at": one.at, "state": one.letter.state}
    assert one.reply is not None, "a step is a letter or an answer"
    opened = bool(one.reply.opened)
    return {"kind": "answer", "id": one.reply.id, "at": one.at, "opened": opened, "own_words": one.own_words}


def _step_line(row: Mapping[str, Any]) -> str:
    state = row.get("state") or ("opened" if row["opened"] else "unopened")
    said = f"  “{row['own_words']}”" if row.get("own_words") else ""
    return f"{row['at'] or '          '}  {row['kind']:<6}  {state:<9}  {row['id'][:12]}{said}"


@verb(mailbag)
@click.argument("answer", metavar="ID")
@click.argument("whom", metavar="NAME_OR_LETTER")
def place(asked: Asked, answer: str, whom: str) -> Said:
    """Puts a page from the unsorted tray with the letter to somebody, because you see that it is theirs."""
    with asked.open() as desk:
        return _placed(placing.put_with(desk, answer, whom))


@verb(mailbag)
@click.argument("answer", metavar="ID")
@click.option("--hand-of", default="", metavar="NAME", help="Whose hand it is, where nothing says so or it errs.")
def confirm(asked: Asked, answer: str, hand_of: str) -> Said:
    """Takes what is suggested for a page; of a placed one, says that whoever the letter went to wrote it.

    Where hands shall be known (see: amends mailbag knowing), the page teaches that hand.
    """
    with asked.open() as desk:
        return _placed(placing.confirm(desk, answer, hand_of))


@verb(mailbag)
@click.argument("answer", metavar="ID")
def unplace(asked: Asked, answer: str) -> Said:
    """Puts a page that you placed back into the unsorted tray, and unlearns what it taught."""
    with asked.open() as desk:
        return _placed(placing.put_back(desk, answer))


@verb(mailbag)
@click.argument("first", metavar="ID")
@click.argument("others", metavar="[ID…]", nargs=-1)
@click.option("--apart", is_flag=True, help="Lay apart again what was joined behind it.")
def join(asked: Asked, first: str, others: tuple[str, ...], *, apart: bool) -> Said:
    """Puts the pages of one answer on paper behind another's, where a scan cut one letter in two."""
    if apart == bool(others):
        raise WrongUsage("Name the answers whose pages come behind it, or --apart.", "See: amends mailbag list")
    with asked.open() as desk:
        done = joining.lay_apart(desk, first) if apart else joining.join(desk, first, *others)
    many = count(len(done.others), "answer")
    said = f"Laid apart again: {many}." if apart else f"Joined behind {done.reply[:12]}: {many}."
    return Said({"id": done.reply, "letter": done.letter, "apart" if apart else "joined": list(done.others)}, [said])


def _placed(at: placing.PlacedByEye) -> Said:
    who = " and ".join(at.people)
    lines = [f"It lies with the letter to {who}." if who else "It lies in the unsorted tray."]
    if at.taught:
        lines.append(f"{at.taught}'s hand is known by it from now on.")
    return Said({"id": at.reply, "letter": at.letter, "to": who, "taught": at.taught}, lines)


@verb(mailbag)
@click.argument("answer", metavar="[on|off]", type=click.Choice(["on", "off"]), required=False)
def knowing(asked: Asked, answer: str | None) -> Said:
    """Whether the desk may say whose hand an answer on paper might be in. Off until you say `on`.

    With `off` nothing is looked at, kept or suggested from then on; what was kept stays until you forget it.
    """
    with asked.open() as desk:
        read = hands_known.want(desk, answer == "on") if answer else 0
        on, known = hands_known.profiles(desk)
    lines = [
        "Hands are looked at, on this machine only, and names suggested; you place."
        if on
        else "No hand is looked at.",
        f"Kept: {count(len(known), 'known hand')}. See: amends mailbag hands",
    ]
    if not on:
        lines.append("To have hands known: amends mailbag knowing on")
    return Said({"on": on, "known": len(known), "read": read}, lines)


@verb(mailbag)
@click.argument("answer", metavar="[on|off]", type=click.Choice(["on", "off"]), required=False)
def guessing(asked: Asked, answer: str | None) -> Said:
    """Whether the desk may suggest whom an unplaced answer is from: by print, by a mail's sender, by the hand.

    With `off` nothing is read or looked at for it, and no name is said. Codes place as before.
    """
    with asked.open() as desk:
        if answer:
            guesses.want(desk, yes=answer == "on")
        on = guesses.is_wanted(desk)
    return Said({"on": on}, ["Names are suggested; you place." if on else "Nothing is guessed."])


@verb(mailbag)
@click.option("--forget", "forgotten", default="", metavar="NAME", help="Delete what is kept of this person's hand.")
@click.option("--forget-all", is_flag=True, help="Delete all of it, of hands nobody named too.")
@click.option("--export", "exported", default="", metavar="NAME", help="Everything kept of this person's hand.")
def hands(asked: Asked, forgotten: str, forget_all: bool, exported: str) -> Said:
    """Whose hands are known at this desk, and by which answers; hand out or delete what is kept."""
    if sum(map(bool, (forgotten, forget_all, exported))) > 1:
        raise WrongUsage("Forget and export are asked for one at a time.", "See: amends mailbag hands --help")
    with asked.open() as desk:
        if exported:
            document = hands_known.hand_out(desk, exported)
            return Said(document, [json.dumps(document, ensure_ascii=False, indent=2)])
        gone = hands_known.forget(desk, forgotten) if forgotten or forget_all else 0
        _, known = hands_known.profiles(desk)
    rows = [
        {
            "person": one.person,
            "name": one.name,
            "answers": list(one.answers),
            "taken": one.taken,
            "bytes": one.numbers,
        }
        for one in known
    ]
    lines = [f"Deleted: {count(gone, 'trace')}."] if forgotten or forget_all else []
    lines += [f"{one.name}: by {count(len(one.answers), 'answer')}, {one.numbers:,} bytes" for one in known]
    return Said({"hands": rows, "forgotten": gone}, lines or ["No hand is known at this desk."])


def _written(opened: journey.Opened, out: Path, scans: Sequence[tuple[str, bytes]]) -> list[str]:
    make_folder(out)
    parts = [*opened.files, *scans]
    if opened.text:
        parts.insert(0, ("reply.txt", opened.text.encode()))
    if opened.clean:
        parts.append((CLEAN, opened.clean))
    names = [out / f"{opened.item.reply.id[:8]}-{name}" for name, _ in parts]
    for path, (_, data) in zip(names, parts, strict=True):
        put(path, data)
    return [str(path) for path in names]


def _row(one: journey.InMailbag) -> dict[str, Any]:
    reply = one.reply
    return {
        "id": reply.id, "from": " and ".join(one.people), "certain": reply.certain, "arrived": reply.arrived,
        "opened": bool(reply.opened), "opened_at": reply.opened, "kind": reply.kind, "letter": reply.letter,
        "note": reply.note, "blank": one.bare, "front": one.front, "own_words": one.own_words,
        "answered_by": list(one.answered_by),
        "suggested": [
            {
                "person": who.person, "name": who.name, "confidence": who.confidence, "reason": who.reason,
                "evidence": who.kind,
            }
            for who in one.suggested
        ],
        "hand": ("suggested" if one.suggested else "not known") if one.looked_at else "not looked at",
    }  # fmt: skip


def _line(one: journey.InMailbag) -> str:
    state = "opened  " if one.reply.opened else "unopened"
    if one.bare:
        state = "blank   "
    place = f"answers the letter to {' and '.join(one.people)}" if one.people else f"unsorted: {one.reply.note}"
    if one.suggested:
        place += f" Perhaps {one.suggested[0].name} ({one.suggested[0].confidence:.0%}). {one.suggested[0].reason}"
    elif one.looked_at:
        place += " A hand that is not known here."
    return f"{one.reply.id[:12]}  {state}  {one.reply.arrived[:10]}  {place}"


def _unread(opened: journey.Opened) -> str:
    return (
        f"{opened.unread_by} said that it reads answers before you do, and nothing shows that it read this one. "
        "Unless they have given that up since, it went past them: ask them before you rely on it."
    )


def _read_first(opened: journey.Opened) -> str:
    said = f"{opened.read_by} read it before it came to you, and signed that these are the words."
    return f"{said} It came to them on paper, and was typed in there." if opened.on_paper else said
