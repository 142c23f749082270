"""Questions as forms, networks and operations on pages of their own, and briefings, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

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
from tests.test_pages import PAYLOADS
from tests.test_screens import COBRA, _touch, heading, hold_every_payload, meets_wcag_aa_and_fits, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
BRIEF = "of=SAWEN&level=CLEAR&to=SAWEN+Secretariat&reason=for+the+meeting"
SCREENS = (
    "/questions",
    "/questions/network-members",
    "/questions/network-members?network=SAWEN",
    "/network/network:sawen",
    f"/op/{COBRA}",
    f"/op/{COBRA}?beside=Operation+COBRA",
    "/e/network:sawen?history=true",
    "/briefing",
    f"/briefing?{BRIEF}",
    "/export",
    f"/export?{BRIEF}",
)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_is_asked_by_a_form_and_answered_as_the_service_does(
    scripts: bool, address: str, chromium: Browser
) -> None:
    told = httpx.get(f"{address}/api/v1/questions/network-members?network=network:sawen", timeout=60).json()
    with window(chromium, address, java_script_enabled=scripts) as seen:
        page = seen.page
        page.goto(address)
        page.get_by_role("link", name="Questions", exact=True).click()
        page.get_by_role("link", name="Who belongs to a network, in which role, since when").click()
        page.get_by_label("network", exact=True).fill("SAWEN")
        page.get_by_role("button", name="Ask", exact=True).click()
        names = [row[told["columns"].index("member_name")] for row in told["rows"]]
        assert page.locator("tbody th").all_inner_texts() == names
        assert page.locator("#answer").inner_text() == f"Answer ({told['total']})"
        page.locator("tbody summary").first.click()
        assert "claim" in page.locator(".claims").first.inner_text()
        page.get_by_role("link", name=names[0], exact=True).first.click()
        assert heading(page) == names[0]


def test_every_question_has_its_form_and_runs_by_its_example(address: str) -> None:
    names = re.findall(r'href="/questions/([\w-]+)"', httpx.get(f"{address}/questions", timeout=60).text)
    assert len(names) > 30
    for item in httpx.get(f"{address}/api/v1/questions", timeout=60).json()["items"]:
        assert item["question"] in names
        given = dict(re.findall(r'-p (\w+)="?([^"]+?)"?(?= -p |$)', item["example"]))
        told = httpx.get(f"{address}/questions/{item['question']}", params=given, timeout=90)
        assert told.status_code == 200, item["question"]
        assert '<h2 id="answer">' in told.text, item["question"]


def test_a_network_shows_members_meetings_operations_and_gaps(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/e/network:sawen")
        page.get_by_role("link", name="As a network").click()
        shown = [text.split(" (")[0] for text in page.locator("h2").all_inner_texts()]
        assert shown[:3] == ["Members", "Meetings", "Operations"]
        assert page.locator("#picture svg rect").count() > 10
        operated = httpx.get(f"{address}/api/v1/map/network:sawen?measure=operations", timeout=60).json()["countries"]
        member = httpx.get(f"{address}/api/v1/map/network:sawen?measure=members", timeout=60).json()["countries"]
        lacking = {one["name"] for one in member} - {one["name"] for one in operated}
        told = page.locator("h3", has_text="share no operation").locator("+ p")
        assert set(told.inner_text().split(", ")) == lacking


def test_two_operations_stand_side_by_side(address: str, chromium: Browser) -> None:
    with window(chromium, address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{address}/op/{COBRA}")
        assert "400" in page.locator("#operation-results ~ div").first.inner_text()
        page.get_by_label("Compare with").fill("Operation COBRA III")
        page.get_by_role("button", name="Compare").click()
        assert page.locator("#beside-operation-results").inner_text().startswith("What each source says it brought: ")
        assert page.locator("#operation-results").count() == 1


def test_a_thing_tells_what_was_done_to_its_claims(address: str) -> None:
    told = httpx.get(f"{address}/api/v1/history?of=network:sawen&limit=1000", timeout=60).json()
    page = httpx.get(f"{address}/e/network:sawen?history=true", timeout=60).text
    assert f">History ({told['total']})<" in page
    assert "History (" not in httpx.get(f"{address}/e/network:sawen", timeout=60).text


def test_where_sources_differ_a_thing_says_so(store: Store, scratch_settings: Settings) -> None:
    empty(store, Marking.RED)
    for name, city in (("a", "Nairobi"), ("b", "Mombasa")):
        commit(store, [Claim(Mention("Agency", "unit"), "city", Source(name, name), value=city)])
    commit(store, [Claim(Mention("Agency", "unit"), "name", Source("a", "a"), value="Unit")])
    with served(scratch_settings) as told:
        page = httpx.get(f"{told}/e/agency:unit", timeout=60).text
    differing = page[page.index('id="conflicts"') :]
    assert "Nairobi" in differing
    assert "Mombasa" in differing


def test_a_briefing_is_previewed_made_printed_and_noted(address: str, chromium: Browser, tmp_path: Path) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(f"{address}/briefing")
        page.get_by_label("Of", exact=True).fill("SAWEN")
        page.get_by_label("Question that it answers").fill("With whom does SAWEN work?")
        page.get_by_label("Level").select_option("CLEAR")
        page.get_by_label("For whom").fill("SAWEN Secretariat")
        page.get_by_label("Why").fill("for the meeting")
        page.get_by_role("button", name="See what would be left out").click()
        assert page.get_by_role("status").inner_text() == "Nothing that you see is left out at this level."
        with page.expect_response("**/briefing") as got:
            page.get_by_role("button", name="Make the briefing").click()
        digest = got.value.headers["x-content-sha256"]
        assert heading(page) == "With whom does SAWEN work?"
        text = page.locator("body").inner_text()
        assert text.count("TLP:CLEAR") >= 2
        assert "SAWEN Secretariat" in text
        assert page.locator("figure svg path").count() > 20
        assert page.locator("tbody tr").count() > 20
        page.emulate_media(media="print")
        printed = page.pdf(format="A4")
        assert printed.startswith(b"%PDF")
        assert printed.count(b"/Type /Page\n") + printed.count(b"/Type/Page") >= 2 or len(printed) > 40_000
        assert page.locator("header nav").count() == 0
        saved = tmp_path / "briefing.html"
        saved.write_text(page.content(), encoding="utf-8")
    sent = httpx.get(f"{address}/api/v1/sent?to=SAWEN+Secretariat", timeout=60).json()["items"]
    assert digest in str(sent)
    assert 'src="' not in saved.read_text()
    assert "@import" not in saved.read_text()


def test_a_briefing_holds_nothing_above_its_level_or_for_others(store: Store, scratch_settings: Settings) -> None:
    empty(store, Marking.RED)
    others = Claim(
        Mention("Agency", "open-unit"), "PART_OF", Source("o", "o"), object=Mention("Agency", "for-others"),
        released_to=("Somebody Else",),
    )  # fmt: skip
    commit(store, [OPEN, SECRET, MEMBER, others])
    desk = Desk(scratch_settings)
    desk.path.unlink()
    desk = Desk(scratch_settings)
    keys = {role: add_key(desk, role, Marking.RED, role, NEXT_WEEK)[1] for role in ("reader", "analyst")}
    form = {"of": "agency:open-unit", "level": "CLEAR", "to": "A partner", "reason": "because"}
    with served(scratch_settings) as told:
        asks: dict[str, Any] = {"headers": {"X-API-Key": keys["analyst"]}, "timeout": 60}
        preview = httpx.get(f"{told}/briefing", params=form, **asks).text
        low = httpx.post(f"{told}/briefing", data=form, **asks)
        high = httpx.post(f"{told}/briefing", data=form | {"level": "RED"}, **asks)
        other = httpx.post(f"{told}/briefing", data=form | {"level": "RED", "to": "Somebody Else"}, **asks)
        bare = httpx.post(f"{told}/briefing", data=form | {"reason": " "}, **asks)
        refused = httpx.get(f"{told}/briefing", headers={"X-API-Key": keys["reader"]}, timeout=60)
    desk.path.unlink()
    assert "Left out (marked higher, or released to others alone)" in preview
    assert low.status_code == high.status_code == 200
    assert ("ecret" in low.text, "ecret Unit" in high.text) == (False, True)
    assert ("for-others" in high.text, "for-others" in other.text) == (False, True)
    assert "TLP:CLEAR" in low.text
    assert "briefing" in low.headers["content-disposition"]
    assert (bare.status_code, refused.status_code) == (400, 403)


def test_an_answer_is_handed_out_as_a_file(address: str, chromium: Browser) -> None:
    with window(chromium, address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{address}/questions/network-members?network=SAWEN")
        page.get_by_label("For whom").fill("A secretariat")
        page.get_by_label("Why").fill("asked for")
        page.get_by_role("button", name="As CSV").click()
        assert page.get_by_role("status").inner_text() == "Nothing that you see is left out at this level."
        with page.expect_download() as got:
            page.get_by_role("button", name="Download the file").click()
        told = Path(got.value.path()).read_text(encoding="utf-8")
    assert got.value.suggested_filename.endswith("TLP-CLEAR.csv")
    assert "Bhutan" in told
    assert "A secretariat" in told
    sent = httpx.get(f"{address}/api/v1/sent?to=A+secretariat", timeout=60).json()["items"]
    assert sent[0]["reason"] == "asked for"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"what": "nothing"}, 400),
        ({"to": " "}, 400),
        ({"parameters": "x"}, 400),
        ({"of": ""}, 400),
        ({"of": "no"}, 404),
    ],
)
def test_an_export_that_makes_no_sense_is_refused_in_words(changed: dict[str, str], status: int, address: str) -> None:
    form = {"what": "neighbourhood", "of": "SAWEN", "format": "csv", "level": "CLEAR", "to": "x", "reason": "y"}
    told = httpx.post(f"{address}/export", data=form | changed, headers={"accept": "text/html"}, timeout=60)
    assert told.status_code == status
    assert "<h1" in told.text


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
    paths = ["/op/operation:o1", "/questions/meeting-attendance?meeting=meeting:m1", "/e/agency:a?history=true"]
    paths += ["/questions/unresolved", "/questions/memberships-of?entity=agency:a"]
    for payload in PAYLOADS:
        told = quote(payload)
        paths += [f"/questions/memberships-of?entity={told}", f"/op/operation:o1?beside={told}"]
        paths += [f"/briefing?of=agency:a&level=CLEAR&to={told}&reason={told}&question={told}"]
    with window(chromium, bad) as seen:
        for path in paths:
            seen.page.goto(bad + path)
            _touch(seen.page)
            made = seen.page.get_by_role("button", name="Make the briefing")
            if made.count():
                made.click()
                seen.page.locator("dl.head").wait_for()
            assert seen.page.evaluate("window.pwned") is None, path
            assert seen.page.locator("iframe, img, object, embed, script, meta[http-equiv=refresh]").count() == 0
            assert seen.page.locator('a[href^="javascript:" i], [onerror], [onload], [onclick], [onfocus]').count() == 0
