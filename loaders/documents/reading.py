"""A document in, what it says out: mentions, the links that its sentences state, and the days of its events."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from graph.values.dates import PartialDate, Period, parse_date
from loaders.documents.aims import aimed_at
from loaders.documents.days import Dated, find_date_line, find_days
from loaders.documents.happenings import event_dates, places
from loaders.documents.lexicon import Lexicon
from loaders.documents.lookups import lookups
from loaders.documents.mentions import Mention, find_mentions
from loaders.documents.naming import Scene, near_dates, scene_of
from loaders.documents.participation import taking_part
from loaders.documents.passages import Passage, passages
from loaders.documents.statements import EVENTS, Focus, Statement, stated
from loaders.documents.tagging import Tagged, tag
from loaders.documents.terms import Term, bundled_terms
from loaders.readers.prose import Document

TOP = 500
"""Characters at the head of a document in which its date line stands."""


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


class Reader:
    """Reads documents with one set of terms: built once, it may read many."""

    def __init__(self, terms: Iterable[Term]) -> None:
        words = lookups()
        known = tuple(terms)
        adjectives = [Term("Country", code, word, (word,), sort="adjective") for word, code in words.demonyms.items()]
        traps = (*words.traps["places"], *words.traps["words"])
        self._lexicon = Lexicon((*known, *adjectives), traps, words.spelling)
        self._scene = scene_of(known)

    def read(self, document: Document) -> Reading:
        """What a document says; the same document gives the same reading."""
        text = document.text
        line = _date_line(document)
        dates = find_days(text, line)
        mentions = find_mentions(text, self._lexicon, dates, self._scene.of(text, line, dates))
        mentions = _sole_adjectives(mentions)
        statements, told = _read_passages(document, mentions, dates, self._scene)
        return Reading(document, tuple(mentions), tuple(statements), tuple(told))


@cache
def bundled_reader() -> Reader:
    """A reader that knows the bundled records."""
    return Reader(bundled_terms())


def _date_line(document: Document) -> PartialDate | None:
    if document.published:
        return parse_date(document.published)
    return find_date_line(document.text[:TOP]) or find_date_line(document.text)


def _sole_adjectives(mentions: Sequence[Mention]) -> list[Mention]:
    """An adjective (`Chinese delegation`) stands for its country where the country is not named otherwise."""
    named = {m.term.key for m in mentions if m.term.kind == "Country" and m.term.sort != "adjective"}
    return [m for m in mentions if m.term.sort != "adjective" or m.term.key not in named]


def _read_passages(
    document: Document, mentions: Sequence[Mention], dates: Sequence[Dated], scene: Scene
) -> tuple[list[Statement], list[EventDate]]:
    text = document.text
    found: list[Statement] = []
    told: list[EventDate] = []
    focus = _opening_focus(text, mentions)
    blocks = _headlines(document)
    countries = {m.term.key: m.term for m in mentions if m.term.kind == "Country" and not m.inside}
    for passage in passages(document):
        if passage.paragraph in blocks:
            focus = Focus()
        elif passage.paragraph - 1 in blocks:
            focus = _opening_focus(text[passage.start :], [m for m in mentions if m.start >= passage.start], passage.start)
        inside = _between(mentions, passage.start, passage.end)
        tagged = tag(text, passage.start, passage.end, inside)
        lead = text[passage.lead[0] : passage.lead[1]]
        _move(focus, tagged)
        if focus.events or focus.agreement or focus.network:
            found += stated(passage, tagged, focus)
            found += _listed(passage, text, mentions, tagged, focus)
            found += taking_part(passage, lead, tagged, focus)
            found += aimed_at(passage, lead, tagged, focus)
            found += places(passage, tagged, text, countries, focus, scene)
            days = near_dates(dates, passage.start, passage.end)
            told += [EventDate(e, p, passage.start, passage.end) for e, p in event_dates(text, passage, tagged, days, focus)]
        _look_back(focus, tagged)
    return found, told


def _between(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    return mentions[bisect_left(mentions, start, key=lambda m: m.start) : bisect_left(mentions, end, key=lambda m: m.start)]


def _listed(
    passage: Passage, text: str, mentions: Sequence[Mention], tagged: Tagged, focus: Focus
) -> Iterable[Statement]:
    """A list's items belong to who the line before the list says runs them."""
    if not passage.lead[1]:
        return
    ahead = _between(mentions, *passage.lead)
    lead = tag(text, *passage.lead, ahead)
    operations = tuple(m.term for m in tagged.mentions if m.term.kind == "Operation")
    if operations and not any(m.term.kind in EVENTS for m in ahead):
        for statement in stated(passage, lead, replace(focus, events=operations, operations=operations)):
            if statement.link in ("LED", "ORGANISED"):
                yield statement


def _headlines(document: Document) -> set[int]:
    """The paragraphs of blocks of headlines: three or more lines without a full stop on end, each news of its own."""
    found: set[int] = set()
    run: list[int] = []
    for number, paragraph in enumerate((*document.paragraphs, None)):
        if paragraph and paragraph.sort in ("heading", "text") and paragraph.text[-1:] not in ".:;!?":
            run.append(number)
        else:
            found |= set(run) if len(run) > 3 else set()
            run = []
    return found


def _opening_focus(text: str, mentions: Sequence[Mention], offset: int = 0) -> Focus:
    """Before an event is named, a text speaks of the first that it names for its own sake."""
    events = [m for m in mentions if m.term.kind in EVENTS and not m.inside]
    before = {m: text[max(0, m.start - offset - 80) : m.start - offset] for m in events}
    own = [m.term for m in events if not _background(before[m])] or [m.term for m in events]
    operations = tuple(dict.fromkeys(m.term for m in events if m.term.kind == "Operation"))
    phased = {m.term for m in events if lookups().pattern("phases").search(before[m])}
    series = {t.id: tuple(o for o in operations if o.name.startswith(f"{t.name} ")) for t in phased}
    return Focus(tuple(own[:1]), operations=operations, series={key: members for key, members in series.items() if members})


def _background(before: str) -> bool:
    return bool(lookups().pattern("background").search(before))


def _move(focus: Focus, tagged: Tagged) -> None:
    """What a sentence names for its own sake is what the text speaks of from here on."""
    named: dict[Term, None] = {}
    for match in re.finditer(r"‹[OM]\d+›", tagged.text):
        term = tagged.within(match[0])[0].term
        if not _background(tagged.text[: match.start()]):
            named[term] = None
    if named:
        focus.events = tuple(named)
        focus.opening = False
    for mention in tagged.mentions:
        if mention.term.kind == "Agreement":
            focus.agreement = mention.term
        elif mention.term.kind == "Network":
            focus.network = mention.term


def _look_back(focus: Focus, tagged: Tagged) -> None:
    for mention in tagged.mentions:
        if mention.term.kind in ("Agency", "Network"):
            focus.body = mention.term
