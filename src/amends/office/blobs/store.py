"""The way to an object store: written once under each name, with bounded patience."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit

from amends.clock import Clock
from amends.errors import AmendsError, WrongUsage

FOLDER: Final = "sealed/"
"""Before every name; what lies beside it in the same bucket is not this office's."""
NAME: Final = re.compile(r"sealed/[0-9a-f]{2}/[0-9a-f]{32}")


class StoreTrouble(AmendsError):
    """The object store cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class Object:
    """Something that lies in the store.

    Attributes:
        age: since it was written, by the store's own clock.
    """

    name: str
    bytes: int
    age: dt.timedelta


class Blobs(Protocol):
    """Where sealed bytes lie. Every function raises `Refusal` with `later` while the store does not answer."""

    def put(self, name: str, data: bytes) -> None:
        """Write these bytes under a name that nothing lies under yet; the very same bytes again are no error.

        Raises:
            StoreTrouble: something else lies there.
        """
        ...

    def get(self, name: str) -> bytes | None:
        """The bytes under this name; None if there are none."""
        ...

    def delete(self, names: Sequence[str]) -> None:
        """Take these away; what is gone already is no error."""
        ...

    def objects(self) -> Iterator[Sequence[Object]]:
        """Everything of this office's that lies there, in pages. Other names in the same place are passed over."""
        ...


def fresh_name(clock: Clock) -> str:
    """A name that nothing lies under: chance, in 256 folders."""
    drawn = clock.bytes(16).hex()
    return f"{FOLDER}{drawn[:2]}/{drawn}"


def open_store(url: str) -> Blobs | None:
    """The store at this address, not asked yet; None for an empty one, which means the database.

    Keys and address of the service come from the environment as every S3 program reads them (`AWS_ACCESS_KEY_ID`,
    `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL`): an address would show them to whoever lists programs.

    Raises:
        WrongUsage: no address of a bucket, or one with keys in it.
        StoreTrouble: the package that speaks to stores is not installed.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise WrongUsage(
            "Sealed bytes lie in the database, or in a bucket named s3://BUCKET/FOLDER.",
            "Give keys and service address in the environment: AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, …",
        )
    try:
        from amends.office.blobs.bucket import Bucket  # noqa: PLC0415  # only who uses a store installs its package
    except ModuleNotFoundError as error:
        raise StoreTrouble(
            "The package that speaks to object stores is not installed.", "Install it: pip install 'amends[s3]'"
        ) from error
    return Bucket(url)
