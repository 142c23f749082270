"""The chart that a reader builds, in a real Chromium: opened, collapsed, hidden, pinned, undone; by mouse and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.conftest import empty
from tests.serving import served
from tests.test_pages import PAYLOADS, ready
from tests.test_screens import hold_every_payload, meets_wcag_aa_and_fits, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
SAWEN = "/chart?e=network%3Asawen"
MEETING = "meeting:m-sawen-am-3"


def drawn(page: Page) -> dict[str, Any]:
    """The places of all things on the canvas, by their ids."""
    found: dict[str, Any] = page.evaluate("window.chart.keep()")
    told = page.evaluate("window.chart.told.things.map((thing) => thing.id)")
    return {thing: found[thing] for thing in told}


def board(page: Page) -> Any:
    """What takes the keys."""
    return page.locator("#canvas .vis-network")


def things(page: Page) -> int:
    """How many things the table names."""
    return int(page.locator("#things").inner_text().removeprefix("Things (").removesuffix(")"))


def click_on(page: Page, thing: str) -> None:
    """Click a thing on the canvas."""
    spot = page.evaluate("(id) => window.chart.network.canvasToDOM(window.chart.places[id])", thing)
    board(page).click(position=spot)


def looking(page: Page, name: str) -> None:
    """Wait until the panel tells of a thing."""
    page.locator("#side h2", has_text=name).wait_for()


def test_counts_come_before_what_is_opened_and_what_was_drawn_stays_in_place(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + SAWEN)
        ready(page)
        before = drawn(page)
        assert len(before) == things(page)
        click_on(page, MEETING)
        looking(page, "Third Annual Meeting of SAWEN")
        others = int(re.search(r"with (\d+) others", page.locator("#side").inner_text())[1])  # type: ignore[index]
        assert drawn(page) == before
        page.get_by_role("link", name=f"Open all {others}", exact=True).click()
        page.locator("#told", has_text="more;").wait_for()
        after = drawn(page)
        assert len(after) == things(page) > len(before)
        assert {thing: after[thing] for thing in before} == before
        assert all(page.evaluate("(place) => window.chart.sees(place)", place) for place in after.values())
        spots = sorted((round(p["x"]), round(p["y"])) for p in after.values())
        assert len(set(spots)) == len(spots)
        page.get_by_role("link", name="Collapse", exact=True).click()
        page.locator("#told", has_text="fewer;").wait_for()
        assert drawn(page) == before


def test_acts_are_addresses_and_are_undone_by_going_back(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + SAWEN)
        ready(page)
        assert page.get_by_role("button", name="Undo").is_disabled()
        before = drawn(page)
        click_on(page, "country:IN")
        looking(page, "India")
        page.get_by_role("link", name="Hide", exact=True).click()
        page.get_by_role("link", name="show India").wait_for()
        assert parse_qs(urlsplit(page.url).query)["h"] == ["country:IN"]
        assert "country:IN" not in drawn(page)
        assert page.locator("#tables").get_by_role("link", name="India", exact=True).count() == 0
        page.get_by_role("button", name="Undo").click()
        page.locator("#tables").get_by_role("link", name="India", exact=True).wait_for()
        assert drawn(page) == before
        page.get_by_role("button", name="Redo").click()
        page.get_by_role("link", name="show India").wait_for()
        page.reload()
        ready(page)
        assert drawn(page) == {thing: place for thing, place in before.items() if thing != "country:IN"}


def test_a_dragged_thing_stays_where_it_was_put(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + SAWEN)
        ready(page)
        before = drawn(page)["country:NP"]
        spot = page.evaluate("(id) => window.chart.network.canvasToDOM(window.chart.places[id])", "country:NP")
        box = board(page).bounding_box()
        page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
        page.mouse.down()
        page.mouse.move(box["x"] + 40, box["y"] + 40, steps=5)
        page.mouse.up()
        page.wait_for_url("**pin=**")
        put = drawn(page)["country:NP"]
        assert put != before
        told = page.url
    with window(chromium, address, java_script_enabled=False) as seen:
        seen.page.goto(told)
        assert seen.page.locator("#picture svg").count() == 1
    pins = parse_qs(urlsplit(told).query)["pin"]
    assert [pin.split(",")[2] for pin in pins] == ["country:NP"]
    assert abs(float(pins[0].split(",")[0]) - put["x"]) <= 1


def test_a_line_shows_who_says_so(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/chart?e=network%3Asawen%7CMEMBER_OF")
        ready(page)
        middle = """(ends) => {
          const [a, b] = ends.map((id) => window.chart.places[id]);
          return window.chart.network.canvasToDOM({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
        }"""
        board(page).click(position=page.evaluate(middle, ["country:BT", "network:sawen"]))
        said = page.locator("#evidence")
        said.get_by_text("Bhutan").first.wait_for()
        assert "claim" in said.inner_text()
        assert page.locator("tr.chosen").count() >= 1
        assert "Bhutan" in page.locator("#told").inner_text()


ALONE = """() => {
  const { network, told, places } = window.chart;
  for (const edge of told.edges.filter((one) => one.links.length === 1)) {
    const [a, b] = [edge.from, edge.to].map((key) => places[window.chart.thing(key).id]);
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    network.moveTo({ position: middle, scale: 2 });
    const spot = network.canvasToDOM(middle);
    if (network.getEdgeAt(spot) === edge.id && !network.getNodeAt(spot)) return [edge.links[0], spot];
  }
}"""
"""A line of one link whose middle lies alone: the number of its row, and that place in view."""


def test_a_chart_of_many_things_asks_for_the_evidence_of_a_line(address: str, chromium: Browser) -> None:
    """What is read on demand is what `evidence` says of the link; a page with fewer things carries it."""
    asked = f"{address}/chart?e=agency%3Ainterpol&e=country%3AKE&e=country%3ATH&cap=500"
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(asked)
        ready(page)
        assert things(page) > 150
        assert page.locator("#tables ul.claims").count() == 0
        row, spot = page.evaluate(ALONE)
        later = page.locator(f"#l{row} a.later")
        count = int(str(later.text_content()).split()[0])
        of = parse_qs(urlsplit(str(later.get_attribute("href"))).query)["of"][0]
        board(page).click(position=spot)
        page.locator("#evidence ul.claims").first.wait_for()
        told = httpx.get(f"{address}/api/v1/evidence", params={"of": of, "limit": 500}).json()["items"]
        assert len(told) == count
        shown = str(page.locator("#evidence").text_content())
        assert all(f"claim {claim['claim']}" in shown for claim in told)
        later.click()
        page.locator("h1", has_text="Evidence of a link").wait_for()
        assert page.locator("ul.claims > li").count() == count
        meets_wcag_aa_and_fits(page)
    assert httpx.get(f"{address}/line?of=nothing").status_code == 404


def test_all_of_it_can_be_done_by_keys(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + SAWEN)
        ready(page)
        began = things(page)
        board(page).focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        name = page.locator("#told").inner_text().split(",")[0]
        page.keyboard.press("Enter")
        looking(page, name)
        page.keyboard.press("e")
        page.locator("#told", has_text="more;").wait_for()
        assert things(page) > began
        page.keyboard.press("c")
        page.locator("#told", has_text="fewer;").wait_for()
        page.keyboard.press("h")
        page.get_by_role("link", name=f"show {name}").wait_for()
        page.keyboard.press("Control+z")
        page.get_by_role("link", name=f"show {name}").wait_for(state="detached")
        page.keyboard.press("t")
        assert page.evaluate("document.activeElement.getAttribute('aria-labelledby')") == "things"
        page.get_by_label("Add").focus()
        page.keyboard.type("hefc")
        assert page.get_by_label("Add").input_value() == "hefc"
        page.get_by_label("letter keys").uncheck()
        board(page).focus()
        page.keyboard.press("h")
        assert "h=" not in urlsplit(page.url).query


def test_without_scripts_the_same_is_done_by_links(address: str, chromium: Browser) -> None:
    with window(chromium, address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{address}/chart")
        page.get_by_label("Begin with").fill("SAWEN")
        page.keyboard.press("Enter")
        few = things(page)
        assert page.locator("#picture svg").count() == 1
        assert page.locator("#picture a").count() > few
        page.get_by_role("link", name="Look at Third Annual Meeting of SAWEN").click()
        page.get_by_role("link", name=re.compile(r"^was attended by \(\d+\)")).click()
        many = things(page)
        assert many > few
        page.get_by_role("link", name="Hide", exact=True).click()
        assert things(page) < many
        page.get_by_role("link", name=re.compile("^show ")).click()
        rows = page.locator("tr", has_text="Bhutan")
        rows.locator("summary").first.click()
        assert "claim" in rows.locator(".claims").first.inner_text()


def test_what_has_a_crowd_around_it_is_opened_in_part_first(address: str) -> None:
    told = httpx.get(f"{address}/chart?e=country:KE%7Cnone&look=country:KE", timeout=60).text
    assert "Open the 50 with most links" in told
    few = httpx.get(f"{address}/chart?e=country:KE%7C50", timeout=60).text
    assert ">Things (51)<" in few
    assert ">Things (1)<" in httpx.get(f"{address}/chart?e=country:KE%7Cnone", timeout=60).text
    cut = httpx.get(f"{address}/chart?e=country:KE&cap=20", timeout=60).text
    assert ">Things (20)<" in cut
    assert "left out, those with fewest links" in cut
    assert ">Draw " in cut
    most = httpx.get(f"{address}/chart?e=country:KE&cap=5000", timeout=60).text
    assert "5000 were asked for; a chart holds at most 2000." in most
    assert int(re.search(r">Things \((\d+)\)<", most)[1]) > 51  # type: ignore[index]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("e=SAWEN&pin=1,2", 400),
        ("e=SAWEN&pin=nan,2,country:KE", 400),
        ("e=SAWEN%7CNOTHING", 400),
        ("e=SAWEN&h=network:sawen", 400),
        ("e=nobody", 404),
        ("e=SAWEN&look=nobody", 404),
        ("e=SAWEN&cap=0", 422),
    ],
)
def test_what_makes_no_sense_is_said(asked: str, status: int, address: str) -> None:
    told = httpx.get(f"{address}/chart?{asked}", headers={"accept": "text/html"}, timeout=60)
    assert told.status_code == status
    assert "<h1" in told.text


def test_as_of_a_day_nothing_later_is_drawn(address: str) -> None:
    told = httpx.get(f"{address}/chart?e=network:sawen&as_of=2013-12-31", timeout=60).text
    assert not re.search(r"<td[^>]*>(since )?(201[4-9]|202\d)", told)
    assert "as_of=2013-12-31" in re.findall(r'href="(/chart\?e=[^"]+)"', told)[0]


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("path", ["/chart", f"{SAWEN}&look=country%3AIN"])
def test_the_chart_meets_wcag_aa_and_fits_a_narrow_window(
    path: str, look: Any, address: str, chromium: Browser
) -> None:
    with window(chromium, address, color_scheme=look) as seen:
        seen.page.goto(address + path)
        if "e=" in path:
            ready(seen.page)
        meets_wcag_aa_and_fits(seen.page)


@pytest.fixture
def bad(store: Store, scratch_settings: Settings) -> Iterator[str]:
    """A service over records that hold every payload."""
    empty(store, Marking.RED)
    hold_every_payload(store)
    with served(scratch_settings) as told:
        yield told


def test_nothing_of_a_record_or_an_address_runs_on_the_chart(bad: str, chromium: Browser) -> None:
    paths = ["/chart?e=agency:a&look=agency:a", "/chart?e=country:KE&e=operation:o1&h=meeting:m1"]
    paths += ["/chart?" + "&".join(f"e=agency:x{n}" for n in range(len(PAYLOADS)))]
    paths += [f"/chart?e=agency:a&h={quote(payload)}&pin=1,1,{quote(payload)}" for payload in PAYLOADS]
    with window(chromium, bad) as seen:
        for path in paths:
            seen.page.goto(bad + path)
            ready(seen.page)
            board(seen.page).focus()
            seen.page.keyboard.press("ArrowRight")
            seen.page.keyboard.press("Enter")
            seen.page.locator("#side h2 bdi").wait_for()
            assert seen.page.evaluate("window.pwned") is None, path
            assert seen.page.locator("iframe, img, object, embed, meta[http-equiv=refresh]").count() == 0
            assert seen.page.locator('a[href^="javascript:" i], [onerror], [onload], [onclick], [onfocus]').count() == 0
