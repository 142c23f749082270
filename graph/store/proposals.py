"""All statements on proposals and the documents they were read in: rows in, nodes out; and back, cut to the reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from graph.store.bolt import Store, Transaction
from graph.store.plain import Row
from graph.store.proposal_rows import Kept, claim_of_text, kept_of, stands_for
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking

STATES: Final = ("open", "accepted", "rejected")
KEPT: Final = "MATCH (d:Document {id: p.document}) RETURN properties(p) AS p, properties(d) AS d ORDER BY p.place"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which proposals: by document (id, file name or title), rule, predicate, state and kind; '' for any."""

    document: str = ""
    rule: str = ""
    predicate: str = ""
    state: str = "open"
    kind: str = ""

    def parameters(self, clearance: int) -> Row:
        """The parameters of `WANTED`."""
        told = {"document": self.document, "rule": self.rule, "predicate": self.predicate, "kind": self.kind}
        return told | {"states": [self.state] if self.state else list(STATES), "c": clearance}


WANTED: Final = (
    "MATCH (p:Proposal) WHERE p.state IN $states AND p.level <= $c AND ($rule = '' OR p.rule = $rule) "
    "AND ($predicate = '' OR p.predicate = $predicate) AND ($kind = '' OR $kind IN p.kinds) "
    "AND ($document = '' OR p.document = $document OR "
    "EXISTS { MATCH (d:Document {id: p.document}) WHERE $document IN [d.name, d.title] })"
)
"""The proposals `p` that filters let through; `KEPT` returns them whole, in their order."""


def documents(tx: Transaction, ids: Collection[str]) -> dict[str, Row]:
    """Those of these documents that were read before: their level and origin."""
    rows = tx.each(
        "UNWIND $rows AS id MATCH (d:Document {id: id}) RETURN d.id AS id, d.level AS level, d.origin AS origin",
        sorted(ids),
    )
    return {row["id"]: row for row in rows}


def first_read(store: Store, sha256: str, clearance: int) -> str:
    """When a document of this hash was read first, as far as the reader may know; '' where none was."""
    text = "MATCH (d:Document {sha256: $sha256}) WHERE d.level <= $c RETURN coalesce(min(d.read_at), '') AS at"
    return str(store.read(text, sha256=sha256, c=clearance)[0]["at"])


def anything_of(store: Store, what: str, clearance: int) -> bool:
    """Whether the reader sees a live claim of a dataset or of a source, or a document of this id."""
    return bool(
        store.read(
            "RETURN EXISTS { MATCH (c:Claim {dataset: $what}) WHERE c.level <= $c } "
            "OR EXISTS { MATCH (:Source {id: $what})<-[:FROM]-(c:Claim) WHERE c.level <= $c } "
            "OR EXISTS { MATCH (d:Document {id: $what}) WHERE d.level <= $c } AS found",
            what=what,
            c=clearance,
        )[0]["found"]
    )


def signatures(tx: Transaction, level: int) -> list[Row]:
    """Id, signature and origin of all documents up to a level, in the order of their reading."""
    return tx.run(
        "MATCH (d:Document) WHERE d.level <= $level "
        "RETURN d.id AS id, d.signature AS signature, d.origin AS origin ORDER BY d.read_at, id",
        level=level,
    )


def repeats(tx: Transaction, document: str, origin: str, level: int) -> int:
    """How many other documents up to a level go back to this origin."""
    text = "MATCH (d:Document {origin: $origin}) WHERE d.level <= $level AND d.id <> $id RETURN count(*) AS n"
    return int(tx.run(text, origin=origin, level=level, id=document)[0]["n"])


def states(tx: Transaction, ids: Collection[str]) -> dict[str, tuple[str, int]]:
    """Those of these proposals that are there: open, accepted or rejected, and the level of each."""
    text = "UNWIND $rows AS id MATCH (p:Proposal {id: id}) RETURN id, p.state AS state, p.level AS level"
    return {row["id"]: (row["state"], row["level"]) for row in tx.each(text, sorted(ids))}


def rejected(tx: Transaction, words: Mapping[str, int]) -> dict[str, int]:
    """Those of these wordings that were rejected by somebody whom readers of their level (the value) know of.

    The value is the lowest level at which one was.
    """
    rows = tx.each(
        "UNWIND $rows AS r MATCH (p:Proposal {words: r.words}) USING INDEX p:Proposal(words) "
        "WHERE p.state = 'rejected' AND p.level <= r.level RETURN r.words AS words, min(p.level) AS level",
        [{"words": told, "level": words[told]} for told in sorted(words)],
    )
    return {row["words"]: row["level"] for row in rows}


def create(tx: Transaction, label: Literal["Document", "Proposal"], rows: Sequence[Row]) -> None:
    """Create documents or proposals with these properties."""
    tx.each(f"UNWIND $rows AS r CREATE (n:{label}) SET n = r", rows)


def raise_documents(tx: Transaction, markings: Mapping[str, Marking]) -> None:
    """Mark documents and their proposals no lower than this, by the documents' ids."""
    rows = [{"id": i, "level": int(markings[i])} for i in sorted(markings)]
    below = "UNWIND $rows AS r MATCH (n:{}) WHERE n.level < r.level SET n.level = r.level"
    tx.each(below.format("Document {id: r.id}"), rows)
    tx.each(below.format("Proposal {document: r.id}"), rows)


def mark_document(tx: Transaction, document: str, old: int, level: int) -> None:
    """Mark a document, and those of its proposals with it that stand at its old marking or below the new one.

    Accepted ones follow their claims.
    """
    tx.run("MATCH (d:Document {id: $id}) SET d.level = $level", id=document, level=level)
    tx.run(
        "MATCH (p:Proposal {document: $id}) USING INDEX p:Proposal(document) "
        "WHERE p.state <> 'accepted' AND (p.level = $old OR p.level < $level) SET p.level = $level",
        id=document,
        old=old,
        level=level,
    )


def forget(tx: Transaction, what: str, clearance: int) -> int:
    """Delete the proposals up to a level of a dataset's documents, or of one by its id or address; how many.

    A document goes with the last of its proposals.
    """
    rows = tx.run(
        "MATCH (d:Document) WHERE d.level <= $c AND $what IN [d.dataset, d.id, d.url] RETURN d.id AS id",
        what=what,
        c=clearance,
    )
    ids = [row["id"] for row in rows]
    gone = tx.each(
        "UNWIND $rows AS id MATCH (p:Proposal {document: id}) WHERE p.level <= $c DELETE p RETURN count(*) AS n",
        ids,
        c=clearance,
    )
    tx.each(
        "UNWIND $rows AS id MATCH (d:Document {id: id}) WHERE NOT EXISTS { MATCH (:Proposal {document: id}) } DELETE d",
        ids,
    )
    return int(gone[0]["n"]) if gone else 0


def by_id(tx: Transaction, ids: Collection[str], clearance: int) -> list[Kept]:
    """Those of these proposals that a reader may see, in the order of their documents."""
    text = f"UNWIND $rows AS id MATCH (p:Proposal {{id: id}}) WHERE p.level <= $c {KEPT}"
    return [kept_of(row) for row in tx.each(text, sorted(ids), c=clearance)]


def wanted(store: Store, told: Wanted, clearance: int, *, after: str = "", limit: int) -> list[Kept]:
    """The proposals that these filters let through behind a place, in the order of their documents."""
    text = f"{WANTED} AND p.place > $after WITH p ORDER BY p.place LIMIT $limit {KEPT}"
    rows = store.read(text, **told.parameters(clearance), after=after, limit=limit)
    return [kept_of(row) for row in rows]


def count(store: Store, told: Wanted, clearance: int) -> int:
    """How many proposals these filters let through."""
    return int(store.read(f"{WANTED} RETURN count(*) AS n", **told.parameters(clearance))[0]["n"])


def called(store: Store, documents: Collection[str], clearance: int) -> dict[tuple[str, Mention], str]:
    """What these documents call things that they name: by document and mention, not what was rejected."""
    rows = store.read(
        "UNWIND $documents AS document MATCH (p:Proposal {document: document}) USING INDEX p:Proposal(document) "
        "WHERE p.sort = 'name' AND p.predicate = 'name' AND p.state <> 'rejected' AND p.level <= $c "
        "RETURN document, p.claim AS claim",
        documents=sorted(documents),
        c=clearance,
    )
    told = [(row["document"], claim_of_text(row["claim"])) for row in rows]
    return {(document, claim.subject): claim.value for document, claim in told}


def open_ids(tx: Transaction, told: Wanted, clearance: int, *, who: str, at: str, limit: int) -> list[str]:
    """Ids of open proposals that these filters let through, without those that another reviewer has in hand."""
    rows = tx.run(
        f"{WANTED} AND NOT (coalesce(p.locked_until, '') > $at AND p.locked_by <> $who) "
        "RETURN p.id AS id ORDER BY p.place LIMIT $limit",
        **told.parameters(clearance),
        who=who,
        at=at,
        limit=limit,
    )
    return [row["id"] for row in rows]


def of_documents(tx: Transaction, documents: Collection[str], state: str) -> list[Row]:
    """What all proposals of this state in these documents name, speak of and stand for."""
    return tx.each(
        "UNWIND $rows AS d MATCH (p:Proposal {document: d}) USING INDEX p:Proposal(document) WHERE p.state = $state "
        "RETURN p.id AS id, d AS document, p.level AS level, p.implied AS implied, p.names AS names, p.ends AS ends, "
        "p.claims AS claims",
        sorted(documents),
        state=state,
    )


def hand_over(tx: Transaction, landed: Mapping[str, str]) -> None:
    """Note that other proposals landed these claims: proposals by the claims' ids."""
    tx.each(
        "UNWIND $rows AS r MATCH (p:Proposal {id: r.id}) SET p.landed = coalesce(p.landed, []) + r.claim",
        [{"id": landed[claim], "claim": claim} for claim in sorted(landed)],
    )


def write(tx: Transaction, rows: Iterable[Row]) -> None:
    """Set properties of proposals: rows of `id` and `p`; who had them in hand lets them go."""
    tx.each(
        "UNWIND $rows AS r MATCH (p:Proposal {id: r.id}) SET p += r.p, "
        "p.locked_by = null, p.locked_until = null, p.locked_level = null",
        list(rows),
    )


def reopened(kept: Kept) -> Row:
    """What `write` takes to make a proposal what it was before anybody decided on it."""
    gone = dict.fromkeys(("decided_by", "decided_at", "reason", "original", "implied", "landed", "claims"))
    level = max(kept.read.level, kept.document_level) if kept.original else kept.level
    return {"id": kept.id, "p": gone | {"state": "open"} | stands_for(kept.read, level)}


def decided(kept: Kept, state: str, who: str, why: str, at: str) -> Row:
    """What `write` takes to decide on a proposal."""
    return {"id": kept.id, "p": {"state": state, "decided_by": who, "decided_at": at, "reason": why}}


def changed(kept: Kept, claim: Claim, level: Marking) -> Row:
    """What `write` takes to let a proposal stand for another claim than was read; that one is kept."""
    text = stands_for(kept.read, kept.level)["claim"]
    return {"id": kept.id, "p": stands_for(claim, level) | {"original": text}}


def take(tx: Transaction, proposal: str, who: str, level: int, until: str) -> None:
    """Note who has a proposal in hand, how high they may read, and until when."""
    tx.run(
        "MATCH (p:Proposal {id: $id}) SET p.locked_by = $who, p.locked_level = $level, p.locked_until = $until",
        id=proposal,
        who=who,
        level=level,
        until=until,
    )


def follow(tx: Transaction, claims: Iterable[Claim], sources: Iterable[Source]) -> None:
    """Mark accepted proposals as the claims that they stand for, and all of a document no lower than its source."""
    tx.each(
        "UNWIND $rows AS r MATCH (p:Proposal {claim_id: r.id}) USING INDEX p:Proposal(claim_id) "
        "WHERE p.state = 'accepted' SET p.level = r.level",
        [{"id": claim.id, "level": int(claim.level)} for claim in sorted(claims, key=lambda c: c.id)],
    )
    raise_documents(tx, {source.id: source.marking for source in sources})


def told_of(store: Store, facts: Collection[str], clearance: int) -> list[Row]:
    """The visible live claims of these facts: what they say, when, and on whose word."""
    return store.read(
        "UNWIND $facts AS f MATCH (c:Claim {fact: f})-[:FROM]->(s:Source) WHERE c.level <= $c "
        "RETURN c.id AS claim, c.predicate AS predicate, c.role AS role, c.value AS value, c.valid_from AS valid_from, "
        "c.valid_to AS valid_to, s.origin AS origin ORDER BY claim",
        facts=sorted(facts),
        c=clearance,
    )
