"""Paths, timelines, maps and what changed since, as pages in a real Chromium."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest

from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.conftest import empty
from tests.serving import served
from tests.test_pages import PAYLOADS
from tests.test_screens import _touch, heading, hold_every_payload, meets_wcag_aa_and_fits, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
SCREENS = (
    "/path",
    "/path?a=KWS&b=Royal+Thai+Police",
    "/path?a=agency:kws&b=country:BT&max_hops=1",
    "/timeline",
    "/timeline?of=LATF",
    "/map",
    "/map?of=SAWEN",
    "/changes?of=SAWEN&since=2013-12-31",
)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_path_is_told_step_by_step_as_the_service_gives_it(scripts: bool, address: str, chromium: Browser) -> None:
    asked = {"a": "agency:kws", "b": "agency:th-rtp", "k": 10}
    told = httpx.get(f"{address}/api/v1/paths", params=asked, timeout=60).json()
    with window(chromium, address, java_script_enabled=scripts) as seen:
        page = seen.page
        page.goto(f"{address}/path")
        page.get_by_label("From", exact=True).fill("Kenya Wildlife Service")
        page.get_by_label("to", exact=True).fill("Royal Thai Police")
        page.keyboard.press("Enter")
        page.locator("section.found").first.wait_for()
        assert page.locator("section.found").count() == len(told["paths"])
        said = [link["says"] for path in told["paths"] for step in path["steps"] for link in step["links"]]
        assert page.locator("section.found tbody th").all_inner_texts() == said
        for section, path in zip(page.locator("section.found").all(), told["paths"], strict=True):
            rungs = [step["rung"] for step in _strongest(path)]
            weak = sum(rung == path["rung"] for rung in rungs) if len(set(rungs)) > 1 else 0
            assert section.locator("strong", has_text="weakest").count() == weak
        page.locator("section.found summary").first.click()
        assert "claim" in page.locator("section.found .claims").first.inner_text()
        names = page.locator("#picture text").all_text_contents()
        page.get_by_role("link", name="Draw way 2", exact=True).click()
        assert page.locator("#w2 ~ p strong").inner_text() == "Drawn above."
        assert page.locator("#picture text").all_text_contents() != names


def _strongest(path: dict[str, Any]) -> list[dict[str, Any]]:
    order = ("no tie", "invited", "attended", "hosted", "signed", "operated together")
    return [max(step["links"], key=lambda link: order.index(link["rung"])) for step in path["steps"]]


def test_where_no_way_is_found_each_try_is_a_link(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/path?a=agency:kws&b=country:BT&max_hops=1&as_of=2014-12-31")
        assert page.get_by_role("status").inner_text().startswith("No way within 1 link as of 2014-12-31.")
        page.get_by_role("link", name="at all times").click()
        page.get_by_role("link", name="with up to 6 links").click()
        assert page.locator("section.found").count() > 0
        page.get_by_role("link", name="Open way 1 on a chart").click()
        assert "Kenya Wildlife Service" in heading(page)


def test_what_came_since_a_day_is_listed(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/timeline?of=LATF&as_of=2016-12-31")
        shown = page.locator("#entries").inner_text()
        assert not re.search(r">(201[7-9]|202\d)", page.locator("#tables, main table").first.inner_html())
        assert shown.startswith("Entries (")
        page.get_by_label("Changes since").fill("2013-12-31")
        page.get_by_role("button", name="Compare").click()
        days = page.locator("#came ~ div td:nth-child(3)").all_inner_texts()
        assert days
        assert all(re.match(r"(since )?201[456]", day) for day in days)
        page.locator("#came ~ div summary").first.click()
        assert "claim" in page.locator(".claims").first.inner_text()


def test_what_was_recorded_since_a_day_is_listed_on_our_side(address: str) -> None:
    def heads(since: str) -> list[str]:
        told = httpx.get(f"{address}/changes?of=network:sawen&since={since}&clock=known", timeout=120).text
        return re.findall(r"<h2 [^>]+>. (\d+) links? (?:came|went)", told)

    assert heads("2099") == ["0", "0"]
    came, went = heads("2020-01-01")
    assert (int(came) > 10, went) == (True, "0")


def test_a_map_counts_what_is_asked_for(address: str, chromium: Browser) -> None:
    with window(chromium, address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{address}/map?of=LATF")
        page.get_by_role("link", name="Meetings shared with each country", exact=True).click()
        assert "Meetings shared with each country" in heading(page)
        told = httpx.get(f"{address}/api/v1/map/network:lusaka-latf?measure=meetings", timeout=60).json()
        assert page.locator("#countries ~ div tbody tr").count() == len(told["countries"])
        assert page.locator("#picture a").count() > 0


@pytest.mark.parametrize(
    ("path", "words", "kept"),
    [
        ("/timeline?of=LATF&as_of=2014-12-31&cap=5", "As one file", {"as_of": "2014-12-31", "cap": "5"}),
        ("/map?of=SAWEN&measure=meetings", "As one file", {"measure": "meetings"}),
        (
            "/chart?e=network:sawen%7CMEMBER_OF&kind=Country&rung=attended&as_of=2014-12-31&cap=20",
            "As one file",
            {"type": "MEMBER_OF", "kind": "Country", "rung": "attended", "as_of": "2014-12-31", "cap": "20"},
        ),
        ("/chart?e=network:sawen&h=country:IN", "As one file, nothing hidden or collapsed", {}),
    ],
)
def test_what_is_shown_is_there_as_one_file(path: str, words: str, kept: dict[str, str], address: str) -> None:
    told = httpx.get(address + path, timeout=60).text
    found = re.search(rf'<a href="([^"]+)">{words}</a>', told)
    assert found
    file = httpx.URL(address + html.unescape(found[1]))
    assert {name: value for name, value in file.params.items() if name != "of"} == kept
    page = httpx.get(file, timeout=60)
    assert page.status_code == 200
    assert page.headers["content-disposition"].startswith("inline; filename=")
    titles = [re.search(r"<h1[^>]*>(?:<bdi>)?([^<]+)", text) for text in (told, page.text)]
    assert len({title[1] for title in titles if title}) == 1
    if words == "As one file":
        counts = [re.search(r"Read at [^<(]*", text) for text in (told, page.text)]
        assert len({count[0] for count in counts if count}) == 1


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("path", SCREENS)
def test_screens_meet_wcag_aa_and_fit_a_narrow_window(path: str, look: Any, address: str, chromium: Browser) -> None:
    with window(chromium, address, color_scheme=look) as seen:
        seen.page.goto(address + path)
        meets_wcag_aa_and_fits(seen.page)


@pytest.fixture
def bad(store: Store, scratch_settings: Settings) -> Iterator[str]:
    """A service over records that hold every payload."""
    empty(store, Marking.RED)
    hold_every_payload(store)
    with served(scratch_settings) as told:
        yield told


def test_nothing_of_a_record_or_an_address_runs(bad: str, chromium: Browser) -> None:
    paths = ["/path?a=agency:a&b=operation:o1&through_hubs=true", "/timeline?of=agency:a", "/map?of=agency:a"]
    paths += ["/changes?of=agency:a&since=1990-01-01"]
    for payload in PAYLOADS:
        told = quote(payload)
        paths += [f"/path?a={told}&b=country:KE", f"/timeline?of={told}", f"/map?of=agency:a&measure={told}"]
        paths += [f"/changes?of=agency:a&since={told}"]
    with window(chromium, bad) as seen:
        for path in paths:
            seen.page.goto(bad + path)
            _touch(seen.page)
            assert seen.page.evaluate("window.pwned") is None, path
            assert seen.page.locator("iframe, img, object, embed, script, meta[http-equiv=refresh]").count() == 0
            assert seen.page.locator('a[href^="javascript:" i], [onerror], [onload], [onclick], [onfocus]').count() == 0
