"""A passphrase is forgotten, a machine lost, a writer dies: what is on paper opens the desk, and nothing else."""

from __future__ import annotations

import io
import itertools
import shutil

import pypdfium2
import pytest

from amends.clock import MACHINE
from amends.desk.drawer.place import Place
from amends.desk.journey import keeping, recovery, wishes
from amends.desk.journey.opening import make_desk, open_desk
from amends.desk.paper.leaflet import leaflet_pdf, leaflet_text
from amends.desk.seal.shares import join, split
from amends.errors import Locked, Refused, WrongKey, WrongUsage
from tests.office_door import running
from tests.walk import PASSPHRASE, Walk, rows, walk

__all__ = ["walk"]

NEW = "thyme by the south wall"
HOLDERS = ("Ana Duarte", "Ruth Amsel", "Piet van Aalst", "Joan Whitfield", "Leila Haddad")


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path / "desk")
    make_desk(place, "Tomas Reed", PASSPHRASE, MACHINE, work_factor=10)
    return place


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def shared(place, needed=3) -> list[str]:
    with open_desk(place, PASSPHRASE, MACHINE) as desk:
        leaflet = recovery.share_key(desk, PASSPHRASE, (HOLDERS, needed), "en")
    return [" ".join(word for piece in sheet.pieces for word in piece.words) for sheet in leaflet.sheets]


def opens(place, passphrase) -> bool:
    try:
        with open_desk(place, passphrase, MACHINE):
            return True
    except Locked:
        return False


# ── the sheet ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_desk_is_made_with_a_recovery_sheet_and_a_lost_machine_comes_back_by_it(walk: Walk, monkeypatch):
    made = walk("new", walk.desk, "--writer", "Tomas Reed").json
    (page,) = pages((walk.folder / "desk-recovery-sheet.pdf").read_bytes())
    assert made["sheet"] == str(walk.folder / "desk-recovery-sheet.pdf")
    assert "For the desk of Tomas Reed" in page
    words = recovered_words(page)
    walk.letters(rows(1))
    walk("backup", walk.folder / "on-a-stick")
    shutil.rmtree(walk.desk)

    monkeypatch.setenv("AMENDS_PASSPHRASE", NEW)  # the old one is forgotten
    walk("restore", walk.folder / "on-a-stick", walk.desk)
    walk("status", code=3)
    walk("recover", "--words", words.upper())
    assert walk("status").json["letters"]


def test_the_lost_machine_comes_back_and_posts_and_the_old_one_when_found_posts_nothing(walk: Walk, monkeypatch):
    with running(walk.folder / "office") as office:
        walk("new", walk.desk, "--writer", "Tomas Reed")
        invitation = walk.folder / "invitation"
        invitation.write_bytes(office.invitation().to_bytes())
        (page,) = pages((walk.folder / "desk-recovery-sheet.pdf").read_bytes())
        walk.letters(rows(1))
        walk("post", "--to", office.door.url, "--invitation", invitation)
        walk("backup", walk.folder / "on-a-stick")
        walk.letters(rows(2), "more.jsonl")

        found_again = walk.desk
        there = walk.folder / "new machine"
        walk("restore", walk.folder / "on-a-stick", there)
        monkeypatch.setenv("AMENDS_PASSPHRASE", NEW)
        walk("--desk", there, "recover", "--words", recovered_words(page))
        monkeypatch.setenv("AMENDS_DESK", str(there))
        walk.letters(rows(2), "again.jsonl")
        assert walk("post").json["posted"] == 1

        monkeypatch.setenv("AMENDS_DESK", str(found_again))
        monkeypatch.setenv("AMENDS_PASSPHRASE", PASSPHRASE)
        assert "Another copy of this desk" in walk("post", code=2).json["error"]


def recovered_words(page: str) -> str:
    """The words as somebody reads them off the page."""
    after = page.partition("in this order\n")[2].partition("When the passphrase")[0].split()
    numbered = {int(n): word for n, word in itertools.pairwise(after) if n.isdigit()}
    assert sorted(numbered) == list(range(1, 11))
    return " ".join(numbered[n] for n in sorted(numbered))


def test_a_sheet_is_not_written_over_a_file_that_is_there(walk: Walk):
    (walk.folder / "desk-recovery-sheet.pdf").write_text("an older desk's")
    walk("new", walk.desk, "--writer", "Tomas Reed", code=2)
    assert not walk.desk.exists()


def test_a_writer_whose_name_no_built_in_font_has_gets_a_sheet_all_the_same(tmp_path):
    place = Place(tmp_path / "desk")
    make_desk(place, "\u5c71\u7530 Tomas", PASSPHRASE, MACHINE, work_factor=10)
    with open_desk(place, PASSPHRASE, MACHINE) as desk:
        words = recovery.draw_sheet(desk, PASSPHRASE)
        (page,) = pages(leaflet_pdf(recovery.sheet_leaflet(desk, words, "en"), 0))
    assert recovered_words(page) == words.replace("-", " ")


def test_a_newer_sheet_makes_the_older_one_worthless(place):
    with open_desk(place, PASSPHRASE, MACHINE) as desk:
        older = recovery.draw_sheet(desk, PASSPHRASE)
        recovery.have_sheet(desk)
        assert recovery.ways_back(desk).in_hand
        newer = recovery.draw_sheet(desk, PASSPHRASE)
        assert not recovery.ways_back(desk).in_hand
    with pytest.raises(Locked):
        recovery.recover(place, older, NEW, MACHINE, patience=0)
    recovery.recover(place, newer, NEW, MACHINE, patience=0)
    assert opens(place, NEW)


def test_a_sheet_that_could_not_be_printed_leaves_the_older_one_good(place):
    def printer_is_out(words):
        raise Refused("The disk is full.")

    with open_desk(place, PASSPHRASE, MACHINE) as desk:
        older = recovery.draw_sheet(desk, PASSPHRASE)
        with pytest.raises(Refused):
            recovery.draw_sheet(desk, PASSPHRASE, printer_is_out)
    recovery.recover(place, older, NEW, MACHINE, patience=0)


def test_no_sheet_is_drawn_for_somebody_who_only_sits_at_the_open_desk(place):
    with open_desk(place, PASSPHRASE, MACHINE) as desk, pytest.raises(Locked):
        recovery.draw_sheet(desk, "not the passphrase")
    assert not place.recovery.exists()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sheet_says_the_same_in_print_as_in_text(place, language):
    with open_desk(place, PASSPHRASE, MACHINE) as desk:
        words = recovery.draw_sheet(desk, PASSPHRASE)
        wishes.put_wishes(desk, wishes.Wishes("send", "leave", words="Burn the diaries.\n\nFeed the cat."))
        leaflet = recovery.sheet_leaflet(desk, words, language)
    said = leaflet_text(leaflet).lower().split()
    printed = " ".join(pages(leaflet_pdf(leaflet, 0))).lower().split()
    assert [word for word in said if word.isalpha()] == [word for word in printed if word.isalpha()]
    assert "diaries." in printed
    assert ("Hoja de recuperación" if language == "es" else "Recovery sheet") in leaflet.sheets[0].title


# ── parts of a key ────────────────────────────────────────────────────────────────────────────────────────────────


def test_any_three_of_five_people_open_the_desk_and_no_two_do(place):
    parts = shared(place)
    assert [len(part.split()) for part in parts] == [33] * 5
    for number, three in enumerate(itertools.combinations(parts, 3)):
        recovery.recover_with_parts(place, three, f"{NEW} {number}", MACHINE, patience=0)
        assert opens(place, f"{NEW} {number}")
    for two in itertools.combinations(parts, 2):
        with pytest.raises(Locked, match="3 parts are needed, and there are 2"):
            recovery.recover_with_parts(place, two, "taken over", MACHINE, patience=0)
    assert not opens(place, "taken over")


def test_each_of_them_gets_a_page_with_their_own_part_and_no_other(place):
    with open_desk(place, PASSPHRASE, MACHINE) as desk:
        leaflet = recovery.share_key(desk, PASSPHRASE, (HOLDERS, 3), "en")
        assert recovery.ways_back(desk).shared == recovery.Shared(HOLDERS, 3, desk.now)
    made = pages(leaflet_pdf(leaflet, 0))
    assert len(made) == 5
    for page, name, sheet in zip(made, HOLDERS, leaflet.sheets, strict=True):
        assert f"For {name}, from Tomas Reed" in page
        assert not any(other in page for other in HOLDERS if other != name)
        words = [word for piece in sheet.pieces for word in piece.words]
        assert set(words) <= set(page.split())


def test_parts_travel_with_a_backup_and_open_it_elsewhere(place, tmp_path):
    parts = shared(place)
    with open_desk(place, PASSPHRASE, MACHINE) as desk:
        keeping.back_up(desk, tmp_path / "backup")
    back = Place(tmp_path / "back")
    keeping.put_back(tmp_path / "backup", back, MACHINE)
    recovery.recover_with_parts(back, parts[2:], NEW, MACHINE, patience=0)
    assert opens(back, NEW)
    assert opens(place, PASSPHRASE)


def test_parts_of_another_desk_or_misspelt_or_twice_the_same_open_nothing(place, tmp_path):
    parts, older = shared(place), None
    other = Place(tmp_path / "other")
    make_desk(other, "Ana Duarte", PASSPHRASE, MACHINE, work_factor=10)
    older = shared(other)
    wrong = [
        (older[:3], "do not open this desk"),
        ([*parts[:2], older[0]], "not of one key"),
        ([parts[0], parts[1], parts[0]], "3 parts are needed, and there are 2"),
        ([parts[0], parts[1], parts[2].rsplit(" ", 1)[0] + " academic"], "Part 3"),
        ([], "No part was given"),
    ]
    for given, why in wrong:
        with pytest.raises(Locked, match=why):
            recovery.recover_with_parts(place, given, NEW, MACHINE, patience=0)
    assert opens(place, PASSPHRASE)
    assert not opens(place, NEW)


def test_parts_made_anew_end_the_older_ones(place):
    older, _ = shared(place), shared(place)
    with pytest.raises(Locked, match="do not open this desk"):
        recovery.recover_with_parts(place, older[:3], NEW, MACHINE, patience=0)


def test_a_desk_without_sheet_or_parts_says_which_way_is_left(place):
    with pytest.raises(Refused, match="No recovery sheet"):
        recovery.recover(place, "a b c", NEW, MACHINE, patience=0)
    with pytest.raises(Refused, match="never shared"):
        recovery.recover_with_parts(place, ["a b c"], NEW, MACHINE, patience=0)


@pytest.mark.parametrize(("needed", "parts"), [(1, 5), (4, 3), (2, 17), (0, 0)])
def test_a_key_is_not_shared_so_that_one_alone_opens_it(needed, parts):
    with pytest.raises(WrongUsage):
        split(bytes(32), needed=needed, parts=parts)


def test_parts_are_read_however_they_were_typed():
    parts = split(bytes(range(32)), needed=2, parts=3)
    assert join([f"  {parts[0].upper()} ", parts[2].replace(" ", "\t"), ""]) == bytes(range(32))
    with pytest.raises(WrongKey):
        join([parts[0], "these are no words of any part"])


def test_five_people_at_a_command_line(walk: Walk, monkeypatch):
    walk.new()
    named = [argument for name in HOLDERS for argument in ("--share", name)]
    walk("recover", *named, code=2)  # it is not said where the pages go
    walk("recover", *named, "--out", walk.folder / "parts.txt")
    walk("recover", *named, "--out", walk.folder / "parts.txt", code=2)
    sheets = (walk.folder / "parts.txt").read_text("utf-8").split("\f")
    parts = [
        " ".join(line.split()[1] for line in sheet.splitlines() if line.strip()[:1].isdigit()) for sheet in sheets
    ]
    monkeypatch.setenv("AMENDS_PASSPHRASE", NEW)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(parts[:2])))
    walk("recover", "--parts", code=3)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(parts[:3])))
    walk("recover", "--parts")
    walk("status")


# ── what a writer wishes ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_writer_wishes_is_kept_with_the_desk_and_printed_with_the_sheet(walk: Walk):
    walk.new()
    assert walk("wishes").json["wishes"] is None
    walk("wishes", "--posted", "decide", code=2)  # nobody is named who could
    walk(
        "wishes", "--posted", "decide", "--withdraw", "Ana Duarte", "--release", "Ana Duarte", "--tell", "Ruth Amsel"
    )
    walk("wishes", "--words", "No speeches.")
    told = walk("wishes", "--print", walk.folder / "if I die.pdf").json["wishes"]
    assert (told["unsent"], told["posted"], told["words"]) == ("keep", "decide", "No speeches.")
    assert [(one["name"], one["release"], one["withdraw"], one["answers"]) for one in told["people"]] == [
        ("Ana Duarte", True, True, False),
        ("Ruth Amsel", False, False, False),
    ]
    (page,) = pages((walk.folder / "if I die.pdf").read_bytes())
    for said in ("No speeches.", "Ana Duarte: may post", "Ruth Amsel: is to be told", "It stops"):
        assert said in page
    walk("recover", "--sheet", walk.folder / "sheet.pdf")
    assert "No speeches." in pages((walk.folder / "sheet.pdf").read_bytes())[1]
