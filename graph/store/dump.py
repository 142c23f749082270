"""A kind of record and the last id seen in, the next page of them as plain rows out; what is derived stays behind."""

from __future__ import annotations

from typing import Final

from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.proposal_rows import LOOKED_UP_BY

_DERIVED: Final = (
    "start",
    "end",
    "fact",
    "level",
    "dataset",
    "names_token",
    "names_key",
    "subject_token",
    "object_token",
)
_PAGES: Final = {
    "source": "MATCH (n:Source) WHERE n.id > $after RETURN properties(n) AS told, null AS source",
    "judgement": "MATCH (n:Judgement) WHERE n.id > $after RETURN properties(n) AS told, null AS source",
    "claim": "MATCH (n:Claim) WHERE n.id > $after MATCH (n)-[:FROM]->(s) RETURN properties(n) AS told, s.id AS source",
    "act": "MATCH (n:Act) WHERE n.id > $after RETURN properties(n) AS told, null AS source",
    "document": "MATCH (n:Document) WHERE n.id > $after RETURN properties(n) AS told, null AS source",
    "proposal": "MATCH (n:Proposal) WHERE n.id > $after RETURN properties(n) AS told, null AS source",
}


def page(store: Store, kind: str, after: str, limit: int) -> list[Row]:
    """At most `limit` records of a kind with ids after the one given, in the order of their ids."""
    rows = store.read(f"{_PAGES[kind]} ORDER BY told.id LIMIT $limit", after=after, limit=limit)
    return [_told(kind, row) for row in rows]


def _told(kind: str, row: Row) -> Row:
    """A source's own dataset is its content and its level is derived; a claim's dataset is its source's.

    What a proposal is looked up by is made of its claim again; who has it in hand is no record.
    """
    told: Row = row["told"]
    if kind == "claim":
        return {k: v for k, v in told.items() if k not in _DERIVED} | {"source": row["source"]}
    if kind == "proposal":
        return {k: v for k, v in told.items() if k not in LOOKED_UP_BY and not k.startswith("locked_")}
    return {k: v for k, v in told.items() if k not in ("level", "origin")} if kind == "source" else told
