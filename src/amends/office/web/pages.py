"""The office's pages: made once when it starts, the same bytes for everybody, in each language.

Nothing on a page depends on who asks or on what is kept, but for the language that the browser asks for or the
address names. The page under a letter's link is the reading room's shell; the room builds everything else in the
browser.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import jinja2
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup

from amends.office.settings import Settings
from amends.office.web.body import Asking
from amends.sentences import DEFAULT, LANGUAGES, preferred, translations

BUNDLE: Final = {
    "room.js": "text/javascript",
    "screen.js": "text/javascript",
    "look.css": "text/css",
    "leave.js": "text/javascript",
    # What is offline is fetched as text, by a reader who takes a self-opening copy away; as pages it would run here.
    "offline.js": "text/plain",
    "offline.html": "text/plain",
    "room.es.js": "text/javascript",
    "screen.es.js": "text/javascript",
    "offline.es.js": "text/plain",
    "offline.es.html": "text/plain",
}
"""What of the reading room's bundle is served, and as what."""

_HTML: Final = "text/html"
_HASHED: Final = re.compile(r"[a-z0-9-]+\.[0-9a-f]{8,64}\.woff2")
_FOR_EVER: Final = {"cache-control": "public, max-age=31536000, immutable"}
_PAGES: Final = {
    "/": "office.html",
    "/l": "letter.html",
    "/about": "about.html",
    "/leaving": "leaving.html",
    "/how-this-is-kept-closed": "closed.html",
}
_BEHIND_MAIL: Final = {"/mail": "mail.html", "/mail/done": "mail-done.html"}
"""What stands behind a mail is not reached by these names, but under the token of each mail (`notices`)."""
_STAFF: Final = {"/staff": "staff.html", "/staff/enrol": "staff.html"}
"""Where a bank's staff come in; what is shown there is made in the browser, for the one who is in."""


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes, and what they are."""

    kind: str
    data: bytes
    for_ever: bool = False

    def answer(self, status: int = 200) -> Response[bytes]:
        """As an answer."""
        headers = _FOR_EVER if self.for_ever else None
        return Response(self.data, status_code=status, media_type=self.kind, headers=headers)


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything an office shows.

    Attributes:
        pages: what is the same in every language, by address.
        spoken: the others, by language and address.
        nothing: for addresses where nothing is, by language.
        digests: of the bundle's files, as they are published.
    """

    pages: dict[str, Page]
    spoken: dict[str, dict[str, Page]]
    nothing: dict[str, Page]
    digests: dict[str, str]


def make(settings: Settings, *, bank: bool = False, training: bool = False) -> Shown:
    """The pages of an office with these settings, and the reading room's bundle as far as it is built.

    Args:
        settings: which office.
        bank: whether somebody reads for it, and so has to come in somewhere.
        training: whether it is one where nobody is real, which every page says.
    """
    bundle = {name: path.read_bytes() for name in BUNDLE if (path := settings.built / name).is_file()}
    digests = {name: digest(data) for name, data in bundle.items()}
    said: dict[str, object] = {
        "name": settings.name, "exit_url": settings.exit_url, "runs_it": settings.runs_it, "digests": digests,
        "bank": bank, "training": training, "leave": digests.get("leave.js", ""),
    }  # fmt: skip
    made = {language: environment(language) for language in LANGUAGES}
    # Without a script the page of a letter cannot change its language and keep the link, so it speaks all of them.
    said["unscripted"] = {
        code: {level: _unscripted(one, settings.name, level) for level in ("h1", "h2")} for code, one in made.items()
    }

    def page(code: str, template: str, **more: object) -> Page:
        return Page(_HTML, made[code].get_template(template).render({**said, **more}).encode())

    def spoken(language: str, address: str, template: str, under: str) -> Page:
        others = [(code, name) for code, name in LANGUAGES.items() if code != language]
        shown = "" if address == "/" else address
        return page(language, template, language=language, under=under, page=shown, others=others)

    own = _PAGES | (_STAFF if bank and "screen.js" in bundle else {})
    pages = {f"/{name}": Page(BUNDLE[name], data) for name, data in bundle.items()}
    pages |= _fonts(settings.built / "fonts")
    pages["/favicon.ico"] = Page("image/x-icon", favicon())
    pages["/robots.txt"] = Page("text/plain", b"User-agent: *\nDisallow: /\n")
    pages["/health"] = Page("text/plain", b"ok")
    in_each = {
        code: {address: spoken(code, address, file, f"/{code}") for address, file in (own | _BEHIND_MAIL).items()}
        for code in LANGUAGES
    }
    nothing = {
        code: page(code, "nothing.html", language=code, under=f"/{code}", page="", others=[]) for code in LANGUAGES
    }
    return Shown(pages, in_each, nothing, digests)


def handlers(shown: Shown) -> Sequence[HTTPRouteHandler]:
    """The addresses of these pages; those that speak, also under each language."""
    open_to_all = [address for address in shown.spoken[DEFAULT] if address not in _BEHIND_MAIL]
    under = {f"/{code}{address}".rstrip("/"): (code, address) for code in LANGUAGES for address in open_to_all}

    @get([*shown.pages, *open_to_all, *under])
    async def show(request: Asking) -> Response[bytes]:
        path = request.scope["path"].rstrip("/") or "/"
        if path in shown.pages:
            return shown.pages[path].answer()
        language, address = under.get(path) or (asked_for(request), path)
        return shown.spoken[language][address].answer()

    return [show]


def asked_for(request: Asking) -> str:
    """The language that the browser asks for."""
    return preferred(request.headers.get("accept-language", ""))


def environment(language: str) -> jinja2.Environment:
    """What templates are made with that say their sentences in a language."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("amends.office.web", "pages"), autoescape=True, undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    cast("dict[str, object]", made.policies)["ext.i18n.trimmed"] = True
    getattr(made, "install_gettext_translations")(translations(language), newstyle=True)  # noqa: B009  # the extension adds it
    return made


def _unscripted(made: jinja2.Environment, name: str, level: str) -> Markup:
    return Markup(made.get_template("letter-unscripted.html").render(name=name, level=level))  # noqa: S704  # our own template


def digest(data: bytes) -> str:
    """The digest under which a file of the bundle is published, `sha384-…`."""
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()


def published(built: Path) -> dict[str, str]:
    """The digests that were published with the bundle, by file name; empty if there are none."""
    try:
        value: Any = json.loads((built / "integrity.json").read_text())
    except (OSError, ValueError):
        return {}
    if not isinstance(value, dict):
        return {}
    rows = cast("dict[Any, Any]", value).items()
    return {name: text for name, text in rows if isinstance(name, str) and isinstance(text, str)}


def favicon() -> bytes:
    """A grey square: what stands in the bar of tabs tells nobody anything."""
    side = 16
    pixels = bytes((0x8A, 0x8A, 0x8A, 0xFF)) * side * side
    mask = b"\x00" * (4 * side)
    image = struct.pack("<IiiHHIIiiII", 40, side, 2 * side, 1, 32, 0, len(pixels) + len(mask), 0, 0, 0, 0)
    entry = struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(image) + len(pixels) + len(mask), 22)
    return struct.pack("<HHH", 0, 1, 1) + entry + image + pixels + mask


def _fonts(folder: Path) -> dict[str, Page]:
    if not folder.is_dir():
        return {}
    found = sorted(folder.glob("*.woff2"))
    return {
        f"/fonts/{font.name}": Page("font/woff2", font.read_bytes(), bool(_HASHED.fullmatch(font.name)))
        for font in found
    }
