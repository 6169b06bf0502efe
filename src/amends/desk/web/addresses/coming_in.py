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
from amends.desk.web.brought import brought_in
from amends.desk.web.sitting import NotSeated, check_chosen
from amends.errors import AmendsError, Locked, WrongUsage
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
        return _begin(request, token)
    return _door(request, token)


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
        return _door(request, token, wrong=error.message)
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
        return _begin(request, token, writer, wrong=error)
    from amends.desk.journey import recovery  # noqa: PLC0415  # it prints a sheet, and the door does not wait for that

    language, passphrase = language_of(request), said["passphrase"]

    def draw(desk: Desk) -> Leaflet:
        return recovery.sheet_leaflet(desk, recovery.draw_sheet(desk, passphrase), language)

    here.leaflet = await here.at_desk(draw)
    return _seat(request, cookie, "/keys/print")


@post("/begin/backup")
async def begin_again(request: Asking) -> Page:
    """The first visit on another machine: makes the desk again from a backup, which then asks for its passphrase."""
    here = sitting_of(request)
    brought = brought_in(request.headers.get("content-type", ""), await request.body())
    token = brought.said.get("token", "")
    try:
        if not brought.files:
            raise WrongUsage(marked("No file was chosen."), marked("Choose the backup on this machine."))
        await here.bring_back(token, brought.files[0].name, brought.files[0].data)
    except NotSeated:
        raise
    except AmendsError as error:
        return _begin(request, token, wrong_backup=error)
    return to(f"/enter/{token}")


@post("/recover")
async def recover(request: Asking) -> Page:
    """Opens the desk when its passphrase is forgotten, for whoever came by the link or sat there."""
    here, said = sitting_of(request), await form_of(request)
    token, passphrase = said.get("token", ""), said.get("new", "")
    if not (token and here.knows(token)):
        await ours(request)
        token = ""
    try:
        check_chosen(passphrase, said.get("again", ""))
        parts = [one for one in said.get("parts", "").splitlines() if one.strip()]
        await here.recover(said.get("words", ""), parts, passphrase)
    except AmendsError as error:
        return _door(request, token, forgotten=error) if token else locked(request, "/", {}, forgotten=error)
    return _seat(request, await here.enter(token, passphrase)) if token else to("/")


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


def _begin(
    request: Asking,
    token: str,
    writer: str = "",
    wrong: AmendsError | None = None,
    wrong_backup: AmendsError | None = None,
) -> Page:
    told = {"token": token, "place": str(sitting_of(request).root), "writer": writer}
    told_wrong = {"wrong": wrong, "wrong_backup": wrong_backup}
    return page(request, "begin.html", told | told_wrong, status=409 if wrong or wrong_backup else 200)


def _door(request: Asking, token: str, wrong: str = "", forgotten: AmendsError | None = None) -> Page:
    here = sitting_of(request)
    told = {"token": token, "ask": here.asks_passphrase(), "wrong": wrong}
    told_forgotten = {"ways": here.ways_back(), "forgotten": forgotten}
    return page(request, "enter.html", told | told_forgotten, status=403 if wrong or forgotten else 200)


def _seat(request: Asking, cookie: str, go: str = "/") -> Page:
    made = Cookie(cookie_name(request), value=cookie, path="/", httponly=True, samesite="strict")
    return Response(b"", status_code=303, headers={"location": go}, cookies=[made])
