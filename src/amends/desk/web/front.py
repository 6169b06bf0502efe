"""The desk's pages from the first moment on: those at the door at once, all others as soon as they are there.

What a letter is set, sealed and searched with takes longer to load than everything else together, and whoever opens
the link reads a page and gives a passphrase first. So the door is served while the rest is loaded behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from litestar.types import ASGIApp, Receive, Scope, Send

from amends.desk.web.addresses import coming_in, looks
from amends.desk.web.door import Door
from amends.desk.web.handled import handled
from amends.desk.web.sitting import Sitting

_AT_THE_DOOR: Final = [
    coming_in.enter, coming_in.sit_down, coming_in.language, looks.look_css, looks.script, looks.style, looks.nothing
]  # fmt: skip


class Front:
    """Serves the door, and whatever else there is once it is loaded."""

    def __init__(self, sitting: Sitting, hosts: Callable[[], frozenset[str]]) -> None:
        self._sitting, self._hosts = sitting, hosts
        self._door: ASGIApp = Door(handled(_AT_THE_DOOR, sitting), hosts)
        self._paths = frozenset(path for one in _AT_THE_DOOR for path in one.paths if "{" not in path)
        self._all: asyncio.Future[Door] | None = None

    def load(self) -> asyncio.Future[Door]:
        """Begins to load everything, once."""
        if self._all is None:
            self._all = asyncio.get_running_loop().run_in_executor(None, self._load)
        return self._all

    def _load(self) -> Door:
        from amends.desk.web.app import application  # noqa: PLC0415  # this is what takes long

        return application(self._sitting, self._hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        everything = self.load()
        path = scope["path"]
        if not everything.done() and (path in self._paths or path.startswith("/enter/")):
            await self._door(scope, receive, send)
        else:
            await (await asyncio.shield(everything))(scope, receive, send)
