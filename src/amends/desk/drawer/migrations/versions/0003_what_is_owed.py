"""What is owed to each, promises, circles of people, changes that can be undone, and the list in order."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

PERSON = "REFERENCES people (id) ON DELETE CASCADE"
STEPS = (
    f"""
    CREATE TABLE amends (
        person TEXT NOT NULL,
        happened TEXT NOT NULL,
        effect TEXT NOT NULL,
        repair TEXT NOT NULL,
        willing BOOLEAN NOT NULL,
        kind TEXT NOT NULL,
        until TEXT NOT NULL,
        injury TEXT NOT NULL,
        injury_note TEXT NOT NULL,
        no_contact BOOLEAN NOT NULL,
        CONSTRAINT pk_amends PRIMARY KEY (person),
        CONSTRAINT ck_amends_kind
            CHECK (kind in ('', 'direct', 'partial', 'deferred', 'living', 'indirect', 'never')),
        CONSTRAINT ck_amends_injury CHECK (injury in ('', 'no', 'unsure', 'yes')),
        CONSTRAINT fk_amends_person FOREIGN KEY(person) {PERSON}
    )
    """,
    """
    INSERT INTO amends SELECT id, '', '', '', 0, stance, until, '', '', 0 FROM people WHERE stance != 'open'
    """,
    f"""
    CREATE TABLE promises (
        id TEXT NOT NULL,
        person TEXT NOT NULL,
        what TEXT NOT NULL,
        made TEXT NOT NULL,
        due TEXT NOT NULL,
        kept TEXT NOT NULL,
        CONSTRAINT pk_promises PRIMARY KEY (id),
        CONSTRAINT fk_promises_person FOREIGN KEY(person) {PERSON}
    )
    """,
    "CREATE INDEX ix_promises_person ON promises (person)",
    "CREATE INDEX ix_promises_kept ON promises (kept)",
    """
    CREATE TABLE circles (
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        kind TEXT NOT NULL,
        CONSTRAINT pk_circles PRIMARY KEY (id),
        CONSTRAINT ck_circles_kind CHECK (kind in ('group', 'household')),
        CONSTRAINT uq_circles_title UNIQUE (title)
    )
    """,
    f"""
    CREATE TABLE circle_people (
        circle TEXT NOT NULL,
        person TEXT NOT NULL,
        CONSTRAINT pk_circle_people PRIMARY KEY (circle, person),
        CONSTRAINT fk_circle_people_circle FOREIGN KEY(circle) REFERENCES circles (id) ON DELETE CASCADE,
        CONSTRAINT fk_circle_people_person FOREIGN KEY(person) {PERSON}
    )
    """,
    "CREATE INDEX ix_circle_people_person ON circle_people (person)",
    """
    CREATE TABLE friend_reads (
        letter TEXT NOT NULL,
        number INTEGER NOT NULL,
        reader TEXT NOT NULL,
        at TEXT NOT NULL,
        CONSTRAINT pk_friend_reads PRIMARY KEY (letter, number, reader),
        CONSTRAINT fk_friend_reads_letter FOREIGN KEY(letter) REFERENCES letters (id) ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE apart (
        one TEXT NOT NULL,
        other TEXT NOT NULL,
        CONSTRAINT pk_apart PRIMARY KEY (one, other),
        CONSTRAINT fk_apart_one FOREIGN KEY(one) {PERSON},
        CONSTRAINT fk_apart_other FOREIGN KEY(other) {PERSON}
    )
    """,
    """
    CREATE TABLE changes (
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        what TEXT NOT NULL,
        told TEXT NOT NULL,
        undone TEXT NOT NULL,
        CONSTRAINT pk_changes PRIMARY KEY (number),
        CONSTRAINT ck_changes_what CHECK (what in ('import', 'edit', 'merge', 'remove'))
    )
    """,
    """
    CREATE TABLE change_people (
        change INTEGER NOT NULL,
        person TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        CONSTRAINT pk_change_people PRIMARY KEY (change, person),
        CONSTRAINT fk_change_people_change FOREIGN KEY(change) REFERENCES changes (number) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE roll_missing (
        roll TEXT NOT NULL,
        at INTEGER NOT NULL,
        name TEXT NOT NULL,
        CONSTRAINT pk_roll_missing PRIMARY KEY (roll, at),
        CONSTRAINT fk_roll_missing_roll FOREIGN KEY(roll) REFERENCES rolls (title) ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE listing (
        place INTEGER NOT NULL,
        person TEXT NOT NULL,
        sort TEXT NOT NULL,
        initial TEXT NOT NULL,
        stage TEXT NOT NULL,
        kind TEXT NOT NULL,
        CONSTRAINT pk_listing PRIMARY KEY (place),
        CONSTRAINT uq_listing_person UNIQUE (person),
        CONSTRAINT fk_listing_person FOREIGN KEY(person) {PERSON}
    )
    """,
    "CREATE INDEX ix_listing_sort ON listing (sort)",
    "CREATE INDEX ix_listing_initial ON listing (initial)",
    "CREATE INDEX ix_listing_stage ON listing (stage, sort)",
    "CREATE INDEX ix_listing_kind ON listing (kind, sort)",
    "CREATE VIRTUAL TABLE listing_words USING fts5 (words, tokenize = 'unicode61', prefix = '2 3')",
    "CREATE TABLE stale (what TEXT NOT NULL, CONSTRAINT pk_stale PRIMARY KEY (what))",
    "INSERT INTO stale SELECT id FROM people UNION SELECT ''",
    "CREATE INDEX ix_replies_opened ON replies (opened)",
)
_OF_LETTER = "SELECT person FROM letter_people WHERE letter"
MARKS = (
    ("people", "INSERT", "SELECT NEW.id UNION SELECT ''"),
    ("people", "UPDATE", "SELECT NEW.id UNION SELECT ''"),
    ("people", "DELETE", "SELECT ''"),
    ("spellings", "INSERT", "SELECT NEW.person UNION SELECT ''"),
    ("spellings", "DELETE", "SELECT OLD.person UNION SELECT ''"),
    *((table, "INSERT", "SELECT NEW.person") for table in ("addresses", "emails", "amends", "letter_people")),
    *((table, "DELETE", "SELECT OLD.person") for table in ("addresses", "emails", "amends", "letter_people")),
    ("amends", "UPDATE", "SELECT NEW.person"),
    ("letter_people", "UPDATE", "SELECT NEW.person UNION SELECT OLD.person"),
    ("letters", "UPDATE OF state", f"{_OF_LETTER} = NEW.id"),
    ("friend_reads", "INSERT", f"{_OF_LETTER} = NEW.letter"),
    ("friend_reads", "DELETE", f"{_OF_LETTER} = OLD.letter"),
    ("replies", "INSERT", f"{_OF_LETTER} = NEW.letter"),
    ("replies", "UPDATE OF letter", f"{_OF_LETTER} IN (OLD.letter, NEW.letter)"),
    ("replies", "DELETE", f"{_OF_LETTER} = OLD.letter"),
    ("roll_names", "INSERT", "SELECT ''"),
)
"""What makes a row of the list stale, whoever writes; an empty name stands for the rolls."""
# Not `INSERT OR IGNORE`: what the statement that fires a trigger does about conflicts outweighs it.
MARK = (
    "AFTER {when} ON {table} BEGIN INSERT INTO stale "
    "SELECT what FROM (SELECT '' AS what WHERE 0 UNION {whom}) AS new WHERE what NOT IN (SELECT what FROM stale); END"
)
TRIGGERS = {
    f"stale_{table}_{when.split()[0].lower()}": MARK.format(when=when, table=table, whom=whom)
    for table, when, whom in MARKS
} | {"listing_gone": "AFTER DELETE ON listing BEGIN DELETE FROM listing_words WHERE rowid = OLD.place; END"}
TABLES = (
    "circles", "amends", "promises", "circle_people", "friend_reads", "apart", "changes", "change_people",
    "roll_missing", "listing", "listing_words", "stale",
)  # fmt: skip


def upgrade() -> None:
    """Forward."""
    for step in STEPS:
        op.execute(step)
    for name, trigger in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {trigger}")


def downgrade() -> None:
    """And back, the youngest table first."""
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.execute("DROP INDEX ix_replies_opened")
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
