"""Pairs that may be one, as pages in a real Chromium: compared in words, judged by key and by button, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from api.desk import Desk
from graph.by_hand import Hand
from graph.commit import commit
from graph.judging import judge
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from tests.serving import served
from tests.snapshots import snapshots
from tests.test_candidates import named
from tests.test_pages import PAYLOADS
from tests.test_review_screens import key, opened, says
from tests.test_screens import meets_wcag_aa_and_fits, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
PAGE = Source("one", "Page", url="https://page.example")
WILDLIFE = (*named("a", "Kenya Wildlife Service", "KE"), *named("b", "Kenya Wild Life Services", "KE"))
CUSTOMS = (*named("c", "Uganda Customs Authority", "UG"), *named("d", "Uganda Custom Authority", "UG"))
CITIES = [
    Claim(Mention("Agency", side), "city", PAGE, value=city) for side, city in (("a", "Nairobi"), ("b", "Mombasa"))
]


@pytest.fixture
def address(new_desk: Desk, store: Store, scratch_settings: Settings) -> Iterator[str]:
    """A service over two pairs that look alike."""
    assert new_desk
    commit(store, [*WILDLIFE, *CUSTOMS, *CITIES])
    with served(scratch_settings) as told:
        yield told


def verdicts(address: str) -> list[tuple[str, str, str]]:
    """The log of judgements, as the service tells it."""
    told = httpx.get(f"{address}/api/v1/judgements", timeout=60).json()["items"]
    return [(j["left"], j["right"], j["verdict"]) for j in told]


def test_two_columns_are_compared_in_words_and_single_keys_judge(address: str, store: Store, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        opened(page, f"{address}/pairs")
        head = page.locator("#queue h2").inner_text()
        assert head.startswith("1 of 2: ")
        page.keyboard.press("j")
        page.locator("#queue h2", has_text="2 of 2: ").wait_for()
        page.keyboard.press("k")
        page.locator("#queue h2", has_text="1 of 2: ").wait_for()
        opened(page, f"{address}/pairs?left=agency:a&right=agency:b")
        rows = {
            row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in page.locator("tr").all()[1:]
        }
        assert rows["city"] == ["differs", "Nairobi", "Mombasa"]
        assert rows["belongs to"] == ["the same", "Kenya", "Kenya"]
        assert rows["name"] == ["differs", "Kenya Wildlife Service", "Kenya Wild Life Services"]
        bare = snapshots(store)
        page.get_by_label("because").press("m")
        page.locator("#queue").focus()
        page.keyboard.press("m")
        says(page, "Judged same: ")
        page.locator("#queue h2", has_text="Uganda").wait_for()
        assert verdicts(address) == [("agency:a", "agency:b", "same")]
        assert httpx.get(f"{address}/api/v1/entities/agency:b", timeout=60).json()["id"] == "agency:a"
        page.keyboard.press("u")
        says(page, "Taken back; they count as different: ")
        page.locator("#queue h2", has_text="Judged before: Kenya").wait_for()
        assert httpx.get(f"{address}/api/v1/entities/agency:b", timeout=60).json()["id"] == "agency:b"
        assert len(snapshots(store)) == len(bare)
        page.keyboard.press("j")
        page.locator("#queue h2", has_text="Uganda").wait_for()
        page.keyboard.press("s")
        says(page, "Judged different: ")
        page.locator("#queue", has_text="Nothing to judge").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_word_against_it_is_shown_before_one_joins_all_the_same(
    scripts: bool, address: str, store: Store, chromium: Browser
) -> None:
    with window(chromium, address, java_script_enabled=scripts) as seen:
        page = seen.page
        page.goto(f"{address}/pairs?left=agency:a&right=agency:b")
        for button in page.locator("#queue button:visible, #queue a.act").all():
            box = button.bounding_box()
            assert min(box["width"], box["height"]) >= 24
        judge(store, "agency:a", "agency:b", "different", Hand("Ben", "two laws", Marking.RED), level=Marking.CLEAR)
        page.get_by_role("button", name="Same").click()
        against = page.locator("#queue li.wrong")
        against.first.wait_for()
        assert "Ben judged" in against.first.inner_text()
        assert "two laws" in against.first.inner_text()
        assert [verdict for *_, verdict in verdicts(address)] == ["different"]
        page.get_by_label("because").fill("one law now")
        page.get_by_role("button", name="Same all the same").click()
        says(page, "Judged same: ")
        assert [verdict for *_, verdict in verdicts(address)] == ["different", "same"]
        page.get_by_role("button", name="Not sure").click()
        says(page, "Judged unsure: ")


def test_a_word_is_marked_no_lower_than_what_it_is_on(
    address: str,
    new_desk: Desk,
    store: Store,
) -> None:
    secret = named("e", "Kenya Wildlife Servise", "KE", marking=Marking.AMBER)
    low = {"X-API-Key": key(new_desk, "low", role="analyst"), "accept": "text/html"}
    before = httpx.get(f"{address}/pairs", headers=low, timeout=60).text
    commit(store, secret)
    assert httpx.get(f"{address}/pairs", headers=low, timeout=60).text == before
    for other in ("agency:e", "agency:none"):
        hidden = httpx.get(f"{address}/pairs?left=agency:a&right={other}", headers=low, timeout=60)
        assert (hidden.status_code, hidden.text) == (200, before)
    high = {"X-API-Key": key(new_desk, "high", Marking.RED, "analyst"), "accept": "text/html"}
    shown = httpx.get(f"{address}/pairs?left=agency:a&right=agency:e", headers=high, timeout=60).text
    assert "TLP:AMBER" in shown
    assert "<option>AMBER</option>" in shown
    assert "<option>CLEAR</option>" not in shown
    form = {"left": "agency:a", "right": "agency:e", "verdict": "same"}
    too_low = httpx.post(f"{address}/pairs", headers=high, data=form | {"marking": "CLEAR"}, timeout=60)
    assert (too_low.status_code, "AMBER or higher" in too_low.text) == (400, True)
    assert httpx.post(f"{address}/pairs", headers=high, data=form, timeout=60).status_code == 303
    log = httpx.get(f"{address}/api/v1/judgements", headers=high, timeout=60).json()["items"]
    assert [j["marking"] for j in log] == ["AMBER"]
    assert httpx.get(f"{address}/pairs", headers=low, timeout=60).text == before


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_screen_meets_wcag_aa_and_fits_a_narrow_window(look: Any, address: str, chromium: Browser) -> None:
    with window(chromium, address, color_scheme=look) as seen:
        opened(seen.page, f"{address}/pairs")
        meets_wcag_aa_and_fits(seen.page)


def test_nothing_of_a_record_runs(address: str, store: Store, chromium: Browser) -> None:
    for n, payload in enumerate(PAYLOADS):
        for side in ("x", "y"):
            commit(store, named(f"{side}{n}", f"Kenya {payload} Rangers {side}", "KE"))
    with window(chromium, address) as seen:
        for n in range(len(PAYLOADS)):
            opened(seen.page, f"{address}/pairs?left=agency:x{n}&right=agency:y{n}")
            assert seen.page.evaluate("window.pwned") is None
            assert seen.page.locator("iframe, img, object, embed, meta[http-equiv=refresh]").count() == 0
            assert seen.page.locator('a[href^="javascript:" i], [onerror], [onload], [onclick]').count() == 0
