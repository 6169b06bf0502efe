"""Somebody has a link to a letter. What happens is what they choose, and nothing else."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from amends.desk.letters.words import plain_text
from amends.desk.post.folder import envelope_in, self_opening
from tests.browser.conftest import EXIT, hands_in
from tests.office_door import everything
from tests.reading_room import EVERY_FORM, WORDS, deposit, letter

pytestmark = pytest.mark.browser


def shown(page) -> str:
    """The letter as it is on the screen, without how it is set."""
    return page.locator(".letter").inner_text()


def bare(text: str) -> list[str]:
    return re.sub(r"[*_>]|^(- |\d\. )", "", text, flags=re.MULTILINE).split()


def test_the_envelope_is_looked_at_without_opening_it(visitor, office, sent):
    before = everything(office.office)
    page = visitor.go(sent.link(office))
    assert page.title() == "Reading room"
    assert page.locator("address.envelope__to").inner_text() == "Ana Duarte\nc/o The Post Room\nAlder Bridge"
    assert page.locator("address.envelope__return").text_content() == "Tomas Reed"
    assert hands_in(page, "front hand") == ["front hand loaded"]
    assert not page.get_by_label("Show the back").is_checked()
    page.get_by_label("Show the back").check()
    expect(page.get_by_role("button", name="Open the letter")).to_be_visible()
    assert visitor.acts == []
    assert not any("AGE-SECRET-KEY" in url.partition("#")[0] for _, url in visitor.asked)
    assert everything(office.office) == before


def test_the_letter_is_real_text_in_the_writers_hand_and_in_plain_type_at_a_switch(visitor, office, sent):
    page = visitor.open(sent.link(office))
    assert bare(shown(page)) == bare(plain_text(WORDS))
    assert page.locator(".letter .hand").get_attribute("lang") == "en-GB"
    assert page.locator(".letter em").text_content() == "all of it"
    assert page.locator(".letter img, .letter canvas").count() == 0
    family = "getComputedStyle(document.querySelector('.letter .hand')).fontFamily"
    assert page.evaluate(family).startswith('"letter hand"')
    page.get_by_label("Plain type").check()
    assert "letter hand" not in page.evaluate(family)
    assert visitor.acts == ["open"]
    assert page.title() == "Reading room"


def test_the_plain_type_switch_stays_on_from_the_envelope_to_the_letter(visitor, office, sent):
    page = visitor.go(sent.link(office))
    page.get_by_label("Plain type").check()
    visitor.page.locator(".choice", has_text="Open it now").click()
    visitor.sees("The letter")
    assert page.get_by_label("Plain type").is_checked()


def test_every_form_of_words_is_shown(visitor, office, desk):
    one = letter(EVERY_FORM, hand=False, signed=False)
    deposit(desk, one)
    page = visitor.open(one.link(office))
    for tag, count in (("blockquote", 1), ("ol > li", 2), ("ul > li", 1), (".plain", 1)):
        assert page.locator(f".letter {tag}").count() == count, tag
    text = shown(page)
    assert "<img src=x onerror=alert(1)> &amp; [a link](https://example.org/)" in text
    assert page.locator(".letter a, .letter script, .letter [onerror]").count() == 0
    assert page.evaluate(
        "Promise.all([...document.querySelectorAll('.letter img')].map("
        "i => i.decode().then(() => [i.naturalWidth, i.src.slice(0, 5)])))"
    ) == [[600, "blob:"]]
    for line in plain_text(EVERY_FORM).splitlines():
        if not line.startswith("[A page written by hand"):
            assert re.sub(r"^(> |- |\d\. )", "", line).strip() in text
    assert "It is not signed." in page.locator(".after").inner_text()


def test_the_seal_opens_it_too_and_moves_unless_less_motion_is_asked_for(visitors, office, sent):
    visitor = visitors(reduced_motion="no-preference")
    page = visitor.go(sent.link(office))
    page.get_by_label("Show the back").check()
    page.get_by_role("button", name="Open the letter").click()
    visitor.sees("The letter")
    assert visitor.acts == ["open"]


def test_a_letter_opens_again_after_reload_back_and_from_a_bookmark(visitor, office, sent):
    page = visitor.open(sent.link(office))
    bookmark = page.url
    assert bookmark == sent.link(office)
    page.reload()
    visitor.sees("A letter is here for you")
    page.locator(".choice", has_text="Open it now").click()
    visitor.sees("The letter")
    page.goto(f"{office.door.url}/about")
    page.go_back()
    visitor.sees("A letter is here for you")
    visitor.open(bookmark)
    assert visitor.acts == ["open", "open", "open"]


def test_reading_leaves_one_step_of_history(visitor, office, sent):
    page = visitor.open(sent.link(office))
    visitor.press("Write an answer", "An answer, if you want to write one")
    visitor.press("Leave without answering", "The letter")
    before = page.evaluate("history.length")
    page.reload()
    visitor.sees("A letter is here for you")
    assert page.evaluate("history.length") == before
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_with_scripts_off_the_page_says_what_can_be_done_and_the_way_out_works(visitors, office, sent):
    visitor = visitors(java_script_enabled=False)
    page = visitor.go(sent.link(office), "A letter opens in your own browser, and that needs a script")
    assert page.locator(".exit__how").is_hidden()
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url(EXIT)
    assert visitor.acts == []


def test_a_scanner_that_fetches_every_address_changes_nothing(visitor, office, sent):
    before = everything(office.office)
    page = visitor.go(sent.link(office))
    addresses = {url.partition("#")[0] for _, url in visitor.asked}
    named = (
        "[...document.querySelectorAll('[href], [src]')].map(e => e.getAttribute('href') ?? e.getAttribute('src'))"
    )
    addresses |= {urljoin(page.url, address) for address in page.evaluate(named)}
    api = f"{office.door.url}/api/letters/{sent.id}"
    addresses |= {f"{api}/{path}" for path in ("key", "acts/open", "acts/decline", "acts/never")}
    addresses |= {f"{office.door.url}/l/{sent.id}%23{sent.secret}", f"{office.door.url}/l/{sent.id}/{sent.secret}"}
    for address in sorted(addresses):
        if address.startswith(office.door.url):
            for method in ("GET", "HEAD"):
                office.door.http.request(method, address)
    assert everything(office.office) == before
    assert bare(shown(visitor.open(sent.link(office)))) == bare(plain_text(WORDS))


def test_a_slow_office_is_waited_for_in_words(visitors, office, sent):
    visitor = visitors(hurried=True)
    page = visitor.page
    held = []

    def hold(route):
        held.append(route)

    page.route(re.compile(r"/api/letters/[0-9a-f]+$"), hold)
    page.goto(sent.link(office))
    page.get_by_text("takes longer than usual").wait_for()
    held.pop().continue_()
    visitor.sees("A letter is here for you")
    page.route(re.compile(r"/acts/open$"), hold)
    page.locator(".choice", has_text="Open it now").click()
    page.get_by_text("takes longer than usual").wait_for()
    held.pop().continue_()
    visitor.sees("The letter")


def test_what_comes_late_takes_no_other_pages_place(visitors, office, sent):
    visitor = visitors(hurried=True)
    page, held = visitor.page, []

    def hold(route):
        held.append(route)

    page.clock.install()
    page.route(re.compile(r"/front$"), hold, times=1)
    with page.expect_request("**/front"):
        page.goto(sent.link(office))
    page.evaluate("link => location.assign(link)", sent.link(office)[:-5])
    visitor.sees("Part of the link is missing")
    page.clock.run_for(2500)  # the first link is still waited for; that is no news under the second
    visitor.sees("Part of the link is missing")
    held.pop().continue_()

    visitor.go(sent.link(office))
    page.route(re.compile(r"/acts/open$"), hold, times=1)
    with page.expect_request("**/acts/open"):
        page.locator(".choice", has_text="Open it now").click()
    page.locator(".choice", has_text="I don’t want it").click()
    with page.expect_response("**/acts/open"):
        held.pop().continue_()
    visitor.press("Put it away", "It is put away")
    visitor.press("Do not write to me again", "No more letters from this writer")
    assert visitor.acts == ["open", "decline"]


def test_an_interrupted_line_can_be_tried_again(visitor, office, sent):
    page = visitor.page
    page.route(re.compile(r"/front$"), lambda route: route.abort(), times=1)
    page.goto(sent.link(office))
    visitor.sees("The Post Room cannot be reached")
    visitor.press("Try once more", "A letter is here for you")
    page.route(re.compile(r"/acts/open$"), lambda route: route.abort(), times=1)
    page.locator(".choice", has_text="Open it now").click()
    visitor.sees("The Post Room cannot be reached")
    visitor.press("Try once more", "A letter is here for you")


def test_a_torn_letter_is_told_from_a_wrong_key_and_can_be_fetched_again(visitor, office, sent):
    page = visitor.go(sent.link(office))
    torn = sent.envelope.letter[:-1000]
    page.route(re.compile(r"/acts/open$"), lambda route: route.fulfill(status=200, body=torn), times=1)
    page.locator(".choice", has_text="Open it now").click()
    visitor.sees("The letter did not arrive whole")
    page.get_by_text("For the Post Room").click()
    assert f"{len(torn)} of {len(sent.envelope.letter)} bytes" in page.locator("details").inner_text()
    visitor.press("Try once more", "A letter is here for you")
    page.locator(".choice", has_text="Open it now").click()
    visitor.sees("The letter")


def test_too_many_requests_are_said_calmly(visitor, office, sent):
    body = b'{"amends":1,"error":"limit","hint":"","message":"Too often."}'
    visitor.page.route(
        re.compile(r"/front$"),
        lambda route: route.fulfill(status=429, body=body, headers={"Retry-After": "9"}),
        times=1,
    )
    visitor.page.goto(sent.link(office))
    visitor.sees("The Post Room asks you to wait")
    visitor.press("Try once more", "A letter is here for you")


@pytest.mark.parametrize("way", ["click", "shift"])
def test_exit_this_page_hides_at_once_and_back_does_not_show_the_letter(visitor, office, sent, way):
    seen = []
    visitor.context.expose_binding("seen", lambda _, what: seen.append(what))
    page = visitor.open(sent.link(office))
    page.evaluate("""new MutationObserver(() => seen([
        document.title.trim(), getComputedStyle(document.body).visibility, document.querySelectorAll("h1").length,
    ])).observe(document.documentElement, {attributes: true})""")
    steps = page.evaluate("history.length")
    if way == "click":
        page.get_by_role("link", name="Exit this page").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(EXIT)
    for _ in range(1200):
        if not seen:
            page.wait_for_timeout(100)  # it was said before the page went, and is still on its way here
    assert seen == [["", "hidden", 0]]
    assert page.evaluate("history.length") == steps
    page.go_back()
    assert page.locator(".letter").count() == 0
    assert not page.url.startswith(office.door.url)


def test_two_shifts_or_other_keys_between_them_leave_nothing(visitor, office, sent):
    page = visitor.go(sent.link(office))
    for key in ("Shift", "Shift", "a", "Shift", "Shift"):
        page.keyboard.press(key)
    visitor.sees("A letter is here for you")
    assert page.url == sent.link(office)


def focused(page) -> str:
    """What the keyboard is at, as it is called."""
    element = page.locator(":focus")
    return element.get_attribute("aria-label") or element.inner_text().split("\n")[0]


def comes_to(page, heading: str) -> None:
    """Waits until the keyboard is at a page's heading, where it is brought once the page is there."""
    expect(page.locator("h1:focus")).to_have_text(heading)


def test_the_keyboard_alone_goes_all_the_way(visitor, office, sent):
    page = visitor.go(sent.link(office))
    stops = []
    for _ in range(7):
        page.keyboard.press("Tab")
        stops.append(focused(page))
    assert stops[0] == "Exit this page"
    assert stops[1] == "Skip to the page"
    assert stops[4:7] == ["Open it now", "Keep it sealed", "I don’t want it"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    visitor.sees("The letter")
    comes_to(page, "The letter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if focused(page) == "Write an answer":
            break
    page.keyboard.press("Enter")
    visitor.sees("An answer, if you want to write one")
    comes_to(page, "An answer, if you want to write one")
    page.keyboard.press("Tab")
    page.keyboard.type("I know. I counted it, too.")
    for _ in range(4):  # who it is from, whether to hear again, whether it is for the writer alone
        page.keyboard.press("Tab")
    assert focused(page) == "Seal and send the answer"
    page.keyboard.press("Enter")
    visitor.sees("The answer is sealed and sent")
    comes_to(page, "The answer is sealed and sent")


def test_the_skip_link_keeps_the_key_in_the_address(visitor, office, sent):
    page = visitor.go(sent.link(office))
    page.get_by_role("link", name="Skip to the page").focus()
    page.keyboard.press("Enter")
    comes_to(page, "A letter is here for you")
    assert page.url == sent.link(office)


def test_it_speaks_spanish_and_another_language_is_chosen_with_the_key_still_there(
    visitors, office, sent, axe, tmp_path
):
    visitor = visitors(locale="es-MX", accept_downloads=True)
    page = visitor.go(sent.link(office), "Aquí hay una carta para usted")
    assert (page.title(), page.evaluate("document.documentElement.lang")) == ("Sala de lectura", "es")
    assert axe(page) == []
    page.locator(".choice", has_text="Dejarla cerrada").click()
    visitor.sees("Sigue cerrada")
    with page.expect_download() as download:
        visitor.press("Guardar el archivo")
    saved = download.value.path().read_bytes()
    assert saved == self_opening(envelope_in(saved), "es-MX") != self_opening(envelope_in(saved))
    visitor.press("Atrás", "Aquí hay una carta para usted")
    steps = page.evaluate("history.length")
    visitor.press("English", "A letter is here for you")
    assert page.url == f"{office.door.url}/en/l/{sent.id}#{sent.secret}"
    assert page.evaluate("history.length") == steps
    visitor.press("Español", "Aquí hay una carta para usted")
    page.locator(".choice", has_text="Abrirla ahora").click()
    visitor.sees("La carta")
    assert page.locator(".letter .hand").get_attribute("lang") == "en-GB"
    assert axe(page) == []
    visitor.press("Escribir una respuesta", "Una respuesta, si quiere escribir una")
    assert not page.get_by_role("button", name="English").is_visible()  # words that were begun would be lost
    page.get_by_label("Sus palabras a Tomas Reed").fill("Sí.")
    assert axe(page) == []
    visitor.press("Cerrar y enviar la respuesta", "La respuesta está cerrada y enviada")
    assert visitor.acts == ["open", "open", "answer"]
    (tmp_path / "carta.html").write_bytes(saved)
    visitor.go(f"{(tmp_path / 'carta.html').as_uri()}#{sent.secret}", "Aquí hay una carta para usted")
    expect(page.get_by_role("link", name="Salir de esta página")).to_be_visible()
