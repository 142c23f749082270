"""A text that a person types in, the visible things it may mean out: by id, by exact name, then by words of names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.schema import NAME_SORTS
from graph.store import reads
from graph.store.bolt import Store
from graph.store.reads import Found
from graph.values.countries import find_country


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, best first; `total` counts what was left out too."""

    found: tuple[Found, ...]
    total: int


def search(store: Store, text: str, *, clearance: int, kinds: Sequence[str] = (), limit: int = 20) -> Hits:
    """Things with this id or key, then those of exactly this name, then those with words that begin so.

    Any text is safe: it is looked up in its normal form, as a parameter. Counts and order rest on visible names only.
    """
    wanted = text.encode("utf-8", "replace").decode().strip()
    codes = {wanted.upper(), find_country(wanted).code or wanted.upper()}
    ids = [wanted, *reads.prefixed(wanted.lower()), *(f"country:{code}" for code in codes)]
    by_id = reads.by_id(store, ids, clearance)
    named = reads.by_name(store, wanted, clearance, kinds) if wanted else {}
    exact = [f for sort in ("alias_id", *NAME_SORTS) for f in named.get(sort, [])]
    first = {f.id: f for f in [*(f for f in by_id if not kinds or f.kind in kinds), *exact]}
    near = reads.like(store, wanted, clearance, kinds, limit + len(first))
    total = reads.count_like(store, wanted, clearance, kinds)
    apart = len(first) - len(reads.like_among(store, wanted, clearance, list(first)))
    found = first | {f.id: f for f in near if f.id not in first}
    return Hits(tuple(found.values())[:limit], total + apart)
