"""Taking a letter back, a corrected one in its place, and a new link in the place of one that was lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from amends.desk.drawer import in_bank, seals, ways
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer.acts import WriterAct, all_acts, log
from amends.desk.journey.enrolling import acting_counter
from amends.desk.journey.letters import letter_named
from amends.desk.journey.opening import Desk
from amends.desk.journey.posting import FOLDER, LinkTo, post_to_folder, post_to_office
from amends.desk.letters.crossed import refuse_crossed
from amends.desk.letters.markdown import words_of_markdown
from amends.desk.letters.words import digest
from amends.desk.people.names import NameIndex
from amends.desk.post import folder
from amends.desk.post.way import Way
from amends.desk.seal.sealing import IN_LINK, KeyRoad
from amends.errors import NotHere, Refused, WrongUsage
from amends.sentences import Sentence, marked, together

_ROADS: Final = "roads"


def only_office(desk: Desk) -> str:
    """The address of the only office this desk is enrolled at.

    Raises:
        WrongUsage: there is none, or there are several.
    """
    with desk.drawer.transaction() as tx:
        known = [office.url for office in ways.offices(tx).values() if office.enrolled]
    if len(known) != 1:
        raise WrongUsage(
            "Say where to with --to OFFICE_URL_OR_DIR.", f"This desk knows: {', '.join(known)}." if known else ""
        )
    return known[0]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A letter that is taken back.

    Attributes:
        to: whom it was to, one after another.
        before: when it was taken back before; empty if it was not.
    """

    to: str
    before: str = ""


def withdraw_letter(desk: Desk, name: str) -> Withdrawn:
    """Takes a letter back from wherever it went. An office answers alike whatever its recipient did.

    Of one that was taken back before, nothing more is done.

    Raises:
        WrongUsage: no such letter, or it went nowhere yet.
        OfficeUnreachable: the office does not answer; the letter stays where it is.
        Refused: the folder cannot be written to, or another office answers at that address.
    """
    with desk.drawer.transaction() as tx:
        found = letter_named(tx, name, withdrawn=True)
        letter = found.letter.id
        posting = ways.postings(tx).get(letter)
        offices = ways.offices(tx)
        to = _written_to(tx, found)
        if found.state == "withdrawn":
            return Withdrawn(to, next(one.at for one in all_acts(tx, letter) if one.act == "withdraw"))
    if posting is None:  # it is bound before anything is sent, so nothing of it can be anywhere
        raise WrongUsage(
            Sentence("The letter to %(names)s went nowhere yet, so there is nothing to take back.", names=to),
            marked("It lies at your desk. To send none, say so on their page, or with: amends people may NAME never"),
        )
    if posting.office in offices:
        with Way(offices[posting.office].url) as way:
            acting_counter(desk, way, offices[posting.office]).withdraw(letter)
    else:
        folder.take_away(Path(posting.office.removeprefix(FOLDER)), letter)
    with desk.drawer.transaction() as tx:
        ways.mark_withdrawn(tx, letter, desk.now)
        letters_kept.move_forward(tx, [letter], "withdrawn")
        log(tx, WriterAct(desk.now, "withdraw", letter))
    return Withdrawn(to)


def _written_to(tx: letters_kept.Transaction, one: letters_kept.Kept) -> str:
    names = {person.id: person.name for person in list_kept.everybody(tx)}
    return together([names[person] for person in one.letter.to])


def relink_letter(desk: Desk, name: str, *, road: KeyRoad | None = None) -> LinkTo:
    """Seals a letter anew under another id and link, and takes the old one back.

    The new one is put down before the old one is withdrawn and is found again when this is repeated, so that being
    stopped on the way never leaves two.

    Raises:
        WrongUsage: no such letter, or it went nowhere yet.
        OfficeUnreachable: the office does not answer; repeat the command.
    """
    return _in_its_place(desk, name, "", road)


def correct_letter(desk: Desk, name: str, text: str) -> LinkTo:
    """Has a letter with other words take the place of one that was posted: same people, another id, another link.

    Whether the old one was opened, nobody is told; it opens nothing any more, and says nothing of why.

    Args:
        desk: the desk.
        name: the letter, by its id or by whom it is to.
        text: the new words, in Markdown.

    Raises:
        WrongUsage: no such letter, it went nowhere yet, or the text cannot be a letter.
        Refused: its salutation names somebody else, or another correction of it is under way.
        OfficeUnreachable: the office does not answer; repeat the command with the same words.
    """
    if not text.strip():
        raise WrongUsage("The corrected letter has no words.", "To take it back: amends withdraw")
    return _in_its_place(desk, name, text, None)


def _in_its_place(desk: Desk, name: str, text: str, road: KeyRoad | None) -> LinkTo:
    with desk.drawer.transaction() as tx:
        old = _meant(tx, name)
        posting = ways.postings(tx).get(old.letter.id)
        if posting is None or not posting.posted:
            raise WrongUsage(
                f"The letter to {_written_to(tx, old)} went nowhere yet, so nothing need take its place.",
                "Post it with: amends post. Other words for it: amends write NAME",
            )
        if in_bank.of_letters(tx, [old.letter.id]):
            raise WrongUsage(
                "A letter in a bank has no link of its own, and its staff hand it over.",
                "What it returned is mended with: amends write NAME",
            )
        new = _successor(desk, tx, old, text)
        offices = ways.offices(tx)
        road = road or _road_of(seals.seals_of(tx, [old.letter.id])[old.letter.id])
    withdraw_letter(desk, old.letter.id)
    if posting.office in offices:
        done = post_to_office(desk, offices[posting.office].url, road=road, only=[new])
    else:
        done = post_to_folder(desk, Path(posting.office.removeprefix(FOLDER)), road=road, only=[new])
    if done.vanished:
        raise done.vanished
    if not done.links:
        reason = done.left_out[0].reason if done.left_out else "It could not be sealed."
        raise Refused(
            f"There is no new link: {reason}", "The old one is taken back. Repeat the command when that is mended."
        )
    if posting.office in offices:
        _onto_its_roads(desk, offices[posting.office], new, old.letter.id)
    return done.links[0]


def _successor(desk: Desk, tx: letters_kept.Transaction, old: letters_kept.Kept, text: str) -> str:
    """The id of the letter that takes its place, put down before anything leaves, and found again when repeated."""
    words = old.letter.words
    if text:
        try:
            words, _ = words_of_markdown(text, lang=words.lang, date=words.date, from_name=old.letter.from_name)
        except ValueError as error:
            raise WrongUsage(f"The corrected letter cannot be taken down: {error}") from error
        people = list_kept.everybody(tx)
        to = [person for person in people if person.id in old.letter.to]
        refuse_crossed(words, to, NameIndex(people))
    before = next((one for one in letters_kept.letters_in(tx) if one.replaces == old.letter.id), None)
    if before is None:
        fresh = replace(old.letter, id=desk.clock.bytes(16).hex(), source_digest="", words=words)
        letters_kept.put_letters(tx, [fresh], desk.now, replaces=old.letter.id)
        return fresh.id
    if text and before.digest != digest(words):
        raise Refused(
            "Another correction of this letter is under way already.", "End that first: amends relink, with its name."
        )
    return before.letter.id


def _onto_its_roads(desk: Desk, office: ways.OfficeKnown, new: str, old: str) -> None:
    """Puts a letter on the roads of the one whose place it took; first that one on its own, if that was cut off."""
    with desk.drawer.transaction() as tx:
        replaced = letters_kept.letters_by_id(tx, [old])[old].replaces
        pending = bool(replaced) and not any(one.act == _ROADS for one in all_acts(tx, old))
    with Way(office.url) as way:
        counter = acting_counter(desk, way, office)
        try:
            if pending:
                counter.replace(old, replaced)
            counter.replace(new, old)
        except (NotHere, Refused):
            return  # an office that does not know of this, or has a way of its own
    with desk.drawer.transaction() as tx:
        log(tx, WriterAct(desk.now, _ROADS, new, old))


def _road_of(seal: seals.Seal) -> KeyRoad:
    """The road a letter's secret took before."""
    if seal.own_key:
        return KeyRoad("age", seal.own_key)
    return KeyRoad("words") if seal.words else IN_LINK


def _meant(tx: letters_kept.Transaction, name: str) -> letters_kept.Kept:
    """The letter that is meant; if relinking it was stopped on the way, the one that was being relinked."""
    found = letter_named(tx, name)
    if found.replaces and found.state in ("ready", "sealed"):
        return letters_kept.letters_by_id(tx, [found.replaces])[found.replaces]
    return found
