"""Some of the real letters in a real browser: opened, answered there, and opened from a file with no office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.walk import RunningOffice, Walk, office, walk

__all__ = ["office", "walk"]


@pytest.mark.slow
@pytest.mark.browser
def test_some_of_them_in_a_real_browser(walk: Walk, office: RunningOffice, shared: Path, chromium: Any) -> None:
    """One letter is answered in the room, one is saved as a file, and opened from it while the office is gone."""
    some = walk.folder / "some.jsonl"
    lines = (shared / "data" / "beethoven" / "letters.jsonl").read_text("utf-8").splitlines(keepends=True)
    some.write_text("".join(lines[:3]), "utf-8")
    walk.new("Ludwig van Beethoven")
    walk("letters", "import", some, "--add-people")
    posted = walk("post", "--to", office.address, "--invitation", office.invitation).json["links"]
    written = [walk("open", link["url"]).json["text"] for link in posted]
    browser = chromium.new_context(accept_downloads=True, reduced_motion="reduce")
    page = browser.new_page()

    def open_it(address: str) -> str:
        page.goto("about:blank")
        page.goto(address)
        page.locator(".choice", has_text="Open it now").click()
        page.get_by_role("heading", level=1, name="The letter", exact=True).wait_for()
        return page.locator(".letter").inner_text()

    assert _letters_only(written[0]) == _letters_only(open_it(posted[0]["url"]))
    page.get_by_role("button", name="Write an answer", exact=True).click()
    page.get_by_label("Your words to").fill("The score came. So did the apology.")
    page.get_by_role("button", name="Seal and send the answer", exact=True).click()
    page.get_by_role("heading", name="The answer is sealed and sent").wait_for()

    open_it(posted[1]["url"])
    page.get_by_role("button", name="Keep a copy", exact=True).click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the file", exact=True).click()
    file = walk.folder / "letter.html"
    saved.value.save_as(file)
    assert walk("mailbag", "fetch").json["new"] == 1
    office.close()
    browser.set_offline(True)
    key = posted[1]["url"].partition("#")[2]
    assert _letters_only(written[1]) == _letters_only(open_it(f"{file.as_uri()}#{key}"))
    browser.close()

    (waiting,) = walk("mailbag", "list").json
    assert waiting["from"] == posted[0]["to"]
    assert "So did the apology." in walk("mailbag", "open", waiting["id"]).json["text"]


def _letters_only(text: str) -> str:
    """The letters and digits of a text: how it is broken into lines is the page's business, not the words'."""
    return "".join(one for one in text if one.isalnum())
