"""What an office says of itself, and the invitation to it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from amends.envelope import is_id, to_json
from amends.errors import Unsupported
from amends.wire.strictly import message, text


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """What an office says about itself to anybody: `GET /api/office`.

    Attributes:
        at: its address, or the one that it has `moved` to; empty where it does not say.
        signature: under `notice_key`, over `notice_bytes`.
        until: the last moment at which that is to be believed, as `clock.stamp` writes it.
    """

    id: str
    name: str
    exit_url: str
    notice_key: str = ""
    at: str = ""
    moved: bool = False
    signature: str = ""
    until: str = ""

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        return to_json({"amends": 1, **asdict(self)})

    @classmethod
    def from_bytes(cls, data: bytes) -> OfficeCard:
        """From canonical JSON.

        Raises:
            Unsupported: not an office's card.
        """
        fields = message(data)
        id_, name, exit_url = (text(fields, name) for name in ("id", "name", "exit_url"))
        signed = ("notice_key", "at", "signature", "until")
        key, at, signature, until = (text({name: "", **fields}, name) for name in signed)
        card = cls(id_, name, exit_url, key, at, fields.get("moved") is True, signature, until)
        if not is_id(card.id):
            raise Unsupported("The office's card has no proper id.")
        return card


def notice_bytes(office: str, at: str, until: str, *, moved: bool) -> bytes:
    """The bytes an office signs to say where it is, or where it went, and until when; each on its own line."""
    return f"amends-office/1\n{office}\n{'moved to' if moved else 'at'}\n{at}\nuntil\n{until}\n".encode()


@dataclass(frozen=True, slots=True)
class Invitation:
    """What lets one desk enrol at one office, once: the content of an invitation file.

    Attributes:
        office: the office's address, `http://…` or `https://…`.
        code: 32 bytes of chance, base64url.
        expires: the last moment, as `clock.stamp` writes it.
        screening_key: fingerprint of the key to which letters are sealed, where the office is a bank that reads them;
            otherwise empty.
    """

    office: str
    office_id: str
    code: str
    expires: str
    screening_key: str = ""

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        given = {name: value for name, value in asdict(self).items() if value}
        return to_json({"amends": 1, **given})

    @classmethod
    def from_bytes(cls, data: bytes) -> Invitation:
        """From the content of an invitation file; white space around it is allowed.

        Raises:
            Unsupported: not an invitation.
        """
        fields = {"screening_key": "", **message(data.strip())}
        return cls(*(text(fields, name) for name in ("office", "office_id", "code", "expires", "screening_key")))
