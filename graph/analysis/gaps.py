"""What countries did and share in; pairs out that fought the same crime but share no network, agreement or meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any, Final

from graph.analysis.to_networkx import IN_SCOPE, Scope
from graph.ask import Answer
from graph.find import find
from graph.schema import RUNGS
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.values.markings import Marking

COLUMNS: Final = (
    *("a", "a_name", "b", "b_name", "targets", "operations_a", "operations_b", "together"),
    *("links", "grade", "origins", "sources", "claims"),
)
COVERS: Final = (
    "A country took part where a source names the country itself. It shares what it or a body that belongs to it "
    "is a member of, signed, attended or organised, as far as loaded sources tell: no record is not no link."
)
_EVIDENCE: Final = """x.id AS x, x.names[$c] AS x_name, y.id AS y, y.names[$c] AS y_name, l.id AS id,
  l.grade AS grade, l.origins AS origins, l.sources AS sources, l.claims AS claims"""


@dataclass(frozen=True, slots=True)
class _Records:
    """What gaps are drawn from: links of countries to operations and of these to targets; what each country shares."""

    took: dict[str, dict[str, list[Row]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    aims: dict[str, dict[str, list[Row]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    shares: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, str] = field(default_factory=dict)


def gaps(
    store: Store,
    *,
    clearance: Marking,
    as_of: date | None = None,
    target: str = "",
    country: str = "",
    limit: int = 20,
) -> Answer:
    """Pairs of countries that took part in operations against the same target and share no tie that lasts.

    Pairs with most targets in common come first, then those with most operations. `together` names the operations
    that both took part in. Raises UnknownName for a target or a country.
    """
    aim = find(store, target, int(clearance), ("CrimeType", "Taxon")).id if target else ""
    home = find(store, country, int(clearance), ("Country",)).id if country else ""
    told = _read(store, Scope(clearance, as_of), aim)
    found = {pair: targets for pair, targets in _same_target(told, home).items() if not _share(told, *pair)}
    operations = {pair: [_operations(told, at, found[pair]) for at in pair] for pair in found}
    order = sorted(found, key=lambda pair: (-len(found[pair]), -sum(map(len, operations[pair])), pair))
    rows = [_row(told, pair, sorted(found[pair]), *operations[pair]) for pair in order[:limit]]
    asked = {name: value for name, value in (("target", aim), ("country", home)) if value}
    day = as_of.isoformat() if as_of else ""
    return Answer("gaps", asked, clearance, day, COLUMNS, tuple(rows), len(order))


def _read(store: Store, scope: Scope, target: str) -> _Records:
    told = _Records()
    took = f"MATCH (x:Country)-[l:LED|TOOK_PART_IN]->(y:Operation) WHERE {IN_SCOPE}"
    aims = f"MATCH (x:Operation)-[l:TARGETED]->(y:Entity) WHERE {IN_SCOPE} AND ($target = '' OR y.id = $target)"
    for text, links in ((took, told.took), (aims, told.aims)):
        returned = f"{text} RETURN {_EVIDENCE} ORDER BY x, y, id"
        for row in store.read(returned, target=target, **scope.parameters()):
            links[row["x"]][row["y"]].append(row)
            told.names.update({row["x"]: row["x_name"], row["y"]: row["y_name"]})
    homes = defaultdict(set)
    belongs = f"MATCH (x:Entity)-[l:OF_COUNTRY]->(y:Country) WHERE {IN_SCOPE} RETURN DISTINCT x.id AS x, y.id AS y"
    for row in store.read(belongs, **scope.parameters()):
        homes[row["x"]].add(row["y"])
    tie = f"MATCH (x:Entity)-[l:MEMBER_OF|SIGNED|ATTENDED|ORGANISED]->(y:Entity) WHERE {IN_SCOPE}"
    tied = scope.parameters() | {"rung": RUNGS.index("invited")}
    for row in store.read(f"{tie} RETURN DISTINCT x.id AS x, y.id AS y", **tied):
        for place in (row["x"], *homes[row["x"]]):
            told.shares[place].add(row["y"])
    return told


def _same_target(told: _Records, home: str) -> dict[tuple[str, str], set[str]]:
    """The targets in common of each two countries, or of `home` and each other."""
    against: dict[str, set[str]] = defaultdict(set)
    for country, operations in told.took.items():
        for operation in operations:
            for target in told.aims.get(operation, ()):
                against[target].add(country)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for target, countries in against.items():
        for pair in combinations(sorted(countries), 2):
            if not home or home in pair:
                a, b = reversed(pair) if pair[1] == home else pair
                found[a, b].add(target)
    return found


def _share(told: _Records, a: str, b: str) -> bool:
    return not told.shares.get(a, set()).isdisjoint(told.shares.get(b, ()))


def _operations(told: _Records, country: str, targets: Iterable[str]) -> list[str]:
    wanted = set(targets)
    return [operation for operation in told.took[country] if wanted & told.aims.get(operation, {}).keys()]


def _row(
    told: _Records, pair: tuple[str, str], targets: list[str], ours: list[str], theirs: list[str]
) -> tuple[Any, ...]:
    """One pair as COLUMNS name it, with the links that say that both took part and against what."""
    a, b = pair
    links = [row for at, operations in ((a, ours), (b, theirs)) for one in operations for row in told.took[at][one]]
    joint = sorted({*ours, *theirs})
    links += [row for one in joint for target in targets for row in told.aims[one].get(target, ())]
    together = [one for one in ours if one in theirs]
    lists = ([told.names[key] for key in keys] for keys in (targets, ours, theirs, together))
    grade = " / ".join(sorted({row["grade"] for row in links}))
    evidence = ([key for row in links for key in row[part]] for part in ("sources", "claims"))
    once = (list(dict.fromkeys(keys)) for keys in evidence)
    ids = [row["id"] for row in links]
    return (a, told.names[a], b, told.names[b], *lists, ids, grade, min(row["origins"] for row in links), *once)
