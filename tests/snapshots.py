"""What a store holds for each clearance, read straight from the graph with the readers' own level tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from graph.commit import commit
from graph.store.bolt import Store
from graph.values.markings import RANKS, Marking
from tests.conftest import empty
from tests.worlds import World

Snapshot = dict[str, Any]

_RUN_METADATA = frozenset({"recorded_at", "retracted_at", "earlier"})
_INTERNAL = frozenset({"level", "below", "version", "stated", "stamp", "by_hand"})


def build(store: Store, parts: Iterable[World]) -> None:
    """Make a store of these batches."""
    empty(store, Marking.RED)
    for part in parts:
        commit(store, part.claims, part.judgements)


def snapshots(store: Store) -> list[Snapshot]:
    """What is in the store for each clearance; each thing as often as it is there."""
    entities = store.read("MATCH (e:Entity) RETURN properties(e) AS p, labels(e) AS labels")
    names = store.read("MATCH (n:Name)-[:NAMES]->(e:Entity) RETURN properties(n) AS p, e.id AS e, e.level AS level")
    links = store.read("MATCH (a:Entity)-[l]->(b:Entity) RETURN type(l) AS t, a.id AS a, b.id AS b, properties(l) AS p")
    claims = store.read(
        "MATCH (c:Claim)-[:FROM]->(s:Source) "
        "RETURN properties(c) AS p, s.id AS s, COLLECT { MATCH (c)-[:ABOUT]->(e) RETURN e.id ORDER BY e.id } AS e"
    )
    sources = store.read("MATCH (s:Source) RETURN s.id AS id, s.title AS title, s.level AS level")
    return [
        {
            "entities": Counter(_entity(row, c) for row in entities if row["p"]["level"] <= c),
            "names": Counter(
                (r["e"], r["p"]["sort"], r["p"]["text"], r["p"]["norm"])
                for r in names
                if r["p"]["level"] <= c and r["level"] <= c
            ),
            "links": Counter(
                (r["t"], r["a"], r["b"], _told_of(r["p"])) for r in links if r["p"]["level"] <= c < r["p"]["below"]
            ),
            "claims": Counter((_told_of(r["p"]), r["s"], str(r["e"])) for r in claims if r["p"]["level"] <= c),
            "sources": Counter((r["id"], r["title"]) for r in sources if r["level"] <= c),
        }
        for c in RANKS
    ]


def _entity(row: dict[str, Any], c: int) -> str:
    known = {key: told[c] for key, told in row["p"].items() if isinstance(told, list) and told[c]}
    return str((row["p"]["id"], row["p"]["kind"], sorted(row["labels"]), sorted(known.items())))


def _told_of(properties: dict[str, Any]) -> str:
    """All properties but those that never leave the store, and the clocks of recording."""
    return str(sorted((k, v) for k, v in properties.items() if k not in _INTERNAL | _RUN_METADATA))


def snapshot_of(store: Store, *parts: World) -> list[Snapshot]:
    """What a store made of these batches holds for each clearance."""
    build(store, parts)
    return snapshots(store)
