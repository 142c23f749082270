"""Rows of a cut in, quads out: claims as nodes, shortcut triples, things, sources, judgements; a graph per marking.

Every quad's subject is one claim, thing, source, judgement or graph, so that a follower can replace a subject whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad

from graph.schema import LINKS
from graph.values.countries import alpha3, is_code
from ontology import terms
from ontology.terms import DCTERMS, ORG, PROV, RDF, SCHEMA, SKOS, wen
from ontology.values import as_written, dated, moment, typed

Row = dict[str, Any]
NAMES: Final = ("name", "local_name", "mentioned_as", "alias", "acronym")
ENGLISH: Final = frozenset(NAMES) - {"local_name"}
"""Names as records in English write them; of a local name nobody says which language it is in."""

_TYPE: Final = NamedNode(RDF + "type")
_MENTION: Final = ("Kind", "Key", "Name", "Country")
_TEXTS: Final = ("locator", "quote", "classification")


@dataclass(frozen=True, slots=True)
class Cut:
    """Whose graph it is: what IRIs begin with, and the highest marking that it holds."""

    base: str
    clearance: int

    def thing(self, identifier: str) -> NamedNode:
        """The node of a thing or a source."""
        return _thing(self.base, identifier)

    def graph(self, rank: int) -> NamedNode:
        """The named graph of a marking."""
        return _graph(self.base, rank)


@lru_cache(maxsize=50_000)
def _thing(base: str, identifier: str) -> NamedNode:
    return NamedNode(terms.thing(base, identifier))


@lru_cache(maxsize=50)
def _graph(base: str, rank: int) -> NamedNode:
    return NamedNode(terms.graph(base, rank))


@cache
def _term(iri: str) -> NamedNode:
    return NamedNode(iri)


def graph_quads(cut: Cut, rank: int) -> list[Quad]:
    """What a named graph says of itself: its marking."""
    graph = cut.graph(rank)
    return [Quad(graph, _term(wen("marking")), _term(terms.marking_code(rank)), graph)]


def claim_quads(cut: Cut, row: Row) -> list[Quad]:
    """A claim as a node: what it says, as its source writes it, since when, on whose word, how graded and marked."""
    node, graph = NamedNode(terms.claim(cut.base, row["id"])), cut.graph(row["level"])
    told: list[tuple[str, NamedNode | Literal]] = [
        (wen("subject"), cut.thing(row["start"])),
        (PROV + "wasDerivedFrom", cut.thing(row["source"])),
        (wen("basis"), _term(terms.code("basis", row["basis"]))),
        (wen("gradeScheme"), _term(terms.code("scheme", row["scheme"]))),
        (wen("marking"), _term(terms.marking_code(row["level"]))),
        (wen("recordedAt"), moment(row["recorded_at"])),
    ]
    told += _stated(cut, row)
    told += _mention("subject", row["subject"]) + (_mention("object", row["object"]) if row["object"] else [])
    told += [(wen(terms.camel(name)), Literal(row[name])) for name in _TEXTS if row[name]]
    told += [(wen("recordKind"), Literal(row["record"]))] if row["record"] else []
    told += [(wen("retrieved"), dated(row["retrieved"]))] if row["retrieved"] else []
    told += [(wen("releasedTo"), Literal(name)) for name in row["released_to"] or ()]
    for name, axis in (("validFrom", "valid_from"), ("validTo", "valid_to")):
        told += [(wen(name), dated(row[axis]))] if row[axis] else []
    for axis in ("reliability", "credibility"):
        told += [(wen(axis), _term(terms.grade_code(row["scheme"], axis, row[axis])))] if row[axis] else []
    return [Quad(node, _term(predicate), value, graph) for predicate, value in told]


def _stated(cut: Cut, row: Row) -> list[tuple[str, NamedNode | Literal]]:
    """The class of a claim, and what it states of its subject."""
    predicate, role = row["predicate"], row["role"]
    if predicate not in LINKS:
        value = typed(predicate, row["value"] or "")
        told = [(RDF + "type", _term(wen(terms.ATTRIBUTE))), (wen("property"), _term(_property(predicate)))]
        return [*told, (wen("value"), value)]
    end = cut.thing(row["end"])
    told = [(RDF + "type", _term(wen(terms.CLAIM_CLASSES[predicate]))), (wen("object"), end)]
    stated: list[tuple[str, NamedNode | Literal]] = [*told]
    if role:
        known = role in terms.ROLES
        stated.append((wen("role"), _term(terms.code("role", role))) if known else (wen("roleText"), Literal(role)))
    if row["value"]:
        stated.append((wen("value"), Literal(row["value"])))
    if predicate == "MEMBER_OF":
        stated += [(ORG + "member", cut.thing(row["start"])), (ORG + "organization", end)]
        stated += [(ORG + "role", _term(terms.code("role", role)))] if role in terms.ROLES else []
    return stated


def _property(predicate: str) -> str:
    return wen(terms.PROPERTY_TERMS[predicate])


def _mention(side: str, told: list[str]) -> list[tuple[str, NamedNode | Literal]]:
    """An end of a claim as its source writes it: what a merge or a split never rewrites."""
    parts = zip(_MENTION, told, strict=True)
    return [(wen(side + part), Literal(text)) for part, text in parts if text]


def said_quads(cut: Cut, row: Row) -> list[Quad]:
    """The shortcut triple of a claim, in the graph of its marking."""
    node, graph, predicate = cut.thing(row["start"]), cut.graph(row["level"]), row["predicate"]
    if predicate in LINKS:
        return [Quad(node, _term(wen(terms.LINK_TERMS[predicate])), cut.thing(row["end"]), graph)]
    text = row["value"] or ""
    if predicate not in NAMES:
        return [Quad(node, _term(_property(predicate)), typed(predicate, text), graph)]
    name = Literal(text, language="en" if predicate in ENGLISH else "und")
    return [Quad(node, _term(term), name, graph) for term in (_property(predicate), SKOS + "altLabel")]


def thing_quads(cut: Cut, row: Row) -> list[Quad]:
    """A thing: its kind at the marking from which it is seen, its name at the one from which that is known."""
    node, graph, key = cut.thing(row["id"]), cut.graph(row["level"]), row["id"].partition(":")[2]
    quads = [Quad(node, _TYPE, _term(wen(row["kind"])), graph)]
    quads.append(Quad(node, _term(SKOS + "prefLabel"), Literal(row["name"], language="en"), cut.graph(row["named"])))
    if row["kind"] == "Country" and is_code(key):
        three = alpha3(key)
        quads.append(Quad(node, _term(wen("isoAlpha2")), Literal(key), graph))
        if three:
            quads.append(Quad(node, _term(wen("isoAlpha3")), Literal(three), graph))
            quads.append(Quad(node, _term(SKOS + "exactMatch"), NamedNode(terms.COUNTRY_AUTHORITY + three), graph))
    if row["kind"] == "CrimeType":
        quads.append(Quad(node, _term(SKOS + "exactMatch"), _term(terms.code("crime-type", key)), graph))
    return quads


def source_quads(cut: Cut, row: Row) -> list[Quad]:
    """A source: what the document is, and how it is marked."""
    node, graph = cut.thing(row["id"]), cut.graph(row["level"])
    told: list[tuple[str, NamedNode | Literal]] = [
        (RDF + "type", _term(wen("SourceDocument"))),
        (DCTERMS + "title", Literal(row["title"])),
        (wen("dataset"), Literal(row["dataset"])),
        (wen("marking"), _term(terms.marking_code(row["marking"]))),
    ]
    told += [(wen("publisherName"), Literal(row["publisher"]))] if row["publisher"] else []
    told += [(wen("address"), as_written(row["url"], "anyURI"))] if row["url"] else []
    told += [(SCHEMA + "url", as_written(row["url"], "anyURI"))] if row["url"] else []
    told += [(DCTERMS + "issued", dated(row["published"]))] if row["published"] else []
    told += [(wen("sha256"), Literal(row["sha256"]))] if row["sha256"] else []
    told += [(wen("mirrorOf"), Literal(row["mirror_of"]))] if row["mirror_of"] else []
    return [Quad(node, _term(predicate), value, graph) for predicate, value in told]


def judgement_quads(cut: Cut, row: Row) -> list[Quad]:
    """Somebody's word on whether two things are one."""
    node, graph = NamedNode(terms.judgement(cut.base, row["id"])), cut.graph(row["level"])
    told: list[tuple[str, NamedNode | Literal]] = [
        (RDF + "type", _term(wen("Judgement"))),
        (wen("left"), cut.thing(row["left"])),
        (wen("right"), cut.thing(row["right"])),
        (wen("verdict"), _term(terms.code("verdict", row["verdict"]))),
        (wen("author"), Literal(row["author"])),
        (wen("reason"), Literal(row["reason"])),
        (wen("recordedAt"), moment(row["recorded_at"])),
        (wen("marking"), _term(terms.marking_code(row["level"]))),
    ]
    told += [(wen("undoes"), NamedNode(terms.judgement(cut.base, row["undoes"])))] if row["undoes"] else []
    return [Quad(node, _term(predicate), value, graph) for predicate, value in told]


def in_order(quads: Iterable[Quad]) -> Iterable[Quad]:
    """Each quad once, in the order of their texts: the same graph gives the same bytes."""
    return dict.fromkeys(sorted(quads, key=str))
