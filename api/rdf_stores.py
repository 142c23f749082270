"""The graph store and a clearance in, an engine with what that clearance may see out, kept level with the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Final

from pyoxigraph import Quad

from graph.store import cuts
from graph.store.bolt import Store
from graph.store.changes import changes_since
from graph.store.lookups import store_identity
from graph.values.markings import RANKS, Marking
from ontology import terms
from ontology.cut import of_subjects, project
from ontology.project import Cut, graph_quads
from ontology.sparql.engine import Engine
from ontology.terms import PROV, wen

MOST: Final = 5_000
"""Claims up to which a change is followed one by one; beyond, the graph is made anew."""

_ENDS: Final = (wen("subject"), wen("object"), PROV + "wasDerivedFrom")


class RdfStores:
    """One engine for each clearance that was asked for, made when it first is; each answer is level with the store.

    Who asks for an engine pulls what changed since the last time, whichever process changed it.
    """

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base
        self._locks = {rank: Lock() for rank in RANKS}
        self._engines: dict[int, Engine] = {}
        self._seen: dict[int, int] = {}

    def engine(self, clearance: Marking) -> Engine:
        """The engine of a clearance, level with the store."""
        rank = int(clearance)
        with self._locks[rank]:
            now = int(store_identity(self._store)["seq"])
            if rank not in self._engines:
                self._engines[rank] = Engine(lambda: self._whole(rank))
            elif now != self._seen[rank]:
                self._follow(rank, self._seen[rank])
            self._seen[rank] = now
            return self._engines[rank]

    def close(self) -> None:
        """End all engines."""
        for engine in self._engines.values():
            engine.close()

    def _whole(self, rank: int) -> Iterable[Quad]:
        return project(self._store, Cut(self._base, rank))

    def _follow(self, rank: int, seen: int) -> None:
        """Project again what was touched since, and nothing else."""
        touched = {claim for change in changes_since(self._store, seen) for claim in change.claims}
        engine, cut = self._engines[rank], Cut(self._base, rank)
        if len(touched) > MOST:
            engine.close()
            return
        nodes = [terms.claim(self._base, claim) for claim in touched]
        before = engine.objects(nodes, _ENDS)
        others = cuts.ends_of(self._store, touched) | {terms.id_of(self._base, iri) for iri in before}
        graphs = [terms.graph(self._base, level) for level in range(rank + 1)]
        subjects = [*graphs, *nodes, *(terms.thing(self._base, other) for other in others)]
        engine.replace(subjects, self._now(cut, touched, others))

    def _now(self, cut: Cut, claims: set[str], others: set[str]) -> Sequence[Quad]:
        held = cuts.markings_held(self._store, cut.clearance)
        told = (quad for rank in held for quad in graph_quads(cut, rank))
        return [*told, *of_subjects(self._store, cut, claims, others)]
