"""What every address of one running office needs: the office, turns for large requests, and threads to work in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from litestar import Response

from amends.office.office import Office
from amends.office.web.body import SMALL, Asking, announced, read
from amends.office.web.turns import Turns, visitor_at

T = TypeVar("T")

_THREADS = 4
"""One writes, others read, unpack and check digests meanwhile."""


@dataclass(frozen=True, slots=True)
class House:
    """One running office.

    Attributes:
        threads: where the database is asked and signatures are checked, so that the loop goes on answering.
        desks: turns for large requests of desks.
        readers: turns for large requests of readers, apart, so that neither can keep the other waiting.
    """

    office: Office
    threads: ThreadPoolExecutor
    desks: Turns
    readers: Turns

    async def work(self, act: Callable[[], T]) -> T:
        """Do this in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, act)

    @asynccontextmanager
    async def body(
        self, request: Asking, most: int, turns: Turns, first: Callable[[], None]
    ) -> AsyncGenerator[bytes]:
        """What the request sends. Before anything large is read, `first` has to let it in, and it waits its turn.

        Raises:
            Refusal: `too-large`, `malformed`, or what `first` refuses.
        """
        limits = self.office.settings.limits
        size = announced(request)
        if size is not None and size <= SMALL:
            yield await read(request, most, limits)
            return
        await self.work(first)
        async with turns.turn(visitor_at(request.client.host if request.client else "")):
            yield await read(request, most, limits)


def open_house(office: Office) -> House:
    """A house for this office."""
    most = office.settings.limits.bodies_at_once
    threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="office")
    return House(office, threads, Turns(most), Turns(most))


def house(request: Asking) -> House:
    """The house this request came to."""
    found = request.app.state.house
    assert isinstance(found, House)
    return found


def in_path(request: Asking, name: str) -> str:
    """The part of the address with this name."""
    return str(request.path_params[name])


def as_json(data: bytes, status: int = 200) -> Response[bytes]:
    """An answer in canonical JSON."""
    return Response(data, status_code=status, media_type="application/json")


def as_bytes(data: bytes) -> Response[bytes]:
    """An answer of sealed bytes."""
    return Response(data, media_type="application/octet-stream")
