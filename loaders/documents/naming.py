"""A name and where it stands in, the one thing that is meant out: by its country, its day, its place in the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final

from graph.values.dates import PartialDate, Period
from graph.values.names import normal_form
from loaders.documents.days import Dated
from loaders.documents.lexicon import Hit
from loaders.documents.lookups import lookups
from loaders.documents.spans import between
from loaders.documents.terms import Term

_WORDS: Final = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ORDINALS: Final = {word: number for number, word in enumerate(_WORDS.split(), 1)}
_NTH: Final = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")
_SORTS: Final = {"customs": "customs", "police": "police"}
_SMALL: Final = frozenset(["the", "of", "on", "and", "for", "in", "a", "to", "region"])
_OTHER_YEAR: Final = 300
"""Days: a meeting of a series that lies farther from all that a text dates is likely another one of the series."""
_COMMON: Final = _SMALL | {"meeting", "conference", "workshop", "illegal", "wildlife", "trade", "annual", "interpol"}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a document says around its names: events and bodies that it may mean, its countries, its days."""

    meetings: tuple[Term, ...]
    bodies: Mapping[tuple[str, str], tuple[Term, ...]]
    cities: Mapping[str, str]
    operations: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    by_words: Mapping[tuple[str, frozenset[str]], Term] = field(default_factory=dict)
    days: tuple[date, ...] = ()
    years: frozenset[str] = frozenset()
    countries: frozenset[str] = field(default_factory=frozenset)
    text: str = ""

    def of(self, text: str, line: PartialDate | None, dates: Sequence[Dated]) -> Scene:
        """The scene of one document: its text, its date line, the days that it names."""
        starts = {d.period.start for d in dates if d.period.start} or ({line} if line else set())
        years = {end.text[:4] for d in dates for end in (d.period.start, d.period.end) if end}
        days = tuple(sorted({start.earliest for start in starts}))
        return replace(self, text=text, days=days, years=frozenset(years))

    def having(self, countries: Iterable[str]) -> Scene:
        """The same scene, with the countries that the text names."""
        return replace(self, countries=frozenset(countries))

    def operation(self, name: str) -> Term | None:
        """The known operation of a bare name (`Thunderball`): of several, the one nearest to the text's days."""
        found = self.operations.get(normal_form(name), ())
        return min(found, key=lambda t: _days_apart(t, self)) if found else None

    def same_words(self, kind: str, name: str) -> Term | None:
        """The known body whose name has the same words in any order, small words and plurals aside."""
        return self.by_words.get((kind, _words(name)))


def scene_of(terms: Iterable[Term]) -> Scene:
    """What all documents share: the meetings, the bodies of each country by their sort, the cities of records."""
    meetings: list[Term] = []
    bodies: dict[tuple[str, str], list[Term]] = defaultdict(list)
    cities = dict(lookups().cities)
    by_words: dict[tuple[str, frozenset[str]], Term] = {}
    operations: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        if term.kind == "Operation":
            for bare in {normal_form(name.removeprefix("Operation ")) for name in term.names}:
                operations[bare].append(term)
        if term.kind in ("Agency", "Network", "Agreement"):
            for name in term.names:
                if len(words := _words(name)) > 2:
                    by_words.setdefault((term.kind, words), term)
        if term.kind == "Meeting":
            meetings.append(term)
        elif term.kind == "Agency" and term.country:
            bodies[term.country, term.sort].append(term)
        if term.city and term.country:
            cities.setdefault(term.city, term.country)
    return Scene(
        tuple(meetings),
        {key: tuple(found) for key, found in bodies.items()},
        cities,
        {name: tuple(found) for name, found in operations.items()},
        by_words,
    )


def _words(name: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in normal_form(name).split() if word not in _SMALL)


def choose(text: str, hit: Hit, dates: Sequence[Dated], scene: Scene) -> Term:
    """Which of the things that bear a name is meant."""
    terms = hit.terms
    if terms[0].kind == "Meeting" and all(_days_apart(t, scene) > _OTHER_YEAR for t in terms):
        return known_meeting(text[hit.start : hit.end], (hit.start, hit.end), dates, scene) or terms[0]
    if len(terms) == 1:
        return terms[0]
    if {t.key for t in terms} >= {"cites", "cites-secretariat"}:
        wanted = "cites-secretariat" if _among_bodies(text, hit) else "cites"
        return next(t for t in terms if t.key == wanted)
    if terms[0].kind in ("Operation", "Meeting"):
        return min(terms, key=lambda t: _days_apart(t, scene))
    near = [t for t in terms if t.country and t.country in scene.countries]
    return near[0] if len(near) == 1 else terms[0]


def _among_bodies(text: str, hit: Hit) -> bool:
    """Whether a name stands in a list of other bodies rather than for a treaty."""
    before, after = text[max(0, hit.start - 40) : hit.start], text[hit.end : hit.end + 25]
    listed = re.search(r"(?:[A-Z]\w+\)?,|[A-Z]{3,}\)?,? and|: ?|with|by|and) (?:the )?$", before) is not None
    follows = re.match(r",? (?:and )?(?:the )?[A-Z]|, [A-Z]", after) is not None
    return (
        listed
        and (follows or "," in before[-14:])
        and not re.match(r" (?:Appendi|permit|Part|Conf|CoP|list|regul)", after)
    )


def _days_apart(term: Term, scene: Scene) -> int:
    """How far an event lies from what a text speaks of: its dates, else its date line."""
    if not term.start:
        return 10_000
    start = PartialDate(term.start).earliest
    end = PartialDate(term.end or term.start).latest
    if not scene.days:
        return 5_000 - start.toordinal() // 200
    return min(
        0 if start <= day <= end else min(abs((day - start).days), abs((day - end).days))
        for day in _near(scene.days, start)
    )


def _near(days: tuple[date, ...], day: date) -> tuple[date, ...]:
    """Of sorted days the few around one."""
    at = bisect_left(days, day)
    return days[max(0, at - 1) : at + 2]


def of_country(name: str, code: str, scene: Scene) -> Term | None:
    """`China Customs`: the one body of that country that the records hold of this sort."""
    last = normal_form(name).split()
    sort = next((s for word, s in _SORTS.items() if word in last[-1:]), "")
    found = scene.bodies.get((code, sort), ()) if len(last) <= 4 else ()
    roots = [t for t in found if t.key] if sort else []
    return min(roots, key=lambda t: len(t.name)) if len(roots) == 1 else None


def known_meeting(words: str, span: tuple[int, int], dates: Sequence[Dated], scene: Scene) -> Term | None:
    """The meeting of the records that a text's words, with the days and places told nearby, stand for."""
    near = [d.period for d in between(dates, span[0] - 400, span[1] + 400)]
    told, number = _tokens(words)
    around = scene.text[max(0, span[0] - 500) : span[1] + 500]
    best, score = None, 0.0
    for meeting in scene.meetings:
        likeness = _likeness(told, number, meeting)
        same_day = any(_same_days(p, meeting) for p in near)
        placed = meeting.city in around if meeting.city else likeness > 0
        placed = placed or meeting.country in scene.countries
        value = likeness + (0.6 if same_day and placed else 0.0)
        sure = (same_day and placed and value >= 0.6) or (likeness >= 0.6 and _years_agree(meeting, scene))
        if sure and value > score:
            best, score = meeting, value
    return best


@lru_cache(maxsize=4096)
def _tokens(words: str) -> tuple[frozenset[str], int]:
    tokens = normal_form(words).split()
    number = 0
    for token in tokens:
        match = _NTH.fullmatch(token)
        number = number or (int(match[1]) if match else _ORDINALS.get(token, 0))
    return frozenset(t for t in tokens if not _NTH.fullmatch(t) and t not in _ORDINALS), number


def _likeness(told: frozenset[str], number: int, meeting: Term) -> float:
    """Shared words over all words, common ones counting little; another ordinal is another meeting."""
    best = 0.0
    for name in meeting.names or (meeting.name,):
        words, ordinal = _tokens(name)
        if number != ordinal or told.isdisjoint(words) or not words - _COMMON:
            continue
        shared = sum(0.3 if w in _COMMON else 1.0 for w in told & words)
        whole = sum(0.3 if w in _COMMON else 1.0 for w in told | words)
        best = max(best, shared / whole if whole else 0.0)
    return best


def _same_days(period: Period, meeting: Term) -> bool:
    if not (period.start and meeting.start and len(period.start.text) > 7):
        return False
    if len(meeting.start) == 7:
        return period.start.text.startswith(meeting.start)
    return meeting.start <= period.start.text <= (meeting.end or meeting.start)


def _years_agree(meeting: Term, scene: Scene) -> bool:
    return not meeting.start or not scene.years or meeting.start[:4] in scene.years
