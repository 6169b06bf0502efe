"""`amends status`: the desk at a glance."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from amends.cli.asked import Asked
from amends.cli.frame import standing_alone
from amends.cli.said import Said, count
from amends.desk.journey.status import Status, Whereabouts
from amends.desk.journey.status import status as look


@standing_alone("status")
def status(asked: Asked) -> Said:
    """Who is written to, who is not, and where each letter is.

    Also who stands on a roll and has not been considered, what recipients chose to tell, and what came back.
    """
    with asked.open() as desk:
        seen = look(desk)
    return Said(_document(seen), _lines(seen))


def _document(seen: Status) -> dict[str, Any]:
    return {
        "writer": seen.writer,
        "people": seen.people,
        "letters": len(seen.letters),
        "states": seen.states(),
        "unwritten": list(seen.unwritten),
        "waiting": [{"name": name, "state": stance} for name, stance in seen.waiting],
        "not_considered": [{"roll": title, "names": list(names)} for title, names in seen.rolls],
        "answers": {"all": seen.answers[0], "unopened": seen.answers[1]},
        "each": [_letter(one) for one in seen.letters],
        "generation": seen.generation,
    }


def _letter(one: Whereabouts) -> dict[str, Any]:
    told = {name: value for name, value in asdict(one.told).items() if name != "letter"}
    return {
        "letter": one.id, "to": " and ".join(one.to), "state": one.state, "printed": one.printed, "place": one.place,
        "told": told, "answers": one.answers, "replaces": one.replaces, "screening": one.screening,
        "remarks": [
            {"said": said.said, "outcome": said.outcome, "remarks": [asdict(remark) for remark in said.remarks]}
            for said in one.remarks
        ],
    }  # fmt: skip


def _lines(seen: Status) -> list[str]:
    lines = [
        f"{seen.writer}: {count(seen.people, 'person', 'people')} on the list, {count(len(seen.letters), 'letter')}."
    ]
    lines += [f"  {number:>6,}  {state}" for state, number in seen.states().items()]
    if seen.unwritten:
        lines.append(f"No letter yet: {', '.join(seen.unwritten)}.")
    lines += [f"{name}: {stance}." for name, stance in seen.waiting]
    lines += [f"On the roll {title} and not considered: {', '.join(names)}." for title, names in seen.rolls if names]
    flags = {
        "requested": "asked for it",
        "received": "has it",
        "read": "has read it",
        "not_wanted": "does not want it",
    }
    for one in seen.letters:
        told = [words for flag, words in flags.items() if getattr(one.told, flag)]
        if told:
            lines.append(f"{' and '.join(one.to)} let you know: {', '.join(told)}.")
        lines += _from_bank(one)
    if seen.answers[0]:
        lines.append(f"{count(seen.answers[0], 'answer')}, {seen.answers[1]} unopened. See: amends mailbag list")
    return lines


def _from_bank(one: Whereabouts) -> list[str]:
    """What a bank's readers said; what becomes of an approved letter is not told."""
    to = " and ".join(one.to)
    said = {
        "waiting": f"The letter to {to} waits to be read.",
        "approved": f"The letter to {to} was read and let through. It lies there, sealed.",
        "returned": f"The letter to {to} came back to be mended. Write it anew with: amends write '{to}'",
        "rejected": f"The letter to {to} was rejected.",
    }
    lines = [said[one.screening]] if one.screening and one.state == "posted" else []
    for remarks in one.remarks if lines else ():
        lines += [f"    {line}" for line in remarks.said.splitlines()]
        lines += [f"    “{remark.passage}”: {remark.said}" for remark in remarks.remarks]
    return lines
