"""Letters: reading one, and its page."""

from __future__ import annotations

from litestar import Response, get, post

from amends.desk.journey import banking
from amends.desk.web import letters
from amends.desk.web.asking import PICTURE, Asking, Page, kept, named, seated, shown


@get("/letters/{name:str}")
async def letter(request: Asking) -> Page:
    """One letter: its words in the hand, its page, and what may be looked at once more."""
    name = named(request)
    return await shown(request, "letter.html", lambda desk: {"seen": letters.letter_shown(desk, name)})


@get("/letters/{name:str}/page/{number:int}")
async def letter_page(request: Asking) -> Page:
    """A page of it as it will be on paper."""
    name = named(request)
    number = int(named(request, "number"))
    made, pages = await seated(request).at_desk(lambda desk: letters.page_picture(desk, name, number))
    return Response(made, media_type=PICTURE, headers={"x-pages": str(pages)})


@post("/letters/{name:str}/version")
async def version(request: Asking) -> Page:
    """Begins a new version of a letter that lies in a bank."""
    name = named(request)
    return await kept(request, lambda desk, _: f"/letters/{banking.begin_version(desk, name)}/write")
