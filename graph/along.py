"""Proposals of documents in, what a decision on some takes along out: the names of their ends, and who stands for what.

Rows are those of `graph.store.proposals.of_documents`. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from graph.store.plain import Row


def naming(rows: Sequence[Row], chosen: Collection[str], clearance: int) -> list[str]:
    """Of open proposals, those that name what the chosen ones speak of, as far as a reviewer may see them."""
    wanted = _ends(row for row in rows if row["id"] in chosen)
    return [r["id"] for r in rows if r["id"] not in chosen and r["level"] <= clearance and _names(r) & wanted]


def needed_no_more(rows: Sequence[Row], undone: Collection[str], clearance: int) -> list[str]:
    """Of accepted proposals, those that went along with undone ones and that no other accepted one speaks of."""
    wanted = _ends(row for row in rows if row["id"] in undone)
    others = _ends(row for row in rows if row["id"] not in undone)
    along = [r for r in rows if r["implied"] and r["id"] not in undone and r["level"] <= clearance]
    return [row["id"] for row in along if _names(row) & wanted and not _names(row) & others]


def standing_for(rows: Iterable[Row], claims: Collection[str], without: Collection[str] = ()) -> dict[str, str]:
    """Of these claims, those that accepted proposals stand for, not counting some, by the one marked lowest."""
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda r: (r["level"], r["id"])):
        if row["id"] not in without:
            for claim in row["claims"]:
                found.setdefault(claim, row["id"])
    return {claim: found[claim] for claim in claims if claim in found}


def _ends(rows: Iterable[Row]) -> set[tuple[str, str]]:
    return {(row["document"], token) for row in rows for token in row["ends"]}


def _names(row: Row) -> set[tuple[str, str]]:
    return {(row["document"], token) for token in row["names"]}
