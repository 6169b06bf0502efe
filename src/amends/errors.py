"""What went wrong, to which letter or person, and what to do now.

Every error the package raises on purpose is an `AmendsError`. It carries its own remedy and the exit code of the
command line (`docs/cli.md`), and is turned into words once, at the edge: the command line or a page. Nothing ever
branches on the text of a message.
"""

from __future__ import annotations

from typing import ClassVar


class AmendsError(Exception):
    """Something that a person can do something about.

    Attributes:
        message: what happened, naming the letter, person or file it happened to.
        hint: what to do now; empty where nothing can be done.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class Refused(AmendsError):
    """One letter, person or file was not taken; the rest goes on."""


class NeedsMore(Refused):
    """Nothing was done: the command lacks something that only the writer can give, and its hint says what."""

    exit_code = 2


class WrongUsage(AmendsError):
    """The command or request was not understood."""

    exit_code = 2


class Locked(AmendsError):
    """The desk is locked, in use by another program, or the passphrase is wrong."""

    exit_code = 3


class OfficeUnreachable(AmendsError):
    """The office did not answer. Nothing is lost: the desk keeps everything, and the command can be repeated."""

    exit_code = 4


class NotOpenable(AmendsError):
    """An envelope that cannot be opened. Its subclasses say why, because the remedies differ."""

    exit_code = 5


class Torn(NotOpenable):
    """Bytes are missing or changed: length or digest differ from the envelope's record."""


class WrongKey(NotOpenable):
    """The envelope is whole, but this key does not open it."""


class Forged(NotOpenable):
    """It opens, but is not what it says it is: bad signature, crossed letter, text that differs from the words."""


class Unsupported(NotOpenable):
    """A version or a form this program does not know, or a size it does not accept."""


class TakenBack(NotOpenable):
    """The writer has taken the letter back."""


class NotHere(NotOpenable):
    """Nothing is kept under this link."""
