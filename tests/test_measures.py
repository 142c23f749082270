"""Measures on a real Neo4j: against networkx and counting by hand; bands are those of stores without a source."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.measures import MEASURES, measure
from graph.analysis.scores import betweenness, sampled
from graph.analysis.to_networkx import PARTIES, Scope, parties_alone, project
from graph.commit import commit
from graph.errors import UnknownName, UsageError
from graph.schema import KINDS, RUNGS
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim
from graph.values.markings import Marking
from tests.conftest import Run, empty
from tests.inside import inside
from tests.test_laws import law
from tests.ties import PAGES, tie, webs

pytestmark = pytest.mark.neo4j
INVITED = RUNGS.index("invited")
CLEAR, RED = Scope(Marking.CLEAR, rung=INVITED), Scope(Marking.RED, rung=INVITED)


def build(store: Store, claims: Sequence[Claim]) -> None:
    """Make a store of these claims."""
    empty(store, Marking.RED)
    commit(store, claims)


def scores(store: Store, name: str) -> dict[str, float]:
    """The score of each thing, without a band."""
    rows = measure(store, name, scope=RED, limit=1000, drops=0).rows
    return {row["id"]: row["score"] for row in rows}


@law
@given(claims=webs, clearance=st.sampled_from(list(Marking)[:4]))
def test_measures_at_a_clearance_are_those_of_a_store_without_what_is_hidden(
    store: Store, claims: list[Claim], clearance: Marking
) -> None:
    build(store, claims)
    scope = Scope(clearance, rung=INVITED)
    before = [measure(store, name, scope=scope).as_json() for name in MEASURES]
    build(store, [claim for claim in claims if claim.level <= clearance])
    assert [measure(store, name, scope=scope).as_json() for name in MEASURES] == before


@law
@given(claims=webs, data=st.data())
def test_the_order_of_loading_changes_no_measure(store: Store, claims: list[Claim], data: st.DataObject) -> None:
    build(store, claims)
    before = [measure(store, name, scope=RED).as_json() for name in MEASURES]
    build(store, data.draw(st.permutations(claims)))
    assert [measure(store, name, scope=RED).as_json() for name in MEASURES] == before


@law
@given(claims=webs)
def test_a_band_holds_the_ranks_of_stores_that_never_loaded_a_source(store: Store, claims: list[Claim]) -> None:
    build(store, claims)
    told = {name: measure(store, name, scope=RED, limit=1000) for name in ("degree", "betweenness")}
    seen: dict[tuple[str, str], list[int]] = {}
    for origin in ["", *sorted({page.origin for page in PAGES})]:
        build(store, [claim for claim in claims if claim.source.origin != origin])
        for name, ranking in told.items():
            now = scores(store, name)
            for row in ranking.rows:
                higher = sum(score > now.get(row["id"], 0) for score in now.values())
                seen.setdefault((name, row["id"]), []).append(higher + 1)
    for name, ranking in told.items():
        for row in ranking.rows:
            ranks = seen[name, row["id"]]
            assert (row["rank"], row["best"], row["worst"]) == (ranks[0], min(ranks), max(ranks))


@law
@given(claims=webs)
def test_scores_are_those_of_counting_by_hand(store: Store, claims: list[Claim]) -> None:
    build(store, claims)
    graph = nx.Graph(project(store, RED))
    assert scores(store, "degree") == dict(graph.degree)
    assert scores(store, "betweenness") == pytest.approx(nx.betweenness_centrality(graph), abs=1e-9)
    cut = {(row["a"], row["b"]): row["score"] for row in measure(store, "bridges", scope=RED, limit=1000).rows}
    assert cut == {tie: size for tie in map(sorted_pair, graph.edges) if (size := _cut_off(graph, *tie)) > 1}


def sorted_pair(pair: tuple[str, str]) -> tuple[str, str]:
    """The two ends of a tie in order."""
    return min(pair), max(pair)


def _cut_off(graph: nx.Graph[str], left: str, right: str) -> int:
    """How many things are on the smaller side once the tie is gone; 0 where the two still hang together."""
    without = graph.copy()
    without.remove_edge(left, right)
    sides = [nx.node_connected_component(without, end) for end in (left, right)]
    return 0 if right in sides[0] else min(map(len, sides))


HAND = [
    *(tie(f"agency:{x}", "ATTENDED", "meeting:m1") for x in "abc"),
    *(tie(f"agency:{x}", "TOOK_PART_IN", "operation:o1") for x in "ab"),
    *(tie(f"agency:{x}", "MEMBER_OF", "network:n") for x in "ab"),
    tie("agency:a", "ORGANISED", "meeting:m1", source=PAGES[1]),
    tie("agency:d", "ATTENDED", "meeting:m2"),
    tie("agency:c", "ATTENDED", "meeting:m1", role="host", marking=Marking.AMBER),
    tie("agency:e", "ATTENDED", "meeting:m1", marking=Marking.AMBER),
]


@pytest.mark.parametrize(
    ("clearance", "weights"),
    [
        (
            Marking.CLEAR,
            {"a b": 0.5 + 1 + 1, "a c": 0.5, "b c": 0.5, "a n": 1.0, "b n": 1.0},
        ),
        (
            Marking.AMBER,
            {"a b": 1 / 3 + 1 + 1, "a c": 1 / 3, "b c": 1 / 3, "a e": 1 / 3, "b e": 1 / 3, "c e": 1 / 3}
            | {"a n": 1.0, "b n": 1.0},
        ),
    ],
)
def test_weights_are_those_worked_out_by_hand(clearance: Marking, weights: Mapping[str, float], store: Store) -> None:
    """Three at a meeting, two in an operation, two in a network; a fourth at the meeting is known at AMBER only."""
    build(store, HAND)
    alone = parties_alone(project(store, Scope(clearance)))
    told = {
        " ".join(end.partition(":")[2] for end in sorted((left, right))): weight
        for left, right, weight in alone.edges(data="weight")
    }
    assert told == pytest.approx(weights)
    assert set(nx.get_node_attributes(alone, "kind").values()) <= set(PARTIES)


def test_the_projection_keeps_events_and_tells_all_evidence(store: Store) -> None:
    build(store, HAND)
    graph = project(store, Scope(Marking.CLEAR))
    assert graph.nodes["meeting:m1"] == {"name": "m1", "kind": "Meeting"}
    assert not graph.has_node("agency:e")
    links = {link["type"]: link for link in graph["agency:a"]["meeting:m1"].values()}
    assert set(links) == {"ATTENDED", "ORGANISED"}
    keys = {"type", "role", "rung", "start", "period", "grade", "basis", "origins", "sources", "claims"}
    assert links["ATTENDED"].keys() == keys
    assert (links["ATTENDED"]["role"], links["ATTENDED"]["start"]) == ("participant", "agency:a")
    assert not project(store, Scope(Marking.CLEAR, kinds=("Agency", "Operation"))).has_node("network:n")


def test_a_tie_of_one_source_is_gone_without_it(store: Store) -> None:
    left = [tie(f"agency:{x}", "ATTENDED", "meeting:m1", source=PAGES[1]) for x in "abc"]
    right = [tie(f"agency:{x}", "ATTENDED", "meeting:m2", source=PAGES[2]) for x in "cde"]
    build(store, [*left, *right])
    told = {(row["a"], row["b"]): row for row in measure(store, "bridges", scope=RED).rows}
    assert told.keys() == {("agency:c", "meeting:m1"), ("agency:c", "meeting:m2")}
    assert told["agency:c", "meeting:m1"]["worst"] is None
    copied = [tie(f"agency:{x}", "ATTENDED", "meeting:m1", source=PAGES[3]) for x in "abc"]
    build(
        store, [*left, *copied, *right, *(tie(f"agency:{x}", "ATTENDED", "meeting:m2", source=PAGES[3]) for x in "cde")]
    )
    assert {row["worst"] for row in measure(store, "bridges", scope=RED).rows} == {1}


@pytest.mark.parametrize("name", MEASURES)
def test_what_a_limit_leaves_out_is_said(name: str, bundled: Store) -> None:
    answer = measure(bundled, name, scope=CLEAR, limit=2, drops=1)
    told = answer.as_json()
    assert (len(told["rows"]), told["truncated"]) == (2, True)
    assert told["total"] > 2
    assert (told["sources_dropped"], told["things"]) == (1, 858)
    assert told["sources_carrying_ties_alone"] > 300


def test_betweenness_is_that_of_networkx_on_the_bundled_records(bundled: Store) -> None:
    ties = project(bundled, CLEAR)
    expected = nx.betweenness_centrality(nx.Graph(ties))
    assert betweenness(ties).values == pytest.approx(expected, abs=1e-9)


def test_sampled_betweenness_says_how_far_off_it_may_be(bundled: Store) -> None:
    """A graph small enough to count stands for one that is too large."""
    graph = nx.Graph(project(bundled, CLEAR))
    exact, told = nx.betweenness_centrality(graph), sampled(graph)
    off = {node for node in graph if abs(told.values[node] - exact[node]) > told.errors[node]}
    assert len(off) <= len(graph) / 20
    assert not off & set(sorted(exact, key=exact.__getitem__)[-20:])
    assert max(told.errors.values()) < 0.1


def test_the_most_central_agency_is_interpol_within_its_band(bundled: Store) -> None:
    begun = time.perf_counter()
    answer = measure(bundled, "betweenness", scope=CLEAR, kind="Agency", limit=5)
    assert time.perf_counter() - begun < 60
    assert answer.rows[0]["id"] == "agency:interpol"
    assert all(row["best"] <= row["rank"] <= row["worst"] for row in answer.rows)
    assert {row["kind"] for row in answer.rows} == {"Agency"}


def test_communities_are_the_same_in_every_process(bundled_settings: Settings, command: Run, bundled: Store) -> None:
    line = ("measure", "communities", "--sources", "0", "--json", "--limit", "100")
    told = [command(bundled_settings, *line, PYTHONHASHSEED=seed).stdout for seed in ("1", "2")]
    assert told[0] == told[1]
    rows = json.loads(told[0])["rows"]
    members = [member["id"] for row in rows for member in row["members"]]
    assert len(members) == len(set(members))
    assert all(row["id"] == row["members"][0]["id"] and row["score"] == len(row["members"]) for row in rows)
    together = next(row for row in rows if row["id"] == "network:asean-wen")
    assert {"country:TH", "country:VN", "country:LA"} <= {member["id"] for member in together["members"]}
    assert set(members) <= set(parties_alone(project(bundled, CLEAR)))


@pytest.mark.parametrize(
    ("name", "kind", "error"), [("pagerank", "", UnknownName), ("communities", "Agency", UsageError)]
)
def test_what_cannot_be_measured_is_an_error(name: str, kind: str, error: type, bundled: Store) -> None:
    with pytest.raises(error):
        measure(bundled, name, scope=CLEAR, kind=kind)


@pytest.mark.usefixtures("bundled")
@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (["measure"], 0, "wengraph measure betweenness"),
        (["measure", "degree", "--limit", "3"], 0, "each dropped in turn"),
        (["measure", "betweenness", "--sources", "2", "--kind", "country"], 0, "the 2 with most ties dropped in turn"),
        (["measure", "degree", "--through", "Operation"], 0, "only things of kind Country, Agency, Network, Operation"),
        (["measure", "fame"], 2, "betweenness"),
        (["measure", "degree", "--kind", "Ship"], 2, "Country, Agency"),
        (["measure", "bridges", "--kind", "Agency"], 2, "Leave out the kind"),
    ],
)
def test_the_command_says_what_it_ranked(line: list[str], code: int, says: str, bundled_settings: Settings) -> None:
    told = inside(bundled_settings, *line)
    assert told.code == code, told.all
    assert says in told.all


def test_an_empty_store_has_nothing_to_rank(store: Store, scratch_settings: Settings) -> None:
    assert not store.read("MATCH (e:Entity) RETURN e.id AS id")
    for name in MEASURES:
        told: dict[str, Any] = inside(scratch_settings, "measure", name, "--json").json
        assert (told["rows"], told["total"], told["truncated"]) == ([], 0, False)
        assert told["through"] == list(KINDS)
