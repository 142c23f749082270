"""The review as pages in a real Chromium: what was read in documents, judged by key, by mouse, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from api.desk import Desk
from api.keys import add_key
from graph.commit import commit
from graph.proposals import propose
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim, Source
from graph.values.markings import Marking
from graph.values.proposals import Proposal
from tests.papers import MIST, OTHER, SERVICE, link, of_mist, paper, saying
from tests.serving import served
from tests.snapshots import snapshots
from tests.test_api import NEXT_WEEK
from tests.test_pages import PAYLOADS
from tests.test_screens import meets_wcag_aa_and_fits, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
REVIEW = "/api/v1/review"


@pytest.fixture
def read(store: Store) -> Sequence[Proposal]:
    """What was read in one release, in the order of its words: two who took part, a name, a date."""
    document, source = paper(1)
    told = of_mist(source)
    propose(store, document, told)
    return sorted(told, key=lambda proposal: proposal.start)


@pytest.fixture
def address(new_desk: Desk, read: Sequence[Proposal], scratch_settings: Settings) -> Iterator[str]:
    """A service over what was read; without keys as long as the test makes none."""
    assert new_desk
    assert read
    with served(scratch_settings) as told:
        yield told


def opened(page: Page, address: str) -> None:
    """Open a page and wait until its keys work."""
    page.goto(address)
    page.locator("html[data-ready=review]").wait_for(state="attached")


def says(page: Page, text: str) -> None:
    """Wait until the page says something in its one live region."""
    page.locator("#told[role=status]").filter(has_text=text).wait_for()


def state_of(address: str, proposal: Proposal) -> str:
    """What the service tells of a proposal."""
    told: str = httpx.get(f"{address}{REVIEW}/{proposal.id}", timeout=60).json()["state"]
    return told


def test_single_keys_judge_and_go_on(address: str, read: Sequence[Proposal], store: Store, chromium: Browser) -> None:
    first, second, name, day = read
    bare = snapshots(store)
    with window(chromium, address) as seen:
        page = seen.page
        opened(page, f"{address}/review")
        assert page.locator("#queue h2").inner_text() == (
            "1 of 4: Kenya Wildlife Service took part in Operation Mist (participant)"
        )
        assert "a new link" in page.locator("#queue").inner_text()
        page.keyboard.press("a")
        says(page, "Accepted: Kenya Wildlife Service took part in Operation Mist (participant). 1 that name")
        assert page.get_by_role("link", name="Review (2)").count() == 1
        assert page.locator("#queue h2").inner_text().startswith("1 of 2: Customs Authority took part")
        page.keyboard.press("j")
        page.locator("#queue h2", has_text="2 of 2: ").wait_for()
        page.keyboard.press("k")
        page.locator("#queue h2", has_text="1 of 2: ").wait_for()
        page.keyboard.press("r")
        says(page, "Rejected: Customs Authority")
        page.keyboard.press("m")
        says(page, "M does nothing here.")
        assert [state_of(address, one) for one in read] == ["accepted", "rejected", "accepted", "open"]
        page.keyboard.press("u")
        says(page, "Taken back, and waiting again: Customs Authority")
        page.keyboard.press("u")
        says(page, "Taken back, and waiting again: Kenya Wildlife Service")
        assert page.get_by_role("button", name="Undo").count() == 0
    assert {state_of(address, one) for one in (first, second, name, day)} == {"open"}
    assert snapshots(store) == bare


def test_keys_wait_for_each_other_and_are_for_the_queue_alone(
    address: str, read: Sequence[Proposal], chromium: Browser
) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        opened(page, f"{address}/review")
        page.get_by_label("because").first.fill("ar")
        page.get_by_label("because").first.press("r")
        page.get_by_role("searchbox").press("a")
        page.get_by_label("letter keys").uncheck()
        page.locator("#queue").focus()
        page.keyboard.press("a")
        page.keyboard.press("Control+a")
        assert {state_of(address, one) for one in read} == {"open"}
        page.get_by_label("letter keys").check()
        page.locator("#queue").focus()
        page.keyboard.press("r")
        page.keyboard.press("r")
        page.keyboard.press("r")
        page.locator("#queue h2", has_text="1 of 1: ").wait_for()
        assert sorted(state_of(address, one) for one in read) == ["open", "rejected", "rejected", "rejected"]


@pytest.mark.parametrize("scripts", [True, False])
def test_buttons_do_the_same_with_and_without_scripts(
    scripts: bool, address: str, read: Sequence[Proposal], chromium: Browser
) -> None:
    with window(chromium, address, java_script_enabled=scripts) as seen:
        page = seen.page
        page.goto(f"{address}/review")
        for button in page.locator("#queue button:visible, #queue a.act").all():
            box = button.bounding_box()
            assert min(box["width"], box["height"]) >= 24
        page.get_by_role("button", name="Accept", exact=True).click()
        says(page, "Accepted: ")
        page.get_by_label("because").first.fill("the year is not told")
        page.get_by_role("button", name="Reject").click()
        says(page, "Rejected: Customs Authority")
        page.get_by_role("button", name="Undo").click()
        says(page, "Taken back")
        page.get_by_role("button", name="Keep in hand").click()
        says(page, "In your hands until")
        page.get_by_role("link", name="Next").click()
        page.locator("#queue h2", has_text="start date is 2019-05").wait_for()
        page.locator("summary", has_text="Change it").click()
        page.get_by_label("value").fill("2019-06")
        page.get_by_role("button", name="Accept as changed").click()
        says(page, "Accepted: Operation Mist: start date is 2019-06")
    told = httpx.get(f"{address}{REVIEW}/{read[3].id}", timeout=60).json()
    assert (told["value"], "2019-05" in told["as_read"], told["reason"]) == ("2019-06", True, "corrected")


def test_what_is_decided_says_by_whom_and_can_be_taken_back(
    address: str, read: Sequence[Proposal], chromium: Browser
) -> None:
    httpx.post(f"{address}{REVIEW}/{read[1].id}/reject", json={"reason": "no such authority"}, timeout=60)
    with window(chromium, address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{address}/review")
        page.get_by_label("that", exact=True).select_option("rejected")
        page.get_by_role("button", name="Show").click()
        assert "no such authority" in page.locator("#queue").inner_text()
        assert page.get_by_role("button", name="Accept", exact=True).count() == 0
        page.get_by_role("button", name="Take this decision back").click()
        says(page, "Taken back, and waiting again: Customs Authority")
    assert state_of(address, read[1]) == "open"


@pytest.mark.parametrize("scripts", [True, False])
def test_several_of_one_kind_are_accepted_at_once_and_taken_back_at_once(
    scripts: bool, address: str, read: Sequence[Proposal], store: Store, chromium: Browser
) -> None:
    document, source = paper(2, text=OTHER)
    more = [saying(source, MIST, "note", f"words {n}", start=n, rule="noted") for n in range(3)]
    propose(store, document, more)
    with window(chromium, address, java_script_enabled=scripts) as seen:
        page = seen.page
        page.goto(f"{address}/review")
        assert page.get_by_role("checkbox", name="words").count() == 0
        page.get_by_role("link", name="note · noted (3)").click()
        page.get_by_role("checkbox", name="words 1").uncheck()
        page.get_by_role("button", name="Accept those that are marked").click()
        says(page, "And 1 more of the kind.")
        assert [state_of(address, one) for one in more] == ["accepted", "open", "accepted"]
        page.get_by_role("button", name="Undo").click()
        says(page, "Taken back")
        assert {state_of(address, one) for one in more} == {"open"}
    mixed = {"on": [read[0].id, more[0].id]}
    for body, text in ((mixed, "not of one kind"), ({}, "None is marked")):
        refused = httpx.post(f"{address}/review/accept", data=body, timeout=60)
        assert (refused.status_code, text in refused.text) == (400, True)
    assert {state_of(address, one) for one in (*read, *more)} == {"open"}


def test_words_stand_in_the_sentence_they_were_read_in(store: Store, address: str, chromium: Browser) -> None:
    document, source = paper(3, text=OTHER)
    whole = "The service ran Operation Mist in May."
    name = saying(source, MIST, "name", "Operation Mist", start=116, rule="called")
    told = [
        link(source, SERVICE, "LED", MIST, start=100, quote=whole),
        name,
        saying(source, MIST, "note", "It was long.", start=140),
        saying(source, MIST, "note", "It rained.", start=80),
    ]
    propose(store, document, told)
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/review?at={name.id}")
        assert page.locator("blockquote").first.inner_text() == whole
        assert page.locator("blockquote mark").all_inner_texts() == ["Operation Mist"]
        assert page.locator("figure.read p").all_inner_texts() == ["… It rained.", "It was long. …"]


def test_what_speaks_against_it_is_shown(
    store: Store, address: str, read: Sequence[Proposal], chromium: Browser
) -> None:
    told = read[0].claim
    page_of = Source("records", "A table of records", url="https://records.example")
    commit(store, [Claim(told.subject, "TOOK_PART_IN", page_of, object=told.object, role="coordinator")])
    with window(chromium, address) as seen:
        seen.page.goto(f"{address}/review?at={read[0].id}")
        against = seen.page.locator("#queue .claims").first.inner_text()
        assert "Another role" in against
        assert "A table of records" in against


def test_when_nothing_waits_it_says_what_to_do_next(
    new_desk: Desk, scratch_settings: Settings, chromium: Browser
) -> None:
    assert new_desk
    with served(scratch_settings) as address, window(chromium, address) as seen:
        opened(seen.page, f"{address}/review")
        assert seen.page.locator("#queue").inner_text().startswith("Nothing to review.")
        meets_wcag_aa_and_fits(seen.page)
        seen.page.get_by_role("link", name="load a document").click()
        assert seen.page.locator("h1").inner_text() == "Ingest"


# Several people


def key(desk: Desk, name: str, clearance: Marking = Marking.CLEAR, role: str = "reviewer") -> str:
    """A new key."""
    return add_key(desk, name, clearance, role, NEXT_WEEK)[1]


def signed_in(page: Page, address: str, key: str) -> None:
    """Let a browser have a key, as signing in does."""
    page.context.add_cookies([{"name": "wengraph", "value": key, "url": address}])


def test_what_another_has_in_hand_names_them_and_offers_to_look_again(
    address: str, new_desk: Desk, read: Sequence[Proposal], chromium: Browser
) -> None:
    ann, ben = ({"X-API-Key": key(new_desk, name)} for name in ("ann", "ben"))
    until = httpx.post(f"{address}{REVIEW}/{read[0].id}/take", headers=ann, timeout=60).json()["until"]
    with window(chromium, address) as seen:
        page = seen.page
        signed_in(page, address, ben["X-API-Key"])
        opened(page, f"{address}/review")
        assert page.locator("#queue h2").inner_text().startswith("2 of 4: ")  # the first that is free
        page.keyboard.press("k")
        page.locator("#queue h2", has_text="1 of 4: ").wait_for()
        assert f"In the hands of ann until {until[11:16]} UTC." in page.locator("#queue").inner_text()
        page.keyboard.press("a")
        says(page, "A does nothing here.")
        late = httpx.post(f"{address}/review/{read[0].id}/accept", headers=ben, timeout=60)
        assert "in the hands of ann" in httpx.get(address + late.headers["location"], headers=ben, timeout=60).text
        httpx.post(f"{address}{REVIEW}/{read[0].id}/reject", headers=ann, json={"reason": "no"}, timeout=60)
        page.get_by_role("link", name="Refresh").click()
        page.locator("#queue", has_text="Rejected by ann").wait_for()


def test_what_another_decided_meanwhile_is_told_and_nothing_is_done(
    address: str, new_desk: Desk, read: Sequence[Proposal], chromium: Browser
) -> None:
    ann = {"X-API-Key": key(new_desk, "ann")}
    with window(chromium, address) as seen:
        page = seen.page
        signed_in(page, address, key(new_desk, "ben"))
        opened(page, f"{address}/review")
        httpx.post(f"{address}{REVIEW}/{read[0].id}/reject", headers=ann, json={"reason": "no"}, timeout=60)
        page.keyboard.press("a")
        says(page, "Nothing was done: ann rejected it already.")
        told = httpx.get(f"{address}{REVIEW}/{read[0].id}", headers=ann, timeout=60).json()
        assert (told["state"], told["decided_by"]) == ("rejected", "ann")


def test_nothing_of_a_hidden_queue_shows(address: str, new_desk: Desk, read: Sequence[Proposal], store: Store) -> None:
    low, high = ({"X-API-Key": key(new_desk, f"reader {m}", m, "admin")} for m in (Marking.CLEAR, Marking.RED))
    paths = ("/review", "/review?state=all", f"/review?at={read[2].id}", f"/review?after={read[3].id}", "/", "/pairs")

    def told(path: str, who: dict[str, str]) -> str:
        got = httpx.get(address + path, headers=who | {"accept": "text/html"}, timeout=60)
        return re.sub(r"Request \w+", "", got.text)

    before = {path: told(path, low) for path in paths}
    document, source = paper(9, Marking.RED)
    hidden = [saying(source, MIST, "note", "canary words", quote="canary words", marking=Marking.RED)]
    propose(store, document, hidden)
    assert {path: told(path, low) for path in paths} == before
    assert "Review (4)" in before["/"]
    assert "canary" in told("/review?state=all&document=" + document.id, high)
    assert "Review (5)" in told("/", high)
    for name in ("at", "after", "done"):
        absent = told(f"/review?{name}={'0' * 20}", low)
        assert told(f"/review?{name}={hidden[0].id}", low).replace(hidden[0].id, "0" * 20) == absent
        assert "There is no proposal" in absent


@pytest.mark.parametrize(
    ("role", "links"),
    [("reader", []), ("analyst", ["/pairs", "/ingest"]), ("reviewer", ["/review", "/pairs", "/ingest"])],
)
def test_pages_are_for_those_who_may(role: str, links: list[str], address: str, new_desk: Desk) -> None:
    asks: dict[str, Any] = {
        "headers": {"X-API-Key": key(new_desk, role, role=role), "accept": "text/html"},
        "timeout": 60,
    }
    bar = httpx.get(f"{address}/", **asks).text
    for path in ("/review", "/pairs", "/ingest"):
        assert (f'href="{path}"' in bar) == (path in links), path
        assert httpx.get(address + path, **asks).status_code == (200 if path in links else 403), path


def test_other_sites_can_judge_nothing(address: str, read: Sequence[Proposal]) -> None:
    for path in (f"/review/{read[0].id}/accept", "/review/accept", "/review/undo", "/pairs", "/ingest"):
        asks: dict[str, Any] = {"headers": {"origin": "https://elsewhere.example"}, "timeout": 60}
        assert httpx.post(address + path, data={"on": read[0].id}, **asks).status_code == 403
    assert state_of(address, read[0]) == "open"


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("path", ["/review", "/review?rule=took-part&predicate=TOOK_PART_IN", "/review?state=rejected"])
def test_screens_meet_wcag_aa_and_fit_a_narrow_window(
    path: str, look: Any, address: str, read: Sequence[Proposal], chromium: Browser
) -> None:
    httpx.post(f"{address}/review/{read[3].id}/reject", timeout=60)
    with window(chromium, address, color_scheme=look) as seen:
        opened(seen.page, address + path)
        for summary in seen.page.locator("summary").all():
            summary.click()
        meets_wcag_aa_and_fits(seen.page)


def test_nothing_that_was_read_or_typed_runs(address: str, store: Store, chromium: Browser) -> None:
    document, source = paper(4, text=OTHER)
    told = [saying(source, MIST, "note", f"{p} words", start=n, quote=p, rule=p) for n, p in enumerate(PAYLOADS)]
    propose(store, document, told)
    with window(chromium, address) as seen:
        page = seen.page
        for one in told:
            opened(page, f"{address}/review?at={one.id}")
            assert page.evaluate("window.pwned") is None
            page.get_by_label("because").first.fill(one.rule)
            page.get_by_role("button", name="Reject").click()
            says(page, "Rejected: ")
            assert page.evaluate("window.pwned") is None
            assert page.locator("iframe, img, object, embed, meta[http-equiv=refresh]").count() == 0
            assert page.locator('a[href^="javascript:" i], [onerror], [onload], [onclick], [onfocus]').count() == 0
        opened(page, f"{address}/review?state=rejected")
        assert page.evaluate("window.pwned") is None
