"""Scans into the mailbag: a pile falls apart into letters, each is placed or lies in the tray, nothing is opened."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import papers as papers_kept
from amends.desk.drawer import replies as kept
from amends.desk.drawer import seals
from amends.desk.drawer.papers import FrontKept, Paper
from amends.desk.journey import guessing, knowing
from amends.desk.journey.lending import came_back
from amends.desk.journey.mailing import take_mail
from amends.desk.journey.opening import Desk
from amends.desk.mailbag.pages import PAGES_IN_ALL_MOST, ScannedPage, is_whole, pages_of, parts_from
from amends.desk.mailbag.placing import Placed, place
from amends.desk.people.files import Refusal, Source
from amends.desk.seal.age import Secret
from amends.desk.seal.opening import open_reply
from amends.desk.seal.slip import Slip
from amends.errors import AmendsError, Refused
from amends.wire import AnswerFile

ID: int = 32


@dataclass(frozen=True, slots=True)
class Scanned:
    """What scanned files came to.

    Attributes:
        placed: answers that a code, or the key that opens them, places.
        unsorted: answers in the unsorted tray.
        same: answers that were here already.
        bare: of the new ones, those on which nothing seems to be written.
        fronts: of the new ones, those whose envelope was scanned.
        pages: pages that were looked at.
        refused: files and pages that could not be taken in, with the reason.
    """

    placed: int = 0
    unsorted: int = 0
    same: int = 0
    bare: int = 0
    fronts: int = 0
    pages: int = 0
    refused: tuple[Refusal, ...] = ()


class _Count:
    """The same, while it is counted."""

    def __init__(self) -> None:
        self.placed = self.unsorted = self.same = self.bare = self.fronts = self.pages = 0
        self.refused: list[Refusal] = []

    def refuse(self, page: ScannedPage, error: Refused) -> None:
        self.refused.append(Refusal(page.file, 0, str(error)))

    def add_file(self, fresh: bool, certain: bool) -> None:
        self.same += not fresh
        self.placed += fresh and certain
        self.unsorted += fresh and not certain

    def add(self, group: Placed, *, fresh: bool) -> None:
        if not fresh:
            self.same += 1
            return
        self.bare += group.bare
        self.fronts += group.front is not None
        if group.letter:
            self.placed += 1
        else:
            self.unsorted += 1


def scan(desk: Desk, files: Sequence[Source], *, fronts: bool = False, one_pile: bool = False) -> Scanned:
    """Takes in scans and photographs of what came on paper, and answers that were saved as files.

    Args:
        desk: the desk.
        files: the files, in order.
        fronts: whether every page is the front of an envelope.
        one_pile: whether all pages, in this order, are one pile.
    """
    count = _Count()
    pictures: dict[str, bytes] = {}
    for file in files:
        try:
            if _is_answer_file(file.data):
                count.add_file(fresh=_take_answer_file(desk, file), certain=True)
            elif file.name.casefold().endswith(".eml"):
                count.add_file(*take_mail(desk, file.data))
            else:
                pictures[_unlike(file.name, pictures)] = file.data
        except AmendsError as error:
            count.refused.append(Refusal(file.name, 0, str(error)))
    if one_pile:
        _take_pile(desk, pictures, count, fronts=fronts, one_pile=True)
    else:
        for name, data in pictures.items():
            _take_pile(desk, {name: data}, count, fronts=fronts, one_pile=False)
    return Scanned(
        count.placed, count.unsorted, count.same, count.bare, count.fronts, count.pages, tuple(count.refused)
    )


def _take_pile(desk: Desk, files: Mapping[str, bytes], count: _Count, *, fronts: bool, one_pile: bool) -> None:
    groups = place(
        _pages(files, count),
        desk.signer.public,
        lambda slip: is_ours(desk, slip),
        refuse=count.refuse,
        fronts=fronts,
        one_pile=one_pile,
    )
    for group in groups:
        count.add(group, fresh=_put_pages(desk, group, files))


def _pages(files: Mapping[str, bytes], count: _Count) -> Iterator[ScannedPage]:
    for name, data in files.items():
        try:
            for page in pages_of(name, data):
                if count.pages >= PAGES_IN_ALL_MOST:
                    raise Refused(
                        f"{name}: at most {PAGES_IN_ALL_MOST:,} pages are taken in at once.",
                        "Scan it again by itself; what is here already stays.",
                    )
                count.pages += 1
                yield page
        except AmendsError as error:
            count.refused.append(Refusal(name, 0, str(error)))


def _put_pages(desk: Desk, group: Placed, files: Mapping[str, bytes]) -> bool:
    """Keeps the pages of one answer as they came; returns whether they are new."""
    pages = list(dict.fromkeys(leaf.page for leaf in group.leaves))
    parts = parts_from(pages, files)
    digest = hashlib.sha256(b"".join(data for _, data in parts)).hexdigest()
    reply = kept.Reply(
        id=digest[:ID],
        letter=group.letter,
        kind="slip" if group.letter else "unsorted",
        digest=digest,
        certain=bool(group.letter),
        arrived=desk.now,
        note=group.note,
    )
    front = group.front
    printed = guessing.print_on(desk, front.face) if front and not group.letter else ()
    came = _not_whole(pages, files)
    with desk.drawer.transaction() as tx:
        fresh = kept.put_reply(tx, reply, parts)
        for name, data in came.items():
            papers_kept.put_scan(tx, hashlib.sha256(data).hexdigest(), name, data, desk.now)
        # Of one that was here before too: a file is not given out while anything in it is closed.
        papers_kept.put_from(tx, reply.id, [hashlib.sha256(data).hexdigest() for data in came.values()])
        if not fresh:
            return False
        papers_kept.put_papers(tx, reply.id, _papers(group, pages))
        if front:
            papers_kept.put_front(tx, reply.id, FrontKept(front.face, printed))
    knowing.look_at(desk, reply.id, group.seen)
    return True


def _not_whole(pages: Sequence[ScannedPage], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of which this answer is a part only; they are kept beside it, as they came."""
    names = dict.fromkeys(page.file for page in pages)
    return {name: files[name] for name in names if not is_whole([page for page in pages if page.file == name])}


def _papers(group: Placed, pages: Sequence[ScannedPage]) -> list[Paper]:
    """Where each leaf lies in the parts: a run of PDF pages of one file is one part, as `parts_from` has it."""
    places: dict[ScannedPage, tuple[int, int]] = {}
    part = -1
    before: ScannedPage | None = None
    for page in pages:
        runs_on = before is not None and before.file == page.file and _in_one_part(page, pages)
        part, at = (part, places[before][1] + 1) if runs_on and before else (part + 1, 0)
        places[page] = (part, at)
        before = page
    return [
        Paper(
            *places[leaf.page], leaf.kind, tuple(float(share) for share in leaf.corners.ravel()), leaf.size.wide,
            leaf.size.high, leaf.size.by, leaf.bare, leaf.sure_up,
        )
        for leaf in group.leaves
    ]  # fmt: skip


def _in_one_part(page: ScannedPage, pages: Sequence[ScannedPage]) -> bool:
    own = [one for one in pages if one.file == page.file]
    return is_whole(own) or all(one.suffix == ".pdf" for one in own)


def _unlike(name: str, others: Collection[str]) -> str:
    """A name that none of the others has: phones call every photograph the same."""
    found, at = name, 2
    while found in others:
        path = PurePath(name)
        found, at = str(path.with_name(f"{path.stem} ({at}){path.suffix}")), at + 1
    return found


def is_ours(desk: Desk, slip: Slip) -> bool:
    """Whether a slip is one of a letter in the drawer, with that letter's reply key."""
    with desk.drawer.transaction() as tx:
        keys = seals.keys_of(tx, [slip.letter]).get(slip.letter)
    return keys is not None and bool(keys.reply) and Secret.read(keys.reply).recipient == slip.reply


def _is_answer_file(data: bytes) -> bool:
    return data[:2] == b"PK" and b"answer.json" in data[:128]


def _take_answer_file(desk: Desk, file: Source) -> bool:
    answer = AnswerFile.from_bytes(file.data)
    lent = came_back(desk, answer.letter, answer.reply, desk.now)
    if lent is not None:
        return lent
    with desk.drawer.transaction() as tx:
        keys = seals.keys_of(tx, [answer.letter]).get(answer.letter)
    if keys is None:
        raise Refused(f"{file.name} answers a letter that is not in this drawer.", "Perhaps it is for another desk.")
    open_reply(answer.reply, Secret.read(keys.reply), answer.letter)  # that it opens is what makes it certain
    return put_away(desk, answer.letter, "file", answer.reply, desk.now)


def put_away(desk: Desk, letter: str, kind: kept.ReplyKind, data: bytes, arrived: str) -> bool:
    """Keeps sealed bytes that answer a letter; returns whether they are new.

    Raises:
        Refused: the letter is not in this drawer.
    """
    lent = came_back(desk, letter, data, arrived)
    if lent is not None:
        return lent
    digest = hashlib.sha256(data).hexdigest()
    with desk.drawer.transaction() as tx:
        if letter not in letters_kept.letters_by_id(tx, [letter]):
            raise Refused(
                "It answers a letter that is not in this drawer.", "Perhaps another copy of this desk posted it."
            )
        reply = kept.Reply(digest[:ID], letter, kind, digest, certain=True, arrived=arrived)
        return kept.put_reply(tx, reply, [(kept.SEALED, data)])
