"""Mending the list: bringing address books and rolls in, edits, twins, and undoing any of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from litestar import get, post
from litestar.response import Stream

from amends.desk.journey import mending
from amends.desk.journey.opening import Desk
from amends.desk.journey.people import take_in_roll
from amends.desk.people.intake import Imported
from amends.desk.web import person
from amends.desk.web.asking import (
    Asking,
    Form,
    Page,
    is_ours,
    kept,
    language_of,
    locked,
    named,
    page,
    seated,
    shown,
    to,
)
from amends.desk.web.bringing_in import bring_in
from amends.desk.web.brought import brought_in
from amends.desk.web.saying import templates
from amends.errors import AmendsError, Refused, WrongUsage
from amends.sentences import marked

_HERE = "<!-- what comes while it goes on -->"


@get("/import")
async def importing(request: Asking) -> Page:
    """Where address books and rolls are brought in."""
    return await shown(request, "import.html", lambda _: {})


@post("/import")
async def bring(request: Asking) -> Page | Stream:
    """Takes address books in, and tells how far it is while it works."""
    here = seated(request)
    brought = brought_in(request.headers.get("content-type", ""), await request.body())
    is_ours(here, brought.said.get("ours", ""))
    if here.is_locked():
        return locked(request, "/import", {})
    if not brought.files:
        raise WrongUsage(marked("No file was chosen."), marked("Choose one, or drop it on the field."))
    if brought.said.get("as") == "roll":
        await here.at_desk(lambda desk: [take_in_roll(desk, file, brought.columns) for file in brought.files])
        return to("/roll")
    shell = page(request, "importing.html", {"writer": here.writer, "unopened": 0, "here": _HERE}).content
    before, _, after = bytes(shell).partition(_HERE.encode())
    said = templates(language_of(request))
    steps, end = said.get_template("import_step.html"), said.get_template("import_done.html")

    def outcome(got: Imported | AmendsError) -> str:
        wrong = got if isinstance(got, AmendsError) else None
        return end.render(got=None if wrong else got, wrong=wrong)

    async def pieces() -> AsyncGenerator[bytes]:
        yield before
        async for piece in bring_in(here, brought, lambda entries: steps.render(entries=entries), outcome):
            yield piece
        yield after

    return Stream(pieces(), media_type="text/html", headers={"content-language": language_of(request)})


@get("/people/{name:str}/edit")
async def editing(request: Asking) -> Page:
    """What is known of somebody, to be changed."""
    name = named(request)
    return await shown(request, "edit.html", lambda desk: {"seen": person.person_shown(desk, name)})


@post("/people/{name:str}/edit")
async def edited(request: Asking) -> Page:
    """Keeps what was changed."""
    name = named(request)

    def keep(desk: Desk, said: Form) -> str:
        with desk.drawer.transaction() as tx:
            before = person.somebody(tx, name)
        mending.edit(desk, person.person_said(before, said))
        return f"/people/{name}"

    return await kept(request, keep)


@post("/people/{name:str}/remove")
async def removed(request: Asking) -> Page:
    """Takes somebody off the list."""
    name = named(request)

    def keep(desk: Desk, _: Form) -> str:
        mending.remove(desk, name)
        return "/changes"

    return await kept(request, keep)


@get("/twins")
async def twins(request: Asking) -> Page:
    """Pairs that may be one person."""
    return await shown(request, "twins.html", lambda desk: {"pairs": mending.look_alike(desk)})


@post("/twins")
async def decided(request: Asking) -> Page:
    """What the writer says of a pair: one person, or two."""

    def keep(desk: Desk, said: Form) -> str:
        one, other = said.get("one", ""), said.get("other", "")
        if said.get("do") == "two":
            mending.two_people(desk, one, other)
        else:
            mending.merge(desk, one, other)
        return "/twins"

    return await kept(request, keep)


@get("/changes")
async def changes(request: Asking) -> Page:
    """What was done to the list."""
    return await shown(request, "changes.html", lambda desk: {"changes": mending.history(desk)})


@post("/changes/{number:int}/undo")
async def undo(request: Asking) -> Page:
    """Takes one of these back."""
    number = int(named(request, "number"))

    def keep(desk: Desk, _: Form) -> str:
        done = mending.undo(desk, number)
        if done.left:
            raise Refused(
                f"{done.put_back} put back. Left as they are, since something was done about them: "
                f"{', '.join(done.left[:20])}.",
                "Look at them on the list.",
            )
        return "/changes"

    return await kept(request, keep)
