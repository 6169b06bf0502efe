"""The out tray while somebody sits at the desk: what is due is carried, piece by piece, between two pages.

Letters go because their time has come, not because a page was asked for. So the desk looks into the tray now and then
while it is open; a locked desk carries nothing, and goes on when it is opened again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from amends.clock import Clock, unstamp
from amends.errors import AmendsError, Locked

if TYPE_CHECKING:
    from amends.desk.journey import out_tray
    from amends.desk.journey.opening import Desk

T = TypeVar("T")

LOOK_SECONDS: Final = 60.0
"""How often the tray is looked into when nothing is due, and how long an office is left alone that did not answer."""


class AtDesk(Protocol):
    """Does something at the open desk, in the order in which it was asked for."""

    def __call__(self, work: Callable[[Desk], T]) -> Awaitable[T]:
        """Does it."""
        ...


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """How far the round is that is being carried, or was last.

    Attributes:
        busy: whether it is being carried now.
        posted: letters that went in it.
        sealed: letters of the present piece that are sealed so far.
        stayed: letters that did not go, each with its reason in the tray.
        of: how many there are in all.
        problem: what stands in its way; None where nothing does.
    """

    busy: bool = False
    posted: int = 0
    sealed: int = 0
    stayed: int = 0
    of: int = 0
    problem: AmendsError | None = None

    @property
    def done(self) -> int:
        """Letters that are through with it, for a bar; those that are being sealed count for a half."""
        return self.posted + self.stayed + self.sealed // 2


class Carrying:
    """Carries what is due. One round at a time."""

    def __init__(
        self, at_desk: AtDesk, is_locked: Callable[[], bool], stir: Callable[[], None], clock: Clock
    ) -> None:
        self._at_desk, self._is_locked, self._stir, self._clock = at_desk, is_locked, stir, clock
        self._task: asyncio.Task[None] | None = None
        self._busy = self._fresh = False
        self._look_at = 0.0
        self._posted = self._sealed = self._stayed = self._of = 0
        self._problem: AmendsError | None = None

    def seen(self) -> OnTheWay:
        """How far it is."""
        sealed = min(self._sealed, max(0, self._of - self._posted - self._stayed))
        return OnTheWay(self._busy, self._posted, sealed, self._stayed, self._of, self._problem)

    def wake(self, *, now: bool = False) -> None:
        """Looks into the tray, where it is time for that; `now` where the writer has just done something about it."""
        if now:
            self._look_at, self._problem = 0.0, None
        if not self._busy and self._clock.monotonic() >= self._look_at:
            self._busy = True
            self._task = asyncio.get_running_loop().create_task(self.carry())

    async def carry(self) -> None:
        """Carries what is due, until nothing is, the desk is locked, or something stands in the way."""
        self._busy = self._fresh = True
        try:
            while not self._is_locked():
                done = await self._at_desk(self._piece)
                self._posted, self._sealed = self._posted + len(done.posted), 0
                self._stayed += len(done.stayed)
                self._problem = done.vanished
                if done.vanished or not (done.posted or done.stayed):
                    break
                self._stir()  # the writer asked for this, so the desk does not lock itself in the midst of it
        except Locked:
            pass  # a command is at work at the desk, or it was locked: later
        except AmendsError as error:
            self._problem = error
        finally:
            if self._problem:
                self._look_at = self._clock.monotonic() + LOOK_SECONDS
            self._busy = False

    def _piece(self, desk: Desk) -> out_tray.Carried:
        from amends.desk.journey import out_tray  # noqa: PLC0415  # the whole way to paper and seal hangs on it

        due = () if out_tray.is_stopped(desk) else out_tray.due_now(desk)
        if due and self._fresh:  # what the last round did stays to be seen until another begins
            self._fresh, self._posted, self._sealed, self._stayed = False, 0, 0, 0
        self._of = self._posted + self._stayed + len(due) if due else self._of
        done = out_tray.carry(desk, on_letter=self._one_sealed) if due else out_tray.Carried()
        following = out_tray.next_due(desk)
        wait = (unstamp(following) - desk.clock.now()).total_seconds() if following else LOOK_SECONDS
        self._look_at = self._clock.monotonic() + max(0.0, min(wait, LOOK_SECONDS))
        return done

    def _one_sealed(self) -> None:
        self._sealed += 1
