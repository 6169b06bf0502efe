"""What lies on the desk's table while somebody sits there: a warm press, and the list's names.

Both take most of a second to lay out with ten thousand people and an own hand, and are wanted with every pause in
writing. They are used by the desk's one thread alone, and cleared away when the desk is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # nothing lies on the table while nobody sits there
    from amends.desk.journey.look import Look
    from amends.desk.journey.opening import Desk
    from amends.desk.letters.quoting.finding import LaidOut
    from amends.desk.paper.preview import PreviewPress
    from amends.desk.people.names import NameIndex
    from amends.desk.people.person import Person


@dataclass(frozen=True, slots=True)
class Names:
    """The list as one looks names up in it, and how many acts had been done when it was laid out."""

    people: Mapping[str, Person]
    index: NameIndex
    acts: int


class Table:
    """What lies on the table."""

    def __init__(self) -> None:
        self._press: PreviewPress | None = None
        self._names: Names | None = None
        self._texts: dict[str, LaidOut] = {}

    def text(self, which: str, read: Callable[[], str]) -> LaidOut:
        """A text that letters may quote, with its words; all of Shakespeare takes a second to lay out."""
        from amends.desk.letters.quoting.finding import tokens  # noqa: PLC0415

        if which not in self._texts:
            whole = read()
            self._texts[which] = (whole, tokens(whole))
        return self._texts[which]

    def press(self, seen: Look) -> PreviewPress:
        """The press for letters that look so."""
        from amends.desk.paper.press import Form  # noqa: PLC0415
        from amends.desk.paper.preview import PreviewPress  # noqa: PLC0415

        form = Form(seen.hand, seen.paper, seen.sheet, seen.cover)
        if self._press is None or self._press.form != form:
            self._put_press_away()
            self._press = PreviewPress(form)
        return self._press

    def names(self, desk: Desk) -> Names:
        """Everybody on the list; laid out anew after anything was done at the desk, since every act is logged."""
        from amends.desk.drawer import people as list_kept  # noqa: PLC0415
        from amends.desk.drawer.acts import newest_act  # noqa: PLC0415
        from amends.desk.people.names import NameIndex  # noqa: PLC0415

        with desk.drawer.transaction() as tx:
            acts = newest_act(tx)
            if self._names is None or self._names.acts != acts:
                people = list_kept.everybody(tx)
                self._names = Names({one.id: one for one in people}, NameIndex(people), acts)
        return self._names

    def clear(self) -> None:
        """Clears it away."""
        self._put_press_away()
        self._names = None
        self._texts = {}

    def _put_press_away(self) -> None:
        if self._press is not None:
            self._press.close()
            self._press = None
