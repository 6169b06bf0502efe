"""Whose clerk attests a letter that came to a bank on paper, in the place of its writer's signature.

A writer without a desk has no key, so nobody could check a signature of theirs. The clerk signs what they took in,
and the bank's own key, under which it releases letters, says that they are its clerk; `spec/envelope.md`, "On paper".
`room/attested.ts` is the same in the browser, where such letters are made.
"""

from __future__ import annotations

from collections.abc import Mapping

from amends.desk.seal import sshsig
from amends.desk.seal.folder import CLERK
from amends.desk.seal.headers import LetterHeader, TakenIn
from amends.errors import Forged


def clerk_text(clerk: TakenIn) -> bytes:
    """What a custodian signs with the bank's key, so that a reader knows whose clerk this is."""
    return f"amends-clerk/1\nname {clerk.by}\nrole {clerk.role}\nsign {clerk.sign}\n".encode()


def check_clerk(header: LetterHeader, inside: Mapping[str, bytes]) -> str:
    """Who attests a letter that came on paper, as `NAME, ROLE of BANK`; empty for a letter that did not.

    Args:
        header: its header.
        inside: the entries of its folder.

    Raises:
        Forged: the clerk is none of that bank's, or there is one for a letter that does not say it came on paper.
    """
    taken, grant, certificate = header.taken_in, header.grant, inside.get(CLERK)
    if (taken is None) != (certificate is None):
        raise Forged("No clerk of the bank's attests that these words came on paper.", "Do not rely on it.")
    if taken is None or grant is None or certificate is None:
        return ""
    sshsig.check(certificate, clerk_text(taken), sshsig.CLERK, grant.sign, "the bank, under its clerk's name,")
    return f"{taken.by}, {taken.role} of {grant.bank}"
