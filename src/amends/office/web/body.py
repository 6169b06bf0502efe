"""Reading what somebody sends, no further than it may go and no slower than can be borne."""

from __future__ import annotations

import asyncio
from typing import Any, TypeAlias

from litestar import Request
from litestar.exceptions import ClientException

from amends.office.refusals import Refusal, malformed
from amends.office.settings import Limits

Asking: TypeAlias = "Request[Any, Any, Any]"

SMALL = 64 * 1024
"""What is read without waiting for a turn."""


def announced(request: Asking) -> int | None:
    """How many bytes the request says it will send; None if it does not say.

    Raises:
        Refusal: it says something that is not a number.
    """
    said = request.headers.get("content-length")
    if said is None:
        return None if "transfer-encoding" in request.headers else 0
    if not said.isascii() or not said.isdigit():
        raise malformed("The length of the request is malformed.")
    return int(said)


async def read(request: Asking, most: int, limits: Limits) -> bytes:
    """The whole body.

    Raises:
        Refusal: `too-large` as soon as more than `most` bytes are announced or come; `malformed` if it stops coming,
            or comes so slowly that it would only keep others from their turn.
    """
    size = announced(request)
    if size is not None and size > most:
        raise _too_large(most)
    pieces: list[bytes] = []
    got = 0
    now = asyncio.get_running_loop().time
    begun, idle = now(), limits.body_idle_seconds
    try:
        async with asyncio.timeout(idle) as patience:
            async for piece in request.stream():
                got += len(piece)
                patience.reschedule(min(now(), begun + got / limits.body_bytes_a_second) + idle)
                if got > most:
                    raise _too_large(most)
                pieces.append(piece)
    except (TimeoutError, ClientException) as error:
        raise malformed("The request ended early.") from error
    if size is not None and got != size:
        raise malformed("The request ended early.")
    return b"".join(pieces)


def _too_large(most: int) -> Refusal:
    return Refusal("too-large", f"At most {most} bytes are taken here.")
