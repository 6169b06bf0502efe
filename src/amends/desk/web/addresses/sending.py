"""Sending: what would go, the last look, the out tray, and the office it goes to."""

from __future__ import annotations

from litestar import Response, get, post

from amends.desk.journey import banking, before_sealing, out_tray, owed
from amends.desk.journey.enrolling import enrol
from amends.desk.journey.opening import Desk
from amends.desk.people.amends import INJURIES
from amends.desk.web import sending
from amends.desk.web.asking import (
    DRAWING,
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
    sitting_of,
    to,
)
from amends.desk.web.brought import brought_in
from amends.errors import NotOpenable, WrongUsage
from amends.sentences import marked
from amends.wire import Invitation

_HERE = "/sending"


@get("/sending")
async def round_(request: Asking) -> Page:
    """What could go, what waits, and what stays."""
    here = seated(request)

    def seen(desk: Desk) -> dict[str, object]:
        return {
            "seen": sending.sending(desk),
            "sentences": before_sealing.SENTENCES,
            "delays": out_tray.DELAYS,
            "now": here.carrying.seen(),
        }

    return await shown(request, "sending.html", seen)


@get("/sending/now")
async def now(request: Asking) -> Page:
    """How far the round is; asked for again and again while it is carried, so the desk is not opened for it."""
    return page(request, "on_the_way.html", {"now": seated(request).carrying.seen()})


@post("/sending/told")
async def told(request: Asking) -> Page:
    """The writer has read what a seal means."""

    def keep(desk: Desk, _: Form) -> str:
        before_sealing.mark_told(desk)
        return _HERE

    return await kept(request, keep)


@post("/sending/gate")
async def gate(request: Asking) -> Page:
    """Whether letters could injure somebody: the answers for several people at once."""

    def keep(desk: Desk, said: Form) -> str:
        for name, answer in said.items():
            before, _, person = name.partition("-")
            if before == "injury" and answer in INJURIES:
                owed.answer_gate(desk, person, answer)
        return _HERE

    return await kept(request, keep)


@post("/sending/way")
async def way(request: Asking) -> Page:
    """Where the letters go, how, and after how long; then the last look, or what a letter bank asks first."""

    def keep(desk: Desk, said: Form) -> str:
        chosen = sending.way_said(said)
        if said.get("delay", "").isdecimal():
            out_tray.choose_delay(desk, int(said["delay"]))
        if banking.ask(desk, chosen.place):
            return f"{_HERE}/bank/{chosen.place}"
        out_tray.choose_way(desk, chosen)
        return "/sending/look"

    return await kept(request, keep)


@get("/sending/look")
async def look(request: Asking) -> Page:
    """Every letter and every envelope once more, as they will be on paper."""
    here, first = seated(request), str(request.query_params.get("from", ""))

    def seen(desk: Desk) -> dict[str, object]:
        at = int(first) if first.isdecimal() else 1
        return {"seen": sending.last_look(desk, here.table, at)}

    return await shown(request, "look.html", seen)


@post("/sending/post")
async def lay_out(request: Asking) -> Page:
    """Lays everything that was looked at in the out tray, from which it goes when its time has come."""

    def keep(desk: Desk, said: Form) -> str:
        chosen = out_tray.way_chosen(desk)
        if chosen is None:
            raise WrongUsage(marked("Where the letters go was not said."), marked("Choose an office or a folder."))
        if not before_sealing.is_told(desk):
            raise WrongUsage(
                marked("What a seal means you have not been told yet."),
                marked("Read it on the page before, then go on."),
            )
        out_tray.lay_out(desk, chosen, looked=said.get("seen", ""))
        return f"{_HERE}#way"

    answer = await kept(request, keep)
    sitting_of(request).carrying.wake(now=True)
    return answer


@post("/sending/undo")
async def undo(request: Asking) -> Page:
    """Takes letters back that have not gone: one, or all."""

    def keep(desk: Desk, said: Form) -> str:
        out_tray.take_back(desk, [said["letter"]] if said.get("letter") else [])
        return _HERE

    return await kept(request, keep)


@post("/sending/stop")
async def stop(request: Asking) -> Page:
    """Stops the tray, or lets it go on."""

    def keep(desk: Desk, said: Form) -> str:
        out_tray.stop(desk, so=said.get("do") != "go on")
        return _HERE

    answer = await kept(request, keep)
    sitting_of(request).carrying.wake(now=True)
    return answer


@get("/letters/{name:str}/sheet/{number:int}")
async def sheet(request: Asking) -> Page:
    """A page of a letter, in the hand, as on paper."""
    here, name, number = seated(request), named(request), int(named(request, "number"))
    made = await here.at_desk(lambda desk: sending.sheet(desk, here.table, name, number))
    return Response(made, media_type=DRAWING)


@get("/letters/{name:str}/cover/{number:int}")
async def cover(request: Asking) -> Page:
    """The front of its envelope."""
    here, name, number = seated(request), named(request), int(named(request, "number"))
    made = await here.at_desk(lambda desk: sending.cover(desk, here.table, name, number))
    return Response(made, media_type=DRAWING)


@post("/letters/{name:str}/sign")
async def sign(request: Asking) -> Page:
    """Whether a letter goes with the writer's signature."""
    name = named(request)

    def keep(desk: Desk, said: Form) -> str:
        before_sealing.choose_signature(desk, name, sign=said.get("sign") == "yes")
        return said.get("go") or f"/letters/{name}"

    return await kept(request, keep)


@get("/office")
async def office(request: Asking) -> Page:
    """Where the invitation of an office is brought."""
    return await shown(request, "office.html", lambda _: {})


@post("/office")
async def enrolled(request: Asking) -> Page:
    """Enrols the desk at the office of an invitation; nothing is posted by that."""
    here = seated(request)
    brought = brought_in(request.headers.get("content-type", ""), await request.body())
    is_ours(here, brought.said.get("ours", ""))
    if here.is_locked():
        return locked(request, "/office", {})
    written = brought.files[0].data if brought.files else brought.said.get("text", "").encode()
    if not written.strip():
        raise WrongUsage(marked("No file was chosen."), marked("Choose one, or drop it on the field."))
    try:
        invitation = Invitation.from_bytes(written)
    except NotOpenable as error:
        raise WrongUsage(
            marked("This is no invitation of an office, or it is damaged."), marked("Ask the office for another.")
        ) from error
    await here.at_desk(lambda desk: enrol(desk, invitation, moved="moved" in brought.said))
    return to(_HERE)
