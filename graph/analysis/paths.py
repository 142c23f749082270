"""Two things in, the k shortest paths between them out, each hop with its evidence; what was passed over is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any, Final

import networkx as nx

from graph.analysis.to_networkx import (
    IN_SCOPE,
    PARTIES,
    TYPES,
    Scope,
    links_between,
    period_of,
    undated,
)
from graph.errors import UsageError
from graph.find import find
from graph.schema import EVENTS, LINKS, RUNGS
from graph.store import reads
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.reads import Found
from graph.values.grades import read_summary, strongest, summarise, weakest

LARGE: Final = 30
"""An event with more parties, or a body with more members, joins nearly everybody: a path through it says little."""

SUBJECTS: Final = ("CrimeType", "Taxon")
RULES: Final = (
    "country",
    "crime type or taxon",
    f"event with more than {LARGE} parties",
    f"body with more than {LARGE} members",
)
MOST: Final = 50_000
"""So many paths of one length are looked at; where there are more, the total says that it is a lower bound."""

COVERS: Final = (
    "Only links that loaded sources name: that no path is recorded does not mean that there is no contact, "
    "and two that share an event need not have met."
)


@dataclass(frozen=True, slots=True)
class Hop:
    """From one thing to the next on a path: every link between the two, as rows with sentence and evidence."""

    start: Found
    end: Found
    links: tuple[Row, ...]

    @property
    def rung(self) -> int:
        """The strongest tie between the two."""
        return max(RUNGS.index(link["rung"]) for link in self.links)

    def as_json(self) -> dict[str, Any]:
        """The hop as `--json` prints it."""
        ends = {"from": self.start, "to": self.end}
        told = {f"{end}{part}": getattr(at, name) for end, at in ends.items() for part, name in _PARTS.items()}
        return told | {"links": list(self.links)}


_PARTS: Final = {"": "id", "_name": "name", "_kind": "kind"}


@dataclass(frozen=True, slots=True)
class Path:
    """Hops from the first thing to the last. A path is as good as its weakest hop, a hop as its best-graded link."""

    hops: tuple[Hop, ...]

    @property
    def grade(self) -> str:
        """The weakest of the judged hops' grades, side by side where they can't be compared."""
        best = [strongest(told) for hop in self.hops if (told := _grades(hop))]
        return summarise(weakest([grade for hop in best for grade in hop]))

    @property
    def not_judged(self) -> int:
        """How many hops nobody judged."""
        return sum(not _grades(hop) for hop in self.hops)

    def as_json(self) -> dict[str, Any]:
        """The path as `--json` prints it."""
        return {
            "hops": len(self.hops),
            "rung": RUNGS[min(hop.rung for hop in self.hops)],
            "grade": self.grade,
            "not_judged": self.not_judged,
            "steps": [hop.as_json() for hop in self.hops],
        }


def _grades(hop: Hop) -> list[Any]:
    return [grade for link in hop.links for grade in read_summary(link["grade"])]


@dataclass(frozen=True, slots=True)
class Paths:
    """What was found; `total` counts all paths of up to `searched` hops, at least so many where not `counted`."""

    start: Found
    end: Found
    scope: Scope
    max_hops: int
    through_hubs: bool
    searched: int
    excluded: dict[str, int]
    paths: tuple[Path, ...]
    total: int
    counted: bool
    titles: dict[str, Row] = field(repr=False)

    @property
    def truncated(self) -> bool:
        """Whether paths were left out."""
        return len(self.paths) < self.total

    def as_json(self) -> dict[str, Any]:
        """The answer as `--json` prints it."""
        return {
            "from": {part: getattr(self.start, part) for part in ("id", "name", "kind")},
            "to": {part: getattr(self.end, part) for part in ("id", "name", "kind")},
            "clearance": str(self.scope.clearance),
            "as_of": self.scope.as_of.isoformat() if self.scope.as_of else None,
            "rung": RUNGS[self.scope.rung],
            "through": list(self.scope.kinds),
            "max_hops": self.max_hops,
            "searched_hops": self.searched,
            "through_hubs": self.through_hubs,
            "excluded": self.excluded,
            "paths": [path.as_json() for path in self.paths],
            "sources": self.titles,
            "total": self.total,
            "total_is_exact": self.counted,
            "truncated": self.truncated,
            "covers": COVERS,
        }


def find_paths(
    store: Store, a: str, b: str, *, scope: Scope, k: int = 3, max_hops: int = 4, through_hubs: bool = False
) -> Paths:
    """The k shortest simple paths between two things; of one length, those of stronger ties and smaller circles first.

    Paths are looked for by growing length until k are found, so that longer ones are looked for only where needed.
    Raises UnknownName for a thing, UsageError where both are the same one.
    """
    start, end = (find(store, text, int(scope.clearance)) for text in (a, b))
    if start.id == end.id:
        raise UsageError(f"Both are the same: {start.name} ({start.id}).", mend="Name two different things.")
    ground = _Ground(store, scope, start.id, end.id, through_hubs)
    found: list[tuple[str, ...]] = []
    hops, counted = 0, True
    while hops < max_hops and len(found) < k:
        hops += 1
        ground.widen()
        more = list(islice(ground.paths(hops), MOST + 1))
        counted = counted and len(more) <= MOST
        found += sorted(more[:MOST], key=ground.order)
    paths, titles = _told(store, scope, found[:k])
    return Paths(start, end, scope, max_hops, through_hubs, hops, ground.excluded(), paths, len(found), counted, titles)


class _Ground:
    """What a search has read so far: two balls that grow in turn, one around each end, without what is a hub."""

    def __init__(self, store: Store, scope: Scope, start: str, end: str, through_hubs: bool) -> None:
        self._store, self._scope, self._through_hubs = store, scope, through_hubs
        self._ends = (start, end)
        self._edges = {start}, {end}
        self._graph: nx.Graph[str] = nx.Graph()
        self._graph.add_nodes_from(self._ends)
        self._kinds: dict[str, str] = {}
        self._parties: dict[str, int] = {}

    def widen(self) -> None:
        """Read the next ring around the end whose turn it is; from then on, paths of one hop more are all there."""
        ring, other = self._edges
        rows = self._store.read(
            f"UNWIND $ids AS id MATCH (x:Entity {{id: id}})-[l:{TYPES}]-(y:Entity) WHERE {IN_SCOPE} AND x <> y "
            "AND (y.kind IN $kinds OR y.id IN $ends) "
            "RETURN id AS x, y.id AS y, y.kind AS kind, max(l.rung) AS rung ORDER BY x, y",
            ids=sorted(self._passable(ring)),
            ends=self._ends,
            kinds=list(self._scope.kinds),
            **self._scope.parameters(),
        )
        self._kinds |= {row["y"]: row["kind"] for row in rows}
        known = set(self._graph)
        self._graph.add_edges_from((row["x"], row["y"], {"rung": row["rung"]}) for row in rows)
        fresh = {row["y"] for row in rows} - known
        # The other end's turn is next. What its own ring already holds is passed from there.
        self._edges = other, fresh

    def _passable(self, nodes: Collection[str]) -> set[str]:
        """Those of these things that a path may pass through, or start from."""
        self._count(set(nodes))
        return {node for node in nodes if node in self._ends or not self._rule(node)}

    def _count(self, nodes: set[str]) -> None:
        new = sorted(nodes - self._parties.keys() - set(self._ends))
        rows = self._store.read(
            f"UNWIND $ids AS id MATCH (x:Entity)-[l:{TYPES}]->(y:Entity {{id: id}}) WHERE {IN_SCOPE} "
            "AND x.kind IN $parties AND (y.kind IN $events OR type(l) = 'MEMBER_OF') "
            "RETURN id, count(DISTINCT x) AS parties",
            ids=new,
            parties=list(PARTIES),
            **self._scope.parameters(),
        )
        self._parties |= dict.fromkeys(new, 0) | {row["id"]: row["parties"] for row in rows}

    def _rule(self, node: str) -> str:
        """The rule by which a thing is not passed through, or ''."""
        if self._through_hubs:
            return ""
        kind = self._kinds[node]
        if kind == "Country" or kind in SUBJECTS:
            return RULES[0] if kind == "Country" else RULES[1]
        if self._parties[node] <= LARGE:
            return ""
        return RULES[2] if kind in EVENTS else RULES[3]

    def paths(self, hops: int) -> Iterator[tuple[str, ...]]:
        """All paths of exactly so many hops, in what was read."""
        start, end = self._ends
        near = {at: nx.single_source_shortest_path_length(self._graph, at, cutoff=hops) for at in self._ends}
        met = near[start].keys() & near[end].keys()
        between = self._passable({node for node in met if near[start][node] + near[end][node] <= hops})
        open_graph = self._graph.copy()
        open_graph.remove_nodes_from(self._graph.nodes - between)
        far = nx.single_source_shortest_path_length(open_graph, end, cutoff=hops) if end in open_graph else {}
        return _exactly(open_graph, (start,), end, hops, far) if start in far else iter(())

    def order(self, path: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
        """Of paths of one length, those whose weakest tie is stronger first, then those through smaller circles."""
        rung = min(self._graph[left][right]["rung"] for left, right in pairwise(path))
        return -rung, max((self._parties[node] for node in path[1:-1]), default=0), path

    def excluded(self) -> dict[str, int]:
        """How many of the things met were not passed through, by rule."""
        met = Counter(self._rule(node) for node in self._parties)
        return {rule: met[rule] for rule in RULES if met[rule]}


def _exactly(
    graph: nx.Graph[str], path: tuple[str, ...], goal: str, hops: int, far: dict[str, int]
) -> Iterator[tuple[str, ...]]:
    """The simple paths with so many hops more; networkx's own search does not turn back where the goal is too far."""
    for node in graph[path[-1]]:
        if node == goal and hops == 1:
            yield (*path, node)
        elif node != goal and node not in path and far.get(node, hops) < hops:
            yield from _exactly(graph, (*path, node), goal, hops - 1, far)


def _told(store: Store, scope: Scope, found: list[tuple[str, ...]]) -> tuple[tuple[Path, ...], dict[str, Row]]:
    at = {thing.id: thing for thing in reads.by_id(store, {n for path in found for n in path}, int(scope.clearance))}
    links: dict[tuple[str, str], list[Row]] = {}
    for row in links_between(store, scope, [pair for path in found for pair in pairwise(path)]):
        if at.keys() >= {row["from"], row["to"]}:
            links.setdefault((row["from"], row["to"]), []).append(_link(row, at, dated=scope.as_of is not None))
    # A load may have taken something away since the search; a path that it went through is none any more.
    still = [path for path in found if links.keys() >= set(pairwise(path))]
    paths = tuple(Path(tuple(Hop(at[x], at[y], tuple(links[x, y])) for x, y in pairwise(path))) for path in still)
    cited = {source for path in paths for hop in path.hops for link in hop.links for source in link["sources"]}
    return paths, reads.sources_by_id(store, cited, int(scope.clearance))


def _link(row: Row, at: dict[str, Found], *, dated: bool) -> Row:
    period, role = period_of(row), f" ({row['role']})" if row["role"] else ""
    return {
        "id": row["id"],
        "type": row["type"],
        "says": f"{at[row['start']].name} {LINKS[row['type']].phrase} {at[row['end']].name}{role}",
        "role": row["role"],
        "rung": RUNGS[row["rung"]],
        "when": str(period) if period.dated else row["event_date"],
        "dated": "date unknown" if dated and undated(row) else "",
        **{name: row[name] for name in ("grade", "basis", "origins", "sources", "claims")},
    }
