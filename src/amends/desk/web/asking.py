"""One request at the desk: who asks, in which language, what their form says, and the page they get."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import parse_qsl

from litestar import Request, Response
from litestar.datastructures import State

from amends.desk.web.saying import templates
from amends.desk.web.sitting import NotSeated, Sitting
from amends.errors import AmendsError, Locked, NotHere
from amends.sentences import LANGUAGES, marked, preferred

if TYPE_CHECKING:
    from amends.desk.journey.opening import Desk

Asking: TypeAlias = "Request[Any, Any, State]"
Page: TypeAlias = Response[bytes]
Form: TypeAlias = dict[str, str]

COOKIE: Final = "amends-desk"
LANGUAGE_COOKIE: Final = "amends-desk-language"
PICTURE: Final = "image/png"
COVERED: Final = frozenset({
    "everyone.html", "mailbag.html", "answer.html", "letter.html", "drafts.html", "promises.html", "roll.html",
    "sending.html", "look.html", "links.html", "changes.html",
})  # fmt: skip
"""Pages that go when the desk has locked itself. Those on which something is being written stay: no word is lost."""
COVER_SECONDS: Final = 10
"""So much later than the desk locks, so that it is locked when the page asks."""
DRAWING: Final = "image/svg+xml"
_BACK: Final = {
    "keys": ("/keys", marked("Back to keys and loss")),
    "sending": ("/sending", marked("Back to sending")),
    "mailbag": ("/mailbag", marked("Back to the mailbag")),
}
"""Where the way back leads from what could not be done, by where it was asked for."""


# ── who asks ──────────────────────────────────────────────────────────────────────────────────────────────────────


def cookie_name(request: Asking) -> str:
    """A name of this desk's own, since browsers send a cookie to every port of a host."""
    return f"{COOKIE}-{request.url.port}"


def sitting_of(request: Asking) -> Sitting:
    """The sitting, whoever asks."""
    here: Sitting = request.app.state["sitting"]
    return here


def is_seated(request: Asking) -> bool:
    """Whether the writer asks."""
    return sitting_of(request).seated(request.cookies.get(cookie_name(request), ""))


def seated(request: Asking) -> Sitting:
    """The sitting of whoever asks.

    Raises:
        NotSeated: they have not come in.
    """
    if not is_seated(request):
        raise NotSeated(
            marked("Nobody sits at the desk in this browser."), marked("Use the link that `amends desk` shows.")
        )
    return sitting_of(request)


def language_of(request: Asking) -> str:
    """The language that was chosen with the switch, else the one the browser asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else preferred(request.headers.get("accept-language", ""))


def named(request: Asking, what: str = "name") -> str:
    """What the address names."""
    return str(request.path_params[what])


async def form_of(request: Asking) -> Form:
    """What a form says, each field once."""
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))


async def ours(request: Asking) -> tuple[Sitting, Form]:
    """Who sits here and what a form of our own says.

    Raises:
        NotSeated: nobody sits here, or the form is not one that our page made.
    """
    here, said = seated(request), await form_of(request)
    is_ours(here, said.pop("ours", ""))
    return here, said


def is_ours(here: Sitting, token: str) -> None:
    """Lets a form through that our own page made in this sitting.

    Raises:
        NotSeated: it is another's.
    """
    if not here.form_is_ours(token):
        raise NotSeated(
            marked("This form is not of this sitting, so nothing was done."), marked("Load the page again.")
        )


# ── what is answered ──────────────────────────────────────────────────────────────────────────────────────────────


async def shown(request: Asking, template: str, work: Callable[[Desk], dict[str, object]]) -> Page:
    """A page about what is at the desk; where that is locked, the page that asks for the passphrase."""
    here = seated(request)
    if here.is_locked():
        return locked(request, request.scope["path"], {})

    from amends.desk.web import mailbag  # noqa: PLC0415  # what came back is read with half of all libraries

    def done(desk: Desk) -> dict[str, object]:
        return {**work(desk), "writer": desk.writer, "unopened": mailbag.unopened(desk)}

    answer = page(request, template, await here.at_desk(done))
    if template in COVERED:
        answer.headers["refresh"] = f"{int(here.away) + COVER_SECONDS}; url=/away"
    return answer


async def kept(
    request: Asking,
    work: Callable[[Desk, Form], str],
    *,
    refused: Callable[[Form, AmendsError], Awaitable[Page]] | None = None,
) -> Page:
    """Does what a form asks, then shows the page it names. If the desk has locked itself, no word is lost.

    Args:
        request: the form.
        work: does it, and names the page.
        refused: the page to show when it cannot be done; by default one that says why.
    """
    here, said = await ours(request)
    passphrase, path = said.pop("passphrase", ""), request.scope["path"]
    if here.is_locked():
        try:
            await here.unlock(passphrase)
        except Locked as error:
            return locked(request, path, said, error.message if passphrase else "")

    try:
        return to(await here.at_desk(lambda desk: work(desk, said)))
    except NotHere:
        raise
    except AmendsError as error:
        if refused is None:
            raise
        return await refused(said, error)


def page(request: Asking, template: str, said: Mapping[str, object], *, status: int = 200) -> Page:
    """A page in the language of whoever asks."""
    language = language_of(request)
    about = {"ours": sitting_of(request).form_token if is_seated(request) else "", "path": request.scope["path"]}
    body = templates(language).get_template(template).render({**about, **said}).encode()
    return Response(body, status_code=status, media_type="text/html", headers={"content-language": language})


def locked(request: Asking, go: str, said: Form, wrong: str = "", forgotten: AmendsError | None = None) -> Page:
    """The page that asks for the passphrase; what a form said is held in it until the desk is open."""
    about = {"go": go, "kept": said, "wrong": wrong, "ways": sitting_of(request).ways_back(), "forgotten": forgotten}
    return page(request, "locked.html", about, status=403)


def told(request: Asking, error: AmendsError) -> Page:
    """What went wrong and what to do now."""
    heading = marked("Nothing is here") if isinstance(error, NotHere) else marked("This was not done")
    status = 404 if isinstance(error, NotHere) else 403 if isinstance(error, NotSeated) else 409
    return page(
        request,
        "told.html",
        {"heading": heading, "message": error.message, "hint": error.hint, "back": _back(request)},
        status=status,
    )


def _back(request: Asking) -> tuple[str, str]:
    """The page from which somebody most likely came, and how the way back to it is called."""
    first = str(request.scope["path"]).split("/")[1]
    return _BACK.get(first, ("/", marked("Back to everyone")))


def to(path: str) -> Page:
    """On to another page of the desk; nowhere else."""
    safe = path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
    return Response(b"", status_code=303, headers={"location": safe})
