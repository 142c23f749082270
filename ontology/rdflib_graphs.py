"""An RDF file or text in, its triples out as an rdflib graph, for SHACL; read by `ontology.files`, never by rdflib."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from graph.errors import DataError, UsageError
from ontology.files import format_of, quads_in
from ontology.terms import XSD

LARGEST: Final = 50_000_000
"""Bytes of a file that is read, at the most."""


def read_graph(path: Path) -> Graph:
    """The triples of a file, those of its named graphs together; literals stay as they are written.

    Raises UsageError for a file that is not there, too large or of no known format, DataError for one that is wrong in
    itself.
    """
    form = format_of(path)
    return _graph(quads_in(_bytes(path), form, where=path.name, base=path.absolute().as_uri()), path.name)


def as_graph(data: bytes, form: ox.RdfFormat, *, where: str, base: str | None = None) -> Graph:
    """The triples of RDF text. Raises DataError with line and column where it can't be read."""
    return _graph(quads_in(data, form, where=where, base=base), where)


def _graph(quads: Iterable[ox.Quad], where: str) -> Graph:
    graph = Graph(bind_namespaces="none")
    try:
        for quad in quads:
            graph.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    except ValueError as error:
        raise DataError(f"This can't be checked: {error}.", where=where, mend="Correct that place.") from error
    return graph


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError("The file can't be opened.", where=str(path), mend=f"{error.strerror}.") from error
    if len(data) > LARGEST:
        raise UsageError("The file is too large.", where=str(path), mend=f"Split it: at most {LARGEST} bytes are read.")
    return data


def _node(term: object) -> URIRef | BNode | Literal:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        plain = term.datatype.value == XSD + "string"
        return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)
    raise ValueError("terms of RDF 1.2 are not read")
