"""The office's own forms in a real browser: by keyboard alone, without scripts, in both languages, clean to axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.contract.test_by_hand import PACKET, slip_for
from tests.office_door import a_letter

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(chromium, request):
    context = chromium.new_context(
        java_script_enabled=request.param, reduced_motion="reduce", viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    yield page
    context.close()
    assert complaints == []


def type_into(page, name, text):
    page.locator(f"#{name}").focus()
    page.keyboard.type(text)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_go_between_hands_over_by_keyboard_alone(office, desk, page, language):
    letter = a_letter()
    desk.deposit(letter)
    one, _ = slip_for(desk, letter)
    page.goto(f"{office.door.url}/{language}/hand")
    page.keyboard.press("Tab")
    expect(page.locator("[data-exit]")).to_be_focused()
    type_into(page, "packet", PACKET)
    type_into(page, "slip", one.mark)
    type_into(page, "code", one.code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(one.mark)
    expect(page.locator("#packet")).to_have_value(PACKET)
    expect(page.locator("#code")).to_have_value("")
    assert one.code not in page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_form_is_clean_to_axe(office, chromium, axe, language, scheme):
    page = chromium.new_page(color_scheme=scheme)
    page.goto(f"{office.door.url}/{language}/hand")
    assert axe(page) == []
    page.locator("main button").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert axe(page) == [], "nothing to hand over"
    page.close()
