"""Keys and loss: the passphrase, ways back in, what becomes of it all, a backup."""

from __future__ import annotations

from litestar import Response, get, post

from amends.desk.journey import keeping, recovery
from amends.desk.journey import wishes as journey
from amends.desk.journey.opening import Desk
from amends.desk.paper.leaflet import Leaflet, leaflet_pdf
from amends.desk.web import keys
from amends.desk.web.asking import Asking, Form, Page, kept, language_of, locked, ours, seated, shown, to
from amends.desk.web.sitting import Sitting, check_chosen
from amends.errors import NotHere
from amends.sentences import marked

PDF = "application/pdf"


@get("/keys")
async def all_keys(request: Asking) -> Page:
    """Keys and loss."""
    about = {"unsent": journey.UNSENT, "posted": journey.POSTED, "minutes": keys.MINUTES}
    return await shown(request, "keys.html", lambda desk: {"seen": keys.keys_shown(desk), **about})


@post("/keys/passphrase")
async def passphrase(request: Asking) -> Page:
    """Chooses another passphrase."""

    def keep(desk: Desk, said: Form) -> str:
        check_chosen(said.get("new", ""), said.get("again", ""))
        keeping.change_passphrase_here(desk, said.get("old", ""), said["new"])
        return "/keys?changed=passphrase"

    return await kept(request, keep)


@post("/keys/away")
async def away(request: Asking) -> Page:
    """Chooses after how long the desk locks itself."""

    def keep(desk: Desk, said: Form) -> str:
        keys.lock_after(desk, said.get("minutes", ""))
        return "/keys"

    return await kept(request, keep)


@post("/keys/sheet")
async def sheet(request: Asking) -> Page:
    """Makes a recovery sheet."""
    here, language = seated(request), language_of(request)

    def keep(desk: Desk, said: Form) -> str:
        def show(words: str) -> None:
            here.leaflet = recovery.sheet_leaflet(desk, words, language)

        recovery.draw_sheet(desk, said.get("old", ""), show)
        return "/keys/print"

    return await kept(request, keep)


@post("/keys/share")
async def share(request: Asking) -> Page:
    """Shares the key among people."""
    here, language = seated(request), language_of(request)

    def keep(desk: Desk, said: Form) -> str:
        def show(leaflet: Leaflet) -> None:
            here.leaflet = leaflet

        needed = said.get("needed", "")
        names = said.get("names", "").splitlines()
        recovery.share_key(
            desk, said.get("old", ""), (names, int(needed) if needed.isdecimal() else 0), language, show
        )
        return "/keys/print"

    return await kept(request, keep)


@get("/keys/print")
async def to_print(request: Asking) -> Page:
    """What was made to be printed, on the screen. It is nowhere else, and gone when the writer says so."""
    here = seated(request)
    if not here.is_locked() and here.leaflet is None:
        return to("/keys")
    return await shown(request, "leaflet.html", lambda _: {"leaflet": here.leaflet})


@get("/keys/print.pdf")
async def as_pdf(request: Asking) -> Page:
    """The same as a file."""
    here = seated(request)
    leaflet = _leaflet(here)
    made = await here.at_desk(lambda desk: leaflet_pdf(leaflet, int(desk.clock.now().timestamp())))
    return Response(made, media_type=PDF, headers={"content-disposition": 'attachment; filename="print-this.pdf"'})


@post("/keys/print")
async def printed(request: Asking) -> Page:
    """The writer has it on paper, or wants it put away."""
    here = seated(request)

    def keep(desk: Desk, said: Form) -> str:
        if "have" in said and here.leaflet and recovery.is_sheet(here.leaflet):
            recovery.have_sheet(desk)
        here.leaflet = None
        return "/keys"

    return await kept(request, keep)


@post("/keys/wishes")
async def wishes(request: Asking) -> Page:
    """Puts down what the writer wishes if they die."""

    def keep(desk: Desk, said: Form) -> str:
        journey.put_wishes(desk, keys.wishes_said(said))
        return "/keys#wishes"

    return await kept(request, keep)


@post("/keys/wishes/print")
async def wishes_to_print(request: Asking) -> Page:
    """Lays out what is put down, to be printed."""
    here, language = seated(request), language_of(request)

    def keep(desk: Desk, _: Form) -> str:
        put_down = journey.wishes_of(desk)
        if put_down is None:
            return "/keys#wishes"
        here.leaflet = Leaflet(language, (journey.wishes_sheet(desk.writer, put_down, language),))
        return "/keys/print"

    return await kept(request, keep)


@post("/keys/backup")
async def backup(request: Asking) -> Page:
    """The whole desk as one file, encrypted as it lies."""
    here, _ = await ours(request)
    if here.is_locked():
        return locked(request, "/keys", {})
    made = await here.at_desk(keeping.backed_up)
    return Response(
        made,
        media_type="application/octet-stream",
        headers={"content-disposition": 'attachment; filename="amends-desk-backup.zip"'},
    )


def _leaflet(here: Sitting) -> Leaflet:
    if here.is_locked() or here.leaflet is None:
        raise NotHere(marked("There is nothing to print any more."), marked("Make it again on the page about keys."))
    return here.leaflet
