"""What a reader may see: names, entities, links and claims at a clearance; levels and lists over levels stay here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.schema import EVENTS, KINDS, LINKS
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.values.names import normal_form, search_tokens

VISIBLE: Final = "l.level <= $c AND $c < l.below"
_NAMED: Final = (
    "MATCH (n:Name)-[:NAMES]->(e:Entity) "
    "WHERE n.level <= $c AND e.level <= $c AND (size($kinds) = 0 OR e.kind IN $kinds)"
)
_CLAIM: Final = """c.id AS claim, c.predicate AS predicate, c.value AS value, c.role AS role,
  c.valid_from AS valid_from, c.valid_to AS valid_to, c.basis AS basis, c.credibility AS credibility,
  c.locator AS locator, c.quote AS quote, c.marking AS marking, c.recorded_at AS recorded_at, c.dataset AS dataset,
  c.classification AS classification, c.released_to AS released_to, c.start AS start, c.end AS end,
  s.id AS source, s.title AS title, s.publisher AS publisher, s.url AS url, s.published AS published,
  c.retrieved AS retrieved, c.scheme AS scheme, c.reliability AS reliability, s.origin AS origin"""


@dataclass(frozen=True, slots=True)
class Found:
    """An entity that answers to a name: its id, the name it is shown by, its kind."""

    id: str
    name: str
    kind: str


def by_id(store: Store, ids: Collection[str], clearance: int) -> list[Found]:
    """Those of these entities that the reader may see."""
    rows = store.read(
        "UNWIND $ids AS id MATCH (e:Entity {id: id}) WHERE e.level <= $c "
        "RETURN e.id AS id, e.names[$c] AS name, e.kind AS kind",
        ids=sorted(ids),
        c=clearance,
    )
    return [Found(**row) for row in rows]


def levels(store: Store, ids: Collection[str], clearance: int) -> dict[str, int]:
    """From which rank on each of these entities is seen, of those that the reader may see."""
    rows = store.read(
        "UNWIND $ids AS id MATCH (e:Entity {id: id}) WHERE e.level <= $c RETURN e.id AS id, e.level AS level",
        ids=sorted(ids),
        c=clearance,
    )
    return {row["id"]: row["level"] for row in rows}


def by_name(store: Store, text: str, clearance: int, kinds: Sequence[str] = ()) -> dict[str, list[Found]]:
    """Entities with exactly this name in normal form, or this other id, by the sort of name that fits."""
    rows = store.read(
        f"{_NAMED} AND (n.norm = $norm OR n.sort = 'alias_id' AND n.text = $text) "
        "RETURN DISTINCT n.sort AS sort, e.id AS id, e.names[$c] AS name, e.kind AS kind ORDER BY sort, id",
        norm=normal_form(text),
        text=text.lower(),
        c=clearance,
        kinds=list(kinds),
    )
    found: dict[str, list[Found]] = {}
    for row in rows:
        found.setdefault(row["sort"], []).append(Found(row["id"], row["name"], row["kind"]))
    return found


_LIKE: Final = f"{_NAMED} AND n.sort <> 'alias_id' AND all(t IN $tokens WHERE (' ' + n.norm) CONTAINS t) "


def like(store: Store, text: str, clearance: int, kinds: Sequence[str] = (), limit: int = 5) -> list[Found]:
    """Visible entities with a name that holds words beginning with each word of the text; shortest names first."""
    rows = store.read(
        f"{_LIKE} WITH e, min(size(n.norm)) AS length RETURN e.id AS id, e.names[$c] AS name, e.kind AS kind "
        "ORDER BY length, name, id LIMIT $limit",
        tokens=search_tokens(text),
        c=clearance,
        kinds=list(kinds),
        limit=limit,
    )
    return [Found(**row) for row in rows] if search_tokens(text) else []


def count_like(store: Store, text: str, clearance: int, kinds: Sequence[str] = ()) -> int:
    """How many entities `like` would give without a limit."""
    tokens = search_tokens(text)
    rows = store.read(f"{_LIKE} RETURN count(DISTINCT e) AS n", tokens=tokens, c=clearance, kinds=list(kinds))
    return int(rows[0]["n"]) if tokens else 0


def like_among(store: Store, text: str, clearance: int, ids: Collection[str]) -> list[str]:
    """Which of these entities `like` would give."""
    rows = store.read(
        f"{_LIKE} AND e.id IN $ids RETURN DISTINCT e.id AS id",
        tokens=search_tokens(text),
        c=clearance,
        kinds=[],
        ids=list(ids),
    )
    return [row["id"] for row in rows] if search_tokens(text) else []


def links_of(store: Store, identifier: str, clearance: int) -> list[Row]:
    """All visible links of an entity, either way, with what the other end is and when it happened."""
    return store.read(
        f"MATCH (e:Entity {{id: $id}})-[l]-(o:Entity) WHERE e.level <= $c AND {VISIBLE} "
        "RETURN l.id AS id, type(l) AS type, startNode(l) = e AS outward, l.role AS role, l.valid_from AS since, "
        "l.valid_to AS until, l.first_day AS first_day, l.last_day AS last_day, l.grade AS grade, l.basis AS basis, "
        "l.values AS remarks, l.origins AS origins, l.sources AS sources, l.claims AS claims, o.id AS other, "
        "o.names[$c] AS other_name, o.kind AS other_kind, "
        "coalesce(o.start_date[$c], o.date[$c], o.signed_on[$c], '') AS event_date, "
        "CASE WHEN o.kind IN $events THEN o.first_day[$c] WHEN e.kind IN $events THEN e.first_day[$c] END AS event_day "
        "ORDER BY type, outward, role, event_date, since, other_name, other",
        id=identifier,
        c=clearance,
        events=list(EVENTS),
    )


def claims_about(store: Store, identifier: str, clearance: int) -> list[Row]:
    """Visible claims that name or describe an entity itself."""
    return store.read(
        "MATCH (e:Entity {id: $id})<-[:ABOUT]-(c:Claim)-[:FROM]->(s:Source) "
        "WHERE e.level <= $c AND c.level <= $c AND NOT c.predicate IN $links AND c.start = $id "
        f"RETURN {_CLAIM} ORDER BY predicate, value, claim",
        id=identifier,
        c=clearance,
        links=list(LINKS),
    )


def claims_linking(store: Store, identifier: str, clearance: int) -> list[Row]:
    """Visible claims that link an entity with another, either way."""
    return store.read(
        "MATCH (e:Entity {id: $id})<-[:ABOUT]-(c:Claim)-[:FROM]->(s:Source) "
        "WHERE e.level <= $c AND c.level <= $c AND c.predicate IN $links "
        "MATCH (a:Entity {id: c.start}) MATCH (b:Entity {id: c.end}) "
        f"RETURN {_CLAIM}, a.names[$c] AS start_name, b.names[$c] AS end_name ORDER BY predicate, end_name, claim",
        id=identifier,
        c=clearance,
        links=list(LINKS),
    )


def claims_of_link(store: Store, link: str, clearance: int) -> list[Row]:
    """Visible claims behind a link, named by its id (with or without the `@` and its period)."""
    fact, _, opened = link.partition("@")
    return store.read(
        f"MATCH (c:Claim {{fact: $fact}})-[:FROM]->(s:Source) WHERE c.level <= $c AND c.predicate IN $links "
        f"MATCH (a:Entity {{id: c.start}})-[l]->(b:Entity {{id: c.end}}) WHERE c.id IN l.claims AND {VISIBLE} "
        "AND ($opened = '' OR l.id = $link) "
        f"RETURN DISTINCT {_CLAIM}, l.id AS link, a.names[$c] AS start_name, b.names[$c] AS end_name "
        "ORDER BY link, published, claim",
        fact=fact,
        opened=opened,
        link=link,
        c=clearance,
        links=list(LINKS),
    )


def highest_marking(store: Store, claims: Collection[str], clearance: int) -> int:
    """The rank of the highest marking of those of these claims that the reader may see; 0 where there is none.

    What a claim is about is shown by name with it, so the marking of those names counts too.
    """
    rows = store.read(
        "UNWIND $ids AS id MATCH (c:Claim {id: id}) WHERE c.level <= $c OPTIONAL MATCH (c)-[:ABOUT]->(e:Entity) "
        "WHERE e.level <= $c WITH e, max(c.level) AS said OPTIONAL MATCH (n:Name)-[:NAMES]->(e) "
        "WHERE n.level <= $c AND n.text = e.names[$c] WITH e, said, min(n.level) AS named "
        "RETURN max(said) AS said, max(coalesce(named, e.level, 0)) AS named",
        ids=sorted(claims),
        c=clearance,
    )
    return max(rows[0]["said"] or 0, rows[0]["named"] or 0) if rows else 0


def marking_of_names(store: Store, ids: Collection[str], clearance: int) -> int:
    """The rank of the highest marking of the names under which the reader sees these entities."""
    rows = store.read(
        "UNWIND $ids AS id MATCH (e:Entity {id: id}) WHERE e.level <= $c "
        "OPTIONAL MATCH (n:Name)-[:NAMES]->(e) WHERE n.level <= $c AND n.text = e.names[$c] "
        "WITH e, min(n.level) AS named RETURN max(coalesce(named, e.level)) AS top",
        ids=sorted(ids),
        c=clearance,
    )
    return rows[0]["top"] or 0 if rows else 0


_ENDS: Final = (
    "OPTIONAL MATCH (a:Entity {id: c.start}) OPTIONAL MATCH (b:Entity {id: c.end}) "
    f"RETURN {_CLAIM}, a.names[$c] AS start_name, b.names[$c] AS end_name ORDER BY claim"
)


def claims_by_id(store: Store, ids: Collection[str], clearance: int) -> list[Row]:
    """Those of these claims that the reader may see."""
    text = f"UNWIND $ids AS id MATCH (c:Claim {{id: id}})-[:FROM]->(s:Source) WHERE c.level <= $c {_ENDS}"
    return store.read(text, ids=sorted(ids), c=clearance)


def each_claim(store: Store, clearance: int) -> Iterator[Row]:
    """All claims that the reader may see, as they come, in the order of their ids."""
    text = f"MATCH (c:Claim) WHERE c.level <= $c WITH c ORDER BY c.id MATCH (c)-[:FROM]->(s:Source) {_ENDS}"
    return store.each_row(text, c=clearance)


def claims_about_each(store: Store, ids: Collection[str], clearance: int) -> list[Row]:
    """Visible claims that name or describe any of these entities; `start` says which."""
    return store.read(
        "UNWIND $ids AS id MATCH (e:Entity {id: id})<-[:ABOUT]-(c:Claim)-[:FROM]->(s:Source) "
        "WHERE e.level <= $c AND c.level <= $c AND NOT c.predicate IN $links AND c.start = id "
        f"RETURN {_CLAIM} ORDER BY start, predicate, value, claim",
        ids=sorted(ids),
        c=clearance,
        links=list(LINKS),
    )


def claims_of_source(store: Store, source: str, clearance: int) -> list[Row]:
    """Visible claims of a source."""
    text = f"MATCH (c:Claim)-[:FROM]->(s:Source {{id: $id}}) WHERE s.level <= $c AND c.level <= $c {_ENDS}"
    return store.read(text, id=source, c=clearance)


def sources_by_id(store: Store, ids: Collection[str], clearance: int) -> dict[str, Row]:
    """Title, publisher and address of those of these sources that the reader may see."""
    rows = store.read(
        "UNWIND $ids AS id MATCH (s:Source {id: id}) WHERE s.level <= $c "
        "RETURN s.id AS id, s.title AS title, s.publisher AS publisher, s.url AS url",
        ids=sorted(ids),
        c=clearance,
    )
    return {row["id"]: row for row in rows}


def counts(store: Store, clearance: int, as_of: str | None = None) -> dict[str, list[Row]]:
    """How much a reader may see: entities by kind, links by type (as of a day, where given), claims by dataset."""
    kinds = "MATCH (e:Entity) WHERE e.level <= $c RETURN e.kind AS kind, count(*) AS count ORDER BY kind"
    links = (
        f"MATCH (:Entity)-[l]->(:Entity) WHERE {VISIBLE} "
        "AND ($as_of IS NULL OR l.first_day <= $as_of AND $as_of <= l.last_day) "
        "RETURN type(l) AS type, count(*) AS count ORDER BY type"
    )
    datasets = (
        "MATCH (c:Claim)-[:FROM]->(s:Source) WHERE c.level <= $c "
        "RETURN c.dataset AS dataset, count(*) AS claims, count(DISTINCT s) AS sources ORDER BY dataset"
    )
    return {
        "kinds": store.read(kinds, c=clearance),
        "links": store.read(links, c=clearance, as_of=as_of),
        "datasets": store.read(datasets, c=clearance),
    }


def unresolved(store: Store, clearance: int, limit: int) -> list[Row]:
    """Entities that are mentioned but declared by no record the reader may see, those with most links first."""
    return store.read(
        "MATCH (e:Entity) WHERE e.level <= $c AND e.unresolved[$c] = 'yes' "
        "RETURN e.id AS id, e.names[$c] AS name, e.kind AS kind, "
        f"COUNT {{ (e)-[l]-(:Entity) WHERE {VISIBLE} }} AS links "
        "ORDER BY links DESC, id LIMIT $limit",
        c=clearance,
        limit=limit,
    )


def count_unresolved(store: Store, clearance: int) -> int:
    """How many entities are mentioned but declared by no record the reader may see."""
    text = "MATCH (e:Entity) WHERE e.level <= $c AND e.unresolved[$c] = 'yes' RETURN count(*) AS n"
    return int(store.read(text, c=clearance)[0]["n"])


def prefixed(key: str) -> list[str]:
    """The ids that a bare key may stand for, one per kind."""
    return [f"{kind.prefix}:{key}" for kind in KINDS.values()]
