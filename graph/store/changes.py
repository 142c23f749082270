"""The change counter: what a batch touched in, what followers have not seen yet out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.errors import StoreError
from graph.store.bolt import Store, Transaction


@dataclass(frozen=True, slots=True)
class Change:
    """One batch that landed: its number, when, which act, and the ids of the claims it touched."""

    seq: int
    at: str
    act: str
    claims: tuple[str, ...]


def lock(tx: Transaction) -> int:
    """Take the one writer's place for this transaction and return the store's ceiling as a rank.

    Raises StoreError where the database holds no wengraph store.
    """
    rows = tx.run("MATCH (s:Store) SET s.seq = s.seq RETURN s.ceiling AS ceiling")
    if not rows or rows[0]["ceiling"] is None:
        raise StoreError("This database is not set up for wengraph.", mend="Run `wengraph store start` first.")
    return int(rows[0]["ceiling"])


def record(tx: Transaction, act: str, at: str, claims: Iterable[str]) -> None:
    """Count one batch and write down which claims it touched."""
    tx.run(
        "MATCH (s:Store) SET s.seq = s.seq + 1 CREATE (:Change {seq: s.seq, at: $at, act: $act, claims: $claims})",
        at=at,
        act=act,
        claims=sorted(claims),
    )


def changes_since(store: Store, seq: int, limit: int = 1000) -> Sequence[Change]:
    """The batches after number `seq`, oldest first, for followers such as projections and caches."""
    rows = store.read(
        "MATCH (c:Change) WHERE c.seq > $seq RETURN c.seq AS seq, c.at AS at, c.act AS act, c.claims AS claims "
        "ORDER BY seq LIMIT $limit",
        seq=seq,
        limit=limit,
    )
    return [Change(row["seq"], row["at"], row["act"], tuple(row["claims"])) for row in rows]
