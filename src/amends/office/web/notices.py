"""The page behind a mail: no more mails, no more letters, and both taken back. Works without a script."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs

from litestar import Response, get, post

from amends.envelope import is_id
from amends.office.acts.hushing import WISHES, hush
from amends.office.refusals import malformed
from amends.office.web.body import Asking, read
from amends.office.web.house import house, in_path
from amends.office.web.pages import Shown, asked_for
from amends.sentences import LANGUAGES

_BODY_MOST: Final = 1024
_ONE_CLICK: Final = "List-Unsubscribe"
# The gate's policy lets no form be sent anywhere; this page's own goes back to where it came from.
FORM_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


@get("/mail/{token:str}")
async def page(request: Asking) -> Response[bytes]:
    """What can be wished; the same bytes for every token."""
    return _page(request, "/mail", asked_for(request))


@post("/mail/{token:str}", status_code=200)
async def wish(request: Asking) -> Response[bytes]:
    """Do as wished: by a button of the page, or by a mailbox's one click (RFC 8058).

    The other language is asked for in the same way, and changes nothing: so the page, whose address is nobody else's
    to know, needs not to name itself, and is the same for every mail.
    """
    here = house(request)
    fields = parse_qs((await read(request, _BODY_MOST, here.office.settings.limits)).decode("ascii", "replace"))
    chosen = fields.get("language", [""])[0]
    language = chosen if chosen in LANGUAGES else asked_for(request)
    asked = "stop" if fields.get(_ONE_CLICK) == ["One-Click"] else fields.get("wish", [""])[0]
    if not asked and chosen in LANGUAGES:
        return _page(request, "/mail", language)
    known, token = WISHES.get(asked), in_path(request, "token")
    if known is None:
        raise malformed("No such wish.")
    if is_id(token):
        await here.work(lambda: hush(here.office, token, known))
    return _page(request, "/mail/done", language)


def _page(request: Asking, name: str, language: str) -> Response[bytes]:
    shown: Shown = request.app.state.shown
    answer = shown.spoken[language][name].answer()
    answer.headers["content-security-policy"] = FORM_POLICY
    return answer
