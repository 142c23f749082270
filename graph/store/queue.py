"""Statements on the queue of proposals as a reviewer walks it: places and filters in, rows out, cut to the reader."""

from __future__ import annotations

from typing import Final

from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.proposal_rows import Kept, kept_of
from graph.store.proposals import KEPT, WANTED, Wanted

_MINE: Final = (
    "MATCH (p:Proposal) WHERE p.state IN ['accepted', 'rejected'] AND p.decided_by = $who AND p.level <= $c "
    "AND p.implied IS NULL"
)


def before(store: Store, told: Wanted, clearance: int, place: str) -> Kept | None:
    """The last proposal that these filters let through before a place."""
    text = f"{WANTED} AND p.place < $place WITH p ORDER BY p.place DESC LIMIT 1 {KEPT}"
    rows = store.read(text, **told.parameters(clearance), place=place)
    return kept_of(rows[0]) if rows else None


def number(store: Store, told: Wanted, clearance: int, place: str) -> int:
    """How many proposals these filters let through before a place."""
    text = f"{WANTED} AND p.place < $place RETURN count(*) AS n"
    return int(store.read(text, **told.parameters(clearance), place=place)[0]["n"])


def kinds(store: Store, told: Wanted, clearance: int) -> list[Row]:
    """What these filters let through by rule and predicate: how many of each, how high; the most first."""
    text = f"{WANTED} RETURN p.rule AS rule, p.predicate AS predicate, count(*) AS n, max(p.level) AS level "
    text += "ORDER BY n DESC, rule, predicate"
    return store.read(text, **told.parameters(clearance))


def documents(store: Store, told: Wanted, clearance: int, limit: int) -> list[Row]:
    """The documents of what these filters let through, by title: id, title, name, how many of each, how high."""
    return store.read(
        f"{WANTED} WITH p.document AS id, count(*) AS n MATCH (d:Document {{id: id}}) "
        "RETURN id, d.title AS title, d.name AS name, n, d.level AS level ORDER BY title, id LIMIT $limit",
        **told.parameters(clearance),
        limit=limit,
    )


def last_act(store: Store, who: str, clearance: int) -> list[Kept]:
    """What a reviewer decided on in their last act that still stands, without what went along with it."""
    text = f"{_MINE} WITH max(p.decided_at) AS at {_MINE} AND p.decided_at = at WITH p {KEPT}"
    return [kept_of(row) for row in store.read(text, who=who, c=clearance)]


def near(store: Store, kept: Kept, clearance: int, reach: int) -> list[Kept]:
    """What else was read in the same document within so many characters of a proposal."""
    text = (
        "MATCH (p:Proposal {document: $document}) WHERE p.level <= $c AND p.id <> $id "
        f"AND p.start <= $last AND p.end >= $first WITH p {KEPT}"
    )
    first, last = kept.start - reach, kept.end + reach
    rows = store.read(text, document=kept.document, id=kept.id, first=first, last=last, c=clearance)
    return [kept_of(row) for row in rows]
