"""Events by place and year on a real Neo4j: found by what the reader may know of them."""

from __future__ import annotations

import pytest

from graph.commit import commit
from graph.search import search
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.conftest import empty
from tests.ties import told

pytestmark = pytest.mark.neo4j


@pytest.fixture
def meetings(store: Store) -> Store:
    """A meeting in Lyon whose city is for AMBER, one in Lyons-la-Forêt for all, and one without a place."""
    empty(store, Marking.RED)
    facts = [
        told("meeting:m1", "name", "Visit of officers"),
        told("meeting:m1", "start_date", "2013-05-13"),
        told("meeting:m1", "city", "Lyon", marking=Marking.AMBER),
        told("meeting:m2", "name", "Forest days"),
        told("meeting:m2", "start_date", "2014"),
        told("meeting:m2", "city", "Lyons-la-Forêt"),
        told("meeting:m3", "name", "Forest days"),
        told("meeting:m3", "start_date", "2015"),
    ]
    commit(store, facts)
    return store


@pytest.mark.parametrize(
    ("text", "clearance", "expected", "best"),
    [
        ("lyon 2013", Marking.AMBER, ["meeting:m1"], "meeting:m1"),
        ("lyon 2013", Marking.CLEAR, [], ""),
        ("LYON", Marking.AMBER, ["meeting:m2", "meeting:m1"], ""),
        ("lyon", Marking.CLEAR, ["meeting:m2"], "meeting:m2"),
        ("officers lyon", Marking.RED, ["meeting:m1"], "meeting:m1"),
        ("forest days 2015", Marking.CLEAR, ["meeting:m3"], "meeting:m3"),
        ("forest days", Marking.CLEAR, ["meeting:m2", "meeting:m3"], ""),
        ("2014", Marking.CLEAR, [], ""),
        ("lyon 2013 2014", Marking.RED, [], ""),
        ("nairobi 2013", Marking.RED, [], ""),
    ],
)
def test_events_are_found_by_place_and_year(
    text: str, clearance: Marking, expected: list[str], best: str, meetings: Store
) -> None:
    hits = search(meetings, text, clearance=int(clearance))
    assert [found.id for found in hits.found] == expected
    assert hits.total == len(expected)
    assert (hits.best.id if hits.best else "") == best
