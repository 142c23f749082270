"""Triples that no claim node accounts for in, claims of the file itself out: links, properties, names, else notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.errors import WengraphError
from graph.schema import NAME_SORTS
from graph.values.claims import Claim, Mention, Source
from graph.values.countries import alpha3
from ontology import nodes, terms
from ontology.mentions import Told, iri, mention_of
from ontology.terms import COUNTRY_AUTHORITY, RDF, SKOS, WEN, wen

Term = NamedNode | BlankNode | Literal
_LABELS: Final = {SKOS + "prefLabel": "name", SKOS + "altLabel": "alias"}
_NAMING: Final = frozenset({*_LABELS, *(wen(terms.PROPERTY_TERMS[name]) for name in NAME_SORTS)})
_COUNTRY: Final = (wen("isoAlpha2"), wen("isoAlpha3"))


@dataclass(slots=True)
class Accounted:
    """What claim nodes account for: shortcut triples, and the names that they give their subjects."""

    triples: set[tuple[str, str, str]] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=dict)

    def claim(self, told: Told, claim: Claim) -> None:
        """Take in a claim and the node that it was read from."""
        subject = iri(told, wen("subject"))
        if claim.object:
            self.triples.add((subject, wen(terms.LINK_TERMS[claim.predicate]), iri(told, wen("object"))))
        else:
            self.triples.add((subject, wen(terms.PROPERTY_TERMS[claim.predicate]), claim.value))
            self.names.setdefault(subject, set()).add(claim.value)


@dataclass(frozen=True, slots=True)
class Plain:
    """What plain triples are read with: all that the file says, what claims account for, and the file as a source.

    `unknown` counts the terms that are nothing of ours.
    """

    described: Mapping[str, Told]
    accounted: Accounted
    origin: Source
    unknown: Counter[str]

    def claims(self, taken: Collection[str]) -> Iterator[Claim]:
        """The claims of all plain triples whose subject is not taken; `locator` is the subject's IRI."""
        for subject, told in self.described.items():
            if subject in taken:
                continue
            try:
                mention = mention_of(NamedNode(subject), self.described)
            except WengraphError:
                self.unknown.update({predicate: len(values) for predicate, values in told.items()})
                continue
            for predicate, values in told.items():
                for value in values:
                    yield from self._claim(subject, predicate, value, mention)

    def _claim(self, subject: str, predicate: str, value: Term, mention: Mention) -> Iterator[Claim]:
        words = value.value if isinstance(value, NamedNode | Literal) else ""
        if self._accounted(subject, predicate, words, mention):
            return
        try:
            yield self._known(subject, predicate, value, mention) or self._note(subject, predicate, words, mention)
        except WengraphError as error:
            self.unknown[f"{predicate} ({error.what})"] += 1

    def _known(self, subject: str, predicate: str, value: Term, mention: Mention) -> Claim | None:
        """The claim of a term of ours. Raises DataError where it can't be said of this thing."""
        term = predicate.removeprefix(WEN) if predicate.startswith(WEN) else ""
        if term in terms.BY_LINK_TERM:
            link, thing = terms.BY_LINK_TERM[term], mention_of(value, self.described)
            nodes.check_ends(link, mention, thing)
            return self._made(mention, link, subject, thing=thing)
        name = _LABELS.get(predicate) or terms.BY_PROPERTY_TERM.get(term, "")
        if name and isinstance(value, Literal):
            return self._made(mention, nodes.checked(mention, name, value.value), subject, value=value.value)
        return None

    def _note(self, subject: str, predicate: str, words: str, mention: Mention) -> Claim:
        """What a term says that is nothing of ours, kept word for word."""
        self.unknown[predicate] += 1
        return self._made(mention, "note", subject, value=f"<{predicate}> {words}")

    def _made(
        self, mention: Mention, predicate: str, subject: str, *, value: str = "", thing: Mention | None = None
    ) -> Claim:
        told = {"object": thing, "value": value, "locator": subject, "loader": nodes.LOADER}
        return Claim(mention, predicate, self.origin, **told)  # type: ignore[arg-type]

    def _accounted(self, subject: str, predicate: str, words: str, mention: Mention) -> bool:
        """Whether a triple follows from what claims say, or from what a country or a code is."""
        if predicate == RDF + "type" or (subject, predicate, words) in self.accounted.triples:
            return True
        if predicate in _NAMING:
            known = self.accounted.names.get(subject, ())
            return words in known or words == mention.key or mention.kind in ("Country", "CrimeType")
        if predicate == SKOS + "exactMatch":
            return words.startswith((COUNTRY_AUTHORITY, WEN))
        return predicate in _COUNTRY and words in (mention.key, alpha3(mention.key))
