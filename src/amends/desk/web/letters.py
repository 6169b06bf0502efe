"""A person and their letters, a letter and its page."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final, cast

import pypdfium2
from PIL import Image

from amends.desk.drawer import in_bank, out_tray, owed, ways
from amends.desk.drawer import lent as lent_kept
from amends.desk.drawer import letters as kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as replies_kept
from amends.desk.journey import banking
from amends.desk.journey.look import look, on_paper
from amends.desk.journey.opening import Desk
from amends.desk.letters.friend import paragraphs
from amends.desk.letters.review.remarks import Context, Remark, review
from amends.desk.letters.words import Words, digest, plain_text, words_json
from amends.desk.paper.sealed import letter_pdf
from amends.desk.people.names import NameIndex
from amends.desk.people.person import Person
from amends.desk.seal.remarks import BankRemarks
from amends.desk.web.person import places_of, somebody
from amends.desk.web.saying import told_words
from amends.envelope import Json
from amends.errors import NotHere, Refused
from amends.sentences import marked

PREVIEW_WIDTH: Final = 744
"""Pixels across a page's picture: twice what it is shown at, for fine screens."""
UNSEALED: Final = ("draft", "ready")


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter's page.

    Attributes:
        letter: as it lies in the drawer.
        to: whom it is to.
        tree: its words as the page reads them.
        draft, written: number of its newest draft, and when that was written.
        drafts: how many are kept.
        remarks: what the writer may want to look at; none where it is sealed.
        editable: whether its words can be changed here.
        place: where it went, or empty.
        told: what its recipient chose to tell.
        readers: friends who have read a draft of it.
        waits: its place in the out tray; None where it does not lie there.
        lent: whom the writer asked to read a draft.
        friends: what they said, and whether those words still stand there.
        offices: where a draft can be lent: address and name.
        screening: in a letter bank, how far its reading has come; otherwise empty.
        from_bank: what the bank's readers remarked.
    """

    letter: kept.Kept
    to: tuple[Person, ...]
    tree: dict[str, Json]
    draft: int
    written: str
    drafts: int
    remarks: tuple[Remark, ...]
    editable: bool
    place: str
    told: tuple[str, ...]
    readers: tuple[owed.FriendRead, ...]
    waits: out_tray.Laid | None
    lent: tuple[lent_kept.Lent, ...]
    friends: tuple[tuple[lent_kept.FriendRemark, bool], ...]
    offices: tuple[tuple[str, str], ...]
    screening: str = ""
    from_bank: tuple[BankRemarks, ...] = ()

    @property
    def text(self) -> str:
        """Its words as one writes them down."""
        return plain_text(self.letter.letter.words)


def letter_shown(desk: Desk, letter_id: str) -> LetterShown:
    """One letter.

    Raises:
        NotHere: none of this id.
    """
    with desk.drawer.transaction() as tx:
        one = letter_of(tx, letter_id)
        people = list_kept.everybody(tx)
        drafts = kept.drafts_of(tx, letter_id)
        aside = kept.remarks_set_aside(tx)
        place, told = places_of(tx).get(letter_id, ""), replies_kept.told_about(tx).get(letter_id)
        can_edit, readers = editable(tx, one), owed.reads_of(tx, [letter_id])
        waits = next((laid for laid in out_tray.tray(tx) if laid.letter == letter_id), None)
        lent, friends = lent_kept.lent_of(tx, letter_id), said_by_friends(tx, letter_id, one.letter.words)
        offices = tuple((office.url, office.name) for office in ways.offices(tx).values() if office.enrolled)
        before = one.replaces or letter_id  # what takes a returned letter's place is written beside its remarks
        there = in_bank.of_letters(tx, [before])
        from_bank = banking.remarks_on(tx, before) if before in there else ()
    by_id = {person.id: person for person in people}
    to = tuple(by_id[person] for person in one.letter.to)
    remarks: tuple[Remark, ...] = ()
    if one.state in UNSEALED:
        found = review(one.letter.words, Context(addressees=to, index=NameIndex(people)))
        remarks = tuple(remark for remark in found if (letter_id, remark.rule, remark.passage) not in aside)
    number, written, _ = drafts[-1]
    return LetterShown(
        letter=one,
        to=to,
        tree=page_tree(one.letter.words),
        draft=number,
        written=written,
        drafts=len(drafts),
        remarks=remarks,
        editable=can_edit,
        place=place,
        told=told_words(told),
        readers=readers,
        waits=waits,
        lent=lent,
        friends=friends,
        offices=offices,
        screening=there[letter_id].screening if letter_id in there else "",
        from_bank=from_bank,
    )


def said_by_friends(
    tx: kept.Transaction, letter_id: str, words: Words | None
) -> tuple[tuple[lent_kept.FriendRemark, bool], ...]:
    """What friends said of a letter's drafts, each with whether the words it is about still stand there."""
    now = " ".join(paragraphs(words)) if words else ""
    return tuple((one, one.passage in now) for one in lent_kept.remarks_on(tx, letter_id))


def page_picture(desk: Desk, letter_id: str, number: int) -> tuple[bytes, int]:
    """A page of a letter as it will be on paper: PNG, and how many pages there are.

    Raises:
        NotHere: there is no such letter or page.
        Refused: the hand lacks a character.
    """
    with desk.drawer.transaction() as tx:
        one = letter_of(tx, letter_id)
        to = somebody(tx, one.letter.to[0])
    seen = look(desk)
    page = on_paper(desk, seen, one.letter, to)
    if digest(page.words) != one.digest:
        raise Refused("This page bears other words than the letter.", "Please report it; nothing was shown.")
    return picture_of(letter_pdf(page, seen.hand, seen.paper, seen.sheet), number)


def picture_of(pdf: bytes, number: int) -> tuple[bytes, int]:
    """A page of a PDF as PNG, and how many pages it has."""
    document = cast("Any", pypdfium2.PdfDocument(pdf))  # its types are not known to a checker
    try:
        if not 1 <= number <= len(document):
            raise NotHere(marked("There is no such page."), marked("Go back to the letter."))
        sheet = document[number - 1]
        drawn: Image.Image = sheet.render(scale=PREVIEW_WIDTH / sheet.get_width()).to_pil()
        out = io.BytesIO()
        drawn.convert("RGB").save(out, "PNG")
        return out.getvalue(), len(document)
    finally:
        document.close()


def page_tree(words: Words) -> dict[str, Json]:
    """The words as the templates read them: their JSON, with nothing left out."""
    return {"date": "", "salutation": [], "close": [], "sign": [], "postscript": [], **words_json(words)}


def letter_of(tx: kept.Transaction, letter_id: str) -> kept.Kept:
    """The letter of this id.

    Raises:
        NotHere: there is none.
    """
    try:
        return kept.letters_by_id(tx, [letter_id])[letter_id]
    except KeyError:
        raise NotHere(marked("No letter is kept under this address."), marked("Go back to everyone.")) from None


def editable(tx: kept.Transaction, one: kept.Kept) -> bool:
    """Whether it is the letter that `write` would add a draft to: unsealed, to one person, the newest of these."""
    if one.state not in UNSEALED or len(one.letter.to) != 1:
        return False
    newest = [other for other in kept.letters_in(tx, *UNSEALED) if other.letter.to == one.letter.to]
    return bool(newest) and newest[-1].letter.id == one.letter.id
