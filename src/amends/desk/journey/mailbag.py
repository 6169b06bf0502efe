"""What came back: fetched, listed, and opened one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from amends.desk.drawer import answered, seals, ways
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import papers as papers_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.answered import NOTHING, Asks
from amends.desk.drawer.lent import taken_in
from amends.desk.journey import banking, guessing, knowing
from amends.desk.journey.enrolling import counter_of
from amends.desk.journey.opening import Desk
from amends.desk.journey.papers import clean_pages
from amends.desk.journey.placing import the_reply
from amends.desk.journey.scanning import put_away
from amends.desk.journey.telling import not_told
from amends.desk.letters.words import bare
from amends.desk.mailbag.evidence import Suggested
from amends.desk.mailbag.mail import read_mail
from amends.desk.post.way import Way
from amends.desk.seal.age import Secret
from amends.desk.seal.opening import open_reply
from amends.errors import NotHere, NotOpenable, OfficeUnreachable, Refused, WrongUsage
from amends.sentences import marked

NOTE_MOST: Final = 400
"""Characters of a note."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a round to the offices brought.

    Attributes:
        offices: how many were asked.
        new: answers that are new.
        same: answers that were here already.
        told: letters of which a recipient let the writer know something new.
        screened: letters in a bank whose reading has come further.
        refused: answers that could not be taken in, with the reason.
        unreachable: what to say of an office that did not answer; empty when all did.
        closed: to whom letters are that the office cannot tell by the road that was chosen.
    """

    offices: int
    new: int
    same: int
    told: int
    refused: tuple[str, ...]
    unreachable: tuple[OfficeUnreachable, ...]
    screened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InMailbag:
    """Something in the mailbag.

    Attributes:
        reply: what came.
        people: names of those to whom the letter is written that it answers; none in the unsorted tray.
        suggested: for what lies in the unsorted tray, whom it may be from; only the writer places it.
        looked_at: whether its hand was looked at. With nothing suggested, it is a hand that is not known here.
        front: whether the front of its envelope was scanned.
        bare: whether nothing seems to be written on it; it is then no answer until the writer says it is one.
        own_words: what the writer says it was.
        asks: what it asks for, once it was opened.
        answered_by: ids of the letters that answer it.
    """

    reply: kept.Reply
    people: tuple[str, ...]
    suggested: tuple[Suggested, ...] = ()
    looked_at: bool = False
    front: bool = False
    bare: bool = False
    own_words: str = ""
    asks: Asks = NOTHING
    answered_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """An answer that was opened.

    Attributes:
        item: what it is.
        text: what it says; empty for pages on paper.
        signed: how it is signed, where it is.
        asks: what it asks for, as far as it could say so.
        files: what came, by name: scans, pages, or a mail and what was in it.
        letter: the letter it answers, if it is placed.
        salutation: how that letter begins.
        read_by: the bank that read it before it came here, and signed that; or empty.
        on_paper: whether it came to that bank on paper, and was typed in there.
        unread_by: the bank that said it reads answers first, where nothing shows that it read this one; or empty.
        clean: of pages on paper, the same laid flat and clean (PDF/A); or empty.
    """

    item: InMailbag
    text: str
    signed: str
    asks: Asks
    files: tuple[tuple[str, bytes], ...]
    letter: letters_kept.Kept | None
    salutation: str
    clean: bytes = field(default=b"", repr=False)
    read_by: str = ""
    on_paper: bool = False
    unread_by: str = ""


def fetch(desk: Desk) -> Fetched:
    """Asks every office this desk is enrolled at; what comes is in the drawer before the next thing is asked for."""
    with desk.drawer.transaction() as tx:
        offices = [office for office in ways.offices(tx).values() if office.enrolled]
        have = {reply.digest for reply in kept.replies(tx)} | taken_in(tx)
    new = same = told = 0
    refused: list[str] = []
    unreachable: list[OfficeUnreachable] = []
    screened: list[str] = []
    closed: list[str] = []
    for office in offices:
        try:
            with Way(office.url) as way:
                counter = counter_of(way, office)
                news = counter.news()
                with desk.drawer.transaction() as tx:
                    known = letters_kept.letters_by_id(tx, [one.letter for one in news.told])
                    told += sum(kept.put_told(tx, one, desk.now) for one in news.told if one.letter in known)
                for waiting in news.replies:
                    if waiting.sha256 in have:
                        same += 1
                        continue
                    try:
                        data = counter.reply(waiting)
                        new += put_away(desk, waiting.letter, "office", data, waiting.arrived)
                    except (NotOpenable, Refused, NotHere) as error:
                        refused.append(f"The answer {waiting.id} at {office.url}: {error}")
                heard, torn = banking.hear(desk, office.id, counter)
                screened += heard
                refused += torn
                closed += not_told(desk, counter)
        except OfficeUnreachable as error:
            unreachable.append(error)
        except Refused as error:
            refused.append(str(error))
    return Fetched(len(offices), new, same, told, tuple(refused), tuple(unreachable), tuple(screened), tuple(closed))


def the_mailbag(desk: Desk) -> tuple[InMailbag, ...]:
    """Everything that came back, what is unopened first."""
    with desk.drawer.transaction() as tx:
        replies = kept.replies(tx)
        letters = letters_kept.letters_by_id(tx, list({reply.letter for reply in replies if reply.letter}))
        names = {person.id: person.name for person in list_kept.everybody(tx)}
        guesses = guessing.guessed(desk, tx, replies)
        fronts, empty = papers_kept.with_fronts(tx), papers_kept.bare_ones(tx)
        said, asked = answered.own_words(tx), answered.asked(tx)
        answers: dict[str, list[str]] = {}
        for letter, reply in answered.threads(tx).items():
            answers.setdefault(reply, []).append(letter)
    return tuple(
        InMailbag(
            reply,
            tuple(names[one] for one in letters[reply.letter].letter.to) if reply.letter else (),
            guesses.suggested.get(reply.id, ()),
            reply.id in guesses.looked_at,
            front=reply.id in fronts,
            bare=reply.id in empty,
            own_words=said.get(reply.id, ""),
            asks=asked.get(reply.id, NOTHING),
            answered_by=tuple(answers.get(reply.id, ())),
        )
        for reply in replies
    )


def note(desk: Desk, name: str, words: str) -> kept.Reply:
    """Puts down in the writer's own words what an answer was.

    Raises:
        WrongUsage: no such answer, or it is too long for a note.
        Refused: it is not opened.
    """
    said = " ".join(words.split())
    if len(said) > NOTE_MOST:
        raise WrongUsage(marked("This is too long for a note."), marked("Say it in a few words."))
    with desk.drawer.transaction() as tx:
        reply = the_reply(tx, name)
        if not reply.opened:
            raise Refused(marked("This envelope is not opened."), marked("Open it from the mailbag first."))
        answered.put_own_words(tx, reply.id, said, desk.now)
    return reply


def open_one(desk: Desk, name: str) -> Opened:
    """Opens one answer, by its id or the beginning of it; opening it again shows the same.

    Raises:
        WrongUsage: there is none, or several begin so.
        NotOpenable: it is torn, or was sealed to another key.
    """
    found = [one for one in the_mailbag(desk) if one.reply.id.startswith(name.lower())]
    if len(found) != 1:
        raise WrongUsage(
            f"{'Several answers begin' if found else 'No answer begins'} with {name}.", "See: amends mailbag list"
        )
    (item,) = found
    reply = item.reply
    with desk.drawer.transaction() as tx:
        parts = kept.parts_of(tx, reply.id)
        letter = letters_kept.letters_by_id(tx, [reply.letter]).get(reply.letter) if reply.letter else None
        keys = seals.keys_of(tx, [reply.letter]).get(reply.letter) if reply.letter else None
        grant = banking.grant_of(tx, keys) if keys else None
        to_be_read = grant.bank if grant and banking.reads_answers(tx, reply.letter) else ""
    text, signed, asks, read_by, on_paper, unread_by = "", "", item.asks, "", False, ""
    if parts[0][0] == kept.SEALED and keys:
        opened = open_reply(parts[0][1], Secret.read(keys.reply), reply.letter, grant)
        read_by, on_paper, unread_by = opened.read_by, opened.on_paper, "" if opened.read_by else to_be_read
        text, signed = opened.text, opened.header.from_name
        asks = Asks(opened.header.again, opened.header.private)
        parts = tuple(opened.scans.items())
    elif reply.kind == "mail":
        mail = read_mail(parts[0][1])
        text, parts = mail.text, tuple((one.name, one.data) for one in mail.attachments)
    with desk.drawer.transaction() as tx:
        kept.mark_opened(tx, reply.id, desk.now)
        if asks.again:
            answered.put_asks(tx, reply.id, asks)
        if not reply.opened:
            log(tx, WriterAct(desk.now, "open answer", reply.letter, reply.id))
    clean = clean_pages(desk, reply)
    if not reply.opened:
        knowing.look_at(desk, reply.id)  # what was inside the envelope may be looked at from now on
    salutation = bare(letter.letter.words.salutation) if letter else ""
    return Opened(item, text, signed, asks, parts, letter, salutation, clean, read_by, on_paper, unread_by)
