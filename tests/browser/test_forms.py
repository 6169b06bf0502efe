"""The office's own forms in a real browser: by keyboard alone, without scripts, in both languages, clean to axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from amends.office.acts.asking import code_of
from amends.office.settings import Carrying
from tests.contract.test_asking import choose
from tests.contract.test_by_hand import PACKET, slip_for
from tests.office_door import a_letter, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def carrying(tmp_path_factory):
    """An office that could send mail, and does not: nobody works for it."""
    roads = Carrying(
        roads={"mail": "smtp://127.0.0.1:9?from=notice@office.example"}, address="https://office.example"
    )
    with running(tmp_path_factory.mktemp("carrying"), carrying=roads) as office:
        yield office


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


@pytest.mark.parametrize("language", ["en", "es"])
def test_somebody_asks_proves_an_address_and_finds_the_letter_by_keyboard_alone(carrying, page, language):
    letter = a_letter()
    desk = carrying.desk()
    desk.deposit(letter)
    address = f"joan-{letter.id[:8]}@town.example"
    choose(desk, letter, to=address)
    page.goto(f"{carrying.door.url}/{language}/ask")
    type_into(page, "address", address)
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_visible()
    asked = page.locator("[name=asked]").input_value()
    type_into(page, "code", "12345678")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    type_into(page, "code", code_of(carrying.office, asked))
    page.keyboard.press("Enter")
    expect(page.locator(f'a[href="/{language}/l/{letter.id}"]').first).to_be_visible()
    assert asked not in page.url
    page.locator("button[value=hear]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("button[value=hear-no-more]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_form_is_clean_to_axe(office, carrying, chromium, axe, language, scheme):
    page = chromium.new_page(color_scheme=scheme)
    page.goto(f"{office.door.url}/{language}/hand")
    assert axe(page) == []
    page.locator("main button").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert axe(page) == [], "nothing to hand over"
    page.goto(f"{carrying.door.url}/{language}/ask")
    assert axe(page) == [], "asking"
    page.fill("#address", f"axe-{language}-{scheme}@town.example")
    page.locator("main button").click()
    expect(page.locator("#code")).to_be_visible()
    assert axe(page) == [], "the code"
    page.fill("#code", code_of(carrying.office, page.locator("[name=asked]").input_value()))
    page.locator("main button").click()
    expect(page.locator("button[value=hear]")).to_be_visible()
    assert axe(page) == [], "what was found"
    page.close()
