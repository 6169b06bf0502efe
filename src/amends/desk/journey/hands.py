"""The writer's own hand: made from a filled sheet, kept in the drawer, chosen for all letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.hands import hand_named, hand_names, put_hand
from amends.desk.hand.kept import packed, unpacked
from amends.desk.hand.make import MadeHand, make_hand
from amends.desk.hand.shipped import DEFAULT, Hand, own_hand, shipped_hands
from amends.desk.journey.look import choose, hand, wishes
from amends.desk.journey.opening import Desk
from amends.desk.paper.samples import sample_sheet
from amends.desk.people.files import Source
from amends.envelope import Json, from_json, to_json
from amends.errors import Refused, WrongUsage

_SAMPLE: Final = "Dear Joan, I am sorry. You lent me your key, and I told everyone. Yours, Tom"


@dataclass(frozen=True, slots=True)
class HandListed:
    """A hand one can write in.

    Attributes:
        id, name: what commands and pages call it.
        about: how it looks.
        own: whether it was made at this desk.
        chosen: whether letters are written in it now.
        sample: a line of text that it can write.
    """

    id: str
    name: str
    about: str
    own: bool
    chosen: bool
    sample: str


@dataclass(frozen=True, slots=True)
class HandRemark:
    """What was wrong with one box of the sheet a hand was made from: what, what to do, and a picture or none."""

    says: str
    advice: str
    picture: bytes


@dataclass(frozen=True, slots=True)
class HandReport:
    """What there was to say when a hand was made, and the texts that a second sheet should ask for."""

    remarks: tuple[HandRemark, ...]
    again: tuple[str, ...]


def make_own(desk: Desk, photographs: Sequence[Source], name: str, *, anew: bool = False) -> MadeHand:
    """Makes a hand from photographs of a filled sheet and keeps it under this name.

    What was read on the pages is kept with it, so that the next sitting needs only its own photographs.

    Args:
        desk: the desk.
        photographs: of one sitting or several; a page that is photographed again takes the place of the earlier one.
        name: what it is to be called.
        anew: leave out the pages kept of an earlier hand of this name.

    Raises:
        WrongUsage: the name is one of a hand that comes with the package.
        Refused: the photographs show no sheet, or too little writing.
    """
    if name.casefold() in {known for one in shipped_hands() for known in (one.id, one.name.casefold())}:
        raise WrongUsage(f"There is a hand called {name!r} already.", "Choose another name with --name.")
    with desk.drawer.transaction() as tx:
        kept = () if anew else unpacked(hand_named(tx, name))
    files, names = [file.data for file in photographs], [Path(file.name).name for file in photographs]
    made = make_hand(files, name, desk.clock, kept, names)
    own_hand(made.ttf, hand_id=name, name=name, outlines=made.outlines)  # what cannot be written with is not kept
    about: Json = {
        "outlines": made.outlines,
        "again": list(made.again),
        "remarks": [{"says": remark.says, "advice": remark.advice} for remark in made.remarks],
    }
    pictures = {_picture(k): remark.picture for k, remark in enumerate(made.remarks) if remark.picture}
    with desk.drawer.transaction() as tx:
        put_hand(
            tx, name, {"hand.json": to_json(about), "hand.ttf": made.ttf, **pictures, **packed(made.pages)}, desk.now
        )
        log(tx, WriterAct(desk.now, "hand", detail=name))
    return made


def hands(desk: Desk) -> tuple[HandListed, ...]:
    """Every hand one can write in here, the writer's own first."""
    chosen = wishes(desk).hand or DEFAULT
    with desk.drawer.transaction() as tx:
        own = hand_names(tx)
    mine = [
        HandListed(
            name, name, "Made at this desk.", own=True, chosen=name == chosen, sample=sample_of(hand(desk, name))
        )
        for name in own
    ]
    shipped = [
        HandListed(h.id, h.name, h.about, own=False, chosen=h.id == chosen, sample=sample_of(h))
        for h in shipped_hands()
    ]
    return (*mine, *shipped)


def sample_of(one: Hand) -> str:
    """A line that shows a hand, of words it has every letter of."""
    words = [word for word in _SAMPLE.split() if one.characters.issuperset(word)]
    return " ".join(words) or " ".join(sorted(c for c in one.characters if c.isalpha())[:26])


def samples(desk: Desk) -> bytes:
    """A PDF that shows every hand with a line of its writing."""
    listed = hands(desk)
    return sample_sheet([(hand(desk, one.id), one.name, one.about, one.sample) for one in listed])


def report(desk: Desk, name: str) -> HandReport:
    """What there was to say when this hand was made here.

    Raises:
        WrongUsage: no hand of this name was made at this desk.
    """
    with desk.drawer.transaction() as tx:
        kept, own = hand_named(tx, name), hand_names(tx)
    if not kept:
        there = f"There are: {', '.join(own)}." if own else "Make one with `amends hand make`."
        raise WrongUsage(f"No hand called {name!r} was made at this desk.", there)
    about = cast("dict[str, Any]", from_json(kept["hand.json"]))
    said = cast("list[dict[str, str]]", about.get("remarks", []))
    remarks = tuple(HandRemark(one["says"], one["advice"], kept.get(_picture(k), b"")) for k, one in enumerate(said))
    return HandReport(remarks, tuple(about.get("again", [])))


def _picture(number: int) -> str:
    return f"remark-{number:03}.png"


def second_sheet(desk: Desk, name: str) -> tuple[str, ...]:
    """What a second sheet should ask for, so that this hand lacks nothing.

    Raises:
        WrongUsage: no hand of this name was made at this desk.
        Refused: it lacks nothing a sheet could ask for.
    """
    again = report(desk, name).again
    if not again:
        raise Refused(f"The hand {name} lacks nothing a sheet could ask for.", "No second sheet is needed.")
    return again


def use(desk: Desk, **chosen: str) -> None:
    """Chooses how all letters look from now on; see `look.choose`."""
    choose(desk, **chosen)
