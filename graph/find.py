"""What a person typed in, the one visible entity that it means out; hidden and absent get the same answer."""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import UnknownName
from graph.judgements import Judgement, closure, same_at
from graph.schema import NAME_SORTS
from graph.store import reads
from graph.store.bolt import Store
from graph.store.log import judgements_visible
from graph.store.reads import Found
from graph.values.countries import find_country


def find(store: Store, text: str, clearance: int, kinds: Sequence[str] = ()) -> Found:
    """The entity with this id, this bare key, or exactly this name (case, accents and punctuation aside).

    Raises UnknownName where nothing visible, or more than one thing, answers to it.
    """
    wanted = text.encode("utf-8", "replace").decode().strip()
    exact = [f for f in reads.by_id(store, [wanted, *reads.prefixed(wanted.lower())], clearance) if _fits(f, kinds)]
    if wanted.isupper():
        exact += reads.by_id(store, [f"country:{wanted}"], clearance) if not kinds or "Country" in kinds else []
    if len(exact) == 1:
        return exact[0]
    named = reads.by_name(store, wanted, clearance, kinds) if wanted else {}
    for sort in ("alias_id", *NAME_SORTS):
        found = named.get(sort, [])
        if len(found) == 1:
            return found[0]
        if found:
            several = "; ".join(_shown(f) for f in found[:8])
            raise UnknownName(f"{text!r} could be several: {several}. Say which by its id.")
    code = find_country(wanted).code
    country = reads.by_id(store, [f"country:{code}"], clearance) if code and (not kinds or "Country" in kinds) else []
    if country:
        return country[0]
    joined = _joined(store, wanted, clearance, kinds)
    if joined:
        return joined
    near = reads.like(store, wanted, clearance, kinds)
    raise UnknownName(f"Nothing here is called {text!r}.", suggestions=tuple(_shown(f) for f in near))


def _joined(store: Store, wanted: str, clearance: int, kinds: Sequence[str]) -> Found | None:
    """The entity that judgements the reader may see have joined this id to."""
    pairs: dict[frozenset[str], list[Judgement]] = {}
    for judgement in judgements_visible(store, clearance):
        pairs.setdefault(frozenset((judgement.left, judgement.right)), []).append(judgement)
    same = [pair for pair, told in pairs.items() if same_at(clearance, told)]
    others = closure({wanted}, same) - {wanted}
    found = [f for f in reads.by_id(store, others, clearance) if _fits(f, kinds)]
    return found[0] if len(found) == 1 else None


def _fits(found: Found, kinds: Sequence[str]) -> bool:
    return not kinds or found.kind in kinds


def _shown(found: Found) -> str:
    return f"{found.name} ({found.id})"
