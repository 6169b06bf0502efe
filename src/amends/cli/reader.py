"""Verbs for the one who got a letter: `open`, `answer`, `pass-on`. No desk is needed, and no browser."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from amends.cli.asked import Asked
from amends.cli.frame import standing_alone
from amends.cli.said import Said, remark_aloud
from amends.desk.drawer.files import make_folder, put
from amends.desk.journey import receiving
from amends.desk.seal.opening import OpenedLetter
from amends.errors import WrongUsage

KEY = click.option(
    "--key", type=click.Path(path_type=Path), metavar="FILE", help="Holds the key, where it is not in the link."
)
WORDS = click.option(
    "--words",
    default="",
    metavar="WORDS",
    help="The words behind which the key is; - reads them from standard input.",
)
FROM = click.option(
    "--from", "export", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="Look for the link's letter in the folder that an office which ended left behind.",
)  # fmt: skip
LINK = click.argument("where", metavar="LINK_OR_FILE")

_WHOSE = {
    "addressed": "This letter is addressed to you.",
    "screened": "This letter is addressed to you. The office named in it read it first; its writer had allowed that.",
    "copy": "This is a copy that somebody passed on; the names in it are not yours.",
}


@standing_alone("open")
@LINK
@KEY
@WORDS
@FROM
@click.option("--outside", is_flag=True, help="Only look at the envelope, which tells nobody anything.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Unpack it there.")
def open(  # noqa: A001 - the verb's own name
    asked: Asked, where: str, *, key: Path | None, words: str, export: Path | None, outside: bool, out: Path | None
) -> Said:
    """Opens a letter from its link, an .envelope file or a self-opening page, and reads it here.

    The writer is told nothing. Everything is checked first: what is torn, forged or for another key is not shown.
    With - the link is read from standard input, where no other user of this machine can see it.
    """
    held = taken(where, key, words, export)
    if outside:
        header = receiving.look(held).header
        to = " and ".join(header.to)
        return Said(
            {
                "from": header.from_name,
                "to": to,
                "address": list(header.address),
                "flap": header.flap,
                "letter": header.letter,
            },
            [*header.address, "", header.flap],
        )
    letter = receiving.read(held).letter
    if out:
        make_folder(out)
        for name, data in letter.entries.items():
            put(out / name, data)
    return Said(
        {
            "from": letter.header.from_name, "to": " and ".join(letter.header.to), "text": letter.text,
            "signed_by": letter.signed_by, "valid": True, "whose": letter.whose, "letter": letter.header.id,
            "attested_by": letter.attested_by, "sealed": letter.header.sealed,
            "files": [str(out / name) for name in letter.entries] if out else [],
        },
        _lines(letter, out),
    )  # fmt: skip


@standing_alone("answer")
@LINK
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path),
    required=True,
    metavar="F",
    help="Your answer, plain text; - is standard input.",
)
@click.option("--name", default="", metavar="NAME", help="Sign it with this name.")
@click.option("--again", is_flag=True, help="Say that the writer may write once more.")
@click.option(
    "--private", is_flag=True, help="Ask the writer to keep it to themselves; it is then in no letter book."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE.amends", help="Save the sealed answer there instead."
)
@KEY
@WORDS
@FROM
def answer(
    asked: Asked,
    where: str,
    *,
    file: Path,
    name: str,
    again: bool,
    private: bool,
    out: Path | None,
    key: Path | None,
    words: str,
    export: Path | None,
) -> Said:
    """Answers a letter. The answer is sealed here before it leaves: to its writer, or to a bank that reads it first.

    With - the link is read from the first line of standard input, and with --file - the answer from what follows.
    """
    held = taken(where, key, words, export)
    text = sys.stdin.read() if str(file) == "-" else _text(file)
    read_by: list[str] = []

    def beforehand(bank: str) -> None:
        read_by.append(bank)
        remark_aloud(f"{bank} reads an answer before the writer does. It is sealed to them.")

    sent = receiving.answer(
        held, text, asked.clock, name=name, again=again, private=private, out=out, beforehand=beforehand
    )
    bank = "".join(read_by)
    said = _saved(bank, out) if out else _waits(bank)
    first = {"read_first_by": bank}
    return Said({"answered": True, "answer": sent, "file": str(out) if out else "", **first}, [said])


def _saved(bank: str, out: Path) -> str:
    if not bank:
        return f"The answer is saved, sealed, in {out}."
    return f"The answer is saved, sealed to {bank}, in {out}. Bring them the file: nothing was sent."


def _waits(bank: str) -> str:
    if not bank:
        return "The answer waits, sealed, for the writer to collect it."
    return f"The answer waits to be read by {bank}. The writer learns of it once they let it through."


@standing_alone("pass-on")
@LINK
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Put the copy there as a file."
)
@KEY
@WORDS
@FROM
def pass_on(asked: Asked, where: str, *, out: Path | None, key: Path | None, words: str, export: Path | None) -> Said:
    """Makes a read-only copy for somebody else, with a link of its own. A copy cannot be called back.

    With - the link is read from standard input.
    """
    held = taken(where, key, words, export)
    url = receiving.pass_on(held, asked.clock, out=out)
    return Said({"url": url}, [url])


def taken(where: str, key: Path | None, words: str, export: Path | None) -> receiving.Held:
    """What the reader was given. A command line can be seen by all users of a machine; standard input cannot."""
    link = _typed("The letter's link") if where == "-" else where
    return receiving.take(link, key=_text(key), words=_typed("The words") if words == "-" else words, export=export)


def _typed(what: str) -> str:
    """The next line of standard input; at a terminal it is asked for and not shown."""
    if sys.stdin.isatty():
        return str(click.prompt(what, hide_input=True, err=True))
    return sys.stdin.readline().strip()


def _lines(letter: OpenedLetter, out: Path | None) -> list[str]:
    header = letter.header
    signed = f"Signed with the key {letter.signed_by}." if letter.signed_by else "It is not signed."
    said, shows = [_WHOSE[letter.whose]], f"{signed} A signature shows which key signed, not whose it is."
    if letter.attested_by:
        by = f"{letter.attested_by}, took it in for {header.from_name}"
        said.append(f"It came on paper. {by}, and attests that these are the writer's words.")
        shows = "It bears no signature of the writer's own."
    return [
        f"From {header.from_name} to {' and '.join(header.to)}, sealed {header.sealed}.",
        *said,
        "",
        letter.text.rstrip(),
        "",
        shows,
        *([f"Unpacked in {out}. Check it with: sha256sum -c SHA256SUMS"] if out else []),
    ]


def _text(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(f"{file} cannot be read: {getattr(error, 'strerror', '') or 'it is not text'}.") from error
