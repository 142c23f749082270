"""The ties of a scope in, one score for each thing, community or tie out; the same ties always give the same scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import mean, stdev
from typing import Final

import networkx as nx
import rustworkx as rx

from graph.analysis.to_networkx import parties_alone

Key = str | tuple[str, str]
SEED: Final = 20130513
DIGITS: Final = 9
"""Sums of fractions differ in their last digits with the order of adding; scores that agree so far are equal."""

EXACT: Final = 100_000_000
"""Things times ties up to which betweenness is computed exactly; beyond, it is estimated from SAMPLES samples."""

SAMPLES: Final = 10
PIVOTS: Final = 20


@dataclass(frozen=True, slots=True)
class Scores:
    """A score by key: a thing's id, a community's label, or the two ends of a tie.

    `homes` names the community of each party, `members` those of each community, most central first; `errors` is how
    far a score may be off where it was sampled.
    """

    values: Mapping[Key, float]
    homes: Mapping[Key, str] = field(default_factory=dict)
    members: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[Key, float] = field(default_factory=dict)


def degree(ties: nx.MultiGraph[str]) -> Scores:
    """With how many things each is tied directly; several links between two count once."""
    return Scores({node: len(ties[node]) for node in ties})


def betweenness(ties: nx.MultiGraph[str]) -> Scores:
    """On what share of the shortest ways between two others each lies; events are steps of a way like any other."""
    graph = nx.Graph(ties)
    if len(graph) * graph.number_of_edges() > EXACT:
        return sampled(graph)
    ids = sorted(graph)
    places = {node: place for place, node in enumerate(ids)}
    fast = rx.PyGraph(multigraph=False)
    fast.add_nodes_from(ids)
    fast.add_edges_from_no_data([(places[left], places[right]) for left, right in graph.edges])
    found = rx.betweenness_centrality(fast)
    return Scores({node: round(found[place], DIGITS) for node, place in places.items()})


def sampled(graph: nx.Graph[str]) -> Scores:
    """Betweenness estimated from the ways that start at things drawn at random; nineteen in twenty err by no more.

    The error is two standard errors between samples, and three divided by the number drawn (the rule of three): so
    much may start at things of a rare sort of which none was drawn.
    """
    pivots = min(PIVOTS, len(graph))
    runs = [nx.betweenness_centrality(graph, k=pivots, seed=SEED + turn) for turn in range(SAMPLES)]
    drawn = {node: [run[node] for run in runs] for node in graph}
    unseen = 3 / (SAMPLES * pivots)
    errors = {node: round(2 * stdev(told) / SAMPLES**0.5 + unseen, DIGITS) for node, told in drawn.items()}
    return Scores({node: round(mean(told), DIGITS) for node, told in drawn.items()}, errors=errors)


def communities(ties: nx.MultiGraph[str]) -> Scores:
    """Groups of two parties or more that share more with each other than with others (Louvain, seeded); score: size.

    A community is named after its most central member: the one that shares most with the others in it.
    """
    alone = parties_alone(ties)
    ids = list(alone)
    # Numbers in place of ids: sets of texts are walked in another order in each process.
    numbered = nx.convert_node_labels_to_integers(alone)
    groups = nx.community.louvain_communities(numbered, weight="weight", seed=SEED)
    members = {}
    for group in groups:
        inside = {ids[place] for place in group}
        within = alone.subgraph(inside).degree(weight="weight")
        central = sorted(inside, key=lambda node: (-round(within[node], DIGITS), node))
        if len(central) > 1:
            members[central[0]] = tuple(central)
    homes = {node: label for label, group in members.items() for node in group}
    return Scores({label: len(group) for label, group in members.items()}, homes, members)


def bridges(ties: nx.MultiGraph[str]) -> Scores:
    """Ties without which the graph falls apart; score: how many things lie on the smaller side, two at the least.

    Between two bridges' ends lies a part that no single tie can split; parts and bridges make a tree, so one walk
    through it counts what hangs on each bridge.
    """
    graph = nx.Graph(ties)
    cut = list(nx.bridges(graph))
    whole = graph.copy()
    whole.remove_edges_from(cut)
    parts = list(nx.connected_components(whole))
    part = {node: place for place, nodes in enumerate(parts) for node in nodes}
    tree: nx.Graph[int] = nx.Graph()
    tree.add_nodes_from(range(len(parts)))
    tree.add_edges_from((part[left], part[right]) for left, right in cut)
    below = Counter({place: len(nodes) for place, nodes in enumerate(parts)})
    above: dict[frozenset[int], tuple[int, int]] = {}
    for trunk in nx.connected_components(tree):
        walk = list(nx.dfs_edges(tree, min(trunk)))
        for parent, child in reversed(walk):
            below[parent] += below[child]
        above |= {frozenset(edge): (edge[1], below[min(trunk)]) for edge in walk}
    values = {}
    for left, right in cut:
        child, size = above[frozenset((part[left], part[right]))]
        values[min(left, right), max(left, right)] = min(below[child], size - below[child])
    return Scores({tie: size for tie, size in values.items() if size > 1})
