"""Paths on a real Neo4j: all of them and only those, cut before the search, with evidence and what was passed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations, permutations
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.paths import LARGE, MOST, Path, Paths, find_paths
from graph.analysis.to_networkx import Scope, project
from graph.commit import commit
from graph.errors import UnknownName, UsageError
from graph.schema import RUNGS
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim, Source
from graph.values.grades import Grade, read_summary, strongest, summarise, weakest
from graph.values.markings import Marking
from tests.conftest import Run, empty
from tests.inside import inside, whole_graph
from tests.test_laws import law
from tests.ties import BODIES, PAGES, tie, told, webs

neo4j = pytest.mark.neo4j
CLEAR, RED = Scope(Marking.CLEAR), Scope(Marking.RED)


def build(store: Store, claims: Sequence[Claim]) -> None:
    """Make a store of these claims."""
    empty(store, Marking.RED)
    commit(store, claims)


def nodes(path: Path) -> tuple[str, ...]:
    """The ids on a path."""
    return (path.hops[0].start.id, *(hop.end.id for hop in path.hops))


def found(answer: Paths) -> list[tuple[str, ...]]:
    """The ids on each path of an answer."""
    return [nodes(path) for path in answer.paths]


def brute(store: Store, scope: Scope, a: str, b: str, hops: int, hubs: bool) -> set[tuple[str, ...]]:
    """All simple paths, by networkx's own search over all that is in scope, filtered by hand."""
    graph = project(store, scope)
    if a not in graph or b not in graph:
        return set()
    closed = {n for n, kind in graph.nodes(data="kind") if kind in ("Country", "CrimeType", "Taxon")} - {a, b}
    simple = nx.Graph(graph)
    return {
        tuple(path)
        for path in nx.all_simple_paths(simple, a, b, cutoff=hops)
        if hubs or not closed.intersection(path[1:-1])
    }


@neo4j
@law
@given(claims=webs, hops=st.integers(1, 5), hubs=st.booleans(), clearance=st.sampled_from(Marking))
def test_paths_are_those_of_a_search_by_hand(
    store: Store, claims: list[Claim], hops: int, hubs: bool, clearance: Marking
) -> None:
    build(store, claims)
    scope = Scope(clearance)
    for a, b in list(combinations(sorted(project(store, scope)), 2))[::25]:
        answer = find_paths(store, a, b, scope=scope, k=10_000, max_hops=hops, through_hubs=hubs)
        expected = brute(store, scope, a, b, hops, hubs)
        assert set(found(answer)) == expected
        assert answer.total == len(answer.paths) == len(expected)
        assert [len(path.hops) for path in answer.paths] == sorted(len(path.hops) for path in answer.paths)
        few = find_paths(store, a, b, scope=scope, k=2, max_hops=hops, through_hubs=hubs)
        assert found(few) == found(answer)[:2]
        assert few.total == sum(len(path) - 1 <= few.searched for path in expected)


@neo4j
@law
@given(claims=webs, clearance=st.sampled_from(list(Marking)[:4]))
def test_paths_at_a_clearance_are_those_of_a_store_without_what_is_hidden(
    store: Store, claims: list[Claim], clearance: Marking
) -> None:
    build(store, claims)
    pairs = list(permutations(sorted(project(store, RED)), 2))[::30]
    before = [_told(store, clearance, a, b) for a, b in pairs]
    build(store, [claim for claim in claims if claim.level <= clearance])
    assert [_told(store, clearance, a, b) for a, b in pairs] == before


def _told(store: Store, clearance: Marking, a: str, b: str) -> Any:
    try:
        return find_paths(store, a, b, scope=Scope(clearance), k=5).as_json()
    except UnknownName as error:
        return str(error)


@neo4j
@law
@given(claims=webs, data=st.data())
def test_the_order_of_loading_changes_no_path(store: Store, claims: list[Claim], data: st.DataObject) -> None:
    build(store, claims)
    pairs = list(combinations(sorted(project(store, RED)), 2))[::25]
    before = [_told(store, Marking.RED, a, b) for a, b in pairs]
    build(store, data.draw(st.permutations(claims)))
    assert [_told(store, Marking.RED, a, b) for a, b in pairs] == before


@neo4j
def test_a_hidden_link_on_the_way_is_no_way(store: Store) -> None:
    build(
        store,
        [
            tie("agency:a", "ATTENDED", "meeting:m1"),
            tie("agency:b", "ATTENDED", "meeting:m1", marking=Marking.AMBER),
            tie("agency:b", "PART_OF", "agency:c"),
            tie("network:n", "MEMBER_OF", "agency:c"),
            tie("network:n", "ATTENDED", "meeting:m1"),
        ],
    )
    long = [("agency:a", "meeting:m1", "network:n", "agency:c", "agency:b")]
    assert found(find_paths(store, "a", "b", scope=CLEAR)) == long
    assert found(find_paths(store, "a", "b", scope=Scope(Marking.AMBER), k=1)) == [
        ("agency:a", "meeting:m1", "agency:b")
    ]


def crowd(count: int, marking: Marking = Marking.CLEAR, start: int = 0) -> list[Claim]:
    """So many bodies at one meeting."""
    return [tie(f"agency:x{n}", "ATTENDED", "meeting:m1", marking=marking) for n in range(start, start + count)]


@neo4j
@pytest.mark.parametrize(
    ("claims", "clearance", "hub"),
    [
        (crowd(LARGE), Marking.CLEAR, False),
        (crowd(LARGE + 1), Marking.CLEAR, True),
        (crowd(LARGE) + crowd(1, Marking.GREEN, LARGE), Marking.CLEAR, False),
        (crowd(LARGE) + crowd(1, Marking.GREEN, LARGE), Marking.GREEN, True),
    ],
)
def test_a_meeting_is_large_by_the_parties_that_its_reader_sees(
    claims: list[Claim], clearance: Marking, hub: bool, store: Store
) -> None:
    build(store, claims)
    answer = find_paths(store, "x0", "x1", scope=Scope(clearance))
    assert bool(answer.paths) != hub
    assert answer.excluded == ({f"event with more than {LARGE} parties": 1} if hub else {})
    assert find_paths(store, "x0", "x1", scope=Scope(clearance), through_hubs=True).total == 1


@neo4j
def test_bodies_with_many_members_and_countries_and_subjects_are_not_passed_through(store: Store) -> None:
    claims = [tie(f"agency:x{n}", "MEMBER_OF", "network:n") for n in range(LARGE + 1)]
    for end in ("x0", "x1"):
        claims += [
            tie(f"agency:{end}", "OF_COUNTRY", "country:KE"),
            tie(f"agency:{end}", "CONCERNS", "crime-type:ivory"),
        ]
    build(store, claims)
    answer = find_paths(store, "x0", "x1", scope=CLEAR)
    assert not answer.paths
    assert answer.excluded == {"country": 1, "crime type or taxon": 1, f"body with more than {LARGE} members": 1}
    assert found(find_paths(store, "x0", "KE", scope=CLEAR)) == [("agency:x0", "country:KE")]


@neo4j
@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (CLEAR, [("network:n",), ("meeting:m1",), ("meeting:m2",)]),
        (Scope(Marking.CLEAR, as_of=date(2011, 6, 1)), [("network:n",), ("meeting:m1",)]),
        (Scope(Marking.CLEAR, as_of=date(2014, 6, 1)), [("meeting:m1",), ("meeting:m2",)]),
        (Scope(Marking.CLEAR, rung=RUNGS.index("attended")), [("network:n",), ("meeting:m1",)]),
        (Scope(Marking.CLEAR, rung=RUNGS.index("signed")), [("network:n",)]),
        (Scope(Marking.CLEAR, kinds=("Meeting",)), [("meeting:m1",), ("meeting:m2",)]),
    ],
)
def test_time_rung_and_kind_cut_before_the_search(scope: Scope, expected: list[tuple[str, ...]], store: Store) -> None:
    build(
        store,
        [
            *(tie(f"agency:{x}", "MEMBER_OF", "network:n", period="2010/2012") for x in "ab"),
            *(tie(f"agency:{x}", "ATTENDED", "meeting:m1") for x in "ab"),
            *(tie(f"agency:{x}", "ATTENDED", "meeting:m2", role="invited") for x in "ab"),
            told("meeting:m2", "start_date", "2013-03"),
        ],
    )
    answer = find_paths(store, "agency:a", "agency:b", scope=scope, max_hops=2)
    assert [path[1:-1] for path in found(answer)] == expected
    flags = {link["dated"] for path in answer.paths for hop in path.hops for link in hop.links}
    assert ("date unknown" in flags) == (scope.as_of is not None)


@neo4j
def test_each_hop_tells_its_evidence_and_the_path_its_weakest_grade(store: Store) -> None:
    sure = Source("ties", "Sure", url="https://sure.example/", reliability="A")
    doubted = Source("ties", "Doubted", url="https://doubted.example/", reliability="C")
    partner = Source("two", "Partner", scheme="uk-3x5x2", reliability="1")
    build(
        store,
        [
            tie("agency:a", "ATTENDED", "meeting:m1", source=sure, credibility="2"),
            tie("agency:a", "ORGANISED", "meeting:m1", source=doubted, credibility="4"),
            tie("agency:b", "ATTENDED", "meeting:m1", source=doubted, credibility="3"),
            tie("agency:b", "MEMBER_OF", "network:n", source=partner, credibility="B"),
            tie("network:n", "MEMBER_OF", "network:m"),
            told("meeting:m1", "start_date", "2013-05-13"),
        ],
    )
    (path,) = find_paths(store, "agency:a", "network:m", scope=CLEAR).paths
    assert nodes(path) == ("agency:a", "meeting:m1", "agency:b", "network:n", "network:m")
    assert (path.grade, path.not_judged) == ("Admiralty C3; UK 3x5x2 1B", 1)
    first = path.hops[0].links
    assert [link["says"] for link in first] == ["a organised m1", "a attended m1 (participant)"]
    assert {link["when"] for link in first} == {"2013-05-13"}
    assert first[1]["grade"] == "Admiralty A2"
    answer = find_paths(store, "agency:a", "network:m", scope=CLEAR)
    assert answer.titles[first[1]["sources"][0]]["url"] == "https://sure.example/"
    assert len(first[1]["claims"]) == 1


@pytest.mark.parametrize(
    ("given_grades", "weak", "strong"),
    [
        (["B2", "C3"], "Admiralty C3", "Admiralty B2"),
        (["B3", "C2"], "Admiralty B3; Admiralty C2", "Admiralty B3; Admiralty C2"),
        (["B2", "B2"], "Admiralty B2", "Admiralty B2"),
        (["A6", "C2"], "Admiralty A6; Admiralty C2", "Admiralty A6; Admiralty C2"),
        (["A6", "B6"], "Admiralty B6", "Admiralty A6"),
    ],
)
def test_grades_are_compared_only_where_they_can_be(given_grades: list[str], weak: str, strong: str) -> None:
    grades = [Grade("admiralty", *code) for code in given_grades]
    assert summarise(weakest(grades)) == weak
    assert summarise(strongest(grades)) == strong
    assert summarise(read_summary(weak)) == weak


def test_schemes_stand_side_by_side() -> None:
    grades = read_summary("Admiralty A1; UK 3x5x2 3E")
    assert [(grade.scheme, grade.reliability, grade.credibility) for grade in grades] == [
        ("admiralty", "A", "1"),
        ("uk-3x5x2", "3", "E"),
    ]
    assert weakest(grades) == strongest(grades) == grades
    assert read_summary("not judged") == ()


@neo4j
@pytest.mark.parametrize(
    ("a", "b", "error"),
    [("Kenya", "country:KE", UsageError), ("Kenya", "No Such", UnknownName), ("Korea", "Kenya", UnknownName)],
)
def test_what_has_no_path_to_look_for_is_an_error(a: str, b: str, error: type, bundled: Store) -> None:
    with pytest.raises(error):
        find_paths(bundled, a, b, scope=CLEAR)


@neo4j
def test_a_path_between_two_bodies_of_the_records(bundled: Store) -> None:
    answer = find_paths(bundled, "KWS", "Zambia", scope=CLEAR, k=2)
    assert found(answer)[0] == ("agency:kws", "operation:operation-baba-2008", "country:ZM")
    assert answer.searched == 2
    assert find_paths(bundled, "KWS", "Zambia", scope=CLEAR, k=3).excluded == {"country": 1}
    rungs = [RUNGS[min(hop.rung for hop in path.hops)] for path in answer.paths]
    assert rungs == ["operated together", "attended"]


@neo4j
@pytest.mark.usefixtures("bundled")
def test_the_command_says_what_was_searched_and_passed_over(bundled_settings: Settings, command: Run) -> None:
    out = command(bundled_settings, "path", "Kenya", "Viet Nam").stdout
    for words in (
        "3 hops; weakest tie: signed",
        "not passed through (--through-hubs): ",
        "× country",
        "(--k)",
        "read at CLEAR",
    ):
        assert words in out
    told_none = command(bundled_settings, "path", "hawen", "Chile", "--rung", "operated together", "--max-hops", "3")
    assert told_none.returncode == 0
    assert told_none.stdout.startswith("No path of up to 3 hops from Horn of Africa")
    assert "ties from operated together on" in told_none.stdout
    assert "does not mean that there is no contact" in told_none.stdout


@neo4j
@pytest.mark.parametrize(
    ("line", "says"),
    [
        (["path", "Korea Custom Service", "Kenya"], "Nothing here is called"),
        (["path", "Kenya Wild", "Zambia"], "Kenya Wildlife Service (agency:kws)"),
        (["path", "Kenya", "China", "--rung", "friends"], "invited, attended, hosted"),
        (["path", "Kenya", "China", "--through", "Ship"], "Country, Agency, Network"),
        (["path", "Kenya", "China", "--max-hops", "0"], "--max-hops"),
    ],
)
@pytest.mark.usefixtures("bundled")
def test_mistakes_are_one_sentence(line: list[str], says: str, bundled_settings: Settings) -> None:
    answer = inside(bundled_settings, *line)
    assert answer.code == 2
    assert says in answer.all


@neo4j
def test_hostile_names_are_names(store: Store, scratch_settings: Settings) -> None:
    name = "'}) DETACH DELETE (x) //\x1b[31m $c `\u202e"
    build(
        store,
        [
            told(BODIES[0], "name", name),
            tie(BODIES[0], "ATTENDED", "meeting:m1"),
            tie(BODIES[1], "ATTENDED", "meeting:m1"),
        ],
    )
    before = whole_graph(store)
    answer = inside(scratch_settings, "path", name, "agency:b")
    assert answer.code == 0, answer.all
    assert "DETACH DELETE" in answer.out
    assert not {"\x1b", "\u202e"} & set(answer.all)
    assert inside(scratch_settings, "path", "agency:b", name, "--json").json["paths"][0]["steps"][-1]["to"] == BODIES[0]
    assert inside(scratch_settings, "path", name + "x", "agency:b").code == 2
    assert whole_graph(store) == before


@neo4j
def test_more_paths_than_can_be_looked_at_are_said_to_be_more(store: Store, scratch_settings: Settings) -> None:
    """Twelve bodies at twelve meetings: more than a hundred thousand ways of six hops."""
    build(store, [tie(f"agency:x{n}", "ATTENDED", f"meeting:m{m}") for n in range(12) for m in range(12)])
    few = find_paths(store, "x0", "x1", scope=CLEAR, k=12, max_hops=6)
    assert (few.total, few.counted, few.searched) == (12, True, 2)
    told_of = inside(scratch_settings, "path", "x0", "x1", "--k", "1400", "--max-hops", "6")
    assert f"At least {12 + 12 * 10 * 11 + MOST} paths of up to 6 hops" in told_of.out
    assert "1400 shown (--k)" in told_of.out


def test_copies_of_a_page_are_one_of_the_test_worlds_origins() -> None:
    assert len({page.origin for page in PAGES}) == len(PAGES) - 1
