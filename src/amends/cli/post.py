"""Verbs of the way: `post`, `withdraw`, `relink`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, cast

import click

from amends.cli.asked import Asked
from amends.cli.frame import standing_alone
from amends.cli.leaving import GATE, ask_gate, post_due, taken_out, unasked_line
from amends.cli.letters import words_given
from amends.cli.progress import progress
from amends.cli.said import IN_PART, Said, count, in_type_line, remark_aloud
from amends.desk.drawer.files import plainly
from amends.desk.journey.banking import ForBank
from amends.desk.journey.letters import letter_named, letters_named
from amends.desk.journey.opening import Desk
from amends.desk.journey.posting import LinkTo, Posted, post_to_folder, post_to_office
from amends.desk.journey.telling import Told, tell
from amends.desk.journey.withdrawing import correct_letter, only_office, relink_letter, withdraw_letter
from amends.desk.letters.words import plain_text
from amends.desk.post.links import office_address
from amends.desk.seal.sealing import IN_LINK, KeyRoad
from amends.errors import AmendsError, WrongUsage
from amends.wire import SUBJECTS, BankCard, Invitation

_NO_FOLDER: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]+:/|(?:localhost|[\w-]+(?:\.[\w-]+)+|\[[0-9a-fA-F:]+\]):\d+(?:/|$)"
)
"""What somebody types who means an address: as a folder it would be made, and what went there stays there."""


@standing_alone("post")
@click.option(
    "--to",
    default="",
    metavar="OFFICE_URL_OR_DIR",
    help="The office, or a folder; else the only office this desk knows.",
)
@click.option(
    "--invitation", type=click.Path(path_type=Path), metavar="FILE", help="Enrols this desk at the office, once."
)
@click.option("--words", "by_words", is_flag=True, help="Put each key behind six words instead of into the link.")
@click.option(
    "--own-key",
    default="",
    metavar="KEY",
    help="Wrap the key to the recipient's own age1… or ssh-ed25519 key; name the letters that are to them.",
)
@click.option(
    "--take-over", is_flag=True, help="Go on although a lost copy of this desk posted letters that this one lacks."
)
@click.option("--moved", is_flag=True, help="The office is at another address now than this desk knows.")
@click.option(
    "--mail",
    "by_mail",
    is_flag=True,
    help="Have the office tell recipients by mail that something is here; it gets their mail addresses for that.",
)
@click.option(
    "--held",
    is_flag=True,
    help="Let whoever proves a recipient's mail address find the letter by asking the office, which tells nobody.",
)
@GATE
@click.option("--due", is_flag=True, help="Post what lies in the out tray and whose time has come, and nothing else.")
@click.option(
    "--screening-key",
    default="",
    metavar="FINGERPRINT",
    help="The key that a letter bank reads with, as its printed leaflet has it; once, and when it has changed.",
)
@click.option(
    "--about",
    default="other",
    type=click.Choice(SUBJECTS),
    help="What the letters are about, so that a bank's readers know before they open one.",
)
@click.option("--ordered", is_flag=True, help="Say to a bank that a court ordered the letter.")
@click.argument("letters", nargs=-1, metavar="[LETTER…]")
def post(
    asked: Asked,
    *,
    to: str,
    invitation: Path | None,
    by_words: bool,
    own_key: str,
    take_over: bool,
    moved: bool,
    by_mail: bool,
    held: bool,
    gate: str,
    due: bool,
    screening_key: str,
    about: str,
    ordered: bool,
    letters: tuple[str, ...],
) -> Said:
    """Seals what is ready and hands it over: to an office, or into a folder for whoever carries it by hand.

    All letters that are ready, or those named. Doing it again is harmless and gives the same links. A letter is
    signed unless it says otherwise: a signed letter is evidence, and can be shown to anybody, and to a court. A
    letter that lies in the out tray of the desk's pages waits there, unless it is named.

    Before a letter leaves, its writer says whether it could injure somebody. Where that was not answered, this
    command asks at a terminal, once for all such letters; in a script, giving it says no, and what comes back names
    them. With --gate asked such letters stay, each listed (see: amends people gate).

    A letter bank reads letters before it offers them to anybody. To one they are sealed under the key that its
    readers have; its fingerprint is shown first, and one that you have not compared is refused. There is no link.
    """
    if due:
        return post_due(asked)
    invited = _invitation(invitation) if invitation else None
    road = _road(by_words, own_key, letters)
    for_bank = ForBank(about, ordered, screening_key, _show_key)
    with asked.open() as desk:
        only = letters_named(desk, letters)
        place = _place(to or (invited.office if invited else only_office(desk)), named=bool(to))
        if isinstance(place, Path) and (by_mail or held):
            raise WrongUsage("A folder tells nobody anything.", "Leave --mail and --held out, or post to an office.")
        asked_only = gate == "asked" or ask_gate(asked, desk, only) == "held"
        with progress("Sealing", asked) as step:
            if isinstance(place, Path):
                done = post_to_folder(desk, place, road=road, only=only, asked_only=asked_only, on_letter=step)
            else:
                done = post_to_office(
                    desk,
                    place,
                    invited,
                    road=road,
                    only=only,
                    asked_only=asked_only,
                    take_over=take_over,
                    moved=moved,
                    for_bank=for_bank,
                    on_letter=step,
                )
        return _said(done, _told_of(desk, place, only, by_mail=by_mail, held=held))


def _place(where: str, *, named: bool) -> str | Path:
    """An office's address, or a folder. An invitation, and the only office a desk knows, never name a folder."""
    if where.startswith(("http://", "https://")) or not named:
        return office_address(where)
    if where.strip() and not _NO_FOLDER.match(where):
        return Path(where).expanduser()
    raise WrongUsage(
        f"{where!r} is neither an office's address nor a folder.",
        "An office's address begins with https:// or http://. To name such a folder, put ./ before it.",
    )


def _told_of(desk: Desk, place: str | Path, only: Sequence[str], *, by_mail: bool, held: bool) -> Said | None:
    if isinstance(place, Path) or not (by_mail or held):
        return None
    found = tell(desk, place, "held", only) if held else None  # first, so that a mail takes its place
    told = tell(desk, place, "mail", only) if by_mail else None
    return _told(told, found)


@standing_alone("withdraw")
@click.argument("letter")
def withdraw(asked: Asked, letter: str) -> Said:
    """Takes a letter back, by its id or by the name of whom it is to.

    Under its link nothing more can be opened. What was opened or kept before stays with its reader; whether it was,
    you are not told. A letter that still waits in the out tray is taken out of it, and lies at the desk as before.
    """
    with asked.open() as desk:
        if taken_out(desk, letter):
            return Said(
                {"noted": True, "waited": True},
                [f"Noted. What was to go to {letter} had not left yet, and lies at the desk as before."],
            )
        done = withdraw_letter(desk, letter)
    if done.before:
        line = f"The letter to {done.to} was taken back already, on {done.before[:10]}."
        return Said({"noted": True, "before": done.before}, [line])
    line = f"Noted. The letter to {done.to} is taken back: nobody can open it any more, but who has kept it."
    return Said({"noted": True}, [line])


@standing_alone("relink")
@click.argument("letter")
def relink(asked: Asked, letter: str) -> Said:
    """Makes a new link in the place of one that was lost: the letter is sealed anew, the old one taken back."""
    with asked.open() as desk:
        link = relink_letter(desk, letter)
    return _linked(link, f"A new link to the letter to {link.to}. The one before opens nothing any more.")


@standing_alone("correct")
@click.argument("letter")
@click.option(
    "--file", "file", type=click.Path(path_type=Path), metavar="F", help="Take the words from F; - is input."
)
def correct(asked: Asked, *, letter: str, file: Path | None) -> Said:
    """Has a letter with other words take the place of one that was posted; gives its new link.

    The old one opens nothing any more and says nothing of why. Whether it was opened you are not told; whoever did so
    has read both. Nobody gets a second notice; whoever had none gets one of the new letter.
    """
    with asked.open() as desk:
        with desk.drawer.transaction() as tx:
            before = letter_named(tx, letter)
        text = words_given(letter, file, plain_text(before.letter.words))
        link = correct_letter(desk, before.letter.id, text)
    return _linked(link, f"Noted. The letter to {link.to} has these words now, under a new link.", noted=True)


def _linked(link: LinkTo, line: str, **more: bool) -> Said:
    document: dict[str, Any] = {"url": link.url, "letter": link.letter, "to": link.to, **more}
    return Said(
        document | ({"words": link.words} if link.words else {}),
        [line, link.url, *([link.words] if link.words else [])],
    )


def _show_key(card: BankCard) -> None:
    """What is sealed from now on opens for whoever has this key."""
    remark_aloud(f"{card.bank} reads these letters first, with the key {card.fingerprint}.")


def _road(by_words: bool, own_key: str, letters: tuple[str, ...]) -> KeyRoad:
    if own_key and (by_words or not letters):
        raise WrongUsage(
            "--own-key goes with named letters and without --words.",
            "Name whom the key belongs to: amends post --to OFFICE --own-key age1… NAME",
        )
    return KeyRoad("age", own_key) if own_key else KeyRoad("words") if by_words else IN_LINK


def _said(done: Posted, told: Said | None = None) -> Said:
    refused = [{"letter": one.letter, "to": one.to, "reason": one.reason} for one in done.left_out]
    links = [
        {"to": one.to, "letter": one.letter, "url": one.url} | ({"words": one.words} if one.words else {})
        for one in done.links
    ]
    elsewhere = [{"letter": letter, "to": to, "place": place} for letter, to, place in done.elsewhere]
    remarks = [f"Left out: the letter to {one['to']}: {one['reason']}" for one in refused]
    remarks += [f"The letter to {to} went to {place} before, and stays there." for _, to, place in done.elsewhere]
    remarks += unasked_line(len(done.unasked), "went")
    if done.waiting:
        remarks.append(f"{count(len(done.waiting), 'letter')} in the out tray were left there, for their own time.")
    if done.vanished:
        remarks.append(f"{done.vanished} {count(done.remaining, 'letter')} remain to be handed over.")
    were = "was" if len(done.already) == 1 else "were"
    told = told or Said({})
    code = done.vanished.exit_code if done.vanished else IN_PART if refused else told.code
    return Said(
        {
            **cast("dict[str, Any]", told.document),
            "posted": len(done.posted), "already": len(done.already), "refused": refused, "links": links,
            "elsewhere": elsewhere, "remaining": done.remaining, "in_type": done.in_type,
            "unasked": list(done.unasked), "waiting": list(done.waiting),
            "bank": {"name": done.bank.bank, "screening_key": done.bank.fingerprint} if done.bank else None,
        },
        [
            *(f"{one.to}: {one.url}" + (f"  ({one.words})" if one.words else "") for one in done.links),
            f"{count(len(done.posted), 'letter')} handed over, {len(done.already)} {were} there already.",
            *in_type_line(done.in_type),
            *_in_bank_lines(done),
            *(["Whoever has a link can read that letter. Give each to its own recipient alone."] if links else []),
            *told.lines,
        ],
        [*remarks, *told.remarks],
        code,
    )  # fmt: skip


def _in_bank_lines(done: Posted) -> list[str]:
    if done.bank is None:
        return []
    return [
        f"They lie in {done.bank.bank}, which reads them first. There is no link. Whether anybody ever asks for "
        "one you are not told, unless they say so.",
        "To hear what its readers found: amends mailbag fetch",
    ]


def _told(told: Told | None, found: Told | None) -> Said:
    document: dict[str, Any] = {}
    lines: list[str] = []
    remarks: list[str] = []
    if told:
        document |= {"told_by_mail": len(told.to_be_told), "not_told_by_mail": _rows(told)}
        lines.append(f"The office tells {count(len(told.to_be_told), 'recipient')} by mail that something is here.")
        remarks += [f"Nobody is told by mail of the letter to {one.to}: {one.reason}" for one in told.left_out]
    if found:
        document |= {"held": len(found.to_be_told), "not_held": _rows(found)}
        lines.append(f"{count(len(found.to_be_told), 'letter')} can be found by whoever proves the mail address.")
        remarks += [f"The letter to {one.to} cannot be found by asking: {one.reason}" for one in found.left_out]
    return Said(document, lines, remarks, IN_PART if remarks else 0)


def _rows(told: Told) -> list[dict[str, str]]:
    return [{"letter": one.letter, "to": one.to, "reason": one.reason} for one in told.left_out]


def _invitation(file: Path) -> Invitation:
    try:
        return Invitation.from_bytes(file.read_bytes())
    except OSError as error:
        raise WrongUsage(str(plainly(error, file))) from error
    except AmendsError as error:
        raise type(error)(f"{file} is no invitation, or is damaged.", "Ask the office for another.") from error
