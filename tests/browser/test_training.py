"""A training town in a browser: its mark is on the screen and on paper, and in nobody's way."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from amends.clock import Replay
from amends.office import training
from amends.office.settings import Settings
from tests.office_door import running

pytestmark = pytest.mark.browser

MARK = {"en": "Nobody and nothing here is real.", "es": "Aquí nadie ni nada es real."}


@pytest.fixture
def town(tmp_path):
    training.found(Settings(str(tmp_path / "office.sqlite"), policy="oregon"), (), Replay("training"))
    with running(tmp_path, policy="oregon") as office:
        yield office.door.url


@pytest.mark.parametrize(
    ("page", "language"),
    [("/", "en"), ("/l", "en"), ("/staff", "en"), ("/en/registry/ask", "en"), ("/es/registry/paper", "es")],
)
def test_the_mark_is_seen_and_printed_and_in_nobodys_way(town, chromium, axe, page, language):
    tab = chromium.new_page()
    tab.goto(f"{town}{page}")
    expect(tab.locator("h1")).to_be_visible()
    expect(tab.get_by_text(MARK[language])).to_be_visible()
    assert axe(tab) == []
    tab.emulate_media(media="print")
    expect(tab.get_by_text(MARK[language])).to_be_visible()
    tab.close()
