"""Held until called for: whoever proves a mail address finds what is here, and nobody learns anything before."""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes, policy

import pytest

from amends.envelope import to_json
from amends.office.acts.asking import A_DAY, TRIES, code_of
from amends.office.ledger import errands
from amends.office.rounds import keeping
from amends.office.rounds.worker import Worker
from amends.office.settings import Carrying, Limits, Pace
from amends.wire import outcomes_from
from tests.office_door import a_letter, fields, running
from tests.rounds_at_work.relay import Relay

TO = "joan@town.example"


@pytest.fixture
def relay():
    with Relay(keep=True) as relay:
        yield relay


@pytest.fixture
def office(tmp_path, relay):
    carrying = Carrying(roads={"mail": relay.url()}, address="https://office.example")
    with running(tmp_path, carrying=carrying) as office:
        yield office


@pytest.fixture
def work(office):
    """Carries all that is due, codes too."""
    worker = Worker(office.office)
    yield worker.once
    worker.stop()


@pytest.fixture
def desk(office):
    return office.desk()


def choose(desk, letter, road="held", to=TO):
    rows = [{"id": letter.id, "road": road, "to": to}]
    answer = desk.ask("/api/desk/roads", to_json({"amends": 1, "roads": rows}))
    return outcomes_from(answer.content)[0].outcome


def ask(office, address=TO, language="en"):
    answer = office.door.http.post(f"/{language}/ask", data={"address": address})
    assert answer.status_code == 200, answer.text
    return re.search(r'name="asked" value="([0-9a-f]{32})"', answer.text)[1]


def code_in(relay):
    mail = relay.post.mails[-1].decode()
    return re.search(r"^(\d{4} \d{4})\r$", mail, re.MULTILINE)[1]


def show(office, asked, code, **more):
    answer = office.door.http.post("/en/ask/found", data={"asked": asked, "code": code, **more})
    assert answer.status_code == 200
    return answer.text


def letters_in(page):
    return re.findall(r'href="/(?:en|es)/l/([0-9a-f]{32})"', page)


def test_whoever_proves_the_address_finds_the_letter_and_nobody_was_told(office, desk, relay, work):
    letter, another = a_letter(), a_letter()
    desk.deposit(letter, another)
    assert choose(desk, letter) == "deposited"
    assert choose(desk, letter) == "already"
    choose(desk, another, to="ada@town.example")
    work()
    assert relay.post.mails == []
    asked = ask(office, "Joan@Town.example ")
    work()
    assert letters_in(show(office, asked, code_in(relay))) == [letter.id]
    mail = relay.post.mails[-1].decode()
    assert "Subject: A code you asked for" in mail
    assert letter.id not in mail
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail


def test_before_the_address_is_proven_every_answer_is_the_same(office, desk, relay, work):
    letter = a_letter()
    desk.deposit(letter)
    choose(desk, letter)

    def answered(address):
        answer = office.door.http.post("/en/ask", data={"address": address})
        head = {name: value for name, value in answer.headers.items() if name not in ("date", "content-length")}
        return answer.status_code, head, re.sub(r"[0-9a-f]{32}", "ID", answer.text)

    there, not_there = answered(TO), answered("nobody@town.example")
    assert there == not_there
    work()
    assert len(relay.post.mails) == 2
    kept = {re.sub(rb"[0-9a-f]{32}|\d{4} \d{4}|(joan|nobody)@", b"", mail) for mail in relay.post.mails}
    assert len(kept) == 1


def test_asking_looks_nothing_up_before_the_code_is_right(office, desk, monkeypatch):
    letter = a_letter()
    desk.deposit(letter)
    choose(desk, letter)
    looked = []
    original = errands.told_at
    monkeypatch.setattr(errands, "told_at", lambda *given: looked.append(1) or original(*given))
    asked = ask(office)
    show(office, asked, "00000000")
    show(office, "0" * 32, "00000000")
    assert looked == []


def test_a_code_ends_with_wrong_tries_and_with_time_and_belongs_to_what_was_asked(office, desk, relay, work):
    letter = a_letter()
    desk.deposit(letter)
    choose(desk, letter)
    first = ask(office)
    work()
    code = code_in(relay)
    second = ask(office)
    work()
    assert letters_in(show(office, second, code)) == []
    assert letters_in(show(office, first, code)) == [letter.id]
    for _ in range(TRIES):
        assert "not right" in show(office, first, "12345678")
    assert letters_in(show(office, first, code)) == []
    other = code_in(relay)
    assert letters_in(show(office, second, other)) == [letter.id]
    office.clock.at += dt.timedelta(minutes=31)
    assert letters_in(show(office, second, other)) == []


def test_few_codes_a_day_go_to_one_address_and_none_where_mails_are_not_wanted(office, desk, relay, work):
    for _ in range(A_DAY + 2):
        ask(office)
        work()
    assert len(relay.post.mails) == A_DAY
    found = re.search(r"List-Unsubscribe: <https://office.example(/mail/[0-9a-f]{32})>", relay.post.mails[0].decode())
    stop = found[1]
    office.door.http.post(stop, data={"List-Unsubscribe": "One-Click"})
    office.clock.at += dt.timedelta(days=2)
    ask(office)
    work()
    assert len(relay.post.mails) == A_DAY
    office.door.http.post(stop, data={"wish": "mail-again"})
    ask(office)
    work()
    assert len(relay.post.mails) == A_DAY + 1


def test_whoever_asked_cannot_stop_the_mails_of_somebody_else(office, relay, work):
    asked = ask(office)
    office.door.http.post(f"/mail/{asked}", data={"List-Unsubscribe": "One-Click"})
    ask(office)
    work()
    assert len(relay.post.mails) == 2


def test_what_is_withdrawn_or_waits_is_not_found(office, desk, relay, work):
    letter = a_letter()
    desk.deposit(letter)
    choose(desk, letter)
    asked = ask(office)
    work()
    code = code_in(relay)
    assert letters_in(show(office, asked, code)) == [letter.id]
    desk.withdraw(letter.id)
    assert letters_in(show(office, asked, code)) == []


def test_a_letter_told_of_by_mail_is_found_by_asking_too(office, desk, relay, work):
    letter = a_letter()
    desk.deposit(letter)
    choose(desk, letter, "mail")
    work()
    asked = ask(office)
    work()
    assert letters_in(show(office, asked, code_in(relay))) == [letter.id]


def wants_to_hear(office, relay, work, wish="hear"):
    asked = ask(office)
    work()
    return show(office, asked, code_in(relay), wish=wish)


def notices(relay):
    return [mail for mail in relay.post.mails if b"Something is here" in mail]


def test_whoever_wishes_hears_of_the_next_letter_once_and_the_writer_learns_nothing(office, desk, relay, work):
    assert "You are told by a mail" in wants_to_hear(office, relay, work)
    letter, plain = a_letter(), a_letter()
    desk.deposit(letter, plain)
    seen = [choose(desk, letter), choose(desk, letter)]
    work()
    (notice,) = notices(relay)
    assert f"/l/{letter.id}".encode() in notice
    assert b"To: joan@town.example" in notice
    assert seen == ["deposited", "already"]
    assert choose(desk, letter, "mail") == "deposited"  # as if nobody had been told
    work()
    assert len(notices(relay)) == 1
    token = office.office.keys.token(letter.id, "heard")
    with office.office.ledger.writing() as connection:
        assert errands.came_back(connection, token, office.office.now()) == letter.id
    assert fields(desk.ask("/api/desk/roads/closed")) == {"amends": 1, "closed": []}


def test_the_wish_can_be_taken_back_and_nobody_hears_without_it(office, desk, relay, work):
    wants_to_hear(office, relay, work)
    assert "You are not told" in wants_to_hear(office, relay, work, "hear-no-more")
    letter = a_letter()
    desk.deposit(letter)
    choose(desk, letter)
    work()
    assert notices(relay) == []


def test_addresses_rest_encrypted_and_what_was_asked_is_forgotten(office, relay, work, tmp_path):
    wants_to_hear(office, relay, work)
    for file in tmp_path.iterdir():
        assert TO.encode() not in file.read_bytes()
    with office.office.ledger.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM askings").scalar_one()
    office.clock.at += dt.timedelta(days=32)
    keeping.forget(office.office)
    with office.office.ledger.reading() as connection:
        assert (before, connection.exec_driver_sql("SELECT count(*) FROM askings").scalar_one()) == (1, 0)


def test_looking_at_the_pages_changes_nothing(office):
    assert (
        office.door.http.get("/ask", headers={"Accept-Language": "es"}).text.count("¿Hay algo aquí para usted?") == 1
    )
    assert office.door.http.get("/en/ask/found").status_code == 405
    with office.office.ledger.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM askings").scalar_one() == 0


def test_asking_is_paced_and_no_relay_for_strangers(tmp_path, relay):
    carrying = Carrying(roads={"mail": relay.url()}, address="https://office.example")
    with running(tmp_path, carrying=carrying, limits=Limits(loopback=Pace(3, 0.001))) as office:
        answers = [office.door.http.post("/ask", data={"address": f"{n}@else.example"}).status_code for n in range(6)]
    assert answers[-1] == 429
    with running(tmp_path, carrying=carrying, limits=Limits(askings=Pace(2, 0.001))) as office:
        answers = [office.door.http.post("/ask", data={"address": f"{n}@else.example"}).status_code for n in range(4)]
    assert answers == [200, 200, 429, 429]


@pytest.mark.parametrize("address", ["", "x", "a@b@c", "a b@c.example", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_is_asked_for_again(office, address):
    answer = office.door.http.post("/en/ask", data={"address": address})
    assert answer.status_code == 422
    assert "no mail address" in answer.text


def test_an_office_without_mail_says_so_and_a_bank_has_a_registry_of_its_own(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with running(tmp_path / "a") as office:
        assert "sends no mail" in office.door.http.get("/en/ask").text
        assert "sends no mail" in office.door.http.post("/en/ask", data={"address": TO}).text
    with running(tmp_path / "b", policy="washington") as bank:
        assert bank.door.http.get("/en/ask").status_code == 404
        assert "/ask" not in bank.door.http.get("/").text


def test_the_mail_speaks_the_language_of_the_page(office, relay, work):
    ask(office, language="es")
    work()
    mail = message_from_bytes(relay.post.mails[-1], policy=policy.default)
    assert mail["Subject"] == "Un código que usted pidió"
    assert "https://office.example/mail/" in mail.get_content()


def test_a_code_that_was_sent_to_nobody_proves_nothing(office, desk, relay, work):
    """Else whoever asks often enough could guess as often as they like, and the address would never hear of it."""
    letter = a_letter()
    desk.deposit(letter)
    choose(desk, letter)
    for _ in range(A_DAY):
        ask(office)
    work()
    unsent = ask(office)
    work()
    assert len(relay.post.mails) == A_DAY
    assert letters_in(show(office, unsent, code_of(office.office, unsent))) == []
