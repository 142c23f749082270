"""The web pages in a real Chromium against a real service: found, read, followed, with and without keys and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest

from api.desk import Desk
from api.keys import add_key, revoke_key
from graph.commit import commit
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from tests.conftest import empty
from tests.hand import Hand
from tests.test_api import MEMBER, NEXT_WEEK, OPEN, SECRET, served
from tests.test_pages import PAYLOADS, Seen, hostile, ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
COBRA = "operation:operation-cobra-ii-2014"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = ("/", "/?q=kenya", "/?q=nothing-is-called-so", "/e/country:KE", f"/e/{COBRA}", "/sign-in", "/e/nobody")


def heading(page: Page) -> str:
    """What a page says that it is of."""
    told: str = page.locator("h1").inner_text()
    return told.strip()


@contextmanager
def window(browser: Browser, address: str, **options: Any) -> Iterator[Seen]:
    """A window on the service where what goes anywhere else hangs; at the end nothing has, and nothing complained."""
    context = browser.new_context(viewport={"width": 1300, "height": 900}, **options)
    page = context.new_page()
    seen = Seen(page)
    context.route(lambda url: not url.startswith((address, "data:")), lambda _: None)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("console", lambda message: seen.complaints.append(message.text))
    yield seen
    assert [url for url in seen.asked if not url.startswith((address, "data:"))] == []
    # A click that is faster than a page's first focus is no fault of the page; Chromium tells of it all the same.
    benign = ("status of 40", "Autofocus processing was blocked")
    assert [text for text in seen.complaints if not any(told in text for told in benign)] == []
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_page_to_evidence_chart_timeline_and_map(scripts: bool, address: str, chromium: Browser) -> None:
    with window(chromium, address, java_script_enabled=scripts) as seen:
        page = seen.page
        page.goto(address)
        page.get_by_role("searchbox").fill("Kenya")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="All that is found for it").click()
        assert re.match(r"\d+ found for “Kenya”", heading(page))
        page.get_by_role("link", name="Kenya", exact=True).click()
        assert heading(page) == "Kenya"
        row = page.locator("tr", has=page.get_by_role("link", name="Operation COBRA II", exact=True))
        row.locator("summary").first.click()
        evidence = row.locator(".claims").first.inner_text()
        assert "lusakaagreement.org/latf-successfully-coordinates-operation-cobra-ii" in evidence
        assert re.search(r"claim [0-9a-f]{20}", evidence)
        row.get_by_role("link", name="Operation COBRA II", exact=True).click()
        for name, there in (("Chart", "#picture svg"), ("Timeline", "#picture rect"), ("Map", "#picture path")):
            page.locator("main nav").get_by_role("link", name=name, exact=True).click()
            assert "Operation COBRA II" in heading(page)
            if name == "Chart" and scripts:
                assert ready(page) > 0
            assert page.locator(there).count() > 0
            page.locator("main").get_by_role("link", name="Facts", exact=True).click()
            assert heading(page) == "Operation COBRA II"


def test_a_path_is_asked_for_from_a_page(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        seen.page.goto(f"{address}/e/LATF")
        seen.page.get_by_label("Path to").fill("Zambia")
        seen.page.keyboard.press("Enter")
        seen.page.locator("#picture svg").wait_for()
        assert "Zambia" in heading(seen.page)


def test_a_page_shows_what_was_true_on_a_day(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/e/country:KE")
        page.get_by_label("As of").fill("2013-12-31")
        page.keyboard.press("Enter")
        assert page.locator(".who strong").inner_text() == "as of 2013-12-31"
        days = page.locator("section td:nth-child(3)").all_inner_texts()
        assert days
        assert not [day for day in days if re.match(r"(since )?(201[4-9]|202)", day)]
        page.get_by_role("link", name="INTERPOL Environmental Crime Programme familiarisation visit").click()
        assert "as_of=2013-12-31" in page.url


def test_a_larger_chart_is_drawn_when_one_asks_for_it(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        seen.page.goto(f"{address}/api/v1/views/graph?of=SAWEN&of=LATF&cap=20")
        total = int(re.search(r"of (\d+) things", seen.page.locator("header nav").inner_text())[1])  # type: ignore[index]
        seen.page.get_by_role("link", name=re.compile("^Draw ")).click()
        ready(seen.page)
        assert seen.page.locator("#things").inner_text() == f"Things ({total})"
        assert "Draw" not in seen.page.locator("header nav").inner_text()


def test_one_relation_is_shown_whole(address: str) -> None:
    few, whole = (httpx.get(f"{address}/e/country:KE{asked}").text for asked in ("", "?phrase=attended"))
    assert 'href="/e/country:KE?phrase=attended">All 16: attended' in few
    assert whole.count('<th scope="row">') == 16


def meets_wcag_aa_and_fits(page: Page) -> None:
    """No violation that axe finds of WCAG 2.2 AA, and nothing beyond the border of a window 320 px wide."""
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(page, options={"runOnly": TAGS})
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in results.response["violations"]] == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def hold_every_payload(store: Store) -> None:
    """Records that hold every payload, and an agency of its own for each."""
    for n, payload in enumerate(PAYLOADS):
        commit(store, hostile(payload))
        commit(store, [Claim(Mention("Agency", f"x{n}"), "name", Source(f"s{n}", "s"), value=f"bad {payload}")])


@pytest.mark.parametrize("mouse", [True, False], ids=["mouse", "keys"])
def test_a_picture_of_what_is_closest_leads_to_the_same_on_the_chart(
    mouse: bool, address: str, chromium: Browser
) -> None:
    with window(chromium, address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{address}/e/{COBRA}?as_of=2016-01-01")
        small = page.locator(".near svg")
        glyphs = sorted(small.locator("text").all_text_contents())
        assert len(glyphs) == 11
        assert small.locator("a").count() == 0
        Hand(page, mouse).use(page.get_by_role("link", name="Chart of what is closest to"))
        assert "as_of=2016-01-01" in page.url
        assert sorted(page.locator("#picture svg text").all_text_contents()) == glyphs


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("path", SCREENS)
def test_screens_meet_wcag_aa_and_fit_a_narrow_window(path: str, look: Any, address: str, chromium: Browser) -> None:
    with window(chromium, address, color_scheme=look, bypass_csp=False) as seen:
        seen.page.goto(address + path)
        for summary in seen.page.locator("summary").all()[:3]:
            summary.click()
        meets_wcag_aa_and_fits(seen.page)


def test_every_page_has_its_policy_and_shows_its_marking(address: str) -> None:
    for path in SCREENS:
        told = httpx.get(address + path, headers={"accept": "text/html"})
        policy = told.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        if told.status_code == 200 and path != "/sign-in":
            assert told.text.count('<p class="banner">TLP:CLEAR</p>') == 2
            assert "<title>TLP:CLEAR – " in told.text


@pytest.fixture
def bad(store: Store, scratch_settings: Settings) -> Iterator[str]:
    """A service over records that hold every payload, each in an agency of its own."""
    hold_every_payload(store)
    with served(scratch_settings) as told:
        yield told


def test_nothing_of_a_record_or_an_address_runs(bad: str, chromium: Browser) -> None:
    paths = ["/e/agency:a", "/e/operation:o1", "/e/country:KE", "/e/meeting:m1", "/?q=bad"]
    paths += [f"/e/agency:x{n}" for n in range(len(PAYLOADS))]
    for payload in PAYLOADS:
        paths += [f"/?q={quote(payload)}", f"/e/{quote(payload)}", f"/sign-in?onward={quote(payload)}"]
    with window(chromium, bad) as seen:
        for path in paths:
            seen.page.goto(bad + path)
            _touch(seen.page)
            assert seen.page.evaluate("window.pwned") is None, path
            assert seen.page.locator("iframe, img, object, embed, script, meta[http-equiv=refresh]").count() == 0
            assert seen.page.locator('a[href^="javascript:" i], [onerror], [onload], [onclick], [onfocus]').count() == 0


def _touch(page: Page) -> None:
    """Open and hover what there is."""
    for summary in page.locator("summary").all()[:4]:
        summary.click()
    for cell in page.locator("tbody th").all()[:3]:
        cell.hover()


@pytest.fixture
def keyed(store: Store, scratch_settings: Settings) -> Iterator[tuple[str, Desk]]:
    """A service that needs keys, over two markings."""
    empty(store, Marking.RED)
    commit(store, [OPEN, SECRET, MEMBER])
    desk = Desk(scratch_settings)
    desk.path.unlink()
    desk = Desk(scratch_settings)
    add_key(desk, "first", Marking.CLEAR, "reader", NEXT_WEEK)
    with served(scratch_settings) as told:
        yield told, desk
    desk.path.unlink()


def test_one_signs_in_with_a_key_and_out_again(keyed: tuple[str, Desk], chromium: Browser) -> None:
    address, desk = keyed
    identifier, key = add_key(desk, "officer", Marking.AMBER, "reader", NEXT_WEEK)
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/e/agency:open-unit")
        assert heading(page) == "Sign in"
        assert "Open Unit" not in page.content()
        page.get_by_label("Your key").fill("wg_wrong")
        page.keyboard.press("Enter")
        assert "does not hold" in page.get_by_role("alert").inner_text()
        page.get_by_label("Your key").fill(key)
        page.keyboard.press("Enter")
        page.wait_for_url("**/e/agency:open-unit")
        assert heading(page) == "Open Unit"
        assert "Secret Unit" in page.content()
        assert page.locator(".banner").all_inner_texts() == ["TLP:AMBER", "TLP:AMBER"]
        kept = page.context.cookies()[0]
        assert (kept["httpOnly"], kept["sameSite"], kept["expires"]) == (True, "Strict", -1)
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
        page.goto(f"{address}/e/agency:open-unit")
        assert heading(page) == "Sign in"
        page.get_by_label("Your key").fill(key)
        page.keyboard.press("Enter")
        page.wait_for_url("**/e/agency:open-unit")
        revoke_key(desk, identifier)
        page.reload()
        assert heading(page) == "Sign in"


def test_what_is_hidden_looks_as_what_is_not_there(keyed: tuple[str, Desk]) -> None:
    address, desk = keyed
    _, key = add_key(desk, "low", Marking.CLEAR, "reader", NEXT_WEEK)
    asks = {"headers": {"accept": "text/html"}, "cookies": {"wengraph": key}}
    pages = [httpx.get(f"{address}/e/agency:{name}", **asks) for name in ("secret-unit", "no-such-unit")]
    bare = [re.sub(r"Request [0-9a-f]+|secret-unit|no-such-unit", "", told.text) for told in pages]
    assert [told.status_code for told in pages] == [404, 404]
    assert bare[0] == bare[1]
    assert "Secret" not in httpx.get(f"{address}/?q=unit", **asks).text
    assert "1 found" in httpx.get(f"{address}/?q=unit", **asks).text
    assert "TLP:AMBER" not in httpx.get(f"{address}/e/agency:open-unit", **asks).text


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "x"])
def test_signing_in_leads_to_this_service_only(onward: str, keyed: tuple[str, Desk]) -> None:
    address, desk = keyed
    _, key = add_key(desk, "reader", Marking.CLEAR, "reader", NEXT_WEEK)
    told = httpx.post(f"{address}/sign-in", data={"key": key, "onward": onward})
    assert (told.status_code, told.headers["location"]) == (303, "/")


def test_another_site_can_do_nothing_with_the_cookie(keyed: tuple[str, Desk]) -> None:
    address, desk = keyed
    _, key = add_key(desk, "admin", Marking.AMBER, "admin", NEXT_WEEK)
    asks = {"cookies": {"wengraph": key}, "headers": {"origin": "https://elsewhere.example"}}
    body = {"what": "one", "reason": "none"}
    assert httpx.post(f"{address}/api/v1/retract", json=body, **asks).status_code == 403
    assert httpx.post(f"{address}/sign-out", **asks).status_code == 403
