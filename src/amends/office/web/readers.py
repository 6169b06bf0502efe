"""The address of a reader's acts."""

from __future__ import annotations

from typing import Final

from litestar import Response, post

from amends.envelope import ENVELOPE_BYTES_MOST, is_id, is_key
from amends.office.acts.door import do
from amends.office.acts.looking import exists
from amends.office.acts.reader import Signer
from amends.office.refusals import malformed, nothing_here
from amends.office.web import described as api
from amends.office.web.body import Asking
from amends.office.web.house import as_bytes, as_json, house, in_path
from amends.office.web.turns import visitor_at
from amends.wire import ACTS, KEY_HEADER, NONCE_HEADER, REPLY_BYTES_MOST, SIGNATURE_HEADER, Act

_BODY_MOST: Final[dict[Act, int]] = {"answer": REPLY_BYTES_MOST, "pass-on": ENVELOPE_BYTES_MOST}
_FEW: Final = 4096
_NAMED: Final[dict[str, Act]] = {act: act for act in ACTS}
_ACT: Final = api.described(
    (api.DONE, api.BYTES), "not-here", "taken-back", "refused", takes=api.BYTES, signer="reader"
)
_SIGNERS: Final[dict[str, Signer]] = {"act": "act", "keep": "keep"}


@post("/api/letters/{letter:str}/acts/{act:str}", status_code=200, operation_class=_ACT)
async def acts(request: Asking) -> Response[bytes]:
    """Do one act with one letter."""
    here = house(request)
    letter, act = in_path(request, "letter"), in_path(request, "act")
    which, _, keep_key = request.headers.get(KEY_HEADER, "").partition(" ")
    signer, known = _SIGNERS.get(which), _NAMED.get(act)
    if known is None or signer is None or (keep_key and (signer != "keep" or not is_key(keep_key))):
        raise malformed("No such act, or no such key.")
    if not is_id(letter):
        raise nothing_here()
    nonce, signature = request.headers.get(NONCE_HEADER, ""), request.headers.get(SIGNATURE_HEADER, "")

    visitor = visitor_at(request.client.host if request.client else "")

    def first() -> None:
        here.office.nonces.check(nonce)
        exists(here.office, letter)

    async with here.body(request, _BODY_MOST.get(known, _FEW), here.readers, first) as body:
        answer = await here.work(
            lambda: do(
                here.office,
                letter,
                known,
                body,
                nonce=nonce,
                signature=signature,
                signer=signer,
                visitor=visitor,
                keep_key=keep_key,
            )
        )
    return as_bytes(answer) if known == "open" else as_json(answer)
