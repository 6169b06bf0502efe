"""One-time codes, sent to those who asked: each once, whatever falls. Who gets none asks again."""

from __future__ import annotations

from typing import Final

from amends.clock import stamp
from amends.office.acts.asking import LIVES, code_of
from amends.office.carriers.mail import Letter, Mail
from amends.office.ledger import asking
from amends.office.ledger.asking import Asking
from amends.office.office import Office
from amends.sentences import marked, translations

AT_ONCE: Final = 20
_SUBJECT: Final = marked("A code you asked for")
_TEXT: Final = marked(
    "Somebody, perhaps you, asked whether something is here for this address.\n"
    "Only with this code is looked. It is good for half an hour, on the page where it was asked:\n\n"
    "%(code)s\n\n"
    "If you did not ask, you need do nothing. Nothing was looked up, and nobody is told.\n"
    "To have no more such mails: %(stop)s\n"
)


def send_codes(office: Office, mail: Mail) -> int:
    """Send what waits; how many codes went out. They are marked as sent before, so that none is sent twice."""
    with office.ledger.reading() as connection:
        if not asking.any_waits(connection):
            return 0
    with office.ledger.writing() as connection:
        some = asking.next_to_send(connection, stamp(office.clock.now() - LIVES), AT_ONCE)
    sent = 0
    for one in some:
        verdict = mail.send(_letter(office, one))
        sent += verdict in ("given", "unsure")
        if verdict == "later":
            with office.ledger.writing() as connection:
                asking.send_again(connection, one.id)
    return sent


def _letter(office: Office, one: Asking) -> Letter:
    say = translations(one.language).gettext
    code = code_of(office, one.id)
    stop = f"{office.settings.carrying.address}/mail/{one.token}"
    text = say(_TEXT) % {"code": f"{code[:4]} {code[4:]}", "stop": stop}
    to = office.keys.open(one.address, "askings.address")
    return Letter(to, one.token, say(_SUBJECT), text, one.language)
