"""Claims and things in, all that their evidence says out: for pages that show it without asking again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.describe import Saying, about_each, claims
from graph.store import reads
from graph.store.bolt import Store
from graph.values.markings import Marking, join


@dataclass(frozen=True, slots=True)
class Cited:
    """Claims by id, the ids of those about each thing itself, titles and addresses of sources, the highest marking."""

    claims: dict[str, Saying]
    about: dict[str, tuple[str, ...]]
    sources: dict[str, dict[str, Any]]
    marking: Marking

    def as_json(self) -> dict[str, Any]:
        """The evidence as JSON."""
        return {
            "claims": {claim: saying.as_json() for claim, saying in self.claims.items()},
            "about": {thing: list(ids) for thing, ids in self.about.items()},
            "sources": self.sources,
            "highest_marking": str(self.marking),
        }


UNCITED: Final = Cited({}, {}, {}, Marking.CLEAR)
"""What nothing says."""


def cite_by_marking(store: Store, ids: Collection[str], things: Collection[str], *, clearance: Marking) -> Cited:
    """The highest marking of links and of things' names, their evidence left to be asked for: of what is too large."""
    named = reads.marking_of_names(store, things, int(clearance))
    return Cited({}, {}, {}, Marking(max(named, reads.highest_marking(store, ids, int(clearance)))))


def cite(store: Store, ids: Collection[str], things: Collection[str], *, clearance: Marking) -> Cited:
    """The evidence of links (the ids of their claims) and of things themselves, as far as the reader may see it."""
    about = about_each(store, things, clearance=clearance)
    told = {saying.claim: saying for saying in claims(store, ids, clearance=clearance)}
    told |= {saying.claim: saying for sayings in about.values() for saying in sayings}
    named = Marking(reads.marking_of_names(store, things, int(clearance)))
    marking = join([named, *(saying.marking for saying in told.values())])
    ids_about = {thing: tuple(saying.claim for saying in sayings) for thing, sayings in about.items()}
    return Cited(told, ids_about, _sources(store, told, clearance), marking)


def cite_alone(store: Store, ids: Collection[str], things: Collection[str], *, clearance: Marking) -> Cited:
    """The evidence that these claims are, nothing more said of the things; marked as high as their names as well."""
    told = {saying.claim: saying for saying in claims(store, ids, clearance=clearance)}
    marking = cite_by_marking(store, told, things, clearance=clearance).marking
    return Cited(told, {}, _sources(store, told, clearance), marking)


def _sources(store: Store, told: Mapping[str, Saying], clearance: Marking) -> dict[str, dict[str, Any]]:
    found = reads.sources_by_id(store, {saying.source for saying in told.values()}, int(clearance))
    return dict(sorted(found.items(), key=lambda pair: (pair[1]["title"] or "", pair[0])))
