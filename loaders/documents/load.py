"""A document's path in, its proposals in the store out: nothing that a machine read enters the graph by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graph.errors import UsageError
from graph.proposals import Proposed, propose
from graph.schema import kind_of_id
from graph.store.bolt import Store
from graph.values.alike_texts import signature
from graph.values.claims import Source
from graph.values.markings import Marking
from graph.values.names import slug
from graph.values.proposals import Document as Kept
from graph.vocabulary import Known, known_things, origin_of_titles
from loaders.base import declared
from loaders.documents.propose import proposals_of
from loaders.documents.reading import Reader, Reading, bundled_reader
from loaders.documents.terms import Term, bundled_terms
from loaders.readers.document import open_document
from loaders.readers.prose import Document
from loaders.readers.rows import shown

NAMED = ("Agency", "Network", "Meeting", "Operation", "Agreement", "Taxon", "Tool")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person says of documents when they hand them in."""

    marking: Marking
    reliability: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What reading one document did: its title and language, sentences read, proposals by fate, notes."""

    name: str
    title: str
    source: str
    language: str
    characters: int
    mentions: int
    proposed: Proposed
    found: int
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as `--json` prints it."""
        told = {name: getattr(self, name) for name in ("name", "title", "source", "language", "characters", "mentions")}
        fates = ("new", "known", "rejected_before", "accepted_before", "copies")
        return told | {n: getattr(self.proposed, n) for n in fates} | {"found": self.found, "notes": list(self.notes)}


def stated(marking: str, reliability: str, url: str = "", where: str = "") -> Stated:
    """What was said on the command line or in a form, checked. Raises MarkingError without a marking, UsageError."""
    level, code = declared(marking, reliability, where)
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise UsageError("An address begins with http:// or https://.", where="--url")
    return Stated(level, code, url)


class Desk:
    """Documents are read at it one by one: it knows what the store holds at their marking when it is set up.

    Its reports tell nothing of what is held above the clearance of whoever hands the documents in.
    """

    def __init__(self, store: Store, told: Stated, clearance: Marking = Marking.RED) -> None:
        things = known_things(store, told.marking)
        self._store, self._told, self._clearance = store, told, clearance
        self._reader = Reader([*bundled_terms(), *_terms(things)])
        self._known = {(thing.kind, thing.id.partition(":")[2]) for thing in things}

    def load(self, path: Path) -> DocumentReport:
        """Open a document and keep what it proposes. Raises what `open_document` and `propose` raise."""
        return self.propose(open_document(path))

    def propose(self, document: Document) -> DocumentReport:
        """Keep what a document proposes; reading it again proposes nothing twice.

        Raises MarkingError, with nothing written, above the store's ceiling.
        """
        reading = self._reader.read(document)
        source = source_of(document, self._told)
        origin, cited = origin_of_titles(self._store, titles_of(document), self._told.marking, but=source.id)
        source = replace(source, copy_of=origin)
        proposals = proposals_of(reading, source, self._known)
        kept = Kept(
            id=source.id,
            sha256=document.sha256,
            name=shown(document.name),
            title=source.title,
            signature=signature(document.text),
            marking=self._told.marking,
        )
        proposed = propose(self._store, kept, proposals, self._clearance)
        return _report(reading, source, len(proposals), proposed, cited)


def read_only(path: Path, told: Stated) -> DocumentReport:
    """What loading a document into an empty store would propose; nothing is written."""
    document = open_document(path)
    reading = bundled_reader().read(document)
    source = source_of(document, told)
    return _report(reading, source, len(proposals_of(reading, source, ())), Proposed(), "")


def _report(reading: Reading, source: Source, found: int, proposed: Proposed, cited: str) -> DocumentReport:
    document = reading.document
    return DocumentReport(
        name=shown(document.name),
        title=source.title,
        source=source.id,
        language=document.language,
        characters=len(document.text),
        mentions=len(reading.mentions),
        proposed=proposed,
        found=found,
        notes=(*document.notes, *_notes(reading, cited, proposed)),
    )


def _notes(reading: Reading, cited: str, proposed: Proposed) -> Iterator[str]:
    if cited:
        yield f"It has the title of a source that is cited already (“{cited}”): both count as one origin."
    if proposed.copies:
        yield f"Its wording repeats {proposed.copies} earlier document(s): they count as one origin."
    if not reading.statements:
        yield "No sentence states a link that a rule knows."


def source_of(document: Document, told: Stated) -> Source:
    """The source that a document's claims cite: what it says of itself, and what was said when it was handed in."""
    url = told.url or document.url
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return Source(
        dataset=slug(Path(document.name).stem) or "document",
        title=titles_of(document)[0],
        publisher=document.publisher or host,
        url=url,
        published=document.published,
        retrieved=document.retrieved,
        sha256=document.sha256,
        reliability=told.reliability,
        marking=told.marking,
    )


def titles_of(document: Document) -> list[str]:
    """What the document may be called, the best first: its title, a heading that it repeats, any heading, its name."""
    headings = [p.text for p in document.paragraphs if p.sort == "heading" and len(p.text.split()) > 3]
    often = Counter(headings)
    repeated = [text for text in headings if often[text] > 1]
    found = [document.title, *repeated, *headings[:40], shown(document.name)]
    return list(dict.fromkeys(title[:300] for title in found if title))


def _terms(things: Iterable[Known]) -> Iterator[Term]:
    """What the store holds, as texts may name it; countries and crime types are known by lists of their own."""
    for thing in things:
        if kind_of_id(thing.id) in NAMED:
            yield Term(thing.kind, thing.id.partition(":")[2], thing.names[0], thing.names, start=thing.first_day)
