"""Screens when something fails or is slow, on paper, by keys alone, in scripts of the world, and used fifty times."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from graph.commit import commit
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from tests.conftest import empty
from tests.serving import served
from tests.test_pages import FIRST_PICTURE, ready
from tests.test_screens import COBRA, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
SAWEN = "/chart?e=network%3Asawen%7CMEMBER_OF"
NUMBER = "0123456789abcdef"


def page_of(status: int, title: str) -> dict[str, Any]:
    """An answer as the service gives it where something went wrong."""
    body = f"<!doctype html><h1>{title}</h1>"
    return {"status": status, "body": body, "headers": {"content-type": "text/html", "x-request-id": NUMBER}}


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (page_of(500, "Something went wrong here."), f"Something went wrong here. Request {NUMBER}."),
        (page_of(401, "This needs a key that holds."), f"This needs a key that holds. Request {NUMBER}."),
        (page_of(409, "Somebody else changed it."), f"Somebody else changed it. Request {NUMBER}."),
        (None, "No connection to the service since "),
    ],
    ids=["500", "401", "409", "offline"],
)
def test_what_fails_on_the_chart_is_said_and_tried_again_with_all_that_was_typed(
    failure: dict[str, Any] | None, said: str, address: str, chromium: Browser
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address + SAWEN)
    ready(page)
    before = page.locator("#things").inner_text()
    page.get_by_label("Add").fill("LATF")

    def fail(route: Route) -> None:
        if failure:
            route.fulfill(**failure)
        else:
            route.abort("internetdisconnected")

    page.route("**/chart?**", fail)
    page.locator('#tables a[href*="look="]').first.click()
    page.locator("#told", has_text=said).wait_for()
    assert page.locator("#told").inner_text().endswith("The chart is as it was.")
    assert page.locator("#things").inner_text() == before
    assert page.get_by_label("Add").input_value() == "LATF"
    again = page.get_by_role("button", name="Try again")
    page.unroute("**/chart?**")
    again.click()
    page.locator("#side h2 bdi").wait_for()
    assert not again.is_visible()
    context.close()


def test_what_takes_too_long_is_ended_and_said(address: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.clock.install()
    page.goto(address + SAWEN)
    page.locator("html[data-ready=chart]").wait_for(state="attached")
    page.route("**/chart?**", lambda _: None)
    page.locator('#tables a[href*="look="]').first.click()
    page.clock.fast_forward(1000)
    page.locator("#told", has_text="Reading …").wait_for()
    page.clock.fast_forward(60_000)
    page.locator("#told", has_text="The service took longer than 60 seconds. The chart is as it was.").wait_for()
    assert page.get_by_role("button", name="Try again").is_visible()
    context.close()


def test_who_is_signed_out_meanwhile_is_led_to_sign_in(address: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address + SAWEN)
    ready(page)
    page.route("**/chart?**", lambda route: route.fulfill(status=303, headers={"location": "/sign-in?onward=/chart"}))
    page.locator('#tables a[href*="look="]').first.click()
    page.locator("#told", has_text="You are signed in no longer").wait_for()
    page.get_by_role("button", name="Try again").click()
    page.get_by_label("Your key").wait_for()
    context.close()


def test_the_chart_is_soon_there_while_all_other_hosts_hang(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        seen.page.goto(address + SAWEN)
        assert ready(seen.page) < FIRST_PICTURE


PRINTED = ("/e/country:KE", SAWEN, "/path?a=agency:kws&b=agency:th-rtp", "/timeline?of=LATF", f"/op/{COBRA}")


@pytest.mark.parametrize("path", PRINTED)
def test_every_printed_page_bears_its_marking_and_nothing_is_cut(path: str, address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + path)
        if path == SAWEN:
            ready(page)
        page.emulate_media(media="print")
        for paper in ("A4", "Letter"):
            told = pypdf.PdfReader(io.BytesIO(page.pdf(format=paper)))
            texts = [sheet.extract_text() for sheet in told.pages]
            assert [text.count("TLP:CLEAR") >= 2 for text in texts] == [True] * len(texts)
            assert all(f"{n} of {len(texts)}" in text for n, text in enumerate(texts, start=1))
        page.set_viewport_size({"width": 700, "height": 1000})
        assert page.evaluate("document.documentElement.scrollWidth") <= 700
        for box in [shape.bounding_box() for shape in page.locator("#picture svg circle").all()[:20]]:
            assert box is None or abs(box["width"] - box["height"]) < 0.5
        left = [shape.bounding_box() for shape in page.locator("#picture svg").all()]
        assert all(box is None or box["x"] >= 0 for box in left)


def test_every_page_of_a_briefing_bears_its_marking_and_its_number(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/briefing?of=SAWEN&level=CLEAR&to=Partner&reason=meeting")
        page.get_by_role("button", name="Make the briefing").click()
        page.locator("dl.head").wait_for()
        texts = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
        number = re.search(r"briefing ([0-9a-f]{8})", texts[0])
        assert number
        assert len(texts) >= 2
        for n, text in enumerate(texts, start=1):
            assert text.count("TLP:CLEAR") >= 2
            assert f"briefing {number[1]} – page {n} of {len(texts)}" in text


WHERE = """() => { const here = document.activeElement;
  if (here === document.body) return "out";
  return (here.getAttribute("aria-label") ?? here.textContent).trim().slice(0, 30) || here.id; }"""
BOX = """() => { const box = document.activeElement.getBoundingClientRect();
  return [box.x, box.y, box.width, box.height]; }"""
FIRST = ["Skip to the content", "wengraph", "q", "Search", "Search", "Chart", "Path", "Timeline", "Map", "Questions"]


def test_tab_goes_through_the_chart_in_order_and_out_of_it(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + SAWEN)
        ready(page)
        reached = []
        for _ in range(400):
            page.keyboard.press("Tab")
            reached.append(page.evaluate(WHERE))
            if len(reached) > 20 and reached[-1] in ("out", FIRST[0]):
                break
        assert reached[: len(FIRST)] == FIRST
        assert reached[-1] in ("out", FIRST[0])  # no trap: all is left again
        order = [next(n for n, text in enumerate(reached) if text.startswith(part)) for part in PARTS]
        assert order == sorted(order)


PARTS = ("Skip to the chart", "Skip to the evidence", "add", "Draw", "Fit", "Chart. Arrows go from", "Legend")


@pytest.mark.parametrize("path", ["/", "/e/country:KE", SAWEN])
def test_where_the_focus_is_can_be_seen(path: str, address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + path)
        if path == SAWEN:
            ready(page)
        page.evaluate("document.activeElement.blur()")
        for _ in range(12):
            page.keyboard.press("Tab")
            box = page.evaluate(BOX)
            if box[2] == 0:
                continue
            clip = {"x": max(box[0] - 6, 0), "y": max(box[1] - 6, 0), "width": box[2] + 12, "height": box[3] + 12}
            shown = page.screenshot(clip=clip)
            page.evaluate("document.activeElement.style.outline = 'none'")
            assert page.screenshot(clip=clip) != shown, page.evaluate(WHERE)


def test_letters_do_nothing_in_fields_and_all_in_the_chart(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + SAWEN)
        ready(page)
        before = page.url
        for field in (page.locator("#q"), page.get_by_label("Add"), page.get_by_label("As of")):
            field.focus()
            page.keyboard.type("/?echpift")
            assert field.input_value() == "/?echpift"[: int(field.get_attribute("maxlength") or 99)]
        assert page.url == before
        board = page.locator("#canvas .vis-network")
        board.focus()
        page.keyboard.press("?")
        assert page.locator(".keys").get_attribute("open") is not None
        board.focus()
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"


NAMES = {"ne": "नेपाल वन्यजन्तु", "th": "กรมอุทยานแห่งชาติ", "zh": "国家林业局", "ar": "الشرطة الكينية"}
TOFU = """([text, none]) => {
  const picture = (sign, family) => { const canvas = new OffscreenCanvas(60, 60), context = canvas.getContext("2d");
    context.font = `30px ${family}`; context.fillText(sign, 5, 40);
    return [...context.getImageData(0, 0, 60, 60).data].join(); };
  const ours = getComputedStyle(document.body).fontFamily;
  return ["sans-serif", ours].map((family) => [...text].filter((sign) =>
    /\\p{L}/u.test(sign) && picture(sign, family) === picture(none, family)));
}"""
"""Letters of a text that the machine has no font for, and those that a page shows as boxes."""


def test_names_of_all_scripts_are_written_and_tables_stay_in_line(
    store: Store, scratch_settings: Settings, chromium: Browser
) -> None:
    empty(store, Marking.RED)
    for key, name in NAMES.items():
        unit = Mention("Agency", key)
        commit(store, [Claim(unit, "name", Source(key, key), value=name)])
        commit(store, [Claim(unit, "ATTENDED", Source(key, key), object=Mention("Meeting", "m"), role="participant")])
    commit(store, [Claim(Mention("Meeting", "m"), "name", Source("m", "m"), value="Meeting")])
    with served(scratch_settings) as told, window(chromium, told) as seen:
        page = seen.page
        written = 0
        for path in ("/e/meeting:m", "/chart?e=meeting:m"):
            page.goto(told + path)
            for name in NAMES.values():
                assert page.get_by_role("link", name=name, exact=True).first.is_visible()
                lacking, boxes = page.evaluate(TOFU, [name, "\U0010fffd"])
                assert boxes == lacking
                written += not boxes
            lefts = [cell.bounding_box() for cell in page.locator("main tbody th[scope=row]").all()]
            assert len({round(box["x"]) for box in lefts if box}) == 1
        if not written:
            pytest.skip("this machine has a font for none of these scripts")


def heap(page: Page) -> float:
    """What the page's scripts hold once what is no longer used was collected."""
    session = page.context.new_cdp_session(page)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used


@pytest.mark.slow
def test_fifty_openings_leave_nothing_behind(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}{SAWEN}&look=country%3ABT")
        ready(page)
        held = 0.0
        for turn in range(51):
            page.locator("#side .act", has_text="Open all").click()
            page.locator("#told", has_text="more;").wait_for()
            page.locator("#side .act", has_text="Collapse").click()
            page.locator("#told", has_text="fewer;").wait_for()
            held = heap(page) if turn == 0 else held
        assert heap(page) < held * 1.2
