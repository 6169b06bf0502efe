"""Running an office: serving it, inviting writers, and looking after it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import uvicorn

from amends.clock import MACHINE, Clock
from amends.errors import AmendsError, WrongUsage
from amends.office import logs
from amends.office.counter import enrolling
from amends.office.keys import write_privately
from amends.office.ledger import LedgerTrouble, events, writers
from amends.office.meters import Meters, watched
from amends.office.office import Office, open_office
from amends.office.refusals import Refusal
from amends.office.rounds.worker import Worker
from amends.office.settings import Settings
from amends.office.web.app import application
from amends.wire import Invitation

_FIRST_WRITER = "first writer"
_GRACE_SECONDS = 10
_LOOK_SECONDS = 5.0


class PortTaken(AmendsError):
    """The office cannot listen where it was told to."""


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    invitation: Path | None = None,
    watch: str = "",
    log_requests: bool = False,
    clock: Clock = MACHINE,
    say: Callable[[str], None] | None = None,
    rounds: bool = True,
) -> None:
    """Serve an office until it is told to stop (SIGTERM or SIGINT), then finish what is under way.

    Args:
        settings: which office; it is founded if there is none.
        host: the address to listen at.
        port: the port; 0 takes a free one.
        invitation: where to write a first invitation, readable by its owner only, if the office has no writer yet.
        watch: where to serve meters and whether it is ready, `PORT` or `HOST:PORT`; nowhere if empty.
        log_requests: whether to write a line a request, with its kind and status.
        clock: time and chance.
        say: takes the office's address, once it answers; by default it becomes the first line of standard output.
        rounds: whether this process carries letters as well; else other processes do (`work`).

    Raises:
        LedgerTrouble, KeysTrouble: the office cannot be opened, or its database was away and is another's now.
        PortTaken: it cannot listen there.
        WrongUsage: the invitation's file is there already, or it cannot be watched there.
    """
    logs.write_lines(requests=log_requests)
    meters = Meters()
    with contextlib.ExitStack() as open_:
        door = open_.enter_context(_listening(host, port))
        address = _address(host, door)
        reached = settings.carrying.address.rstrip("/") or address
        office = open_office(settings, clock)
        try:
            with office.ledger.writing() as connection:
                writers.reached_at(connection, reached)
            if invitation is not None:
                _first_invitation(office, reached, invitation)
            if watch:
                open_.enter_context(watched(office, meters, watch))
            worker = _worker_beside(settings, clock, address) if rounds else None
            server = _Server(_config(office, meters), lambda: (say or _print)(address))
        except BaseException:
            office.close()
            raise
        with _staying_alone(office, server.end):
            try:
                if worker is not None:
                    worker.on_end = server.end
                    worker.start()
                asyncio.run(server.serve([door]))
            finally:
                if worker is not None:
                    _end(worker)
        if worker is not None and worker.ended_by is not None:
            raise worker.ended_by


def work(settings: Settings, *, clock: Clock = MACHINE, say: Callable[[str], None] | None = None) -> None:
    """Carry letters for an office that other processes serve, until told to stop (SIGTERM or SIGINT).

    Args:
        settings: which office; every process of one office is given the same.
        clock: time and chance.
        say: takes the worker's name, once it works; by default it becomes the first line of standard output.

    Raises:
        LedgerTrouble, KeysTrouble: the office cannot be opened, or this worker's place is another's now.
        WrongUsage: a carrier cannot be set up as configured.
    """
    logs.write_lines()
    told = threading.Event()

    def stop(_number: int, _frame: object) -> None:
        told.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    worker = _worker_beside(settings, clock, "")
    worker.on_end = told.set
    try:
        worker.start()
        (say or _print)(worker.slot.name)
        told.wait()
    finally:
        _end(worker)
        for number, handler in before.items():
            signal.signal(number, handler)
    if worker.ended_by is not None:
        raise worker.ended_by


@contextlib.contextmanager
def _staying_alone(office: Office, end: Callable[[], None]) -> Generator[None]:
    """See to it that no other office serves from this database, also after the database was away; else end.

    Raises:
        LedgerTrouble: another one took it.
    """
    over = threading.Event()
    found: list[LedgerTrouble] = []

    def look() -> None:
        while not over.wait(_LOOK_SECONDS):
            try:
                office.ledger.stay_alone()
            except Refusal:  # it is still away
                continue
            except LedgerTrouble as trouble:
                found.append(trouble)
                end()
                return

    looking = threading.Thread(target=look, name="alone", daemon=True)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join(_GRACE_SECONDS)
    if found:
        raise found[0]


def _worker_beside(settings: Settings, clock: Clock, address: str) -> Worker:
    """A worker with a way to the database of its own."""
    office = open_office(settings, clock, serving=False)
    try:
        with office.ledger.reading() as connection:
            founded = writers.office(connection)
        served_at = address or (founded[1] if founded else "")
        carrying = replace(settings.carrying, address=settings.carrying.address or served_at)
        office.settings = replace(settings, carrying=carrying)
        return Worker(office)
    except BaseException:
        office.close()
        raise


def _end(worker: Worker) -> None:
    worker.stop()
    worker.office.close()


def invite(
    settings: Settings, name: str, *, address: str = "", checked: str = "", clock: Clock = MACHINE
) -> Invitation:
    """Invite a writer; may be done while the office runs.

    Args:
        settings: which office.
        name: whom, for the office's own memory; it is stored encrypted.
        address: where the office is to be reached; by default where it was last served.
        checked: by what it is known who they are; empty where nobody has made sure. A bank may ask for it.
        clock: time and chance.

    Raises:
        WrongUsage: no address was given, and the office was never served.
        LedgerTrouble, KeysTrouble: the office cannot be opened.
    """
    if not address and settings.sqlite is not None and not settings.sqlite.exists():
        raise LedgerTrouble(f"There is no office at {settings.sqlite}.", "Name its --database, or start it once.")
    office = open_office(settings, clock, serving=False)
    try:
        with office.ledger.reading() as connection:
            founded = writers.office(connection)
        address = address or (founded[1] if founded else "")
        if not address:
            raise WrongUsage(
                "The office's address is not known yet.", "Serve it once, or say where it is to be reached."
            )
        by = events.OFFICE if checked else ""
        return enrolling.invite(office, name, address, checked_by=by, checked=checked)
    finally:
        office.close()


def write_invitation(invitation: Invitation, path: Path) -> None:
    """Write an invitation into a file that only its owner can read.

    Raises:
        WrongUsage: there is such a file already.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_privately(path, invitation.to_bytes() + b"\n")
    except FileExistsError as error:
        raise WrongUsage(f"There is a file {path} already.", "Name another file for the invitation.") from error


def _first_invitation(office: Office, address: str, path: Path) -> None:
    with office.ledger.reading() as connection:
        if writers.how_many(connection):
            return
    # One left over from an earlier start names an address that may not be good any more.
    if path.exists() and _is_own_invitation(path, office.id):
        path.unlink()
    write_invitation(enrolling.invite(office, _FIRST_WRITER, address), path)


def _is_own_invitation(path: Path, office_id: str) -> bool:
    try:
        return Invitation.from_bytes(path.read_bytes()).office_id == office_id
    except (OSError, AmendsError):
        return False


@contextlib.contextmanager
def _listening(host: str, port: int) -> Generator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        door = socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        raise PortTaken(
            f"The office cannot listen at {host}, port {port}: {error.strerror}.",
            "Choose another --port, or 0 for a free one.",
        ) from error
    with door:
        yield door


def _address(host: str, door: socket.socket) -> str:
    # Bound to every address of the machine, it answers on loopback too; which other one is right, nobody knows.
    everywhere = {"": "127.0.0.1", str(IPv4Address(0)): "127.0.0.1", str(IPv6Address(0)): "[::1]"}
    shown = everywhere.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{door.getsockname()[1]}"


def _config(office: Office, meters: Meters) -> uvicorn.Config:
    # No access log, and no log configuration of uvicorn's: addresses hold ids, and mangled ones hold secrets.
    return uvicorn.Config(
        application(office, meters),
        access_log=False,
        log_config=None,
        log_level="critical",
        server_header=False,
        lifespan="on",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        limit_concurrency=1000,
    )


class _Server(uvicorn.Server):
    """A server that says when it answers, and ends quietly when it is told to stop."""

    def __init__(self, config: uvicorn.Config, answers: Callable[[], None]) -> None:
        super().__init__(config)
        self._answers = answers

    def end(self) -> None:
        """End as when told to."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._answers()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        def stop(_number: int, _frame: object) -> None:
            self.end()

        before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _print(address: str) -> None:
    sys.stdout.write(address + "\n")
    sys.stdout.flush()
