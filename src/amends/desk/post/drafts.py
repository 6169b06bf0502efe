"""A letter as a mail that its writer sends with their own program: a draft, with an address to answer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from amends.desk.seal.reply_address import reply_address

SUBJECT: Final = "Something is here for you"
_BY_LINK: Final = """\
There is a sealed letter for you. You need not open it, and need not answer.

{where}
{words}
"""
_BY_FILE: Final = """\
There is a sealed letter for you, in the file beside this. You need not open it, and need not answer.
It opens in a browser, with or without a network.
{key}{words}
To answer, save your answer from the page and send the file back in an answer to this mail; or just write.
"""
_WORDS: Final = "\nThe words that open it come to you another way.\n"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft is made of.

    Attributes:
        letter: the letter's id.
        own: the writer's mail address.
        writer: their name.
        to: the recipient's address.
        token: the letter's token, which goes into the address to answer to and into the Message-ID.
        link: the link; or of a file its address, behind whose `#` the key is.
        words: whether the key is behind words.
        page: the file that opens itself; empty where the letter is at an office.
    """

    letter: str
    own: str
    writer: str
    to: str
    token: str
    link: str = field(repr=False)
    words: bool
    page: bytes = field(default=b"", repr=False)


def draft_mail(draft: Draft) -> bytes:
    """The draft as a file that mail programs open for sending (`X-Unsent`)."""
    mail = EmailMessage(policy=SMTP)
    local, _, domain = draft.own.rpartition("@")
    mail["From"] = Address(draft.writer, local, domain)
    mail["To"] = draft.to
    mail["Reply-To"] = reply_address(draft.own, draft.token)
    mail["Subject"] = SUBJECT
    mail["Message-ID"] = f"<{draft.token}.{draft.letter[:8]}@{domain}>"
    mail["X-Unsent"] = "1"
    said = _WORDS if draft.words else ""
    if not draft.page:
        mail.set_content(_BY_LINK.format(where=draft.link, words=said))
        return bytes(mail)
    key = draft.link.partition("#")[2]
    mail.set_content(_BY_FILE.format(key=f"Where it asks for its key: {key}\n" if key else "", words=said))
    mail.add_attachment(draft.page, maintype="text", subtype="html", filename=f"{draft.letter[:8]}.html")
    return bytes(mail)
