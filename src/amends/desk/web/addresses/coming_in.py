"""Coming in, locking, unlocking, and in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response, get, post
from litestar.datastructures import Cookie

from amends.desk.web.asking import (
    LANGUAGE_COOKIE,
    Asking,
    Page,
    cookie_name,
    form_of,
    language_of,
    locked,
    named,
    ours,
    page,
    seated,
    sitting_of,
    to,
)
from amends.desk.web.sitting import NotSeated
from amends.errors import AmendsError, Locked
from amends.sentences import LANGUAGES, marked

if TYPE_CHECKING:
    from amends.desk.journey.opening import Desk
    from amends.desk.paper.leaflet import Leaflet

_A_YEAR = 365 * 24 * 3600


@get("/away")
async def away(request: Asking) -> Page:
    """Where a page goes by itself after so long that the desk has locked: nobody reads it over an empty chair."""
    if seated(request).is_locked():
        return locked(request, "/", {})
    return page(request, "away.html", {})


@get("/enter/{token:str}")
async def enter(request: Asking) -> Page:
    """The link that `amends desk` shows. Looking at it does nothing; sitting down is a press of the button."""
    token = named(request, "token")
    here = sitting_of(request)
    if not here.knows(token):
        raise NotSeated(
            marked("This link does not open this desk."), marked("Use the one that `amends desk` shows now.")
        )
    if not here.has_desk():
        return page(
            request, "begin.html", {"token": token, "place": str(here.root), "wrong": "", "hint": "", "writer": ""}
        )
    return page(request, "enter.html", {"token": token, "ask": here.asks_passphrase(), "wrong": ""})


@post("/enter")
async def sit_down(request: Asking) -> Page:
    """Sitting down: the link's token, and where it is needed the passphrase."""
    here, said = sitting_of(request), await form_of(request)
    token = said.get("token", "")
    try:
        cookie = await here.enter(token, said.get("passphrase", ""))
    except NotSeated:
        raise
    except Locked as error:
        return page(request, "enter.html", {"token": token, "ask": True, "wrong": error.message}, status=403)
    return _seat(request, cookie)


@post("/begin")
async def begin_desk(request: Asking) -> Page:
    """The first visit: makes the desk, and sits down at it."""
    here, said = sitting_of(request), await form_of(request)
    token, writer = said.get("token", ""), said.get("writer", "")
    try:
        cookie = await here.begin(token, writer, said.get("passphrase", ""), said.get("again", ""))
    except NotSeated:
        raise
    except AmendsError as error:
        told = {"token": token, "place": str(here.root), "wrong": error.message, "hint": error.hint, "writer": writer}
        return page(request, "begin.html", told, status=409)
    from amends.desk.journey import recovery  # noqa: PLC0415  # it prints a sheet, and the door does not wait for that

    language, passphrase = language_of(request), said["passphrase"]

    def draw(desk: Desk) -> Leaflet:
        return recovery.sheet_leaflet(desk, recovery.draw_sheet(desk, passphrase), language)

    here.leaflet = await here.at_desk(draw)
    return _seat(request, cookie, "/keys/print")


@post("/lock")
async def lock(request: Asking) -> Page:
    """Lets go of the key at once."""
    here, _ = await ours(request)
    here.lock()
    return to("/")


@post("/unlock")
async def unlock(request: Asking) -> Page:
    """Opens the desk again, for whoever sat there."""
    here, said = await ours(request)
    try:
        await here.unlock(said.get("passphrase", ""))
    except Locked as error:
        return locked(request, said.get("go", "/"), {}, error.message)
    return to(said.get("go", "/"))


@post("/language")
async def language(request: Asking) -> Page:
    """Chooses a language for this browser. It tells nothing of anybody, so it needs no seat."""
    said = await form_of(request)
    answer = to(said.get("go", "/"))
    if said.get("language", "") in LANGUAGES:
        answer.cookies.append(
            Cookie(
                LANGUAGE_COOKIE,
                value=said["language"],
                path="/",
                httponly=True,
                samesite="strict",
                max_age=_A_YEAR,
            )
        )
    return answer


def _seat(request: Asking, cookie: str, go: str = "/") -> Page:
    made = Cookie(cookie_name(request), value=cookie, path="/", httponly=True, samesite="strict")
    return Response(b"", status_code=303, headers={"location": go}, cookies=[made])
