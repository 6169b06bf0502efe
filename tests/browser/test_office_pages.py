"""The office's own pages in a real browser, with scripts and without, for eyes and for screen readers."""

from __future__ import annotations

import pytest

from tests.office_door import running

pytestmark = pytest.mark.browser

PAGES = ["/", "/es/about", "/leaving", "/how-this-is-kept-closed", f"/mail/{0:032}", "/nowhere"]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_clean_to_axe(office, chromium, axe, scheme):
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    for address in PAGES:
        page.goto(office.door.url + address)
        assert axe(page) == [], address
    context.close()


def test_no_page_breaks_its_own_policy_or_asks_anybody_else(office, chromium):
    context = chromium.new_context()
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in PAGES[:-1]:
        page.goto(office.door.url + address)
    assert said == []
    assert [url for url in asked if not url.startswith(office.door.url)] == []
    context.close()


def test_with_scripts_off_the_letters_page_speaks_and_can_be_left_by_its_first_key(office, chromium):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{office.door.url}/l/{'ab' * 16}%23AGE-SECRET-KEY-1X")
    assert page.get_by_role("heading", level=1).inner_text() == (
        "A letter opens in your own browser, and that needs a script"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Exit this page"
    assert page.evaluate("document.activeElement.getBoundingClientRect().height") >= 24
    context.close()
