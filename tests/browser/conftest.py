"""A real office, a real letter in it, and pages of a real browser that must not complain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.desk_at_home import Home, served
from tests.office_door import Desk, Running, running
from tests.reading_room import Letter, deposit, letter

EXIT = "https://elsewhere.example/"
UNHURRIED = """{
    const later = globalThis.setTimeout;
    globalThis.setTimeout = (what, ms, ...more) => later(what, ms === 2000 ? 2 ** 30 : ms, ...more);
}"""
"""Where an office takes more than two seconds, as on a busy machine, its page would say so, and be another page."""
_LOADED = """async family => {
    const found = () => [...document.fonts].map(font => `${font.family} ${font.status}`);
    const waits = () => !found().includes(`${family} loaded`);
    for (let turn = 0; turn < 2400 && waits(); turn++) await new Promise(done => setTimeout(done, 50));
    return found();
}"""


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("office"), exit_url=EXIT) as office:
        yield office


@pytest.fixture(scope="module")
def desk(office) -> Desk:
    return office.desk()


@pytest.fixture
def home(furnished, tmp_path) -> Home:
    """A desk to sit down at."""
    return furnished.carried_to(tmp_path)


@pytest.fixture
def link(home) -> Iterator[str]:
    """The link that opens that desk; it is locked."""
    with served(home.place) as one:
        yield one


@pytest.fixture
def sent(desk) -> Letter:
    """A letter that waits for its reader."""
    one = letter()
    deposit(desk, one)
    return one


def hands_in(page: Any, family: str) -> list[str]:
    """The hands that a page has, once this one is loaded: words stand there before."""
    return page.evaluate(_LOADED, family)


class Visitor:
    """One reader's browser: a page, and everything it asked for or complained about."""

    def __init__(self, context: Any, home: str) -> None:
        self.context = context
        self.page = context.new_page()
        self.asked: list[tuple[str, str]] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append((request.method, request.url)))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)
        # Whatever is not the office's own is answered here, so that no test ever leaves this machine.
        context.route(lambda url: not url.startswith((home, "file:", "blob:", "data:")), self._elsewhere)

    def _heard(self, message: Any) -> None:
        # The browser itself writes down each answer of 400 and more; the page deals with those.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    @staticmethod
    def _elsewhere(route: Any) -> None:
        route.fulfill(status=200, content_type="text/html", body="<title>Elsewhere</title><h1>Elsewhere</h1>")

    def go(self, address: str, heading: str = "A letter is here for you") -> Any:
        """Goes to an address afresh, as from a bookmark, and waits for the page with this heading."""
        self.page.goto("about:blank")
        self.page.goto(address)
        self.sees(heading)
        return self.page

    def sees(self, heading: str) -> None:
        self.page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()

    def press(self, name: str, heading: str = "") -> None:
        """Presses a button and waits for the page that follows."""
        self.page.get_by_role("button", name=name, exact=True).click()
        if heading:
            self.sees(heading)

    def open(self, address: str) -> Any:
        """Opens the letter under this link."""
        self.go(address)
        self.page.locator(".choice", has_text="Open it now").click()
        self.sees("The letter")
        return self.page

    @property
    def acts(self) -> list[str]:
        """The acts that were posted, in order."""
        return [url.rpartition("/")[2] for method, url in self.asked if method == "POST" and "/acts/" in url]


@pytest.fixture
def visitors(chromium, office) -> Iterator[Any]:
    """Makes visitors, each with a browser of their own; afterwards none of their pages may have complained."""
    made: list[Visitor] = []

    def visitor(*, hurried: bool = False, **how: Any) -> Visitor:
        how.setdefault("reduced_motion", "reduce")
        context = chromium.new_context(**how)
        if not hurried:
            context.add_init_script(UNHURRIED)
        made.append(Visitor(context, office.door.url))
        return made[-1]

    yield visitor
    complaints = [complaint for one in made for complaint in one.complaints]
    for one in made:
        one.context.close()
    assert complaints == []


@pytest.fixture
def visitor(visitors) -> Visitor:
    return visitors()
