"""What every carrier keeps: who makes which half, that it saw no key, and that it answers for every notice."""

from __future__ import annotations

import dataclasses
import re

import pytest

from amends.clock import MACHINE
from amends.errors import WrongUsage
from amends.office.carriers.mail import Relay as RelayAddress
from amends.office.carriers.returned import Returned, read_returned
from amends.office.carriers.seam import House, Notice, make, names
from tests.rounds_at_work.relay import Humour, Relay

HOUSE = House("Alder Bridge Post Room", "https://office.example", MACHINE)


def notices(count):
    return [Notice("a" * 32, f"{number:032x}", f"reader{number}@town.example") for number in range(count)]


@pytest.fixture
def relay():
    with Relay(keep=True) as relay:
        yield relay


@pytest.fixture(params=["link", "file", "mail"])
def carrier(request, relay):
    carrier = make(request.param, relay.url() if request.param == "mail" else "", HOUSE)
    yield carrier
    carrier.close()


def test_every_installed_road_is_held_to_this(carrier):
    assert carrier.name in names()
    assert {"link", "file", "mail"} == set(names())


def test_a_road_says_who_makes_which_half_and_the_office_never_makes_the_key(carrier):
    assert carrier.halves.notice
    assert carrier.halves.key
    assert "office" not in carrier.halves.key
    assert carrier.at_once == 0 or carrier.halves.notice.startswith("the office")


def test_a_notice_has_no_place_for_a_key_or_for_who_wrote():
    assert {field.name for field in dataclasses.fields(Notice)} == {"letter", "token", "to"}


def test_a_road_answers_for_every_notice_in_order(carrier):
    given = notices(5) if carrier.at_once else []
    assert list(carrier.give(given)) == ["given"] * len(given)


def test_what_is_no_road_is_refused():
    with pytest.raises(WrongUsage, match="no carrier"):
        make("pigeon", "", HOUSE)


# ── mail ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mail_names_nobody_has_no_key_and_can_be_stopped_with_one_click(relay):
    mail = make("mail", relay.url(), HOUSE)
    (one,) = notices(1)
    mail.give([one])
    mail.close()
    (sent,) = (data.decode() for data in relay.post.mails)
    head, _, body = sent.partition("\r\n\r\n")
    assert "Subject: Something is here for you\r\n" in head
    assert "From: Alder Bridge Post Room <notice@office.example>\r\n" in head
    assert f"Message-ID: <{one.token}@office.example>" in head
    assert f"List-Unsubscribe: <https://office.example/mail/{one.token}>" in head
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert "text/plain" in body
    assert "text/html" in body
    assert f"https://office.example/l/{one.letter}\r\n" in body
    assert "#" not in body
    assert not re.search(r"age-secret-key", sent, re.IGNORECASE)


def test_the_same_notice_is_the_same_mail(relay):
    mail = make("mail", relay.url(), HOUSE)
    for _ in range(2):
        mail.give(notices(1))
    mail.close()
    assert relay.post.taken == {notices(1)[0].token: 2}


@pytest.mark.parametrize("address", ["", "x", "a@b@c", "a b@c.example", "a@b.example\r\nBcc: c@d.example", "<a@b.c>"])
def test_what_is_no_address_is_none(relay, address):
    assert not make("mail", relay.url(), HOUSE).is_address(address)


@pytest.mark.parametrize("url", ["", "http://relay.example", "smtp://relay.example", "smtps://relay.example?from=x"])
def test_a_relay_that_is_none_is_refused(url):
    with pytest.raises(WrongUsage, match="relay"):
        RelayAddress.read(url)


def test_a_relay_that_is_elsewhere_is_spoken_to_closed():
    assert RelayAddress.read("smtp://relay.example?from=a@b.example").tls == "smtp"
    assert RelayAddress.read("smtps://relay.example?from=a@b.example").tls == "smtps"
    assert RelayAddress.read("smtp://127.0.0.1?from=a@b.example").tls == ""


def test_of_a_relay_in_bad_humour_nothing_is_believed_that_it_did_not_say():
    humour = Humour(drop_before=5, drop_after=7, refuse=11, later=13, twice=6)
    with Relay(humour) as relay:
        mail = make("mail", relay.url(), HOUSE)
        given = notices(200)
        verdicts = mail.give(given)
        mail.close()
        assert len(verdicts) == 200
        assert set(verdicts) == {"given", "refused", "later", "unsure"}
        for one, verdict in zip(given, verdicts, strict=True):
            taken = relay.post.taken[one.token]
            assert taken <= 1
            assert verdict != "given" or taken == 1
            assert verdict not in ("refused", "later") or taken == 0


def test_a_relay_that_answers_too_late_leaves_it_unsure():
    with Relay(Humour(late=2, late_seconds=1.5)) as relay:
        mail = make("mail", relay.url(0.5), HOUSE)
        verdicts = mail.give(notices(2))
        mail.close()
    assert list(verdicts) == ["unsure", "given"]


def test_where_no_relay_is_everything_is_tried_later():
    mail = make("mail", "smtp://127.0.0.1:9?from=notice@office.example", HOUSE)
    assert list(mail.give(notices(3))) == ["later"] * 3


REPORT = """\
From: MAILER-DAEMON@relay.example
To: notice+{token}@office.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not work.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; gone@town.example
Action: {action}
Status: 5.1.1
--b
Content-Type: message/rfc822

Message-ID: <{token}@office.example>
Subject: Something is here for you

text
--b--
"""


@pytest.mark.parametrize(("action", "failed"), [("failed", True), ("delayed", False), ("relayed", False)])
def test_mail_that_comes_back_is_read_as_rfc_3464_has_it(action, failed):
    token = "5" * 32
    said = REPORT.format(token=token, action=action)
    assert read_returned(said.encode()) == Returned(token, failed)
    without = said.replace(f"To: notice+{token}@office.example", "To: notice@office.example")
    assert read_returned(without.encode()) == Returned(token, failed)


@pytest.mark.parametrize("data", [b"", b"\xff\x00", b"Subject: Away\n\nuntil Monday", b"{}"])
def test_what_is_no_report_says_nothing(data):
    assert read_returned(data) is None
