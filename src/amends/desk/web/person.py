"""One person's page: where they stand, their letters, what is owed to them, promises, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from amends.desk.drawer import answered, listing, owed, ways
from amends.desk.drawer import letters as kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as replies_kept
from amends.desk.journey.opening import Desk
from amends.desk.letters.words import Block, Items, Line, Paragraph, Quotation, Words, bare
from amends.desk.people.amends import INJURIES, KINDS, Amends, Held, Promise, held_back
from amends.desk.people.files import clean, postal_address
from amends.desk.people.person import Person, PersonKind
from amends.desk.people.standing import Stage
from amends.desk.web.saying import told_words
from amends.errors import NotHere
from amends.sentences import marked

_KINDS: Final[tuple[PersonKind, ...]] = ("person", "family", "organisation")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer to somebody's letter, what the writer says it was, and their letters that answer it."""

    reply: replies_kept.Reply
    own_words: str
    letters: tuple[LetterLine, ...]


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in a list of somebody's letters, with the answers to it: a correspondence as it went on."""

    id: str
    state: str
    begins: str
    place: str
    told: tuple[str, ...]
    readers: tuple[str, ...]
    answers: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person's page; `held` says why no letter to them would be sealed, where that is so."""

    person: Person
    stage: Stage
    amends: Amends
    held: Held | None
    letters: tuple[LetterLine, ...]
    promises: tuple[Promise, ...]
    circles: tuple[owed.Circle, ...]
    every_circle: tuple[str, ...]


def person_shown(desk: Desk, person_id: str) -> PersonShown:
    """Somebody on the list.

    Raises:
        NotHere: nobody of this id.
    """
    with desk.drawer.transaction() as tx:
        listing.bring_up(tx)
        person = somebody(tx, person_id)
        (row,), _ = listing.page(tx, listing.Wanted(person=person_id), 1)
        amends = owed.amends_of(tx, [person_id]).get(person_id, Amends())
        ids = [letter for letter, _ in kept.states_to(tx, [person_id]).get(person_id, [])]
        letters, readers = kept.letters_by_id(tx, ids), owed.reads_of(tx, ids)
        told, _ = replies_kept.heard_about(tx, ids)
        answers = {one: replies_kept.replies_to(tx, one) for one in ids}
        said, going_on = answered.own_words(tx), answered.threads(tx)
        places = places_of(tx)
        shown = PersonShown(
            person=person,
            stage=row.stage,
            amends=amends,
            held=held_back(amends, person.name),
            letters=(),
            promises=owed.promises(tx, person_id),
            circles=owed.circles_of(tx, person_id),
            every_circle=tuple(circle.title for circle, _ in owed.circles(tx)),
        )

    def line(one: str) -> LetterLine:
        return LetterLine(
            id=one,
            state=letters[one].state,
            begins=_begins(letters[one].letter.words),
            place=places.get(one, ""),
            told=told_words(told.get(one)),
            readers=tuple(read.reader for read in readers if read.letter == one),
            answers=tuple(
                AnswerLine(
                    reply,
                    said.get(reply.id, ""),
                    tuple(line(later) for later in ids if parent.get(later) == reply.id),
                )
                for reply in sorted(answers[one], key=lambda reply: (reply.arrived, reply.id))
            ),
        )

    here = {reply.id for some in answers.values() for reply in some}
    parent = {later: reply for later, reply in going_on.items() if reply in here}
    return replace(shown, letters=tuple(line(one) for one in ids if one not in parent))


def somebody(tx: list_kept.Transaction, person_id: str) -> Person:
    """Somebody on the list.

    Raises:
        NotHere: nobody of this id.
    """
    found = list_kept.people_by_id(tx, [person_id]).get(person_id)
    if found is None:
        raise NotHere(marked("Nobody on the list is kept under this address."), marked("Go back to everyone."))
    return found


def places_of(tx: list_kept.Transaction) -> dict[str, str]:
    """The name of the office each posted letter is with; empty for a folder."""
    offices = ways.offices(tx)
    return {
        letter: offices[posting.office].name if posting.office in offices else ""
        for letter, posting in ways.postings(tx).items()
        if posting.posted
    }


def amends_said(said: Mapping[str, str]) -> Amends:
    """What a person's form says is owed to them; an answer that does not exist counts as none."""
    kind, injury = said.get("kind", ""), said.get("injury", "")
    return Amends(
        happened=_text(said, "happened"),
        effect=_text(said, "effect"),
        repair=_text(said, "repair"),
        willing="willing" in said,
        kind=kind if kind in KINDS else "",
        until=" ".join(_text(said, "until").split()) if kind == "deferred" else "",
        injury=injury if injury in INJURIES else "",
        injury_note=_text(said, "injury_note"),
        no_contact="no_contact" in said,
    )


def person_said(before: Person, said: Mapping[str, str]) -> Person:
    """The person as an edited form has them; an address whose lines did not change keeps what is known of it."""
    known = {address.lines: address for address in before.addresses}
    written = [block for block in _text(said, "addresses").split("\n\n") if block.strip()]
    made = (known.get(_lines(block)) or postal_address(as_given=block) for block in written)
    kind = said.get("kind", before.kind)
    return replace(
        before,
        name=" ".join(_text(said, "name").split()),
        given=" ".join(_text(said, "given").split()),
        family=" ".join(_text(said, "family").split()),
        kind=kind if kind in _KINDS else before.kind,
        org=" ".join(_text(said, "org").split()),
        also=_lines(_text(said, "also")),
        addresses=tuple(one for one in made if one),
        emails=_lines(_text(said, "emails")),
        phones=_lines(_text(said, "phones")),
        note=_text(said, "note"),
    )


def _text(said: Mapping[str, str], field: str) -> str:
    return clean(said.get(field, ""))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for line in (" ".join(one.split()) for one in text.splitlines()) if line))


def _begins(words: Words) -> str:
    lines = [bare(line) for block in words.body for line in _lines_of(block)]
    text = " ".join(" ".join(lines).split())
    return text if len(text) <= 90 else text[:90].rsplit(" ", 1)[0] + " …"


def _lines_of(block: Block) -> tuple[Line, ...]:
    match block:
        case Paragraph():
            return (block.line,)
        case Quotation():
            return block.lines
        case Items():
            return block.items
        case _:
            return ()
