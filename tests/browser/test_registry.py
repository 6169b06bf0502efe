"""The registry in a real browser: for eyes, for screen readers, by keyboard alone, and with scripts off."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from amends.office.bank import cases, registry
from amends.office.ledger import in_bank, staff
from amends.office.ledger.in_bank import Found
from amends.office.ledger.staff import Member
from tests.office_door import a_letter, running

pytestmark = pytest.mark.browser

EXIT = "https://elsewhere.example/"
PAGES = ("", "/ask", "/back", "/rules", "/who", "/talk", "/history", "/paper", "/letter", "/leaflet")
CLERKS = ("c" * 32, "d" * 32)


@pytest.fixture(scope="module", params=["washington"])
def bank(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("bank")
    said = {
        "reached": "PO Box 12, Alder Bridge. 555 0100, Monday to Friday.",
        "talk": "The advocate on duty: 555 0199.",
    }
    with running(folder, policy=request.param, exit_url=EXIT, **said) as office:
        with office.office.ledger.writing() as connection:
            staff.begin_epoch(connection, "age1bank", "ssh-ed25519 bank", office.office.now())
            for clerk in CLERKS:
                member = Member(clerk, b"name", frozenset({"registrar"}), "", "", b"", office.office.now(), "")
                staff.put(connection, member)
        yield office


@pytest.fixture
def told(bank):
    """The code of somebody who was told of a letter."""
    form = {"wish": "tell", "name": "Noa Lindqvist", "born": "1980-05-01", "reach": "none"}
    answer = bank.door.http.post("/en/registry/ask", data=form)
    code = re.search(r"<strong>([a-z2-7-]{29})</strong>", answer.text)[1]
    letter = a_letter(key=b"wrapped", key_kind="age")
    bank.desk().ask(bank.door.bank(), letter.packed)
    with bank.office.ledger.writing() as connection:
        for clerk in CLERKS:
            found = Found(letter.id, clerk, "a" * 64, "b" * 64, "approve", "", b"", bank.office.now())
            in_bank.find_again(connection, found)
        who = registry.come_back(connection, code).id
        registry.verify(bank.office, connection, CLERKS[0], who)
        case = cases.match(bank.office, connection, CLERKS[0], letter.id, who)
        cases.tell(bank.office, connection, CLERKS[0], case.id)
    return code


@pytest.fixture
def page(chromium):
    context = chromium.new_context(java_script_enabled=True, reduced_motion="reduce")
    context.route(re.compile("elsewhere"), lambda route: route.fulfill(status=200, body="<title>Elsewhere</title>"))
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [one for one in complaints if "Failed to load resource" not in one] == []


def comes_back(page, bank, language, code):
    page.goto(f"{bank.door.url}/{language}/registry/back")
    page.fill("#code", code.upper())
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=seen]", state="attached")
    page.wait_for_load_state()  # the way out by Shift is wired by then


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_clean_to_axe(bank, page, axe, told, language, scheme):
    page.emulate_media(color_scheme=scheme)
    for address in PAGES:
        page.goto(f"{bank.door.url}/{language}/registry{address}")
        assert axe(page) == [], address
    page.goto(f"{bank.door.url}/{language}/registry/ask")
    page.locator("main button").click()
    expect(page.locator("[role=status]")).to_have_count(1)
    page.wait_for_load_state()
    assert axe(page) == [], "a form to be mended"
    comes_back(page, bank, language, told)
    assert axe(page) == [], "what somebody chose"
    page.locator("form", has=page.locator("input[value=export]")).locator("button").click()
    page.wait_for_selector("pre")
    page.wait_for_load_state()
    assert axe(page) == [], "what is kept"


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_registers_and_comes_back_by_keyboard_alone(bank, chromium, scripts):
    context = chromium.new_context(java_script_enabled=scripts, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{bank.door.url}/en/registry")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Exit this page"
    page.get_by_role("link", name="Say what should happen").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#name")
    page.locator("input[name=wish]").first.focus()
    page.keyboard.press("Space")
    page.locator("#name").focus()
    page.keyboard.type("Ana Duarte")
    page.locator("input[name=reach][value=none]").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save what I have chosen").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("strong")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    code = page.locator("strong").first.inner_text()
    comes_back(page, bank, "en", code)
    assert page.locator("#name").input_value() == "Ana Duarte"
    assert code not in page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_what_the_writer_may_learn_starts_off_and_is_saved_by_its_own_button(bank, page, told):
    comes_back(page, bank, "en", told)
    form = page.locator("form", has=page.locator("input[value=consent]"))
    switches = form.locator("input[role=switch]")
    assert switches.count() > 0
    assert not any(one.is_checked() for one in switches.all())
    switches.first.check()
    with page.expect_navigation():
        form.locator("button").click()
    page.wait_for_selector("[role=status]")
    form = page.locator("form", has=page.locator("input[value=consent]"))
    assert [one.is_checked() for one in form.locator("input[role=switch]").all()].count(True) == 1


def test_exit_by_shift_three_times_leaves_nothing_to_go_back_to(bank, page, told):
    comes_back(page, bank, "en", told)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(EXIT)
    page.go_back()
    assert "Noa Lindqvist" not in page.content()


def test_a_browser_keeps_nothing_of_who_came_back(bank, page, told):
    comes_back(page, bank, "en", told)
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, "
        "(await caches.keys()).length, history.state, document.title]"
    )
    assert kept == [0, 0, 0, 0, None, "Registry"]
    assert page.context.cookies() == []
    assert page.url == f"{bank.door.url}/en/registry/yours"
    page.goto(f"{bank.door.url}/en/registry/back")
    assert page.locator("#code").get_attribute("autocomplete") == "off"
    assert page.locator("#code").input_value() == ""
