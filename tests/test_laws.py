"""The laws of the store, on a real Neo4j: no order matters, again is nothing, clearance cuts like never loading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.commit import commit, retract
from graph.describe import describe, evidence
from graph.errors import UnknownName
from graph.find import find
from graph.store import reads
from graph.store.bolt import Store
from graph.store.lookups import store_identity
from graph.values.claims import Claim
from graph.values.markings import Marking
from tests.conftest import empty
from tests.snapshots import build, snapshot_of, snapshots
from tests.worlds import PAGE, PRESS, SOURCES, World, markings, shuffled_batches, worlds

pytestmark = pytest.mark.neo4j

law = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""Each example writes to the same store and empties it first, so the fixture may live longer than an example."""


@law
@given(data=st.data())
def test_the_order_of_loading_changes_nothing(store: Store, data: st.DataObject) -> None:
    world = data.draw(worlds())
    expected = snapshot_of(store, world)
    assert snapshot_of(store, *data.draw(shuffled_batches(world))) == expected


@law
@given(world=worlds())
def test_loading_twice_changes_nothing(store: Store, world: World) -> None:
    before = snapshot_of(store, world)
    count = store_identity(store)["seq"]
    landed = commit(store, world.claims, world.judgements).values()
    assert {(n.new, n.changed) for n in landed} == {(0, 0)}
    assert sum(n.unchanged for n in landed) == len(world.claims)
    assert store_identity(store)["seq"] == count
    assert snapshots(store) == before


@law
@given(world=worlds(), clearance=markings)
def test_a_clearance_sees_what_loading_no_more_would_give(store: Store, world: World, clearance: Marking) -> None:
    seen = snapshot_of(store, world)[: clearance + 1]
    assert snapshot_of(store, world.at(clearance))[: clearance + 1] == seen


@law
@given(world=worlds(), clearance=st.sampled_from(list(Marking)[:4]))
def test_readers_are_told_what_loading_no_more_would_tell(store: Store, world: World, clearance: Marking) -> None:
    build(store, [world])
    ids = [row["id"] for row in store.read("MATCH (e:Entity) RETURN e.id AS id ORDER BY id")]
    asked = [*ids, *sorted({c.value for c in world.claims if c.value}), "wild", "rang"]
    facts = [row["id"] for row in store.read("MATCH (:Entity)-[l]->() RETURN DISTINCT l.id AS id ORDER BY id")]
    told = _told(store, asked, facts, clearance)
    build(store, [world.at(clearance)])
    assert _told(store, asked, facts, clearance) == told


def _told(store: Store, asked: Iterable[str], facts: Iterable[str], clearance: Marking) -> list[object]:
    """What readers' functions answer, refusals and suggestions included."""
    told: list[object] = [reads.counts(store, clearance), reads.unresolved(store, clearance, 99)]
    for text in asked:
        try:
            found = find(store, text, clearance)
            shown = describe(store, found.id, clearance=clearance, as_of=None, limit=99).as_json()
            told.append(_timeless(shown))
        except UnknownName as error:
            told.append(str(error))
    for fact in facts:
        try:
            said = evidence(store, fact, clearance=clearance, as_of=None)
            told.append([_timeless(s.as_json()) for s in said])
        except UnknownName as error:
            told.append(str(error))
    return told


def _timeless(told: Any) -> Any:
    """Without the clock of recording, which differs between two stores."""
    if isinstance(told, dict):
        return {key: _timeless(value) for key, value in told.items() if key != "recorded_at"}
    return [_timeless(item) for item in told] if isinstance(told, list) else told


@law
@given(data=st.data())
def test_retracting_equals_never_loading(store: Store, data: st.DataObject) -> None:
    world = data.draw(worlds())
    how, gone = data.draw(st.sampled_from(TAKEN_BACK))
    rest = replace(world, claims=tuple(c for c in world.claims if c.source not in gone))
    expected = snapshot_of(store, rest)
    build(store, data.draw(shuffled_batches(world)))
    assert retract(store, **how) == len(world.claims) - len(rest.claims)
    assert snapshots(store) == expected
    assert retract(store, **how) == 0


TAKEN_BACK = [
    ({"dataset": "one"}, SOURCES[:3]),
    ({"dataset": "two"}, SOURCES[3:]),
    ({"source": PRESS}, SOURCES[:1]),
    ({"source": PAGE}, SOURCES[3:4]),
    ({"source": SOURCES[2].id}, SOURCES[2:3]),
]


@law
@given(data=st.data())
def test_only_what_is_live_in_the_end_counts(store: Store, data: st.DataObject) -> None:
    world = data.draw(worlds())
    empty(store, Marking.RED)
    commit(store, (), world.judgements)
    held: dict[str, Claim] = {}
    live: set[str] = set()
    for step in data.draw(_histories(world)):
        if isinstance(step, Claim):
            commit(store, [step])
            known = held.get(step.id, step)
            held[step.id] = replace(step, marking=max(step.marking, known.marking))
            live.add(step.id)
        else:
            how, gone = step
            retract(store, **how)
            live -= {claim.id for claim in held.values() if claim.source in gone}
    seen = snapshots(store)
    assert seen == snapshot_of(store, replace(world, claims=tuple(held[i] for i in sorted(live))))


def _histories(world: World) -> st.SearchStrategy[list[Any]]:
    """Claims landing and coming again, now and then marked otherwise, between retractions."""
    landing = st.sampled_from(world.claims)
    marked = st.builds(lambda claim, marking: replace(claim, marking=marking), landing, markings)
    return st.lists(landing | landing | marked | st.sampled_from(TAKEN_BACK), min_size=6, max_size=16)


@law
@given(data=st.data())
def test_a_marking_only_rises(store: Store, data: st.DataObject) -> None:
    low = data.draw(worlds())
    raised = data.draw(st.sets(st.sampled_from(low.claims), min_size=1))
    high = replace(low, claims=tuple(replace(c, marking=data.draw(markings)) if c in raised else c for c in low.claims))
    top = [replace(c, marking=max(c.marking, d.marking)) for c, d in zip(low.claims, high.claims, strict=True)]
    expected = snapshot_of(store, replace(low, claims=tuple(top)))
    assert snapshot_of(store, low, high) == expected
    assert snapshot_of(store, high, low) == expected
