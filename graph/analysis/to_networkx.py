"""What a reader may see of the graph in, as networkx graphs out: with events kept, or parties alone with weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Final

import networkx as nx

from graph.errors import UsageError
from graph.schema import ABSTRACT, EVENTS, KINDS, LINKS, RUNGS
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.reads import VISIBLE
from graph.values.dates import OPEN_START, PartialDate, Period
from graph.values.markings import Marking

PARTIES: Final = ABSTRACT["Party"]
"""Kinds that act: what measures rank, and what a projection without events is made of."""

PROJECTION_SECONDS: Final = 120.0
TYPES: Final = "|".join(LINKS)
IN_SCOPE: Final = f"""x.level <= $c AND y.level <= $c AND {VISIBLE} AND l.rung >= $rung AND ($as_of IS NULL
  OR l.first_day <= $as_of AND $as_of <= l.last_day
  AND (NOT x.kind IN $events OR coalesce(x.first_day[$c], '') <= $as_of)
  AND (NOT y.kind IN $events OR coalesce(y.first_day[$c], '') <= $as_of))"""
"""Whether a link `l` between `x` and `y` belongs to a scope; every text that reads links for an analysis holds it."""

_LINK: Final = """l.id AS id, type(l) AS type, l.role AS role, l.rung AS rung, startNode(l).id AS start,
  endNode(l).id AS end, l.valid_from AS since, l.valid_to AS until, l.grade AS grade, l.basis AS basis,
  l.origins AS origins, l.sources AS sources, l.claims AS claims"""
_EVENT: Final = """CASE WHEN y.kind IN $events THEN coalesce(y.start_date[$c], y.date[$c], y.signed_on[$c], '')
    WHEN x.kind IN $events THEN coalesce(x.start_date[$c], x.date[$c], x.signed_on[$c], '') ELSE '' END AS event_date,
  CASE WHEN y.kind IN $events THEN y.first_day[$c] WHEN x.kind IN $events THEN x.first_day[$c] END AS event_day"""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: up to a clearance, as of a day, links from a rung (graph.schema.RUNGS) on, things of kinds."""

    clearance: Marking
    as_of: date | None = None
    rung: int = 0
    kinds: tuple[str, ...] = tuple(KINDS)

    def parameters(self) -> dict[str, Any]:
        """The parameters of IN_SCOPE."""
        day = self.as_of.isoformat() if self.as_of else None
        return {"c": int(self.clearance), "as_of": day, "rung": self.rung, "events": list(EVENTS)}


def read_rung(word: str) -> int:
    """The rung that a person named, such as `attended`; raises UsageError."""
    if word.strip().casefold() not in RUNGS:
        raise UsageError(f"{word!r} is not a rung.", mend=f"From weak to strong: {', '.join(RUNGS)}.")
    return RUNGS.index(word.strip().casefold())


def read_kinds(words: Sequence[str]) -> tuple[str, ...]:
    """The kinds that a person named, in the order of the schema; none means all. Raises UsageError."""
    known = {kind.casefold(): kind for kind in KINDS}
    for word in words:
        if word.strip().casefold() not in known:
            raise UsageError(f"{word!r} is not a kind.", mend=f"Known: {', '.join(KINDS)}.")
    wanted = {known[word.strip().casefold()] for word in words}
    return tuple(kind for kind in KINDS if kind in wanted or not words)


def project(store: Store, scope: Scope) -> nx.MultiGraph[str]:
    """All that is in scope, events kept: nodes with `name` and `kind`, links by their ids with all their evidence.

    A link's attributes are `type`, `role`, `rung`, `start` (the end it leads from), `period`, `grade`, `basis`,
    `origins`, `sources` and `claims`. Things without a link in scope are left out.
    """
    rows = store.read(
        f"MATCH (x:Entity)-[l:{TYPES}]->(y:Entity) WHERE {IN_SCOPE} AND x.kind IN $kinds AND y.kind IN $kinds "
        f"AND x <> y RETURN {_LINK}, x.names[$c] AS x_name, x.kind AS x_kind, y.names[$c] AS y_name, y.kind AS y_kind "
        "ORDER BY start, end, id",
        seconds=PROJECTION_SECONDS,
        kinds=list(scope.kinds),
        **scope.parameters(),
    )
    # Names come with the links, in one read: a second one could miss what a load has changed in between.
    nodes = {
        row[end]: (row[f"{at}_name"], row[f"{at}_kind"]) for row in rows for end, at in (("start", "x"), ("end", "y"))
    }
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for node, (name, kind) in sorted(nodes.items()):
        graph.add_node(node, name=name, kind=kind)
    for row in rows:
        graph.add_edge(row["start"], row["end"], key=row["id"], **_attributes(row))
    return graph


def _attributes(row: Row) -> dict[str, Any]:
    kept = ("type", "role", "rung", "start", "grade", "basis", "origins", "sources", "claims")
    return {name: row[name] for name in kept} | {"period": str(period_of(row)) if period_of(row).dated else ""}


def period_of(row: Row) -> Period:
    """The period of a link, from a row that holds `since` and `until`."""
    start, end = row["since"] or "", row["until"] or ""
    return Period(PartialDate(start) if start else None, PartialDate(end) if end else None)


def undated(row: Row) -> bool:
    """Whether nothing says when a link held: neither its own dates nor those of an event at one of its ends."""
    return not period_of(row).dated and (row["event_day"] or OPEN_START) == OPEN_START


def links_between(store: Store, scope: Scope, pairs: Iterable[tuple[str, str]]) -> list[Row]:
    """All links in scope between the two of each pair, either way, strongest first; rows as `period_of` reads them."""
    return store.read(
        f"UNWIND $pairs AS pair MATCH (x:Entity {{id: pair[0]}})-[l:{TYPES}]-(y:Entity {{id: pair[1]}}) "
        f"WHERE {IN_SCOPE} RETURN pair[0] AS from, pair[1] AS to, {_LINK}, {_EVENT} "
        "ORDER BY from, to, rung DESC, type, role, id",
        pairs=sorted(map(list, set(pairs))),
        **scope.parameters(),
    )


def origins_of(store: Store, sources: Collection[str], clearance: Marking) -> dict[str, str]:
    """The origin of each of these sources, by id: copies of one document share one. For counting only, never shown."""
    rows = store.read(
        "UNWIND $ids AS id MATCH (s:Source {id: id}) WHERE s.level <= $c RETURN s.id AS id, s.origin AS origin",
        ids=sorted(sources),
        c=int(clearance),
    )
    return {row["id"]: row["origin"] for row in rows}


def parties_alone(graph: nx.MultiGraph[str]) -> nx.Graph[str]:
    """Parties joined by what they share, weighted 1/(n−1) for each thing shared by n of them: a plenary counts little.

    Shared are events, and the bodies that parties are members of; a link between two parties is shared by these two,
    so it counts 1. Sums are taken in the order of ids, so that the same records always give the same weights.
    """
    kinds = nx.get_node_attributes(graph, "kind")
    circles: dict[str, set[str]] = defaultdict(set)
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for left, right, told in graph.edges(data=True):
        start, end = (left, right) if told["start"] == left else (right, left)
        if kinds[start] in PARTIES and (kinds[end] in EVENTS or told["type"] == "MEMBER_OF"):
            circles[end].add(start)
        if kinds[start] in PARTIES and kinds[end] in PARTIES:
            weights[min(start, end), max(start, end)] = 1.0
    for _, circle in sorted(circles.items()):
        for pair in combinations(sorted(circle), 2):
            weights[pair] += 1 / (len(circle) - 1)
    alone: nx.Graph[str] = nx.Graph()
    alone.add_nodes_from((node, told) for node, told in sorted(graph.nodes(data=True)) if told["kind"] in PARTIES)
    alone.add_weighted_edges_from((left, right, weight) for (left, right), weight in sorted(weights.items()))
    return alone
