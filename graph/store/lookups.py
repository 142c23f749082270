"""What a commit must know before it writes: ids, tokens and facts in, the rows the store already holds out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.fold import Evidence
from graph.resolve import Index, NameEntry, entries_from
from graph.store.bolt import Store, Transaction
from graph.store.claim_rows import claim_of, source_of
from graph.store.log import judgements_on
from graph.store.plain import Row
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import PartialDate, Period
from graph.values.grades import Grade
from graph.values.markings import HIDDEN, Marking

_EVIDENCE = """RETURN c.id AS claim, c.predicate AS predicate, c.start AS start, c.end AS end, c.role AS role,
  c.value AS value, c.valid_from AS valid_from, c.valid_to AS valid_to, c.credibility AS credibility, c.basis AS basis,
  c.level AS level, c.subject AS subject, c.object AS object, c.marking AS marking, s.id AS source, s.origin AS origin,
  c.scheme AS scheme, c.reliability AS reliability"""


@dataclass(frozen=True, slots=True)
class Known:
    """A claim the store already holds: its marking in force, the one that loads stated, its grade, and if retracted.

    `stamp` is of what a load may correct; `by_hand` says that a person set the grade, which no load undoes.
    """

    marking: Marking
    stated: Marking
    stamp: str
    locator: str
    retracted: bool
    grade: Grade
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A source the store holds: its marking in force, the one that loads stated, its grade if a person set it."""

    marking: Marking
    stated: Marking
    scheme: str
    reliability: str


@dataclass(frozen=True, slots=True)
class Held:
    """A claim as the store holds it: its evidence as resolved, and the mentions it was resolved from."""

    evidence: Evidence
    subject: Mention
    object: Mention | None


def store_identity(store: Store) -> Row:
    """The store's own node: `id`, `ceiling` (a rank, or None before it is set up), `seq` and the mark of its schema."""
    rows = store.read("MATCH (s:Store) RETURN s.id AS id, s.ceiling AS ceiling, s.seq AS seq, s.schema AS schema")
    return rows[0] if rows else {"id": "", "ceiling": None, "seq": 0, "schema": None}


def live_claims(store: Store, dataset: str, clearance: Marking) -> int:
    """How many claims of a dataset, none of them retracted, a reader may see."""
    text = "MATCH (c:Claim {dataset: $dataset}) WHERE c.level <= $c RETURN count(*) AS n"
    return int(store.read(text, dataset=dataset, c=int(clearance))[0]["n"])


def known_claims(tx: Transaction, ids: Sequence[str]) -> dict[str, Known]:
    """Which of these claims the store holds, by id."""
    rows = tx.each(
        "UNWIND $rows AS id MATCH (c:Claim {id: id}) RETURN c.id AS id, c.marking AS marking, c.stated AS stated, "
        "c.stamp AS stamp, c.locator AS locator, c.level AS level, c.scheme AS scheme, c.reliability AS reliability, "
        "c.credibility AS credibility, c.by_hand AS by_hand",
        list(ids),
    )
    return {
        r["id"]: Known(
            Marking(r["marking"]),
            Marking(r["stated"]),
            r["stamp"],
            r["locator"] or "",
            r["level"] == HIDDEN,
            Grade(r["scheme"], r["reliability"] or "", r["credibility"] or ""),
            bool(r["by_hand"]),
        )
        for r in rows
    }


def known_sources(tx: Transaction, ids: Collection[str]) -> dict[str, Marked]:
    """How those of these sources that the store holds are marked, and graded by hand ('' where they are not)."""
    rows = tx.each(
        "UNWIND $rows AS id MATCH (s:Source {id: id}) RETURN s.id AS id, s.marking AS marking, s.stated AS stated, "
        "s.scheme AS scheme, s.reliability AS reliability",
        sorted(ids),
    )
    return {
        r["id"]: Marked(Marking(r["marking"]), Marking(r["stated"]), r["scheme"] or "", r["reliability"] or "")
        for r in rows
    }


def claims_below(tx: Transaction, sources: Mapping[str, Source]) -> dict[str, Claim]:
    """Live claims of these sources marked below them, by id, with their source as given."""
    rows = tx.each(
        "UNWIND $rows AS r MATCH (s:Source {id: r.id})<-[:FROM]-(c:Claim) WHERE c.level < r.marking "
        "RETURN s.id AS source, properties(c) AS c",
        [{"id": i, "marking": int(sources[i].marking)} for i in sorted(sources)],
    )
    return {row["c"]["id"]: claim_of(row["c"], sources[row["source"]]) for row in rows}


def whole_claims(tx: Transaction, ids: Collection[str]) -> dict[str, Claim]:
    """These claims as they were made, marked and graded as they are now, by id; retracted ones too."""
    rows = tx.each(
        "UNWIND $rows AS id MATCH (c:Claim {id: id})-[:FROM]->(s) RETURN properties(c) AS c, properties(s) AS s",
        sorted(ids),
    )
    return {row["c"]["id"]: claim_of(row["c"], source_of(row["s"])) for row in rows}


def evidence_of_facts(tx: Transaction, facts: Collection[str]) -> list[Evidence]:
    """All live evidence of these facts."""
    rows = tx.each(
        f"UNWIND $rows AS f MATCH (c:Claim {{fact: f}})-[:FROM]->(s) USING INDEX c:Claim(fact) "
        f"WHERE c.level < {HIDDEN} {_EVIDENCE}",
        sorted(facts),
    )
    return [_evidence(row) for row in rows]


def claims_by_id(tx: Transaction, ids: Collection[str]) -> list[Held]:
    """Claims with the mentions they were resolved from, retracted ones too."""
    rows = tx.each(
        f"UNWIND $rows AS id MATCH (c:Claim {{id: id}})-[:FROM]->(s) {_EVIDENCE}",
        sorted(ids),
    )
    return [_held(row) for row in rows]


def live(tx: Transaction, ids: Collection[str]) -> dict[str, int]:
    """Which of these claims are not retracted, and the level of each."""
    text = f"UNWIND $rows AS id MATCH (c:Claim {{id: id}}) WHERE c.level < {HIDDEN} RETURN id, c.level AS level"
    return {row["id"]: row["level"] for row in tx.each(text, sorted(ids))}


def claims_about(tx: Transaction, entities: Collection[str]) -> list[Held]:
    """All live claims about these entities."""
    rows = tx.each(
        f"UNWIND $rows AS id MATCH (:Entity {{id: id}})<-[:ABOUT]-(c:Claim)-[:FROM]->(s) WHERE c.level < {HIDDEN} "
        f"{_EVIDENCE}",
        sorted(entities),
    )
    return [_held(row) for row in rows]


def claims_mentioning(tx: Transaction, tokens: Collection[str]) -> list[Held]:
    """All live claims whose subject or object is looked up by one of these tokens."""
    found: dict[str, Held] = {}
    for side in ("subject_token", "object_token"):
        rows = tx.each(
            f"UNWIND $rows AS t MATCH (c:Claim {{{side}: t}})-[:FROM]->(s) USING INDEX c:Claim({side}) "
            f"WHERE c.level < {HIDDEN} {_EVIDENCE}",
            sorted(tokens),
        )
        found |= {row["claim"]: _held(row) for row in rows}
    return list(found.values())


def claims_of(tx: Transaction, clearance: int, *, dataset: str = "", source: str = "", limit: int) -> list[str]:
    """Ids of live claims up to a level, of a dataset, or of a source named by id or address; at most `limit`."""
    match = (
        "MATCH (c:Claim {dataset: $dataset})"
        if dataset
        else "MATCH (s:Source) WHERE s.id = $source OR s.url = $source MATCH (c:Claim)-[:FROM]->(s)"
    )
    rows = tx.run(
        f"{match} WHERE c.level <= $c AND c.level < {HIDDEN} RETURN c.id AS id ORDER BY id LIMIT $limit",
        c=clearance,
        dataset=dataset,
        source=source,
        limit=limit,
    )
    return [row["id"] for row in rows]


def entity_levels(tx: Transaction, ids: Collection[str]) -> dict[str, int]:
    """The level of those of these entities that the store holds."""
    rows = tx.each("UNWIND $rows AS id MATCH (e:Entity {id: id}) RETURN e.id AS id, e.level AS level", sorted(ids))
    return {row["id"]: row["level"] for row in rows}


def names_of(tx: Transaction, entities: Collection[str]) -> set[str]:
    """Ids of all names of these entities."""
    rows = tx.each(
        "UNWIND $rows AS id MATCH (e:Entity {id: id})<-[:NAMES]-(n) RETURN n.id AS id",
        sorted(entities),
    )
    return {row["id"] for row in rows}


def load_index(tx: Transaction, index: Index, tokens: Collection[str], without: Collection[str]) -> set[NameEntry]:
    """Complete an index with all names, aliases and judgements that bear on these tokens; return the store's entries.

    `without` are ids of claims whose names do not count: the ones this commit changes.
    """
    stored: set[NameEntry] = set()
    todo, seen_tokens, seen_keys = {t for t in tokens if t}, set[str](), set[str]()
    skip = sorted(without)
    while todo:
        seen_tokens |= todo
        named = _entries(tx.each(_BY_TOKEN, sorted(todo), skip=skip))
        index.add(named)
        here = [entry for token in todo for entry in index.by_token.get(token, ())]
        keys = ({t.removeprefix("id:") for t in todo if t.startswith("id:")} | {e.key for e in here}) - seen_keys
        seen_keys |= keys
        keyed = _entries(tx.each(_BY_KEY, sorted(keys), skip=skip))
        index.add(keyed)
        stored.update(named, keyed)
        judgements = judgements_on(tx, keys)
        index.judge(judgements)
        near = {e.token for key in keys for e in index.aliases_of.get(key, ())} | {f"id:{key}" for key in keys}
        near |= {f"id:{side.partition(':')[2]}" for j in judgements for side in (j.left, j.right)}
        todo = near - seen_tokens
    return stored


_NAMING = (
    f"WHERE c.level < {HIDDEN} AND NOT c.id IN $skip "
    "RETURN DISTINCT c.predicate AS predicate, c.subject AS subject, c.names_token AS names, c.level AS level"
)
_BY_TOKEN = f"UNWIND $rows AS t MATCH (c:Claim {{names_token: t}}) USING INDEX c:Claim(names_token) {_NAMING}"
_BY_KEY = f"UNWIND $rows AS k MATCH (c:Claim {{names_key: k}}) USING INDEX c:Claim(names_key) {_NAMING}"


def _entries(rows: Iterable[Row]) -> list[NameEntry]:
    return [
        entry
        for row in rows
        for entry in entries_from(row["predicate"], Mention(*row["subject"]), row["names"], row["level"])
    ]


def tokens_naming(tx: Transaction, keys: Collection[str]) -> set[str]:
    """All tokens that lead to the entities declared under these keys."""
    rows = tx.each(
        f"UNWIND $rows AS k MATCH (c:Claim {{names_key: k}}) USING INDEX c:Claim(names_key) WHERE c.level < {HIDDEN} "
        "RETURN DISTINCT c.names_token AS token",
        sorted(keys),
    )
    return {row["token"] for row in rows} | {f"id:{key}" for key in keys}


def _evidence(row: Row) -> Evidence:
    start, end = row["valid_from"], row["valid_to"]
    return Evidence(
        claim=row["claim"],
        predicate=row["predicate"],
        start=row["start"],
        end=row["end"] or "",
        role=row["role"] or "",
        value=row["value"] or "",
        period=Period(PartialDate(start) if start else None, PartialDate(end) if end else None),
        source=row["source"],
        origin=row["origin"],
        grade=Grade(row["scheme"], row["reliability"] or "", row["credibility"] or ""),
        basis=row["basis"],
        level=row["level"],
    )


def _held(row: Row) -> Held:
    thing = row["object"]
    return Held(_evidence(row), Mention(*row["subject"]), Mention(*thing) if thing else None)


def released(store: Store) -> dict[str, list[str]]:
    """The recipients of live claims that name some, by claim id."""
    text = (
        f"MATCH (c:Claim) WHERE c.released_to IS NOT NULL AND c.level < {HIDDEN} RETURN c.id AS id, c.released_to AS to"
    )
    return {row["id"]: row["to"] for row in store.read(text)}
