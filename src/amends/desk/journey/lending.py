"""A friend is asked to read a draft, and what they say comes back beside the words.

The copy is a letter of its own, to the friend, sealed like any other and never signed: whoever carries it can read
neither the draft nor the remarks. Nothing is lent but by the writer's word, each time.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Final

from amends.desk.drawer import lent as kept
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import owed, ways
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.journey.enrolling import acting_counter, at_office
from amends.desk.journey.opening import Desk
from amends.desk.letters.friend import copy_for_friend, paragraphs, remarks_in
from amends.desk.letters.letter import Letter
from amends.desk.post import folder
from amends.desk.post.links import link_to
from amends.desk.post.way import Way
from amends.desk.seal.age import Secret
from amends.desk.seal.opening import open_letter, open_reply
from amends.desk.seal.sealing import IN_LINK, KeyRoad, LetterKeys, Parts, seal
from amends.envelope import pack
from amends.errors import AmendsError, NotHere, Refused, WrongUsage
from amends.sentences import marked, translations

FOLDER: Final = "folder:"
NOTE_MOST: Final = 2000
_ABOUT: Final = marked(
    "This is a draft of a letter to somebody else. I have sent it to nobody. Would you read it, and tell me what "
    "you see that I do not?"
)
_HOW: Final = marked(
    "Each paragraph has a number. To say something about one, begin a line with its number: 3: and then what you "
    "think. Whatever else you write is about the whole."
)
# What stands under their name on the envelope: a friend should know before opening that this letter is not for them.
_OUTSIDE: Final = marked("A draft, to read and remark on")


def lend(
    desk: Desk, letter: str, reader: str, *, to: str | Path | None, note: str = "", by_words: bool = False
) -> tuple[kept.Lent, str]:
    """Seals the newest draft of a letter to a friend, and hands it over.

    Args:
        desk: the desk.
        letter: the letter's id.
        reader: the friend's name.
        to: an office where this desk is enrolled, by its address, or a folder; None keeps it here, to be saved.
        note: what the writer says to them; by default what this is and how remarks are made.
        by_words: the key is behind words and not in the link.

    Returns:
        What was lent, and its link; the link is empty where it was handed to nobody.

    Raises:
        NotHere: no such letter.
        WrongUsage: it is sealed already, nobody is named, or the note is too long.
        Refused, OfficeUnreachable: the folder or the office did not take it; nothing of it left then.
    """
    draft, number = _draft(desk, letter)
    name = " ".join(reader.split())
    if not name:
        raise WrongUsage(marked("Nobody is named."), marked("Say who is to read it."))
    if len(note) > NOTE_MOST:
        raise WrongUsage(marked("What you say to your reader is too long."), marked("Keep it to a page."))
    copy = _seal(desk, (draft, number), name, note, by_words=by_words or to is None)
    if to is None:
        return _keep(desk, copy, ""), ""
    if isinstance(to, Path):
        folder.make_folder(to)
        lent = _keep(desk, copy, FOLDER + str(to.resolve()))
        with _or_back(desk, lent):
            folder.put_letter(to, lent.id, lent.sealed, draft.words.lang)
        return lent, folder.page_address(to, lent.id) + ("" if lent.words else f"#{lent.secret}")
    with Way(to) as way:
        office, counter = at_office(desk, way, None)
        lent = _keep(desk, copy, office.id)
        with desk.drawer.transaction() as tx:
            ways.put_elsewhere(tx, office.id, [lent.id])  # at the office it lies among this desk's letters
        with _or_back(desk, lent):
            (outcome,) = counter.deposit({lent.id: lent.sealed})
            if outcome.outcome == "refused":
                raise Refused(f"The office refused it: {outcome.reason}", "Nothing was lent.")
    return lent, link_to(office.url, lent.id, "" if lent.words else lent.secret)


@contextlib.contextmanager
def _or_back(desk: Desk, lent: kept.Lent) -> Generator[None]:
    """What did not get away counts as taken back: nobody was ever shown its link."""
    try:
        yield
    except AmendsError:
        with desk.drawer.transaction() as tx:
            kept.mark_back(tx, lent.id, desk.now)
        raise


def _keep(desk: Desk, copy: kept.Lent, place: str) -> kept.Lent:
    lent = replace(copy, place=place)
    with desk.drawer.transaction() as tx:
        kept.put_lent(tx, lent)
        log(tx, WriterAct(desk.now, "lend draft", lent.letter, f"draft {lent.number}"))
    return lent


def saved(desk: Desk, copy: str) -> bytes:
    """A lent copy as a page that opens itself in a browser, with no office.

    Raises:
        NotHere: no such copy, or it was taken back.
        Refused: the reading room was not built into this package.
    """
    with desk.drawer.transaction() as tx:
        lent = kept.lent_by_id(tx, copy)
        of = letters_kept.letters_by_id(tx, [lent.letter]).get(lent.letter) if lent else None
    if lent is None or lent.back:
        raise NotHere(marked("No draft is lent under this address."), marked("Go back to the letter."))
    return folder.self_opening(lent.sealed, of.letter.words.lang if of else "en")


def take_back(desk: Desk, copy: str) -> None:
    """Takes a lent draft back: its link opens nothing any more.

    Raises:
        NotHere: no such copy.
        OfficeUnreachable, Refused: the office or the folder did not give it back.
    """
    with desk.drawer.transaction() as tx:
        lent, offices = kept.lent_by_id(tx, copy), ways.offices(tx)
    if lent is None:
        raise NotHere(marked("No draft is lent under this address."), marked("Go back to the letter."))
    if lent.place.startswith(FOLDER):
        folder.take_away(Path(lent.place.removeprefix(FOLDER)), copy)
    elif lent.place in offices:
        with Way(offices[lent.place].url) as way:
            acting_counter(desk, way, offices[lent.place]).withdraw(copy)
    with desk.drawer.transaction() as tx:
        kept.mark_back(tx, copy, desk.now)
        log(tx, WriterAct(desk.now, "lent draft back", lent.letter))


def came_back(desk: Desk, copy: str, data: bytes, arrived: str) -> bool | None:
    """Takes in what a friend said; returns whether it is new, and None where nobody was lent such a copy.

    Raises:
        NotOpenable: it was sealed to another key, or is torn.
    """
    with desk.drawer.transaction() as tx:
        lent = kept.lent_by_id(tx, copy)
    if lent is None:
        return None
    opened = open_reply(data, Secret.read(lent.reply), copy)
    remarks = remarks_in(opened.text, lent.passages) or (("", opened.text.strip()),)
    with desk.drawer.transaction() as tx:
        new = kept.put_remarks(tx, copy, hashlib.sha256(data).hexdigest(), remarks, arrived)
        if new:
            owed.put_read(tx, owed.FriendRead(lent.letter, lent.number, lent.reader, arrived))
            log(tx, WriterAct(desk.now, "read by a friend", lent.letter))
    return new


def _draft(desk: Desk, letter: str) -> tuple[Letter, int]:
    with desk.drawer.transaction() as tx:
        one = letters_kept.letters_by_id(tx, [letter]).get(letter)
        if one is None:
            raise NotHere(marked("No letter is kept under this address."), marked("Go back to everyone."))
        if one.state not in ("draft", "ready"):
            raise WrongUsage(marked("This letter is sealed already."), marked("Nothing was changed."))
        return one.letter, letters_kept.drafts_of(tx, letter)[-1][0]


def _seal(desk: Desk, draft: tuple[Letter, int], reader: str, note: str, *, by_words: bool) -> kept.Lent:
    letter, number = draft
    say = translations(letter.words.lang.partition("-")[0].lower()).gettext
    words = copy_for_friend(letter.words, (" ".join(note.split()) or say(_ABOUT), say(_HOW)))
    copy, keys = desk.clock.bytes(16).hex(), LetterKeys.draw(desk.clock)
    assert keys.reply is not None
    parts = Parts(
        id=copy,
        person=desk.clock.bytes(16).hex(),
        words=words,
        from_name=desk.writer,
        to=(reader,),
        address=(reader, say(_OUTSIDE)),
        flap=desk.writer,
        draft=True,
    )
    sealed = seal(parts, keys, desk.clock, signer=None, road=KeyRoad("words") if by_words else IN_LINK)
    if open_letter(sealed.envelope.letter, keys.secret, copy).header.words != words:
        raise Refused("The copy bears other words than the draft.", "Please report it; nothing was lent.")
    return kept.Lent(
        id=copy,
        letter=letter.id,
        number=number,
        reader=reader,
        passages=paragraphs(letter.words),
        secret=keys.secret.text,
        reply=keys.reply.text,
        words=sealed.words,
        sealed=pack(sealed.envelope),
        place="",
        at=desk.now,
    )
