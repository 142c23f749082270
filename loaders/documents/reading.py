"""A document in, what it says out: mentions, the links that its sentences state, and the days of its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from graph.values.dates import Period, parse_date
from loaders.documents.aims import aimed_at
from loaders.documents.days import Dated, find_date_line, find_days, written_days
from loaders.documents.focus import headline_paragraphs, look_back, move, opening_focus
from loaders.documents.happenings import event_dates, places
from loaders.documents.headlines import read_headline
from loaders.documents.lexicon import Lexicon
from loaders.documents.lookups import lookups
from loaders.documents.mentions import Mention, find_mentions
from loaders.documents.naming import Scene, scene_of
from loaders.documents.outcomes import figures, obstacles, recommendations, tools
from loaders.documents.participation import taking_part
from loaders.documents.passages import Passage, passages
from loaders.documents.shapes import named_year
from loaders.documents.spans import between
from loaders.documents.statements import EVENTS, Focus, Property, Statement, stated
from loaders.documents.tagging import Tagged, tag
from loaders.documents.terms import Term, bundled_terms, merged
from loaders.readers.prose import Document


@dataclass(frozen=True, slots=True)
class EventDate:
    """The days of an event as a sentence gives them."""

    event: Term
    period: Period
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says, in its own order: spans count characters of the document's text."""

    document: Document
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    dates: tuple[EventDate, ...]
    properties: tuple[Property, ...] = ()


class Reader:
    """Reads documents with one set of terms: built once, it may read many."""

    def __init__(self, terms: Iterable[Term]) -> None:
        words = lookups()
        known = tuple(merged(terms).values())
        adjectives = [Term("Country", code, word, (word,), sort="adjective") for word, code in words.demonyms.items()]
        traps = (*words.traps["places"], *words.traps["words"])
        self._lexicon = Lexicon((*known, *adjectives), traps, words.spelling)
        self._scene = scene_of(known)
        self._tools = {term.key: term for term in known if term.kind == "Tool"}

    def read(self, document: Document) -> Reading:
        """What a document says; the same document gives the same reading."""
        text = document.text
        written = written_days(text)
        line = parse_date(document.published) or find_date_line(text, written) or named_year(text)
        dates = find_days(text, written, line)
        mentions = find_mentions(text, self._lexicon, dates, self._scene.of(text, line, dates))
        mentions = _sole_adjectives(mentions)
        told = _Told(document, text, mentions, dates, self._scene, self._tools)
        told.read()
        return Reading(document, tuple(mentions), tuple(told.statements), tuple(told.dates), tuple(told.properties))


@cache
def bundled_reader() -> Reader:
    """A reader that knows the bundled records."""
    return Reader(bundled_terms())


def _sole_adjectives(mentions: Sequence[Mention]) -> list[Mention]:
    """An adjective (`Chinese delegation`) stands for its country where the country is not named otherwise."""
    named = {m.term.key for m in mentions if m.term.kind == "Country" and m.term.sort != "adjective"}
    return [m for m in mentions if m.term.sort != "adjective" or m.term.key not in named]


@dataclass(slots=True)
class _Told:
    """One walk through a document: what its sentences state, as the text moves from one thing to another."""

    document: Document
    text: str
    mentions: Sequence[Mention]
    days: Sequence[Dated]
    scene: Scene
    tools: Mapping[str, Term]
    statements: list[Statement] = field(default_factory=list)
    dates: list[EventDate] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)

    def read(self) -> None:
        text, mentions = self.text, self.mentions
        focus = opening_focus(text, mentions)
        blocks = headline_paragraphs(self.document)
        countries = {m.term.key: m.term for m in mentions if m.term.kind == "Country" and not m.inside}
        lead, number = (0, 0), 0
        for passage in passages(self.document):
            tagged = tag(text, passage.start, passage.end, between(mentions, passage.start, passage.end))
            if passage.paragraph in blocks:
                self._take(read_headline(text, passage, tagged))
                continue
            if passage.paragraph - 1 in blocks:
                focus = opening_focus(text, between(mentions, passage.start, len(text)), passage.start)
            number = number + 1 if passage.lead == lead else 1
            lead = passage.lead
            move(focus, tagged)
            self._sentence(passage, tagged, focus, number, countries)
            look_back(focus, tagged)

    def _sentence(
        self, passage: Passage, tagged: Tagged, focus: Focus, number: int, countries: Mapping[str, Term]
    ) -> None:
        text = self.text
        lead = text[passage.lead[0] : passage.lead[1]]
        self._take(tools(tagged, text, passage, self.tools))
        if not (focus.events or focus.agreement or focus.network):
            return
        told = list(stated(passage, tagged, focus))
        self._take(told)
        self._take(_listed(passage, text, self.mentions, tagged, focus))
        listed = {s.subject.id for s in told if s.link in ("MEMBER_OF", "SIGNED")}
        if lookups().says("attended", tagged.text):
            listed.clear()
        self._take(s for s in taking_part(passage, lead, tagged, focus) if s.subject.id not in listed)
        self._take(aimed_at(passage, lead, tagged, focus))
        self._take(places(passage, tagged, text, countries, focus, self.scene))
        self._take(recommendations(text, passage, lead, number, focus))
        self._take(obstacles(text, passage, focus))
        self._take(figures(text, passage, focus))
        days = between(self.days, passage.start, passage.end)
        for event, period in event_dates(text, passage, tagged, days, focus):
            self.dates.append(EventDate(event, period, passage.start, passage.end))

    def _take(self, found: Iterable[Statement | Property]) -> None:
        for one in found:
            if isinstance(one, Statement):
                self.statements.append(one)
            else:
                self.properties.append(one)


def _listed(
    passage: Passage, text: str, mentions: Sequence[Mention], tagged: Tagged, focus: Focus
) -> Iterable[Statement]:
    """A list's items belong to who the line before the list says runs them."""
    if not passage.lead[1]:
        return
    ahead = between(mentions, *passage.lead)
    operations = tuple(m.term for m in tagged.mentions if m.term.kind == "Operation")
    if operations and not any(m.term.kind in EVENTS for m in ahead):
        lead = tag(text, *passage.lead, ahead)
        for statement in stated(passage, lead, replace(focus, events=operations, operations=operations)):
            if statement.link in ("LED", "ORGANISED"):
                yield statement
