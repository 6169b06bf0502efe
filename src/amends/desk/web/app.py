"""The desk's pages as an ASGI application: addresses, and who may ask for what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any, Final, TypeAlias, TypeVar
from urllib.parse import parse_qsl, urlencode

from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.exceptions import HTTPException

from amends.desk.journey.look import look
from amends.desk.journey.opening import Desk
from amends.desk.web import everyone, letters, mailbag, sending
from amends.desk.web.door import Door
from amends.desk.web.saying import templates
from amends.desk.web.sitting import NotSeated, Sitting
from amends.errors import AmendsError, Locked, NotHere

Asking: TypeAlias = "Request[Any, Any, State]"
Page: TypeAlias = Response[bytes]
T = TypeVar("T")

COOKIE: Final = "amends-desk"
_PICTURE: Final = "image/png"


def application(sitting: Sitting, hosts: Callable[[], frozenset[str]]) -> Door:
    """The pages of one sitting.

    Args:
        sitting: who sits there.
        hosts: the values of `Host` that are this desk's own.
    """
    litestar = Litestar(
        route_handlers=[
            enter, sit_down, lock, unlock, all_people, find, person, begin, begin_kept, letter, letter_page, writing,
            draft_kept, round_, bag, open_envelope, answer, answer_page, style, look_css, hand, nothing,
        ],
        exception_handlers={AmendsError: _told, HTTPException: _odd, Exception: _unforeseen},
        state=State({"sitting": sitting}),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,
        debug=False,
    )  # fmt: skip
    return Door(litestar, hosts)


# ── coming in ─────────────────────────────────────────────────────────────────────────────────────────────────────


@get("/enter/{token:str}")
async def enter(request: Asking) -> Page:
    """The link that `amends desk` shows. Looking at it does nothing; sitting down is a press of the button."""
    token = _named(request, "token")
    here = _sitting(request)
    if not here.knows(token):
        raise NotSeated("This link does not open this desk.", "Use the one that `amends desk` shows now.")
    return _page("enter.html", {"token": token, "ask": here.asks_passphrase(), "wrong": ""})


@post("/enter")
async def sit_down(request: Asking) -> Page:
    """Sitting down: the link's token, and where it is needed the passphrase."""
    here, said = _sitting(request), await _form(request)
    token = said.get("token", "")
    try:
        cookie = await here.enter(token, said.get("passphrase", ""))
    except NotSeated:
        raise
    except Locked as error:
        return _page("enter.html", {"token": token, "ask": True, "wrong": error.message}, status=403)
    made = Cookie(_cookie_name(request), value=cookie, path="/", httponly=True, samesite="strict")
    return Response(b"", status_code=303, headers={"location": "/"}, cookies=[made])


@post("/lock")
async def lock(request: Asking) -> Page:
    """Lets go of the key at once."""
    here, _ = await _ours(request)
    here.lock()
    return _to("/")


@post("/unlock")
async def unlock(request: Asking) -> Page:
    """Opens the desk again, for whoever sat there."""
    here, said = await _ours(request)
    try:
        await here.unlock(said.get("passphrase", ""))
    except Locked as error:
        return _locked(here, said.get("go", "/"), {}, error.message)
    return _to(said.get("go", "/"))


# ── everyone, a person, a letter ──────────────────────────────────────────────────────────────────────────────────


@get("/")
async def all_people(request: Asking) -> Page:
    """Everyone on the list."""
    query = {name: str(value) for name, value in request.query_params.items()}
    search = query.get("search", "")
    words = _seated(request).searched(search)
    asked = everyone.Asked(words, query.get("state", ""), query.get("after", ""), query.get("from", ""))

    def shown(desk: Desk) -> dict[str, object]:
        return {"seen": everyone.everyone(desk, asked), "asked": asked, "search": search if words else ""}

    return await _shown(request, "everyone.html", shown)


@post("/search")
async def find(request: Asking) -> Page:
    """Looks for somebody; what was looked for does not stand in the address."""
    here, said = await _ours(request)
    asked = {"search": here.search(said.get("q", "")), "state": said.get("state", "")}
    return _to("/?" + urlencode({name: value for name, value in asked.items() if value}))


@get("/people/{name:str}")
async def person(request: Asking) -> Page:
    """Somebody on the list."""
    name = _named(request)
    return await _shown(request, "person.html", lambda desk: {"seen": letters.person_shown(desk, name)})


@get("/people/{name:str}/write")
async def begin(request: Asking) -> Page:
    """A fresh page to somebody."""
    name = _named(request)

    def fresh(desk: Desk) -> dict[str, object]:
        seen = letters.person_shown(desk, name)
        known = seen.person.given or seen.person.name
        return {
            "seen": None,
            "to": seen.person.name,
            "back": f"/people/{name}",
            "text": f"Dear {known},\n\n",
            "wrong": "",
        }

    return await _shown(request, "write.html", fresh)


@post("/people/{name:str}/write")
async def begin_kept(request: Asking) -> Page:
    """Keeps the first draft of a new letter."""
    name = _named(request)

    def keep(desk: Desk, said: dict[str, str]) -> str:
        made = letters.begin_letter(desk, name, said.get("text", ""), ready="ready" in said)
        return f"/letters/{made.letter}"

    return await _kept(request, keep, back=f"/people/{name}")


@get("/letters/{name:str}")
async def letter(request: Asking) -> Page:
    """One letter: its words in the hand, its page, and what may be looked at once more."""
    name = _named(request)
    return await _shown(request, "letter.html", lambda desk: {"seen": letters.letter_shown(desk, name)})


@get("/letters/{name:str}/write")
async def writing(request: Asking) -> Page:
    """The words of a letter, to be changed."""
    name = _named(request)

    def shown(desk: Desk) -> dict[str, object]:
        seen = letters.letter_shown(desk, name)
        to = " and ".join(person.name for person in seen.to)
        return {"seen": seen, "to": to, "back": f"/letters/{name}", "text": seen.text, "wrong": ""}

    return await _shown(request, "write.html", shown)


@post("/letters/{name:str}/write")
async def draft_kept(request: Asking) -> Page:
    """Keeps another draft."""
    name = _named(request)

    def keep(desk: Desk, said: dict[str, str]) -> str:
        letters.keep_draft(desk, name, said.get("text", ""), ready="ready" in said)
        return f"/letters/{name}"

    return await _kept(request, keep, back=f"/letters/{name}")


@get("/letters/{name:str}/page/{number:int}")
async def letter_page(request: Asking) -> Page:
    """A page of it as it will be on paper."""
    name = _named(request)
    number = int(_named(request, "number"))
    made, pages = await _seated(request).at_desk(lambda desk: letters.page_picture(desk, name, number))
    return Response(made, media_type=_PICTURE, headers={"x-pages": str(pages)})


@get("/sending")
async def round_(request: Asking) -> Page:
    """What a round would carry."""
    return await _shown(request, "sending.html", lambda desk: {"seen": sending.sending(desk)})


# ── the mailbag ───────────────────────────────────────────────────────────────────────────────────────────────────


@get("/mailbag")
async def bag(request: Asking) -> Page:
    """Everything that came back."""
    return await _shown(request, "mailbag.html", lambda desk: {"seen": mailbag.bag(desk), "writer": desk.writer})


@post("/mailbag/{name:str}/open")
async def open_envelope(request: Asking) -> Page:
    """Opens one envelope."""
    name = _named(request)

    def break_open(desk: Desk, _: dict[str, str]) -> str:
        mailbag.break_open(desk, name)
        return f"/mailbag/{name}"

    return await _kept(request, break_open, back="/mailbag")


@get("/mailbag/{name:str}")
async def answer(request: Asking) -> Page:
    """An answer that was opened, or its envelope."""
    name = _named(request)

    def shown(desk: Desk) -> dict[str, object]:
        item = mailbag.in_bag(desk, name)
        opened = mailbag.read_again(desk, name) if item.reply.opened else None
        pages = mailbag.pages_in(opened) if opened else 0
        return {"item": item, "opened": opened, "pages": pages}

    return await _shown(request, "answer.html", shown)


@get("/mailbag/{name:str}/page/{number:int}")
async def answer_page(request: Asking) -> Page:
    """A page that came on paper."""
    name = _named(request)
    number = int(_named(request, "number"))
    made = await _seated(request).at_desk(lambda desk: mailbag.page_in(desk, name, number))
    return Response(made, media_type=_PICTURE)


# ── how it looks ──────────────────────────────────────────────────────────────────────────────────────────────────


@get("/look.css")
async def look_css() -> Page:
    """The one stylesheet of all pages."""
    built = files("amends").joinpath("built", "room", "look.css")
    return Response(built.read_bytes() if built.is_file() else b"", media_type="text/css")


@get("/desk.css")
async def style(request: Asking) -> Page:
    """What only the desk's pages need, and the hand."""
    plain = files("amends.desk.web").joinpath("pages", "desk.css").read_text("utf-8")
    here = _sitting(request)
    if not here.seated(request.cookies.get(_cookie_name(request), "")) or here.is_locked():
        return Response(plain.encode(), media_type="text/css")
    size = await here.at_desk(lambda desk: look(desk).hand.measures.size)
    face = (
        '@font-face { font-family: "Hand"; src: url("/hand.woff2") format("woff2"); font-display: block; }\n'
        f":root {{ --letter-size: {size:.3f}; --front-size: {size:.3f}; }}\n"
    )
    return Response((plain + face).encode(), media_type="text/css")


@get("/hand.woff2")
async def hand(request: Asking) -> Page:
    """The writer's hand, for the desk's own pages."""
    made = await _seated(request).at_desk(lambda desk: look(desk).hand.woff2)
    return Response(made, media_type="font/woff2")


@get("/favicon.ico")
async def nothing() -> Page:
    """No picture."""
    return Response(b"", status_code=204)


# ── who asks, and what is answered ────────────────────────────────────────────────────────────────────────────────


def _cookie_name(request: Asking) -> str:
    """A name of this desk's own, since browsers send a cookie to every port of a host."""
    return f"{COOKIE}-{request.url.port}"


def _sitting(request: Asking) -> Sitting:
    here: Sitting = request.app.state["sitting"]
    return here


def _seated(request: Asking) -> Sitting:
    here = _sitting(request)
    if not here.seated(request.cookies.get(_cookie_name(request), "")):
        raise NotSeated("Nobody sits at the desk in this browser.", "Use the link that `amends desk` shows.")
    return here


def _named(request: Asking, what: str = "name") -> str:
    """What the address names."""
    return str(request.path_params[what])


async def _form(request: Asking) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))


async def _ours(request: Asking) -> tuple[Sitting, dict[str, str]]:
    """Who sits here and what a form of our own says.

    Raises:
        NotSeated: nobody sits here, or the form is not one that our page made.
    """
    here, said = _seated(request), await _form(request)
    if not here.form_is_ours(said.pop("ours", "")):
        raise NotSeated("This form is not of this sitting, so nothing was done.", "Load the page again.")
    return here, said


async def _shown(request: Asking, template: str, work: Callable[[Desk], dict[str, object]]) -> Page:
    """A page about what is at the desk; where that is locked, the page that asks for the passphrase."""
    here = _seated(request)
    if here.is_locked():
        return _locked(here, request.scope["path"], {})

    def done(desk: Desk) -> dict[str, object]:
        return {**work(desk), "writer": desk.writer, "unopened": mailbag.unopened(desk)}

    said = await here.at_desk(done)
    return _page(template, {**said, "ours": here.form_token})


async def _kept(request: Asking, work: Callable[[Desk, dict[str, str]], str], *, back: str) -> Page:
    """Does what a form asks, then shows the page it names. If the desk has locked itself, no word is lost."""
    here, said = await _ours(request)
    passphrase, path = said.pop("passphrase", ""), request.scope["path"]
    if here.is_locked():
        try:
            await here.unlock(passphrase)
        except Locked as error:
            return _locked(here, path, said, error.message if passphrase else "")

    try:
        return _to(await here.at_desk(lambda desk: work(desk, said)))
    except NotHere:
        raise
    except AmendsError as error:
        if "text" not in said:
            raise
        # The words go back to whoever wrote them, with the reason.
        again = {"seen": None, "to": said.get("to", ""), "back": back, "text": said["text"], "wrong": str(error)}
        about = {"ours": here.form_token, "writer": here.writer, "unopened": 0}
        return _page("write.html", {**again, **about}, status=409)


def _page(template: str, said: Mapping[str, object], *, status: int = 200) -> Page:
    body = templates().get_template(template).render(said).encode()
    return Response(body, status_code=status, media_type="text/html")


def _locked(here: Sitting, go: str, kept: dict[str, str], wrong: str = "") -> Page:
    return _page("locked.html", {"ours": here.form_token, "go": go, "kept": kept, "wrong": wrong}, status=403)


def _to(path: str) -> Page:
    safe = path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
    return Response(b"", status_code=303, headers={"location": safe})


def _told(_: Asking, error: Exception) -> Page:
    assert isinstance(error, AmendsError)
    heading = "Nothing is here" if isinstance(error, NotHere) else "This was not done"
    status = 404 if isinstance(error, NotHere) else 403 if isinstance(error, NotSeated) else 409
    return _page("told.html", {"heading": heading, "message": error.message, "hint": error.hint}, status=status)


def _odd(_: Asking, error: Exception) -> Page:
    assert isinstance(error, HTTPException)
    said = {404: "Nothing is kept under this address.", 405: "This address is asked in another way."}
    message = said.get(error.status_code, "The request is malformed.")
    return _page(
        "told.html", {"heading": "Nothing is here", "message": message, "hint": ""}, status=error.status_code
    )


def _unforeseen(_: Asking, error: Exception) -> Page:
    raise error  # the door answers it, and knows what may be logged of it
