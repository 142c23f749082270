"""IRIs and what a claim node says of an end in, mentions out; a thing of another's naming is mentioned by its label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.errors import DataError
from graph.resolve import is_own_key
from graph.schema import ABSTRACT, KINDS
from graph.values.claims import Mention
from graph.values.countries import find_country, is_code
from graph.values.names import is_key
from ontology.terms import RDF, SKOS, WEN, wen

Term = NamedNode | BlankNode | Literal
Told = Mapping[str, Sequence[Term]]
"""What is said of one subject: its predicates with their values."""

_PREFIXES: Final = sorted(((kind.prefix, kind.label) for kind in KINDS.values()), key=lambda pair: -len(pair[0]))
_LABELS: Final = (SKOS + "prefLabel", "http://www.w3.org/2000/01/rdf-schema#label", "https://schema.org/name")


def mention_written(side: str, told: Told) -> Mention | None:
    """An end of a claim as its source writes it, where the claim's node says so. Raises DataError."""
    kind, key, name, country = (text(told, wen(side + part)) for part in ("Kind", "Key", "Name", "Country"))
    return _checked(Mention(kind, key, name, country)) if kind else None


def mention_of(node: Term, described: Mapping[str, Told]) -> Mention:
    """What an IRI means: one of our ids, else a thing of this kind and label. Raises DataError if it is neither."""
    if not isinstance(node, NamedNode):
        raise DataError("expected the IRI of a thing", where=str(node))
    told = described.get(node.value, {})
    kinds = {iri.removeprefix(WEN) for iri in iris(told, RDF + "type")} & KINDS.keys()
    ours = _of_iri(node.value, kinds)
    if ours:
        return ours
    label = next((words for iri in _LABELS if (words := text(told, iri))), "")
    if len(kinds) == 1 and label:
        return _labelled(kinds.pop(), label)
    raise DataError("no thing of a known kind and name", where=node.value, mend="Give it a wen: class and a prefLabel.")


def _of_iri(iri: str, kinds: set[str]) -> Mention | None:
    local = unquote(iri.rpartition("/id/")[2]) if "/id/" in iri else ""
    for prefix, kind in _PREFIXES:
        if local.startswith(f"{prefix}-") and (not kinds or kind in kinds):
            key = local.removeprefix(f"{prefix}-")
            return Mention(kind, key) if is_own_key(key) else _checked(Mention(kind, key))
    return None


def _labelled(kind: str, label: str) -> Mention:
    if kind != "Country":
        return Mention(kind, name=label)
    code = find_country(label).code
    if not code:
        raise DataError(f"{label!r} is no country that I know", where=label, mend="Give its ISO 3166 code.")
    return Mention(kind, code)


def _checked(mention: Mention) -> Mention:
    """The mention, if its kind and key are such as records may have."""
    if mention.kind not in KINDS and mention.kind not in ABSTRACT:
        raise DataError(f"{mention.kind!r} is not a kind", mend=f"Known: {', '.join(KINDS)}.")
    if mention.kind == "Country" and not is_code(mention.key):
        raise DataError(f"{mention.key!r} is no ISO 3166-1 alpha-2 code of a country")
    country = mention.kind in ("Country", "Party") and is_code(mention.key)
    if mention.key and not country and not is_key(mention.key):
        raise DataError(f"{mention.key!r} is no key of an id")
    if not mention.key and not mention.name:
        raise DataError("a mention needs a key or a name")
    return mention


def text(told: Told, predicate: str) -> str:
    """The one text of a predicate, '' where there is none. Raises DataError for several, or for what is no text."""
    found = told.get(predicate, ())
    if len(found) > 1:
        raise DataError(f"{predicate.removeprefix(WEN)} is given {len(found)} times")
    if found and not isinstance(found[0], Literal):
        raise DataError(f"{predicate.removeprefix(WEN)} is no text")
    return found[0].value if found else ""


def iris(told: Told, predicate: str) -> list[str]:
    """The IRIs of a predicate."""
    return [node.value for node in told.get(predicate, ()) if isinstance(node, NamedNode)]


def iri(told: Told, predicate: str) -> str:
    """The one IRI of a predicate, '' where there is none. Raises DataError for several."""
    found = iris(told, predicate)
    if len(found) > 1:
        raise DataError(f"{predicate.removeprefix(WEN)} is given {len(found)} times")
    return found[0] if found else ""


def local(told: Told, predicate: str, scheme: str) -> str:
    """The code of one of our lists that a predicate names (`scheme-…`), '' where there is none. Raises DataError."""
    named = iri(told, predicate)
    if named and not named.startswith(f"{WEN}{scheme}-"):
        raise DataError(f"{named} is no code of {scheme}")
    return unquote(named.removeprefix(f"{WEN}{scheme}-"))
