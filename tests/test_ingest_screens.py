"""Loading as a page in a real Chromium: dropped, followed, stopped, taken back; and what was read in it, reviewed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from api.desk import Desk
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.serving import served
from tests.test_api import RELEASE, live
from tests.test_pages import PAYLOADS
from tests.test_review_screens import key, says, signed_in
from tests.test_screens import meets_wcag_aa_and_fits, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
HEAD = "member_kind,member_id,network_id,role\n"
TABLE = f"{HEAD}agency,open-unit,new-net,member\nagency,nobody,,member\nagency,other-unit,new-net,member\n"
ROWS = 12_000
LONG = HEAD + "".join(f"agency,unit-{n},net-{n % 40},member\n" for n in range(ROWS))


@pytest.fixture
def address(new_desk: Desk, scratch_settings: Settings) -> Iterator[str]:
    """A service over an empty store, without keys as long as the test makes none."""
    assert new_desk
    with served(scratch_settings) as told:
        yield told


def opened(page: Page, address: str) -> None:
    """Open the page and wait until its scripts work."""
    page.goto(f"{address}/ingest")
    page.locator("html[data-ready=ingest]").wait_for(state="attached")


def told(page: Page, name: str) -> Locator:
    """The newest load of a file."""
    return page.locator(".loads > li", has=page.get_by_role("heading", name=name)).first


def start(page: Page, name: str, content: str | bytes, **chosen: str) -> None:
    """Choose a file and what is said of it, and start."""
    body = content.encode() if isinstance(content, str) else content
    page.get_by_label("Files").set_input_files({"name": name, "mimeType": "text/plain", "buffer": body})
    for label, choice in ({"Marking": "CLEAR"} | chosen).items():
        page.get_by_label(label.replace("_", " ")).select_option(choice)
    page.get_by_role("button", name="Start").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_table_is_loaded_its_bad_row_told_and_all_of_it_taken_back(
    scripts: bool, address: str, store: Store, chromium: Browser
) -> None:
    with window(chromium, address, java_script_enabled=scripts) as seen:
        page = seen.page
        page.goto(f"{address}/ingest")
        start(page, "My members.csv", TABLE, What_it_is="memberships", Reliability="B")
        load = told(page, "my-members.csv")
        load.filter(has_text="Done: rows: 3, left out: 1").wait_for()
        assert "my-members.csv, row 3, column network_id: " in load.inner_text()
        assert "wengraph-upload" not in page.content()
        assert live(store) > 0
        load.locator("summary", has_text="Take it back").click()
        assert "Everything of my-members goes" in load.inner_text()
        load.get_by_label("because").fill("the wrong list")
        load.get_by_role("button", name="Take back").click()
        says(page, "Taken back of my-members.csv: ")
        assert live(store) == 0
        assert told(page, "my-members.csv").get_by_text("Take it back").count() == 0
        start(page, "My members.csv", TABLE, What_it_is="memberships")
        page.locator(".loads > li").nth(1).wait_for()
        told(page, "my-members.csv").filter(has_text="Done: ").wait_for()
        assert live(store) > 0


def test_the_same_file_says_when_it_came_first(address: str, store: Store, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        opened(page, address)
        for name, content in (("members.csv", TABLE), ("leaf.txt", RELEASE)):
            kind = {"What_it_is": "memberships"} if name.endswith("csv") else {}
            start(page, name, content, **kind)
            told(page, name).filter(has_text="Done: ").wait_for()
            before = live(store)
            start(page, f"again-{name}", content, **kind)
            again = told(page, f"again-{name}")
            again.filter(has_text="Not loaded.").wait_for()
            assert re.search(r"This very file came first on \d{4}-\d\d-\d\d, at \d\d:\d\d UTC", again.inner_text())
            assert live(store) == before


def test_what_came_first_above_ones_clearance_came_never(address: str, new_desk: Desk, chromium: Browser) -> None:
    high, low = key(new_desk, "high", Marking.RED, "analyst"), key(new_desk, "low", Marking.CLEAR, "analyst")
    files = {"file": ("leaf.txt", RELEASE)}
    for name, level in ((high, "RED"), (low, "CLEAR")):
        asks: dict[str, Any] = {"headers": {"X-API-Key": name, "accept": "text/html"}, "timeout": 60}
        assert httpx.post(f"{address}/ingest", data={"marking": level}, files=files, **asks).status_code == 303
        with window(chromium, address) as seen:
            signed_in(seen.page, address, name)
            opened(seen.page, address)
            told(seen.page, "leaf.txt").filter(has_text="Done: ").wait_for()
            assert seen.page.locator(".loads > li").count() == 1
            assert seen.page.get_by_text("Take it back").count() == 0


def test_nothing_starts_without_a_marking_and_one_bad_file_holds_up_no_other(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        opened(page, address)
        files = [
            {"name": n, "mimeType": "text/plain", "buffer": b} for n, b in (("a.pdf", b"no"), ("leaf.txt", RELEASE))
        ]
        page.get_by_label("Files").set_input_files(files)  # type: ignore[arg-type]
        says(page, "Chosen: a.pdf, leaf.txt.")
        page.get_by_role("button", name="Start").click()
        assert page.locator(".loads > li").count() == 0
        page.get_by_label("Marking").select_option("CLEAR")
        page.get_by_role("button", name="Start").click()
        told(page, "leaf.txt").filter(has_text="Done: ").wait_for()
        assert page.get_by_label("Marking").input_value() == ""
        failed = told(page, "a.pdf").locator(".wrong").inner_text()
        assert failed.startswith("Not loaded. ")
        assert "Where: a.pdf" in failed
    for marking, status in (("", 400), ("pink", 400)):
        form = {"data": {"marking": marking}, "files": {"file": ("leaf.txt", RELEASE)}}
        assert httpx.post(f"{address}/ingest", timeout=60, **form).status_code == status  # type: ignore[arg-type]


def test_a_load_is_followed_found_again_after_a_reload_and_stopped(
    address: str, store: Store, chromium: Browser
) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        opened(page, address)
        start(page, "long.csv", LONG, What_it_is="memberships")
        load = told(page, "long.csv")
        load.locator("[data-far]", has_text=re.compile(r"Reading: [1-9]\d* of 12000")).wait_for()
        opened(page, address)
        load.locator("[data-far]", has_text=re.compile(r"Reading: \d+ of 12000")).wait_for()
        first = int(load.locator("progress").get_attribute("value") or 0)
        load.get_by_role("button", name="Cancel").click()
        load.filter(has_text="Stopped after").wait_for()
        stopped = re.search(r"Stopped after (\d+) of 12000", load.inner_text())
        assert stopped
        assert first <= int(stopped[1]) < ROWS
        assert 0 < live(store) < ROWS
        says(page, "long.csv was stopped.")
        load.locator("summary", has_text="Take it back").click()
        load.get_by_label("because").fill("by mistake")
        load.get_by_role("button", name="Take back").click()
        says(page, "Taken back of long.csv")
        assert live(store) == 0


def test_a_load_that_goes_on_shows_without_scripts(address: str, chromium: Browser) -> None:
    with window(chromium, address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{address}/ingest")
        start(page, "long.csv", LONG, What_it_is="memberships")
        assert page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").count() == 1
        told(page, "long.csv").get_by_role("button", name="Cancel").click()
        told(page, "long.csv").filter(has_text="Stopped after").wait_for()
        assert page.locator("meta[http-equiv=refresh]").count() == 0


def test_a_record_is_dropped_started_and_reviewed_by_one_key_a_statement(address: str, chromium: Browser) -> None:
    """Task 7 of the study of its users: five acts, and one for each statement that is read in the record."""
    acts = 0
    with window(chromium, address) as seen:
        page = seen.page
        opened(page, address)
        page.evaluate(
            """text => {
              const dropped = new DataTransfer();
              dropped.items.add(new File([text], "leaf.txt", { type: "text/plain" }));
              document.getElementById("drop").dispatchEvent(
                new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
            }""",
            RELEASE.decode(),
        )
        page.get_by_label("Reliability").select_option("B")
        page.get_by_label("Marking").select_option("CLEAR")
        page.get_by_role("button", name="Start").click()
        page.get_by_role("link", name="Review what was read in it").click()
        acts += 5
        page.locator("html[data-ready=review]").wait_for(state="attached")
        waiting = httpx.get(f"{address}/api/v1/review", timeout=60).json()["total"]
        assert waiting > 3
        while page.locator("#queue [data-key=a]").count():
            before = page.locator("#queue h2").inner_text()
            page.keyboard.press("a")
            acts += 1
            says(page, "Accepted: ")
            page.locator("#queue h2", has_text=before).wait_for(state="detached")
        assert acts <= 5 + waiting
    assert httpx.get(f"{address}/api/v1/review", timeout=60).json()["total"] == 0
    told_of = httpx.get(f"{address}/api/v1/evidence?of=operation-dry-leaf&limit=100", timeout=60).json()["items"]
    assert any(re.search(r"(?i)(interpol|international criminal police).* led ", claim["says"]) for claim in told_of)
    assert {claim["marking"] for claim in told_of} == {"CLEAR"}
    assert {claim["grade"] for claim in told_of} == {"Admiralty B6"}


def test_others_loads_are_theirs_and_for_admins_who_may_read_as_high(address: str, new_desk: Desk) -> None:
    who = {name: key(new_desk, name, level, role) for name, level, role in (
        ("ann", Marking.AMBER, "analyst"), ("ben", Marking.RED, "analyst"),
        ("low", Marking.CLEAR, "admin"), ("chief", Marking.RED, "admin"))}  # fmt: skip
    asks = {name: {"X-API-Key": told, "accept": "text/html"} for name, told in who.items()}
    files = {"file": ("leaf.txt", RELEASE)}
    httpx.post(f"{address}/ingest", data={"marking": "CLEAR"}, files=files, headers=asks["ann"], timeout=60)
    pages = {name: httpx.get(f"{address}/ingest", headers=head, timeout=60).text for name, head in asks.items()}
    assert {name for name, text in pages.items() if "leaf.txt" in text} == {"ann", "chief"}
    assert "by <bdi>ann</bdi>" in pages["chief"]
    above = httpx.post(f"{address}/ingest", data={"marking": "RED"}, files=files, headers=asks["ann"], timeout=60)
    assert above.status_code == 303
    assert "clearance is AMBER" in httpx.get(f"{address}/ingest", headers=asks["ann"], timeout=60).text
    job = re.search(r'id="j(\w+)"', pages["ann"])
    assert job
    back = httpx.post(f"{address}/ingest/{job[1]}/back", data={"reason": "x"}, headers=asks["ann"], timeout=60)
    assert back.status_code == 403
    for name in ("ben", "low"):
        assert httpx.post(f"{address}/ingest/{job[1]}/stop", headers=asks[name], timeout=60).status_code == 404


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_screen_meets_wcag_aa_and_fits_a_narrow_window(look: Any, address: str, chromium: Browser) -> None:
    with window(chromium, address, color_scheme=look) as seen:
        page = seen.page
        opened(page, address)
        start(page, "members.csv", TABLE, What_it_is="memberships")
        told(page, "members.csv").filter(has_text="Done: ").wait_for()
        start(page, "a-very-long-name-of-a-file-that-no-narrow-window-holds-in-one-line.csv", "a,b\n1,2\n")
        told(page, "a-very-long-name").filter(has_text="Not loaded").wait_for()
        page.locator("summary", has_text="Take it back").click()
        meets_wcag_aa_and_fits(page)


def test_nothing_of_a_file_runs(address: str, chromium: Browser) -> None:
    rows = "".join(f'agency,"{payload.replace(chr(34), chr(34) * 2)}",,member\n' for payload in PAYLOADS)
    with window(chromium, address) as seen:
        page = seen.page
        opened(page, address)
        start(page, "<img src=x onerror=window.pwned=1>.csv", HEAD + rows, What_it_is="memberships")
        page.locator(".loads > li", has_text="Done: ").wait_for()
        assert page.locator(".wrongs li").count() > 3
        assert page.evaluate("window.pwned") is None
        assert page.locator("iframe, img, object, embed").count() == 0
