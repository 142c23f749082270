"""A chart of hundreds of things: acts show what the service says of their address, the tables follow."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from tests.test_explorer import things
from tests.test_pages import ready
from tests.test_screens import window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.neo4j
OPENED = ("country:KE", "country:CN", "country:TH", "network:sawen", "agency:interpol")
LARGE = "/chart?" + "&".join(f"e={quote(thing)}" for thing in OPENED) + "&cap=2000&look=country%3AID"


CHOOSE = """(id) => {
  window.chart.network.body.emitter.emit("click", { nodes: [], edges: [id] });
}"""


def told(address: str) -> dict[str, Any]:
    """What the service says, without a script, that the chart of an address draws."""
    return data(httpx.get(address, timeout=120).raise_for_status().text)


def data(text: str) -> dict[str, Any]:
    """What a page gives its script to draw."""
    found: dict[str, Any] = json.loads(re.search(r'(?s)id="data">(.*?)</script>', text)[1])  # type: ignore[index]
    return found


def drawing(said: dict[str, Any]) -> tuple[set[str], Counter[tuple[str, str]]]:
    """The things and the lines between them of a chart's data."""
    ids = {node["id"]: thing["id"] for node, thing in zip(said["nodes"], said["things"], strict=True)}
    return set(ids.values()), Counter((ids[edge["from"]], ids[edge["to"]]) for edge in said["edges"])


def holds(page: Page) -> None:
    """What is on the canvas, and then in the tables and the printed picture, is what the address says."""
    said = told(page.url)
    shown = page.evaluate("(({things, nodes, edges}) => ({things, nodes, edges}))(window.chart.told)")
    assert drawing(shown) == drawing(said)
    assert page.evaluate("[window.chart.nodes.length, window.chart.edges.length]") == [
        len(said["nodes"]),
        len(said["edges"]),
    ]
    page.locator("#picture svg").wait_for(state="attached", timeout=60_000)
    assert things(page) == len(said["things"])
    links = sum(len(edge["links"]) for edge in said["edges"])
    assert page.locator('#tables tr[id^="l"]').count() == links


def act(page: Page, name: str) -> None:
    """An act of the panel; what it changed is said, and the tables of before are gone at once."""
    page.evaluate("document.getElementById('told').textContent = ''")
    page.locator("#side .act", has_text=re.compile(f"^{name}")).last.click()
    page.locator("#told", has_text="drawn,").wait_for(timeout=60_000)
    assert page.locator("#tables tr").count() == 0


@pytest.mark.browser
def test_what_is_opened_collapsed_and_taken_back_is_what_the_address_says(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + LARGE)
        ready(page)
        holds(page)
        before = page.evaluate("window.chart.keep()")
        act(page, "Open")
        after = page.evaluate("window.chart.keep()")
        assert {thing: after[thing] for thing in before} == before
        holds(page)
        act(page, "Collapse")
        holds(page)
        page.get_by_role("button", name="Undo").click()
        page.locator("#told", has_text="more;").wait_for(timeout=60_000)
        holds(page)


@pytest.mark.browser
def test_kinds_are_chosen_without_leaving_the_page_and_undone(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + LARGE)
        ready(page)
        count = things(page)
        page.evaluate("window.same = true")
        page.get_by_label("Country", exact=True).check()
        page.get_by_role("button", name="Draw", exact=True).click()
        page.locator("#told", has_text="fewer;").wait_for(timeout=60_000)
        assert "kind=Country" in page.url
        assert page.evaluate("window.same") is True
        said, shown = drawing(told(page.url)), page.evaluate("window.chart.told")
        assert drawing(shown) == said
        page.go_back()
        page.locator("#told", has_text="more;").wait_for(timeout=60_000)
        assert "kind=" not in page.url
        holds(page)
        assert things(page) == count
        page.get_by_label("As of").fill("no day")
        page.get_by_role("button", name="Draw", exact=True).click()
        page.wait_for_url("**as_of=no+day**")
        assert page.locator("#canvas").count() == 0


@pytest.mark.browser
def test_a_line_that_is_chosen_before_the_tables_came_shows_who_says_so(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + LARGE)
        ready(page)
        act(page, "Open")
        edge = page.evaluate("window.chart.told.edges[5]")
        page.evaluate(CHOOSE, edge["id"])
        page.locator("#evidence ul.claims").first.wait_for(timeout=60_000)
        href = str(page.locator(f"#l{edge['links'][0]} a.later").get_attribute("href"))
        of = parse_qs(urlsplit(href).query)["of"][0]
        known = httpx.get(f"{address}/api/v1/evidence", params={"of": of, "limit": 500}, timeout=60).json()["items"]
        assert known
        assert all(item["claim"] in str(page.locator("#evidence").text_content()) for item in known)


def test_the_part_that_is_drawn_says_what_the_page_says(address: str) -> None:
    """Same things, lines and marking; of a small chart it is the whole page."""
    quick = httpx.get(address + LARGE, headers={"x-part": "drawn"}, timeout=120).text
    assert drawing(data(quick)) == drawing(told(address + LARGE))
    assert "<tr" not in quick
    assert len(quick) * 2 < len(httpx.get(address + LARGE, timeout=120).text)
    small = f"{address}/chart?e=network%3Asawen"
    whole = [httpx.get(small, headers=headers, timeout=60).text for headers in ({}, {"x-part": "drawn"})]
    assert whole[0] == whole[1]
