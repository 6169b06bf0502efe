"""Whom an unplaced answer may be from: by print, by a sender; only codes and tokens place; one switch ends it."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from amends.desk.mailbag import printed
from tests.paper_that_came import a_jpeg, envelope, letter_page
from tests.walk import Walk, rows, walk

__all__ = ["walk"]

PEOPLE = """\
Name,Family Name,E-mail 1 - Value,Address 1 - Formatted
Ana Duarte,Duarte,ana@alder.example,"4 Mill Lane
Alder Bridge"
Joan Whitfield,Whitfield,joan@alder.example,"12 Orchard Row
Alder Bridge"
Tomas Reed,Reed,tomas@alder.example,
"""


@pytest.fixture
def at_home(walk: Walk) -> Walk:
    walk.new()
    (walk.folder / "people.csv").write_text(PEOPLE, "utf-8")
    walk("people", "import", walk.folder / "people.csv")
    walk.letters(rows(2))
    return walk


def put(walk: Walk, name: str, data: bytes) -> Path:
    path = walk.folder / name
    path.write_bytes(data)
    return path


def unplaced(walk: Walk) -> dict[str, object]:
    (one,) = (one for one in walk("mailbag", "list").json if not one["from"])
    return one


def a_mail(text: str, sender: str = "Ana <ana@alder.example>", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "tomas@alder.example", "Re: something for you"
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(text)
    return mail


# ── print ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Tesseract as it answers over this envelope, for machines on which it is not installed."""
    said = [printed.Line(tuple(printed.Word(word, (0, 0, 1, 1)) for word in line.split())) for line in lines]
    monkeypatch.setattr("amends.desk.journey.guessing.print_in", lambda _, **__: tuple(said))


def test_a_return_address_in_print_suggests_and_only_the_writer_places(
    at_home: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(monkeypatch, "A. DUARTE", "Ana Duarte", "4 Mill Lane", "Tomas Reed")
    at_home("mailbag", "scan", put(at_home, "front.jpg", a_jpeg(envelope())))
    one = unplaced(at_home)
    (who,) = one["suggested"]
    assert (who["name"], who["evidence"], who["confidence"]) == ("Ana Duarte", "print", 0.95)
    assert "Ana Duarte, 4 Mill Lane" in who["reason"]
    assert (one["certain"], one["opened"]) == (False, False)
    at_home("mailbag", "confirm", one["id"])
    (placed,) = at_home("mailbag", "list").json
    assert (placed["from"], placed["certain"]) == ("Ana Duarte", False)


@pytest.mark.skipif(not printed.program(), reason="Tesseract is not installed here")
def test_print_is_read_from_the_envelope_itself(at_home: Walk) -> None:
    front = envelope(printed="Ana Duarte\n4 Mill Lane\nAlder Bridge")
    at_home("mailbag", "scan", put(at_home, "front.jpg", a_jpeg(front)))
    assert [who["name"] for who in unplaced(at_home)["suggested"]] == ["Ana Duarte"]


def test_the_writers_own_name_and_a_strangers_suggest_nobody(at_home: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    read(monkeypatch, "Tomas Reed", "The Post Room", "W. Stranger", "99 Elsewhere Street")
    at_home("mailbag", "scan", put(at_home, "front.jpg", a_jpeg(envelope())))
    assert unplaced(at_home)["suggested"] == []


def test_one_switch_turns_all_guessing_off(at_home: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    read(monkeypatch, "Ana Duarte")
    assert at_home("mailbag", "guessing").json == {"on": True}
    at_home("mailbag", "scan", put(at_home, "front.jpg", a_jpeg(envelope())))
    assert unplaced(at_home)["suggested"]
    at_home("mailbag", "knowing", "on")
    assert at_home("mailbag", "guessing", "off").json == {"on": False}
    assert (unplaced(at_home)["suggested"], unplaced(at_home)["hand"]) == ([], "not looked at")

    asked: list[object] = []
    monkeypatch.setattr("amends.desk.journey.guessing.print_in", lambda one, **_: asked.append(one) or ())
    monkeypatch.setattr("amends.desk.journey.knowing.trace_of", lambda *one: asked.append(one))
    at_home("mailbag", "scan", put(at_home, "other.jpg", a_jpeg(envelope(who="alder"))))
    at_home("mailbag", "scan", put(at_home, "mail.eml", bytes(a_mail("It was only a boat."))))
    assert asked == []
    assert all(one["suggested"] == [] for one in at_home("mailbag", "list").json)


def test_only_the_envelope_is_looked_at_until_it_is_opened(at_home: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, ...]] = []
    from amends.desk.journey import knowing

    true = knowing.trace_of
    monkeypatch.setattr(knowing, "trace_of", lambda one, known: seen.append(one.shape) or true(one, known))
    at_home("mailbag", "knowing", "on")
    files = [put(at_home, "1.jpg", a_jpeg(envelope())), put(at_home, "2.jpg", a_jpeg(letter_page()))]
    at_home("mailbag", "scan", "--pile", *files)
    assert len(seen) == 1
    assert seen[0][1] > seen[0][0]  # the envelope, which lies
    at_home("mailbag", "open", unplaced(at_home)["id"])
    assert len(seen) == 2
    assert seen[1][0] > seen[1][1]  # the page, which stands


# ── mails ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_saved_mail_brings_the_name_whose_address_it_bears_and_places_nothing(at_home: Walk) -> None:
    at_home("post", "--to", at_home.folder / "out")
    at_home("mailbag", "scan", put(at_home, "b.eml", bytes(a_mail("It was only a boat."))))
    plain = unplaced(at_home)
    (who,) = plain["suggested"]
    assert (who["name"], who["evidence"], plain["certain"]) == ("Ana Duarte", "thread", False)
    assert "ana@alder.example" in who["reason"]
    assert at_home("mailbag", "open", plain["id"]).json["text"].strip() == "It was only a boat."


def test_what_is_called_a_mail_and_is_none_is_refused_by_name(at_home: Walk) -> None:
    got = at_home(
        "mailbag",
        "scan",
        put(at_home, "a.eml", b"no mail at all"),
        put(at_home, "b.eml", bytes(a_mail("Hello."))),
        code=1,
    ).json
    assert (got["unsorted"], [Path(one["file"]).name for one in got["refused"]]) == (1, ["a.eml"])


def test_what_lies_in_the_tray_has_no_words_of_its_own_in_the_list(at_home: Walk) -> None:
    at_home("mailbag", "scan", put(at_home, "mail.eml", bytes(a_mail("It was only a boat."))))
    assert "boat" not in at_home("mailbag", "list").out
