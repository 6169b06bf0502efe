"""The mailbag: what came back, closed and opened."""

from __future__ import annotations

from litestar import Response, get, post

from amends.desk.journey import placing
from amends.desk.journey.opening import Desk
from amends.desk.web import mailbag
from amends.desk.web.asking import PICTURE, Asking, Form, Page, kept, named, seated, shown


@get("/mailbag")
async def bag(request: Asking) -> Page:
    """Everything that came back."""
    return await shown(request, "mailbag.html", lambda desk: {"seen": mailbag.bag(desk)})


@post("/mailbag/{name:str}/open")
async def open_envelope(request: Asking) -> Page:
    """Opens one envelope."""
    name = named(request)

    def break_open(desk: Desk, _: Form) -> str:
        mailbag.break_open(desk, name)
        return f"/mailbag/{name}"

    return await kept(request, break_open)


@post("/mailbag/{name:str}/confirm")
async def confirm(request: Asking) -> Page:
    """Puts an unopened page with the letter to whoever the writer says it is from."""
    name = named(request)

    def put_with(desk: Desk, form: Form) -> str:
        placing.confirm(desk, mailbag.in_bag(desk, name).reply.id, form.get("person", ""))
        return "/mailbag"

    return await kept(request, put_with)


@get("/mailbag/{name:str}")
async def answer(request: Asking) -> Page:
    """An answer that was opened, or its envelope."""
    name = named(request)

    def item(desk: Desk) -> dict[str, object]:
        item = mailbag.in_bag(desk, name)
        opened = mailbag.read_again(desk, name) if item.reply.opened else None
        pages = mailbag.pages_in(opened) if opened else 0
        return {"item": item, "opened": opened, "pages": pages}

    return await shown(request, "answer.html", item)


@get("/mailbag/{name:str}/page/{number:int}")
async def answer_page(request: Asking) -> Page:
    """A page that came on paper."""
    name = named(request)
    number = int(named(request, "number"))
    made = await seated(request).at_desk(lambda desk: mailbag.page_in(desk, name, number))
    return Response(made, media_type=PICTURE)
