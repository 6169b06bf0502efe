"""A page in a hand that the desk knows: a name is suggested, and the writer says whose it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from amends.desk.journey import knowing, placing
from amends.desk.journey.mailbag import the_mailbag
from amends.desk.journey.scanning import scan
from amends.desk.people.files import Source
from tests.browser.test_desk import PLACES, Writer

pytestmark = pytest.mark.browser

FIRST = "Dear Tomas, thank you\nfor the letter you wrote\nwe read it in the garden\nand it was good to read"
SECOND = "I have thought about it\nfor some weeks and want\nto say that it is well"


def _written(name: str, words: str) -> Source:
    page = np.full((900, 1500, 3), 236, np.uint8)
    for row, line in enumerate(words.split("\n")):
        at = (60, 130 + 110 * row)
        cv2.putText(page, line, at, cv2.FONT_HERSHEY_SCRIPT_COMPLEX, 2.0, (60, 40, 30), 3, cv2.LINE_AA)
    return Source(name, cv2.imencode(".png", page)[1].tobytes())


@pytest.mark.parametrize("how", PLACES)
def test_a_name_is_suggested_and_only_the_writer_places_the_page(chromium, axe, link, home, how):
    with home.at_desk() as desk:
        knowing.want(desk, yes=True)
        scan(desk, [_written("one.png", FIRST)])
        first = next(
            one.reply.id for one in the_mailbag(desk) if one.reply.kind == "unsorted" and one.reply.id != home.page
        )
        placing.confirm(desk, first, "Ana Duarte")
        scan(desk, [_written("two.png", f"{FIRST}\n{SECOND}")])
    writer = Writer(chromium, link, axe, **how)
    writer.sit_down()
    writer.follow("Mailbag", "The mailbag")
    page = writer.page
    assert "The hand is like Ana Duarte’s" in page.locator("main").inner_text()
    assert "A hand that is not known here" in page.locator("main").inner_text()
    writer.click(page.get_by_role("button", name="It is from Ana Duarte"), "The mailbag")
    assert "The hand is like" not in page.locator("main").inner_text()
    writer.leave()
