"""The writer's own hand: made from a filled sheet, kept in the drawer, chosen for all letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.hands import hand_names, put_hand
from amends.desk.hand.make import MadeHand, make_hand
from amends.desk.hand.shipped import DEFAULT, own_hand, shipped_hands
from amends.desk.journey.look import choose, wishes
from amends.desk.journey.opening import Desk
from amends.desk.people.files import Source
from amends.envelope import to_json
from amends.errors import WrongUsage


@dataclass(frozen=True, slots=True)
class HandListed:
    """A hand one can write in: its id, its name, how it looks, whether it is the writer's own and is chosen."""

    id: str
    name: str
    about: str
    own: bool
    chosen: bool


def make_own(desk: Desk, photographs: Sequence[Source], name: str) -> MadeHand:
    """Makes a hand from photographs of a filled sheet and keeps it under this name.

    Raises:
        WrongUsage: the name is one of a hand that comes with the package.
        Refused: the photographs show no sheet, or too little writing.
    """
    if name.casefold() in {known for one in shipped_hands() for known in (one.id, one.name.casefold())}:
        raise WrongUsage(f"There is a hand called {name!r} already.", "Choose another name with --name.")
    made = make_hand([file.data for file in photographs], name, desk.clock)
    own_hand(made.ttf, hand_id=name, name=name, outlines=made.outlines)  # what cannot be written with is not kept
    with desk.drawer.transaction() as tx:
        put_hand(tx, name, {"hand.json": to_json({"outlines": made.outlines}), "hand.ttf": made.ttf}, desk.now)
        log(tx, WriterAct(desk.now, "hand", detail=name))
    return made


def hands(desk: Desk) -> tuple[HandListed, ...]:
    """Every hand one can write in here, the writer's own first."""
    chosen = wishes(desk).hand or DEFAULT
    with desk.drawer.transaction() as tx:
        own = hand_names(tx)
    mine = [HandListed(name, name, "Made at this desk.", own=True, chosen=name == chosen) for name in own]
    return (*mine, *(HandListed(h.id, h.name, h.about, own=False, chosen=h.id == chosen) for h in shipped_hands()))


def use(desk: Desk, **chosen: str) -> None:
    """Chooses how all letters look from now on; see `look.choose`."""
    choose(desk, **chosen)
