"""People, letters, their seals, and the way to an office."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STEPS = (
    """
    CREATE TABLE acts (
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        act TEXT NOT NULL,
        letter TEXT NOT NULL,
        detail TEXT NOT NULL,
        CONSTRAINT pk_acts PRIMARY KEY (number)
    )
    """,
    """
    CREATE TABLE hands (
        name TEXT NOT NULL,
        files BLOB NOT NULL,
        made TEXT NOT NULL,
        CONSTRAINT pk_hands PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE letters (
        place INTEGER NOT NULL,
        id TEXT NOT NULL,
        words BLOB NOT NULL,
        digest TEXT NOT NULL,
        from_name TEXT NOT NULL,
        sign BOOLEAN NOT NULL,
        row_digest TEXT NOT NULL,
        source TEXT NOT NULL,
        state TEXT NOT NULL,
        taken_in TEXT NOT NULL,
        printed TEXT NOT NULL,
        replaces TEXT NOT NULL,
        CONSTRAINT pk_letters PRIMARY KEY (place),
        CONSTRAINT ck_letters_state CHECK (state in ('draft', 'ready', 'sealed', 'posted', 'withdrawn')),
        CONSTRAINT uq_letters_id UNIQUE (id)
    )
    """,
    """
    CREATE UNIQUE INDEX ix_letters_row_digest ON letters (row_digest) WHERE row_digest != ''
    """,
    """
    CREATE INDEX ix_letters_state ON letters (state)
    """,
    """
    CREATE TABLE offices (
        id TEXT NOT NULL,
        url TEXT NOT NULL,
        name TEXT NOT NULL,
        desk_key BLOB NOT NULL,
        enrolled TEXT NOT NULL,
        CONSTRAINT pk_offices PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE people (
        place INTEGER NOT NULL,
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        given TEXT NOT NULL,
        family TEXT NOT NULL,
        note TEXT NOT NULL,
        org TEXT NOT NULL,
        pseudonym TEXT NOT NULL,
        stance TEXT NOT NULL,
        until TEXT NOT NULL,
        CONSTRAINT pk_people PRIMARY KEY (place),
        CONSTRAINT ck_people_stance CHECK (stance in ('open', 'deferred', 'never')),
        CONSTRAINT uq_people_id UNIQUE (id)
    )
    """,
    """
    CREATE INDEX ix_people_name ON people (name)
    """,
    """
    CREATE TABLE rolls (
        title TEXT NOT NULL,
        taken_in TEXT NOT NULL,
        CONSTRAINT pk_rolls PRIMARY KEY (title)
    )
    """,
    """
    CREATE TABLE settings (
        name TEXT NOT NULL,
        value BLOB NOT NULL,
        CONSTRAINT pk_settings PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE addresses (
        person TEXT NOT NULL,
        at INTEGER NOT NULL,
        text TEXT NOT NULL,
        CONSTRAINT pk_addresses PRIMARY KEY (person, at),
        CONSTRAINT fk_addresses_person FOREIGN KEY(person) REFERENCES people (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE drafts (
        letter TEXT NOT NULL,
        number INTEGER NOT NULL,
        words BLOB NOT NULL,
        at TEXT NOT NULL,
        CONSTRAINT pk_drafts PRIMARY KEY (letter, number),
        CONSTRAINT fk_drafts_letter FOREIGN KEY(letter) REFERENCES letters (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE emails (
        person TEXT NOT NULL,
        at INTEGER NOT NULL,
        text TEXT NOT NULL,
        CONSTRAINT pk_emails PRIMARY KEY (person, at),
        CONSTRAINT fk_emails_person FOREIGN KEY(person) REFERENCES people (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE letter_keys (
        letter TEXT NOT NULL,
        secret TEXT NOT NULL,
        reply TEXT NOT NULL,
        drawn TEXT NOT NULL,
        CONSTRAINT pk_letter_keys PRIMARY KEY (letter),
        CONSTRAINT fk_letter_keys_letter FOREIGN KEY(letter) REFERENCES letters (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE letter_people (
        letter TEXT NOT NULL,
        at INTEGER NOT NULL,
        person TEXT NOT NULL,
        CONSTRAINT pk_letter_people PRIMARY KEY (letter, at),
        CONSTRAINT fk_letter_people_letter FOREIGN KEY(letter) REFERENCES letters (id) ON DELETE CASCADE,
        CONSTRAINT fk_letter_people_person FOREIGN KEY(person) REFERENCES people (id)
    )
    """,
    """
    CREATE INDEX ix_letter_people_person ON letter_people (person)
    """,
    """
    CREATE TABLE phones (
        person TEXT NOT NULL,
        at INTEGER NOT NULL,
        text TEXT NOT NULL,
        CONSTRAINT pk_phones PRIMARY KEY (person, at),
        CONSTRAINT fk_phones_person FOREIGN KEY(person) REFERENCES people (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE remarks_set_aside (
        letter TEXT NOT NULL,
        rule TEXT NOT NULL,
        passage TEXT NOT NULL,
        at TEXT NOT NULL,
        CONSTRAINT pk_remarks_set_aside PRIMARY KEY (letter, rule, passage),
        CONSTRAINT fk_remarks_set_aside_letter FOREIGN KEY(letter) REFERENCES letters (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE roll_names (
        roll TEXT NOT NULL,
        at INTEGER NOT NULL,
        name TEXT NOT NULL,
        CONSTRAINT pk_roll_names PRIMARY KEY (roll, at),
        CONSTRAINT fk_roll_names_roll FOREIGN KEY(roll) REFERENCES rolls (title) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE seals (
        letter TEXT NOT NULL,
        words TEXT NOT NULL,
        own_key TEXT NOT NULL,
        sealed TEXT NOT NULL,
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        CONSTRAINT pk_seals PRIMARY KEY (letter),
        CONSTRAINT fk_seals_letter FOREIGN KEY(letter) REFERENCES letters (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE sources (
        person TEXT NOT NULL,
        at INTEGER NOT NULL,
        text TEXT NOT NULL,
        CONSTRAINT pk_sources PRIMARY KEY (person, at),
        CONSTRAINT fk_sources_person FOREIGN KEY(person) REFERENCES people (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE spellings (
        person TEXT NOT NULL,
        at INTEGER NOT NULL,
        text TEXT NOT NULL,
        CONSTRAINT pk_spellings PRIMARY KEY (person, at),
        CONSTRAINT fk_spellings_person FOREIGN KEY(person) REFERENCES people (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE envelopes (
        letter TEXT NOT NULL,
        bytes BLOB NOT NULL,
        CONSTRAINT pk_envelopes PRIMARY KEY (letter),
        CONSTRAINT fk_envelopes_letter FOREIGN KEY(letter) REFERENCES seals (letter) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE postings (
        letter TEXT NOT NULL,
        office TEXT NOT NULL,
        bound TEXT NOT NULL,
        posted TEXT NOT NULL,
        withdrawn TEXT NOT NULL,
        CONSTRAINT pk_postings PRIMARY KEY (letter),
        CONSTRAINT fk_postings_letter FOREIGN KEY(letter) REFERENCES seals (letter) ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX ix_postings_office ON postings (office)
    """,
    """
    CREATE TRIGGER acts_no_update BEFORE UPDATE ON acts
    BEGIN SELECT RAISE(ABORT, 'acts never change'); END
    """,
    """
    CREATE TRIGGER acts_no_delete BEFORE DELETE ON acts
    BEGIN SELECT RAISE(ABORT, 'acts never change'); END
    """,
    """
    CREATE TRIGGER letters_move_forward BEFORE UPDATE OF state ON letters
    WHEN (OLD.state = 'ready' AND NEW.state IN ('draft'))
        OR (OLD.state = 'sealed' AND NEW.state IN ('draft', 'ready'))
        OR (OLD.state = 'posted' AND NEW.state IN ('draft', 'ready', 'sealed'))
        OR (OLD.state = 'withdrawn' AND NEW.state IN ('draft', 'ready', 'sealed', 'posted'))
    BEGIN SELECT RAISE(ABORT, 'a letter never goes back'); END
    """,
)
TABLES = (
    "acts",
    "hands",
    "letters",
    "offices",
    "people",
    "rolls",
    "settings",
    "addresses",
    "drafts",
    "emails",
    "letter_keys",
    "letter_people",
    "phones",
    "remarks_set_aside",
    "roll_names",
    "seals",
    "sources",
    "spellings",
    "envelopes",
    "postings",
)


def upgrade() -> None:
    """Forward."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """And back, the youngest table first."""
    for table in reversed(TABLES):
        op.drop_table(table)
