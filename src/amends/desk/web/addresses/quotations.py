"""Texts that letters may quote."""

from __future__ import annotations

from litestar import get, post

from amends.desk.journey import quotations as journey
from amends.desk.journey.opening import Desk
from amends.desk.web.asking import Asking, Form, Page, is_ours, kept, locked, seated, shown, to
from amends.desk.web.brought import brought_in
from amends.errors import WrongUsage
from amends.sentences import marked


@get("/quotations")
async def shelf(request: Asking) -> Page:
    """The texts on the shelf."""
    return await shown(request, "quotations.html", lambda desk: {"texts": journey.texts_of(desk)})


@post("/quotations")
async def add(request: Asking) -> Page:
    """Puts a text there."""
    here = seated(request)
    brought = brought_in(request.headers.get("content-type", ""), await request.body())
    is_ours(here, brought.said.pop("ours", ""))
    if here.is_locked():
        return locked(request, "/quotations", {})

    def work(desk: Desk) -> None:
        if not brought.files:
            raise WrongUsage(marked("No file was chosen."), marked("Choose a text on this machine."))
        journey.add_text(desk, brought.files[0], title=brought.said.get("title", ""))

    await here.at_desk(work)
    return to("/quotations")


@post("/quotations/off")
async def off(request: Asking) -> Page:
    """Takes one off."""

    def work(desk: Desk, said: Form) -> str:
        journey.take_text_off(desk, said.get("drop", ""))
        return "/quotations"

    return await kept(request, work)
