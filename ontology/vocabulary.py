"""Our own files in, what is served of them out: the vocabulary, codes and shapes in each RDF format, and its terms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import pyoxigraph as ox

from ontology.terms import DCTERMS, ORG, PROV, RDF, SCHEMA, SKOS, WEN, XSD

RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SH: Final = "http://www.w3.org/ns/shacl#"
FILES: Final = {"wengraph": "wengraph.ttl", "codes": "codes.ttl", "shapes": "shapes.ttl"}
PREFIXES: Final = {
    "wen": WEN,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "sh": SH,
    "dcterms": DCTERMS,
    "org": ORG,
    "prov": PROV,
    "schema": SCHEMA,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dwc": "http://rs.tdwg.org/dwc/terms/",
    "m8g": "http://data.europa.eu/m8g/",
    "vann": "http://purl.org/vocab/vann/",
}
FORMATS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
"""Media types that the files are served as; Turtle is the file itself."""

SORTS: Final = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "property to a thing",
    OWL + "DatatypeProperty": "property to a value",
    OWL + "AnnotationProperty": "note or name",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One term as a page shows it; `above`, `of` and `to` are terms with their prefixes."""

    name: str
    sort: str
    label: str
    definition: str
    example: str
    above: tuple[str, ...]
    of: str
    to: str


def text(name: str) -> bytes:
    """One of our files as it stands: `wengraph`, `codes` or `shapes`."""
    return (files("ontology") / FILES[name]).read_bytes()


def context() -> bytes:
    """The JSON-LD context with which plain JSON becomes claims."""
    return (files("ontology") / "context.jsonld").read_bytes()


@cache
def triples(name: str) -> tuple[ox.Triple, ...]:
    """The triples of one of our files, in its order."""
    return tuple(quad.triple for quad in ox.parse(text(name), format=ox.RdfFormat.TURTLE))


@cache
def rendered(name: str, media_type: str) -> bytes:
    """One of our files in one of FORMATS; the same bytes each time."""
    if media_type == "text/turtle":
        return text(name)
    told = ox.serialize(triples(name), format=FORMATS[media_type], prefixes=PREFIXES)
    assert told is not None  # noqa: S101 — there is no output file, so there is an answer
    return told


@cache
def terms() -> tuple[Term, ...]:
    """All terms of the vocabulary, in the order of the file."""
    said: dict[str, dict[str, list[str]]] = {}
    for subject, predicate, thing in triples("wengraph"):
        if isinstance(subject, ox.NamedNode) and isinstance(thing, ox.NamedNode | ox.Literal):
            said.setdefault(subject.value, {}).setdefault(predicate.value, []).append(thing.value)
    return tuple(_term(iri, told) for iri, told in said.items() if SORTS.keys() & set(told[RDF + "type"]))


def _term(iri: str, told: dict[str, list[str]]) -> Term:
    def one(predicate: str) -> str:
        return short(told.get(predicate, [""])[0])

    sort = next(SORTS[name] for name in told[RDF + "type"] if name in SORTS)
    above = [short(other) for name in (RDFS + "subClassOf", RDFS + "subPropertyOf") for other in told.get(name, ())]
    words = (one(RDFS + "label"), one(SKOS + "definition"), one(SKOS + "example"))
    return Term(short(iri), sort, *words, tuple(above), one(RDFS + "domain"), one(RDFS + "range"))


def short(iri: str) -> str:
    """An IRI with the prefix that pages and reports use, where there is one."""
    return next((f"{p}:{iri.removeprefix(ns)}" for p, ns in PREFIXES.items() if iri.startswith(ns)), iri)


@cache
def context_for_json() -> object:
    """The context as JSON, to stand in where a document names its address."""
    return json.loads(context())["@context"]
