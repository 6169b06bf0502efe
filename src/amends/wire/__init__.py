"""What desk, room and office say to each other: frozen messages, and the exact bytes that are signed.

No behaviour beyond writing a message down and reading it strictly. `spec/office-api.md` is normative and gives the
addresses; `room/wire.ts` is the same in the browser.
"""

from amends.wire.answer import AnswerFile, AnswerToRead, answer_signed
from amends.wire.bank import SCREENINGS, SUBJECTS, BankCard, Screening, Subject, fingerprint, remarks_named
from amends.wire.office import Invitation, OfficeCard, notice_bytes
from amends.wire.reader import ANSWER_ROADS, AnswerRoad, PartSeen, Standing, Told
from amends.wire.signed import (
    ACTS,
    ACTS_AFTER_WITHDRAWAL,
    DESK_HEADER,
    KEEP_KEYS_TRIED,
    KEY_HEADER,
    NONCE_HEADER,
    NONCE_LIVES_SECONDS,
    SIGNATURE_HEADER,
    Act,
    act_bytes,
    desk_bytes,
    is_nonce,
    is_signature,
)
from amends.wire.writer import (
    BATCH_BYTES_MOST,
    BATCH_LETTERS_MOST,
    REPLY_BYTES_MOST,
    UPLOAD_CHUNK_BYTES,
    Deposited,
    News,
    Outcome,
    WaitingReply,
    batch,
    outcomes_bytes,
    outcomes_from,
    unbatch,
)

__all__ = [
    "ACTS",
    "ACTS_AFTER_WITHDRAWAL",
    "ANSWER_ROADS",
    "BATCH_BYTES_MOST",
    "BATCH_LETTERS_MOST",
    "DESK_HEADER",
    "KEEP_KEYS_TRIED",
    "KEY_HEADER",
    "NONCE_HEADER",
    "NONCE_LIVES_SECONDS",
    "REPLY_BYTES_MOST",
    "SCREENINGS",
    "SIGNATURE_HEADER",
    "SUBJECTS",
    "UPLOAD_CHUNK_BYTES",
    "Act",
    "AnswerFile",
    "AnswerRoad",
    "AnswerToRead",
    "BankCard",
    "Deposited",
    "Invitation",
    "News",
    "OfficeCard",
    "Outcome",
    "PartSeen",
    "Screening",
    "Standing",
    "Subject",
    "Told",
    "WaitingReply",
    "act_bytes",
    "answer_signed",
    "batch",
    "desk_bytes",
    "fingerprint",
    "is_nonce",
    "is_signature",
    "notice_bytes",
    "outcomes_bytes",
    "outcomes_from",
    "remarks_named",
    "unbatch",
]
