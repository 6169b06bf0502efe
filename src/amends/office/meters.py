"""What whoever runs an office may watch: counts and times by kind of request, never by letter, writer or visitor.

Served at an address of its own, on this machine alone unless told otherwise: how many letters wait is the operator's
business and nobody else's.
"""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

from amends.errors import AmendsError, WrongUsage
from amends.office.ledger import counts

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from amends.office.office import Office

_SECONDS: Final = (0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60)
_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"


class Meters:
    """The meters of one running office."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "amends_requests", "Requests answered, by kind and status.", ["kind", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "amends_request_seconds", "How long answering took.", ["kind"], registry=self.registry, buckets=_SECONDS
        )
        self._held = Gauge("amends_held", "What the office holds, by what it is.", ["what"], registry=self.registry)
        self._free = Gauge("amends_free_bytes", "Free space beside the database.", registry=self.registry)

    def answered(self, kind: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(kind, str(status)).inc()
        self._seconds.labels(kind).observe(seconds)

    def page(self, office: Office) -> bytes:
        """All meters, as Prometheus reads them."""
        with office.ledger.reading() as connection:
            for what, many in counts.held(connection).items():
                self._held.labels(what).set(many)
        folder = (office.settings.sqlite or office.settings.keys_path).parent
        self._free.set(shutil.disk_usage(folder).free)
        return generate_latest(self.registry)


def is_ready(office: Office) -> bool:
    """Whether the office could serve now: its database answers, and its object store, if it has one."""
    try:
        with office.ledger.reading() as connection:
            counts.answers(connection)
        if office.blobs is not None:
            office.blobs.get("sealed/00/" + "0" * 32)
    except AmendsError:
        return False
    return True


@contextmanager
def watched(office: Office, meters: Meters, where: str) -> Generator[str]:
    """Serve `/metrics`, `/live` and `/ready` at `PORT` or `HOST:PORT` while the block runs; gives the address.

    Raises:
        WrongUsage: no such address, or it is taken.
    """
    host, _, port = where.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise WrongUsage(f"{where} is no address to watch the office at.", "Give a PORT, or HOST:PORT.")
    try:
        server = _Server((host, int(port)), _Quiet)
    except OSError as error:
        raise WrongUsage(f"The office cannot be watched at {where}: {error.strerror}.", "Choose another.") from error
    server.set_app(_pages(office, meters))
    thread = threading.Thread(target=server.serve_forever, name="watch", daemon=True)
    thread.start()
    shown = f"[{host}]" if ":" in host else host
    try:
        yield f"http://{shown}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[WSGIRequestHandler]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: whoever watches went away."""


class _Quiet(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name it has there
        """Say nothing."""


def _pages(office: Office, meters: Meters) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    def page(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        status, body = "200 OK", b"ok\n"
        if environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            status, body = "405 Method Not Allowed", b""
        elif path == "/metrics":
            try:
                body = meters.page(office)
            except AmendsError:
                status, body = "503 Service Unavailable", b""
        elif path == "/ready":
            if not is_ready(office):
                status, body = "503 Service Unavailable", b"not ready\n"
        elif path != "/live":
            status, body = "404 Not Found", b""
        start(status, [("Content-Type", _TEXT), ("Content-Length", str(len(body)))])
        return [body]

    return page
