"""The one place for IRIs: kinds, links, properties, codes and ids in, terms of our vocabulary and of others' out."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote

from graph.schema import KINDS, LINKS, NAME_SORTS
from graph.values.grades import SCHEMES

WEN: Final = "https://w3id.org/wengraph/ns#"
"""Our namespace. It resolves only where somebody serves it; the product serves it at /ns."""

VERSION: Final = "0.1.0"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
PROV: Final = "http://www.w3.org/ns/prov#"
ORG: Final = "http://www.w3.org/ns/org#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SCHEMA: Final = "https://schema.org/"
COUNTRY_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/country/"

CLAIM_CLASSES: Final = {
    "MEMBER_OF": "Membership",
    "PART_OF": "Inclusion",
    "OF_COUNTRY": "Belonging",
    "BASED_IN": "Seat",
    "SUCCEEDED_BY": "Succession",
    "ATTENDED": "Attendance",
    "ORGANISED": "Organising",
    "HELD_IN": "Venue",
    "LED": "Lead",
    "TOOK_PART_IN": "Participation",
    "SUPPORTED": "Support",
    "TARGETED": "Target",
    "SIGNED": "Signature",
    "ISSUED": "Issuance",
    "ADDRESSED_TO": "Addressing",
    "FOLLOWS": "FollowUp",
    "OFFERS": "Offer",
    "HAS_ACCESS_TO": "Access",
    "REPORTED": "Report",
    "CONCERNS": "Concern",
    "HAPPENED_IN": "Occurrence",
}
"""The class of the claims that state a link of this type; claims that state a property are wen:Attribute."""

ATTRIBUTE: Final = "Attribute"
MARKINGS: Final = ("CLEAR", "GREEN", "AMBER", "AMBER-STRICT", "RED")
"""Markings by rank, as IRIs spell them."""

_PREFIXES: Final = (*sorted((kind.prefix for kind in KINDS.values()), key=len, reverse=True), "source")
_PART: Final = re.compile(r"_(.)")


def camel(name: str) -> str:
    """`start_date` or `MEMBER_OF` as a local name: `startDate`, `memberOf`."""
    return _PART.sub(lambda match: match[1].upper(), name.lower())


LINK_TERMS: Final = {name: camel(name) for name in LINKS}
"""Link types to the property of their shortcut triple."""

PROPERTY_TERMS: Final = {
    name: camel(name) for name in (*NAME_SORTS, *dict.fromkeys(p for kind in KINDS.values() for p in kind.properties))
}
"""Predicates of claims about one thing to the property of their shortcut triple."""

ROLES: Final = frozenset(role for link in LINKS.values() for role in link.roles if role)
BY_CLASS: Final = {name: link for link, name in CLAIM_CLASSES.items()}
BY_LINK_TERM: Final = {term: name for name, term in LINK_TERMS.items()}
BY_PROPERTY_TERM: Final = {term: name for name, term in PROPERTY_TERMS.items()}


def wen(local: str) -> str:
    """A term of our vocabulary."""
    return WEN + local


def code(scheme: str, name: str) -> str:
    """A code of one of our lists, such as `role-observer` or `marking-AMBER-STRICT`."""
    return f"{WEN}{scheme}-{quote(name, safe='')}"


def grade_code(scheme: str, axis: str, letter: str) -> str:
    """The code of a grade: `admiralty-reliability-B`, `uk-3x5x2-credibility-C`."""
    assert scheme in SCHEMES  # noqa: S101 — claims hold no other
    return f"{WEN}{scheme}-{axis}-{letter}"


def marking_code(rank: int) -> str:
    """The code of a marking."""
    return code("marking", MARKINGS[rank])


def thing(base: str, identifier: str) -> str:
    """The IRI of `agency:kws` and the like, of sources too: the base, `id/`, kind and key."""
    prefix, _, key = identifier.partition(":")
    return f"{base}id/{prefix}-{quote(key, safe='')}"


def id_of(base: str, iri: str) -> str:
    """The id of a thing or a source whose IRI `thing` made."""
    local = iri.removeprefix(f"{base}id/")
    prefix = next(name for name in _PREFIXES if local.startswith(f"{name}-"))
    return f"{prefix}:{unquote(local.removeprefix(f'{prefix}-'))}"


def claim(base: str, identifier: str) -> str:
    """The IRI of a claim."""
    return f"{base}id/claim-{identifier}"


def judgement(base: str, identifier: str) -> str:
    """The IRI of a judgement."""
    return f"{base}id/judgement-{quote(identifier, safe='')}"


def graph(base: str, rank: int) -> str:
    """The IRI of the named graph that holds all of one marking."""
    return f"{base}graph/{MARKINGS[rank]}"
