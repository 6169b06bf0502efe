"""The print run: every letter on paper with its envelope, in one order, each page proof-read."""

from __future__ import annotations

import collections
import contextlib
import csv
import io
import json
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Final, TypeVar

from amends.desk.hand.shipped import Hand
from amends.desk.hand.standins import stand_ins
from amends.desk.hand.variation import Inkwell
from amends.desk.paper.binding import Binder
from amends.desk.paper.castfont import CastFont, cast_font
from amends.desk.paper.casting import Caster, Lines
from amends.desk.paper.cover import cover_draft, cover_id, widths
from amends.desk.paper.exchange import printed, with_lines
from amends.desk.paper.objects import NotOurs, Objects, packed
from amends.desk.paper.press import Form, Press, TypeCase, type_case
from amends.desk.paper.proof import Extent, read_envelopes, read_letters
from amends.desk.paper.sealed import LetterPress
from amends.desk.paper.setting import Draft, PrintLetter, Tree, drafted, scans
from amends.desk.paper.slip import slip_data
from amends.desk.paper.stationery import EnvelopeSize, Size, Stationery
from amends.desk.paper.wants import refuse_missing
from amends.envelope import Json
from amends.errors import Refused
from amends.sentences import whole

PART: Final = 240
"""Letters set at once: more are hardly faster, and each takes memory while it is set."""
NUMBERS: Final = 20
"""Page numbers set at once; a longer letter gets more."""
AT_ONCE_MOST: Final = 8
LETTERS, ENVELOPES, TABLE, EACH = "letters.pdf", "envelopes.pdf", "run.csv", "each"
_Made = TypeVar("_Made")
_HEADINGS: Final = ("letter", "to", "first page", "last page", "envelope front", "envelope back", "file")


@dataclass(frozen=True, slots=True)
class NotPrinted:
    """A letter that was left out, and why."""

    id: str
    to_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class PrintRun:
    """What a run made.

    Attributes:
        letters: how many letters are in it.
        pages: pages of letters, slips included.
        envelopes: envelopes, of two pages each.
        files: everything that was written.
        refused: the letters that were left out.
    """

    letters: int
    pages: int
    envelopes: int
    files: tuple[Path, ...]
    refused: tuple[NotPrinted, ...]


@dataclass(frozen=True, slots=True)
class _Job:
    """What stays the same in a run; `fonts` are those of cast lines, for letters and envelopes, or none."""

    form: Form
    case: TypeCase
    wide: Mapping[str, float]
    codes: Mapping[str, str]
    each: Path | None
    fonts: Sequence[CastFont]


@dataclass(slots=True)
class _Part:
    """Some letters, set and read."""

    letters: list[PrintLetter] = field(default_factory=list[PrintLetter])
    extents: list[Extent] = field(default_factory=list[Extent])
    sheets: list[Objects] = field(default_factory=list[Objects])
    covers: list[Objects] = field(default_factory=list[Objects])
    numbers: list[tuple[int, ...]] = field(default_factory=list[tuple[int, ...]])
    files: list[Path | None] = field(default_factory=list["Path | None"])
    refused: list[NotPrinted] = field(default_factory=list[NotPrinted])


def print_run(  # noqa: PLR0917  # what is printed, how it looks, and where: the order in which one says it
    letters: Iterable[PrintLetter],
    hand: Hand,
    paper: Stationery,
    sheet: Size,
    cover: EnvelopeSize,
    out: Path,
    *,
    slips: Mapping[str, str] | None = None,
    each: bool = False,
    at_once: int = 0,
) -> PrintRun:
    """Set letters and envelopes for the printer.

    `letters.pdf` and `envelopes.pdf` hold the letters in the order in which they are given, `run.csv` says which
    pages are whose, and all three are put in place together, when everything is set and read.

    Args:
        letters: the letters, in order; taken as they are needed, so a run can be of any length.
        hand: whose writing it is.
        paper: the stationery.
        sheet: the size of the letter's pages.
        cover: the size of its envelope.
        out: the folder to fill; made if it is not there.
        slips: the reply code for each letter that gets a slip, by letter id.
        each: also write every letter as a document of its own.
        at_once: how many parts are set at the same time; 0 for as many as there are processors.

    Raises:
        PressBroken: the typesetter failed altogether.
        OSError: the folder cannot be written; what was there before is still there.
    """
    out.mkdir(parents=True, exist_ok=True)
    workers = min(at_once or _processors(), AT_ONCE_MOST)
    form = Form(hand, paper, sheet, cover)
    with ExitStack() as stack:
        case = stack.enter_context(type_case(form))
        fonts = [font for _ in (LETTERS, ENVELOPES) if form.is_simple() and (font := cast_font(hand))]
        font, cover_font = fonts or (None, None)
        book = stack.enter_context(Binder(out / LETTERS, "Letters", font))
        covers = stack.enter_context(Binder(out / ENVELOPES, "Envelopes", cover_font))
        if each:
            (out / EACH).mkdir(exist_ok=True)
        job = _Job(form, case, widths(hand), slips or {}, out / EACH if each else None, fonts)
        rows: list[tuple[str | int, ...]] = []
        refused: list[NotPrinted] = []
        files: list[Path] = []
        for part in _in_order(letters, job, workers):
            refused += part.refused
            most = max(chain((0,), *part.numbers))
            if most > book.numbers:
                book.add_numbers(Press(case).pdf("numbers", max(most, NUMBERS)))
            files += [file for file in part.files if file]
            rows += _bind(part, book, covers, out)
        if rows:
            book.finish()
            covers.finish()
            files = [book.place(), covers.place(), _table(out / TABLE, rows), *files]
        return PrintRun(len(rows), book.pages, len(rows), tuple(files), tuple(refused))


def _numbers(extents: Iterable[Extent], slips: Iterable[bool]) -> Iterator[int]:
    """The number of every page within its letter; 0 on a slip."""
    for extent, slip in zip(extents, slips, strict=True):
        yield from range(1, extent.last - extent.first + (1 if slip else 2))
        if slip:
            yield 0


def _bind(part: _Part, book: Binder, covers: Binder, out: Path) -> list[tuple[str | int, ...]]:
    """Put a part behind what is bound already, and say where its letters came to stand."""
    rows: list[tuple[str | int, ...]] = []
    if not part.letters:
        return rows
    starts = [book.add(sheets, numbers) for sheets, numbers in zip(part.sheets, part.numbers, strict=True)]
    fronts = [covers.add(sheets) for sheets in part.covers]
    together = len(starts) == 1
    for number, (letter, extent, file) in enumerate(zip(part.letters, part.extents, part.files, strict=True)):
        start = starts[0 if together else number]
        front = fronts[0] + 2 * number if together else fronts[number]
        where = (start + extent.first + 1, start + extent.last + 1, front + 1, front + 2)
        rows.append((letter.id, letter.to_name, *where, file.relative_to(out).as_posix() if file else ""))
    return rows


def _in_order(letters: Iterable[PrintLetter], job: _Job, workers: int) -> Iterator[_Part]:
    """Set the parts of a run at the same time, and give them in their order; few are ever held."""
    presses = threading.local()

    def work(batch: Sequence[PrintLetter], before: int) -> _Part:
        if not hasattr(presses, "worker"):
            presses.worker = _Worker(job)
        worker: _Worker = presses.worker
        return worker.part(batch, before)

    source = iter(letters)
    waiting: collections.deque[Future[_Part]] = collections.deque()
    before = 0
    with ThreadPoolExecutor(workers, thread_name_prefix="press") as pool:
        try:
            while batch := list(islice(source, PART)):
                waiting.append(pool.submit(work, batch, before))
                before += len(batch)
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


class _Worker:
    """One thread of a run, with a press and an inkwell of its own."""

    def __init__(self, job: _Job) -> None:
        self._job = job
        self._press = Press(job.case)
        self._inkwell = inkwell = Inkwell(stand_ins(job.form.hand).drawings)
        self._casters = [Caster(font, inkwell, *job.form.measure()) for font in job.fonts]
        self._single = LetterPress(job.case, job.form) if job.each else None

    def part(self, batch: Sequence[PrintLetter], before: int) -> _Part:
        """Set and read some letters; `before` have gone before them."""
        part = _Part()
        ready: list[PrintLetter] = []
        for letter in batch:
            try:
                refuse_missing(letter, self._job.form.hand)
                ready.append(letter)
            except Refused as reason:
                part.refused.append(NotPrinted(letter.id, letter.to_name, whole(reason)))
        try:
            self._set(ready, part)
        except Refused:
            self._set_singly(ready, part)
        part.files = [self._each(letter, before + n) for n, letter in enumerate(part.letters, 1)]
        return part

    def _set(self, letters: Sequence[PrintLetter], part: _Part) -> None:
        if not letters:
            return
        slips = [letter.id in self._job.codes for letter in letters]
        sheets, extents = self._cast_or_not(lambda cast: self._sheets(letters, slips, cast=cast))
        covers = self._cast_or_not(lambda cast: self._covers(letters, cast=cast))
        part.letters += letters
        part.extents += extents
        part.sheets.append(packed(sheets))
        part.numbers.append(tuple(_numbers(extents, slips)))
        part.covers.append(covers)  # too little stands on an envelope for it to grow much smaller

    def _cast_or_not(self, make: Callable[[bool], _Made]) -> _Made:
        """Make something of cast lines; if it cannot be, or is not what it should be, by typst alone."""
        if self._casters:
            with contextlib.suppress(Refused, NotOurs):
                return make(True)
        return make(False)

    def _sheets(
        self, letters: Sequence[PrintLetter], slips: Sequence[bool], *, cast: bool
    ) -> tuple[Objects, list[Extent]]:
        """The pages of some letters, and where each was found when they were read."""
        drafts = [drafted(letter.words, letter.plain) for letter in letters]
        trees, lines = self._written([letter.id for letter in letters], drafts, 0 if cast else None)
        for tree, letter, slip in zip(trees, letters, slips, strict=True):
            if slip:
                tree["slip"] = slip_data(self._job.codes[letter.id])
        with scans(self._press.root, trees, letters):
            sheets = self._press.objects("letters", list[Json](trees))
        if cast:
            sheets = with_lines(sheets, lines, self._casters[0].font)
        return sheets, read_letters(sheets, letters, slips, numbered=False)

    def _covers(self, letters: Sequence[PrintLetter], *, cast: bool) -> Objects:
        """Their envelopes, read. Most differ in nothing but what stands on them, so typst makes one of each kind."""
        drafts = [cover_draft(letter, self._job.form, self._job.wide) for letter in letters]
        trees, lines = self._written([cover_id(letter) for letter in letters], drafts, 1 if cast else None)
        if cast:
            kinds: dict[str, Tree] = {}
            names = [json.dumps(tree) for tree in trees]
            kinds |= zip(names, trees, strict=True)
            number = {name: place for place, name in enumerate(kinds)}
            formes = self._press.objects("envelopes", list[Json](kinds.values()))
            uses = zip([number[name] for name in names], lines, strict=True)
            covers = printed(formes, uses, self._casters[1].font, sides=2)
        else:
            covers = self._press.objects("envelopes", list[Json](trees))
        read_envelopes(covers, letters)
        return covers

    def _written(
        self, letter_ids: Sequence[str], drafts: Sequence[Draft], caster: int | None
    ) -> tuple[list[Tree], list[Lines]]:
        """What typst is given, and the lines that are cast; none without a caster."""
        if caster is not None:
            return self._casters[caster].cast(letter_ids, drafts)
        written = [self._inkwell.written(*one) for one in zip(letter_ids, (d.texts for d in drafts), strict=True)]
        return [draft.filled(texts) for draft, texts in zip(drafts, written, strict=True)], []

    def _set_singly(self, letters: Sequence[PrintLetter], part: _Part) -> None:
        """One of these letters cannot be set: find out which, and set the others."""
        for letter in letters:
            try:
                self._set([letter], part)
            except Refused as reason:
                part.refused.append(NotPrinted(letter.id, letter.to_name, whole(reason)))

    def _each(self, letter: PrintLetter, number: int) -> Path | None:
        if self._single is None or self._job.each is None:
            return None
        path = self._job.each / f"{number:05d}-{_file_name(letter.to_name)}-{letter.id[:8]}.pdf"
        aside = path.with_suffix(".part")
        aside.write_bytes(self._single.pdf(letter, code=self._job.codes.get(letter.id, "")))
        return aside.replace(path)


def _file_name(name: str) -> str:
    """A name as part of a file's name, on any system."""
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:40] or "letter"


def _table(path: Path, rows: Iterable[tuple[str | int, ...]]) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    writer.writerows([*map(_cell, row)] for row in rows)
    aside = path.with_name(f".{path.name}.part")
    with aside.open("wb") as file:
        file.write(text.getvalue().encode("utf-8-sig"))
        file.flush()
        os.fsync(file.fileno())
    return aside.replace(path)


def _cell(value: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV injection")."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
