"""What follows a posting: links to hand on, taking back, a new link; and the print run."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from litestar import Response, get, post
from litestar.response import Stream

from amends.desk.journey.opening import Desk
from amends.desk.journey.printing import Printed
from amends.desk.journey.withdrawing import relink_letter, withdraw_letter
from amends.desk.web import handing_on
from amends.desk.web.asking import (
    DRAWING,
    Asking,
    Form,
    Page,
    kept,
    language_of,
    locked,
    named,
    ours,
    page,
    seated,
    shown,
    to,
)
from amends.desk.web.printing import FILES, Which, print_run
from amends.desk.web.saying import templates
from amends.errors import AmendsError

_HERE = "<!-- what comes while it goes on -->"


@get("/links")
async def all_links(request: Asking) -> Page:
    """The links of everything that is under way, to be handed on or printed as slips."""
    first = str(request.query_params.get("from", ""))
    at = int(first) if first.isdecimal() else 1
    return await shown(request, "links.html", lambda desk: {"seen": handing_on.links(desk, at)})


@get("/letters/{name:str}/link")
async def link(request: Asking) -> Page:
    """The link of one letter."""
    name = named(request)

    def seen(desk: Desk) -> dict[str, object]:
        return {"seen": handing_on.Links((handing_on.link(desk, name),), 1, 1)}

    return await shown(request, "links.html", seen)


@get("/letters/{name:str}/code")
async def code(request: Asking) -> Page:
    """The link as a code for a camera."""
    name = named(request)
    made = await seated(request).at_desk(lambda desk: handing_on.code(desk, name))
    return Response(made, media_type=DRAWING)


@post("/letters/{name:str}/withdraw")
async def withdraw(request: Asking) -> Page:
    """Takes a letter back from where it was posted to."""
    name = named(request)

    def keep(desk: Desk, _: Form) -> str:
        withdraw_letter(desk, name)
        return f"/letters/{name}"

    return await kept(request, keep)


@post("/letters/{name:str}/relink")
async def relink(request: Asking) -> Page:
    """Makes a new link in the place of one that was lost, and shows it."""
    name = named(request)

    def keep(desk: Desk, _: Form) -> str:
        return f"/letters/{relink_letter(desk, name).letter}/link"

    return await kept(request, keep)


# ── the print run ─────────────────────────────────────────────────────────────────────────────────────────────────


@post("/sending/print")
async def printing(request: Asking) -> Page | Stream:
    """Prints what is ready, and tells how far it is while it works."""
    here, said = await ours(request)
    if here.is_locked():
        return locked(request, "/sending/print", said)
    which: Which = "all" if said.get("which") == "all" else "ready"
    about = {"writer": here.writer, "unopened": 0, "here_now": _HERE}
    before, _, after = bytes(page(request, "printing.html", about).content).partition(_HERE.encode())
    words = templates(language_of(request))
    step, end = words.get_template("print_step.html"), words.get_template("print_done.html")

    def outcome(got: Printed | AmendsError) -> str:
        wrong = got if isinstance(got, AmendsError) else None
        return end.render(got=None if wrong else got, wrong=wrong)

    async def pieces() -> AsyncGenerator[bytes]:
        yield before
        async for piece in print_run(here, which, lambda letters: step.render(letters=letters), outcome):
            yield piece
        yield after

    return Stream(pieces(), media_type="text/html", headers={"content-language": language_of(request)})


@post("/sending/print/stop")
async def stop(request: Asking) -> Page:
    """Stops the print run that is being made."""
    here, _ = await ours(request)
    here.printing.stop()
    return to("/sending")


@get("/sending/print/{name:str}")
async def printed(request: Asking) -> Page | Stream:
    """A file of the newest print run."""
    here, name = seated(request), named(request)
    if here.is_locked():
        return locked(request, "/sending", {})
    pieces = here.printing.pieces(name)
    first = next(pieces, b"")  # where it is gone, that is said before anything is answered

    def rest() -> AsyncGenerator[bytes]:
        async def every() -> AsyncGenerator[bytes]:
            yield first
            for piece in pieces:
                yield piece

        return every()

    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Stream(rest(), media_type=FILES[name], headers=headers)
