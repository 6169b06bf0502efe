"""What every carrier keeps: who makes which half, that it saw no key, and that it answers for every notice."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import ssl
from pathlib import Path

import click
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from amends.cli.carrying import carrying_of, carrying_options
from amends.clock import MACHINE
from amends.errors import WrongUsage
from amends.office.carriers.mail import Mail
from amends.office.carriers.mail import Relay as RelayAddress
from amends.office.carriers.returned import Returned, read_returned
from amends.office.carriers.seam import House, Notice, make, names
from amends.office.rounds.worker import Worker
from amends.office.settings import Pace
from tests.rounds_at_work import an_office, box, fill, states
from tests.rounds_at_work.relay import Humour, Relay

HOUSE = House("Alder Bridge Post Room", "https://office.example", MACHINE)


def notices(count):
    return [Notice("a" * 32, f"{number:032x}", f"reader{number}@town.example") for number in range(count)]


@pytest.fixture
def relay():
    with Relay(keep=True) as relay:
        yield relay


ROADS = {"link", "file", "paper", "hand", "held", "mail", "heard"}


@pytest.fixture(params=sorted(ROADS))
def carrier(request, relay):
    carrier = make(request.param, relay.url() if request.param in ("mail", "heard") else "", HOUSE)
    yield carrier
    carrier.close()


def test_every_installed_road_is_held_to_this(carrier):
    assert carrier.name in names()
    assert set(names()) == ROADS


def test_a_road_says_who_makes_which_half_and_the_office_never_makes_the_key(carrier):
    assert carrier.halves.notice
    assert carrier.halves.key
    assert "office" not in carrier.halves.key
    assert carrier.halves.key.startswith(("the desk", "nobody"))
    assert carrier.halves.notice.startswith("the office" if carrier.at_once else "nobody")


def test_a_notice_has_no_place_for_a_key_or_for_who_wrote():
    assert {field.name for field in dataclasses.fields(Notice)} == {"letter", "token", "to"}


def test_a_road_answers_for_every_notice_in_order(carrier):
    given = notices(5) if carrier.at_once else []
    assert list(carrier.give(given)) == ["given"] * len(given)


@pytest.mark.parametrize(
    ("road", "to"),
    [
        ("link", "x@town.example"),
        ("file", "x"),
        ("paper", "x"),
        ("held", "nobody"),
        ("hand", "x@town.example"),
        ("hand", "0123456789ABCDEF 7K2QD 48 90"),
        ("hand", "0123456789ABCDEI 7K2QD 482190"),
    ],
)
def test_a_road_takes_no_address_of_another_form(road, to):
    assert not make(road, "", HOUSE).is_address(to)


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


def test_a_relay_that_answers_too_late_leaves_it_unsure(monkeypatch):
    with Relay(Humour(late=2)) as relay:
        mail = make("mail", relay.url(2), HOUSE)
        hang_up = mail._hang_up

        def hangs_up():
            hang_up()  # the first answer is waited for in vain; however long the next takes, it comes
            mail._relay = dataclasses.replace(mail._relay, seconds=120)

        monkeypatch.setattr(mail, "_hang_up", hangs_up)
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


# ── a line that is closed ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def authority(tmp_path, monkeypatch):
    """A certificate authority of the test's own, which the machine trusts, and its relay's certificate."""
    file = tmp_path / "authority.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file, certified("localhost", file, tmp_path / "relay.pem")


def certified(name, authority, relay):
    """A key and a certificate for this name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = MACHINE.now()
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    authority.write_bytes(made.public_bytes(Encoding.PEM))
    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    relay.write_bytes(own + made.public_bytes(Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(relay)
    return context


def closed(relay, password="quiet", tls="smtp"):
    return Mail(RelayAddress("localhost", relay.port, tls, "office", password, "notice@office.example", 120), HOUSE)


@pytest.mark.parametrize("tls", ["smtp", "smtps"])
def test_a_relay_is_given_name_and_password_over_a_closed_line(authority, tls):
    with Relay(closed=authority[1], closed_at_once=tls == "smtps") as relay:
        mail = closed(relay, tls=tls)
        assert list(mail.give(notices(3))) == ["given"] * 3
        mail.close()
        assert relay.post.passwords == [b"quiet"]
        assert len(relay.post.taken) == 3


def test_a_relay_that_refuses_the_password_is_tried_later(authority):
    with Relay(closed=authority[1]) as relay:
        assert list(closed(relay, "wrong").give(notices(2))) == ["later"] * 2
        assert not relay.post.taken


def test_a_relay_that_cannot_prove_who_it_is_hears_no_password(authority, tmp_path):
    stranger = certified("localhost", tmp_path / "unknown.pem", tmp_path / "stranger.pem")
    with Relay(closed=stranger) as relay:
        assert list(closed(relay).give(notices(2))) == ["later"] * 2
        assert relay.post.passwords == []


def test_a_relay_that_does_not_close_the_line_hears_no_password():
    with Relay() as relay:
        assert list(closed(relay).give(notices(2))) == ["later"] * 2
        assert relay.post.passwords == []
        assert not relay.post.taken


# ── roads of others ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def others(monkeypatch):
    """A package of somebody else's, as installing it leaves it behind."""
    monkeypatch.syspath_prepend(Path(__file__).parent.parent / "roads_of_others")


def told_by_pigeon(tmp_path, configured):
    """An office that tells five people by pigeon; how far their notices are after one look."""
    roads = {"pigeon": configured}
    with an_office(str(tmp_path / "office.sqlite"), tmp_path, roads=roads, address=HOUSE.address) as office:
        ids = fill(office, 5, "pigeon", "roof {}")
        worker = Worker(office)
        worker.once()
        worker.stop()
        assert sorted(box(office)) == sorted(ids)
        return ids, states(office)


@pytest.mark.usefixtures("others")
def test_a_road_of_somebody_elses_is_found_and_carries(tmp_path):
    (tmp_path / "loft").mkdir()
    assert "pigeon" in names()
    ids, found = told_by_pigeon(tmp_path, str(tmp_path / "loft"))
    assert found == {"carried": 5}
    slips = [slip.read_text() for slip in (tmp_path / "loft").iterdir()]
    assert sorted(slip.rpartition("/")[2].strip() for slip in slips) == sorted(ids)
    assert not any("#" in slip or "age-secret-key" in slip.lower() for slip in slips)


@pytest.mark.usefixtures("others")
def test_an_operator_says_what_a_road_needs_and_how_fast_it_may_go():
    said = chosen(
        "--road", "pigeon=/var/loft?shy=1", "--pace", "pigeon=0.5", "--pace", "heard=120", "--pace", "link=60"
    )
    assert dict(said.roads) == {"pigeon": "/var/loft?shy=1"}
    assert said.pace_of("pigeon") == ("pigeon", Pace(1, 0.5 / 60))
    assert said.pace_of("heard") == ("heard", Pace(120, 2))
    assert said.pace_of("mail") == ("mail", None)


@pytest.mark.parametrize(
    "wrong",
    [
        ("--pace", "mail"), ("--pace", "mail=0"), ("--pace", "mail=inf"), ("--pace", "mail=fast"),
        ("--pace", "mail=1", "--pace", "mail=2"), ("--pace", "swan=1"), ("--road", "swan=x"), ("--road", "mail=smtp://x"),
    ],
)  # fmt: skip
def test_a_pace_or_road_that_means_nothing_is_refused(wrong):
    with pytest.raises(WrongUsage):
        chosen(*wrong)


def chosen(*arguments):
    """How an office carries that is started with these arguments."""
    options = carrying_options(click.command()(lambda **given: given))
    return carrying_of(options.main(arguments, standalone_mode=False))


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("humour", ["falls", "forgets", "babbles"])
def test_a_road_that_does_not_keep_to_the_seam_is_not_believed_and_stops_nobody(tmp_path, humour):
    _, found = told_by_pigeon(tmp_path, f"{tmp_path}?{humour}")
    assert found == {"accepted": 5}  # to be tried again, after a while
