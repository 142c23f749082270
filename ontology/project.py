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

Said = list[tuple[NamedNode, NamedNode | Literal]]
"""What a subject is said to have: predicates and values."""

_TYPE: Final = NamedNode(RDF + "type")
_DERIVED: Final = NamedNode(PROV + "wasDerivedFrom")
_ALT_LABEL: Final = NamedNode(SKOS + "altLabel")
_ORG_MEMBER, _ORG_ORGANIZATION, _ORG_ROLE = (NamedNode(ORG + name) for name in ("member", "organization", "role"))
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


@cache
def _wen(local: str) -> NamedNode:
    return NamedNode(wen(local))


@cache
def _code(scheme: str, name: str) -> NamedNode:
    return NamedNode(terms.code(scheme, name))


@cache
def _marking(rank: int) -> NamedNode:
    return NamedNode(terms.marking_code(rank))


@cache
def _grade(scheme: str, axis: str, letter: str) -> NamedNode:
    return NamedNode(terms.grade_code(scheme, axis, letter))


def _quads(node: NamedNode, said: Said, graph: NamedNode) -> list[Quad]:
    """Quads of one subject in the order of their predicates; where one has many values, they come in order."""
    return [Quad(node, predicate, value, graph) for predicate, value in sorted(said, key=lambda pair: pair[0].value)]


def graph_quads(cut: Cut, rank: int) -> list[Quad]:
    """What a named graph says of itself: its marking."""
    graph = cut.graph(rank)
    return [Quad(graph, _wen("marking"), _marking(rank), graph)]


def claim_quads(cut: Cut, row: Row) -> list[Quad]:
    """A claim as a node: what it says, as its source writes it, since when, on whose word, how graded and marked."""
    node, graph = NamedNode(terms.claim(cut.base, row["id"])), cut.graph(row["level"])
    told: Said = [
        (_wen("subject"), cut.thing(row["start"])),
        (_DERIVED, cut.thing(row["source"])),
        (_wen("basis"), _code("basis", row["basis"])),
        (_wen("gradeScheme"), _code("scheme", row["scheme"])),
        (_wen("marking"), _marking(row["level"])),
        (_wen("recordedAt"), moment(row["recorded_at"])),
    ]
    told += _stated(cut, row)
    told += _mention("subject", row["subject"]) + (_mention("object", row["object"]) if row["object"] else [])
    told += [(_wen(name), Literal(row[name])) for name in _TEXTS if row[name]]
    told += [(_wen("recordKind"), Literal(row["record"]))] if row["record"] else []
    told += [(_wen("retrieved"), dated(row["retrieved"]))] if row["retrieved"] else []
    told += [(_wen("releasedTo"), Literal(name)) for name in sorted(set(row["released_to"] or ()))]
    for name, axis in (("validFrom", "valid_from"), ("validTo", "valid_to")):
        told += [(_wen(name), dated(row[axis]))] if row[axis] else []
    for axis in ("reliability", "credibility"):
        told += [(_wen(axis), _grade(row["scheme"], axis, row[axis]))] if row[axis] else []
    return _quads(node, told, graph)


def _stated(cut: Cut, row: Row) -> Said:
    """The class of a claim, and what it states of its subject."""
    predicate, role = row["predicate"], row["role"]
    if predicate not in LINKS:
        value = typed(predicate, row["value"] or "")
        told = [(_TYPE, _wen(terms.ATTRIBUTE)), (_wen("property"), _property(predicate))]
        return [*told, (_wen("value"), value)]
    end = cut.thing(row["end"])
    stated: Said = [(_TYPE, _wen(terms.CLAIM_CLASSES[predicate])), (_wen("object"), end)]
    if role:
        known = role in terms.ROLES
        stated.append((_wen("role"), _code("role", role)) if known else (_wen("roleText"), Literal(role)))
    if row["value"]:
        stated.append((_wen("value"), Literal(row["value"])))
    if predicate == "MEMBER_OF":
        stated += [(_ORG_MEMBER, cut.thing(row["start"])), (_ORG_ORGANIZATION, end)]
        stated += [(_ORG_ROLE, _code("role", role))] if role in terms.ROLES else []
    return stated


def _property(predicate: str) -> NamedNode:
    return _wen(terms.PROPERTY_TERMS[predicate])


def _mention(side: str, told: list[str]) -> Said:
    """An end of a claim as its source writes it: what a merge or a split never rewrites."""
    parts = zip(_MENTION, told, strict=True)
    return [(_wen(side + part), Literal(text)) for part, text in parts if text]


def said_quads(cut: Cut, row: Row) -> list[Quad]:
    """The shortcut triple of a claim, in the graph of its marking."""
    node, graph, predicate = cut.thing(row["start"]), cut.graph(row["level"]), row["predicate"]
    if predicate in LINKS:
        return [Quad(node, _wen(terms.LINK_TERMS[predicate]), cut.thing(row["end"]), graph)]
    text = row["value"] or ""
    if predicate not in NAMES:
        return [Quad(node, _property(predicate), typed(predicate, text), graph)]
    name = Literal(text, language="en" if predicate in ENGLISH else "und")
    return [Quad(node, term, name, graph) for term in (_property(predicate), _ALT_LABEL)]


def thing_quads(cut: Cut, row: Row) -> list[Quad]:
    """A thing: its kind at the marking from which it is seen, its name at the one from which that is known."""
    node, graph, key = cut.thing(row["id"]), cut.graph(row["level"]), row["id"].partition(":")[2]
    quads = [Quad(node, _TYPE, _wen(row["kind"]), graph)]
    quads.append(Quad(node, _term(SKOS + "prefLabel"), Literal(row["name"], language="en"), cut.graph(row["named"])))
    if row["kind"] == "Country" and is_code(key):
        three = alpha3(key)
        quads.append(Quad(node, _wen("isoAlpha2"), Literal(key), graph))
        if three:
            quads.append(Quad(node, _wen("isoAlpha3"), Literal(three), graph))
            quads.append(Quad(node, _term(SKOS + "exactMatch"), NamedNode(terms.COUNTRY_AUTHORITY + three), graph))
    if row["kind"] == "CrimeType":
        quads.append(Quad(node, _term(SKOS + "exactMatch"), _code("crime-type", key), graph))
    return quads


def source_quads(cut: Cut, row: Row) -> list[Quad]:
    """A source: what the document is, and how it is marked."""
    node, graph = cut.thing(row["id"]), cut.graph(row["level"])
    told: Said = [
        (_TYPE, _wen("SourceDocument")),
        (_term(DCTERMS + "title"), Literal(row["title"])),
        (_wen("dataset"), Literal(row["dataset"])),
        (_wen("marking"), _marking(row["marking"])),
    ]
    told += [(_wen("publisherName"), Literal(row["publisher"]))] if row["publisher"] else []
    told += [(_wen("address"), as_written(row["url"], "anyURI"))] if row["url"] else []
    told += [(_term(SCHEMA + "url"), as_written(row["url"], "anyURI"))] if row["url"] else []
    told += [(_term(DCTERMS + "issued"), dated(row["published"]))] if row["published"] else []
    told += [(_wen("sha256"), Literal(row["sha256"]))] if row["sha256"] else []
    told += [(_wen("mirrorOf"), Literal(row["mirror_of"]))] if row["mirror_of"] else []
    return _quads(node, told, graph)


def judgement_quads(cut: Cut, row: Row) -> list[Quad]:
    """Somebody's word on whether two things are one."""
    node, graph = NamedNode(terms.judgement(cut.base, row["id"])), cut.graph(row["level"])
    told: Said = [
        (_TYPE, _wen("Judgement")),
        (_wen("left"), cut.thing(row["left"])),
        (_wen("right"), cut.thing(row["right"])),
        (_wen("verdict"), _code("verdict", row["verdict"])),
        (_wen("author"), Literal(row["author"])),
        (_wen("reason"), Literal(row["reason"])),
        (_wen("recordedAt"), moment(row["recorded_at"])),
        (_wen("marking"), _marking(row["level"])),
    ]
    told += [(_wen("undoes"), NamedNode(terms.judgement(cut.base, row["undoes"])))] if row["undoes"] else []
    return _quads(node, told, graph)


def in_order(quads: Iterable[Quad]) -> Iterable[Quad]:
    """Each quad once, in the order of their texts: the same graph gives the same bytes."""
    return dict.fromkeys(sorted(quads, key=str))
