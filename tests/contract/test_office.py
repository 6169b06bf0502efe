"""Every address of `spec/office-api.md`, over HTTP."""

from __future__ import annotations

from hashlib import sha256

import pytest

from amends.envelope import to_json
from amends.office.acts import door
from amends.office.ledger import readers
from amends.office.signatures import is_good
from amends.wire import KEEP_KEYS_TRIED, News, Standing, Told
from tests.office_door import Desk, Key, a_letter, fields, refusal, running


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def desk(office):
    return office.desk()


@pytest.fixture
def letter(desk):
    letter = a_letter()
    assert desk.deposit(letter) == ["deposited"]
    return letter


DONE = {"amends": 1, "done": True}


def test_a_letter_goes_from_a_desk_to_its_reader_and_an_answer_comes_back(office, desk, letter):
    standing = Standing.from_bytes(office.door.look(letter).content)
    assert standing.act_key == letter.key.public
    assert standing.front.sha256 == sha256(letter.envelope.front).hexdigest()
    assert office.door.look(letter, "/front").content == letter.envelope.front

    assert office.door.act(letter, "open").content == letter.envelope.letter
    answered = fields(office.door.act(letter, "answer", b"sealed words"))
    assert answered["done"] is True

    (waiting,) = desk.news().replies
    assert (waiting.id, waiting.letter, waiting.bytes) == (answered["answer"], letter.id, 12)
    assert waiting.sha256 == sha256(b"sealed words").hexdigest()
    assert desk.collect(waiting.id).content == b"sealed words"


def test_the_office_says_what_it_is(office):
    assert office.door.card.name == "Alder Bridge Post Room"
    assert office.door.card.id == office.office.id
    assert office.door.http.get("/health").text == "ok"


def test_a_letter_opened_once_opens_again(office, letter):
    assert [office.door.act(letter, "open").content for _ in range(3)] == [letter.envelope.letter] * 3


def test_the_sealed_letter_comes_only_in_answer_to_a_signed_open(office, letter):
    for part in ("", "/front", "/key", "/letter", "/letter.age", "/acts/open"):
        answer = office.door.look(letter, part)
        assert letter.envelope.letter not in answer.content


@pytest.mark.parametrize("kind", ["words", "age"])
def test_a_side_file_is_given_to_whoever_comes_for_it(office, desk, kind):
    letter = a_letter(key=b"behind six words", key_kind=kind)
    desk.deposit(letter)
    assert office.door.look(letter, "/key").content == b"behind six words"
    assert Standing.from_bytes(office.door.look(letter).content).key_kind == kind


def test_where_nothing_is_the_office_says_so(office, letter):
    nowhere = a_letter()
    for part in ("", "/front", "/key"):
        assert refusal(office.door.look(nowhere, part)) == (404, "not-here")
    assert refusal(office.door.look(letter, "/key")) == (404, "not-here")
    assert refusal(office.door.act(nowhere, "open")) == (404, "not-here")
    assert refusal(office.door.http.get("/api/letters/%2e%2e%2foffice")) == (404, "not-here")
    assert refusal(office.door.http.get("/api/nowhere")) == (404, "not-here")


@pytest.mark.parametrize("act", ["decline", "not-for-me", "never", "again"])
def test_acts_without_words_are_answered_alike_the_first_time_and_the_second(office, letter, act):
    answers = [office.door.act(letter, act) for _ in range(2)]
    assert [fields(answer) for answer in answers] == [DONE, DONE]


def test_an_answer_can_be_taken_back_until_it_is_collected(office, desk, letter):
    first = fields(office.door.act(letter, "answer", b"first"))["answer"]
    second = fields(office.door.act(letter, "answer", b"second"))["answer"]
    desk.collect(second)

    def take_back(answer):
        return fields(office.door.act(letter, "take-back", to_json({"amends": 1, "answer": answer})))["done"]

    assert take_back(first) is True
    assert take_back(first) is True
    assert take_back(second) is False
    assert take_back("00" * 16) is False
    assert [reply.id for reply in desk.news().replies] == [second]
    assert refusal(desk.collect(first)) == (404, "not-here")


def test_the_same_answer_sent_twice_is_one_answer(office, desk, letter):
    ids = {fields(office.door.act(letter, "answer", b"the same bytes"))["answer"] for _ in range(2)}
    assert [reply.id for reply in desk.news().replies] == list(ids)


def test_an_answer_that_was_collected_can_be_fetched_again(office, desk, letter):
    """A desk that was cut off between fetching and putting away must find it once more."""
    reply = fields(office.door.act(letter, "answer", b"sealed words"))["answer"]
    assert [desk.collect(reply).content for _ in range(2)] == [b"sealed words"] * 2
    assert [waiting.id for waiting in desk.news().replies] == [reply]


def test_twenty_answers_a_day_are_taken_from_one_visitor_and_the_next_from_another(office, desk, letter):
    for number in range(20):
        assert office.door.act(letter, "answer", b"%d" % number).status_code == 200
    assert refusal(office.door.act(letter, "answer", b"one more")) == (429, "limit")
    assert office.door.act(letter, "answer", b"0").status_code == 200, "the same bytes are no further answer"
    assert office.door.act(letter, "answer", b"one more", at="203.0.113.9").status_code == 200
    assert len(desk.news().replies) == 21


def tell(office, letter, **flags):
    told = {"requested": False, "received": False, "read": False, "not_wanted": False, **flags}
    return office.door.act(letter, "tell", to_json({"amends": 1, **told}))


def test_telling_adds_and_never_takes_back(office, desk, letter):
    assert desk.news().told == ()
    assert fields(tell(office, letter)) == DONE
    assert desk.news().told == ()
    assert fields(tell(office, letter, received=True)) == DONE
    assert fields(tell(office, letter, read=True)) == DONE
    assert desk.news().told == (Told(letter.id, received=True, read=True),)


def test_passing_on_leaves_a_copy_that_opens_and_nothing_else(office, desk, letter):
    copy = a_letter(copy_of=letter.id)
    for _ in range(2):
        assert fields(office.door.act(letter, "pass-on", copy.packed)) == {"amends": 1, "copy": copy.id, "done": True}
    assert Standing.from_bytes(office.door.look(copy).content).copy is True
    assert office.door.act(copy, "open").content == copy.envelope.letter
    for act, body in (
        ("keep", to_json({"amends": 1, "keep_key": Key().public})), ("answer", b"x"), ("decline", b""),
        ("never", b""), ("pass-on", a_letter(copy_of=copy.id).packed),
    ):  # fmt: skip
        assert refusal(office.door.act(copy, act, body)) == (403, "refused")
    assert refusal(tell(office, copy, read=True)) == (403, "refused")
    assert [row["id"] for row in desk.letters()] == [letter.id]


def test_a_letter_is_passed_on_three_times_a_day_at_most(office, letter):
    for _ in range(3):
        assert office.door.act(letter, "pass-on", a_letter(copy_of=letter.id).packed).status_code == 200
    assert refusal(office.door.act(letter, "pass-on", a_letter(copy_of=letter.id).packed)) == (429, "limit")


def test_what_is_passed_on_is_a_copy_of_this_letter(office, desk, letter):
    other = a_letter()
    desk.deposit(other)
    assert refusal(office.door.act(letter, "pass-on", a_letter(copy_of=other.id).packed)) == (422, "malformed")
    assert refusal(office.door.act(letter, "pass-on", a_letter().packed)) == (422, "malformed")
    assert refusal(office.door.act(letter, "pass-on", b"PK\x03\x04")) == (422, "malformed")


def test_a_copy_goes_with_its_letter_when_the_writer_takes_it_back(office, desk, letter):
    copy = a_letter(copy_of=letter.id)
    office.door.act(letter, "pass-on", copy.packed)
    desk.withdraw(letter.id)
    assert refusal(office.door.look(copy)) == (410, "taken-back")
    assert refusal(office.door.act(copy, "open")) == (410, "taken-back")


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("open", b"x"),
        ("decline", b"{}"),
        ("keep", b""),
        ("keep", to_json({"amends": 1, "keep_key": "short"})),
        ("answer", b""),
        ("take-back", to_json({"amends": 1, "answer": "x"})),
        ("tell", to_json({"amends": 1, "read": True})),
        ("tell", b'{"amends": 1}'),
        ("forgive", b""),
        ("state", b""),
    ],
)
def test_an_act_of_another_form_is_refused(office, letter, act, body):
    assert refusal(office.door.act(letter, act, body)) == (422, "malformed")


def test_an_answer_has_ten_mebibytes_at_most(office, desk, letter):
    most = 10 * 1024 * 1024
    assert office.door.act(letter, "answer", b"\0" * most).status_code == 200
    assert refusal(office.door.act(letter, "answer", b"\0" * (most + 1))) == (413, "too-large")
    assert len(desk.collect(desk.news().replies[0].id).content) == most


# ── desks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_invitation_enrols_one_desk_and_that_desk_may_repeat_it(office):
    code = office.invitation().code
    desk, other = Desk(office.door), Desk(office.door)
    for _ in range(2):
        assert fields(desk.enrol(code)) == {"amends": 1, "enrolled": True}
    assert refusal(other.enrol(code)) == (403, "refused")
    assert refusal(Desk(office.door).enrol(Key().public)) == (403, "refused")


def test_an_invitation_expires(tmp_path):
    import datetime as dt

    with running(tmp_path) as office:
        code = office.invitation().code
        office.clock.at += dt.timedelta(days=7, seconds=1)
        assert refusal(Desk(office.door).enrol(code)) == (403, "refused")
        office.clock.at -= dt.timedelta(seconds=2)
        assert Desk(office.door).enrol(code).status_code == 200


def test_a_desk_that_is_not_enrolled_can_do_nothing(office, letter):
    stranger = Desk(office.door)
    for path, body in (
        ("/api/desk/deposits", b"x"), ("/api/desk/news", b""), (f"/api/desk/uploads/{letter.id}/0/1", b"x"),
        ("/api/desk/withdraw", to_json({"amends": 1, "id": letter.id})),
    ):  # fmt: skip
        assert refusal(stranger.ask(path, body)) == (403, "refused")
    assert office.door.look(letter).status_code == 200


def test_one_desk_neither_sees_nor_touches_what_another_deposited(office, desk, letter):
    other = office.desk()
    reply = fields(office.door.act(letter, "answer", b"for the first desk"))["answer"]
    tell(office, letter, read=True)

    assert other.letters() == []
    assert other.news().replies == ()
    assert other.news().told == ()
    assert refusal(other.collect(reply)) == refusal(other.collect("00" * 16)) == (404, "not-here")
    assert other.withdraw(letter.id).content == other.withdraw("00" * 16).content
    assert office.door.look(letter).status_code == 200
    assert other.deposit(letter) == ["refused"]
    assert other.letters(after=letter.id) == []


def test_a_desk_lists_its_own_letters_in_the_order_they_came(office, desk):
    letters = [a_letter() for _ in range(3)]
    desk.deposit(*letters)
    desk.withdraw(letters[1].id)
    listed = desk.letters()
    assert [row["id"] for row in listed] == [letter.id for letter in letters]
    assert [row["withdrawn"] for row in listed] == [False, True, False]
    assert [row["id"] for row in desk.letters(after=letters[0].id)] == [letter.id for letter in letters[1:]]


def test_news_come_a_page_at_a_time_and_none_twice(office, desk, monkeypatch):
    monkeypatch.setattr("amends.office.counter.asking._PAGE", 3)
    letters = [a_letter() for _ in range(5)]
    desk.deposit(*letters)
    told = {"amends": 1, "requested": False, "received": True, "read": False, "not_wanted": False}
    for letter in reversed(letters):
        office.door.act(letter, "tell", to_json(told))
    answers = [fields(office.door.act(letter, "answer", b"sealed"))["answer"] for letter in letters for _ in "a"]

    def page(replies, told):
        body = to_json({"amends": 1, "replies": replies, "told": told})
        return News.from_bytes(desk.ask("/api/desk/news", body).content)

    pages = [page("", "")]
    while pages[-1].more:
        pages.append(page(pages[-1].replies[-1].id, pages[-1].told[-1].letter))
    assert [[one.id for one in page.replies] for page in pages] == [answers[:3], answers[3:]]
    ids = [letter.id for letter in letters]
    assert [[one.letter for one in page.told] for page in pages] == [ids[:3], ids[3:]]
    # Somebody else's answers and letters are no place to begin at.
    assert len(page("0" * 32, "0" * 32).replies) == 3
    more = to_json({"amends": 1, "replies": "", "told": "", "z": 1})
    for odd in (b"{}", b'{"amends":1,"replies":"x","told":""}', more):
        assert refusal(desk.ask("/api/desk/news", odd)) == (422, "malformed")


def test_withdrawing_is_answered_alike_whatever_the_recipient_did(office, desk):
    untouched, opened, declined = a_letter(), a_letter(), a_letter()
    desk.deposit(untouched, opened, declined)
    office.door.act(opened, "open")
    office.door.act(declined, "decline")
    nowhere = "ab" * 16
    answers = [desk.withdraw(which) for which in (untouched.id, opened.id, declined.id, nowhere, untouched.id)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, b'{"amends":1,"noted":true}')}


# ── keeping ───────────────────────────────────────────────────────────────────────────────────────────────────────


def keep(office, letter):
    key = Key()
    assert fields(office.door.act(letter, "keep", to_json({"amends": 1, "keep_key": key.public}))) == DONE
    return key


def test_however_many_keep_a_letter_one_signature_is_looked_at(office, letter, monkeypatch):
    """Else whoever holds the link could add keys until every request to the letter is slow."""
    keys = [Key() for _ in range(KEEP_KEYS_TRIED + 8)]
    with office.office.ledger.writing() as connection:
        for number, key in enumerate(keys):
            readers.keep(connection, letter.id, key.public, f"2026-01-01T00:00:{number:02}Z")
    looked = []
    monkeypatch.setattr(door, "is_good", lambda *given: looked.append(1) or is_good(*given))
    assert fields(office.door.act(letter, "state", keep=keys[-1]))["withdrawn"] is False
    assert len(looked) == 1
    assert refusal(office.door.act(letter, "state", keep=Key())) == (403, "signature")
    assert len(looked) == 1
    assert fields(office.door.act(letter, "state", keep=keys[0], which="keep"))["withdrawn"] is False
    looked.clear()
    assert refusal(office.door.act(letter, "state", keep=keys[-1], which="keep")) == (403, "signature")
    assert len(looked) == KEEP_KEYS_TRIED
    for odd in ("act " + keys[0].public, "keep short", "keep  " + keys[0].public):
        assert refusal(office.door.act(letter, "state", keep=keys[0], which=odd)) == (422, "malformed")


def test_what_was_done_shows_under_the_private_link(office, letter):
    key = keep(office, letter)
    office.door.act(letter, "open", keep=key)
    reply = fields(office.door.act(letter, "answer", b"sealed", keep=key))["answer"]
    state = fields(office.door.act(letter, "state", keep=key))
    assert [(done["act"], done["ref"]) for done in state["done"]] == [("keep", ""), ("open", ""), ("answer", reply)]
    assert state["withdrawn"] is False


def test_a_private_link_made_by_the_writer_shows_nothing_of_what_the_recipient_does(office, letter):
    """The writer holds the link too, so a private link must not be a window."""
    writers = keep(office, letter)
    before = fields(office.door.act(letter, "state", keep=writers))
    recipients = keep(office, letter)
    for act in ("open", "decline", "never"):
        office.door.act(letter, act)
        office.door.act(letter, act, keep=recipients)
    assert fields(office.door.act(letter, "state", keep=writers)) == before


def test_a_letter_kept_before_it_was_withdrawn_goes_on_opening(office, desk, letter):
    key = keep(office, letter)
    desk.withdraw(letter.id)
    assert refusal(office.door.act(letter, "open")) == (410, "taken-back")
    assert office.door.act(letter, "open", keep=key).content == letter.envelope.letter
    assert fields(office.door.act(letter, "state", keep=key))["withdrawn"] is True
    assert refusal(office.door.act(letter, "answer", b"x", keep=key)) == (410, "taken-back")


def test_after_a_withdrawal_nobody_can_begin_to_keep_the_letter(office, desk, letter):
    desk.withdraw(letter.id)
    body = to_json({"amends": 1, "keep_key": Key().public})
    assert refusal(office.door.act(letter, "keep", body)) == (410, "taken-back")


# ── no more letters ───────────────────────────────────────────────────────────────────────────────────────────────


def test_never_again_holds_letters_silently_and_can_be_taken_back(office, desk):
    from amends.office.ledger import letters as shelf

    person = "ab" * 16
    first, second, elsewhere = a_letter(person), a_letter(person), a_letter()
    desk.deposit(first)
    assert fields(office.door.act(first, "never")) == DONE
    assert desk.deposit(second, elsewhere) == ["deposited", "deposited"]

    def held():
        with office.office.ledger.reading() as connection:
            return shelf.held(connection, [first.id, second.id, elsewhere.id])

    assert held() == {first.id, second.id}
    assert office.door.act(second, "open").content == second.envelope.letter
    assert fields(office.door.act(second, "again")) == DONE
    assert held() == set()


def test_an_office_that_is_no_bank_says_so(office):
    assert refusal(office.door.http.get("/api/bank")) == (404, "not-here")
