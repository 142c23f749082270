"""A text that a person types in, the visible things it may mean out: by id, by exact name, then by words of names.

Countries are found by the beginning of their name in any of the thirty languages whose names we have.

Where no name fits, events are looked for by the place and the year that an officer remembers: "Lyon 2013".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.schema import NAME_SORTS
from graph.store import reads
from graph.store.bolt import Store
from graph.store.happenings import held
from graph.store.reads import Found
from graph.values.countries import begun_countries, find_country

YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
EVENTS_AT_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, best first; `total` counts what was left out too. `best` is the one that is meant, if one is."""

    found: tuple[Found, ...]
    total: int
    best: Found | None = None


def search(store: Store, text: str, *, clearance: int, kinds: Sequence[str] = (), limit: int = 20) -> Hits:
    """Things with this id or key, then of exactly this name, then with words, then countries with names that begin so.

    Any text is safe: it is looked up in its normal form, as a parameter. Counts and order rest on visible names only.
    """
    return store.at_once(lambda reading: _searched(reading, text, clearance, kinds, limit))


def _searched(store: Store, text: str, clearance: int, kinds: Sequence[str], limit: int) -> Hits:
    wanted = text.encode("utf-8", "replace").decode().strip()
    codes = {wanted.upper(), find_country(wanted).code or wanted.upper()}
    ids = [wanted, *reads.prefixed(wanted.lower()), *(f"country:{code}" for code in codes)]
    by_id = reads.by_id(store, ids, clearance)
    named = reads.by_name(store, wanted, clearance, kinds) if wanted else {}
    exact = [f for sort in ("alias_id", *NAME_SORTS) for f in named.get(sort, [])]
    first = {f.id: f for f in [*(f for f in by_id if not kinds or f.kind in kinds), *exact]}
    near = reads.like(store, wanted, clearance, kinds, limit + len(first))
    total = reads.count_like(store, wanted, clearance, kinds)
    begun = _begun(store, wanted, clearance, kinds)
    besides = first | begun
    apart = len(besides) - len(reads.like_among(store, wanted, clearance, list(besides)))
    found = first | {f.id: f for f in near if f.id not in first}
    found |= {f.id: f for f in begun.values() if f.id not in found}
    if not found and not kinds:
        return _events(store, wanted, clearance, limit)
    best = next(iter(first.values())) if len(first) == 1 else _only(tuple(found.values()))
    return Hits(tuple(found.values())[:limit], total + apart, best)


def _begun(store: Store, text: str, clearance: int, kinds: Sequence[str]) -> dict[str, Found]:
    """Visible countries that a name begun so may mean: the list knows names in languages that the store does not hold.

    They stand behind what the store's own names give, where more than a page of these leaves no room for them.
    """
    codes = begun_countries(text) if not kinds or "Country" in kinds else ()
    seen = {f.id: f for f in reads.by_id(store, [f"country:{code}" for code in codes], clearance)} if codes else {}
    return {key: seen[key] for key in (f"country:{code}" for code in codes) if key in seen}


def _events(store: Store, text: str, clearance: int, limit: int) -> Hits:
    """Events by city, year and words of their names."""
    years = YEAR.findall(text)
    if len(years) > 1:
        return Hits((), 0)
    found = tuple(held(store, YEAR.sub(" ", text), "".join(years), clearance, EVENTS_AT_MOST))
    return Hits(found[:limit], len(found), _only(found))


def _only(found: tuple[Found, ...]) -> Found | None:
    return found[0] if len(found) == 1 else None
