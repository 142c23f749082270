"""Long answers come in pages that together are the whole answer, in its own order; cursors fit one answer only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.desk import Desk
from api.keys import add_key
from graph.by_hand import Hand, withdraw
from graph.commit import commit
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim, Mention
from graph.values.markings import Marking
from tests.serving import served
from tests.test_api import NEXT_WEEK, PAGE

pytestmark = pytest.mark.neo4j
LONG = {
    "search?q=wildlife": 30,
    "search?q=operation&kind=Operation": 30,
    "candidates": 4,
    "candidates?judged=true&kind=Agency": 2,
    "questions/network-members?network=SAWEN": 3,
    "questions/single-origin-links": 700,
    "questions/conflicts": 2,
    "changes?from=2016&to=2016&clock=true": 20,
    "timeline/KWS": 4,
    "gaps": 900,
    "measures/degree?sources=0": 100,
    "measures/bridges?sources=0": 2,
    "audit": 3,
}


@pytest.fixture(scope="module")
def reads(bundled: Store, bundled_settings: Settings) -> Iterator[httpx.Client]:
    """The bundled records, without keys."""
    assert bundled
    with served(bundled_settings) as address, httpx.Client(base_url=f"{address}/api/v1/", timeout=90) as client:
        yield client


def rows(told: dict[str, Any]) -> list[Any]:
    """The rows of an answer, under whichever name it gives them."""
    found: list[Any] = told["items"] if "items" in told else told["rows"]
    return found


@pytest.mark.parametrize("address", [address for address in LONG if address != "audit"])
def test_the_pages_of_an_answer_are_the_whole_of_it_in_its_order(reads: httpx.Client, address: str) -> None:
    whole = reads.get(address, params=dict(httpx.QueryParams(address.partition("?")[2])) | {"limit": 1000}).json()
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = dict(httpx.QueryParams(address.partition("?")[2])) | {"limit": LONG[address], "cursor": cursor}
        told = reads.get(address, params=asked)
        assert told.status_code == 200, told.text
        assert told.json()["total"] == whole["total"]
        assert len(rows(told.json())) <= LONG[address]
        found += rows(told.json())
        cursor = told.json()["next"]
    assert len(found) >= min(whole["total"], len(rows(whole))) > LONG[address]
    assert found[:1000] == rows(whole)
    assert len(found) == whole["total"]


def test_the_audit_takes_its_next_as_a_cursor(reads: httpx.Client) -> None:
    for _ in range(4):
        reads.get("status")
    first = reads.get("audit", params={"limit": 2}).json()
    second = reads.get("audit", params={"limit": 2, "cursor": first["next"]}).json()
    assert [line["seq"] for line in second["items"]] == [first["next"] - 1, first["next"] - 2]


@pytest.mark.parametrize("address", LONG)
def test_a_cursor_of_another_answer_is_refused_with_what_to_do(reads: httpx.Client, address: str) -> None:
    other = reads.get("search", params={"q": "agency", "limit": 1}).json()["next"]
    given = dict(httpx.QueryParams(address.partition("?")[2]))
    for cursor in (other, "nonsense", "W10=", "WzFd"):
        if cursor == "W10=" and address != "audit":  # an empty list points before the first row
            continue
        answer = reads.get(address, params=given | {"cursor": cursor})
        assert (answer.status_code, answer.json()["where"]) == (400, "cursor"), answer.text
        assert answer.json()["detail"]


def test_a_cursor_whose_row_has_gone_says_so(store: Store, scratch_settings: Settings) -> None:
    """Nothing is left out or shown twice without a word."""
    units = [Claim(Mention("Agency", f"u-{at}"), "name", PAGE, value="Common Ranger Corps") for at in range(4)]
    commit(store, units)
    Desk(scratch_settings).path.unlink()
    key = add_key(Desk(scratch_settings), "somebody", Marking.CLEAR, "analyst", NEXT_WEEK)[1]
    with served(scratch_settings) as address, httpx.Client(base_url=f"{address}/api/v1/", timeout=60) as client:
        client.headers["X-API-Key"] = key
        for path in ("search?q=common", "candidates"):
            asked = dict(httpx.QueryParams(path.partition("?")[2])) | {"limit": 1}
            first = client.get(path, params=asked).json()
            assert first["next"], first
            at = first["items"][0].get("id") or first["items"][0]["left"]["id"]
            claim = next(unit for unit in units if f"agency:{unit.subject.key}" == at)
            withdraw(store, claim.id, Hand("somebody", "because", Marking.RED))
            told = client.get(path, params=asked | {"cursor": first["next"]})
            assert (told.status_code, "gone" in told.text or "no candidate" in told.text) == (400, True), told.text
            assert client.get(path, params=asked).json()["total"] == first["total"] - (1 if "search" in path else 2)
    Desk(scratch_settings).path.unlink()
