"""Keys and loss in a real browser: a sheet to print, people to trust, wishes, a backup, another passphrase."""

from __future__ import annotations

import io
import itertools

import pypdfium2
import pytest

from amends.clock import MACHINE
from amends.desk.drawer.place import Place
from amends.desk.journey import recovery, wishes
from amends.desk.journey.opening import open_desk
from tests.browser.test_desk import PLACES, Writer
from tests.desk_at_home import PASSPHRASE, served

pytestmark = pytest.mark.browser

NEW = "thyme by the south wall"


def words_on(page) -> str:
    return "-".join(page.locator(".leaf__words li").all_inner_texts())


@pytest.mark.parametrize("how", PLACES)
def test_a_sheet_is_made_printed_and_opens_a_backup_when_the_passphrase_is_forgotten(
    chromium, axe, link, home, how, tmp_path
):
    writer = Writer(chromium, link, axe, **how)
    writer.sit_down()
    writer.follow("Keys", "Keys and loss", exact=True)
    page = writer.page
    assert "There is none yet." in page.locator("main").inner_text()
    page.get_by_label("Your passphrase, once more").first.fill("somebody else's guess")
    writer.press("Make a recovery sheet", "This was not done")
    page.goto(f"{writer.home}/keys")
    writer.sees("Keys and loss")
    page.get_by_label("Your passphrase, once more").first.fill(PASSPHRASE)
    writer.press("Make a recovery sheet", "Print this, and put it away")
    words = words_on(page)
    assert len(words.split("-")) == 10
    with page.expect_download() as coming:
        page.get_by_role("link", name="As a file (PDF)").click()
    pdf = coming.value.path().read_bytes()
    printed = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].get_textpage().get_text_range().split()
    assert [word for n, word in itertools.pairwise(printed) if n.isdigit() and int(n) <= 10] == words.split("-")
    writer.press("I have it on paper", "Keys and loss")
    assert "You have one, made on" in page.locator("main").inner_text()
    page.goto(f"{writer.home}/keys/print")
    writer.sees("Keys and loss")  # the words are nowhere any more
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save a backup").click()
    coming.value.save_as(tmp_path / "backup")
    writer.leave()

    assert not list(home.place.root.glob("backup*"))

    there = Place(tmp_path / "new machine")
    with served(there) as elsewhere:
        again = Writer(chromium, elsewhere, axe, **how)
        page = again.page
        page.goto(elsewhere)
        again.sees("A desk of your own")
        page.get_by_label("The backup").set_input_files(tmp_path / "backup")
        again.press("Bring the desk back", "Your desk")
        page.get_by_text("The passphrase is forgotten").click()
        page.get_by_label("The ten words of the recovery sheet").fill(words.replace("-", "  ").upper())
        page.get_by_label("A new passphrase").fill(NEW)
        page.get_by_label("The same once more").fill(NEW)
        again.press("Open the desk with a new passphrase", "Everyone you owe a letter")
        again.leave()
    with open_desk(there, NEW, MACHINE) as desk:
        assert desk.writer == "Tomas Reed"


def test_the_key_is_shared_among_people_and_wishes_are_put_down_and_the_passphrase_changed(chromium, axe, link, home):
    writer = Writer(chromium, link, axe, color_scheme="light", viewport={"width": 1280, "height": 900})
    writer.sit_down()
    writer.follow("Keys", "Keys and loss", exact=True)
    page = writer.page
    page.get_by_label("Their names, one a line").fill("Ana\nRuth\nPiet\n")
    page.get_by_label("How many are needed").fill("2")
    page.get_by_label("Your passphrase, once more").nth(1).fill(PASSPHRASE)
    writer.press("Make a page for each of them", "Print this, and put it away")
    assert page.get_by_role("article").count() == 3
    parts = [" ".join(one.locator(".leaf__words li").all_inner_texts()) for one in page.get_by_role("article").all()]
    writer.press("I have it on paper", "Keys and loss")
    assert "among Ana, Ruth and Piet; any 2 of them" in page.locator("main").inner_text()
    assert "There is none yet." in page.locator("main").inner_text()  # parts are no recovery sheet

    page.get_by_label("Letters that are posted and not opened are to be taken back.").check()
    page.get_by_label("Name", exact=True).first.fill("Ana Duarte")
    page.get_by_label("How they are reached").first.fill("the yellow house")
    page.get_by_label("May take back what is not opened").first.check()
    page.get_by_label("In your own words").fill("Ask Ana first.")
    writer.press("Put this down", "Keys and loss")
    writer.press("Print it", "Print this, and put it away")
    assert "Ana Duarte (the yellow house): may take back what is not opened." in page.locator("main").inner_text()
    writer.press("Not now; put it out of sight", "Keys and loss")

    page.get_by_label("5 minutes", exact=True).check()
    locks_itself = page.get_by_role("group", name="The desk locks itself").locator("xpath=..")
    writer.click(locks_itself.get_by_role("button"), "Keys and loss")
    assert page.get_by_label("5 minutes", exact=True).is_checked()

    page.get_by_label("Your passphrase, once more").nth(2).fill(PASSPHRASE)
    page.get_by_label("The new one").fill(NEW)
    page.get_by_label("The same once more").fill(NEW)
    writer.press("Change the passphrase", "Keys and loss")
    writer.leave()
    with open_desk(home.place, NEW, MACHINE, patience=120) as desk:
        assert wishes.wishes_of(desk).people == (wishes.Trusted("Ana Duarte", "the yellow house", withdraw=True),)
    recovery.recover_with_parts(home.place, parts[1:], "a third one", MACHINE, patience=120)
