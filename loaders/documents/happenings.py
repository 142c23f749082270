"""A tagged sentence and its dates in, when an event was and where a meeting was held out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from graph.values.dates import Period
from loaders.documents.days import Dated
from loaders.documents.lookups import lookups
from loaders.documents.mentions import Mention
from loaders.documents.naming import Scene
from loaders.documents.passages import Passage
from loaders.documents.statements import Focus, Statement
from loaders.documents.tagging import Tagged
from loaders.documents.terms import Term

_HOST: Final = re.compile(r"‹C\d+›,? (?:(?:will|is to|has|also) ){0,2}host(?:s|ed|ing)?\b")
_HELD: Final = re.compile(
    r"\b(?:in|at)(?: the)?(?: [A-ZÀ-Þ][\w'’-]+){0,4}(?: [a-z]+)?(?: in [A-Z]\w+)?,? (?:in )?(?:the )?‹C\d+›"
    r"(?! (?:[Ee]mbassy|[Mm]ission|[Cc]onsulate))"
)


def event_dates(
    text: str, passage: Passage, tagged: Tagged, days: Sequence[Dated], focus: Focus
) -> Iterator[tuple[Term, Period]]:
    """The days of the events that a sentence names or speaks of; a date of reporting is none."""
    events = [m for m in tagged.mentions if m.term.kind in ("Operation", "Meeting")]
    ranged = [d for d in days if d.ranged]
    for dated in days:
        before = text[passage.start : dated.start]
        if lookups().says("reported_on", before[-40:]) or _is_date_line(text, passage, dated):
            continue
        if lookups().says("in_force", before) and focus.agreement and not events:
            yield focus.agreement, Period(dated.period.start, None)
            continue
        if not dated.ranged and (ranged or not (events or lookups().says("this_event", before))):
            continue
        if not events and dated.ranged and not lookups().says("this_event", text[passage.start : passage.end]):
            continue
        owners = _owners(text, dated, events, focus)
        began = not dated.ranged and lookups().says("began", before[-60:])
        for owner in owners:
            if _is_of_a_meeting(text, owner, events):
                continue
            if (
                not dated.ranged
                and owner.kind == "Operation"
                and not (began or lookups().says("took_place", before[-30:]))
            ):
                continue
            yield owner, Period(dated.period.start, None if began and owner.kind == "Operation" else dated.period.end)


def _is_of_a_meeting(text: str, owner: Term, events: Sequence[Mention]) -> bool:
    """Whether an operation is only what a meeting is about (`the debriefing meeting of Operation X was held …`)."""
    words = (text[max(0, m.start - 40) : m.start] for m in events if m.term is owner and owner.kind == "Operation")
    return any(re.search(r"(?:meeting|workshop|conference|briefing) (?:of|on|for)(?: the)? $", word) for word in words)


def _row(events: Sequence[Mention], text: str) -> list[Term]:
    """The last of these events, with those before it in one row: `the 5th A Meeting and the 2nd B Meeting`."""
    row = list(events[-1:])
    for mention in reversed(events[:-1]):
        if not re.fullmatch(r"(?:,| and|,? and)(?: the)? ", text[mention.end : row[0].start]):
            break
        row.insert(0, mention)
    return [mention.term for mention in row]


def _owners(text: str, dated: Dated, events: Sequence[Mention], focus: Focus) -> list[Term]:
    """The event named last before a date, with those in one row with it; a date before all events belongs to the first.

    Where none is named, it is of what the text speaks of.
    """
    before = [m for m in events if m.end <= dated.start]
    named = _row(before, text) or [m.term for m in events[:1]] or list(focus.events)
    return [member for term in named for member in focus.series.get(term.id, (term,))]


def _is_date_line(text: str, passage: Passage, dated: Dated) -> bool:
    """A date alone on its line, or at the very beginning of a paragraph and closed by a full stop or a dash."""
    alone = len(text[passage.start : dated.start].strip()) + len(text[dated.end : passage.end].strip()) < 60
    first = dated.start - passage.start < 30
    single = not dated.ranged and dated.period.start is not None and len(dated.period.start.text) == 10
    return single and first and (alone or bool(re.match(r"\s*(?:[.:/–—-]|\s[-–—])", text[dated.end : dated.end + 3])))


def places(
    passage: Passage, tagged: Tagged, text: str, countries: Mapping[str, Term], focus: Focus, scene: Scene
) -> Iterator[Statement]:
    """Where the meeting in view was held: `in Siliguri, India`, or a city whose country the text names."""
    meetings = [m.term for m in tagged.mentions if m.term.kind == "Meeting"] or [
        e for e in focus.events if e.kind == "Meeting"
    ]
    named = any(m.term.kind == "Meeting" for m in tagged.mentions)
    if not meetings or not (named or (lookups().says("held", tagged.text) and not focus.opening)):
        return
    meeting = meetings[-1]
    match = _HELD.search(tagged.text) or _HOST.search(tagged.text)
    if match:
        country = tagged.within(match[0])[-1].term
        yield Statement("HELD_IN", meeting, country, "held-in", 0.75, passage.start, passage.end)
        return
    place = text[max(0, passage.start - 60) : passage.end]
    for city, code in scene.cities.items():
        if (
            (city in place or city.upper() in place)
            and code in countries
            and re.search(rf"(?:\b(?:in|at|en|em|à|a) {re.escape(city)}\b|\b{re.escape(city.upper())} ?[-–—,])", place)
        ):
            yield Statement("HELD_IN", meeting, countries[code], "held-in-city", 0.65, passage.start, passage.end)
            return
