"""The verbs, in the order in which one meets them, each with the file it is in and what it does."""

from __future__ import annotations

from typing import Final

DESCRIPTION: Final = """Say sorry to everyone you owe it to, and hear back: letters in your own hand, sealed, carried
and answered.

The verbs stand in the order of the way a letter goes. `amends VERB --help` tells more about each; `amends demo`
walks the whole way with a town of its own."""

JOURNEY: Final[tuple[tuple[str, dict[str, tuple[str, str]]], ...]] = (
    (
        "Begin",
        {
            "demo": ("demo", "Walk a small town from end to end, then show where to look."),
            "new": ("begin", "Make a desk."),
            "desk": ("sitting_down", "Sit down at the desk, in your browser."),
        },
    ),
    (
        "Who, and what to say",
        {
            "people": ("people", "The list of people: import, list, show, roll, may, gate, merge, undo."),
            "letters": ("letters", "Take in letters from files; list them."),
            "write": ("letters", "Write to one person."),
            "quotations": ("quotations", "Texts you quote: add, list, check, remove."),
            "reading": ("lending", "A friend reads a draft before it goes: send, list, back."),
            "review": ("letters", "Read the letters once more, with remarks on the words."),
        },
    ),
    (
        "By hand, on paper",
        {
            "hand": ("hand", "Your own handwriting: sheet, make, list, use."),
            "print": ("paper", "Print letters and envelopes."),
            "book": ("paper", "The letter book: everything written and answered, bound."),
        },
    ),
    (
        "On the way",
        {
            "post": ("post", "Seal what is ready and hand it over, to an office or into a folder."),
            "packet": ("packet", "Sealed slips for somebody who carries them by hand."),
            "withdraw": ("post", "Take back a letter that is unopened."),
            "correct": ("post", "Other words in the place of a letter that was posted."),
            "relink": ("post", "A new link in the place of one that was lost."),
            "status": ("status", "Who is written to, who is not, where each letter is."),
        },
    ),
    (
        "What came back",
        {
            "mailbag": ("scanning", "Fetch answers, scan slips, list them, open one by one."),
        },
    ),
    (
        "For the one who got a letter",
        {
            "open": ("reader", "Open a letter from its link or file."),
            "answer": ("reader", "Answer it, sealed to the writer."),
            "pass-on": ("reader", "Pass a read-only copy on to somebody else."),
            "keep": ("acts", "Keep it under a private link of your own."),
            "tell": ("acts", "Let its writer know something; else they learn nothing."),
            "take-back": ("acts", "Take an answer back that its writer has not collected."),
            "decline": ("acts", "Put it away unopened."),
            "not-for-me": ("acts", "Say that it reached the wrong person."),
            "never": ("acts", "No more letters from this writer to you."),
            "again": ("acts", "Take a never back."),
        },
    ),
    (
        "Keeping it safe",
        {
            "backup": ("safety", "The whole desk in one encrypted file."),
            "restore": ("safety", "A desk again, from such a file."),
            "recover": ("safety", "A recovery sheet, or a key in parts; open the desk with them."),
            "wishes": ("safety", "What you wish done with your letters if you die."),
            "passphrase": ("safety", "Choose another passphrase."),
        },
    ),
    (
        "For the go-between",
        {
            "office": ("office", "Run an office: serve, invite, check, audit, backup, restore."),
        },
    ),
)

ATTRIBUTES: Final = {"print": "print_"}
"""Verbs whose function cannot bear their name."""
