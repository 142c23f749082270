"""A chart with positions in, what vis-network draws out; the only user of pyvis, whose page is never used."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from pyvis.network import Network

from api.views.grammar import FOCUS_RADIUS, FONT, GLYPHS, OUTLINE, OUTLINE_WIDTH, RADIUS, pairs, stroke
from graph.errors import DataError
from graph.neighbourhood import Chart
from graph.schema import LINKS

VIS: Final = "lib/vis-9.1.2/vis-network.min.js"
VIS_SHA256: Final = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
FEW_LINES: Final = 12
"""Up to so many lines carry their words; with more the words would cover them."""


@cache
def vis_script() -> str:
    """The text of vis-network as pyvis brings it; raises DataError where it is not the file that we looked at."""
    told = (files("pyvis") / VIS).read_bytes()
    if sha256(told).hexdigest() != VIS_SHA256:
        mend = "Install pyvis 0.3.2 anew from the lock file."
        raise DataError("The script of vis-network is not the one that was checked.", where=VIS, mend=mend)
    return told.decode("utf-8")


def network_data(chart: Chart, places: dict[str, tuple[float, float]]) -> dict[str, Any]:
    """Nodes, edges and signs as JSON. Ids are opaque keys (`n0`, `e0`); no text of a record is ever an option.

    An edge stands for all links between two things; `links` holds their places in `chart.ties`.
    """
    net = Network(directed=True)
    keys = {thing.id: f"n{at}" for at, thing in enumerate(chart.things)}
    for thing in chart.things:
        x, y = places[thing.id]
        size = FOCUS_RADIUS if thing.focus else RADIUS
        net.add_node(
            keys[thing.id], label=thing.label, shape="custom", x=x, y=y, size=size, kind=thing.kind, focus=thing.focus
        )
    groups = pairs(chart.ties)
    at = {tie.id: n for n, tie in enumerate(chart.ties)}
    net.edges = [_edge(n, group, keys, at, worded=len(groups) <= FEW_LINES) for n, group in enumerate(groups)]
    nodes, edges, *_ = net.get_network_data()
    signs = {kind: {"path": glyph.path, "fill": glyph.fill} for kind, glyph in GLYPHS.items()}
    return {
        "nodes": nodes,
        "edges": edges,
        "signs": signs,
        "outline": OUTLINE,
        "outlineWidth": OUTLINE_WIDTH,
        "font": FONT,
    }


def _edge(number: int, group: Any, keys: dict[str, str], at: dict[str, int], *, worded: bool) -> dict[str, Any]:
    line = stroke(group)
    words = " + ".join(dict.fromkeys(LINKS[tie.type].phrase for tie in group))
    return {
        "id": f"e{number}",
        "from": keys[group[0].start],
        "to": keys[group[0].end],
        "width": line.width,
        "dashes": list(line.dash) or False,
        "color": {"color": line.colour, "highlight": "#0B57D0", "hover": "#0B57D0", "inherit": False},
        "arrows": "to" if line.arrow else "",
        "label": words if worded else "",
        "links": [at[tie.id] for tie in group],
    }
