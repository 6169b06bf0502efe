"""A writer gives letters to a letter bank from the desk's own pages, its leaflet in hand."""

from __future__ import annotations

import pytest

from amends.desk.journey import owed
from amends.desk.journey.enrolling import enrol
from amends.desk.journey.people import person_named
from tests.bank_with_desk import bank_with_desk
from tests.browser.test_desk import PLACES, Writer
from tests.desk_at_home import served

BANK = "Oregon Apology Letter Bank"

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("how", PLACES[1:])
def test_a_writer_compares_the_banks_key_with_its_leaflet_before_anything_is_sealed(chromium, axe, tmp_path, how):
    with bank_with_desk(tmp_path) as bank:
        with bank.at_desk() as desk:
            enrol(desk, bank.running.invitation())
            owed.answer_gate(desk, person_named(desk, "Ana Duarte").id, "no")
        with served(bank.place) as link:
            writer = Writer(chromium, link, axe, **how)
            page = writer.page
            writer.sit_down()
            page.goto(f"{writer.home}/sending")
            writer.press("I have read this", "Sending")
            writer.press("Look at them one last time", BANK)
            page.get_by_role("button", name="Look at them one last time").click()  # the browser asks for the key
            writer.sees(BANK)
            assert bank.key in page.locator("main").inner_text()
            page.get_by_label("The key as its printed leaflet has it").fill("aaaa-" * 6)
            page.get_by_label("Theft or fraud").check()
            writer.press("Look at them one last time", BANK)
            assert "is not the key" in page.get_by_role("alert").inner_text()
            assert page.get_by_label("Theft or fraud").is_checked()
            page.get_by_label("The key as its printed leaflet has it").fill(bank.key)
            writer.press("Look at them one last time", "A last look")
            assert bank.key in page.locator("main").inner_text()
            writer.leave()
