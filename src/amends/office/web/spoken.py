"""Pages that an office says in the reader's language, beside those of the reading room: plain forms without a script.

A page of a language lies under `/{language}/…`; without one, in the language the browser asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import cast
from urllib.parse import parse_qs

import jinja2
from litestar import Response

from amends.clock import unstamp
from amends.office.refusals import malformed, nothing_here
from amends.office.web.body import Asking, read
from amends.office.web.house import house
from amends.office.web.notices import FORM_POLICY
from amends.office.web.pages import Shown, asked_for, environment
from amends.sentences import LANGUAGES

_BODY_MOST = 4 * 1024


@dataclass(frozen=True, slots=True)
class Spoken:
    """The pages in one language, for one office."""

    language: str
    environment: jinja2.Environment

    def show(self, page: str, status: int = 200, **more: object) -> Response[bytes]:
        """One page as an answer."""
        template = self.environment.get_template(f"spoken/{page}.html")
        said = {"page": "/" + page.partition("-")[0], **more}
        answer = Response(template.render(said).encode(), status_code=status, media_type="text/html")
        answer.headers["content-security-policy"] = FORM_POLICY
        return answer


def spoken(request: Asking) -> Spoken:
    """The pages in the language of the address, or else of the browser.

    Raises:
        Refusal: `not-here`, where there is no such language.
    """
    language = str(request.path_params.get("language", "")) or asked_for(request)
    if language not in LANGUAGES:
        raise nothing_here()
    kept: dict[str, Spoken] = request.app.state.spoken
    if language not in kept:
        kept[language] = _made(request, language)
    return kept[language]


async def form(request: Asking, *names: str) -> list[str]:
    """These fields of a form, in this order; empty where one is missing.

    Raises:
        Refusal: `too-large`, `malformed`.
    """
    body = await read(request, _BODY_MOST, house(request).office.settings.limits)
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=20)
    except ValueError as error:
        raise malformed("The form has more fields than it should.") from error
    return [fields.get(name, [""])[0] for name in names]


def _made(request: Asking, language: str) -> Spoken:
    office = house(request).office
    settings = office.settings
    shown: Shown = request.app.state.shown
    made = environment(language)
    made.filters["day"] = partial(_day, language)
    said: dict[str, object] = {
        "language": language, "under": f"/{language}", "name": settings.name, "exit_url": settings.exit_url,
        "others": [(code, name) for code, name in LANGUAGES.items() if code != language],
        "leave": shown.digests.get("leave.js", ""), "training": office.training,
    }  # fmt: skip
    cast("dict[str, object]", made.globals).update(said)
    return Spoken(language, made)


def _day(language: str, written: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415  # only whoever found something waits for it

    return format_date(unstamp(written), "long", "en_GB" if language == "en" else language)
