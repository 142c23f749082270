"""A reading and its source in, proposals for reviewers out: claims with the words behind each, rule and score."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from graph.schema import KINDS
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import UNDATED
from graph.values.proposals import Proposal
from loaders.documents.consolidating import consolidated
from loaders.documents.reading import EventDate, Reading
from loaders.documents.terms import Term

LOADER: Final = "documents/1"
RECORD: Final = "document"
LONGEST_QUOTE: Final = 1500
_BODIES: Final = ("Agency", "Network")
_NAME_SCORE: Final = 0.5


def proposals_of(reading: Reading, source: Source, known: Collection[tuple[str, str]]) -> list[Proposal]:
    """What a document's reading proposes, once each, the surest wording of it.

    `known` are the entities (kind, key) that need no naming: what a link mentions beyond them is proposed by name too.
    """
    told = consolidated(reading)
    found: dict[str, Proposal] = {}
    for proposal in _all(told, source, known):
        if proposal.id not in found or proposal.score > found[proposal.id].score:
            found[proposal.id] = proposal
    return sorted(found.values(), key=lambda p: (p.start, p.claim.predicate, p.id))


def _all(reading: Reading, source: Source, known: Collection[tuple[str, str]]) -> Iterator[Proposal]:
    for statement in reading.statements:
        claim = _claim(reading, source, statement.subject, statement.link, statement.start, statement.end)
        link = Claim(
            claim.subject,
            statement.link,
            source,
            object=mention_of(statement.object),
            value=statement.state,
            role=statement.role,
            record=RECORD,
            locator=claim.locator,
            quote=claim.quote,
            loader=LOADER,
        )
        yield Proposal(link, statement.rule, statement.score, statement.start, statement.end)
    for prop in reading.properties:
        claim = _claim(reading, source, prop.subject, prop.name, prop.start, prop.end, prop.value)
        yield Proposal(claim, prop.rule, prop.score, prop.start, prop.end)
    for dated in reading.dates:
        yield from _dates(reading, source, dated)
    yield from _names(reading, source, known)


def _dates(reading: Reading, source: Source, dated: EventDate) -> Iterator[Proposal]:
    """The first and last day of an event, under the names that the schema gives them for its kind."""
    names = KINDS[dated.event.kind].dates or ("", "")
    ends = (dated.period.start, dated.period.end)
    for name, end in dict(zip(names, ends, strict=True)).items():
        if name and end:
            claim = _claim(reading, source, dated.event, name, dated.start, dated.end, str(end))
            yield Proposal(claim, "days-of-event", 0.75, dated.start, dated.end)


def _names(reading: Reading, source: Source, known: Collection[tuple[str, str]]) -> Iterator[Proposal]:
    """Names for what the document speaks of and the store does not hold, each in the words of its first mention."""
    ends: dict[tuple[str, str], tuple[Term, int, int]] = {}
    for mention in reading.mentions:
        ends.setdefault(mention.term.id, (mention.term, mention.start, mention.end))
    spoken = [(term, s.start, s.end) for s in reading.statements for term in (s.subject, s.object)]
    spoken += [(d.event, d.start, d.end) for d in reading.dates]
    spoken += [(p.subject, p.start, p.end) for p in reading.properties]
    done: set[tuple[str, str]] = set()
    for term, start, end in spoken:
        if term.id in done or term.id in known or term.kind in ("Country", "CrimeType"):
            continue
        done.add(term.id)
        _, start, end = ends.get(term.id, (term, start, end))
        claim = _claim(reading, source, term, "name", start, end, term.name)
        yield Proposal(claim, "named-in-text", _NAME_SCORE if not term.known else 0.8, start, end)


def _claim(
    reading: Reading, source: Source, subject: Term, predicate: str, start: int, end: int, value: str = ""
) -> Claim:
    document = reading.document
    return Claim(
        mention_of(subject),
        predicate,
        source,
        value=value,
        period=UNDATED,
        record=RECORD,
        locator=document.locator(start, end),
        quote=" ".join(document.text[start:end].split())[:LONGEST_QUOTE],
        loader=LOADER,
    )


def mention_of(term: Term) -> Mention:
    """How a claim mentions a term: by its key where records or lookups have one, else by its name as written."""
    if term.kind == "Country":
        return Mention("Country", term.key)
    if term.kind == "Taxon" and term.name == term.key:
        return Mention("Taxon", "", term.key.replace("-", " "))
    if term.kind in _BODIES and not term.known:
        return Mention(term.kind, "", term.name, term.country)
    kind = "Body" if term.kind in _BODIES else term.kind
    return Mention(kind, term.key)
