"""What somebody gets wrong on the first day, and what they are told."""

from __future__ import annotations

import io

import pytest

from tests.walk import RunningOffice, Walk, office, rows, walk

__all__ = ["office", "walk"]


def test_a_letters_file_is_not_taken_for_the_words_of_a_letter(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(2))
    page = walk.folder / "ana.md"
    page.write_text("---\nto: Ana Duarte\n---\nDear Joan,\n\nI am sorry.\n", "utf-8")
    said = walk("write", "Joan Whitfield", "--file", page, code=2).json
    assert "front matter" in said["error"]
    assert "letters import" in said["hint"]
    assert len(walk("letters", "list").json) == 2
    page.write_text("---\n\nDear Joan,\n\nUnder a line, I am sorry.\n\n---\n\nTom\n", "utf-8")
    assert walk("write", "Joan Whitfield", "--file", page).json["draft"] == 2


def test_of_two_with_one_name_the_digits_that_were_shown_name_one(walk: Walk) -> None:
    walk.new()
    book = walk.folder / "book.vcf"
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Duarte\nEMAIL:{}\nEND:VCARD\n"
    book.write_text(card.format("a@b.example") + card.format("c@d.example"), "utf-8")
    assert "The names are the same.\n" in walk("people", "import", book, as_json=False).err
    shown = walk("people", "show", "Ana Duarte", as_json=False).out
    one, other = walk("people", "list").json
    assert one["id"][:8] in shown
    assert other["id"][:8] in shown
    assert walk("people", "show", other["id"][:8]).json[0]["email"] == "c@d.example"
    assert walk("people", "show", "Ana", code=2).json["hint"] == "Did you mean Ana Duarte?"


def test_a_link_without_its_beginning_a_stray_key_and_nothing_at_all(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    walk.letters(rows(1))
    (link,) = walk("post", "--to", office.address, "--invitation", office.invitation).json["links"]
    url = link["url"]
    assert walk("open", f"<{url}>").json["letter"] == link["letter"]
    assert "begins with http" in walk("open", url.removeprefix("http://"), code=2).json["error"]
    assert walk("open", "", code=2).json["error"] == "No letter was named."
    stray = walk.folder / "stray.txt"
    stray.write_text("six words that are no key", "utf-8")
    assert "key is none" in walk("open", url.partition("#")[0], "--key", stray, code=5).json["error"]


def test_a_link_and_its_words_are_read_where_nobody_can_look_over_a_shoulder(
    walk: Walk, office: RunningOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.new()
    walk.letters(rows(2))
    to = ("post", "--to", office.address, "--invitation", office.invitation)
    (link,) = walk(*to, "Joan Whitfield").json["links"]
    (behind,) = walk(*to, "--words", "Ana Duarte").json["links"]

    def typed(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    typed(link["url"] + "\n")
    assert walk("open", "-").json["letter"] == link["letter"]
    typed(f"{behind['url']}\n{behind['words']}\n")
    assert walk("open", "-", "--words", "-").json["letter"] == behind["letter"]
    typed(f"{link['url']}\nI read it.\nTwice.\n")
    assert walk("answer", "-", "--file", "-").json["answered"]
    walk("mailbag", "fetch")
    assert walk("mailbag", "open", walk("mailbag", "list").json[0]["id"]).json["text"].split() == [
        "I",
        "read",
        "it.",
        "Twice.",
    ]
    typed(link["url"])
    assert walk("pass-on", "-").json["url"].startswith(office.address)
    typed("")
    assert walk("open", "-", code=2).json["error"] == "No letter was named."


def test_where_nothing_was_done_the_exit_code_says_so(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    missing, page = walk.folder / "missing.csv", walk.folder / "ana.csv"
    page.write_text("Name,E-mail\nAna Duarte,ana@alder.example\n", "utf-8")
    assert len(walk("people", "import", missing, code=2).json["refused"]) == 1
    assert walk("people", "import", missing, page, code=1).json["added"] == 1
    walk("letters", "import", walk.folder / "missing.md", code=2)
    walk("mailbag", "scan", walk.folder / "missing.png", code=2)
    walk.letters(rows(1))
    assert "--invitation" in walk("post", "--to", office.address, code=2).json["hint"]


def test_what_is_unpacked_into_a_shared_folder_leaves_the_folder_as_it_was(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(1))
    (link,) = walk("post", "--to", walk.folder / "carried").json["links"]
    shared = walk.folder / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    walk("open", link["url"], "--out", shared)
    assert shared.stat().st_mode & 0o777 == 0o755
    assert (shared / "letter.txt").stat().st_mode & 0o777 == 0o600
    missing = walk("backup", walk.folder / "nowhere" / "desk.backup", code=2).json["error"]
    assert missing == f"There is no folder {walk.folder / 'nowhere'}."


def test_an_office_is_told_what_is_wrong_with_its_port_and_its_guest(walk: Walk) -> None:
    database = ("--database", walk.folder / "office.sqlite")
    assert "65535" in walk("office", "--port", "99999", *database, code=2).json["error"]
    assert "no name" in walk("office", "invite", " ", *database, code=2).json["error"]
    invited = walk("office", "invite", "../Ana: x", "--address", "https://post.example", *database).json["invitation"]
    assert "/" not in invited


def test_an_address_without_its_beginning_is_not_made_a_folder(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(1))
    for meant in (
        "ftp://post.example",
        "http:/127.0.0.1:8025",
        "127.0.0.1:8025",
        "localhost:8025",
        "post.example:443/",
    ):
        assert "neither" in walk("post", "--to", meant, code=2).json["error"]
    assert walk("letters", "list").json[0]["state"] == "ready"
    page = walk.folder / "picture.jpg"
    page.write_bytes(b"\xff\xd8")
    error = walk("post", "--to", "https://post.example", "--invitation", page, code=5).json["error"]
    assert error == f"{page} is no invitation, or is damaged."
    assert walk("post", "--to", walk.folder / "carried").json["posted"] == 1


def test_what_is_taken_back_is_named_and_what_went_nowhere_stays(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(2))
    (link,) = walk("post", "--to", walk.folder / "carried", "Ana Duarte").json["links"]
    said = walk("withdraw", "Joan Whitfield", code=2).json["error"]
    assert said == "The letter to Joan Whitfield went nowhere yet, so there is nothing to take back."
    assert {one["state"] for one in walk("letters", "list").json} == {"posted", "ready"}
    assert "The letter to Ana Duarte is taken back" in walk("withdraw", "Ana Duarte", as_json=False).out
    again = walk("withdraw", link["letter"], as_json=False).out
    assert again.startswith("The letter to Ana Duarte was taken back already, on ")
    taken = walk("relink", "Ana Duarte", code=2).json
    assert taken["error"] == f"What was written to Ana Duarte was taken back: {link['letter']}."
    assert "A new link to the letter to Ana Duarte." in walk("relink", link["letter"][:8], as_json=False).out
    assert "No letter has an id" in walk("withdraw", "0a0a0a0a", code=2).json["error"]
    assert (
        "tells nobody"
        in walk("post", "--to", walk.folder / "carried", "--mail", "Joan Whitfield", code=2).json["error"]
    )
    assert "ready" in {one["state"] for one in walk("letters", "list").json}


def test_a_file_that_broke_off_on_the_way_is_told_from_one_that_is_no_letter(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(1))
    (link,) = walk("post", "--to", walk.folder / "carried").json["links"]
    page = next((walk.folder / "carried").glob("*.html"))
    whole, torn = page.read_bytes(), walk.folder / "torn.html"
    for part in (whole[:300], whole[: whole.index(b' id="envelope"') + 900]):
        torn.write_bytes(part)
        assert "Get it once more" in walk("open", torn, code=5).json["hint"]
    torn.write_bytes(b"<!doctype html>\n<p>A page of somebody else's.</p></html>\n")
    assert walk("open", torn, code=5).json["error"] == "This file holds no letter."
    assert "is not there." in walk("open", walk.folder / "nothing.amends", code=2).json["error"]
    assert "There is no such file." in walk("write", "Joan Whitfield", "--file", "nothing.md", code=2).json["error"]
    page.write_bytes(whole)
    assert walk("open", link["url"]).json["to"]
