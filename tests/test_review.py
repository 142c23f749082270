"""Proposals and their review on a real Neo4j: proposed once, decided on, taken back without a trace in the graph."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph.by_hand import Hand
from graph.commit import commit
from graph.deciding import accept, undo
from graph.proposals import Proposed, propose
from graph.review import listed
from graph.store.bolt import Store
from graph.store.proposals import Wanted
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from graph.values.proposals import Proposal
from tests.papers import RELEASE, of_mist, paper
from tests.snapshots import snapshots

pytestmark = pytest.mark.neo4j

ANN = Hand("ann", "read it", Marking.CLEAR)
BEN = Hand("ben", "read it too", Marking.CLEAR)
RED = Hand("rita", "read the file", Marking.RED)
KWS = Claim(Mention("Agency", "kws"), "name", Source("bodies", "List"), value="Kenya Wildlife Service")


def ids(store: Store, clearance: Marking = Marking.CLEAR, **wanted: str) -> list[str]:
    """Ids of the proposals that a reader may see."""
    return [item.kept.id for item in listed(store, Wanted(**wanted), clearance, limit=1000).items]


def load(store: Store, number: int = 1, marking: Marking = Marking.CLEAR, text: str = RELEASE) -> Sequence[Proposal]:
    """Propose what a release says."""
    document, source = paper(number, marking, text)
    told = of_mist(source)
    propose(store, document, told)
    return told


def links(store: Store, clearance: Marking = Marking.CLEAR) -> list[tuple[str, str, str, int]]:
    """The links that a reader sees, with the number of independent sources."""
    rows = store.read(
        "MATCH (a:Entity)-[l]->(b:Entity) WHERE l.level <= $c AND $c < l.below "
        "RETURN a.id AS a, type(l) AS t, b.id AS b, l.origins AS n ORDER BY a, t, b",
        c=int(clearance),
    )
    return [(row["a"], row["t"], row["b"], row["n"]) for row in rows]


# Proposing


def test_what_is_proposed_is_not_in_the_graph(store: Store) -> None:
    commit(store, [KWS])
    bare = snapshots(store)
    load(store)
    assert snapshots(store) == bare
    assert len(ids(store)) == 4


def test_proposing_twice_is_proposing_once(store: Store) -> None:
    document, source = paper()
    told = of_mist(source)
    assert propose(store, document, told) == Proposed(new=4)
    assert propose(store, document, [*told, *told]) == Proposed(known=4)
    assert len(ids(store)) == 4


def test_accepting_and_taking_back_leaves_the_graph_as_it_was(store: Store) -> None:
    commit(store, [KWS])
    told = load(store)
    bare, before = snapshots(store), ids(store)
    done = accept(store, [told[1].id], ANN)
    assert done.implied == (told[0].id,)
    assert links(store) == [("agency:kws", "TOOK_PART_IN", "operation:operation-mist", 1)]
    assert undo(store, [told[1].id], BEN).implied == (told[0].id,)
    assert snapshots(store) == bare
    assert ids(store) == before
