"""A chart in, a place for each of its things out, in pixels; the same chart always gets the same picture."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import numpy as np
import rustworkx as rx

from api.views.grammar import FOCUS_RADIUS, FONT, RADIUS
from graph.neighbourhood import CONSENTED, Chart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.float64]

SEED: Final = 7
FEW: Final = 60
"""Up to so many things the slower layout crosses fewer lines; beyond it takes too long."""

ASPECT: Final = 1.7
CELL: Final = 150.0 * 66.0
GAP: Final = 36.0
LEAST: Final = (560.0, 330.0)
"""Room for the words on the lines of a chart of few things."""

ROUNDS: Final = 200
MORE_ROOM: Final = 1.04
LETTER: Final = 0.56 * FONT
LINE: Final = FONT + 5


def positions(chart: Chart) -> dict[str, tuple[float, float]]:
    """x and y of each thing of a chart: parts that hang together are laid out apart and packed, labels kept free."""
    things = tuple((thing.id, box(thing.label, focus=thing.focus)) for thing in chart.things)
    return dict(_placed(things, tuple((tie.start, tie.end) for tie in chart.ties)))


@lru_cache(maxsize=32)
def _placed(
    things: tuple[tuple[str, tuple[float, float]], ...], lines: tuple[tuple[str, str], ...]
) -> Mapping[str, tuple[float, float]]:
    """The places, kept for the next page of the same things: who looks at one after the other moves none."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(thing for thing, _ in things)
    graph.add_edges_from(lines)
    boxes = dict(things)
    order = {thing: at for at, thing in enumerate(boxes)}
    parts = [sorted(part, key=order.__getitem__) for part in nx.connected_components(graph)]
    parts.sort(key=lambda part: (-len(part), order[part[0]]))
    laid = [_spread(part, _laid_out(graph.subgraph(part), part), boxes) for part in parts]
    return _packed(parts, laid, boxes)


def box(label: str, *, focus: bool) -> tuple[float, float]:
    """Width and height of a thing with its label below it."""
    radius = FOCUS_RADIUS if focus else RADIUS
    return max(len(label) * LETTER, 2.0 * radius) + 8, 2.0 * radius + LINE + 6


def _laid_out(graph: nx.Graph[str], nodes: list[str]) -> Places:
    if len(nodes) == 1:
        return np.zeros((1, 2))
    place: dict[Any, Any]
    if len(nodes) <= FEW:
        place = nx.forceatlas2_layout(_ordered(graph, nodes), seed=SEED)
        return np.array([place[node] for node in nodes])
    at = {node: n for n, node in enumerate(nodes)}
    plain = rx.PyGraph(multigraph=False)
    plain.add_nodes_from(nodes)
    plain.add_edges_from_no_data(sorted((at[a], at[b]) for a, b in graph.edges))
    place = dict(rx.spring_layout(plain, seed=SEED, num_iter=300 if len(nodes) <= CONSENTED else 50))
    return np.array([place[n] for n in range(len(nodes))])


def _ordered(graph: nx.Graph[str], nodes: list[str]) -> nx.Graph[str]:
    """The same graph with nodes and lines in a fixed order: a layout depends on it."""
    at = {node: n for n, node in enumerate(nodes)}
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(nodes)
    edges = [sorted(edge, key=at.__getitem__) for edge in graph.edges]
    plain.add_edges_from(sorted(edges, key=lambda edge: [at[node] for node in edge]))
    return plain


def _spread(nodes: list[str], place: Places, boxes: dict[str, tuple[float, float]]) -> Places:
    """Stretch a layout to the room that its labels need, then push apart what still overlaps."""
    size = np.array([boxes[node] for node in nodes])
    room = np.maximum(np.sqrt(len(nodes) * CELL * np.array([ASPECT, 1 / ASPECT])), LEAST)
    extent = np.maximum(np.ptp(place, axis=0), 1e-9)
    place = (place - place.mean(axis=0)) / extent * room
    return _apart(place, size) if len(nodes) <= CONSENTED else place


def _apart(place: Places, size: Places) -> Places:
    need = (size[:, None, :] + size[None, :, :]) / 2
    place = place + np.arange(len(place))[:, None] * 1e-6
    for turn in range(ROUNDS):
        apart = place[:, None, :] - place[None, :, :]
        over = need - np.abs(apart)
        np.einsum("iij->ij", over)[...] = 0
        touching = (over > 0).all(axis=2)
        if not touching.any():
            break
        along_x = touching & (over[..., 0] <= over[..., 1])
        push = np.zeros_like(place)
        for axis, chosen in enumerate((along_x, touching & ~along_x)):
            push[:, axis] = (np.where(chosen, over[..., axis] * np.sign(apart[..., axis]), 0)).sum(axis=1)
        crowd = np.maximum(touching.sum(axis=1), 1)[:, None]
        place = place + 0.6 * push / np.sqrt(crowd)
        if turn % 8 == 7:
            place = place * MORE_ROOM
    return place


def _packed(
    parts: list[list[str]], laid: list[Places], boxes: dict[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Parts in rows, the largest first, as wide as the whole is meant to be."""
    frames = []
    for part, place in zip(parts, laid, strict=True):
        half = np.array([boxes[node] for node in part]) / 2
        frames.append(((place - half).min(axis=0), (place + half).max(axis=0)))
    area = sum(float(np.prod(high - low + GAP)) for low, high in frames)
    width = max([float(high[0] - low[0]) for low, high in frames] + [float(np.sqrt(area * ASPECT))])
    x = y = tall = 0.0
    found: dict[str, tuple[float, float]] = {}
    for part, place, (low, high) in zip(parts, laid, frames, strict=True):
        wide, high_up = (float(v) for v in high - low)
        if x and x + wide > width:
            x, y, tall = 0.0, y + tall + GAP, 0.0
        for node, spot in zip(part, place - low + np.array([x, y]), strict=True):
            found[node] = (round(float(spot[0]), 1), round(float(spot[1]), 1))
        x, tall = x + wide + GAP, max(tall, high_up)
    return found
