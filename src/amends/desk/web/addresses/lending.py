"""Asking a friend to read a draft: from the writer's word each time to what they said."""

from __future__ import annotations

from litestar import Response, get, post

from amends.desk.drawer import lent as kept
from amends.desk.journey import lending
from amends.desk.journey.opening import Desk
from amends.desk.post.links import link_to
from amends.desk.web.asking import Asking, Form, Page, named, seated, shown
from amends.desk.web.asking import kept as keep_form
from amends.errors import NotHere, WrongUsage
from amends.sentences import marked


@post("/letters/{name:str}/lend")
async def lend(request: Asking) -> Page:
    """Lends the newest draft, if the writer says so."""
    name = named(request)

    def work(desk: Desk, said: Form) -> str:
        if "yes" not in said:
            raise WrongUsage(marked("Nothing was lent: you have not said yes."), marked("Go back, and tick the box."))
        lent, _ = lending.lend(
            desk, name, said.get("reader", ""), to=said.get("to") or None, note=said.get("note", "")
        )
        return f"/lent/{lent.id}"

    return await keep_form(request, work)


@get("/lent/{name:str}")
async def one(request: Asking) -> Page:
    """One lent draft: how it gets to its reader."""
    name = named(request)

    def work(desk: Desk) -> dict[str, object]:
        with desk.drawer.transaction() as tx:
            lent, offices = kept.lent_by_id(tx, name), lending.ways.offices(tx)
        if lent is None:
            raise NotHere(marked("No draft is lent under this address."), marked("Go back to the letter."))
        office = offices.get(lent.place)
        return {"lent": lent, "link": link_to(office.url, lent.id, lent.secret) if office else ""}

    return await shown(request, "lent.html", work)


@get("/lent/{name:str}/file")
async def file(request: Asking) -> Page:
    """A page that opens the draft in its reader's browser, once they have the words."""
    name = named(request)
    made = await seated(request).at_desk(lambda desk: lending.saved(desk, name))
    headers = {"content-disposition": 'attachment; filename="for-you.html"'}
    return Response(made, media_type="application/octet-stream", headers=headers)


@post("/lent/{name:str}/back")
async def back(request: Asking) -> Page:
    """Takes it back."""
    name = named(request)

    def work(desk: Desk, said: Form) -> str:
        lending.take_back(desk, name)
        return f"/letters/{said.get('letter', '')}"

    return await keep_form(request, work)
