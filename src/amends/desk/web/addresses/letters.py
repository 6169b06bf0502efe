"""Letters: reading one, writing it, its page, and what a round would carry."""

from __future__ import annotations

from litestar import Response, get, post

from amends.desk.journey.opening import Desk
from amends.desk.web import letters, sending
from amends.desk.web.asking import PICTURE, Asking, Form, Page, kept, named, seated, shown


@get("/people/{name:str}/write")
async def begin(request: Asking) -> Page:
    """A fresh page to somebody."""
    name = named(request)

    def fresh(desk: Desk) -> dict[str, object]:
        person = letters.addressee(desk, name)
        known = person.given or person.name
        return {
            "seen": None,
            "to": person.name,
            "back": f"/people/{name}",
            "text": f"Dear {known},\n\n",
            "wrong": "",
        }

    return await shown(request, "write.html", fresh)


@post("/people/{name:str}/write")
async def begin_kept(request: Asking) -> Page:
    """Keeps the first draft of a new letter."""
    name = named(request)

    def keep(desk: Desk, said: Form) -> str:
        made = letters.begin_letter(desk, name, said.get("text", ""), ready="ready" in said)
        return f"/letters/{made.letter}"

    return await kept(request, keep, back=f"/people/{name}")


@get("/letters/{name:str}")
async def letter(request: Asking) -> Page:
    """One letter: its words in the hand, its page, and what may be looked at once more."""
    name = named(request)
    return await shown(request, "letter.html", lambda desk: {"seen": letters.letter_shown(desk, name)})


@get("/letters/{name:str}/write")
async def writing(request: Asking) -> Page:
    """The words of a letter, to be changed."""
    name = named(request)

    def again(desk: Desk) -> dict[str, object]:
        seen = letters.letter_shown(desk, name)
        to = " and ".join(person.name for person in seen.to)
        return {"seen": seen, "to": to, "back": f"/letters/{name}", "text": seen.text, "wrong": ""}

    return await shown(request, "write.html", again)


@post("/letters/{name:str}/write")
async def draft_kept(request: Asking) -> Page:
    """Keeps another draft."""
    name = named(request)

    def keep(desk: Desk, said: Form) -> str:
        letters.keep_draft(desk, name, said.get("text", ""), ready="ready" in said)
        return f"/letters/{name}"

    return await kept(request, keep, back=f"/letters/{name}")


@get("/letters/{name:str}/page/{number:int}")
async def letter_page(request: Asking) -> Page:
    """A page of it as it will be on paper."""
    name = named(request)
    number = int(named(request, "number"))
    made, pages = await seated(request).at_desk(lambda desk: letters.page_picture(desk, name, number))
    return Response(made, media_type=PICTURE, headers={"x-pages": str(pages)})


@get("/sending")
async def round_(request: Asking) -> Page:
    """What a round would carry."""
    return await shown(request, "sending.html", lambda desk: {"seen": sending.sending(desk)})
