"""Real engines for tests: one Neo4j to write to, emptied for each test, and one that holds the bundled records."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from api.desk import Desk
from graph.errors import StoreError
from graph.settings import Settings, load_settings
from graph.store.bolt import Store
from graph.store.local import stop
from graph.store.opening import open_store
from graph.values.markings import Marking
from loaders.dataset import BUNDLED, open_datasets
from loaders.run import load

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHECKOUT = Path(__file__).parent.parent
REQUIRED = os.environ.get("WENGRAPH_REQUIRE", "").split(",")

Run = Callable[..., subprocess.CompletedProcess[str]]


def settings_for(name: str) -> Settings:
    """A store of the tests' own, in the checkout; where tests run in several processes, of one process's own."""
    own = f"test-{name}{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    return load_settings({**_environment(), "WENGRAPH_HOME": str(CHECKOUT / ".wengraph" / own)})


def _environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("WENGRAPH_") or k in KEPT}


def environment_for(settings: Settings) -> dict[str, str]:
    """What a command is started with, so that it works on these settings' store."""
    return {**_environment(), "WENGRAPH_HOME": str(settings.home), "COLUMNS": "200"}


KEPT = ("WENGRAPH_CACHE", "WENGRAPH_NEO4J_JARS")


def opened(settings: Settings, ceiling: Marking) -> Store:
    """An open store; without a Neo4j the test fails where one is required, else it is skipped with the reason."""
    try:
        return open_store(settings, ceiling=ceiling)
    except StoreError as error:
        if "neo4j" in REQUIRED:
            raise
        pytest.skip(f"no Neo4j: {error}")


def empty(store: Store, ceiling: Marking) -> None:
    """Take everything out of a store but its identity."""
    store.writing(lambda tx: tx.run("MATCH (n) WHERE NOT n:Store DETACH DELETE n"))
    store.writing(lambda tx: tx.run("MATCH (s:Store) SET s.ceiling = $c, s.seq = 0", c=int(ceiling)))


@pytest.fixture(scope="session")
def scratch_settings() -> Iterator[Settings]:
    """The settings of the store that tests write to; its server is stopped at the end."""
    settings = settings_for("scratch")
    yield settings
    stop(settings)


@pytest.fixture(scope="session")
def _scratch(scratch_settings: Settings) -> Iterator[Store]:
    with opened(scratch_settings, Marking.RED) as store:
        yield store


@pytest.fixture
def store(_scratch: Store) -> Store:
    """An empty store with the ceiling RED."""
    empty(_scratch, Marking.RED)
    return _scratch


@pytest.fixture
def new_desk(store: Store, scratch_settings: Settings) -> Iterator[Desk]:
    """A new desk, without keys, by an empty store."""
    assert store
    Desk(scratch_settings).path.unlink()
    yield Desk(scratch_settings)
    Desk(scratch_settings).path.unlink()


@pytest.fixture(scope="session")
def bundled_settings() -> Iterator[Settings]:
    """The settings of the store that holds the bundled records, made anew; its server is stopped at the end."""
    settings = settings_for("bundled")
    stop(settings)
    shutil.rmtree(settings.home, ignore_errors=True)
    yield settings
    stop(settings)


@pytest.fixture(scope="session")
def bundled(bundled_settings: Settings) -> Iterator[Store]:
    """A store with the bundled records, to read from only; its ceiling is CLEAR."""
    with opened(bundled_settings, Marking.CLEAR) as store:
        load(store, open_datasets([BUNDLED]))
        yield store


@pytest.fixture(scope="session")
def command() -> Run:
    """Run `wengraph` as a person does: `command(settings, "ask", …)`; standard output and error are text."""

    def run(settings: Settings, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        told = environment_for(settings) | environment
        line = [str(Path(sys.executable).parent / "wengraph"), *arguments]
        return subprocess.run(line, env=told, capture_output=True, text=True, timeout=300, check=False)

    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes golden files anew; look at what git says changed before you keep it."""
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare text with a file under tests/golden."""

    def compare(name: str, text: str) -> None:
        path = CHECKOUT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="module")
def address(bundled: Store, bundled_settings: Settings) -> Iterator[str]:
    """A service over the bundled records, without keys."""
    from tests.serving import served  # it asks this module how commands are started

    assert bundled
    with served(bundled_settings) as told:
        yield told


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium; without one the test fails where it is required, else it is skipped with the reason."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium")
    if not found:
        if "browser" in REQUIRED:
            pytest.fail("no Chromium: install Debian's package `chromium`")
        pytest.skip("no Chromium: install Debian's package `chromium`")
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=options)
        yield browser
        browser.close()
