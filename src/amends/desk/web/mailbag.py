"""The mailbag: envelopes that are not opened, one that is, and its pages."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from amends.desk.drawer import replies as kept
from amends.desk.drawer.letters import letters_by_id
from amends.desk.drawer.papers import papers_of
from amends.desk.hand.photograph import KINDS
from amends.desk.journey.joining import ON_PAPER, has_joined
from amends.desk.journey.mailbag import InMailbag, Opened, open_one, the_mailbag
from amends.desk.journey.opening import Desk
from amends.desk.journey.originals import originals_of
from amends.desk.journey.papers import CLEAN
from amends.desk.journey.threads import thread_of
from amends.desk.web.letters import PREVIEW_WIDTH, picture_of
from amends.errors import NotHere, Refused
from amends.sentences import marked

PIXELS_MOST: Final = 200_000_000
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".heic", ".pdf")


@dataclass(frozen=True, slots=True)
class Bag:
    """The mailbag: what is unopened and placed, what is not, what was opened before, and what came back blank."""

    sealed: tuple[InMailbag, ...]
    tray: tuple[InMailbag, ...]
    opened: tuple[InMailbag, ...]
    blank: tuple[InMailbag, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """An answer on paper behind which the pages of another may be put.

    Attributes:
        item: what it is.
        number: its place among what is not placed, from 1; 0 where it lies elsewhere.
    """

    item: InMailbag
    number: int


def bag(desk: Desk) -> Bag:
    """Everything that came back."""
    return _sorted(the_mailbag(desk))


def _sorted(every: tuple[InMailbag, ...]) -> Bag:
    closed = [one for one in every if not one.reply.opened and not one.bare]
    return Bag(
        sealed=tuple(one for one in closed if one.reply.letter),
        tray=tuple(one for one in closed if not one.reply.letter),
        opened=tuple(one for one in every if one.reply.opened),
        blank=tuple(one for one in every if one.bare and not one.reply.opened),
    )


def in_bag(desk: Desk, reply_id: str) -> InMailbag:
    """One of them, as it lies there.

    Raises:
        NotHere: none of this id.
    """
    for one in the_mailbag(desk):
        if one.reply.id == reply_id:
            return one
    raise NotHere(marked("Nothing is kept in the mailbag under this address."), marked("Go back to the mailbag."))


def may_stand_before(item: InMailbag, every: tuple[InMailbag, ...]) -> tuple[Before, ...]:
    """Behind what an answer on paper may be put, should a scan have cut one letter in two."""
    tray = {one.reply.id: number for number, one in enumerate(_sorted(every).tray, 1)}
    own = item.reply
    if own.kind not in ON_PAPER or item.answered_by:
        return ()
    return tuple(
        Before(one, tray.get(one.reply.id, 0))
        for one in every
        if one.reply.kind in ON_PAPER and one.reply.id != own.id and own.letter in ("", one.reply.letter)
    )


def answer_shown(desk: Desk, reply_id: str) -> dict[str, object]:
    """What the page of one answer shows: its envelope, or once it is opened what is in it and what it goes with."""
    item, joined = in_bag(desk, reply_id), has_joined(desk, reply_id)
    opened = read_again(desk, reply_id) if item.reply.opened else None
    with desk.drawer.transaction() as tx:
        steps = thread_of(tx, item.reply.letter) if opened and item.reply.letter else ()
        papers = papers_of(tx, item.reply.id) if opened else ()
        shown = [at for at, paper in enumerate(papers, 1) if not paper.bare] or list(range(1, len(papers) + 1))
        to = letters_by_id(tx, [item.reply.letter])[item.reply.letter].letter.to if item.reply.letter else ()
    return {
        "item": item,
        "opened": opened,
        "came": originals_of(desk, reply_id) if opened else None,
        "pages": pages_in(opened) if opened else 0,
        "papers": shown,
        "steps": steps,
        "to": to,
        "joined": joined,
        "before": () if joined else may_stand_before(item, the_mailbag(desk)),
    }


def break_open(desk: Desk, reply_id: str) -> None:
    """Opens an answer for the first time; it stays open."""
    in_bag(desk, reply_id)
    open_one(desk, reply_id)


def read_again(desk: Desk, reply_id: str) -> Opened:
    """What stands in an answer that was opened before.

    Raises:
        Refused: it is still closed.
    """
    if not in_bag(desk, reply_id).reply.opened:
        raise Refused(marked("This envelope is not opened."), marked("Open it from the mailbag first."))
    return open_one(desk, reply_id)


def pages_in(opened: Opened) -> int:
    """How many pictures of pages there are to show."""
    return sum(_count(name, data) for name, data in _shown(opened))


def _shown(opened: Opened) -> tuple[tuple[str, bytes], ...]:
    """What is shown of it: the clean pages where there are some, else what came."""
    return ((CLEAN, opened.clean),) if opened.clean else opened.files


def page_in(desk: Desk, reply_id: str, number: int) -> bytes:
    """A page that came on paper, as PNG, made anew so that nothing but its picture is shown."""
    for name, data in _shown(read_again(desk, reply_id)):
        count = _count(name, data)
        if number <= count:
            return picture_of(data, number)[0] if name.endswith(".pdf") else _picture(data)
        number -= count
    raise NotHere(marked("There is no such page."), marked("Go back to the answer."))


def file_that_came(desk: Desk, reply_id: str, number: int) -> tuple[str, bytes]:
    """A file as it came: its name and bytes.

    Raises:
        Refused: the answer is still closed.
        NotHere: there is no such file.
    """
    files = (*read_again(desk, reply_id).files, *originals_of(desk, reply_id).scans)
    if not 1 <= number <= len(files):
        raise NotHere(marked("There is no such page."), marked("Go back to the answer."))
    return files[number - 1]


def _count(name: str, data: bytes) -> int:
    if name.endswith(".pdf"):
        return picture_of(data, 1)[1]
    return 1 if name.endswith(_PICTURES) else 0


def _picture(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=KINDS) as opened:
            if opened.width * opened.height > PIXELS_MOST:
                raise Refused(marked("This page is too large to show."), marked("Scan it at 300 dpi."))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((PREVIEW_WIDTH * 2, PREVIEW_WIDTH * 4))
            out = io.BytesIO()
            upright.convert("RGB").save(out, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(
            marked("This page cannot be shown."), marked("It is kept as it came: amends mailbag open")
        ) from error
    return out.getvalue()


def unopened(desk: Desk) -> int:
    """How many envelopes are closed."""
    with desk.drawer.transaction() as tx:
        return kept.count_unopened(tx)
