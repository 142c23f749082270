"""A reading and its source in, proposals for reviewers out: claims with the words behind each, rule and score."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from graph.schema import KINDS
from graph.values.claims import Claim, Source
from graph.values.claims import Mention as ClaimMention
from graph.values.proposals import Proposal
from loaders.documents.consolidating import consolidated
from loaders.documents.mentions import Mention
from loaders.documents.reading import EventDate, Reading
from loaders.documents.statements import Statement
from loaders.documents.terms import Term

LOADER: Final = "documents/1"
RECORD: Final = "document"
LONGEST_QUOTE: Final = 1500
_BODIES: Final = ("Agency", "Network")


def proposals_of(reading: Reading, source: Source, known: Collection[tuple[str, str]]) -> list[Proposal]:
    """What a document's reading proposes, once each, the surest wording of it.

    `known` are the entities (kind, key) that need no naming: what a link mentions beyond them is proposed by name too.
    """
    work = _Work(consolidated(reading), reading.document.text, source)
    found: dict[str, Proposal] = {}
    for proposal in work.all(known):
        if proposal.id not in found or proposal.score > found[proposal.id].score:
            found[proposal.id] = proposal
    return sorted(found.values(), key=lambda p: (p.start, p.claim.predicate, p.id))


@dataclass(frozen=True, slots=True)
class _Work:
    """One document's reading on its way to proposals; `text` is kept, for a document puts it together anew."""

    reading: Reading
    text: str
    source: Source

    def all(self, known: Collection[tuple[str, str]]) -> Iterator[Proposal]:
        for statement in self.reading.statements:
            yield Proposal(self._link(statement), statement.rule, statement.score, statement.start, statement.end)
        for prop in self.reading.properties:
            claim = self._claim(prop.subject, prop.name, prop.start, prop.end, prop.value)
            yield Proposal(claim, prop.rule, prop.score, prop.start, prop.end)
        for dated in self.reading.dates:
            yield from self._dates(dated)
        yield from self._names(known)

    def _dates(self, dated: EventDate) -> Iterator[Proposal]:
        """The first and last day of an event, under the names that the schema gives them for its kind."""
        names = KINDS[dated.event.kind].dates or ("", "")
        ends = (dated.period.start, dated.period.end)
        for name, end in dict(zip(names, ends, strict=True)).items():
            if name and end:
                claim = self._claim(dated.event, name, dated.start, dated.end, str(end))
                yield Proposal(claim, "days-of-event", 0.75, dated.start, dated.end)

    def _names(self, known: Collection[tuple[str, str]]) -> Iterator[Proposal]:
        """Names for what the document speaks of and the store does not hold, each in the words of its first mention."""
        first: dict[tuple[str, str], Mention] = {}
        for mention in self.reading.mentions:
            first.setdefault(mention.term.id, mention)
        for term, start, end in self._spoken():
            if term.id not in known and term.kind not in ("Country", "CrimeType"):
                place = first.get(term.id)
                start, end = (place.start, place.end) if place else (start, end)
                claim = self._claim(term, "name", start, end, term.name)
                yield Proposal(claim, "named-in-text", 0.8 if term.known else 0.5, start, end)

    def _spoken(self) -> Iterator[tuple[Term, int, int]]:
        """What claims speak of, each once, with the sentence that does so first."""
        told = [(term, s.start, s.end) for s in self.reading.statements for term in (s.subject, s.object)]
        told += [(d.event, d.start, d.end) for d in self.reading.dates]
        told += [(p.subject, p.start, p.end) for p in self.reading.properties]
        done: set[tuple[str, str]] = set()
        for term, start, end in told:
            if term.id not in done:
                done.add(term.id)
                yield term, start, end

    def _link(self, statement: Statement) -> Claim:
        claim = self._claim(statement.subject, statement.link, statement.start, statement.end, statement.state)
        return replace(claim, object=mention_of(statement.object), role=statement.role)

    def _claim(self, subject: Term, predicate: str, start: int, end: int, value: str) -> Claim:
        return Claim(
            mention_of(subject),
            predicate,
            self.source,
            value=value,
            record=RECORD,
            locator=self.reading.document.locator(start, end),
            quote=" ".join(self.text[start:end].split())[:LONGEST_QUOTE],
            loader=LOADER,
        )


def mention_of(term: Term) -> ClaimMention:
    """How a claim mentions a term: by its key where records or lookups have one, else by its name as written."""
    if term.kind == "Country":
        return ClaimMention("Country", term.key)
    if term.kind == "Taxon" and term.name == term.key:
        return ClaimMention("Taxon", "", term.key.replace("-", " "))
    if term.kind in _BODIES and not term.known:
        return ClaimMention(term.kind, "", term.name, term.country)
    kind = "Body" if term.kind in _BODIES else term.kind
    return ClaimMention(kind, term.key)
