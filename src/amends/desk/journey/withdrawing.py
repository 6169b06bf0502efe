"""Taking a letter back, and a new link in the place of one that was lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from amends.desk.drawer import in_bank, seals, ways
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer.acts import WriterAct, all_acts, log
from amends.desk.journey.enrolling import acting_counter
from amends.desk.journey.letters import letter_named
from amends.desk.journey.opening import Desk
from amends.desk.journey.posting import FOLDER, LinkTo, post_to_folder, post_to_office
from amends.desk.post import folder
from amends.desk.post.way import Way
from amends.desk.seal.sealing import IN_LINK, KeyRoad
from amends.errors import Refused, WrongUsage


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


def withdraw_letter(desk: Desk, name: str) -> str:
    """Takes a letter back from wherever it went. An office answers alike whatever its recipient did.

    Returns:
        When it was taken back before; empty if it was not. Then nothing more is done.

    Raises:
        WrongUsage: no such letter.
        OfficeUnreachable: the office does not answer; the letter stays where it is.
        Refused: the folder cannot be written to, or another office answers at that address.
    """
    with desk.drawer.transaction() as tx:
        found = letter_named(tx, name, withdrawn=True)
        letter = found.letter.id
        posting = ways.postings(tx).get(letter)
        offices = ways.offices(tx)
        if found.state == "withdrawn":
            return next(one.at for one in all_acts(tx, letter) if one.act == "withdraw")
    if posting and posting.office in offices:
        with Way(offices[posting.office].url) as way:
            acting_counter(desk, way, offices[posting.office]).withdraw(letter)
    elif posting:
        folder.take_away(Path(posting.office.removeprefix(FOLDER)), letter)
    with desk.drawer.transaction() as tx:
        ways.mark_withdrawn(tx, letter, desk.now)
        letters_kept.move_forward(tx, [letter], "withdrawn")
        log(tx, WriterAct(desk.now, "withdraw", letter))
    return ""


def relink_letter(desk: Desk, name: str, *, road: KeyRoad | None = None) -> LinkTo:
    """Seals a letter anew under another id and link, and takes the old one back.

    The new one is put down before the old one is withdrawn and is found again when this is repeated, so that being
    stopped on the way never leaves two.

    Raises:
        WrongUsage: no such letter, or it went nowhere yet.
        OfficeUnreachable: the office does not answer; repeat the command.
    """
    with desk.drawer.transaction() as tx:
        old = _meant(tx, name)
        posting = ways.postings(tx).get(old.letter.id)
        if posting is None or not posting.posted:
            raise WrongUsage(
                "This letter went nowhere yet, so no link of it can be lost.", "Post it with: amends post"
            )
        if in_bank.of_letters(tx, [old.letter.id]):
            raise WrongUsage("A letter in a bank has no link that could be lost.", "Its staff hand it over.")
        successor = next((one for one in letters_kept.letters_in(tx) if one.replaces == old.letter.id), None)
        if successor is None:
            fresh = replace(old.letter, id=desk.clock.bytes(16).hex(), source_digest="")
            letters_kept.put_letters(tx, [fresh], desk.now, replaces=old.letter.id)
            new = fresh.id
        else:
            new = successor.letter.id
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
    return done.links[0]


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
