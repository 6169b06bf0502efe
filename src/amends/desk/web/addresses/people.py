"""Everyone on the list, one of them, and what is owed to them."""

from __future__ import annotations

from urllib.parse import urlencode

from litestar import get, post

from amends.desk.drawer import listing, owed
from amends.desk.drawer.listing import Wanted
from amends.desk.journey import mending
from amends.desk.journey import owed as journey
from amends.desk.journey.opening import Desk
from amends.desk.web import everyone, person
from amends.desk.web.asking import Asking, Form, Page, kept, named, ours, seated, shown, to


@get("/")
async def all_people(request: Asking) -> Page:
    """Everyone on the list."""
    query = {name: str(value) for name, value in request.query_params.items()}
    search = query.get("search", "")
    words = seated(request).searched(search)
    wanted = Wanted(words, query.get("state", ""), query.get("kind", ""), query.get("circle", ""))
    asked = everyone.Asked(wanted, query.get("after", ""), query.get("until", ""), query.get("from", ""))

    def seen(desk: Desk) -> dict[str, object]:
        return {"seen": everyone.everyone(desk, asked), "asked": asked, "search": search if words else ""}

    return await shown(request, "everyone.html", seen)


@post("/search")
async def find(request: Asking) -> Page:
    """Looks for somebody; what was looked for does not stand in the address."""
    here, said = await ours(request)
    asked = {"search": here.search(said.get("q", ""))}
    asked |= {name: said.get(name, "") for name in ("state", "kind", "circle")}
    return to("/?" + urlencode({name: value for name, value in asked.items() if value}))


@get("/people/{name:str}")
async def one(request: Asking) -> Page:
    """Somebody on the list."""
    name = named(request)
    return await shown(request, "person.html", lambda desk: {"seen": person.person_shown(desk, name)})


@post("/people/{name:str}/amends")
async def put_down(request: Asking) -> Page:
    """Puts down what is owed to somebody."""
    name = named(request)

    def keep(desk: Desk, said: Form) -> str:
        journey.put_down(desk, name, person.amends_said(said))
        return f"/people/{name}"

    return await kept(request, keep)


@post("/people/{name:str}/promises")
async def promise(request: Asking) -> Page:
    """Puts a promise down."""
    name = named(request)

    def keep(desk: Desk, said: Form) -> str:
        journey.promise(desk, name, said.get("what", ""), said.get("due", ""))
        return f"/people/{name}#promises"

    return await kept(request, keep)


@post("/people/{name:str}/circles")
async def gather(request: Asking) -> Page:
    """Puts somebody into a group or household, or takes them out of one."""
    name = named(request)

    def keep(desk: Desk, said: Form) -> str:
        if said.get("leave"):
            journey.let_go(desk, name, said["leave"])
        else:
            kind = "household" if said.get("kind") == "household" else "group"
            journey.gather(desk, name, said.get("title", ""), kind)
        return f"/people/{name}#circles"

    return await kept(request, keep)


@get("/promises")
async def promises(request: Asking) -> Page:
    """What was promised, and is owed or kept."""

    def seen(desk: Desk) -> dict[str, object]:
        with desk.drawer.transaction() as tx:
            every = owed.promises(tx)
            return {"promises": every, "people": everyone.list_kept.people_by_id(tx, [one.person for one in every])}

    return await shown(request, "promises.html", seen)


@post("/promises/{name:str}")
async def keep_promise(request: Asking) -> Page:
    """Puts down that a promise was kept, is owed still, or was never made."""
    name = named(request)

    def keep(desk: Desk, said: Form) -> str:
        if said.get("do") == "drop":
            journey.drop_promise(desk, name)
        else:
            journey.keep_promise(desk, name, so=said.get("do") == "kept")
        return said.get("go", "/promises")

    return await kept(request, keep)


@get("/roll")
async def roll(request: Asking) -> Page:
    """Who on the rolls is not on the list."""

    def seen(desk: Desk) -> dict[str, object]:
        with desk.drawer.transaction() as tx:
            return {"rolls": listing.missing(tx)}

    return await shown(request, "roll.html", seen)


@post("/people")
async def add(request: Asking) -> Page:
    """Puts somebody on the list by name."""

    def keep(desk: Desk, said: Form) -> str:
        made = mending.add(desk, said.get("name", ""))
        return said.get("go") or f"/people/{made.id}"

    return await kept(request, keep)


@post("/letters/{name:str}/read")
async def friend_has_read(request: Asking) -> Page:
    """Puts down that a friend has read the newest draft."""
    name = named(request)

    def keep(desk: Desk, said: Form) -> str:
        journey.friend_has_read(desk, name, said.get("reader", ""))
        return f"/letters/{name}"

    return await kept(request, keep)
