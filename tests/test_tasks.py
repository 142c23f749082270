"""Eight jobs of an analyst in a real Chromium, each by mouse and by keys alone, within a ceiling of acts.

The seventh (a record is read, checked, committed) is tested where documents are; how acts are counted: tests/hand.py.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pyoxigraph as ox
import pypdf
import pytest

from tests.hand import Hand
from tests.test_screens import heading, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
by_mouse_and_by_keys = pytest.mark.parametrize("mouse", [True, False], ids=["mouse", "keys"])
LEADER = "https://lusakaagreement.org/latf-successfully-coordinates-operation-cobra-ii/"


@contextmanager
def at(browser: Browser, address: str, path: str, *, mouse: bool, ceiling: int) -> Iterator[tuple[Page, Hand]]:
    """A page and a hand on it; at the end it did not do more than the job may take."""
    with window(browser, address) as seen:
        seen.page.goto(address + path)
        hand = Hand(seen.page, mouse)
        yield seen.page, hand
        assert 0 < hand.count <= ceiling


def answer(address: str, question: str, **given: str) -> list[dict[str, Any]]:
    """The rows that the service gives to a question."""
    told = httpx.get(f"{address}/api/v1/questions/{question}", params=given, timeout=60).json()
    return [dict(zip(told["columns"], row, strict=True)) for row in told["rows"]]


def named(part: Locator) -> set[str]:
    """What stands in the first column of a part of a page."""
    return {text.strip() for text in part.locator("tbody th").all_inner_texts()}


@by_mouse_and_by_keys
def test_1_who_attended_the_lyon_meeting_of_2013_and_on_what_evidence(
    mouse: bool, address: str, chromium: Browser
) -> None:
    with at(chromium, address, "/", mouse=mouse, ceiling=4) as (page, hand):
        hand.write(page.get_by_role("searchbox"), "lyon 2013")
        hand.send(page.get_by_role("button", name="Search"))
        assert heading(page) == "INTERPOL Environmental Crime Programme familiarisation visit"
        attended = page.locator("section", has=page.locator("h2", has_text="was attended by"))
        whole = attended.get_by_role("link", name=re.compile(r"^All \d+: was attended by"))
        if whole.count():
            hand.use(whole)
        hand.open(attended.locator("tbody summary").first)
        said = attended.locator(".claims").first.inner_text()
        told = answer(address, "meeting-attendance", meeting="m-interpol-fam-2013")
        names = {row["attendee_name"] for row in told if row["role"] != "organiser"}
        assert named(attended) == names
        assert {"China", "Lusaka Agreement Task Force"} <= names
        assert "https://www.nwcu.police.uk/events/" in said
        assert re.search(r"attendance.csv row \d+; claim [0-9a-f]{20}", said)


@by_mouse_and_by_keys
def test_2_with_whom_latf_ran_operations_from_2012_to_2015(mouse: bool, address: str, chromium: Browser) -> None:
    with at(chromium, address, "/", mouse=mouse, ceiling=6) as (page, hand):
        hand.use(page.get_by_role("link", name="Questions", exact=True))
        hand.use(page.get_by_role("link", name="With whom a country or body ran operations, in which, and when"))
        hand.write(page.get_by_label("entity", exact=True), "LATF")
        hand.write(page.get_by_label("from (optional)"), "2012")
        hand.write(page.get_by_label("to (optional)"), "2015")
        hand.send(page.get_by_role("button", name="Ask", exact=True))
        told = answer(address, "operation-partners", **{"entity": "LATF", "from": "2012", "to": "2015"})
        assert page.locator("#answer").inner_text() == f"Answer ({len(told)})"
        rows = page.locator("#answer ~ div tbody tr").all_inner_texts()
        ran = {name for name in ("HOPE", "COBRA", "COBRA II", "COBRA III") for row in rows if f"{name}\t" in row}
        assert ran == {"HOPE", "COBRA", "COBRA II", "COBRA III"}
        for partner in ("World Customs Organization", "South Asia Wildlife Enforcement Network", "China", "Kenya"):
            assert any(row.startswith(partner) for row in rows), partner
        assert not any(re.search(r"\b(20(0\d|1[016-9]|2\d))-\d\d-\d\d", row.split("claim")[0]) for row in rows)


@by_mouse_and_by_keys
def test_3_how_chinas_enforcement_group_is_linked_to_latf(mouse: bool, address: str, chromium: Browser) -> None:
    with at(chromium, address, "/e/network:nicecg", mouse=mouse, ceiling=4) as (page, hand):
        hand.write(page.get_by_label("Path to"), "LATF")
        hand.send(page.locator("form", has=page.get_by_label("Path to")).get_by_role("button", name="Show"))
        hand.open(page.locator("section.found summary").first)
        asked = {"a": "network:nicecg", "b": "network:lusaka-latf", "k": 10}
        told = httpx.get(f"{address}/api/v1/paths", params=asked, timeout=60).json()
        said = [link["says"] for path in told["paths"] for step in path["steps"] for link in step["links"]]
        assert page.locator("section.found tbody th").all_inner_texts() == said
        assert "is a member of Lusaka Agreement Task Force (partner)" in said[0]
        assert "latf-and-chinas-national-inter-agency" in page.locator("section.found .claims").first.inner_text()
        assert page.locator("#picture svg").count() == 1


@by_mouse_and_by_keys
def test_4_what_was_true_at_the_end_of_2013_and_what_was_new_a_year_later(
    mouse: bool, address: str, chromium: Browser
) -> None:
    with at(chromium, address, "/e/network:lusaka-latf", mouse=mouse, ceiling=5) as (page, hand):
        field = page.get_by_label("As of")
        hand.write(field, "2013-12-31")
        hand.send(page.locator("form", has=field).get_by_role("button", name="Show"))
        page.locator(".who strong", has_text="as of 2013-12-31").wait_for()
        days = page.locator("section td:nth-child(3)").all_inner_texts()
        assert [day for day in days if re.match(r"(since )?201[0-3]", day)]
        assert not [day for day in days if re.match(r"(since )?(201[4-9]|202)", day)]
        hand.use(page.get_by_role("link", name="by 2014-12-31"))
        assert heading(page) == "Lusaka Agreement Task Force: changes since 2013-12-31"
        new = page.locator("#came ~ div tbody tr").all_inner_texts()
        assert page.locator("#came").inner_text() == f"+ {len(new)} links came"
        assert any("LATF handover of enforcement equipment to KWS" in row for row in new)
        assert all(re.search(r"\t(since )?2014", row) for row in new)


@by_mouse_and_by_keys
def test_5_which_countries_worked_with_kenya_most(mouse: bool, address: str, chromium: Browser) -> None:
    with at(chromium, address, "/", mouse=mouse, ceiling=4) as (page, hand):
        hand.write(page.get_by_role("searchbox"), "Kenya")
        hand.send(page.get_by_role("button", name="Search"))
        hand.use(page.locator("main nav").first.get_by_role("link", name="Map", exact=True))
        assert heading(page) == "Kenya: Operations shared with each country"
        told = httpx.get(f"{address}/api/v1/map/country:KE", timeout=60).json()["countries"]
        most = [place for place in told if place["count"] == told[0]["count"]]
        rows = page.locator("#countries ~ div tbody tr")
        assert [row.split("\t")[:2] for row in rows.all_inner_texts()[: len(most)]] == [
            [place["name"], str(place["count"])] for place in most
        ]
        if mouse:
            page.locator('#picture a[href="#c0"]').scroll_into_view_if_needed()
        hand.use(page.locator('#picture a[href="#c0"] path').first if mouse else page.locator('#picture a[href="#c0"]'))
        chosen = page.locator("tr:target")
        assert chosen.inner_text().startswith(f"{told[0]['name']}\t{told[0]['count']}\t")
        assert "Operation COBRA II" in chosen.inner_text()


@by_mouse_and_by_keys
def test_6_a_briefing_for_a_partner_at_a_level(mouse: bool, address: str, chromium: Browser) -> None:
    with at(chromium, address, "/e/network:sawen", mouse=mouse, ceiling=5) as (page, hand):
        hand.use(page.locator("main").get_by_role("link", name="Briefing", exact=True))
        hand.write(page.get_by_label("For whom"), "SAWEN Secretariat")
        hand.write(page.get_by_label("Why"), "for the meeting")
        hand.send(page.get_by_role("button", name="See what would be left out"))
        assert page.get_by_role("status").inner_text() == "Nothing that you see is left out at this level."
        hand.use(page.get_by_role("button", name="Make the briefing at TLP:CLEAR"))
        page.locator("dl.head").wait_for()
        text = page.locator("body").inner_text()
        assert "SAWEN Secretariat" in text
        assert "for the meeting" in text
        printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
        assert len(printed.pages) >= 2
        assert "Bhutan" in text


@by_mouse_and_by_keys
def test_8_a_question_is_asked_drawn_and_sent_as_rdf(mouse: bool, address: str, chromium: Browser) -> None:
    with at(chromium, address, "/", mouse=mouse, ceiling=8) as (page, hand):
        hand.use(page.get_by_role("link", name="Questions", exact=True))
        hand.use(page.get_by_role("link", name="Who belongs to a network, in which role, since when"))
        hand.write(page.get_by_label("network", exact=True), "SAWEN")
        hand.use(page.get_by_role("button", name="Ask and draw"))
        members = {row["member_name"] for row in answer(address, "network-members", network="SAWEN")}
        assert named(page.locator("#answer ~ div")) == members
        drawn = page.locator("#picture title").all_text_contents()
        assert all(any(text.startswith(member) for text in drawn) for member in members)
        hand.write(page.get_by_label("For whom"), "SAWEN Secretariat")
        hand.write(page.get_by_label("Why"), "yearly exchange")
        hand.use(page.get_by_role("button", name="As Turtle"))
        with page.expect_download() as got:
            hand.use(page.get_by_role("button", name="Download the file at TLP:CLEAR"), leads=False)
        with zipfile.ZipFile(Path(got.value.path())) as archive:
            told = ox.Store()
            told.load(archive.read("data.ttl"), format=ox.RdfFormat.TURTLE)
            assert "SAWEN Secretariat" in archive.read("README.md").decode()
        names = told.query(
            "SELECT ?name { ?c a <https://w3id.org/wengraph/ns#Membership> ; "
            "<https://w3id.org/wengraph/ns#subject>/<http://www.w3.org/2004/02/skos/core#prefLabel> ?name }"
        )
        assert isinstance(names, ox.QuerySolutions)
        assert {row["name"].value for row in names} == members


@by_mouse_and_by_keys
def test_which_countries_of_sawen_took_part_in_cobra_ii_who_led_it_and_on_whose_word(
    mouse: bool, address: str, chromium: Browser
) -> None:
    with at(chromium, address, "/", mouse=mouse, ceiling=10) as (page, hand):
        hand.write(page.get_by_role("searchbox"), "Operation COBRA II")
        hand.send(page.get_by_role("button", name="Search"))
        led = page.locator("section", has=page.locator("h2", has_text="was led by"))
        assert named(led) == {"Lusaka Agreement Task Force"}
        hand.open(led.locator("tbody summary").first)
        assert LEADER in led.locator(".claims").first.inner_text()
        hand.open(page.get_by_text(re.compile(r"^Questions about it")))
        hand.use(page.get_by_role("link", name="Who took part in an operation, and in which role"))
        hand.write(page.get_by_label("network (optional)"), "SAWEN")
        hand.use(page.get_by_role("button", name="Ask and draw"))
        rows = page.locator("#answer ~ div tbody tr")
        assert rows.locator("th").all_inner_texts() == ["India", "Nepal"]
        assert all("participant" in text for text in rows.all_inner_texts())
        hand.open(rows.locator("summary").last)
        words = rows.last.locator(".claims").inner_text()
        assert "Nepal took part in Operation COBRA II" in words
        assert "Nepal is a member of South Asia Wildlife Enforcement Network" in words
        assert LEADER in words
