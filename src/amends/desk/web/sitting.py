"""Sitting at the desk: who may, for how long, and the key while somebody does.

Between two requests the desk is closed, so the command line can work at it too; what is held meanwhile is the drawer
key. It is let go when the writer locks the desk or has been away for a while.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hmac
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from amends.clock import Clock
from amends.desk.drawer.place import Place
from amends.desk.web.carrying import Carrying
from amends.desk.web.printing import Printing
from amends.desk.web.table import Table
from amends.errors import AmendsError, Locked, WrongUsage
from amends.sentences import marked

if TYPE_CHECKING:  # whoever comes to the door does not wait for the drawer to be loaded
    from amends.desk.journey.opening import Desk
    from amends.desk.paper.leaflet import Leaflet

T = TypeVar("T")

AWAY_SECONDS: Final = 15 * 60
"""After so long without a page asked for, the desk locks itself."""
AWAY_MINUTES: Final = "away minutes"
"""Under which name the writer's own choice of that time is put down."""
PATIENCE: Final = 5.0
"""Seconds a page waits for a command that is at work at the desk."""


BETWEEN_LOOKS: Final = 5 * 60
BETWEEN_ROUNDS: Final = 60 * 60
"""Seconds after which it is looked whether the bag is due, and after which a round is tried again."""
SEARCHES_MOST: Final = 100
PASSPHRASE_LEAST: Final = 12
"""Characters of a passphrase that is chosen in the browser. scrypt makes each guess cost a third of a second."""


class NotSeated(Locked):
    """Whoever asks has not come in by the link."""


def check_chosen(passphrase: str, again: str) -> None:
    """Goes on only with a passphrase that is long enough and was given twice alike.

    Raises:
        WrongUsage: it is not.
    """
    if len(passphrase.strip()) < PASSPHRASE_LEAST:
        raise WrongUsage(
            marked("This passphrase is too short."),
            marked("Take several words, twelve letters or more; a short sentence is good."),
        )
    if passphrase != again:
        raise WrongUsage(marked("The two passphrases differ."), marked("Write the same one twice."))


class Sitting:
    """One writer at one desk, from one browser."""

    def __init__(self, place: Place, clock: Clock, *, away: float = AWAY_SECONDS, patience: float = PATIENCE) -> None:
        self._place, self._clock, self._away, self._patience = place, clock, away, patience
        self._token = self._chance()
        self._fresh = True
        self._cookie = ""
        self._key: bytes | None = None
        self._last = clock.monotonic()
        self.writer = ""  # known once the desk was open
        self.form_token = self._chance()
        self._searches: dict[str, str] = {}
        self._next_round = 0.0
        self.table = Table()
        self.leaflet: Leaflet | None = None
        self.printing = Printing()
        self.carrying = Carrying(self.at_desk_quietly, self.is_locked, self._stir, clock)
        # One thread: a desk is held, and its database used, by the thread that opened it.
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="desk")

    @property
    def token(self) -> str:
        """What the opening link bears. It works again in another browser, but then asks for the passphrase."""
        return self._token

    # ── coming in ─────────────────────────────────────────────────────────────────────────────────────────────────

    def knows(self, token: str) -> bool:
        """Whether this is the link's token."""
        return hmac.compare_digest(token.encode(), self._token.encode())

    def asks_passphrase(self) -> bool:
        """Whether whoever comes by the link must give the passphrase: the desk is locked, or the link was used."""
        return self.is_locked() or not self._fresh

    async def enter(self, token: str, passphrase: str) -> str:
        """Comes in by the link and sits down; whoever sat here before does not any more. Returns the cookie.

        Raises:
            NotSeated: the link is not this desk's.
            Locked: the passphrase is wrong.
        """
        if not self.knows(token):
            raise NotSeated(
                marked("This link does not open this desk."), marked("Use the one that `amends desk` shows now.")
            )
        if self.asks_passphrase():
            await self.unlock(passphrase)
        self._fresh = False
        self._cookie, self.form_token = self._chance(), self._chance()
        self._last = self._clock.monotonic()
        return self._cookie

    def has_desk(self) -> bool:
        """Whether there is a desk to sit down at; on a first visit there is none yet."""
        return self._place.is_desk()

    @property
    def root(self) -> Path:
        """The folder in which the desk stands, or will."""
        return self._place.root

    async def begin(self, token: str, writer: str, passphrase: str, again: str) -> str:
        """Makes the desk on a first visit, and sits down at it. Returns the cookie.

        Raises:
            NotSeated: the link is not this desk's.
            WrongUsage: the name is empty, the passphrase is too short or was not given twice alike, or a desk is
                there already.
        """
        if not self.knows(token):
            raise NotSeated(
                marked("This link does not open this desk."), marked("Use the one that `amends desk` shows now.")
            )
        if not writer.strip():
            raise WrongUsage(marked("Your name is missing."), marked("It stands under your letters."))
        check_chosen(passphrase, again)
        from amends.desk.journey.opening import make_desk  # noqa: PLC0415

        await self._in_order(lambda: make_desk(self._place, writer, passphrase, self._clock))
        await self.unlock(passphrase)
        return await self.enter(token, passphrase)

    async def bring_back(self, token: str, called: str, backup: bytes) -> None:
        """Makes the desk again on a first visit, from a backup.

        Raises:
            NotSeated: the link is not this desk's.
            WrongUsage, Torn, Unsupported, Refused: the file is no whole backup, or there is a desk already.
        """
        if not self.knows(token):
            raise NotSeated(
                marked("This link does not open this desk."), marked("Use the one that `amends desk` shows now.")
            )
        from amends.desk.journey.keeping import put_back_sent  # noqa: PLC0415

        await self._in_order(lambda: put_back_sent(backup, called, self._place, self._clock))

    async def recover(self, words: str, parts: list[str], passphrase: str) -> None:
        """Gives the desk a new passphrase by the words of its recovery sheet or by parts of its key, and unlocks it.

        Raises:
            Locked, Refused: they do not open it.
        """
        from amends.desk.journey import recovery  # noqa: PLC0415

        def work() -> None:
            if parts:
                recovery.recover_with_parts(self._place, parts, passphrase, self._clock, patience=self._patience)
            else:
                recovery.recover(self._place, words, passphrase, self._clock, patience=self._patience)

        await self._in_order(work)
        await self.unlock(passphrase)

    def ways_back(self) -> tuple[bool, bool]:
        """Whether a recovery sheet was made for this desk, and whether its key was shared among people."""
        return self._place.recovery.is_file(), self._place.shares.is_file()

    def seated(self, cookie: str) -> bool:
        """Whether this cookie was given to whoever sits here."""
        return bool(self._cookie) and hmac.compare_digest(cookie.encode(), self._cookie.encode())

    def form_is_ours(self, token: str) -> bool:
        """Whether a form bears the token that our own pages put into it."""
        return hmac.compare_digest(token.encode(), self.form_token.encode())

    # ── the key ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def unlock(self, passphrase: str) -> None:
        """Takes the drawer key out.

        Raises:
            Locked: the passphrase is wrong, or none was given.
        """
        if not passphrase.strip():
            raise Locked(marked("The desk is locked."), marked("Give your passphrase."))
        self._key = await self._in_order(lambda: self._unwrapped(passphrase))
        self._last = self._clock.monotonic()

    def unlock_now(self, passphrase: str) -> None:
        """The same before anything is served."""
        self._key = self._unwrapped(passphrase)

    def _unwrapped(self, passphrase: str) -> bytes:
        from amends.desk.journey.opening import unwrap  # noqa: PLC0415

        return unwrap(self._place, passphrase)

    @property
    def away(self) -> float:
        """Seconds without a page asked for, after which the desk locks itself."""
        return self._away

    def lock(self) -> None:
        """Lets go of the key, of what was searched for, of what is to be printed and of what lies on the table."""
        if self._key is not None:
            self._hands.submit(self.table.clear)
            self._hands.submit(self.printing.clear)
        self._key = None
        self.leaflet = None
        self._searches.clear()

    def is_locked(self) -> bool:
        """Whether the desk is locked; it locks itself when nobody has asked for a page for a while."""
        if self._clock.monotonic() - self._last >= self._away:
            self.lock()
        return self._key is None

    # ── at the desk ───────────────────────────────────────────────────────────────────────────────────────────────

    def search(self, words: str) -> str:
        """Remembers words that are searched for; the address gets a number that means nothing elsewhere.

        A browser keeps addresses on the disk, and what one searches for is a name.
        """
        if not words.strip():
            return ""
        while len(self._searches) >= SEARCHES_MOST:
            del self._searches[next(iter(self._searches))]
        number = self._chance()[:8]
        self._searches[number] = words
        return number

    def searched(self, number: str) -> str:
        """The words under this number; none where it is forgotten."""
        return self._searches.get(number, "")

    async def at_desk(self, work: Callable[[Desk], T]) -> T:
        """Opens the desk, does something at it, and closes it again; one thing at a time.

        Raises:
            Locked: it is locked, or a command is at work at it.
        """
        if self.is_locked():
            raise Locked(marked("The desk is locked."), marked("Give your passphrase."))
        self._stir()
        return await self.at_desk_quietly(work)

    async def at_desk_quietly(self, work: Callable[[Desk], T]) -> T:
        """The same for what happens by itself, which does not keep the desk from locking itself.

        Raises:
            Locked: it is locked, or a command is at work at it.
        """

        def done() -> T:
            with self._open() as desk:
                return work(desk)

        return await self._in_order(done)

    async def go_round(self) -> None:
        """Lets the mailbag come, where a round is due, while the writer sits here; it does not count as sitting.

        An office that does not answer is asked again after an hour.
        """
        from amends.desk.journey import postman  # noqa: PLC0415  # as everything behind the door, loaded when needed

        now = self._clock.monotonic()
        if self.is_locked() or now < self._next_round:
            return
        self._next_round = now + BETWEEN_LOOKS

        def work(desk: Desk) -> None:
            if postman.is_due(desk):
                self._next_round = now + BETWEEN_ROUNDS
                postman.come(desk)

        with contextlib.suppress(AmendsError):
            await self.at_desk_quietly(work)

    def _stir(self) -> None:
        self._last = self._clock.monotonic()

    @contextlib.contextmanager
    def _open(self) -> Generator[Desk]:
        key = self._key
        if key is None:
            raise Locked(marked("The desk is locked."), marked("Give your passphrase."))
        from amends.desk.drawer.settings import setting  # noqa: PLC0415
        from amends.desk.journey.opening import with_key  # noqa: PLC0415

        with with_key(self._place, key, self._clock, patience=self._patience) as desk:
            self.writer = desk.writer
            with desk.drawer.transaction() as tx:
                minutes = setting(tx, AWAY_MINUTES).decode()
            self._away = int(minutes) * 60 if minutes else self._away
            yield desk

    async def _in_order(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._hands, work)

    def close(self) -> None:
        """Locks and stops."""
        self.lock()
        self._hands.shutdown()

    def _chance(self) -> str:
        return base64.urlsafe_b64encode(self._clock.bytes(32)).rstrip(b"=").decode()
