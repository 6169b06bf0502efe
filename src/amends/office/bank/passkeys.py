"""Passkeys (WebAuthn, Level 2), by the library `webauthn`: what a browser is asked, and whether its answer is good.

A challenge is one of the office's nonces, so that each is good once and nothing is remembered until it is used.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Final, cast

from amends.envelope import Json
from amends.office.ledger.accounts import Passkey
from amends.office.refusals import Refusal
from amends.sentences import marked

_ES256, _RS256, _EDDSA = -7, -257, -8
"""COSE's names for what a passkey may sign with; every authenticator knows one of the three."""

PRF_SALT: Final = "amends-staff-prf/1"
"""What a passkey that has the extension `prf` is asked about; the answer never leaves the browser."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where staff come in: the page's origin, and the host that passkeys are bound to."""

    origin: str
    host: str


def to_make(site: Site, office: str, staff: str, name: str, challenge: str) -> Json:
    """What a browser needs to make a passkey; binary fields in base64url."""
    return {
        "rp": {"id": site.host, "name": office},
        "user": {"id": _text(bytes.fromhex(staff)), "name": name, "displayName": name},
        "challenge": _text(challenge.encode()),
        "pubKeyCredParams": [{"type": "public-key", "alg": each} for each in (_EDDSA, _ES256, _RS256)],
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": True, "userVerification": "required"
        },
        "attestation": "none",
    }  # fmt: skip


def to_use(site: Site, challenge: str) -> Json:
    """What a browser needs to use one; which one, its owner chooses."""
    return {"rpId": site.host, "challenge": _text(challenge.encode()), "userVerification": "required"}


def made(site: Site, credential: Json, challenge: str, staff: str) -> Passkey:
    """The passkey in a browser's answer.

    Raises:
        Refusal: `signature`: it is not an answer to this challenge, for this site, by a person who was verified.
    """
    from webauthn import verify_registration_response  # noqa: PLC0415  # only a bank's staff wait for it
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    try:
        answer = verify_registration_response(
            credential=cast("dict[str, object]", credential), expected_challenge=challenge.encode(),
            expected_rp_id=site.host, expected_origin=site.origin, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise _bad() from error
    return Passkey(_text(answer.credential_id), staff, site.host, answer.credential_public_key, answer.sign_count)


def used(site: Site, credential: Json, challenge: str, passkey: Passkey) -> int:
    """How often the passkey says it was used, where its answer is good.

    Raises:
        Refusal: `signature`, as `made`; also where its counter went back, as that of a copied key does.
    """
    from webauthn import verify_authentication_response  # noqa: PLC0415  # only a bank's staff wait for it
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    if passkey.site != site.host:
        raise _bad()
    try:
        answer = verify_authentication_response(
            credential=cast("dict[str, object]", credential), expected_challenge=challenge.encode(),
            expected_rp_id=site.host, expected_origin=site.origin, credential_public_key=passkey.key,
            credential_current_sign_count=passkey.uses, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise _bad() from error
    return answer.new_sign_count


def _bad() -> Refusal:
    return Refusal(
        "signature", marked("This passkey’s answer does not fit."), marked("Try once more, or use a recovery code.")
    )


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
