"""Whether the desk's list stays as quick with ten thousand people as with a hundred.

Two desks of invented people, opened as the browser opens them: the drawer, the page's work, the template. A first,
a middle page, a filter by where they stand, by the kind of amends, a rare and a common word that is searched
for, and one person's page are asked for in turn, small desk and large, so that a drifting machine is fair to both.
The ratio is how much of the time at a hundred the time at ten thousand is: below 1.5 is wanted.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from amends.clock import Replay
from amends.desk.drawer import listing, owed
from amends.desk.drawer import people as list_kept
from amends.desk.drawer.listing import Wanted
from amends.desk.drawer.opening import opened
from amends.desk.drawer.place import Place
from amends.desk.journey.opening import SIGNING_KEY, WRITER, Desk, make_desk, unwrap
from amends.desk.journey.people import take_in_people
from amends.desk.people.amends import KINDS, Amends
from amends.desk.seal.keys import SigningKey
from amends.desk.web import everyone, mailbag, person
from amends.desk.web.saying import templates
from bench import report
from bench.people import book, cards

WORDS = "a measurement of the desk"


class Home:
    """A desk with so many people, of whom every third has something decided."""

    def __init__(self, folder: Path, count: int) -> None:
        self.place, self.count = Place(folder / str(count)), count
        clock = Replay(str(count))
        make_desk(self.place, "Tomas Reed", WORDS, clock)
        self.key = unwrap(self.place, WORDS)
        with self.at_desk() as desk:
            started = time.perf_counter()
            take_in_people(desk, [book("list.vcf", cards(count, 3))])
            self.import_seconds = time.perf_counter() - started
            with desk.drawer.transaction() as tx:
                people = list_kept.everybody(tx)
                for at, one in enumerate(people[::3]):
                    kind = KINDS[at % len(KINDS)]
                    owed.put_amends(tx, one.id, Amends(happened="A ladder.", willing=True, kind=kind))
                listing.bring_up(tx)
        self.people = sorted(people, key=listing.sort_key)

    @contextmanager
    def at_desk(self) -> Generator[Desk]:
        """The desk, opened with its key as between two pages."""
        with opened(self.place, self.key) as drawer:
            with drawer.transaction() as tx:
                writer, seed = list_kept_writer(tx)
            yield Desk(drawer, Replay(), writer, SigningKey(seed))

    def list_page(self, asked: everyone.Asked) -> str:
        """A page of the list, whole."""
        with self.at_desk() as desk:
            seen = everyone.everyone(desk, asked)
            return self._render("everyone.html", desk, seen=seen, asked=asked, search="")

    def person_page(self) -> str:
        """Somebody's page, whole."""
        with self.at_desk() as desk:
            return self._render("person.html", desk, seen=person.person_shown(desk, self.people[self.count // 2].id))

    @staticmethod
    def _render(template: str, desk: Desk, **said: object) -> str:
        about = {"ours": "x", "path": "/", "writer": desk.writer, "unopened": mailbag.unopened(desk)}
        return templates().get_template(template).render({**about, **said})

    def asked(self) -> dict[str, Callable[[], str]]:
        """What is asked of both desks."""
        middle = everyone.Asked(after=self.people[self.count // 2].id)
        rare = self.people[self.count // 3].emails[0].partition("@")[0]
        return {
            "first_page": lambda: self.list_page(everyone.Asked()),
            "middle_page": lambda: self.list_page(middle),
            "filter_stage": lambda: self.list_page(everyone.Asked(Wanted(stage="willing"))),
            "filter_kind": lambda: self.list_page(everyone.Asked(Wanted(kind="direct"))),
            "search_rare": lambda: self.list_page(everyone.Asked(Wanted(words=rare))),
            "search_common": lambda: self.list_page(everyone.Asked(Wanted(words="ladder"))),
            "search_name": lambda: self.list_page(everyone.Asked(Wanted(words="desmond"))),
            "person": self.person_page,
        }


def list_kept_writer(tx: list_kept.Transaction) -> tuple[str, bytes]:
    """The writer's name and key."""
    from amends.desk.drawer.settings import setting

    return setting(tx, WRITER).decode(), setting(tx, SIGNING_KEY)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        small, large = (Home(folder, count) for count in (arguments.few, arguments.many))
        figures: dict[str, Any] = {
            f"import_seconds_{small.count}": small.import_seconds,
            f"import_seconds_{large.count}": large.import_seconds,
        }
        ratios: dict[str, float] = {}
        report.tell(f"asking {small.count} and {large.count} people in turn, {arguments.rounds} times")
        theirs = large.asked()
        for name, ask in small.asked().items():
            taken: tuple[list[float], list[float]] = ([], [])
            for _ in range(arguments.rounds + 2):
                for seconds, work in zip(taken, (ask, theirs[name]), strict=True):
                    started = time.process_time()
                    page = work()
                    seconds.append(time.process_time() - started)
                    assert "</html>" in page
            few, many = (median(seconds[2:]) for seconds in taken)
            figures |= {f"{name}_ms_{small.count}": few * 1000, f"{name}_ms_{large.count}": many * 1000}
            ratios[name] = many / few
        figures["slowest_ratio"] = max(ratios.values())
    return {"figures": figures, "ratios": ratios, "machine": report.machine("sqlalchemy", "jinja2")}


if __name__ == "__main__":
    report.main(
        __doc__ or "",
        measure,
        ("few", 100, "people on the small desk"),
        ("many", 10_000, "people on the large one"),
        ("rounds", 21, "how often each page is asked for"),
    )
