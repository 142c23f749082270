"""All statements that change the graph: rows in, nodes and links out; UNWIND batches, small end first, no Eager."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from graph.fold import Card, Evidence, LinkVersion
from graph.schema import LINKS, kind_of_id
from graph.store.bolt import Store, Transaction
from graph.store.plain import Row
from graph.values.claims import Source
from graph.values.markings import HIDDEN, Marking
from graph.values.names import digest, normal_form


def schema_mark() -> str:
    """What tells whether a store was set up with the constraints and indexes of this version."""
    return digest(_schema(), size=12)


def _schema() -> str:
    return Path(__file__).with_name("schema.cypher").read_text(encoding="utf-8")


def set_up(store: Store, ceiling: Marking, store_id: str) -> None:
    """Create constraints, indexes and the store's own node; the ceiling is set once, when the store is made."""
    for statement in _schema().split(";"):
        text = "\n".join(line for line in statement.splitlines() if not line.startswith("//")).strip()
        if text:
            store.define(text)
    store.define("CALL db.awaitIndexes(60)")
    store.writing(
        lambda tx: tx.run(
            "OPTIONAL MATCH (x:Store) WITH count(x) AS n FOREACH (_ IN CASE n WHEN 0 THEN [1] ELSE [] END | "
            "CREATE (:Store {id: $id, seq: 0})) WITH n MATCH (s:Store) "
            "SET s.ceiling = coalesce(s.ceiling, $ceiling), s.schema = $schema",
            id=store_id,
            ceiling=int(ceiling),
            schema=schema_mark(),
        )
    )


def write_sources(tx: Transaction, sources: Iterable[Source], stated: Mapping[str, Marking]) -> None:
    """Create or update sources; `stated` is the highest marking that loads gave each. Levels are set from claims."""
    rows = [
        {
            "id": source.id,
            "p": {
                "dataset": source.dataset,
                "title": source.title,
                "publisher": source.publisher or None,
                "url": source.url or None,
                "published": source.published or None,
                "sha256": source.sha256 or None,
                "mirror_of": source.mirror_of or None,
                "copy_of": source.copy_of or None,
                "origin": source.origin,
            },
            "marking": int(source.marking),
            "stated": int(stated[source.id]),
        }
        for source in sorted(sources, key=lambda s: s.id)
    ]
    tx.each(
        "UNWIND $rows AS r MERGE (s:Source {id: r.id}) ON CREATE SET s.level = $hidden "
        "SET s += r.p, s.marking = r.marking, s.stated = r.stated",
        rows,
        hidden=HIDDEN,
    )


def raise_withdrawn(tx: Transaction, sources: Iterable[Source]) -> None:
    """Mark withdrawn claims no lower than their sources: who asks what was known before reads them at their marking."""
    tx.each(
        f"UNWIND $rows AS r MATCH (:Source {{id: r.id}})<-[:FROM]-(c:Claim) WHERE c.level = {HIDDEN} "
        "AND c.marking < r.marking SET c.marking = r.marking",
        [{"id": s.id, "marking": int(s.marking)} for s in sources],
    )


def grade_source(tx: Transaction, source: str, scheme: str, reliability: str) -> None:
    """Keep the grade that a person gave a source, for what is loaded from it later."""
    tx.run(
        "MATCH (s:Source {id: $id}) SET s.scheme = $scheme, s.reliability = $reliability",
        id=source,
        scheme=scheme,
        reliability=reliability,
    )


def create_claims(tx: Transaction, rows: Sequence[Row]) -> None:
    """Create claims that the store lacks; each row holds `p` (properties), `s` (source), `a` and `b` (entity ids)."""
    tx.each("UNWIND $rows AS r CREATE (c:Claim) SET c = r.p", [{"p": row["p"]} for row in rows])
    tx.each(
        "UNWIND $rows AS r MATCH (c:Claim {id: r.c}) MATCH (s:Source {id: r.s}) CREATE (c)-[:FROM]->(s)",
        [{"c": row["p"]["id"], "s": row["s"]} for row in rows],
    )
    about(tx, [(row["p"]["id"], end) for row in rows for end in {row["a"], row["b"]} if end])


def about(tx: Transaction, pairs: Iterable[tuple[str, str]]) -> None:
    """Join claims to the entities they are about."""
    tx.each(
        "UNWIND $rows AS r MATCH (c:Claim {id: r[0]}) MATCH (e:Entity {id: r[1]}) CREATE (c)-[:ABOUT]->(e)",
        sorted(map(list, pairs), key=lambda pair: (pair[1], pair[0])),
    )


def move_claims(tx: Transaction, moved: Sequence[tuple[Evidence, Evidence]]) -> None:
    """Set anew what claims mean, from how they are stored to how they are told; their ABOUT links follow."""
    tx.each(
        "UNWIND $rows AS r MATCH (c:Claim {id: r.id}) SET c.start = r.start, c.end = r.end, c.fact = r.fact",
        [{"id": e.claim, "start": e.start, "end": e.end or None, "fact": e.fact} for _, e in moved],
    )
    tx.each(
        "UNWIND $rows AS r MATCH (c:Claim {id: r[0]}) MATCH (e:Entity {id: r[1]}) MATCH (c)-[x:ABOUT]->(e) DELETE x",
        [[e.claim, end] for e, _ in moved for end in {e.start, e.end} if end],
    )
    about(tx, [(e.claim, end) for _, e in moved for end in {e.start, e.end} if end])


def correct_claims(tx: Transaction, rows: Sequence[Row]) -> None:
    """Update marking, grade, quote, locator or the retraction of claims: rows of `id` and `p`."""
    tx.each("UNWIND $rows AS r MATCH (c:Claim {id: r.id}) SET c += r.p", list(rows))


def bring_back(tx: Transaction, ids: Collection[str], at: str) -> None:
    """Record retracted claims again; when they were held before is kept in `earlier` ("from/until" texts)."""
    tx.each(
        "UNWIND $rows AS id MATCH (c:Claim {id: id}) "
        "SET c.earlier = coalesce(c.earlier, []) + [c.recorded_at + '/' + c.retracted_at] "
        "SET c.recorded_at = $at, c.retracted_at = null",
        sorted(ids),
        at=at,
    )


def hide_claims(tx: Transaction, ids: Collection[str], at: str) -> None:
    """Retract claims: nobody reads them any more, their marking and their record stay."""
    tx.each(
        f"UNWIND $rows AS id MATCH (c:Claim {{id: id}}) SET c.level = {HIDDEN}, c.retracted_at = $at",
        sorted(ids),
        at=at,
    )


def create_entities(tx: Transaction, missing: Iterable[str]) -> None:
    """Create entities, hidden until their level is set."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for identifier in sorted(missing):
        by_kind[kind_of_id(identifier)].append(identifier)
    for kind, ids in sorted(by_kind.items()):
        tx.each(
            f"UNWIND $rows AS id CREATE (:Entity:{kind} {{id: id, kind: '{kind}', level: {HIDDEN}}})",
            ids,
        )


def write_entities(tx: Transaction, changed: dict[str, int], levels: dict[str, int], cards: dict[str, Card]) -> None:
    """Set the levels that changed, and replace all properties of entities that have a new card."""
    tx.each(
        "UNWIND $rows AS r MATCH (e:Entity {id: r.id}) SET e.level = r.level",
        [{"id": i, "level": changed[i]} for i in sorted(changed.keys() - cards.keys())],
    )
    tx.each(
        "UNWIND $rows AS r MATCH (e:Entity {id: r.p.id}) SET e = r.p",
        [{"p": {"id": i, "kind": kind_of_id(i), "level": levels[i]} | _lists(cards[i])} for i in sorted(cards)],
    )


def _lists(card: Card) -> dict[str, list[str]]:
    fixed = {"names": card.names, "short_labels": card.short_labels, "unresolved": card.unresolved}
    return fixed | card.properties


def delete_names(tx: Transaction, ids: Collection[str]) -> None:
    """Delete names that nobody gives any more."""
    tx.each("UNWIND $rows AS id MATCH (n:Name {id: id}) DETACH DELETE n", sorted(ids))


def write_names(tx: Transaction, cards: dict[str, Card]) -> None:
    """Create and update the names on these cards."""
    rows = [
        {
            "id": row.id,
            "e": identifier,
            "p": {
                "norm": normal_form(row.text),
                "text": row.text,
                "sort": row.sort,
                "level": row.level,
            },
        }
        for identifier, card in sorted(cards.items())
        for row in card.name_rows
    ]
    tx.each(
        "UNWIND $rows AS r MATCH (e:Entity {id: r.e}) MERGE (n:Name {id: r.id}) SET n += r.p MERGE (n)-[:NAMES]->(e)",
        rows,
    )


def write_links(tx: Transaction, gone: Collection[LinkVersion], new: Collection[LinkVersion]) -> None:
    """Delete and create link versions, one statement a type, each from the type's small end."""
    for name, rows in _by_type(gone):
        tx.each(f"UNWIND $rows AS r {_matched(name, '{version: r.v}')} DELETE l", rows)
    for name, rows in _by_type(new):
        tx.each(
            f"UNWIND $rows AS r MATCH (a:Entity {{id: r.a}}) MATCH (b:Entity {{id: r.b}}) CREATE (a)-[l:{name}]->(b) "
            "SET l = r.p",
            rows,
        )


def _matched(name: str, inline: str) -> str:
    if LINKS[name].small_end == "from":
        return f"MATCH (a:Entity {{id: r.a}})-[l:{name} {inline}]->(b:Entity {{id: r.b}})"
    return f"MATCH (b:Entity {{id: r.b}})<-[l:{name} {inline}]-(a:Entity {{id: r.a}})"


def _by_type(versions: Iterable[LinkVersion]) -> list[tuple[str, list[Row]]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for version in sorted(versions, key=lambda v: v.version):
        first, last = version.period.bounds
        grouped[version.type].append(
            {
                "a": version.start,
                "b": version.end,
                "v": version.version,
                "p": {
                    "id": version.id,
                    "version": version.version,
                    "role": version.role,
                    "level": version.level,
                    "below": version.below,
                    "valid_from": str(version.period.start or ""),
                    "valid_to": str(version.period.end or ""),
                    "first_day": first,
                    "last_day": last,
                    "claims": list(version.claims),
                    "sources": list(version.sources),
                    "origins": version.origins,
                    "grade": version.grade,
                    "basis": list(version.basis),
                    "values": list(version.values),
                    "rung": version.rung,
                },
            }
        )
    return sorted(grouped.items())


def level_entities(tx: Transaction, ids: Collection[str]) -> dict[str, int]:
    """The lowest level at which each of these entities is still told of; HIDDEN where no live claim is left."""
    rows = tx.each(
        "UNWIND $rows AS id MATCH (e:Entity {id: id}) OPTIONAL MATCH (e)<-[:ABOUT]-(c:Claim) "
        f"RETURN id, coalesce(min(c.level), {HIDDEN}) AS level",
        sorted(ids),
    )
    return {row["id"]: row["level"] for row in rows}


def lower_sources(tx: Transaction, told: Iterable[Evidence]) -> None:
    """Bring sources down to the level of their lowest new claim."""
    levels: dict[str, int] = {}
    for evidence in told:
        levels[evidence.source] = min(evidence.level, levels.get(evidence.source, HIDDEN))
    tx.each(
        "UNWIND $rows AS r MATCH (s:Source {id: r.id}) WHERE s.level > r.level SET s.level = r.level",
        [{"id": i, "level": levels[i]} for i in sorted(levels)],
    )


def level_sources(tx: Transaction, ids: Iterable[str]) -> None:
    """Set each source's level to the lowest of its live claims; HIDDEN where none is left."""
    tx.each(
        "UNWIND $rows AS id MATCH (s:Source {id: id}) OPTIONAL MATCH (s)<-[:FROM]-(c:Claim) "
        f"WITH s, coalesce(min(c.level), {HIDDEN}) AS level SET s.level = level",
        sorted(ids),
    )
