"""A writer's desk and a letter bank: the key compared, the letter read, returned, mended, replaced, taken back."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from typing import Any

import pytest

from amends.clock import MACHINE
from amends.desk.drawer import in_bank as banked
from amends.desk.drawer.letters import letters_in
from amends.desk.journey import out_tray, owed
from amends.desk.journey.banking import ForBank
from amends.desk.journey.enrolling import enrol
from amends.desk.journey.letters import latest_of, write
from amends.desk.journey.mailbag import fetch, open_one, the_mailbag
from amends.desk.journey.people import person_named
from amends.desk.journey.posting import post_to_office
from amends.desk.journey.status import status
from amends.desk.journey.withdrawing import relink_letter, withdraw_letter
from amends.desk.letters.plain import words_of_text
from amends.desk.seal.age import close_to
from amends.desk.seal.headers import ReplyHeader
from amends.desk.seal.remarks import BankRemarks
from amends.desk.seal.sealing import KeyRoad, seal_reply
from amends.desk.web.letters import letter_shown
from amends.desk.web.sitting import Sitting
from amends.errors import NeedsMore, WrongUsage
from amends.office.bank.reading import Finding, find, finding_bytes
from amends.office.ledger import events, in_bank, replies
from amends.wire import WaitingReply
from tests.bank_with_desk import PASSPHRASE, bank_with_desk
from tests.desk_at_home import Browser

MENDED = "Dear Ana,\n\nI sold the boat without asking you. It was yours too.\n\nTomas\n"


@pytest.fixture
def bank(tmp_path):
    with bank_with_desk(tmp_path) as bank:
        yield bank


def test_a_letter_is_sealed_to_the_key_that_was_compared_and_lists_no_link(bank):
    shown: list[str] = []
    with bank.at_desk() as desk:
        said = ForBank("theft", show=lambda card: shown.append(card.fingerprint))
        done = post_to_office(desk, bank.address, bank.running.invitation(), for_bank=said)
        assert (len(done.posted), done.links, done.left_out) == (1, (), ())
        assert shown == [bank.key]
        again = post_to_office(desk, bank.address)
        assert (again.posted, again.already, again.links) == ((), done.posted, ())
    (letter,) = done.posted
    opened = bank.opened(letter)
    assert opened.signed_by
    assert opened.whose == "addressed"
    grant = opened.header.grant
    assert (grant.key, grant.sign) == (bank.secret.recipient, bank.sign.ssh)
    assert bank.running.door.http.get(f"/api/letters/{letter}").status_code == 404


def test_a_key_that_nobody_compared_is_not_sealed_to(bank):
    invitation = bank.running.invitation()
    bare = type(invitation)(invitation.office, invitation.office_id, invitation.code, invitation.expires)
    with bank.at_desk() as desk:
        with pytest.raises(NeedsMore, match=bank.key):
            post_to_office(desk, bank.address, bare)
        assert status(desk).states() == {"ready": 1}
        with pytest.raises(NeedsMore, match="Nothing was sealed"):
            post_to_office(desk, bank.address, for_bank=ForBank(screening_key="aaaa-bbbb-cccc-dddd-eeee-ffff"))
        assert status(desk).states() == {"ready": 1}
        done = post_to_office(desk, bank.address, for_bank=ForBank(screening_key=bank.key.upper().replace("-", " ")))
        assert len(done.posted) == 1


def test_an_operator_who_swaps_the_key_gets_nothing_from_a_desk_that_knew_the_old_one(bank):
    with bank.at_desk() as desk:
        post_to_office(desk, bank.address, bank.running.invitation())
        write(desk, "Joan Whitfield", "Dear Joan,\n\nI broke the ladder.\n\nTomas\n")
        bank.new_key()
        with pytest.raises(NeedsMore, match="compare it with their leaflet"):
            post_to_office(desk, bank.address)
        assert status(desk).states() == {"posted": 1, "ready": 1}
        done = post_to_office(desk, bank.address, for_bank=ForBank(screening_key=bank.key))
        assert len(done.posted) == 1


def test_a_letter_sealed_before_the_key_changed_begins_anew_and_can_be_read(bank, monkeypatch):
    from amends.desk.post.counter import Counter
    from amends.errors import OfficeUnreachable

    def gone(*_: object, **__: object) -> None:
        raise OfficeUnreachable("gone")

    with bank.at_desk() as desk:
        with monkeypatch.context() as broken:
            broken.setattr(Counter, "deposit_in_bank", gone)
            assert post_to_office(desk, bank.address, bank.running.invitation()).remaining == 1
        bank.new_key()
        done = post_to_office(desk, bank.address, for_bank=ForBank(screening_key=bank.key))
        (letter,) = done.posted
    assert "sold the boat" in bank.opened(letter).text


def test_what_was_returned_comes_back_beside_the_words_and_a_mended_one_takes_its_place(bank):
    with bank.at_desk() as desk:
        (letter,) = post_to_office(desk, bank.address, bank.running.invitation()).posted
        assert fetch(desk).screened == ()
        bank.finds(letter, "first", "return", "Leave out the plea.")
        assert fetch(desk).screened == (letter,)
        assert fetch(desk).screened == ()
        (seen,) = status(desk).letters
        assert (seen.state, seen.screening) == ("posted", "returned")
        assert seen.remarks[0].said == "Leave out the plea."
        assert seen.remarks[0].remarks[0].passage == "I hope you can forgive me."
        shown = letter_shown(desk, letter)
        assert (shown.screening, shown.from_bank) == ("returned", seen.remarks)

        assert "sold the boat" in latest_of(desk, "Ana Duarte")[1]
        mended = write(desk, "Ana Duarte", MENDED).letter
        assert letter_shown(desk, mended).from_bank == seen.remarks  # still beside the words while they are mended
        done = post_to_office(desk, bank.address)
        assert (done.posted, done.left_out) == ((mended,), ())
        (seen,) = status(desk).letters
        assert (seen.id, seen.state, seen.screening) == (mended, "posted", "waiting")
    assert "It was yours too." in bank.opened(mended).text
    with bank.running.office.ledger.reading() as connection:
        assert in_bank.parts(connection, letter) is None
        assert events.last_ref(connection, "replaced") == letter


def test_a_rejected_letter_says_why_and_nothing_takes_its_place(bank):
    with bank.at_desk() as desk:
        (letter,) = post_to_office(desk, bank.address, bank.running.invitation()).posted
        bank.finds(letter, "first", "reject", "It threatens.")
        fetch(desk)
        (seen,) = status(desk).letters
        assert (seen.screening, seen.remarks[0].outcome) == ("rejected", "reject")
        with pytest.raises(WrongUsage, match="No letter to Ana Duarte lies in a bank"):
            write(desk, "Ana Duarte", MENDED, instead=True)


def test_a_waiting_letter_is_replaced_only_when_its_writer_says_so(bank):
    with bank.at_desk() as desk:
        (letter,) = post_to_office(desk, bank.address, bank.running.invitation()).posted
        other = write(desk, "Ana Duarte", MENDED, instead=True).letter
        assert post_to_office(desk, bank.address).posted == (other,)
    with bank.running.office.ledger.reading() as connection:
        old = in_bank.find(connection, letter)
    assert old is not None
    assert old.withdrawn


def test_taken_back_is_taken_back_and_a_link_there_never_was(bank):
    with bank.at_desk() as desk:
        (letter,) = post_to_office(desk, bank.address, bank.running.invitation()).posted
        with pytest.raises(WrongUsage, match="no link"):
            relink_letter(desk, letter)
        assert not withdraw_letter(desk, letter).before
        (seen,) = status(desk).letters
        assert seen.state == "withdrawn"
    with bank.running.office.ledger.reading() as connection:
        assert in_bank.parts(connection, letter) is None


def test_a_bank_takes_nothing_unsigned_and_no_key_goes_another_way(bank):
    with bank.at_desk() as desk:
        write(desk, "Joan Whitfield", "Dear Joan,\n\nI broke the ladder.\n\nTomas\n", sign=False)
        with pytest.raises(WrongUsage, match="keys go to it"):
            post_to_office(desk, bank.address, bank.running.invitation(), road=KeyRoad("words"))
        done = post_to_office(desk, bank.address, bank.running.invitation())
        assert len(done.posted) == 1
        assert "signature is your leave" in done.left_out[0].reason


def test_a_desk_whose_writer_nobody_knows_keeps_its_letter_and_hears_why(bank):
    from amends.office.counter.enrolling import invite

    with bank.at_desk() as desk:
        done = post_to_office(desk, bank.address, invite(bank.running.office, "somebody", bank.address))
        assert done.posted == ()
        assert "who a writer is" in done.left_out[0].reason


def test_remarks_that_are_forged_or_about_another_letter_are_not_shown(bank):
    with bank.at_desk() as desk:
        (letter,) = post_to_office(desk, bank.address, bank.running.invitation()).posted
        reply = bank.opened(letter).header.reply
        other = BankRemarks("f" * 32, "return", "Write to me at once.", ())
        signature = bank.readers["first"].sign(
            finding_bytes(bank.running.office.id, letter, "a" * 64, "b" * 64, "return")
        )
        finding = Finding(letter, "a" * 64, "b" * 64, "return", signature, close_to(reply, other.to_bytes()))
        with bank.running.office.ledger.writing() as connection:
            find(bank.running.office, connection, bank.members["first"], finding)
        got = fetch(desk)
        assert "another letter" in got.refused[0]
        assert letter_shown(desk, letter).from_bank == ()


def test_an_answer_that_went_past_a_banks_readers_says_so(bank):
    with bank.at_desk() as desk:
        (letter,) = post_to_office(desk, bank.address, bank.running.invitation()).posted
        header = bank.opened(letter).header
        words = words_of_text("I believe you.")
        forged = seal_reply(ReplyHeader(letter, "2026-03-14", words, "Ana"), header.reply)
        with bank.handed_over(letter) as (connection, lies, case):  # an operator could, who reads the card
            digest = hashlib.sha256(forged).hexdigest()
            waiting = WaitingReply("e" * 32, case.envelope, bank.running.office.now(), len(forged), digest)
            replies.put(connection, waiting, lies.writer, forged, "")
        assert fetch(desk).new == 1
        (item,) = the_mailbag(desk)
        opened = open_one(desk, item.reply.id)
    assert (opened.text, opened.read_by, opened.unread_by) == ("I believe you.\n", "", header.grant.bank)


def test_at_the_command_line_it_is_the_same(bank, capsys, monkeypatch):
    from amends.cli.edge import run

    monkeypatch.setenv("AMENDS_PASSPHRASE", PASSPHRASE)
    file = bank.place.root.parent / "tomas.invitation"
    file.write_bytes(bank.running.invitation().to_bytes())

    def amends(*said: str) -> Any:
        assert run([*said, "--desk", str(bank.place.root), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    posted = amends("post", "--to", bank.address, "--invitation", str(file), "--about", "theft")
    assert (posted["posted"], posted["links"]) == (1, [])
    assert posted["bank"]["screening_key"] == bank.key
    with bank.at_desk() as desk:
        letter = status(desk).letters[0].id
    bank.finds(letter, "first", "return", "Leave out the plea.")
    assert amends("mailbag", "fetch")["screened"] == [letter]
    (one,) = amends("status")["each"]
    assert one["remarks"][0]["remarks"][0]["said"] == "It asks for something."
    assert run(["status", "--desk", str(bank.place.root)]) == 0
    assert "came back to be mended" in capsys.readouterr().out


def test_an_answer_that_the_bank_let_through_is_fetched_listed_and_opened_at_the_command_line(
    bank, capsys, monkeypatch
):
    from amends.cli.edge import run

    with bank.at_desk() as desk:
        (letter,) = post_to_office(desk, bank.address, bank.running.invitation()).posted
    words = words_of_text("I believe you.\n\nKeep the boat.")
    bank.lets_through(ReplyHeader(letter, "2026-03-14", words, "Ana"))
    monkeypatch.setenv("AMENDS_PASSPHRASE", PASSPHRASE)

    def said(*asked: str) -> str:
        assert run(["mailbag", *asked, "--desk", str(bank.place.root)]) == 0
        return capsys.readouterr().out

    assert "1 new answer, 0 here already." in said("fetch")
    assert "0 new answers, 1 here already." in said("fetch")
    assert "answers the letter to Ana Duarte" in said("list")
    (row,) = json.loads(said("list", "--json"))
    assert (row["from"], row["letter"], row["opened"]) == ("Ana Duarte", letter, False)
    page = said("open", row["id"])
    assert "I believe you.\n\nKeep the boat.\nSigned Ana.\n" in page
    read = bank.opened(letter).header.grant.bank
    assert f"{read} read it before it came to you, and signed that these are the words.\n" in page
    assert "on paper" not in page
    opened = json.loads(said("open", row["id"], "--json"))
    assert (opened["read_by"], opened["unread_by"], opened["on_paper"]) == (read, "", False)


def test_a_version_that_belongs_in_one_bank_does_not_go_elsewhere(bank, tmp_path):
    from amends.desk.journey.posting import post_to_folder

    with bank.at_desk() as desk:
        post_to_office(desk, bank.address, bank.running.invitation())
        write(desk, "Ana Duarte", MENDED, instead=True)
        done = post_to_folder(desk, tmp_path / "out")
        assert done.posted == ()
        assert "Post it to that bank" in done.left_out[0].reason


def test_a_bank_is_posted_to_from_the_desks_pages_once_its_key_was_compared(bank):
    sitting = Sitting(bank.place, MACHINE)
    sitting.carrying.wake = lambda *, now=False: None
    try:
        sitting.unlock_now(PASSPHRASE)
        browser = Browser(sitting)
        browser.post("/enter", {"token": sitting.token})

        def do(path, **said):
            return browser.post(path, {"ours": browser.token(), **said})

        with bank.at_desk() as desk:
            known = enrol(desk, bank.running.invitation())
            owed.answer_gate(desk, person_named(desk, "Ana Duarte").id, "no")
        do("/sending/told")
        asks = do("/sending/way", place=known.id, road="words", mail="yes", delay="0").headers["location"]
        assert asks == f"/sending/bank/{known.id}", "a bank is asked about before anything is looked at"
        page = browser.get(asks).text
        assert bank.key in page
        assert "you get no link" in page
        wrong = do(asks, shown=bank.key, key="aaaa-" * 6, about="theft")
        assert (wrong.status_code, "is not the key" in wrong.text) == (409, True)
        assert 'name="about" value="theft" checked' in wrong.text
        with bank.at_desk() as desk:
            assert out_tray.way_chosen(desk) != out_tray.Way(known.id, about="theft")
        assert "was not said" in do(asks, shown=bank.key, key=bank.key).text
        assert do(asks, shown=bank.key, key=bank.key.upper(), about="theft").headers["location"]
        looked = browser.get("/sending/look").text
        assert bank.key in looked
        assert "Theft or fraud" in looked
        do("/sending/post", seen=re.search(r'name="seen" value="([0-9a-f]+)"', looked)[1])
        asyncio.run(sitting.carrying.carry())
        with bank.at_desk() as desk, desk.drawer.transaction() as tx:
            (letter,) = (one.letter.id for one in letters_in(tx))
        assert bank.opened(letter).header.to == ("Ana Duarte",)
        with bank.at_desk() as desk, desk.drawer.transaction() as tx:
            there = banked.of_letters(tx, [letter])[letter]
        assert (there.about, there.ordered) == ("theft", False)
        with bank.at_desk() as desk:
            write(desk, "Joan Whitfield", "Dear Joan,\n\nThe ladder was yours.\n\nTomas\n")
            owed.answer_gate(desk, person_named(desk, "Joan Whitfield").id, "no")
        assert do(asks, shown=bank.key, about="theft", ordered="yes").headers["location"] == "/sending/look"
        looked = browser.get("/sending/look").text
        assert "Theft or fraud; a court ordered them" in looked
        do("/sending/post", seen=re.search(r'name="seen" value="([0-9a-f]+)"', looked)[1])
        asyncio.run(sitting.carrying.carry())
        assert "This bank takes no letters that a court ordered." in browser.get("/sending").text
        bank.new_key()
        page = browser.get(asks).text
        assert "It is another key than the one you compared" in page
        assert "You compared this key" not in page
        changed = do(asks, shown="aaaa-" * 6, key=bank.key, about="theft")
        assert "another key than it did a moment ago" in changed.text
    finally:
        sitting.close()
