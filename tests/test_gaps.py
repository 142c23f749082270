"""Gaps on a real Neo4j: pairs that fought the same crime and share nothing on record, cut to what a reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.gaps import COLUMNS, gaps
from graph.analysis.to_networkx import Scope, project
from graph.commit import commit
from graph.errors import UnknownName
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim
from graph.values.markings import Marking
from tests.conftest import empty
from tests.inside import inside
from tests.test_laws import law
from tests.ties import PAGES, tie, told, webs_of

pytestmark = pytest.mark.neo4j
CLEAR = Marking.CLEAR


def build(store: Store, claims: Sequence[Claim]) -> None:
    """Make a store of these claims."""
    empty(store, Marking.RED)
    commit(store, claims)


def pairs(store: Store, clearance: Marking = CLEAR, as_of: date | None = None, **given: str) -> set[tuple[str, str]]:
    """The countries of each gap, by code."""
    rows = gaps(store, clearance=clearance, as_of=as_of, limit=10_000, **given).rows
    return {(row[0].removeprefix("country:"), row[2].removeprefix("country:")) for row in rows}


crimes = webs_of("TOOK_PART_IN", "TARGETED", "TARGETED", "ATTENDED", "OF_COUNTRY")
WORLD = [
    tie("operation:o1", "TARGETED", "crime-type:pangolin"),
    tie("operation:o2", "TARGETED", "crime-type:pangolin", source=PAGES[1]),
    tie("operation:o3", "TARGETED", "crime-type:ivory"),
    *(tie(f"country:{code}", "TOOK_PART_IN", "operation:o1") for code in ("KE", "TZ")),
    tie("country:UG", "TOOK_PART_IN", "operation:o2", source=PAGES[2]),
    tie("country:ZM", "LED", "operation:o2"),
    tie("country:ZM", "TOOK_PART_IN", "operation:o3"),
    tie("country:TZ", "LED", "operation:o3"),
    *(tie(f"country:{code}", "MEMBER_OF", "network:n", period="2005/2012") for code in ("KE", "TZ")),
    tie("country:KE", "ATTENDED", "meeting:m1"),
    tie("agency:a", "ATTENDED", "meeting:m1"),
    tie("agency:a", "OF_COUNTRY", "country:UG"),
    *(tie(f"country:{code}", "SIGNED", "agreement:s", marking=Marking.AMBER) for code in ("UG", "ZM")),
]


def test_gaps_are_pairs_that_share_nothing(store: Store) -> None:
    """KE and TZ share a network, KE and a body of UG a meeting, UG and ZM an agreement that only AMBER knows of."""
    build(store, WORLD)
    assert pairs(store) == {("KE", "ZM"), ("TZ", "UG"), ("TZ", "ZM"), ("UG", "ZM")}
    assert pairs(store, Marking.AMBER) == {("KE", "ZM"), ("TZ", "UG"), ("TZ", "ZM")}
    assert ("KE", "TZ") in pairs(store, as_of=date(2014, 1, 1))
    assert pairs(store, target="ivory") == {("TZ", "ZM")}
    assert pairs(store, country="ZM") == {("ZM", "KE"), ("ZM", "TZ"), ("ZM", "UG")}


def test_each_gap_tells_why_the_two_should_know_each_other(store: Store) -> None:
    build(store, [*WORLD, told("operation:o2", "name", "Operation Two")])
    answer = gaps(store, clearance=CLEAR)
    first = dict(zip(COLUMNS, answer.rows[0], strict=True))
    assert (first["a"], first["b"]) == ("country:TZ", "country:ZM")
    assert first["targets"] == ["Ivory", "Pangolins"]
    assert first["operations_a"] == ["o1", "o3"]
    assert first["operations_b"] == ["Operation Two", "o3"]
    assert first["together"] == ["o3"]
    links = {link for _, _, link in project(store, Scope(CLEAR)).edges(keys=True)}
    assert len(first["links"]) == 7
    assert set(first["links"]) <= links
    assert set(first["sources"]) == {PAGES[0].id, PAGES[1].id}
    assert first["grade"] == "not judged"


@law
@given(claims=crimes, clearance=st.sampled_from(list(Marking)[:4]))
def test_gaps_at_a_clearance_are_those_of_a_store_without_what_is_hidden(
    store: Store, claims: list[Claim], clearance: Marking
) -> None:
    build(store, claims)
    before = gaps(store, clearance=clearance).as_json()
    build(store, [claim for claim in claims if claim.level <= clearance])
    assert gaps(store, clearance=clearance).as_json() == before


def test_the_bundled_records_have_gaps_and_a_limit_says_so(bundled: Store) -> None:
    answer = gaps(bundled, clearance=CLEAR, target="pangolin", limit=3)
    assert (len(answer.rows), answer.truncated) == (3, True)
    assert answer.parameters == {"target": "crime-type:pangolin"}
    assert ("KE", "TZ") not in pairs(bundled)
    assert pairs(bundled, target="pangolin") < pairs(bundled)


@pytest.mark.parametrize("given_", [{"target": "Kenya"}, {"country": "SAWEN"}, {"target": "no such crime"}])
def test_what_is_no_target_or_country_is_an_error(given_: dict[str, str], bundled: Store) -> None:
    with pytest.raises(UnknownName):
        gaps(bundled, clearance=CLEAR, **given_)


@pytest.mark.usefixtures("bundled")
def test_the_command_says_what_the_records_do_not_cover(bundled_settings: Settings) -> None:
    out = inside(bundled_settings, "gaps", "--target", "pangolin", "--country", "Kenya", "--limit", "2").out
    for words in ("Operation Worthy II", "2 shown (--limit)", "no record is not no link", "read at CLEAR", "[1] "):
        assert words in out
    as_json = inside(bundled_settings, "gaps", "--country", "KE", "--json", "--limit", "1").json
    assert as_json["columns"] == list(COLUMNS)
    assert as_json["rows"][0][0] == "country:KE"
