"""A bucket of a service that speaks S3, or a folder in one. The only file that knows obstore."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol, cast

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from amends.office.blobs.store import FOLDER, NAME, Object, StoreTrouble
from amends.office.refusals import later

if TYPE_CHECKING:
    from obstore import ObjectMeta

_MARK: Final = "amends-mark"
_ATTEMPTS: Final = 4
_PATIENCE: Final = dt.timedelta(seconds=20)
"""How long a store may go on refusing before we do; a desk waits a minute for its answer."""
_ONE_REQUEST: Final = "15s"
_CONNECT: Final = "5s"
_PAGE: Final = 500


class _Listed(Protocol):
    """What of the store is used here; its own type speaks of Arrow tables too, which nobody installs for this."""

    def list(self, prefix: str, *, chunk_size: int) -> Iterator[Sequence[ObjectMeta]]: ...


class Bucket:
    """Such a bucket, by its `s3://BUCKET/FOLDER`."""

    def __init__(self, url: str) -> None:
        self._store = S3Store.from_url(
            url,
            client_options={"timeout": _ONE_REQUEST, "connect_timeout": _CONNECT, "allow_http": True},
            retry_config={
                "max_retries": _ATTEMPTS,
                "retry_timeout": _PATIENCE,
                "backoff": {
                    "init_backoff": dt.timedelta(milliseconds=200), "max_backoff": dt.timedelta(seconds=4), "base": 2
                },
            },
        )  # fmt: skip

    def put(self, name: str, data: bytes) -> None:
        """Write these bytes under a name that nothing lies under yet."""
        with _asked():
            try:
                obstore.put(self._store, name, data, mode="create", use_multipart=False)
                return
            except AlreadyExistsError:
                # An answer that was lost on its way makes the client try again: then it meets what it wrote itself.
                there = self.get(name)
        if there is None or hashlib.sha256(there).digest() != hashlib.sha256(data).digest():
            raise StoreTrouble("Something else lies under a new name in the object store.")

    def get(self, name: str) -> bytes | None:
        """The bytes under this name; None if there are none."""
        with _asked():
            try:
                return bytes(obstore.get(self._store, name).bytes())
            except FileNotFoundError:
                return None

    def delete(self, names: Sequence[str]) -> None:
        """Take these away."""
        for name in names:
            with _asked():
                try:
                    obstore.delete(self._store, name)
                except FileNotFoundError:
                    continue

    def objects(self) -> Iterator[Sequence[Object]]:
        """Everything of this office's that lies there, in pages."""
        with _asked():
            # Ages are told by the store's clock alone: by an office's that jumped, what is on its way could look old.
            obstore.put(self._store, _MARK, b"amends", use_multipart=False)
            now = obstore.head(self._store, _MARK)["last_modified"]
            for page in cast("_Listed", self._store).list(FOLDER, chunk_size=_PAGE):
                yield [
                    Object(one["path"], one["size"], now - one["last_modified"])
                    for one in page
                    if NAME.fullmatch(one["path"])
                ]


@contextmanager
def _asked() -> Generator[None]:
    try:
        yield
    except BaseError as error:
        raise later() from error
