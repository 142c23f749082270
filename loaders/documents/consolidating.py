"""A reading in, the same with each link once out: a leader is no participant too, a host in a title organises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from loaders.documents.mentions import Mention
from loaders.documents.reading import EventDate, Reading
from loaders.documents.statements import Statement

_RUNS = ("LED", "ORGANISED")
_JOINS = ("TOOK_PART_IN", "ATTENDED", "SUPPORTED")


def consolidated(reading: Reading) -> Reading:
    """The reading without repetitions: of equal links the surest, of an event's dates the most exact."""
    best: dict[object, Statement] = {}
    for statement in [*reading.statements, *_named_organisers(reading)]:
        known = best.get(statement.key)
        if known is None or statement.score > known.score:
            best[statement.key] = statement
    runs = {(s.subject.id, s.object.id) for s in best.values() if s.link in _RUNS}
    joins: set[object] = set(_named_in_titles(reading))
    kept: list[Statement] = []
    for statement in best.values():
        pair = (statement.subject.id, statement.object.id)
        if statement.link in _JOINS and (pair in runs or pair in joins):
            continue
        if statement.link in _JOINS:
            joins.add(pair)
        kept.append(statement)
    return replace(reading, statements=tuple(kept), dates=tuple(_dates(reading)))


def _named_organisers(reading: Reading) -> Iterator[Statement]:
    """A conference that begins with a body's name is that body's."""
    bodies = [m for m in reading.mentions if m.term.kind in ("Agency", "Network")]
    for mention in reading.mentions:
        if mention.term.kind == "Meeting":
            for body in bodies:
                if mention.start <= body.start <= mention.start + 6 and body.end < mention.end:
                    yield _organised(body, mention)


def _named_in_titles(reading: Reading) -> Iterator[tuple[object, object]]:
    """A network does not attend the meeting that is called after it."""
    meetings = [m for m in reading.mentions if m.term.kind == "Meeting"]
    for body in reading.mentions:
        if body.inside and body.term.kind in ("Agency", "Network"):
            for meeting in meetings:
                if meeting.start <= body.start and body.end <= meeting.end:
                    yield body.term.id, meeting.term.id


def _organised(body: Mention, meeting: Mention) -> Statement:
    return Statement("ORGANISED", body.term, meeting.term, "named-in-its-title", 0.6, meeting.start, meeting.end)


def _dates(reading: Reading) -> Iterator[EventDate]:
    best: dict[object, EventDate] = {}
    for dated in reading.dates:
        known = best.get(dated.event.id)
        if known is None or _exactness(dated) > _exactness(known):
            best[dated.event.id] = dated
    yield from best.values()


def _exactness(dated: EventDate) -> tuple[bool, int]:
    start, end = dated.period.start, dated.period.end
    return bool(start and end and start != end), len(start.text if start else "")
