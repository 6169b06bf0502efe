"""The letter book: what was written, and what was opened of what came back, bound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import cv2

from amends.desk.book.bind import bind_book
from amends.desk.book.leaves import BookLetter, BookPerson, BookReply, Bound, Plate, Title
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import papers as papers_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as replies_kept
from amends.desk.drawer import seals
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.hand.photograph import Picture, open_photographs
from amends.desk.hand.shipped import DEFAULT
from amends.desk.journey.flat import pictures_of
from amends.desk.journey.look import hand, wishes
from amends.desk.journey.opening import Desk
from amends.desk.letters.plain import words_of_text
from amends.desk.mailbag.mail import read_mail
from amends.desk.seal.age import Secret
from amends.desk.seal.opening import open_reply

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".heic", ".heif")


def bind(
    desk: Desk,
    out: Path,
    *,
    title: str,
    years: str = "",
    plain: bool = False,
    only: Iterable[str] = (),
    leave_out: Iterable[str] = (),
) -> Bound:
    """Binds letters that are written and not held back, with the answers that were opened, but for private ones.

    The book is of the day of the newest thing in it, so that binding it again gives the same bytes.

    Args:
        desk: the desk.
        out: the file.
        title: what stands on the title page.
        years: when they were written, in the writer's own words.
        plain: in plain type instead of the hand.
        only: ids of the letters that are chosen; all where none is named.
        leave_out: ids of letters that are not, with their answers.

    Raises:
        WrongUsage: the file's name ends in neither `.pdf` nor `.epub`, or there is no letter.
        Refused: the file cannot be written.
    """
    wanted, unwanted = frozenset(only), frozenset(leave_out)
    with desk.drawer.transaction() as tx:
        letters = [
            one
            for one in letters_kept.letters_in(tx, "ready", "sealed", "posted")
            if (not wanted or one.letter.id in wanted) and one.letter.id not in unwanted
        ]
        people = {person.id: person for person in list_kept.everybody(tx)}
        bare = papers_kept.bare_ones(tx)
        answers: dict[str, list[replies_kept.Reply]] = {}
        for reply in sorted(replies_kept.replies(tx), key=lambda one: (one.arrived, one.id)):
            if reply.opened and reply.letter and reply.id not in bare:
                answers.setdefault(reply.letter, []).append(reply)
        log(tx, WriterAct(desk.now, "book"))
        ids = [one.letter.id for one in letters]
        newest = max(
            [letters_kept.newest_draft(tx, ids), *(one.arrived for id_ in ids for one in answers.get(id_, ()))]
        )
    leaves = (
        BookLetter(
            one.letter.id,
            one.letter.words,
            tuple(BookPerson(people[id_].name, people[id_].family) for id_ in one.letter.to),
        )
        for one in letters
    )
    return bind_book(
        leaves,
        lambda letter: [_answer(desk, reply) for reply in answers.get(letter, ())],
        out,
        title=Title(title, desk.writer, years),
        at=datetime.fromisoformat(newest) if newest else desk.clock.now(),
        hand=None if plain else hand(desk, wishes(desk).hand or DEFAULT),
    )


def _answer(desk: Desk, reply: replies_kept.Reply) -> BookReply:
    with desk.drawer.transaction() as tx:
        parts = replies_kept.parts_of(tx, reply.id)
        papers = papers_kept.papers_of(tx, reply.id)
        keys = seals.keys_of(tx, [reply.letter]).get(reply.letter)
    day, (name, data) = reply.arrived[:10], parts[0]
    if name == replies_kept.SEALED and keys:
        opened = open_reply(data, Secret.read(keys.reply), reply.letter)
        header, scans = opened.header, _plates(_photographed(list(opened.scans.values())))
        return BookReply(reply.id, header.words, day, header.from_name, scans, private=header.private)
    if name == replies_kept.MAIL:
        mail = read_mail(data)
        enclosed = [one.data for one in mail.attachments if one.name.lower().endswith(_PICTURES)]
        try:
            words = words_of_text(mail.text)
        except ValueError:  # no words, or what may not stand in a book
            words = words_of_text("…")
        return BookReply(reply.id, words, day, plates=_plates(_photographed(enclosed)))
    shown = [paper for paper in papers if not paper.bare]
    pictures = (picture for _, picture in pictures_of(shown, parts))
    return BookReply(
        reply.id, None, day, plates=_plates(pictures if papers else _photographed([b for _, b in parts]))
    )


def _photographed(files: Sequence[bytes]) -> list[Picture]:
    return [photograph.picture for photograph in open_photographs(files)] if files else []


def _plates(pictures: Iterable[Picture]) -> tuple[Plate, ...]:
    return tuple(Plate(cv2.imencode(".png", picture)[1].tobytes()) for picture in pictures)
