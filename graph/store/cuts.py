"""A clearance in, all that it may hold as plain rows out, one marking after the other: for projections and exports."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from graph.store.bolt import Store
from graph.store.plain import Row

_CLAIM: Final = """c.id AS id, c.predicate AS predicate, c.subject AS subject, c.object AS object, c.value AS value,
  c.role AS role, c.valid_from AS valid_from, c.valid_to AS valid_to, c.basis AS basis, c.scheme AS scheme,
  c.reliability AS reliability, c.credibility AS credibility, c.locator AS locator, c.quote AS quote,
  c.retrieved AS retrieved, c.released_to AS released_to, c.classification AS classification, c.record AS record,
  coalesce(c.first_recorded, c.recorded_at) AS recorded_at, c.start AS start, c.end AS end, c.level AS level,
  s.id AS source"""
_SOURCE: Final = """s.id AS id, s.title AS title, s.publisher AS publisher, s.url AS url, s.published AS published,
  s.sha256 AS sha256, s.mirror_of AS mirror_of, s.dataset AS dataset, s.marking AS marking, s.level AS level"""
_JUDGEMENT: Final = """j.id AS id, j.left AS left, j.right AS right, j.verdict AS verdict, j.author AS author,
  j.reason AS reason, j.recorded_at AS recorded_at, j.undoes AS undoes, j.level AS level"""
_SAID: Final = "c.start AS start, c.end AS end, c.predicate AS predicate, c.value AS value, c.level AS level"
_NAMED: Final = """OPTIONAL MATCH (n:Name)-[:NAMES]->(e) WHERE n.level <= $c AND n.text = e.names[$c]
  WITH e, min(n.level) AS known
  WITH e, CASE WHEN known IS NULL OR known < e.level THEN e.level ELSE known END AS named"""
_THING: Final = "e.id AS id, e.kind AS kind, e.level AS level, e.names[$c] AS name, named AS named"


def markings_held(store: Store, clearance: int) -> list[int]:
    """The ranks up to a clearance at which there is anything."""
    labels = ("Claim", "Entity", "Source", "Judgement")
    parts = (f"EXISTS {{ MATCH (n:{label}) WHERE n.level = r }}" for label in labels)
    rows = store.read(f"UNWIND range(0, $c) AS r WITH r WHERE {' OR '.join(parts)} RETURN r ORDER BY r", c=clearance)
    return [row["r"] for row in rows]


def claims_marked(store: Store, rank: int) -> Iterator[Row]:
    """All live claims of one marking, in the order of their ids."""
    text = f"MATCH (c:Claim) WHERE c.level = $r WITH c ORDER BY c.id MATCH (c)-[:FROM]->(s:Source) RETURN {_CLAIM}"
    return store.each_row(text, r=rank)


def said_marked(store: Store, rank: int) -> Iterator[Row]:
    """What those claims say in short, in the order of the things that they are about."""
    return store.each_row(f"MATCH (c:Claim) WHERE c.level = $r WITH c ORDER BY c.start, c.id RETURN {_SAID}", r=rank)


def things_marked(store: Store, rank: int, clearance: int) -> Iterator[Row]:
    """Things that are first seen, or first have the name that this clearance shows, at one marking; by their ids."""
    text = f"MATCH (e:Entity) WHERE e.level <= $c {_NAMED} WHERE e.level = $r OR named = $r RETURN {_THING} ORDER BY id"
    return store.each_row(text, r=rank, c=clearance)


def sources_marked(store: Store, rank: int) -> Iterator[Row]:
    """Sources that are first seen at one marking, in the order of their ids."""
    return store.each_row(f"MATCH (s:Source) WHERE s.level = $r RETURN {_SOURCE} ORDER BY id", r=rank)


def judgements_marked(store: Store, rank: int) -> Iterator[Row]:
    """Judgements of one marking, in the order of their ids."""
    return store.each_row(f"MATCH (j:Judgement) WHERE j.level = $r RETURN {_JUDGEMENT} ORDER BY id", r=rank)


def claims_of(store: Store, ids: Collection[str], clearance: int) -> list[Row]:
    """Those of these claims that the clearance holds."""
    text = f"UNWIND $ids AS id MATCH (c:Claim {{id: id}})-[:FROM]->(s:Source) WHERE c.level <= $c RETURN {_CLAIM}"
    return store.read(text, ids=sorted(ids), c=clearance)


def said_of(store: Store, ids: Collection[str], clearance: int) -> list[Row]:
    """What claims that the clearance holds say in short of these things."""
    text = "UNWIND $ids AS id MATCH (:Entity {id: id})<-[:ABOUT]-(c:Claim) WHERE c.start = id AND c.level <= $c "
    return store.read(f"{text} RETURN {_SAID}", ids=sorted(ids), c=clearance)


def things_of(store: Store, ids: Collection[str], clearance: int) -> list[Row]:
    """Those of these things that the clearance sees."""
    text = f"UNWIND $ids AS id MATCH (e:Entity {{id: id}}) WHERE e.level <= $c {_NAMED} RETURN {_THING}"
    return store.read(text, ids=sorted(ids), c=clearance)


def sources_of(store: Store, ids: Collection[str], clearance: int) -> list[Row]:
    """Those of these sources that the clearance sees."""
    text = f"UNWIND $ids AS id MATCH (s:Source {{id: id}}) WHERE s.level <= $c RETURN {_SOURCE}"
    return store.read(text, ids=sorted(ids), c=clearance)


def judgements_of(store: Store, clearance: int) -> list[Row]:
    """All judgements that the clearance holds: there are few, and a change does not name them."""
    return store.read(f"MATCH (j:Judgement) WHERE j.level <= $c RETURN {_JUDGEMENT}", c=clearance)


def ends_of(store: Store, ids: Collection[str]) -> set[str]:
    """The things and sources that these claims are about and rest on, taken back or not. For followers, not readers."""
    text = "UNWIND $ids AS id MATCH (c:Claim {id: id})-[:FROM]->(s:Source) RETURN c.start AS a, c.end AS b, s.id AS s"
    rows = store.read(text, ids=sorted(ids))
    return {value for row in rows for value in row.values() if value}
