"""The hands: what they look like, and which letters are written in."""

from __future__ import annotations

from urllib.parse import parse_qs

from litestar import Response, get, post

from amends.desk.journey import hands as journey
from amends.desk.journey.opening import Desk
from amends.desk.web import hands
from amends.desk.web.asking import (
    PICTURE,
    Asking,
    Form,
    Page,
    is_ours,
    kept,
    language_of,
    locked,
    named,
    seated,
    shown,
    to,
)
from amends.desk.web.brought import brought_in


@get("/hands")
async def all_hands(request: Asking) -> Page:
    """Every hand, with a line of its writing."""
    tongue = language_of(request)
    about = {"tongues": hands.languages(tongue), "tongue": tongue, "own_name": hands.OWN_NAME}
    return await shown(request, "hands.html", lambda desk: {"seen": hands.listed(desk), **about})


@get("/hands/sheet.pdf")
async def sheet(request: Asking) -> Page:
    """The specimen sheet, to print and fill in."""
    here, said = seated(request), parse_qs(request.url.query)
    if here.is_locked():
        return locked(request, "/hands", {})
    made = await here.at_desk(lambda desk: hands.sheet(desk, said))
    about = {"content-disposition": 'attachment; filename="sheet.pdf"'}
    return Response(made, media_type="application/pdf", headers=about)


@post("/hands/own")
async def make(request: Asking) -> Page:
    """Makes a hand from photographs of the filled sheet. They are read in memory alone."""
    here = seated(request)
    brought = brought_in(request.headers.get("content-type", ""), await request.body())
    is_ours(here, brought.said.get("ours", ""))
    if here.is_locked():
        return locked(request, "/hands", {})
    await here.at_desk(lambda desk: hands.make(desk, brought.files, brought.said))
    return to("/hands")


@post("/hands")
async def choose(request: Asking) -> Page:
    """Chooses the hand for all letters from now on."""

    def chosen(desk: Desk, said: Form) -> str:
        journey.use(desk, hand=said.get("hand", ""))
        return "/hands"

    return await kept(request, chosen)


@get("/hands.css")
async def faces(request: Asking) -> Page:
    """The fonts of that page."""
    return Response((await seated(request).at_desk(hands.faces)).encode(), media_type="text/css")


@get("/hands/{number:int}/font.woff2")
async def font(request: Asking) -> Page:
    """One of those fonts."""
    number = int(named(request, "number"))
    made = await seated(request).at_desk(lambda desk: hands.numbered(desk, number).woff2)
    return Response(made, media_type="font/woff2")


@get("/hands/{number:int}/box/{remark:int}")
async def box(request: Asking) -> Page:
    """A box of the sheet that went wrong."""
    number, remark = int(named(request, "number")), int(named(request, "remark"))
    made = await seated(request).at_desk(lambda desk: hands.picture(desk, number, remark))
    return Response(made, media_type=PICTURE)
