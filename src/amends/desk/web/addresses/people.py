"""Everyone on the list, and one of them."""

from __future__ import annotations

from urllib.parse import urlencode

from litestar import get, post

from amends.desk.journey.opening import Desk
from amends.desk.web import everyone, letters
from amends.desk.web.asking import Asking, Page, named, ours, seated, shown, to


@get("/")
async def all_people(request: Asking) -> Page:
    """Everyone on the list."""
    query = {name: str(value) for name, value in request.query_params.items()}
    search = query.get("search", "")
    words = seated(request).searched(search)
    asked = everyone.Asked(words, query.get("state", ""), query.get("after", ""), query.get("from", ""))

    def seen(desk: Desk) -> dict[str, object]:
        return {"seen": everyone.everyone(desk, asked), "asked": asked, "search": search if words else ""}

    return await shown(request, "everyone.html", seen)


@post("/search")
async def find(request: Asking) -> Page:
    """Looks for somebody; what was looked for does not stand in the address."""
    here, said = await ours(request)
    asked = {"search": here.search(said.get("q", "")), "state": said.get("state", "")}
    return to("/?" + urlencode({name: value for name, value in asked.items() if value}))


@get("/people/{name:str}")
async def person(request: Asking) -> Page:
    """Somebody on the list."""
    name = named(request)
    return await shown(request, "person.html", lambda desk: {"seen": letters.person_shown(desk, name)})
