"""Verbs of the one who got a letter, for all that is not reading it: keep, tell, decline, and no more letters.

Each is an act at the office that holds the letter, signed with the link's own key. None opens the letter, and none
tells its writer anything but `tell` and `decline --tell`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from amends.cli.asked import Asked
from amends.cli.frame import standing_alone
from amends.cli.reader import KEY, LINK, WORDS, taken
from amends.cli.said import IN_PART, Said
from amends.desk.journey import receiving
from amends.desk.post.links import private_link
from amends.desk.seal.keys import SigningKey
from amends.errors import WrongUsage
from amends.wire import Act

_BARE: Final = (
    "Said under the letter's own link, it can be taken back by whoever has that link, and its writer has it too. "
    "Said under a private link (amends keep LINK), only you can take it back."
)
_KEEP_BYTES: Final = 32


@standing_alone("keep")
@LINK
@KEY
@WORDS
def keep(asked: Asked, where: str, *, key: Path | None, words: str) -> Said:
    """Makes a private link, which only you have: it opens the letter also when its writer takes it back.

    What you do under it from now on shows under it, and to nobody else. Nothing stores it: put it where you keep
    what is yours.
    """
    held = taken(where, key, words, None)
    if held.keep:
        raise WrongUsage("This is a private link already.", "Keep it where nobody else looks.")
    secret = asked.clock.bytes(_KEEP_BYTES)
    with receiving.acting(held) as (link, reader):
        reader.keep(SigningKey.to_keep(secret).wire)
    return Said({"kept": True, "url": private_link(link, secret)}, [private_link(link, secret)])


@standing_alone("tell")
@LINK
@KEY
@WORDS
@click.option("--requested", is_flag=True, help="That you asked for it.")
@click.option("--received", is_flag=True, help="That it reached you.")
@click.option("--read", "was_read", is_flag=True, help="That you read it.")
@click.option("--not-wanted", is_flag=True, help="That you do not want it.")
def tell(
    asked: Asked,
    where: str,
    *,
    key: Path | None,
    words: str,
    requested: bool,
    received: bool,
    was_read: bool,
    not_wanted: bool,
) -> Said:
    """Lets the writer know what you choose. What was told once cannot be untold; nobody has to tell anything."""
    flags = {"requested": requested, "received": received, "read": was_read, "not_wanted": not_wanted}
    if not any(flags.values()):
        raise WrongUsage(
            "Say what its writer is to know.", "One or more of --requested --received --read --not-wanted."
        )
    receiving.tell(taken(where, key, words, None), **flags)
    return Said({"told": flags}, ["Its writer is told that, and nothing else."])


@standing_alone("decline")
@LINK
@KEY
@WORDS
@click.option("--tell", "told", is_flag=True, help="Let its writer know that you do not want it.")
def decline(asked: Asked, where: str, *, key: Path | None, words: str, told: bool) -> Said:
    """Puts a letter away. No reason is needed; it stays under its link, should you change your mind."""
    held = taken(where, key, words, None)
    with receiving.acting(held) as (_, reader):
        reader.act("decline")
        if told:
            reader.tell(not_wanted=True)
    known = "Its writer is told that you do not want it." if told else "Its writer is not told."
    return Said({"declined": True, "told": told}, [f"It is put away. {known}"])


@standing_alone("take-back")
@LINK
@click.argument("answer")
@KEY
@WORDS
def take_back(asked: Asked, where: str, answer: str, *, key: Path | None, words: str) -> Said:
    """Takes back an answer that its writer has not collected, by the id that `amends answer --json` gave."""
    held = taken(where, key, words, None)
    with receiving.acting(held) as (_, reader):
        done = reader.take_back(answer)
    if done:
        return Said({"taken_back": True}, ["It is taken back, and its bytes are deleted."])
    return Said({"taken_back": False}, (), ["It was collected before, or never was at this office."], IN_PART)


@standing_alone("not-for-me")
@LINK
@KEY
@WORDS
def not_for_me(asked: Asked, where: str, *, key: Path | None, words: str) -> Said:
    """Says that a letter reached the wrong person. Its writer is not told."""
    held = taken(where, key, words, None)
    return _done(held, "not-for-me", "It is noted that this letter is not for you. Its writer is not told.")


@standing_alone("never")
@LINK
@KEY
@WORDS
def never(asked: Asked, where: str, *, key: Path | None, words: str) -> Said:
    """Says that this writer is to send you no more letters. The writer is not told; what they send is held."""
    held = taken(where, key, words, None)
    said = _done(held, "never", "It is noted. No more letters from this writer are brought to you.")
    return said if held.keep else Said(said.document, said.lines, [_BARE])


@standing_alone("again")
@LINK
@KEY
@WORDS
def again(asked: Asked, where: str, *, key: Path | None, words: str) -> Said:
    """Takes a never back, as far as it was said under this link or under the letter's own."""
    held = taken(where, key, words, None)
    return _done(held, "again", "It is taken back, as far as it was said under this link.")


def _done(held: receiving.Held, act: Act, said: str) -> Said:
    with receiving.acting(held) as (_, reader):
        reader.act(act)
    return Said({"done": True}, [said])
