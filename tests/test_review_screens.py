"""The review as pages in a real Chromium: what was read in documents, judged by key, by mouse, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from api.desk import Desk
from graph.proposals import propose
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.conftest import empty
from tests.papers import of_mist, paper
from tests.serving import served
from tests.test_screens import window

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]


@pytest.fixture
def own(store: Store, scratch_settings: Settings) -> Iterator[tuple[str, Desk]]:
    """A service without keys over what was read in one release: a name, two who took part, a date."""
    empty(store, Marking.RED)
    document, source = paper(1)
    propose(store, document, of_mist(source))
    Desk(scratch_settings).path.unlink()
    desk = Desk(scratch_settings)
    with served(scratch_settings) as told:
        yield told, desk
    desk.path.unlink()


def test_one_key_accepts_and_goes_on_to_the_next(own: tuple[str, Desk], chromium: Browser) -> None:
    address, _ = own
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/review")
        page.locator("html[data-ready=review]").wait_for(state="attached")
        assert page.locator("#queue h2").inner_text().startswith("1 of 4: ")
        page.keyboard.press("a")
        page.get_by_role("status").filter(has_text="Accepted: ").wait_for()
        assert page.get_by_role("link", name="Review (2)").count() == 1
