"""Letters and envelopes on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.files import told_plainly
from amends.desk.journey.look import Look, Wishes, look, on_paper
from amends.desk.journey.opening import Desk
from amends.desk.journey.ready import Choice, LeftOut, check_page, choose_letters, hold_unasked, keys_for
from amends.desk.paper.outer import Outer, outer_size, print_outer
from amends.desk.paper.press import Form
from amends.desk.paper.run import PrintRun, print_run
from amends.desk.paper.setting import PrintLetter
from amends.desk.seal.slip import Slip, slip_code

OUTER = "outer.pdf"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a print run made, which letters were left out of it, and how long it took, in seconds.

    `in_type` are the ids of letters some line of which stands in plain type, because the hand lacks a letter of it;
    `unasked` those of whose people the writer has not said whether it could injure somebody, but for what is gone.
    """

    run: PrintRun
    left_out: tuple[LeftOut, ...]
    seconds: float
    in_type: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()


@dataclass(slots=True)
class _Noted:
    """What is noted while pages are made: letters with a line in plain type, and what stands on outer envelopes."""

    in_type: dict[str, None] = field(default_factory=dict[str, None])
    covers: list[Outer] = field(default_factory=list[Outer])


def print_letters(
    desk: Desk,
    out: Path,
    wishes: Wishes | None = None,
    *,
    each: bool = False,
    slips: bool = True,
    outer: Sequence[str] | None = None,
    only: Iterable[str] = (),
    asked_only: bool = False,
    on_letter: Callable[[], None] | None = None,
) -> Printed:
    """Prints everything that may leave the desk, one page and envelope for each addressee.

    A letter's reply code needs its reply key, so keys are drawn here for letters that have none.

    Args:
        desk: the desk.
        out: the folder to fill; it is the writer's own export.
        wishes: how it shall look, this time.
        each: also one document a letter.
        slips: lay a reply slip behind each letter.
        outer: also print neutral outer envelopes, in the same order, with these lines as their sender.
        only: ids of letters; all where none is named.
        asked_only: leave out what the writer has not answered the gate for; elsewhere the command is the answer.
        on_letter: called for every letter that is taken up.

    Raises:
        Refused: the folder cannot be written to.
        WrongUsage: there is no such hand, stationery, sheet or envelope.
    """
    began = desk.clock.monotonic()
    chosen = choose_letters(desk, ("ready", "sealed", "posted"), only)
    chosen = hold_unasked(chosen) if asked_only else chosen
    seen = look(desk, wishes)
    if outer is not None:
        outer_size(seen.cover)  # known before anything is set
    noted = _Noted()
    codes = _codes(desk, chosen) if slips else {}
    with told_plainly(out):
        run = print_run(
            _pages(desk, seen, chosen, on_letter, noted), seen.hand, seen.paper, seen.sheet, seen.cover, out,
            slips=codes, each=each,
        )  # fmt: skip
    refused = tuple(LeftOut(one.id.partition(".")[0], one.to_name, one.reason) for one in run.refused)
    not_printed = {one.letter for one in refused}
    if outer is not None:
        left = {one.id for one in run.refused}
        around = [one for one in noted.covers if one.letter not in left]
        form = Form(seen.hand, seen.paper, seen.sheet, seen.cover)
        with told_plainly(out):
            run = replace(run, files=(*run.files, print_outer(around, outer, form, out / OUTER)))
    printed = [one.id for one in chosen.letters if one.id not in not_printed]
    with desk.drawer.transaction() as tx:
        letters_kept.mark_printed(tx, printed, desk.now)
        log(tx, WriterAct(desk.now, "print", detail=f"{run.letters} letters"))
    typed = tuple(letter for letter in noted.in_type if letter not in not_printed)
    went, gone = set(printed), {one.id for one in chosen.letters if one.kept.state == "posted"}
    unasked = tuple(one.id for one in chosen.unasked if one.id in went - gone and not asked_only)
    return Printed(run, (*chosen.left_out, *refused), desk.clock.monotonic() - began, typed, unasked)


def _codes(desk: Desk, chosen: Choice) -> dict[str, str]:
    keys = keys_for(desk, [one.id for one in chosen.letters])
    codes: dict[str, str] = {}
    for one in chosen.letters:
        reply = keys[one.id].reply
        if reply:
            code = slip_code(Slip(one.id, reply.recipient), desk.signer)
            codes |= {_copy(one.id, at, len(one.people)): code for at in range(len(one.people))}
    return codes


def _pages(
    desk: Desk, seen: Look, chosen: Choice, on_letter: Callable[[], None] | None, noted: _Noted
) -> Iterator[PrintLetter]:
    for one in chosen.letters:
        letter = one.kept.letter
        for at, person in enumerate(one.people):
            page = on_paper(desk, seen, letter, person, _copy(one.id, at, len(one.people)))
            if page.plain:
                noted.in_type[one.id] = None
            noted.covers.append(Outer(page.id, (page.to_name, *page.address_lines)))
            yield check_page(one, page)
        if on_letter:
            on_letter()


def _copy(letter: str, at: int, of: int) -> str:
    """What tells the copies of a letter apart that goes to several people, each in an envelope of their own."""
    return letter if of == 1 else f"{letter}.{at + 1}"
