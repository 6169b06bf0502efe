"""Letters that are to be posted, and can still be taken back: the out tray and its delay.

The writer looks at letters for the last time and lays them in the tray; each waits there for as long as the writer
has chosen, and until it goes it is neither sealed nor bound to a place, so taking it out again undoes everything.
What lies there is in the drawer, so a program that dies forgets none of it. Whatever has changed between the look and
the moment of going stays here and says so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, cast

from amends.clock import stamp, unstamp
from amends.desk.drawer import out_tray as kept
from amends.desk.drawer import ways
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.settings import set_down, setting
from amends.desk.journey.banking import ForBank
from amends.desk.journey.look import Look, look, on_paper
from amends.desk.journey.opening import Desk
from amends.desk.journey.posting import FOLDER, Posted, post_to_folder, post_to_office
from amends.desk.journey.ready import Choice, LeftOut, ToSend, choose_letters, choose_settable, hold_unasked
from amends.desk.journey.telling import tell
from amends.desk.post.links import office_address
from amends.desk.seal.sealing import IN_LINK, KeyRoad
from amends.envelope import from_json, to_json
from amends.errors import OfficeUnreachable, Refused, WrongUsage
from amends.sentences import Sentence, marked, sentences

DELAYS: Final = (0, 10, 60, 24 * 60, 7 * 24 * 60)
"""Minutes that a letter may wait in the tray: it goes at once, or a moment, an hour, a day or a week later."""
USUAL_DELAY: Final = 10
"""Less than the time after which an unused desk locks itself, so that letters go while it is still open."""
PIECE: Final = 50
"""Letters posted at one time, between which other pages are answered and a stop is heard."""

_DELAY, _STOPPED, _WAY = "posting delay", "posting stopped", "posting way"


@dataclass(frozen=True, slots=True)
class Way:
    """Where letters are to go, and how.

    Attributes:
        place: an office's id, or `folder:` and the folder's path.
        road: whether the key goes in the link or behind words.
        mail: whether the office is to tell recipients by mail that something is here.
        about: what the letters concern, where the office is a letter bank; empty where it is none.
        ordered: whether a court ordered them, for a bank too.
    """

    place: str
    road: kept.Road = "link"
    mail: bool = False
    about: str = ""
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of carrying a piece of the tray.

    Attributes:
        posted: letters that went now.
        stayed: letters that did not, with the reason.
        remaining: how many are due still.
        vanished: what to say of the office that went away on the way; None where it did not.
    """

    posted: tuple[str, ...] = ()
    stayed: tuple[LeftOut, ...] = ()
    remaining: int = 0
    vanished: OfficeUnreachable | None = None


# ── the delay, stopping and going on ──────────────────────────────────────────────────────────────────────────────


def delay(desk: Desk) -> int:
    """Minutes that letters wait in the tray."""
    with desk.drawer.transaction() as tx:
        chosen = setting(tx, _DELAY)
    return int(chosen) if chosen else USUAL_DELAY


def choose_delay(desk: Desk, minutes: int) -> None:
    """Chooses how long letters wait from now on; what lies there already keeps its moment.

    Raises:
        WrongUsage: a time before now, or longer than a year.
    """
    if not 0 <= minutes <= 366 * 24 * 60:
        raise WrongUsage(
            marked("Letters cannot wait that long."), marked("Choose between no time at all and a year.")
        )
    with desk.drawer.transaction() as tx:
        set_down(tx, _DELAY, str(minutes).encode())


def way_chosen(desk: Desk) -> Way | None:
    """Where letters were to go the last time, and how; the only office that is known, where nothing was chosen."""
    with desk.drawer.transaction() as tx:
        chosen, offices = setting(tx, _WAY), [one.id for one in ways.offices(tx).values() if one.enrolled]
    if not chosen:
        return Way(offices[0]) if len(offices) == 1 else None
    said = cast("dict[str, Any]", from_json(chosen))
    return Way(**said)


def choose_way(desk: Desk, way: Way) -> None:
    """Remembers where letters are to go, and how.

    Raises:
        WrongUsage: this desk is not enrolled at that office, or a folder is to tell somebody by mail.
    """
    with desk.drawer.transaction() as tx:
        _known(tx, way)
        set_down(tx, _WAY, to_json(asdict(way)))


def _known(tx: Transaction, way: Way) -> None:
    if way.place.startswith(FOLDER):
        if way.mail:
            raise WrongUsage(
                marked("A folder tells nobody anything."), marked("Leave the mail out, or choose an office.")
            )
        return
    office = ways.offices(tx).get(way.place)
    if office is None or not office.enrolled:
        raise WrongUsage(marked("This desk is not enrolled at that office."), marked("Bring its invitation first."))


def stop(desk: Desk, *, so: bool) -> None:
    """Stops the tray: nothing goes until the writer lets it go on."""
    with desk.drawer.transaction() as tx:
        set_down(tx, _STOPPED, b"yes" if so else b"")
        log(tx, WriterAct(desk.now, "stop posting" if so else "go on posting"))


def is_stopped(desk: Desk) -> bool:
    """Whether the writer has stopped it."""
    with desk.drawer.transaction() as tx:
        return bool(setting(tx, _STOPPED))


# ── in and out ────────────────────────────────────────────────────────────────────────────────────────────────────


def may_go(desk: Desk) -> Choice:
    """The letters that could be laid in the tray now, and those that could not, with the reason."""
    chosen = hold_unasked(choose_settable(desk, ("ready", "sealed")))
    with desk.drawer.transaction() as tx:
        lies = {one.letter for one in kept.tray(tx)}
    return replace(chosen, letters=tuple(one for one in chosen.letters if one.id not in lies))


def lay_out(
    desk: Desk, way: Way, only: Iterable[str] = (), *, wait: int | None = None, looked: str = ""
) -> tuple[tuple[str, ...], tuple[LeftOut, ...]]:
    """Lays letters in the tray: all that are ready, or those named. Gives them, and what had to be left out.

    Args:
        desk: the desk.
        way: where to, and how.
        only: ids of letters; all where none is named.
        wait: minutes until they go; by default the writer's own delay.
        looked: what `seen_together` gave for all letters at the last look; they are refused where that has changed.

    Raises:
        WrongUsage: this desk is not enrolled at that office, or letters have changed since the last look.
    """
    with desk.drawer.transaction() as tx:
        _known(tx, way)
    chosen, seen, wanted = may_go(desk), look(desk), set(only)
    if looked and looked != seen_together(desk, chosen.letters):
        raise WrongUsage(
            marked("Something has changed since you looked, so nothing was laid out to go."),
            marked("Look at the letters once more."),
        )
    going = [one for one in chosen.letters if not wanted or one.id in wanted]
    due = stamp(desk.clock.now() + dt.timedelta(minutes=delay(desk) if wait is None else wait))
    rows = [
        kept.Laid(
            one.id, way.place, way.road, way.mail, as_seen(desk, seen, one), desk.now, due,
            about=way.about, ordered=way.ordered,
        )
        for one in going
    ]  # fmt: skip
    with desk.drawer.transaction() as tx:
        kept.lay(tx, rows)
        set_down(tx, _STOPPED, b"")
        log(tx, *(WriterAct(desk.now, "lay out", one.letter, one.due) for one in rows))
    left_out = tuple(one for one in chosen.left_out if not wanted or one.letter in wanted)
    return tuple(one.id for one in going), left_out


def take_back(desk: Desk, only: Iterable[str] = ()) -> tuple[str, ...]:
    """Takes letters out of the tray: all that wait, or those named. Each lies at the desk again as it did before.

    One that is bound to its place may be there already, though no answer came back; it stays until that is known.
    """
    wanted = set(only)
    with desk.drawer.transaction() as tx:
        bound = ways.postings(tx)
        out = [
            one.letter
            for one in kept.tray(tx)
            if (not wanted or one.letter in wanted) and (one.stayed or one.letter not in bound)
        ]
        kept.take_out(tx, out)
        log(tx, *(WriterAct(desk.now, "take back", letter) for letter in out))
    return tuple(out)


def waits(desk: Desk, letter: str) -> bool:
    """Whether a letter lies in the tray and nothing of it has left yet."""
    with desk.drawer.transaction() as tx:
        return letter not in ways.postings(tx) and any(one.letter == letter for one in kept.tray(tx))


def as_seen(desk: Desk, seen: Look, one: ToSend) -> str:
    """A digest of everything that the writer saw of a letter: its words, whom it is to, its envelope, its hand."""
    covers = [on_paper(desk, seen, one.kept.letter, person) for person in one.people]
    what = [one.id, one.kept.digest, str(one.kept.letter.sign), seen.hand.id, seen.paper.id, seen.sheet.name]
    what += [part for page in covers for part in (page.to_name, *page.address_lines, page.from_name)]
    return hashlib.sha256("\x1f".join(what).encode()).hexdigest()


def seen_together(desk: Desk, letters: Sequence[ToSend]) -> str:
    """The same of several letters at once."""
    seen = look(desk)
    return hashlib.sha256("".join(as_seen(desk, seen, one) for one in letters).encode()).hexdigest()


# ── carrying ──────────────────────────────────────────────────────────────────────────────────────────────────────


def next_due(desk: Desk) -> str:
    """The moment at which the next letter goes; empty where none waits, or the writer has stopped it."""
    if is_stopped(desk):
        return ""
    with desk.drawer.transaction() as tx:
        return next((one.due for one in kept.tray(tx) if not one.stayed), "")


def due_now(desk: Desk, at: str | None = None) -> tuple[kept.Laid, ...]:
    """The letters whose moment has come, in the order in which they go."""
    now = unstamp(at or desk.now)
    with desk.drawer.transaction() as tx:
        return tuple(one for one in kept.tray(tx) if not one.stayed and unstamp(one.due) <= now)


def carry(desk: Desk, *, most: int = PIECE, on_letter: Callable[[], None] | None = None) -> Carried:
    """Posts a piece of what is due, to one place by one road; what is stopped on the way goes on from there.

    Raises:
        OfficeUnreachable: the office did not answer before anything was sent.
        Refused: nothing can go there: it is another office now, or another copy of this desk posts there.
    """
    due = due_now(desk)
    if not due or is_stopped(desk):
        return Carried(remaining=len(due))
    first = due[0]
    way = _way_of(first)
    alike = [one for one in due if _way_of(one) == way][: max(most, len(due) // 20)]
    stayed = _changed(desk, alike)
    going = [one.letter for one in alike if one.letter not in stayed]
    done = _post(desk, way, going, on_letter) if going else Posted((), (), (), (), ())
    stayed |= {one.letter: one for one in done.left_out}
    stayed |= {
        letter: LeftOut(letter, names, Sentence("It went to %(place)s before, and stays there.", place=place))
        for letter, names, place in done.elsewhere
    }
    if way.mail and (there := [*done.posted, *done.already]):
        stayed |= _tell(desk, way, there)
    with desk.drawer.transaction() as tx:
        kept.mark_stayed(tx, {letter: one.reason for letter, one in stayed.items()})
    return Carried(done.posted, tuple(stayed.values()), len(due_now(desk)), done.vanished)


def _changed(desk: Desk, rows: Sequence[kept.Laid]) -> dict[str, LeftOut]:
    """Letters that are not as the writer saw them, or that may not go any more; of those that went, none."""
    seen, wanted = look(desk), {one.letter: one for one in rows}
    chosen = hold_unasked(choose_letters(desk, ("ready", "sealed", "posted"), wanted))
    stayed = {one.letter: one for one in chosen.left_out}
    for one in chosen.letters:
        if one.kept.state != "posted" and as_seen(desk, seen, one) != wanted[one.id].looked:
            stayed[one.id] = LeftOut(
                one.id,
                one.names,
                Sentence("It is not as it was when you looked at it for the last time. Look at it once more."),
            )
    for letter in wanted.keys() - stayed.keys() - {one.id for one in chosen.letters}:
        stayed[letter] = LeftOut(letter, "", Sentence("It is not ready any more."))
    return stayed


def _post(desk: Desk, way: Way, letters: Sequence[str], on_letter: Callable[[], None] | None) -> Posted:
    road = KeyRoad("words") if way.road == "words" else IN_LINK
    if way.place.startswith(FOLDER):
        where = Path(way.place.removeprefix(FOLDER))
        return post_to_folder(desk, where, road=road, only=letters, asked_only=True, on_letter=on_letter)
    bank = ForBank(way.about, way.ordered) if way.about else None
    return post_to_office(
        desk, _address(desk, way), road=road, only=letters, asked_only=True, for_bank=bank, on_letter=on_letter
    )


def _way_of(row: kept.Laid) -> Way:
    return Way(row.place, row.road, row.mail, row.about, row.ordered)


def _address(desk: Desk, way: Way) -> str:
    with desk.drawer.transaction() as tx:
        office = ways.offices(tx).get(way.place)
    if office is None:
        raise Refused(marked("The office these letters are for is not known any more."), marked("Take them back."))
    return office_address(office.url)


def _tell(desk: Desk, way: Way, letters: Sequence[str]) -> dict[str, LeftOut]:
    """Has the recipients of letters that are there told by mail; each leaves the tray once that is asked for."""
    told = tell(desk, _address(desk, way), "mail", letters)
    with desk.drawer.transaction() as tx:
        kept.take_out(tx, told.to_be_told)
    return {
        one.letter: replace(
            one, reason=sentences(Sentence("The office has it, but tells nobody of it by mail."), one.reason)
        )
        for one in told.left_out
    }
