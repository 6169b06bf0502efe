"""A letter bank, before anything is sealed to it: its key beside its leaflet, and what the letters are about."""

from __future__ import annotations

from litestar import get, post

from amends.desk.journey import banking, out_tray
from amends.desk.journey.opening import Desk
from amends.desk.web import mailbag
from amends.desk.web.asking import Asking, Form, Page, kept, named, page, seated, shown
from amends.desk.web.saying import SUBJECTS
from amends.errors import AmendsError, NotHere, WrongUsage
from amends.sentences import marked


@get("/sending/bank/{name:str}")
async def bank(request: Asking) -> Page:
    """What the bank is called, the key that it shows, and what it asks."""
    name = named(request)
    return await shown(request, "bank.html", lambda desk: _seen(desk, name, {}, None))


@post("/sending/bank/{name:str}")
async def compared(request: Asking) -> Page:
    """The key was compared, and the letters are about something; then the last look."""
    name, here = named(request), seated(request)

    def keep(desk: Desk, said: Form) -> str:
        met = _met(desk, name)
        if said.get("shown") != met.card.fingerprint:
            raise WrongUsage(
                marked("The bank shows another key than it did a moment ago. Nothing was sealed."),
                marked("Compare this one with its leaflet."),
            )
        if said.get("about") not in SUBJECTS:
            raise WrongUsage(marked("What the letters are about was not said."), marked("Choose one of these."))
        if not met.known:
            banking.compare(desk, met, said.get("key", ""))
        out_tray.choose_way(desk, out_tray.Way(name, about=said["about"], ordered="ordered" in said))
        return "/sending/look"

    async def once_more(said: Form, error: AmendsError) -> Page:
        def seen(desk: Desk) -> dict[str, object]:
            about = {"writer": desk.writer, "unopened": mailbag.unopened(desk)}
            return {**_seen(desk, name, said, error), **about}

        return page(request, "bank.html", await here.at_desk(seen), status=409)

    return await kept(request, keep, refused=once_more)


def _seen(desk: Desk, name: str, said: Form, wrong: AmendsError | None) -> dict[str, object]:
    before = out_tray.way_chosen(desk)
    same = before if before and before.place == name else out_tray.Way(name)
    return {
        "met": _met(desk, name), "subjects": SUBJECTS, "wrong": wrong, "key": said.get("key", ""),
        "about": said.get("about", same.about), "ordered": "ordered" in said if said else same.ordered,
    }  # fmt: skip


def _met(desk: Desk, name: str) -> banking.Met:
    met = banking.ask(desk, name)
    if met is None:
        raise NotHere(marked("This is no letter bank."), marked("Choose it once more on the page Sending."))
    return met
