"""A measure's name in, things or ties ranked by it out, each rank with its band when any one source is dropped."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx

from graph.analysis.scores import Key, Scores, betweenness, bridges, communities, degree
from graph.analysis.to_networkx import Scope, origins_of, project
from graph.errors import UnknownName, UsageError
from graph.schema import RUNGS
from graph.store.bolt import Store

UNBOUNDED: Final = 10**15
COVERS: Final = (
    "Computed from the ties that loaded sources name: who is written about most ranks high. "
    "A wide band means that a rank rests on one source."
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what it asks, what its score counts, whether it ranks things of a kind, what a band may cost.

    `budget` bounds the time a band takes: so many sources are dropped in turn, those that alone carry most ties first,
    that things × ties × sources stays below it.
    """

    name: str
    title: str
    unit: str
    of_things: bool
    budget: int
    score: Callable[[nx.MultiGraph[str]], Scores]


MEASURES: Final = {
    measure.name: measure
    for measure in (
        Measure("degree", "Who is tied to most things", "things it is tied to", True, UNBOUNDED, degree),
        Measure(
            "betweenness", "Who lies between most others", "share of shortest ways", True, 130_000_000, betweenness
        ),
        Measure(
            "communities", "Which parties share most with each other", "parties in it", False, 130_000_000, communities
        ),
        Measure(
            "bridges", "Which ties alone hold parts together", "things on the smaller side", False, 215_000_000, bridges
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows by rank; `best` and `worst` are the rank's band over `dropped` of `droppable` sources, None where gone.

    `things` and `ties` say how large the graph was that the reader's clearance and options leave.
    """

    measure: Measure
    kind: str
    scope: Scope
    rows: tuple[dict[str, Any], ...]
    total: int
    things: int
    ties: int
    dropped: int
    droppable: int
    sampled: bool

    @property
    def truncated(self) -> bool:
        """Whether rows were left out."""
        return len(self.rows) < self.total

    def as_json(self) -> dict[str, Any]:
        """The ranking as `--json` prints it."""
        return {
            "measure": self.measure.name,
            "score": self.measure.unit,
            "kind": self.kind or None,
            "clearance": str(self.scope.clearance),
            "as_of": self.scope.as_of.isoformat() if self.scope.as_of else None,
            "rung": RUNGS[self.scope.rung],
            "through": list(self.scope.kinds),
            "things": self.things,
            "ties": self.ties,
            "sources_dropped": self.dropped,
            "sources_carrying_ties_alone": self.droppable,
            "sampled": self.sampled,
            "rows": list(self.rows),
            "total": self.total,
            "truncated": self.truncated,
            "covers": COVERS,
        }


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a ranking is computed from: the ties of a scope, and by source the origin that it copies."""

    measure: Measure
    scope: Scope
    kind: str
    limit: int
    drops: int | None
    ties: nx.MultiGraph[str]
    origins: Mapping[str, str]


def measure(
    store: Store,
    name: str,
    *,
    scope: Scope,
    kind: str = "",
    limit: int = 20,
    drops: int | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Ranking:
    """Rank things of a kind ('' for all), communities or ties, over the ties of a scope.

    `drops` is how many sources to drop in turn for the band; None leaves it to the measure. Raises UnknownName for a
    measure, UsageError for a kind where the measure does not rank single things.
    """
    return rank(gather(store, name, scope=scope, kind=kind, limit=limit, drops=drops), on_progress)


def gather(store: Store, name: str, *, scope: Scope, kind: str, limit: int, drops: int | None) -> Gathered:
    """Read what a measure needs; `rank` computes it, in another process if one likes. Raises as `measure` does."""
    asked = _known(name, kind)
    ties = project(store, scope)
    return Gathered(asked, scope, kind, limit, drops, ties, _origins(store, ties, scope))


def rank(told: Gathered, on_progress: Callable[[int, int], None] = lambda _done, _total: None) -> Ranking:
    """The ranking of what was gathered; reads nothing more."""
    asked, ties, kind = told.measure, told.ties, told.kind
    whole = asked.score(ties)
    alone = _carried_alone(ties, told.origins)
    size = len(ties), nx.Graph(ties).number_of_edges()
    affordable = asked.budget // max(size[0] * size[1], 1)
    most = 0 if whole.errors else affordable if told.drops is None else told.drops
    dropped = sorted(alone, key=lambda origin: (-len(alone[origin]), origin))[:most]
    among = [key for key in whole.values if not kind or ties.nodes[key]["kind"] == kind]
    bands = {key: [place] for key, place in _ranks(whole, among, kind, ties).items()}
    for done, origin in enumerate(dropped):
        on_progress(done, len(dropped))
        with _without(ties, alone[origin]):
            for key, place in _ranks(asked.score(ties), among, kind, ties).items():
                bands[key].append(place)
    order = sorted(among, key=lambda key: (bands[key][0], key))
    rows = tuple(_row(ties, whole, key, bands[key]) for key in order[: told.limit])
    counts = len(order), *size, len(dropped), len(alone)
    return Ranking(asked, kind, told.scope, rows, *counts, sampled=bool(whole.errors))


def _known(name: str, kind: str) -> Measure:
    if name not in MEASURES:
        raise UnknownName(f"{name!r} is not a measure.", suggestions=tuple(MEASURES))
    if kind and not MEASURES[name].of_things:
        raise UsageError(f"{name} does not rank things of one kind.", mend="Leave out the kind.")
    return MEASURES[name]


def _origins(store: Store, ties: nx.MultiGraph[str], scope: Scope) -> dict[str, str]:
    cited = {source for _, _, sources in ties.edges(data="sources") for source in sources}
    return origins_of(store, cited, scope.clearance)


def _carried_alone(ties: nx.MultiGraph[str], origins: Mapping[str, str]) -> dict[str, list[tuple[str, str, str]]]:
    """The links that go when an origin is dropped: those that no other one tells of."""
    carried: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for left, right, link, sources in ties.edges(keys=True, data="sources"):
        voices = {origins.get(source, source) for source in sources}
        if len(voices) == 1:
            carried[voices.pop()].append((left, right, link))
    return carried


@contextmanager
def _without(ties: nx.MultiGraph[str], links: Sequence[tuple[str, str, str]]) -> Iterator[None]:
    """The graph without these links for a while; copying it for each source would cost more than most measures."""
    kept = [(left, right, link, dict(ties.edges[left, right, link])) for left, right, link in links]
    ties.remove_edges_from(links)
    try:
        yield
    finally:
        ties.add_edges_from(kept)


def _ranks(scores: Scores, among: Sequence[Key], kind: str, ties: nx.MultiGraph[str]) -> dict[Key, int | None]:
    """The rank of each among all of its kind: one more than how many have a higher score; None for what is gone."""
    sunk = sorted(-value for key, value in scores.values.items() if not kind or ties.nodes[key]["kind"] == kind)
    at = {key: scores.homes.get(key, key) for key in among}
    return {
        key: bisect_left(sunk, -scores.values[home]) + 1 if home in scores.values else None for key, home in at.items()
    }


def _row(ties: nx.MultiGraph[str], scores: Scores, key: Key, band: Sequence[int | None]) -> dict[str, Any]:
    known = [rank for rank in band if rank is not None]
    told: dict[str, Any] = {"rank": band[0], "best": min(known), "worst": None if None in band else max(known)}
    told |= {"score": scores.values[key]} | ({"error": scores.errors[key]} if scores.errors else {})
    if isinstance(key, tuple):
        return told | _tie(ties, *key)
    told |= {"id": key, "name": ties.nodes[key]["name"], "kind": ties.nodes[key]["kind"]}
    if scores.members:
        told["members"] = [{"id": i, "name": ties.nodes[i]["name"]} for i in scores.members[key]]
    return told


def _tie(ties: nx.MultiGraph[str], left: str, right: str) -> dict[str, Any]:
    """The two ends of a tie, and the evidence of its links one after the other."""
    links = sorted(ties[left][right].items())
    told: dict[str, Any] = {"a": left, "a_name": ties.nodes[left]["name"]}
    told |= {"b": right, "b_name": ties.nodes[right]["name"], "links": [link for link, _ in links]}
    told["grade"] = " / ".join(at["grade"] for _, at in links)
    return told | {part: [one for _, at in links for one in at[part]] for part in ("sources", "claims")}
