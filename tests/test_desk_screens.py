"""The pages of one's own desk in a real Chromium: a watch list, the audit, a console."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from api.desk import Desk
from api.keys import add_key
from graph.commit import commit
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from tests.conftest import empty
from tests.serving import served
from tests.test_api import MEMBER, NEXT_WEEK, OPEN, SECRET
from tests.test_pages import PAYLOADS, hostile
from tests.test_screens import meets_wcag_aa_and_fits, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]


@pytest.fixture
def own(store: Store, scratch_settings: Settings) -> Iterator[tuple[str, Desk]]:
    """A service over a few records, without keys; its desk is new."""
    empty(store, Marking.RED)
    commit(store, [OPEN, SECRET, MEMBER])
    Desk(scratch_settings).path.unlink()
    desk = Desk(scratch_settings)
    with served(scratch_settings) as told:
        yield told, desk
    desk.path.unlink()


def test_what_is_watched_shows_what_is_new(own: tuple[str, Desk], store: Store, chromium: Browser) -> None:
    address, _ = own
    with window(chromium, address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{address}/e/agency:open-unit")
        page.get_by_role("link", name="Watch", exact=True).click()
        page.get_by_role("button", name="Watch", exact=True).click()
        row = page.locator("tbody tr")
        assert row.locator("td").first.inner_text() == "0"
        commit(store, [Claim(Mention("Agency", "open-unit"), "city", Source("n", "New paper"), value="Nairobi")])
        page.reload()
        assert row.locator("td").first.inner_text() == "1"
        row.get_by_role("link").click()
        assert page.locator("tbody th").all_inner_texts() == ["city: Nairobi"]
        assert "New paper" in page.locator("tbody").inner_text()
        page.get_by_role("button", name="Count all as seen").click()
        assert row.locator("td").first.inner_text() == "0"
        page.get_by_role("button", name="Remove").click()
        assert row.count() == 0


def test_the_audit_tells_who_did_what_and_whether_it_was_changed(own: tuple[str, Desk], chromium: Browser) -> None:
    address, desk = own
    httpx.get(f"{address}/e/agency:open-unit", timeout=60)
    brief = {"of": "agency:open-unit", "level": "CLEAR", "to": "A partner", "reason": "because"}
    assert httpx.post(f"{address}/briefing", data=brief, timeout=60).status_code == 200
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/audit")
        told = page.locator("tbody").inner_text()
        assert "GET /e/{entity}" in told
        assert "agency:open-unit" in told
        assert "holds" in page.locator("main").inner_text()
        page.get_by_role("link", name="Handed out").click()
        assert "A partner" in page.locator("tbody").inner_text()
        with desk.open() as connection:
            connection.execute("UPDATE audit SET told = replace(told, 'A partner', 'B partner') WHERE seq > 1")
        page.goto(f"{address}/audit")
        assert "The chain is broken" in page.get_by_role("alert").inner_text()


def test_the_audit_is_for_those_who_answer_for_it(own: tuple[str, Desk]) -> None:
    address, desk = own
    key = add_key(desk, "officer", Marking.RED, "reader", NEXT_WEEK)[1]
    asks: dict[str, Any] = {"headers": {"X-API-Key": key, "accept": "text/html"}, "timeout": 60}
    assert httpx.get(f"{address}/audit", **asks).status_code == 403
    assert 'href="/audit"' not in httpx.get(f"{address}/watch", **asks).text


def test_a_console_answers_and_keeps_what_was_typed_where_it_refuses(
    bundled: Store, bundled_settings: Settings, chromium: Browser
) -> None:
    assert bundled
    with served(bundled_settings) as address, window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/console")
        page.get_by_role("button", name="Run").click()
        assert page.locator("#answer").inner_text().startswith("Answer (")
        assert page.locator("tbody tr").count() > 5
        page.get_by_label("Cypher that only reads").fill("MATCH (n) DETACH DELETE n")
        page.get_by_role("button", name="Run").click()
        assert "Only queries that read" in page.get_by_role("alert").inner_text()
        assert page.get_by_label("Cypher that only reads").input_value() == "MATCH (n) DETACH DELETE n"
        page.get_by_label("Cypher that only reads").fill("MATCH (n RETURN <b>n</b>")
        page.get_by_role("button", name="Run").click()
        assert page.get_by_role("alert").count() == 1


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("path", ["/watch", "/audit", "/audit?sent=true", "/console"])
def test_screens_meet_wcag_aa_and_fit_a_narrow_window(
    path: str, look: Any, own: tuple[str, Desk], chromium: Browser
) -> None:
    address, _ = own
    httpx.post(f"{address}/watch", data={"entity": "agency:open-unit"}, timeout=60)
    with window(chromium, address, color_scheme=look) as seen:
        seen.page.goto(address + path)
        meets_wcag_aa_and_fits(seen.page)


def test_nothing_that_was_typed_or_recorded_runs(own: tuple[str, Desk], store: Store, chromium: Browser) -> None:
    address, _ = own
    for payload in PAYLOADS:
        commit(store, hostile(payload))
    httpx.post(f"{address}/watch", data={"entity": "agency:a"}, timeout=60)
    with window(chromium, address) as seen:
        for payload in PAYLOADS:
            for path, name in (("/watch", "Watch a thing"), ("/console", "Cypher that only reads")):
                seen.page.goto(address + path)
                seen.page.get_by_label(name).fill(payload)
                seen.page.get_by_role("button", name="Watch" if path == "/watch" else "Run", exact=True).click()
                seen.page.locator("h1").wait_for()
                assert seen.page.evaluate("window.pwned") is None
        for path in ("/watch", "/audit"):
            seen.page.goto(address + path)
            assert seen.page.evaluate("window.pwned") is None
            assert seen.page.locator("iframe, img, object, embed, script, meta[http-equiv=refresh]").count() == 0
