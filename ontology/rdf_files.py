"""An RDF file in, its triples out as an rdflib graph: bounded, and without anything that fetches something else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from graph.errors import DataError, UsageError
from ontology import vocabulary
from ontology.files import FORMATS
from ontology.terms import WEN, XSD

LARGEST: Final = 50_000_000
"""Bytes of a file that is read, at the most."""

SUFFIXES: Final = FORMATS | {
    ".json": ox.RdfFormat.JSON_LD,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
CONTEXT: Final = WEN.removesuffix("#") + "/context.jsonld"
"""The address by which a document may name our context; ours is taken from the installed files, not fetched."""


def read_graph(path: Path) -> Graph:
    """The triples of a file, those of its named graphs together; literals stay as they are written.

    Raises UsageError for a file that is not there, too large or of no known format, DataError for one that is wrong in
    itself.
    """
    return as_graph(_bytes(path), SUFFIXES[path.suffix.lower()], where=str(path), base=path.absolute().as_uri())


def as_graph(data: bytes, form: ox.RdfFormat, *, where: str, base: str | None = None) -> Graph:
    """The triples of RDF text. Raises DataError with line and column where it can't be read."""
    if form == ox.RdfFormat.RDF_XML:
        _refuse_doctype(data, where)
    if form == ox.RdfFormat.JSON_LD:
        data = _with_our_context(data, where)
    graph = Graph(bind_namespaces="none")
    try:
        for quad in ox.parse(data, format=form, base_iri=base):
            graph.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    except (SyntaxError, ValueError) as error:
        raise DataError(f"This is no {form.name}: {error}.", where=where, mend="Correct that place.") from error
    return graph


def _bytes(path: Path) -> bytes:
    if path.suffix.lower() not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise UsageError(f"{path.suffix or 'No suffix'} names no RDF format.", where=str(path), mend=f"Use: {known}.")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError("The file can't be opened.", where=str(path), mend=f"{error.strerror}.") from error
    if len(data) > LARGEST:
        raise UsageError("The file is too large.", where=str(path), mend=f"Split it: at most {LARGEST} bytes are read.")
    return data


def _refuse_doctype(data: bytes, where: str) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("RDF/XML is read as UTF-8 only.", where=where, mend="Save it as UTF-8.") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise DataError("A document type or entity is not read.", where=where, mend="Take it out of the file.")


def _with_our_context(data: bytes, where: str) -> bytes:
    """The same document with our context in it, where it names that by its address; any other address is refused."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DataError(f"This is no JSON: {error}.", where=where, mend="Correct that place.") from error
    if isinstance(document, dict) and document.get("@context") == CONTEXT:
        document["@context"] = vocabulary.context_for_json()
        return json.dumps(document).encode()
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
