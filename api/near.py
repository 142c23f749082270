"""A thing as a reader may see it in, a small picture of what is closest to it out, or nothing where nothing is."""

from __future__ import annotations

from typing import Final

from api.chart_address import ChartAddress
from api.deps import Reading
from api.screens import Near
from api.views import svg
from graph import expansion
from graph.analysis.to_networkx import Scope, read_kinds
from graph.expansion import Opening

CLOSEST: Final = 10


def near(read: Reading, thing: str) -> Near | None:
    """The things around one that have most links, drawn; None where no link that the reader may see leads anywhere."""
    from api.views.layout import positions
    from api.views.svg_chart import chart_svg

    scope = Scope(read.clearance, read.as_of, 0, read_kinds([]))
    opening = Opening(thing, most=CLOSEST)
    chart = expansion.opened(read.store, [opening], (), scope=scope)
    if not chart.ties:
        return None
    root = chart_svg(chart, positions(chart))
    for part in root.iter():
        if part.tag == "a":  # the page has no tables that hold these lines
            part.tag = "g"
            part.attrib.pop("href", None)
    day = read.as_of.isoformat() if read.as_of else ""
    address = str(ChartAddress((opening,), as_of=day, known_by=read.known_by))
    return Near(svg.markup(root), address, len(chart.things) - 1, chart.cited.marking)
