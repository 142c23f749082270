"""What a person keeps, as pages in a real Chromium: a chart and a query saved and opened again, a note on a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.desk import Desk
from api.keys import add_key
from graph.commit import commit
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.hand import Hand
from tests.serving import served
from tests.test_api import MEMBER, NEXT_WEEK, OPEN, SECRET
from tests.test_pages import PAYLOADS, ready
from tests.test_screens import meets_wcag_aa_and_fits, window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
UNIT = "/chart?e=agency%3Aopen-unit"
TYPED = "MATCH (n:Agency) RETURN n.id AS id ORDER BY id"


@pytest.fixture
def address(new_desk: Desk, store: Store, scratch_settings: Settings) -> Iterator[str]:
    """A service over a few records, without keys."""
    assert new_desk
    commit(store, [OPEN, SECRET, MEMBER])
    with served(scratch_settings) as told:
        yield told


def analyst(desk: Desk) -> dict[str, str]:
    """The key of an analyst who reads all, as a header."""
    return {"X-API-Key": add_key(desk, "analyst", Marking.RED, "analyst", NEXT_WEEK)[1]}


def rows(page: Page) -> list[list[str]]:
    """What the list of saved things tells."""
    found = page.locator("section", has=page.locator("#saved")).locator("tbody tr")
    return [row.locator("th, td").all_inner_texts() for row in found.all()]


def asks(page: Page) -> dict[str, list[str]]:
    """The state of a chart that stands in the address."""
    parts = urlsplit(page.url)
    assert parts.path == "/chart"
    return parse_qs(parts.query)


@pytest.mark.parametrize("mouse", [True, False], ids=["mouse", "keys"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "bare"])
def test_a_chart_is_saved_with_a_note_opened_again_and_deleted(
    scripts: bool, mouse: bool, address: str, chromium: Browser
) -> None:
    with window(chromium, address, java_script_enabled=scripts) as seen:
        page = seen.page
        page.goto(address + UNIT)
        if scripts:
            ready(page)
        hand = Hand(page, mouse)
        hand.use(page.get_by_role("link", name="Look at Open Unit"), leads=not scripts)
        page.locator("#side h2", has_text="Open Unit").wait_for()
        built = asks(page)
        assert built == {"e": ["agency:open-unit"], "look": ["agency:open-unit"]}
        hand.open(page.get_by_text("Save this chart"))
        hand.write(page.get_by_label("Title"), "Open unit")
        hand.write(page.get_by_label("Note", exact=True), "for Tuesday")
        hand.use(page.get_by_role("button", name="Save", exact=True))
        assert page.url == f"{address}/watch#saved"
        assert [row[:3] for row in rows(page)] == [["Open unit", "chart", "for Tuesday"]]
        hand.use(page.get_by_role("link", name="Open unit", exact=True))
        assert asks(page) == built
        page.goto(f"{address}/watch")
        hand.use(page.get_by_role("button", name="Delete"))
        assert rows(page) == []
        assert httpx.get(f"{address}/api/v1/saved", timeout=60).json()["total"] == 0


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
def test_the_console_runs_by_keys_and_keeps_a_query(keys: str, address: str, new_desk: Desk, chromium: Browser) -> None:
    with window(chromium, address, extra_http_headers=analyst(new_desk)) as seen:
        page = seen.page
        page.goto(f"{address}/console")
        page.locator("html[data-ready=console]").wait_for(state="attached")
        text = page.get_by_label("Cypher that only reads")
        text.fill(TYPED)
        with page.expect_navigation():
            text.press(keys)
        assert "agency:open-unit" in page.locator("tbody").inner_text()
        page.get_by_text("Save this query").click()
        page.get_by_label("Title").fill("All agencies")
        with page.expect_navigation():
            page.get_by_label("Title").press("Enter")
        assert rows(page)[0][:2] == ["All agencies", "console"]
        page.get_by_role("link", name="All agencies").click()
        assert page.get_by_label("Cypher that only reads").input_value() == TYPED
        page.get_by_label("Cypher that only reads").press("Enter")
        assert page.get_by_label("Cypher that only reads").input_value() != TYPED, "Enter alone is a new line"
        page.get_by_text("Save this query").click()
        page.get_by_role("button", name="Save", exact=True).click()
        assert rows(page)[0][0] == TYPED


@pytest.mark.parametrize("mouse", [True, False], ids=["mouse", "keys"])
def test_a_note_is_added_by_a_form_and_stands_on_the_page(
    mouse: bool, address: str, new_desk: Desk, chromium: Browser
) -> None:
    key = analyst(new_desk)
    with window(chromium, address, java_script_enabled=mouse, extra_http_headers=key) as seen:
        page, hand = seen.page, Hand(seen.page, mouse)
        page.goto(f"{address}/e/agency:open-unit")
        hand.open(page.get_by_text("Add a note"))
        hand.write(page.get_by_label("Note", exact=True), "Moved <b>house</b>")
        page.get_by_label("Marking").select_option("GREEN")
        hand.write(page.get_by_label("because"), "a call")
        hand.use(page.get_by_role("button", name="Add", exact=True))
        assert page.url == f"{address}/e/agency:open-unit#said"
        assert page.locator("section", has=page.locator("#said")).get_by_text("Moved <b>house</b>").count() > 0
        page.goto(f"{address}/e/agency:open-unit?clearance=GREEN")
        assert "Moved" in page.content()
        assert page.locator(".banner").first.inner_text() == "TLP:GREEN"
        page.goto(f"{address}/e/agency:open-unit?clearance=CLEAR")
        assert "Moved" not in page.content()


def test_what_is_hidden_or_not_ones_own_is_absent(new_desk: Desk, store: Store, scratch_settings: Settings) -> None:
    commit(store, [OPEN, SECRET, MEMBER])
    names = (("high", Marking.RED, "analyst"), ("low", Marking.CLEAR, "reader"), ("peer", Marking.RED, "reader"))
    held = {who: {"X-API-Key": add_key(new_desk, who, clear, role, NEXT_WEEK)[1]} for who, clear, role in names}  # type: ignore[arg-type]
    with served(scratch_settings) as address:

        def post(who: str, path: str, **form: str) -> int:
            told = {**held[who], "accept": "text/html"}
            return httpx.post(address + path, data=form, headers=told, timeout=60).status_code

        def listed(who: str) -> str:
            return httpx.get(f"{address}/watch", headers=held[who], timeout=60).text

        assert post("high", "/saved", title="Mine alone", address=UNIT) == 303
        assert post("high", "/saved", title="For all", address=UNIT, shared="true") == 303
        assert [name in listed("high") for name in ("Mine alone", "For all")] == [True, True]
        assert [name in listed("peer") for name in ("Mine alone", "For all")] == [False, True]
        assert [name in listed("low") for name in ("Mine alone", "For all", "shared by")] == [False] * 3
        assert '<p class="banner">TLP:RED</p>' in listed("peer")
        kept = httpx.get(f"{address}/api/v1/saved", headers=held["high"], timeout=60).json()["items"]
        ids = {one["title"]: one["id"] for one in kept}
        assert {one["marking"] for one in kept} == {"RED"}
        for who, title in (("low", "For all"), ("low", "Mine alone"), ("peer", "Mine alone")):
            there = httpx.get(f"{address}/saved/{ids[title]}", headers=held[who], timeout=60)
            absent = httpx.get(f"{address}/saved/{'0' * 16}", headers=held[who], timeout=60)
            assert there.status_code == absent.status_code == 404
            assert post(who, f"/saved/{ids[title]}/remove") == 404
        assert post("peer", f"/saved/{ids['For all']}/remove") == 400
        assert post("low", "/notes", entity="agency:open-unit", text="x", marking="CLEAR", reason="y") == 403
        page = httpx.get(f"{address}/e/agency:open-unit", headers=held["low"], timeout=60).text
        assert "Add a note" not in page
        assert 'class="near"' not in page, "its one link is hidden"
        assert 'class="near"' in httpx.get(f"{address}/e/agency:open-unit", headers=held["high"], timeout=60).text


@pytest.mark.parametrize(
    "given",
    [
        {"title": "x", "address": "https://elsewhere.example/chart?e=a"},
        {"title": "x", "address": "//elsewhere.example/chart?e=a"},
        {"title": "x", "address": "/sign-in?onward=/"},
        {"title": "x"},
        {"title": " ", "address": UNIT},
    ],
)
def test_no_other_address_and_nothing_without_a_title_is_saved(given: dict[str, str], address: str) -> None:
    assert httpx.post(f"{address}/saved", data=given, timeout=60).status_code == 400
    assert httpx.get(f"{address}/api/v1/saved", timeout=60).json()["total"] == 0


def test_forms_of_other_sites_save_nothing(address: str) -> None:
    away = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    for path, form in (("/saved", {"title": "x", "address": UNIT}), ("/notes", {"entity": "agency:open-unit"})):
        assert httpx.post(address + path, data=form, headers=away, timeout=60).status_code == 403
    assert httpx.get(f"{address}/api/v1/saved", timeout=60).json()["total"] == 0


def test_what_was_saved_over_the_api_opens_from_the_page(address: str) -> None:
    for given, opens in (
        ({"kind": "question", "name": "network-members", "parameters": {}}, "/questions/network-members?"),
        ({"kind": "view", "name": "graph", "parameters": {"of": "open-unit"}}, "/api/v1/views/graph?of=open-unit"),
        ({"kind": "view", "name": "/../../elsewhere", "parameters": {}}, "/api/v1/views/%2F..%2F..%2Felsewhere?"),
    ):
        made = httpx.post(f"{address}/api/v1/saved", json={"title": "t"} | given, timeout=60).json()["id"]
        assert httpx.get(f"{address}/saved/{made}", timeout=60).headers["location"].startswith(opens)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("path", ["/watch", "/console", UNIT, "/e/agency:open-unit"])
def test_they_meet_wcag_aa_and_fit_a_narrow_window(path: str, look: Any, address: str, chromium: Browser) -> None:
    for payload in PAYLOADS:
        told = {"title": payload, "note": payload, "address": UNIT, "shared": "true"}
        assert httpx.post(f"{address}/saved", data=told, timeout=60).status_code == 303
    with window(chromium, address, color_scheme=look) as seen:
        seen.page.goto(address + path)
        for summary in seen.page.locator(".keep summary").all():
            summary.click()
        meets_wcag_aa_and_fits(seen.page)
        assert seen.page.evaluate("window.pwned") is None
