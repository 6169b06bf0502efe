"""Serving the desk to a browser on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import signal
import socket
import sys
from collections.abc import Callable, Generator
from typing import Final

import uvicorn

from amends.clock import MACHINE, Clock
from amends.desk.drawer.place import Place
from amends.desk.web.front import Front
from amends.desk.web.sitting import AWAY_SECONDS, Sitting
from amends.errors import AmendsError, WrongUsage

_LOOK_EVERY_SECONDS: Final = 5.0


class PortTaken(AmendsError):
    """The desk cannot listen where it was told to."""


def serve_desk(
    place: Place,
    passphrase: str = "",
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    clock: Clock = MACHINE,
    away: float = AWAY_SECONDS,
    say: Callable[[str], None] | None = None,
) -> None:
    """Serve the desk's pages until told to stop (SIGTERM or SIGINT).

    Args:
        place: which desk.
        passphrase: opens it at once; without it the pages ask for it.
        host: an address of this machine's own: 127.0.0.1 or ::1.
        port: the port; 0 takes a free one.
        clock: time and chance.
        away: seconds without a page asked for, after which the desk locks itself.
        say: takes the link to open, once it answers; by default it becomes the first line of standard output.

    Raises:
        WrongUsage: the address is not one that only this machine reaches.
        Locked: the passphrase is wrong.
        PortTaken: it cannot listen there.
    """
    address = "127.0.0.1" if host == "localhost" else host
    if not _is_loopback(address):
        raise WrongUsage(f"The desk is for this machine only, not for {host}.", "Leave --host out.")
    logging.getLogger("amends.desk").setLevel(logging.WARNING)
    with _listening(address, port) as listening:
        shown = f"[{address}]" if ":" in address else address
        taken = f"{shown}:{listening.getsockname()[1]}"
        hosts = frozenset({taken, f"localhost:{listening.getsockname()[1]}"})
        sitting = Sitting(place, clock, away=away)
        try:
            if passphrase:
                sitting.unlock_now(passphrase)
            front = Front(sitting, lambda: hosts)
            config = uvicorn.Config(
                front,
                access_log=False,  # addresses hold ids
                log_config=None,
                log_level="critical",
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=5,
                limit_concurrency=100,
            )
            link = f"http://{taken}/enter/{sitting.token}"
            server = _Server(config, sitting, front, lambda: (say or _print)(link))
            asyncio.run(server.serve([listening]))
        finally:
            sitting.close()


class _Server(uvicorn.Server):
    """A server that says when it answers, locks the desk of a writer who went away, and ends quietly."""

    def __init__(self, config: uvicorn.Config, sitting: Sitting, front: Front, answers: Callable[[], None]) -> None:
        super().__init__(config)
        self._sitting, self._front, self._answers = sitting, front, answers
        self._watch: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._watch = asyncio.create_task(self._lock_when_away())
            self._answers()
            self._front.load()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._watch:
            self._watch.cancel()
        await super().shutdown(sockets)

    async def _lock_when_away(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            if not self._sitting.is_locked():
                self._sitting.carrying.wake()
                await self._sitting.go_round()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        def stop(_number: int, _frame: object) -> None:
            self.should_exit = True

        try:
            before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
        except ValueError:  # not in the main thread: whoever started it ends it
            before = {}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextlib.contextmanager
def _listening(host: str, port: int) -> Generator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=64)
    except OSError as error:
        raise PortTaken(
            f"The desk cannot listen at {host}, port {port}: {error.strerror}.",
            "Choose another --port, or 0 for a free one.",
        ) from error
    with listening:
        yield listening


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _print(link: str) -> None:
    sys.stdout.write(link + "\n")
    sys.stdout.flush()
