"""Writing: the page, what stands beside it, drafts side by side, and the writer's own shortcuts."""

from __future__ import annotations

import re
from typing import Final

from litestar import Response, get, post

from amends.desk.journey import writing as journey
from amends.desk.journey.opening import Desk
from amends.desk.web import mailbag
from amends.desk.web import writing as bench
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
)
from amends.desk.web.sitting import Sitting
from amends.errors import AmendsError, NotHere
from amends.sentences import marked, translations

_GREETING: Final = marked("Dear %(name)s,")
_BOTH: Final = ("/people/{name:str}", "/letters/{name:str}")
_WRITE, _AT, _BESIDE, _LOOK = (
    [f"{about}/{what}" for about in _BOTH] for what in ("write", "page", "beside", "look/{number:int}")
)


def _bench(request: Asking, desk: Desk) -> bench.Bench:
    kind = request.scope["path"].split("/")[1]
    language = language_of(request)
    greeting = translations(language).gettext(_GREETING)
    return bench.bench(desk, kind, named(request), greeting, language)


def _page(request: Asking, here: Sitting, desk: Desk, *, wrong: AmendsError | None = None) -> dict[str, object]:
    one = _bench(request, desk)
    offered = journey.wants_beginnings(desk)
    return {
        "one": one,
        "seen": bench.beside(desk, here.table, one),
        "offered": offered,
        "beginnings": bench.BEGINNINGS if offered and len(one.text.strip()) <= bench.SHORT else (),
        "shortcuts": journey.shortcuts(desk),
        "languages_of_letters": bench.LANGUAGES,
        "wrong": wrong,
        "writer": desk.writer,
        "unopened": mailbag.unopened(desk),
    }


@get(_WRITE)
async def writing(request: Asking) -> Page:
    """The words of a letter, to be written."""
    here = seated(request)
    return await shown(request, "write.html", lambda desk: _page(request, here, desk))


@post(_WRITE)
async def kept_draft(request: Asking) -> Page:
    """Keeps what stands on the page as a draft."""
    here = seated(request)

    def keep(desk: Desk, said: Form) -> str:
        one, text = _bench(request, desk), said.get("text", "")
        if text.strip():
            journey.jot(desk, one.about, text)
        done = bench.keep(desk, one, text, lang=said.get("lang", ""), ready="ready" in said)
        return f"/letters/{done.letter}"

    async def refused(said: Form, error: AmendsError) -> Page:
        try:
            about = await here.at_desk(lambda desk: _page(request, here, desk, wrong=error))
        except AmendsError:  # the desk cannot be opened at all: the words go back to whoever wrote them
            words = {"text": said.get("text", ""), "wrong": error, "writer": here.writer, "unopened": 0}
            return page(request, "words_back.html", words, status=409)
        return page(request, "write.html", about, status=409)

    return await kept(request, keep, refused=refused)


@post(_AT)
async def at_the_page(request: Asking) -> Page:
    """Does something at the page without making a draft of it: a beginning, a shortcut, a remark left aside."""

    def work(desk: Desk, said: Form) -> str:
        one, text = _bench(request, desk), said.get("text", "")
        beginning, shortcut, aside = said.get("begin", ""), said.get("shortcut", ""), said.get("aside", "")
        if beginning.isdecimal() and int(beginning) < len(bench.BEGINNINGS):
            text = bench.begun(text, translations(language_of(request)).gettext(bench.BEGINNINGS[int(beginning)]))
        if shortcut:
            text = bench.begun(text, next((one.says for one in journey.shortcuts(desk) if one.name == shortcut), ""))
        if "beginnings" in said:
            journey.show_beginnings(desk, so=said["beginnings"] == "show")
        if aside:
            rule, _, passage = aside.partition(":")
            bench.leave_aside(desk, one, rule, passage)
        journey.jot(desk, one.about, text)
        return f"{one.base}/write{'#remarks' if aside else ''}"

    return await kept(request, work)


@post(_BESIDE)
async def beside(request: Asking) -> Page:
    """Keeps the page as it stands under the writer's hands, and gives what is to stand beside it."""
    here, said = await ours(request)
    if here.is_locked():
        return locked(request, request.scope["path"], {})

    def work(desk: Desk) -> dict[str, object]:
        journey.jot(desk, named(request), said.get("text", ""))
        one = _bench(request, desk)
        return {"one": one, "seen": bench.beside(desk, here.table, one)}

    return page(request, "beside.html", await here.at_desk(work))


@get(_LOOK)
async def picture(request: Asking) -> Page:
    """A page of what is being written, as it will be on paper."""
    here, number = seated(request), int(named(request, "number"))
    made = await here.at_desk(lambda desk: bench.pages(desk, here.table, _bench(request, desk)))
    if not 1 <= number <= len(made):
        raise NotHere(marked("There is no such page."), marked("Go back to the letter."))
    return Response(made[number - 1], media_type=DRAWING)


@get("/letters/{name:str}/drafts")
async def drafts(request: Asking) -> Page:
    """Every draft, and two of them side by side."""
    name, asked = named(request), request.query_params

    def both(desk: Desk) -> dict[str, object]:
        every = journey.drafts(desk, name)
        newest = every[-1].number
        numbers = {draft.number: draft for draft in every}

        def chosen(what: str, otherwise: int) -> journey.Draft:
            said = str(asked.get(what, ""))
            return numbers.get(int(said) if re.fullmatch(r"\d{1,6}", said) else otherwise, numbers[otherwise])

        one, other = chosen("one", max(newest - 1, every[0].number)), chosen("other", newest)
        return {
            "letter": name,
            "every": every,
            "one": one,
            "other": other,
            "sides": journey.beside(one.text, other.text),
        }

    return await shown(request, "drafts.html", both)


@post("/letters/{name:str}/drafts/{number:int}")
async def taken_up(request: Asking) -> Page:
    """Lays an earlier draft on the page again."""
    name, number = named(request), int(named(request, "number"))

    def lay(desk: Desk, _: Form) -> str:
        journey.take_up(desk, name, number)
        return f"/letters/{name}/write"

    return await kept(request, lay)


@get("/shortcuts")
async def shortcuts(request: Asking) -> Page:
    """The writer's shortcuts."""
    return await shown(request, "shortcuts.html", lambda desk: {"shortcuts": journey.shortcuts(desk)})


@post("/shortcuts")
async def shortcut_kept(request: Asking) -> Page:
    """Puts one down, or takes one off."""

    def work(desk: Desk, said: Form) -> str:
        if "drop" in said:
            journey.drop_shortcut(desk, said["drop"])
        else:
            journey.add_shortcut(desk, said.get("name", ""), said.get("says", ""))
        return "/shortcuts"

    return await kept(request, work)
