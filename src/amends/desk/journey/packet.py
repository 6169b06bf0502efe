"""A packet of sealed slips for a go-between, and who was given theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from amends.desk.drawer import seals, ways
from amends.desk.drawer.acts import WriterAct, all_acts, log
from amends.desk.drawer.files import make_folder, put
from amends.desk.journey.enrolling import acting_counter
from amends.desk.journey.look import look
from amends.desk.journey.mailing import addresses, the_mailbox
from amends.desk.journey.opening import Desk
from amends.desk.journey.posting import FOLDER, links_of
from amends.desk.journey.ready import LeftOut, ToSend, choose_letters, hold_unasked
from amends.desk.paper.packet import Handout, SealedSlip, list_pdf, slips_pdf
from amends.desk.paper.press import Form, Press, type_case
from amends.desk.paper.stationery import SIZES
from amends.desk.post.way import Way
from amends.desk.seal.age import Secret
from amends.desk.seal.handing import Handing, handing, packet_name, road_of
from amends.errors import Refused, WrongUsage

SLIPS, LIST = "slips.pdf", "list.pdf"
_ACT: Final = "hand over"
_BLANKS: Final = str.maketrans("", "", " -\t")


@dataclass(frozen=True, slots=True)
class InPacket:
    """One slip as the writer sees it.

    Attributes:
        letter: the letter's id.
        to: whom it is to.
        mark: outside on the slip.
        code: what the writer tells the recipient, and nobody else.
        handed: when it was put down that they have it; or empty.
    """

    letter: str
    to: str
    mark: str
    code: str
    handed: str = ""


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet that was made.

    Attributes:
        name: what it is known by.
        slips: what is in it, in the order of the letters.
        files: what was written.
        left_out: letters of which there is no slip, with the reason.
        not_at_office: letters whose code the office did not take, with its reason; their slips are in the packet.
        unasked: ids of letters in it of whose people the writer has not said whether it could injure somebody.
    """

    name: str
    slips: tuple[InPacket, ...]
    files: tuple[Path, ...]
    left_out: tuple[LeftOut, ...]
    not_at_office: tuple[LeftOut, ...]
    unasked: tuple[str, ...] = ()


def make_packet(
    desk: Desk, out: Path, go_between: str, only: Iterable[str] = (), *, asked_only: bool = False
) -> Packet:
    """Makes the slips of letters that were posted, and the go-between's list. Again gives the same packet.

    An office that carries such a letter is told the code, so that its page can say which slip may be handed over; it
    is told no key and no name.

    Args:
        desk: the desk.
        out: the folder to fill.
        go_between: for whom the packet is.
        only: ids of letters; all that were posted where none is named.
        asked_only: leave out what the writer has not answered the gate for; elsewhere the command is the answer.

    Raises:
        WrongUsage: nobody is named for whom it is, or no letter was posted yet.
        OfficeUnreachable: an office does not answer; repeat the command.
        Refused: the folder cannot be written to, or a slip cannot be set.
    """
    go_between = " ".join(go_between.split())
    if not go_between:
        raise WrongUsage("A packet is for somebody, and nobody was named.", "Name them with --for NAME.")
    chosen = choose_letters(desk, ("posted",), only)
    if asked_only:
        chosen = hold_unasked(chosen, gone_too=True)
        if chosen.left_out and not chosen.letters:
            return Packet("", (), (), chosen.left_out, ())
    if not chosen.letters:
        raise WrongUsage("No letter that was posted is meant, so there is no slip.", "Post them first: amends post")
    packet, inside = packet_name(go_between, desk.signer), _inside(desk, chosen.letters)
    page, refused = _tell_offices(desk, packet, inside)
    slips = _slips(desk, chosen.letters, {one.letter: one for one in inside})
    seen = look(desk)
    sheet = SIZES["Letter"] if seen.sheet.name == "Letter" else SIZES["A4"]
    with type_case(Form(seen.hand, seen.paper, sheet, seen.cover)) as case:
        press = Press(case)
        made = {
            SLIPS: slips_pdf(press, slips, sheet),
            LIST: list_pdf(press, slips, Handout(go_between, packet, page), sheet),
        }
    make_folder(out)
    for name, data in made.items():
        put(out / name, data)
    with desk.drawer.transaction() as tx:
        log(tx, WriterAct(desk.now, "packet", detail=f"{len(slips)} slips for {go_between}"))
    names = {one.id: one.names for one in chosen.letters}
    not_taken = tuple(LeftOut(letter, names[letter], reason) for letter, reason in refused)
    unasked = () if asked_only else tuple(one.id for one in chosen.unasked)
    return Packet(packet, inside, tuple(out / name for name in made), chosen.left_out, not_taken, unasked)


def the_slips(desk: Desk) -> tuple[InPacket, ...]:
    """The slips of all letters that were posted, and which of them are put down as handed over."""
    return _inside(desk, choose_letters(desk, ("posted",)).letters)


def put_down(desk: Desk, mark: str, code: str) -> tuple[InPacket, bool]:
    """Puts down that somebody was given their slip against their code; again changes nothing.

    Returns:
        The slip, and whether that is news.

    Raises:
        Refused: mark and code do not belong together.
    """
    mark, code = mark.translate(_BLANKS).upper(), code.translate(_BLANKS)
    found = next((one for one in the_slips(desk) if (one.mark, one.code) == (mark, code)), None)
    if found is None:
        raise Refused(
            f"Slip {mark} and this code do not belong together, so nothing is put down.",
            "Compare both with the list. Whoever has the slip can open the letter all the same.",
        )
    if found.handed:
        return found, False
    with desk.drawer.transaction() as tx:
        log(tx, WriterAct(desk.now, _ACT, found.letter, found.mark))
    return InPacket(found.letter, found.to, found.mark, found.code, desk.now), True


def _inside(desk: Desk, letters: Sequence[ToSend]) -> tuple[InPacket, ...]:
    with desk.drawer.transaction() as tx:
        keys = seals.keys_of(tx, [one.id for one in letters])
        handed = {act.letter: act.at for act in reversed(all_acts(tx)) if act.act == _ACT}
    known = {one.id: handing(one.id, Secret.read(keys[one.id].secret)) for one in letters}
    return tuple(
        InPacket(one.id, one.names, known[one.id].mark, known[one.id].code, handed.get(one.id, "")) for one in letters
    )


def _slips(desk: Desk, letters: Sequence[ToSend], inside: dict[str, InPacket]) -> list[SealedSlip]:
    slips: list[SealedSlip] = []
    answered = {letter: address for letter, _, address in addresses(desk)} if the_mailbox(desk) else {}
    for link in links_of(desk, letters):
        where = link.url
        if not where.startswith(("http://", "https://")):  # a file's own place is of use on this machine alone
            key = where.partition("#")[2]
            where = f"{link.letter}.html" + (f"#{key}" if key else "")
        mark, answer_to = inside[link.letter].mark, answered.get(link.letter, "")
        slips.append(SealedSlip(link.letter, link.to, mark, where, link.words, answer_to))
    return slips


def _tell_offices(desk: Desk, packet: str, inside: Sequence[InPacket]) -> tuple[str, list[tuple[str, str]]]:
    """Tells each office the codes of its letters; gives the page for handing over, and what was refused and why."""
    with desk.drawer.transaction() as tx:
        postings, offices = ways.postings(tx), ways.offices(tx)
    refused: list[tuple[str, str]] = []
    page = ""
    for office in offices.values():
        here = {
            one.letter: road_of(packet, Handing(one.mark, one.code))
            for one in inside
            if postings[one.letter].office == office.id and not office.id.startswith(FOLDER)
        }
        if not here:
            continue
        with Way(office.url) as way:
            outcomes = acting_counter(desk, way, office).by_road("hand", here)
        refused += [(one.id, one.reason) for one in outcomes if one.outcome == "refused"]
        page = f"{office.url}/hand"
    return page, refused
