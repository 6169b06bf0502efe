"""The registry's pages: plain forms that work without a script, in every language of the bank's policy.

Whoever comes back sends the code with every form, in its body: it stands in no address, in no cookie and in no
history, and nobody can be made to send it by another site. Looking changes nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast
from urllib.parse import parse_qs

import jinja2
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from amends.clock import unstamp
from amends.office.bank import keeping, offers, registry
from amends.office.bank.offers import one_of
from amends.office.bank.plain import TELLING, before_saving, plain
from amends.office.bank.plain import said as said_in
from amends.office.bank.registry import Card
from amends.office.ledger import Connection, staff
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.office.web.body import Asking, read
from amends.office.web.house import House, house, in_path
from amends.office.web.notices import FORM_POLICY
from amends.office.web.pages import Shown, asked_for, environment
from amends.office.web.turns import is_loopback, visitor_at
from amends.sentences import LANGUAGES, marked, translations
from amends.wire import fingerprint

_BODY_MOST: Final = 16 * 1024
_ALIKE: Final = ("ask", "back", "rules", "who", "talk", "history", "paper", "letter")
_NOBODY: Final = Card("")
TOO_OFTEN: Final = marked(
    "Somebody registered from here several times just now. Nothing of this was lost: wait some minutes, and send it "
    "again."
)


@dataclass(frozen=True, slots=True)
class Pages:
    """The registry's pages in one language, for one office."""

    office: Office
    language: str
    environment: jinja2.Environment

    def show(self, page: str, status: int = 200, **more: object) -> Response[bytes]:
        """One page as an answer."""
        data = self.environment.get_template(f"registry/{page}.html").render({"notice": "", **more}).encode()
        answer = Response(data, status_code=status, media_type="text/html")
        answer.headers["content-security-policy"] = FORM_POLICY
        return answer


def pages(office: Office, shown: Shown, language: str) -> Pages:
    """The pages of a bank in a language.

    Raises:
        Refusal: `not-here`, where the office is no bank or its policy does not name the language.
    """
    if office.bank is None or language not in office.bank.policy.languages:
        raise nothing_here()
    policy, settings = office.bank.policy, office.settings
    made = environment(language)
    made.filters["day"] = partial(_day, language)
    say = partial(said_in, language)
    said: dict[str, object] = {
        "language": language, "under": f"/{language}", "page": "/registry",
        "told": translations(language).gettext, "policy": policy, "name": settings.name,
        "exit_url": settings.exit_url, "runs_it": settings.runs_it, "reached": settings.reached,
        "talk": settings.talk, "leave": shown.digests.get("leave.js", ""), "card": _NOBODY, "wish": "",
        "training": office.training,
        "others": [(code, LANGUAGES[code]) for code in policy.languages if code != language],
        "rules": [(translations(language).gettext(head), [say(one) for one in said]) for head, said in plain(policy)],
        "promised": [say(one) for one in before_saving(policy)], "rule_of_telling": TELLING[policy.recipients.told],
    }  # fmt: skip
    cast("dict[str, object]", made.globals).update(said)
    return Pages(office, language, made)


@get("/registry")
async def first(request: Asking) -> Response[bytes]:
    """The safety page, in the language the browser asks for."""
    office = house(request).office
    language = asked_for(request)
    if office.bank is not None and language not in office.bank.policy.languages:
        language = office.bank.policy.languages[0]
    return _in(request, language).show("before")


@get("/{language:str}/registry")
async def before(request: Asking) -> Response[bytes]:
    """The safety page."""
    return _pages(request).show("before")


@get([f"/{{language:str}}/registry/{page}" for page in _ALIKE])
async def page(request: Asking) -> Response[bytes]:
    """A page that is the same for everybody."""
    return _pages(request).show(request.scope["path"].rstrip("/").rpartition("/")[2])


@get("/{language:str}/registry/leaflet")
async def leaflet(request: Asking) -> Response[bytes]:
    """What a writer is handed on paper: the rules, and the fingerprint of the key that their letter is sealed to."""
    here, said = house(request), _pages(request)

    def look() -> Response[bytes]:
        with here.office.ledger.reading() as connection:
            epoch = staff.epoch(connection)
        key = fingerprint(epoch.key, epoch.sign) if epoch else ""
        return said.show("leaflet", key=key, since=epoch.since if epoch else "")

    return await here.work(look)


@post("/{language:str}/registry/ask", status_code=200)
async def ask(request: Asking) -> Response[bytes]:
    """Somebody registers. Nobody looks whether there is a letter, now or because of this."""
    here, said, form = house(request), _pages(request), await _form(request)
    if wait := _too_often(request):
        answer = said.show("ask", 429, notice=TOO_OFTEN, card=_as_filled_in(form), wish=one_of(form, "wish"))
        answer.headers["retry-after"] = str(wait)
        return answer

    def put(connection: Connection) -> Response[bytes]:
        card, wish = offers.card_of(form, said.language)
        _, code = registry.register(here.office, connection, card, wish)
        return said.show("sheet", code=code)

    try:
        return await here.work(lambda: _writing(here, put))
    except Refusal as refusal:
        card = _as_filled_in(form)
        wish = one_of(form, "wish")
        return said.show("ask", refusal.status, notice=refusal.message, card=card, wish=wish)


@post("/{language:str}/registry/yours", status_code=200)
async def yours(request: Asking) -> Response[bytes]:
    """Somebody comes back with their code, and does there what a form says, if it says anything."""
    here, said, form = house(request), _pages(request), await _form(request)
    code, wanted = one_of(form, "code"), one_of(form, "do")

    def see(connection: Connection, notice: str = "", status: int = 200) -> Response[bytes]:
        view = offers.view(here.office, connection, code)
        return said.show("yours", status, code=code, view=view, notice=notice)

    def do(connection: Connection) -> Response[bytes]:
        if wanted == "export":
            kept = keeping.export(here.office, connection, offers.view(here.office, connection, code).who)
            return said.show("kept", code=code, kept=json.dumps(kept, indent=2, ensure_ascii=False))
        notice = offers.act(here.office, connection, code, form)
        if wanted == "forget" and notice == offers.SAVED:
            return said.show("gone")
        return see(connection, notice)

    def look() -> Response[bytes]:
        with here.office.ledger.reading() as connection:
            return see(connection)

    def again(refusal: Refusal) -> Response[bytes]:
        with here.office.ledger.reading() as connection:
            return see(connection, refusal.message, refusal.status)

    try:
        try:
            return await here.work(partial(_writing, here, do) if wanted else look)
        except Refusal as refusal:
            if refusal.code in ("full", "later"):
                raise
            return await here.work(partial(again, refusal))
    except Refusal as refusal:
        return said.show("back", refusal.status, notice=refusal.message)


ADDRESSES: Final[tuple[HTTPRouteHandler, ...]] = (first, before, page, leaflet, ask, yours)


def _too_often(request: Asking) -> int:
    """In how many seconds this visitor may register once more; 0 for now.

    Each visitor has a pace of their own. One that all shared would show a writer, who can register too, that somebody
    did. Behind a server in front everybody is this machine, which has the wide pace; that server sets one of its own.
    """
    address = request.client.host if request.client else ""
    limits = house(request).office.settings.limits
    pace = limits.loopback if is_loopback(address) else limits.registering
    return math.ceil(house(request).office.left_to.take(f"registers {visitor_at(address)}", pace))


def _writing(here: House, act: Callable[[Connection], Response[bytes]]) -> Response[bytes]:
    with here.office.ledger.writing() as connection:
        return act(connection)


async def _form(request: Asking) -> dict[str, list[str]]:
    body = await read(request, _BODY_MOST, house(request).office.settings.limits)
    try:
        return parse_qs(body.decode("utf-8", "replace"), max_num_fields=60)
    except ValueError as error:
        raise malformed("The form has more fields than it should.") from error


def _pages(request: Asking) -> Pages:
    return _in(request, in_path(request, "language"))


def _in(request: Asking, language: str) -> Pages:
    kept: dict[str, Pages] = request.app.state.registry
    if language not in kept:
        kept[language] = pages(house(request).office, request.app.state.shown, language)
    return kept[language]


def _as_filled_in(form: dict[str, list[str]]) -> Card:
    # What was wrong comes back to be mended, as it was: nobody has to write it twice.
    texts: dict[str, Any] = {name: one_of(form, name) for name in ("name", "former", "born", "reach", "at", "needs")}
    return Card(**texts, reading=tuple(form.get("reading", ())), tell=tuple(form.get("tell", ())))


def _day(language: str, written: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415  # only whoever was told of a letter waits for it

    return format_date(unstamp(written), "long", "en_GB" if language == "en" else language)
