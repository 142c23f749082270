"""What charts, timelines and maps are drawn from: ids in, rows within a scope out, cut in the query."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from graph.analysis.to_networkx import IN_SCOPE, PARTIES, Scope
from graph.errors import UsageError
from graph.schema import LINKS
from graph.store.bolt import Store
from graph.store.plain import Row

ADMITTED: Final = f"{IN_SCOPE} AND x <> y AND type(l) IN $types AND (y.kind IN $kinds OR y.id IN $focus)"
"""Whether a link from `x` to `y` may be drawn: what the reader points at is drawn whatever its kind."""

_TIE: Final = """l.id AS id, type(l) AS type, l.role AS role, l.rung AS rung, startNode(l).id AS start,
  endNode(l).id AS end, l.valid_from AS since, l.valid_to AS until, l.grade AS grade, l.basis AS basis,
  l.values AS remarks, l.origins AS origins, l.sources AS sources, l.claims AS claims"""
_EVENT: Final = """CASE WHEN y.kind IN $events THEN coalesce(y.start_date[$c], y.date[$c], y.signed_on[$c], '')
  WHEN x.kind IN $events THEN coalesce(x.start_date[$c], x.date[$c], x.signed_on[$c], '') ELSE '' END AS event_date,
  CASE WHEN y.kind IN $events THEN y.first_day[$c] WHEN x.kind IN $events THEN x.first_day[$c] END AS event_day"""
_LIFE: Final = "coalesce({0}.start_date[$c], {0}.date[$c], {0}.signed_on[$c], {0}.founded[$c], '')"
_END: Final = "coalesce({0}.end_date[$c], {0}.ended[$c], '')"


def neighbours(
    store: Store, scope: Scope, types: Sequence[str], focus: Sequence[str], ids: Collection[str]
) -> set[str]:
    """The ids of all that is linked with any of these things."""
    rows = store.read(
        f"UNWIND $ids AS id MATCH (x:Entity {{id: id}})-[l]-(y:Entity) WHERE {ADMITTED} RETURN DISTINCT y.id AS id",
        ids=sorted(ids),
        types=list(types),
        focus=list(focus),
        kinds=list(scope.kinds),
        **scope.parameters(),
    )
    return {row["id"] for row in rows}


def things(store: Store, scope: Scope, types: Sequence[str], focus: Sequence[str], ids: Collection[str]) -> list[Row]:
    """Id, name, label, kind, year (of events) and number of links of these things, those with most links first."""
    return store.read(
        "UNWIND $ids AS id MATCH (x:Entity {id: id}) WHERE x.level <= $c "
        "RETURN x.id AS id, x.names[$c] AS name, x.short_labels[$c] AS label, x.kind AS kind, "
        f"CASE WHEN x.kind IN $events THEN left({_LIFE.format('x')}, 4) ELSE '' END AS year, "
        f"COUNT {{ (x)-[l]-(y:Entity) WHERE {ADMITTED} }} AS links ORDER BY links DESC, name, id",
        ids=sorted(ids),
        types=list(types),
        focus=list(focus),
        kinds=list(scope.kinds),
        **scope.parameters(),
    )


def links_among(
    store: Store, scope: Scope, types: Sequence[str], focus: Sequence[str], ids: Collection[str]
) -> list[Row]:
    """All links that may be drawn between any two of these things."""
    return store.read(
        f"UNWIND $ids AS id MATCH (x:Entity {{id: id}})-[l]->(y:Entity) WHERE {ADMITTED} AND y.id IN $ids "
        f"RETURN {_TIE}, {_EVENT} ORDER BY start, end, type, role, id",
        ids=sorted(ids),
        types=list(types),
        focus=list(focus),
        kinds=list(scope.kinds),
        **scope.parameters(),
    )


def links_by_type(
    store: Store, scope: Scope, types: Sequence[str], focus: Sequence[str], ids: Collection[str]
) -> dict[str, int]:
    """How many links of each type these things have; one between two of them counts twice."""
    rows = store.read(
        f"UNWIND $ids AS id MATCH (x:Entity {{id: id}})-[l]-(y:Entity) WHERE {ADMITTED} "
        "RETURN type(l) AS type, count(*) AS count ORDER BY type",
        ids=sorted(ids),
        types=list(types),
        focus=list(focus),
        kinds=list(scope.kinds),
        **scope.parameters(),
    )
    return {row["type"]: row["count"] for row in rows}


def life(store: Store, scope: Scope, identifier: str) -> Row:
    """When a thing began and ended, and its series."""
    (row,) = store.read(
        f"MATCH (x:Entity {{id: $id}}) WHERE x.level <= $c RETURN {_LIFE.format('x')} AS since, "
        f"{_END.format('x')} AS until, coalesce(x.series[$c], '') AS series",
        id=identifier,
        c=int(scope.clearance),
    )
    return row


def dated_links(store: Store, scope: Scope, identifier: str) -> list[Row]:
    """Links of a thing with the period of the link and that of the thing at the other end."""
    return store.read(
        f"MATCH (x:Entity {{id: $id}})-[l]-(y:Entity) WHERE {IN_SCOPE} AND x <> y AND y.kind IN $kinds "
        f"RETURN {_TIE}, startNode(l) = x AS outward, y.id AS other, y.names[$c] AS other_name, y.kind AS other_kind, "
        f"{_LIFE.format('y')} AS other_since, {_END.format('y')} AS other_until ORDER BY type, other_name, other, id",
        id=identifier,
        kinds=list(scope.kinds),
        **scope.parameters(),
    )


def series(store: Store, scope: Scope, name: str, but: str) -> list[Row]:
    """The other operations of a series, with their dates."""
    return store.read(
        f"MATCH (y:Operation) WHERE y.level <= $c AND y.series[$c] = $name AND y.id <> $but "
        "AND ($as_of IS NULL OR coalesce(y.first_day[$c], '') <= $as_of) "
        f"RETURN y.id AS other, y.names[$c] AS other_name, y.kind AS other_kind, {_LIFE.format('y')} AS other_since, "
        f"{_END.format('y')} AS other_until ORDER BY other_name, other",
        name=name,
        but=but,
        **scope.parameters(),
    )


def claims_that_say(
    store: Store, scope: Scope, ids: Collection[str], predicates: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """By thing, the ids of the claims that say one of these of it."""
    rows = store.read(
        "UNWIND $ids AS id MATCH (x:Entity {id: id})<-[:ABOUT]-(c:Claim) WHERE x.level <= $c AND c.level <= $c "
        "AND c.start = id AND c.predicate IN $predicates WITH id, c ORDER BY c.predicate, c.value, c.id "
        "RETURN id, collect(DISTINCT c.id) AS claims",
        ids=sorted(ids),
        predicates=list(predicates),
        c=int(scope.clearance),
    )
    return {row["id"]: tuple(row["claims"]) for row in rows}


def linked(store: Store, scope: Scope, types: Sequence[str], identifier: str) -> list[Row]:
    """What is linked with a thing by these types, once for each link."""
    return store.read(
        f"MATCH (x:Entity {{id: $id}})-[l]-(y:Entity) WHERE {IN_SCOPE} AND x <> y AND type(l) IN $types "
        f"AND y.kind IN $kinds RETURN {_TIE}, y.id AS other, y.kind AS other_kind ORDER BY other, id",
        id=identifier,
        types=list(types),
        kinds=list(scope.kinds),
        **scope.parameters(),
    )


def countries_of(store: Store, scope: Scope, ids: Collection[str]) -> list[Row]:
    """On which countries these things fall: themselves, that of a body, those where an event was or that took part.

    `claims` are those of the links that lead there; a country falls on itself without any.
    """
    return store.read(
        "UNWIND $ids AS id MATCH (e:Entity {id: id}) WHERE e.level <= $c CALL (e) { "
        "WITH e WHERE e.kind = 'Country' RETURN e AS country, [] AS claims "
        f"UNION MATCH (x:Entity)-[l:OF_COUNTRY|HELD_IN|HAPPENED_IN]->(y:Country) WHERE x = e AND {IN_SCOPE} "
        "RETURN y AS country, l.claims AS claims "
        f"UNION MATCH (x:Country)-[l]->(y:Entity) WHERE y = e AND y.kind IN $events AND {IN_SCOPE} "
        "RETURN x AS country, l.claims AS claims "
        f"UNION MATCH (x:Entity)-[l]->(y:Entity) WHERE y = e AND y.kind IN $events AND x.kind IN $parties "
        f"AND {IN_SCOPE} WITH x AS body, l.claims AS first "
        "MATCH (body)-[l:OF_COUNTRY]->(y:Country) WITH body AS x, l, y, first "
        f"WHERE {IN_SCOPE} RETURN y AS country, first + l.claims AS claims }} "
        "RETURN id, country.id AS country, country.names[$c] AS country_name, claims ORDER BY country, id, claims",
        ids=sorted(ids),
        parties=list(PARTIES),
        **scope.parameters(),
    )


def read_types(words: Sequence[str]) -> tuple[str, ...]:
    """The link types that a person named, in the order of the schema; none means all. Raises UsageError."""
    wanted = {word.strip().upper().replace("-", "_").replace(" ", "_") for word in words}
    for word in sorted(wanted - LINKS.keys()):
        raise UsageError(f"{word!r} is not a type of link.", mend=f"Known: {', '.join(LINKS)}.")
    return tuple(name for name in LINKS if name in wanted or not words)
