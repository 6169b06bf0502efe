"""The tables, as the newest migration leaves them; a test holds the two against each other.

Moments are text as `clock.stamp` writes it, ids 32 hexadecimal digits, words their canonical JSON.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from amends.desk.drawer.schema.ground import META, Bytes, Flag, Text, Whole
from amends.desk.drawer.schema.ground import id_column as _id
from amends.desk.drawer.schema.papers import asks as asks
from amends.desk.drawer.schema.papers import cleans as cleans
from amends.desk.drawer.schema.papers import fronts as fronts
from amends.desk.drawer.schema.papers import joined as joined
from amends.desk.drawer.schema.papers import own_words as own_words
from amends.desk.drawer.schema.papers import papers as papers
from amends.desk.drawer.schema.papers import reply_scans as reply_scans
from amends.desk.drawer.schema.papers import scans as scans
from amends.desk.drawer.schema.papers import threads as threads

settings = sa.Table(
    "settings", META, sa.Column("name", Text, primary_key=True), sa.Column("value", Bytes, nullable=False)
)

# ── people ────────────────────────────────────────────────────────────────────────────────────────────────────────

people = sa.Table(
    "people",
    META,
    sa.Column("place", Whole, primary_key=True),  # the order in which they were put on the list
    sa.Column("id", Text, nullable=False, unique=True),
    sa.Column("name", Text, nullable=False, index=True),
    sa.Column("kind", Text, nullable=False),
    sa.Column("given", Text, nullable=False),
    sa.Column("family", Text, nullable=False),
    sa.Column("note", Text, nullable=False),
    sa.Column("org", Text, nullable=False),
    sa.Column("pseudonym", Text, nullable=False),  # what an office knows of them, the same for all letters to them
    sa.Column("stance", Text, nullable=False),
    sa.Column("until", Text, nullable=False),
    sa.CheckConstraint("stance in ('open', 'deferred', 'never')", "stance"),
)


def _facts(name: str) -> sa.Table:
    """A table of what is known of people, several things of one kind a person, in order."""
    return sa.Table(
        name,
        META,
        _id("person", "people.id"),
        sa.Column("at", Whole, primary_key=True),
        sa.Column("text", Text, nullable=False),
    )


spellings = _facts("spellings")
addresses = _facts("addresses")
emails = _facts("emails")
phones = _facts("phones")
sources = _facts("sources")

rolls = sa.Table(
    "rolls",
    META,
    sa.Column("title", Text, primary_key=True),
    sa.Column("taken_in", Text, nullable=False),
)
roll_names = sa.Table(
    "roll_names",
    META,
    _id("roll", "rolls.title"),
    sa.Column("at", Whole, primary_key=True),
    sa.Column("name", Text, nullable=False),
)

# ── what is owed, and the list in order ───────────────────────────────────────────────────────────────────────────

amends = sa.Table(
    "amends",
    META,
    _id("person", "people.id"),
    sa.Column("happened", Text, nullable=False),
    sa.Column("effect", Text, nullable=False),
    sa.Column("repair", Text, nullable=False),
    sa.Column("willing", Flag, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("until", Text, nullable=False),
    sa.Column("injury", Text, nullable=False),
    sa.Column("injury_note", Text, nullable=False),
    sa.Column("no_contact", Flag, nullable=False),
    sa.CheckConstraint("kind in ('', 'direct', 'partial', 'deferred', 'living', 'indirect', 'never')", "kind"),
    sa.CheckConstraint("injury in ('', 'no', 'unsure', 'yes')", "injury"),
)
promises = sa.Table(
    "promises",
    META,
    sa.Column("id", Text, primary_key=True),
    sa.Column("person", Text, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("what", Text, nullable=False),
    sa.Column("made", Text, nullable=False),
    sa.Column("due", Text, nullable=False),
    sa.Column("kept", Text, nullable=False, index=True),
)
circles = sa.Table(
    "circles",
    META,
    sa.Column("id", Text, primary_key=True),
    sa.Column("title", Text, nullable=False, unique=True),
    sa.Column("kind", Text, nullable=False),
    sa.CheckConstraint("kind in ('group', 'household')", "kind"),
)
circle_people = sa.Table(
    "circle_people",
    META,
    _id("circle", "circles.id"),
    sa.Column("person", Text, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True),
)
apart = sa.Table("apart", META, _id("one", "people.id"), _id("other", "people.id"))  # twins that are two people
changes = sa.Table(  # what was done to the list, so that it can be undone
    "changes",
    META,
    sa.Column("number", Whole, primary_key=True),
    sa.Column("at", Text, nullable=False),
    sa.Column("what", Text, nullable=False),
    sa.Column("told", Text, nullable=False),
    sa.Column("undone", Text, nullable=False),
    sa.CheckConstraint("what in ('import', 'edit', 'merge', 'remove')", "what"),
)
change_people = sa.Table(
    "change_people",
    META,
    sa.Column("change", Whole, sa.ForeignKey("changes.number", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", Text, primary_key=True),
    sa.Column(
        "before", Text, nullable=False
    ),  # everything kept of them before, as JSON; empty where there was nobody
    sa.Column("after", Text, nullable=False),  # SHA-256 of the same afterwards; empty where there is nobody
)
roll_missing = sa.Table(
    "roll_missing",
    META,
    _id("roll", "rolls.title"),
    sa.Column("at", Whole, primary_key=True),
    sa.Column("name", Text, nullable=False),
)
listing = sa.Table(  # made from the rest, and made anew where a trigger marks it stale
    "listing",
    META,
    sa.Column("place", Whole, primary_key=True),
    sa.Column("person", Text, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False, unique=True),
    sa.Column("sort", Text, nullable=False, index=True),
    sa.Column("initial", Text, nullable=False, index=True),
    sa.Column("stage", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    *(sa.Column(shown, Text, nullable=False, server_default="") for shown in ("name", "town")),
)
sa.Index("ix_listing_counted", listing.c.stage)  # narrow: counting everybody reads all of it
sa.Index("ix_listing_stage", listing.c.stage, listing.c.sort)
sa.Index("ix_listing_kind", listing.c.kind, listing.c.sort)
stale = sa.Table("stale", META, sa.Column("what", Text, primary_key=True))

# ── letters ───────────────────────────────────────────────────────────────────────────────────────────────────────

letters = sa.Table(
    "letters",
    META,
    sa.Column("place", Whole, primary_key=True),  # the order of the print run
    sa.Column("id", Text, nullable=False, unique=True),
    sa.Column("words", Bytes, nullable=False),
    sa.Column("digest", Text, nullable=False),  # of the words; what every output is held against
    sa.Column("from_name", Text, nullable=False),
    sa.Column("sign", Flag, nullable=False),
    sa.Column("row_digest", Text, nullable=False),
    sa.Column("source", Text, nullable=False),
    sa.Column("state", Text, nullable=False, index=True),
    sa.Column("taken_in", Text, nullable=False),
    sa.Column("printed", Text, nullable=False),
    sa.Column("replaces", Text, nullable=False),
    sa.CheckConstraint("state in ('draft', 'ready', 'sealed', 'posted', 'withdrawn')", "state"),
)
sa.Index("ix_letters_row_digest", letters.c.row_digest, unique=True, sqlite_where=letters.c.row_digest != "")

letter_people = sa.Table(
    "letter_people",
    META,
    _id("letter", "letters.id"),
    sa.Column("at", Whole, primary_key=True),
    sa.Column("person", Text, sa.ForeignKey("people.id"), nullable=False, index=True),
)
drafts = sa.Table(
    "drafts",
    META,
    _id("letter", "letters.id"),
    sa.Column("number", Whole, primary_key=True),
    sa.Column("words", Bytes, nullable=False),
    sa.Column("at", Text, nullable=False),
)
friend_reads = sa.Table(  # drafts that a friend has read, as the writer put it down
    "friend_reads",
    META,
    _id("letter", "letters.id"),
    sa.Column("number", Whole, primary_key=True),
    sa.Column("reader", Text, primary_key=True),
    sa.Column("at", Text, nullable=False),
)
writing = sa.Table(  # a page as it stands under the writer's hands, until it is kept as a draft
    "writing",
    META,
    sa.Column("about", Text, primary_key=True),  # a letter's id; a person's, where there is no letter yet
    sa.Column("text", Text, nullable=False),  # Markdown, as it was typed
    sa.Column("since", Text, nullable=False),  # when the last draft was made of it, or it was begun
    sa.Column("at", Text, nullable=False),
)
remarks_set_aside = sa.Table(
    "remarks_set_aside",
    META,
    _id("letter", "letters.id"),
    sa.Column("rule", Text, primary_key=True),
    sa.Column("passage", Text, primary_key=True),
    sa.Column("at", Text, nullable=False),
)

# ── the seal and the way ──────────────────────────────────────────────────────────────────────────────────────────

letter_keys = sa.Table(
    "letter_keys",
    META,
    _id("letter", "letters.id"),
    sa.Column("secret", Text, nullable=False),
    sa.Column("reply", Text, nullable=False),
    sa.Column("drawn", Text, nullable=False),
)
seals = sa.Table(
    "seals",
    META,
    _id("letter", "letters.id"),
    sa.Column("words", Text, nullable=False),  # the passphrase where the secret travels behind words
    sa.Column("own_key", Text, nullable=False),  # the recipient's own key where the secret is wrapped to that
    sa.Column("sealed", Text, nullable=False),
    sa.Column("digest", Text, nullable=False),  # of the words that were sealed
    sa.Column("size", Whole, nullable=False),
)
envelopes = sa.Table(  # apart from `seals`, so that asking about ten thousand seals does not read a gigabyte
    "envelopes", META, _id("letter", "seals.letter"), sa.Column("bytes", Bytes, nullable=False)
)
offices = sa.Table(
    "offices",
    META,
    sa.Column("id", Text, primary_key=True),
    sa.Column("url", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("desk_key", Bytes, nullable=False),
    sa.Column("enrolled", Text, nullable=False),
)
postings = sa.Table(
    "postings",
    META,
    _id("letter", "seals.letter"),
    sa.Column("office", Text, nullable=False, index=True),  # an office's id, or `folder:` and its path
    sa.Column("bound", Text, nullable=False),  # when it was decided that it goes there, before anything is sent
    sa.Column("posted", Text, nullable=False),
    sa.Column("withdrawn", Text, nullable=False),
)
out_tray = sa.Table(  # letters that go when their moment has come, until they went
    "out_tray",
    META,
    _id("letter", "letters.id"),
    *(sa.Column(where, Text, nullable=False) for where in ("place", "road")),  # nothing is bound yet
    sa.Column("mail", Flag, nullable=False),
    *(sa.Column(seen, Text, nullable=False) for seen in ("looked", "laid")),  # at the last look: what, and when
    sa.Column("due", Text, nullable=False, index=True),
    sa.Column("stayed", Text, nullable=False),  # why it did not go
    sa.Column("about", Text, nullable=False, server_default=""),  # what it concerns, said to a letter bank alone
    sa.Column("ordered", Flag, nullable=False, server_default=sa.false()),  # by a court, said there too
    sa.CheckConstraint("road in ('link', 'words')", "road"),
)
elsewhere = sa.Table(  # letters at an office that this desk does not have: posted by a copy of it that was lost
    "elsewhere",
    META,
    sa.Column("office", Text, primary_key=True),
    sa.Column("letter", Text, primary_key=True),
)

# ── what came back ────────────────────────────────────────────────────────────────────────────────────────────────

replies = sa.Table(
    "replies",
    META,
    sa.Column("id", Text, primary_key=True),
    sa.Column("letter", Text, sa.ForeignKey("letters.id"), index=True),  # none: in the unsorted tray
    sa.Column("kind", Text, nullable=False),
    sa.Column("digest", Text, nullable=False, unique=True),
    sa.Column("certain", Flag, nullable=False),
    sa.Column("arrived", Text, nullable=False),
    sa.Column("opened", Text, nullable=False, index=True),
    sa.Column("note", Text, nullable=False),
    sa.CheckConstraint("kind in ('office', 'slip', 'file', 'unsorted', 'mail')", "kind"),
)
reply_parts = sa.Table(
    "reply_parts",
    META,
    _id("reply", "replies.id"),
    sa.Column("at", Whole, primary_key=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("bytes", Bytes, nullable=False),
)
hand_traces = sa.Table(  # only where the writer wants hands known; see amends.desk.knowing
    "hand_traces",
    META,
    _id("reply", "replies.id"),
    sa.Column("person", Text, sa.ForeignKey("people.id"), index=True),  # whose hand, once the writer has said so
    sa.Column("version", Text, nullable=False),  # of what was learnt; others cannot be compared
    sa.Column("bytes", Bytes, nullable=False),
    sa.Column("taken", Text, nullable=False),
)
told = sa.Table(
    "told",
    META,
    _id("letter", "letters.id"),
    sa.Column("requested", Flag, nullable=False),
    sa.Column("received", Flag, nullable=False),
    sa.Column("read", Flag, nullable=False),
    sa.Column("not_wanted", Flag, nullable=False),
    sa.Column("heard", Text, nullable=False),
)

# ── drafts that a friend was asked to read ────────────────────────────────────────────────────────────────────────

lent = sa.Table(
    "lent",
    META,
    sa.Column("id", Text, primary_key=True),
    sa.Column("letter", Text, sa.ForeignKey("letters.id"), nullable=False, index=True),
    sa.Column("number", Whole, nullable=False),  # of the draft
    sa.Column("reader", Text, nullable=False),
    sa.Column("passages", Text, nullable=False),  # the paragraphs by their numbers, as the reader saw them: JSON
    sa.Column("secret", Text, nullable=False),
    sa.Column("reply", Text, nullable=False),
    sa.Column("words", Text, nullable=False),
    sa.Column("sealed", Bytes, nullable=False),  # the packed envelope
    sa.Column("place", Text, nullable=False),
    sa.Column("at", Text, nullable=False),
    sa.Column("back", Text, nullable=False),
)
friend_remarks = sa.Table(
    "friend_remarks",
    META,
    sa.Column("digest", Text, nullable=False),  # of the answer they came in
    sa.Column("at", Whole, nullable=False),
    sa.Column("lent", Text, sa.ForeignKey("lent.id"), nullable=False, index=True),
    sa.Column("passage", Text, nullable=False),
    sa.Column("says", Text, nullable=False),
    sa.Column("arrived", Text, nullable=False),
    sa.PrimaryKeyConstraint("digest", "at", name="pk_friend_remarks"),
)

# ── the writer's own ──────────────────────────────────────────────────────────────────────────────────────────────

hands = sa.Table(
    "hands",
    META,
    sa.Column("name", Text, primary_key=True),
    sa.Column("files", Bytes, nullable=False),  # the font and what belongs to it, a bound folder
    sa.Column("made", Text, nullable=False),
)
acts = sa.Table(
    "acts",
    META,
    sa.Column("number", Whole, primary_key=True),
    sa.Column("at", Text, nullable=False),
    sa.Column("act", Text, nullable=False),
    sa.Column("letter", Text, nullable=False),
    sa.Column("detail", Text, nullable=False),
)

APPEND_ONLY: Final = tuple(
    f"CREATE TRIGGER acts_no_{verb} BEFORE {verb.upper()} ON acts BEGIN SELECT RAISE(ABORT, 'acts never change'); END"
    for verb in ("update", "delete")
)
"""What keeps the log of the writer's acts append-only, whoever writes to the database."""

ORDER: Final = ("draft", "ready", "sealed", "posted", "withdrawn")
"""The states of a letter. They only move forward."""

FORWARD: Final = (
    "CREATE TRIGGER letters_move_forward BEFORE UPDATE OF state ON letters WHEN "
    + " OR ".join(
        f"(OLD.state = '{old}' AND NEW.state IN ({', '.join(repr(new) for new in ORDER[:at])}))"
        for at, old in enumerate(ORDER)
        if at
    )
    + " BEGIN SELECT RAISE(ABORT, 'a letter never goes back'); END"
)
