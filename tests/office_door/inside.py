"""The same desk and reader, without the network: for stories with thousands of acts."""

from __future__ import annotations

from amends.envelope import to_json
from amends.office.acts.door import do
from amends.office.counter import asking, depositing, enrolling
from amends.office.counter.desk import Asked
from amends.office.office import Office
from amends.office.refusals import Refusal
from amends.wire import Act, News, act_bytes, batch, desk_bytes, outcomes_from
from tests.office_door import Key, Link


def act(office: Office, link: Link, act: Act, body: bytes = b"", keep: Key | None = None) -> bytes | str:
    """One act: what is answered, or the code of the refusal."""
    nonce = office.nonces.issue()
    signature = (keep or link.key).sign(act_bytes(office.id, link.id, act, body, nonce))
    try:
        return do(office, link.id, act, body, nonce=nonce, signature=signature, signer="keep" if keep else "act")
    except Refusal as refusal:
        return refusal.code


class InsideDesk:
    """A desk that is enrolled at this office."""

    def __init__(self, office: Office) -> None:
        self.office, self.key = office, Key()
        code = enrolling.invite(
            office, "somebody", "http://office.example", checked_by="office" if office.bank else ""
        ).code
        enrolling.enrol(office, self.asked("/api/writers", to_json({"amends": 1, "code": code, "name": "desk"})))

    def asked(self, path: str, body: bytes = b"") -> Asked:
        nonce = self.office.nonces.issue()
        signature = self.key.sign(desk_bytes(self.office.id, path, body, nonce))
        return Asked(path, body, self.key.public, nonce, signature)

    def deposit(self, *letters: Link) -> list[str]:
        body = batch({letter.id: letter.packed for letter in letters})
        answer = depositing.deposit(self.office, self.asked("/api/desk/deposits", body))
        return [one.outcome for one in outcomes_from(answer)]

    def withdraw(self, letter_id: str) -> bytes:
        return asking.withdraw(self.office, self.asked("/api/desk/withdraw", to_json({"amends": 1, "id": letter_id})))

    def news(self) -> News:
        return News.from_bytes(asking.news(self.office, self.asked("/api/desk/news")))

    def collect(self, reply: str) -> bytes | str:
        try:
            return asking.collect(self.office, self.asked(f"/api/desk/replies/{reply}"), reply)
        except Refusal as refusal:
            return refusal.code
