"""A packet for a go-between: a sealed slip for each recipient, and the list that goes with them.

Outside on a slip stand a name and a mark, in plain type: the writer's hand on the outside can itself be a harm.
Inside stands what opens the letter. Every sheet is read back and held against its own row before it is handed out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.desk.paper.press import Press
from amends.desk.paper.reading import slow_page_texts
from amends.desk.paper.setting import faces
from amends.desk.paper.shaped import is_shaped
from amends.desk.paper.slip import link_svg
from amends.desk.paper.stationery import Size
from amends.envelope import Json
from amends.errors import Refused
from amends.sentences import Sentence, marked

INSIDE: Final = (
    "Something is here for you: a sealed letter. You need not open it, now or ever.",
    "Whoever has what stands here can read it. Keep it to yourself, or throw it away.",
)
BY_LINK: Final = "Type this into a browser, or hold a camera over the square:"
BY_WORDS: Final = "Where it asks for words, these are they:"
BY_FILE: Final = "Open the file with this name, and where it asks for its key, give what stands behind it:"
BY_FILE_AND_WORDS: Final = "Open the file with this name:"
BY_MAIL: Final = "If you ever want to answer by mail, and only then:"
ALT: Final = "A square code with the same link."
OUTSIDE: Final = ("For this person only, and closed. Nobody has to take it.",)
HEADS: Final = ("Slip", "For", "Code they told you", "Day")


@dataclass(frozen=True, slots=True)
class SealedSlip:
    """One recipient's slip.

    Attributes:
        letter: the letter's id.
        name: outside.
        mark: outside as well; by it the slip is known on the list.
        link: inside: the link, or a file's name and its key.
        words: inside: the words behind which the key is; empty where it is in the link.
        answer_to: inside: the mail address at which this letter is answered; or empty.
    """

    letter: str
    name: str
    mark: str
    link: str
    words: str = ""
    answer_to: str = ""

    @property
    def is_file(self) -> bool:
        """Whether the letter is a file that somebody has to hand over beside the slip."""
        return not self.link.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Handout:
    """What a go-between is told at the top of the list.

    Attributes:
        go_between: whom it is for.
        packet: what the packet is known by.
        page: address of the office's page for handing over; empty where no office carries these letters.
    """

    go_between: str
    packet: str
    page: str = ""

    def says(self) -> list[str]:
        """The sentences above the list."""
        how = (
            f"Each slip is closed. Hand it only to the person whose name it bears, when they tell you their code; "
            f"write down the code and the day. The packet is called {_grouped(self.packet)}."
        )
        asked = (
            ["Ask before each whether packet, slip and code belong together, and have it written down, at", self.page]
            if self.page
            else ["Bring this list back, or read slips and codes out, so that it can be put down who has theirs."]
        )
        return [
            how,
            *asked,
            "Whoever does not want theirs need not say why. Do not open a slip, keep no copy, and burn what nobody "
            "calls for when the writer asks you to.",
        ]


def slips_pdf(press: Press, slips: Sequence[SealedSlip], sheet: Size) -> bytes:
    """The slips, one a sheet, in their order.

    Raises:
        Refused: a sheet cannot be set, or says anything but what its own row says.
    """
    rows: list[Json] = [_slip_data(slip) for slip in slips]
    pdf = press.pdf("slips", {"slips": rows, **_tenths(sheet)})
    pages = [_bare(page) for page in slow_page_texts(pdf)]
    for number, slip in enumerate(slips):
        wanted = sorted(_bare("".join(_says(slip))))
        if len(pages) != len(slips) or (sorted(pages[number]) != wanted and not is_shaped(slip.name)):
            raise _crossed(slip)
        if _bare(slip.link) not in pages[number] or slip.mark not in pages[number]:
            raise _crossed(slip)
    return pdf


def list_pdf(press: Press, slips: Sequence[SealedSlip], handout: Handout, sheet: Size) -> bytes:
    """The go-between's list: names and marks, and not a word that opens anything.

    Raises:
        Refused: it cannot be set.
    """
    rows: list[Json] = [{"mark": slip.mark, "name": _name(slip.name)} for slip in slips]
    says: list[Json] = [*handout.says()]
    heads: list[Json] = [*HEADS]
    data: Json = {
        "title": f"For {handout.go_between}", "says": says, "heads": heads, "rows": rows,
        **_tenths(sheet),
    }  # fmt: skip
    return press.pdf("list", data)


def _slip_data(slip: SealedSlip) -> dict[str, Json]:
    inside: list[Json] = [*_inside(slip)]
    outside: list[Json] = [*OUTSIDE]
    words: list[Json] = [BY_WORDS, slip.words] if slip.words else []
    head, hash_, key = slip.link.partition("#")  # a line each: neither has a place where a line may end
    lines: list[Json] = [head + hash_, key] if key else [head]
    drawn: dict[str, Json] = {} if slip.is_file else {"code": link_svg(slip.link), "alt": ALT}
    return {
        "name": _name(slip.name), "mark": slip.mark, "inside": inside, "words": words, "link": lines,
        "outside": outside, **drawn,
    }  # fmt: skip


def _inside(slip: SealedSlip) -> list[str]:
    answered = [f"{BY_MAIL} {slip.answer_to}"] if slip.answer_to else []
    by_file = BY_FILE_AND_WORDS if slip.words else BY_FILE
    return [*INSIDE, *answered, by_file if slip.is_file else BY_LINK]


def _says(slip: SealedSlip) -> list[str]:
    """Everything a slip says."""
    told = [*_inside(slip)]
    told += [BY_WORDS, slip.words] if slip.words else []
    return [*told, slip.link, slip.name, *OUTSIDE, slip.mark]


def _tenths(sheet: Size) -> dict[str, Json]:
    """A sheet's size in tenths of a millimetre."""
    return {"width": round(10 * sheet.width), "height": round(10 * sheet.height)}


def _name(name: str) -> Json:
    return {"plain": name, **faces(name)}


def _grouped(packet: str) -> str:
    return " ".join(packet[at : at + 4] for at in range(0, len(packet), 4))


def _bare(text: str) -> str:
    return "".join(text.split()).replace("\u0002", "").replace("\ufffe", "")


def _crossed(slip: SealedSlip) -> Refused:
    return Refused(
        Sentence(
            "What was set for the slip to %(name)s (%(id)s) is not what it should say.",
            name=slip.name,
            id=slip.letter,
        ),
        marked("Nothing was made of it. This is a defect of the program: please report it."),
    )
