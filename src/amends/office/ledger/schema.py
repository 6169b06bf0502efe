"""The ledger's tables: what an office holds, and nothing of what is in a letter.

Moments are text as `clock.stamp` writes it, keys and ids as on the wire. Sealed parts lie apart from the letters
they belong to, so that looking through letters never drags sealed bytes along.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _index_where(*columns: str, where: str) -> Index:
    """An index of those rows alone that are looked for: what is done with costs nothing more."""
    return Index(None, *columns, sqlite_where=text(where), postgresql_where=text(where))


# SQLite counts rows by itself only in a column of exactly its own integer type.
_NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")

OFFICE: Final = Table(
    "office",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("address", String(2048), nullable=False, server_default=""),
)
"""One row: whose database this is, and where it was last to be reached."""

WRITERS: Final = Table(
    "writers",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("desk_key", String(43), nullable=False, unique=True),
    Column("name", LargeBinary, nullable=False),
    Column("since", String(20), nullable=False),
)
"""Who may deposit: a desk's public key, or what stands for it where somebody writes on paper; the name, encrypted."""

SUPERSEDED: Final = Table(
    "superseded",
    METADATA,
    Column("desk_key", String(43), primary_key=True),
    Column("writer", String(32), ForeignKey("writers.id"), nullable=False, index=True),
    Column("until", String(20), nullable=False),
)
"""Desk keys in whose place another copy of the same desk has come, so that an old copy is told so."""

INVITATIONS: Final = Table(
    "invitations",
    METADATA,
    Column("code_sha256", String(64), primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("expires", String(20), nullable=False),
    Column("used_by", String(43), nullable=False, server_default=""),
    Column("checked_by", String(32), nullable=False, server_default=""),
    Column("checked", LargeBinary, nullable=True),
)
"""Who was asked to enrol: a digest of the code, never the code. Who made sure who that is, and by what, encrypted."""

LETTERS: Final = Table(
    "letters",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("writer", String(32), ForeignKey("writers.id"), nullable=True),
    Column("copy_of", String(32), ForeignKey("letters.id"), nullable=True),
    Column("act_key", String(43), nullable=False),
    Column("person", String(32), nullable=False),
    Column("key_kind", String(8), nullable=False),
    Column("front_bytes", Integer, nullable=False),
    Column("front_sha256", String(64), nullable=False),
    Column("letter_bytes", Integer, nullable=False),
    Column("letter_sha256", String(64), nullable=False),
    Column("key_bytes", Integer, nullable=False),
    Column("key_sha256", String(64), nullable=False),
    Column("since", String(20), nullable=False),
    Column("withdrawn", String(20), nullable=True),
    Column("due", String(20), nullable=True),
    Index(None, "writer", "number"),
    Index(None, "writer", "person"),
    Index(None, "copy_of"),
    sqlite_autoincrement=True,
)
"""Letters and copies that were passed on (those have `copy_of` and no writer).

`due` is the moment from which a letter is here for its recipient, where its posting waits; else nothing.
"""

PARTS: Final = Table(
    "parts",
    METADATA,
    Column("letter", String(32), ForeignKey("letters.id"), primary_key=True),
    Column("part", String(8), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
"""The sealed bytes: `front`, `letter`, and `key` where the secret travels by words or age recipient."""

KEPT: Final = Table(
    "kept",
    METADATA,
    Column("letter", String(32), ForeignKey("letters.id"), primary_key=True),
    Column("keep_key", String(43), primary_key=True),
    Column("at", String(20), nullable=False),
)

NEVERS: Final = Table(
    "nevers",
    METADATA,
    Column("writer", String(32), ForeignKey("writers.id"), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("at", String(20), nullable=False),
)
"""No more letters from this writer to this person."""

SPENT: Final = Table(
    "spent",
    METADATA,
    Column("tag", LargeBinary(16), primary_key=True),
    Column("run", LargeBinary(8), nullable=False),
    Column("issued", BigInteger, nullable=False),
    Index(None, "issued"),
)
"""Nonces that were used, for as long as they could be used again."""

UPLOADS: Final = Table(
    "uploads",
    METADATA,
    Column("writer", String(32), ForeignKey("writers.id"), primary_key=True),
    Column("letter", String(32), primary_key=True),
    Column("total", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("touched", String(20), nullable=False),
)

CHUNKS: Final = Table(
    "chunks",
    METADATA,
    Column("writer", String(32), primary_key=True),
    Column("letter", String(32), primary_key=True),
    Column("offset", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

REPLIES: Final = Table(
    "replies",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("letter", String(32), ForeignKey("letters.id"), nullable=False),
    Column("arrived", String(20), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    Column("writer", String(32), nullable=False, server_default=""),
    Column("number", BigInteger, nullable=False, server_default="0"),
    Index(None, "letter", "state"),
    Index(None, "writer", "number"),
)
"""Sealed answers: `waits`, `collected`, or `taken-back` (then without its bytes); numbered for each writer."""

TOLD: Final = Table(
    "told",
    METADATA,
    Column("letter", String(32), ForeignKey("letters.id"), primary_key=True),
    Column("requested", Boolean, nullable=False),
    Column("received", Boolean, nullable=False),
    Column("read", Boolean, nullable=False),
    Column("not_wanted", Boolean, nullable=False),
    Column("writer", String(32), nullable=False, server_default=""),
    Column("number", BigInteger, nullable=False, server_default="0"),
    Index(None, "writer", "number"),
)
"""What recipients chose to let the writer know; a flag here never goes off again. Numbered as the letters are."""

STORED: Final = Table(
    "stored",
    METADATA,
    Column("owner", String(32), primary_key=True),
    Column("part", String(8), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
)
"""Sealed bytes that lie in an object store, and under what name: a letter's parts, or an answer (`reply`)."""

BOX: Final = Table(
    "box",
    METADATA,
    Column("letter", String(32), ForeignKey("letters.id"), primary_key=True),
    Column("round", String(32), nullable=False),
    Column("at", String(20), nullable=False),
    sqlite_with_rowid=False,
)
"""Letters that were carried into their recipient's box: each once, because the letter is the key."""

ERRANDS: Final = Table(
    "errands",
    METADATA,
    Column("letter", String(32), ForeignKey("letters.id"), primary_key=True),
    Column("carrier", String(16), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("due", String(20), nullable=False),
    Column("round", String(32), nullable=False, server_default=""),
    Column("sending", Boolean, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("token", String(32), nullable=False, server_default=""),
    Column("whom", String(64), nullable=False, server_default=""),
    Column("address", LargeBinary, nullable=True),
    Column("at", String(20), nullable=False),
    _index_where("carrier", "due", "letter", where="state = 'accepted' AND round = ''"),
    _index_where("round", "letter", where="round <> ''"),
    _index_where("token", where="token <> ''"),
    _index_where("whom", where="whom <> ''"),
    sqlite_with_rowid=False,
)
"""One letter by one road: how far it is. `address` is encrypted, `whom` a keyed digest of it, `token` what a notice
is known by. `sending` is set while its notice is being handed over, so that what is unsure after a fall is known."""

ROUNDS: Final = Table(
    "rounds",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("carrier", String(16), nullable=False),
    Column("version", String(32), nullable=False),
    Column("holder", String(32), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("begun", String(20), nullable=False),
    Index(None, "state"),
)
"""Batches of errands: `open`, or `done`. Who holds one, and how often that changed."""

PACES: Final = Table(
    "paces",
    METADATA,
    Column("carrier", String(16), primary_key=True),
    Column("left", Float, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""How many more notices a carrier may give now, and since which millisecond that is so."""

HUSHED: Final = Table(
    "hushed",
    METADATA,
    Column("whom", String(64), primary_key=True),
    Column("at", String(20), nullable=False),
)
"""Keyed digests of addresses that want no notices."""

EVENTS: Final = Table(
    "events",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(20), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("letter", String(32), nullable=False),
    Column("by", String(48), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Index(None, "letter", "by", "kind"),
)
"""What happened, only ever added to; each row's digest covers the row before it."""
