"""A store and a clearance in, the graph that it may hold as quads out, sorted: whole, page by page, or a part of it."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator
from itertools import chain, groupby
from operator import itemgetter

from pyoxigraph import Quad

from graph.store import cuts
from graph.store.bolt import Store
from ontology.project import (
    Cut,
    Row,
    claim_quads,
    graph_quads,
    in_order,
    judgement_quads,
    said_quads,
    source_quads,
    thing_quads,
)


def project(store: Store, cut: Cut) -> Iterator[Quad]:
    """All quads of a cut: marking by marking, and in each things, judgements, sources, claims by their ids.

    The same claims give the same quads in the same order, whatever order they were loaded in.
    """
    for rank in range(cut.clearance + 1):
        told = _graph(store, cut, rank)
        first = next(told, None)
        if first is not None:
            yield from chain(graph_quads(cut, rank), [first], told)


def _graph(store: Store, cut: Cut, rank: int) -> Iterator[Quad]:
    yield from _things(store, cut, rank)
    for row in cuts.judgements_marked(store, rank):
        yield from judgement_quads(cut, row)
    for row in cuts.sources_marked(store, rank):
        yield from source_quads(cut, row)
    for row in cuts.claims_marked(store, rank):
        yield from claim_quads(cut, row)


def _things(store: Store, cut: Cut, rank: int) -> Iterator[Quad]:
    """Things and what claims of this marking say of them in short, side by side in the order of their ids."""
    things = ((row["id"], thing_quads, row) for row in cuts.things_marked(store, rank, cut.clearance))
    said = ((row["start"], said_quads, row) for row in cuts.said_marked(store, rank))
    graph = cut.graph(rank)
    for _, rows in groupby(heapq.merge(things, said, key=itemgetter(0)), key=itemgetter(0)):
        quads = [quad for _, make, row in rows for quad in make(cut, row)]
        yield from in_order(quad for quad in quads if quad.graph_name == graph)


def part(store: Store, cut: Cut, claims: Collection[str], things: Collection[str]) -> Iterator[Quad]:
    """The quads of these claims and of what they are about and rest on, and of these things: marking by marking, and in
    each in the order of their texts.

    Of what else is known of a thing nothing is told, but its kind and its name.
    """
    told = cuts.claims_of(store, claims, cut.clearance)
    ends = {*things, *(row["start"] for row in told), *(row["end"] for row in told if row["end"])}
    quads = [quad for row in cuts.things_of(store, ends, cut.clearance) for quad in thing_quads(cut, row)]
    quads += [quad for row in told for quad in said_quads(cut, row)]
    sources = cuts.sources_of(store, {row["source"] for row in told}, cut.clearance)
    quads += [quad for row in sources for quad in source_quads(cut, row)]
    quads += [quad for row in told for quad in claim_quads(cut, row)]
    for rank in range(cut.clearance + 1):
        graph = cut.graph(rank)
        here = in_order(quad for quad in quads if quad.graph_name == graph)
        if here:
            yield from chain(graph_quads(cut, rank), here)


def of_subjects(store: Store, cut: Cut, claims: set[str], others: set[str]) -> Iterator[Quad]:
    """All quads of these claims, and of these things and sources; of those that the cut does not hold, none."""
    c = cut.clearance
    things = {i for i in others if not i.startswith("source:")}
    rows: list[tuple[object, list[Row]]] = [
        (claim_quads, cuts.claims_of(store, claims, c)),
        (thing_quads, cuts.things_of(store, things, c)),
        (said_quads, cuts.said_of(store, things, c)),
        (source_quads, cuts.sources_of(store, others - things, c)),
        (judgement_quads, cuts.judgements_of(store, c)),
    ]
    for make, told in rows:
        for row in told:
            yield from make(cut, row)  # type: ignore[operator]
