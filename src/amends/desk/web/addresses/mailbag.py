"""The mailbag: what came back, closed and opened; what is scanned, and when the bag comes."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response, get, post

from amends.desk.journey import guessing, joining, placing, postman
from amends.desk.journey import mailbag as journey
from amends.desk.journey.consent import they_wish
from amends.desk.journey.opening import Desk
from amends.desk.journey.papers import turn
from amends.desk.journey.scanning import scan
from amends.desk.paper.separator import separator_sheets
from amends.desk.web import fronts, mailbag
from amends.desk.web.asking import (
    PICTURE,
    Asking,
    Form,
    Page,
    is_ours,
    kept,
    locked,
    named,
    page,
    seated,
    shown,
    to,
)
from amends.desk.web.brought import brought_in
from amends.errors import WrongUsage
from amends.sentences import marked


@get("/mailbag")
async def bag(request: Asking) -> Page:
    """Everything that came back."""
    return await shown(
        request,
        "mailbag.html",
        lambda desk: {
            "seen": mailbag.bag(desk), "round": postman.round_of(desk), "guessing": guessing.is_wanted(desk),
        },
    )  # fmt: skip


@post("/mailbag/scan")
async def take_in(request: Asking) -> Page:
    """Takes in scans and photographs. They are read in memory alone."""
    here = seated(request)
    brought = brought_in(request.headers.get("content-type", ""), await request.body())
    is_ours(here, brought.said.get("ours", ""))
    if here.is_locked():
        return locked(request, "/mailbag", {})
    if not brought.files:
        raise WrongUsage(marked("No file was chosen."), marked("Choose one, or drop it on the field."))
    how = {"fronts": brought.said.get("fronts") == "yes", "one_pile": brought.said.get("pile") == "yes"}
    files = sorted(brought.files, key=lambda file: file.name) if how["one_pile"] else brought.files
    got = await here.at_desk(lambda desk: scan(desk, files, **how))
    about = {"got": got, "writer": here.writer, "unopened": 0}
    return page(request, "scanned.html", about) if got.refused or got.bare else to("/mailbag")


@post("/mailbag/ask")
async def ask(request: Asking) -> Page:
    """Goes a round now."""

    def gone(desk: Desk, _: Form) -> str:
        brought = postman.come(desk)
        if brought.unreachable:
            raise brought.unreachable[0]
        return "/mailbag"

    return await kept(request, gone)


@post("/mailbag/rounds")
async def rounds(request: Asking) -> Page:
    """Says when the bag comes from now on."""

    def chosen(desk: Desk, form: Form) -> str:
        comes: postman.Comes | None = next((one for one in postman.ROUNDS if one == form.get("comes")), None)
        if comes is None:
            raise WrongUsage(marked("That is no round."), marked("Choose one of those on the page."))
        postman.let_come(desk, comes)
        return "/mailbag"

    return await kept(request, chosen)


@post("/mailbag/guessing")
async def guess(request: Asking) -> Page:
    """Turns all guessing on or off."""

    def chosen(desk: Desk, form: Form) -> str:
        guessing.want(desk, yes=form.get("so") == "yes")
        return "/mailbag"

    return await kept(request, chosen)


@get("/mailbag/separators.pdf")
async def separators(request: Asking) -> Page:
    """Sheets to lay between letters."""
    seated(request)
    about = {"content-disposition": 'attachment; filename="separators.pdf"'}
    return Response(separator_sheets(4), media_type="application/pdf", headers=about)


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


@post("/mailbag/{name:str}/place")
async def place(request: Asking) -> Page:
    """Puts it with the letter to whoever the writer names, or back into the tray."""
    name = named(request)

    def put(desk: Desk, form: Form) -> str:
        reply = mailbag.in_bag(desk, name).reply
        if form.get("back") == "yes":
            placing.put_back(desk, reply.id)
        elif whom := form.get("whom", "").strip():
            placing.put_with(desk, reply.id, whom)
        else:
            raise WrongUsage(marked("Nobody was named."), marked("Write the name as your list has it."))
        return f"/mailbag/{name}" if reply.opened else "/mailbag"

    return await kept(request, put)


@post("/mailbag/{name:str}/join")
async def join(request: Asking) -> Page:
    """Puts its pages behind those of another, where a scan cut one letter in two."""
    name = named(request)

    def put_behind(desk: Desk, form: Form) -> str:
        if not (first := form.get("first", "")):
            raise WrongUsage(marked("No answer was chosen."), marked("Choose the one that it belongs behind."))
        done = joining.join(desk, mailbag.in_bag(desk, first).reply.id, mailbag.in_bag(desk, name).reply.id)
        return f"/mailbag/{done.reply}"

    return await kept(request, put_behind)


@post("/mailbag/{name:str}/apart")
async def lay_apart(request: Asking) -> Page:
    """Lays apart again what was joined behind it."""
    name = named(request)

    def laid(desk: Desk, _: Form) -> str:
        return f"/mailbag/{joining.lay_apart(desk, mailbag.in_bag(desk, name).reply.id).reply}"

    return await kept(request, laid)


@post("/mailbag/{name:str}/note")
async def note(request: Asking) -> Page:
    """Notes what it was, in the writer's own words."""
    name = named(request)

    def noted(desk: Desk, form: Form) -> str:
        journey.note(desk, mailbag.in_bag(desk, name).reply.id, form.get("words", ""))
        return f"/mailbag/{name}"

    return await kept(request, noted)


@post("/mailbag/{name:str}/wished")
async def wished(request: Asking) -> Page:
    """The writer has read in an answer on paper that they want to hear again."""
    name = named(request)

    def put_down(desk: Desk, _: Form) -> str:
        they_wish(desk, mailbag.in_bag(desk, name).reply)
        return f"/mailbag/{name}"

    return await kept(request, put_down)


@post("/mailbag/{name:str}/turn/{number:int}")
async def turn_page(request: Asking) -> Page:
    """Turns a page half around."""
    name, number = named(request), int(named(request, "number"))

    def turned(desk: Desk, _: Form) -> str:
        turn(desk, mailbag.in_bag(desk, name).reply, number, 2)
        return f"/mailbag/{name}"

    return await kept(request, turned)


@get("/mailbag/{name:str}/front")
async def front(request: Asking) -> Page:
    """The front of an envelope."""
    name = named(request)
    made, kind = await seated(request).at_desk(lambda desk: fronts.front_of(desk, name))
    return Response(made, media_type=kind)


@get("/mailbag/{name:str}")
async def answer(request: Asking) -> Page:
    """An answer that was opened, or its envelope."""
    name = named(request)
    return await shown(request, "answer.html", lambda desk: mailbag.answer_shown(desk, name))


@get("/mailbag/{name:str}/page/{number:int}")
async def answer_page(request: Asking) -> Page:
    """A page that came on paper."""
    name = named(request)
    number = int(named(request, "number"))
    made = await seated(request).at_desk(lambda desk: mailbag.page_in(desk, name, number))
    return Response(made, media_type=PICTURE)


@get("/mailbag/{name:str}/came/{number:int}")
async def answer_file(request: Asking) -> Page:
    """A file as it came on paper, to be kept elsewhere; nothing here shows or runs what is in it."""
    name, number = named(request), int(named(request, "number"))
    called, data = await seated(request).at_desk(lambda desk: mailbag.file_that_came(desk, name, number))
    about = {"content-disposition": f"attachment; filename*=UTF-8''{quote(f'{name[:8]}-{called}', safe='')}"}
    return Response(data, media_type="application/octet-stream", headers=about)
