"""The addresses of desks."""

from __future__ import annotations

from collections.abc import Callable

from litestar import Response, post

from amends.envelope import is_id
from amends.office.counter import asking, depositing, enrolling, moving, replacing
from amends.office.counter import roads as choosing
from amends.office.counter.depositing import Piece
from amends.office.counter.desk import Asked, expected
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed
from amends.office.web import described as api
from amends.office.web.body import SMALL, Asking
from amends.office.web.house import as_bytes, as_json, house, in_path
from amends.wire import BATCH_BYTES_MOST, DESK_HEADER, NONCE_HEADER, SIGNATURE_HEADER, UPLOAD_CHUNK_BYTES

_DIGITS_MOST = 12


@post(
    "/api/writers",
    status_code=200,
    operation_class=api.described(api.ENROLLED, "refused", takes=api.ENROLMENT, signer="desk"),
)
async def writers(request: Asking) -> Response[bytes]:
    """Enrol with an invitation."""
    return as_json(await ask(request, enrolling.enrol, SMALL))


@post(
    "/api/desk/key",
    status_code=200,
    operation_class=api.described(api.MOVED, "refused", takes=api.MOVING, signer="desk"),
)
async def place(request: Asking) -> Response[bytes]:
    """Take the place of the desk this one is a copy of."""
    return as_json(await ask(request, moving.move, SMALL))


@post(
    "/api/desk/deposits",
    status_code=200,
    operation_class=api.described(api.OUTCOMES, "refused", takes=api.BYTES, signer="desk"),
)
async def deposits(request: Asking) -> Response[bytes]:
    """Deposit a batch of sealed letters."""
    return as_json(await ask(request, depositing.deposit, BATCH_BYTES_MOST))


@post(
    "/api/desk/uploads/{letter:str}/{offset:str}/{total:str}",
    status_code=200,
    operation_class=api.described(api.RECEIVED, "refused", "not-here", "offset", takes=api.BYTES, signer="desk"),
)
async def upload(request: Asking) -> Response[bytes]:
    """Take the next piece of one sealed letter."""
    piece = Piece(_id(request, "letter"), _number(request, "offset"), _number(request, "total"))
    return as_json(await ask(request, lambda o, a: depositing.upload(o, a, piece), UPLOAD_CHUNK_BYTES))


@post(
    "/api/desk/uploads/{letter:str}",
    status_code=200,
    operation_class=api.described(api.RECEIVED, "refused", "not-here", signer="desk"),
)
async def uploaded(request: Asking) -> Response[bytes]:
    """How much of a sealed letter has come."""
    wanted = _id(request, "letter")
    return as_json(await ask(request, lambda o, a: depositing.received(o, a, wanted), 0))


@post(
    "/api/desk/withdraw",
    status_code=200,
    operation_class=api.described(api.NOTED, "refused", takes=api.NAMED, signer="desk"),
)
async def withdraw(request: Asking) -> Response[bytes]:
    """Take a letter back."""
    return as_json(await ask(request, asking.withdraw, SMALL))


@post(
    "/api/desk/roads",
    status_code=200,
    operation_class=api.described(api.OUTCOMES, "refused", takes=api.ROADS, signer="desk"),
)
async def roads(request: Asking) -> Response[bytes]:
    """Have recipients told by a road."""
    return as_json(await ask(request, choosing.choose, SMALL))


@post("/api/desk/roads/closed", status_code=200, operation_class=api.described(api.CLOSED, "refused", signer="desk"))
async def closed(request: Asking) -> Response[bytes]:
    """Roads of the desk's own letters that do not lead there."""
    return as_json(await ask(request, choosing.closed, 0))


@post(
    "/api/desk/replace",
    status_code=200,
    operation_class=api.described(api.NOTED, "refused", takes=api.REPLACES, signer="desk"),
)
async def replace(request: Asking) -> Response[bytes]:
    """Have a letter take another's place."""
    return as_json(await ask(request, replacing.replace, SMALL))


@post(
    "/api/desk/letters",
    status_code=200,
    operation_class=api.described(api.LETTERS, "refused", takes=api.AFTER, signer="desk"),
)
async def letters(request: Asking) -> Response[bytes]:
    """The desk's own letters."""
    return as_json(await ask(request, asking.mine, SMALL))


@post(
    "/api/desk/news",
    status_code=200,
    operation_class=api.described(api.NEWS, "refused", takes=api.NEWS_WANTED, signer="desk"),
)
async def news(request: Asking) -> Response[bytes]:
    """Answers, and what recipients chose to tell."""
    return as_json(await ask(request, asking.news, SMALL))


@post(
    "/api/desk/replies/{reply:str}",
    status_code=200,
    operation_class=api.described(api.BYTES, "refused", "not-here", signer="desk"),
)
async def replies(request: Asking) -> Response[bytes]:
    """Collect one answer."""
    wanted = _id(request, "reply")
    return as_bytes(await ask(request, lambda o, a: asking.collect(o, a, wanted), 0))


async def ask(request: Asking, act: Callable[[Office, Asked], bytes], most: int) -> bytes:
    """Read a desk's signed request and do it."""
    here = house(request)
    key, nonce = request.headers.get(DESK_HEADER, ""), request.headers.get(NONCE_HEADER, "")
    signature = request.headers.get(SIGNATURE_HEADER, "")

    def first() -> None:
        here.office.nonces.check(nonce)
        expected(here.office, key)

    async with here.body(request, most, here.desks, first) as body:
        asked = Asked(request.scope["path"], body, key, nonce, signature)
        return await here.work(lambda: act(here.office, asked))


def _id(request: Asking, name: str) -> str:
    text = in_path(request, name)
    if not is_id(text):
        raise Refusal("not-here", "Nothing is kept under this id.")
    return text


def _number(request: Asking, name: str) -> int:
    text = in_path(request, name)
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MOST and str(int(text)) == text):
        raise malformed("The place of a piece is a plain number.")
    return int(text)
