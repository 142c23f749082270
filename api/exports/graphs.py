"""Things and links in, GraphML or GEXF out, for programs that draw graphs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any
from xml.etree.ElementTree import SubElement

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from api.cli.output import clean
from api.exports.about import About
from graph.store.plain import Row


def write_graphml(about: About, things: Iterable[Row], links: Iterable[Row], into: IO[bytes]) -> int:
    """GraphML; what the file is stands as data of the graph. How many links."""
    drawn = _graph(about, things, links)
    nx.write_graphml(drawn, into)
    return int(drawn.number_of_edges())


def write_gexf(about: About, things: Iterable[Row], links: Iterable[Row], into: IO[bytes]) -> int:
    """GEXF 1.2; what the file is stands in its description. How many links."""
    drawn = _graph(about, things, links)
    writer = GEXFWriter(drawn)
    described = SubElement(writer.xml.find("meta"), "description")
    described.text = "; ".join(f"{name}: {text}" for name, text in drawn.graph.items())
    writer.write(into)
    return int(drawn.number_of_edges())


def _graph(about: About, things: Iterable[Row], links: Iterable[Row]) -> Any:
    drawn: Any = nx.MultiDiGraph(**{name.replace(" ", "_"): _text(told) for name, told in about.lines().items()})
    for thing in things:
        drawn.add_node(thing["id"], label=_text(thing["name"]), kind=thing["kind"])
    for link in links:
        told = {name: _text(link[name]) for name in ("type", "role", "since", "until", "grade")}
        told |= {name: _text("; ".join(link[name])) for name in ("basis", "remarks", "sources", "claims")}
        drawn.add_edge(link["start"], link["end"], key=link["id"], origins=link["origins"], **told)
    return drawn


def _text(value: str | None) -> str:
    """A text that XML can hold."""
    return clean(value or "")
