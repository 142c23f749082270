"""A tagged sentence of a report on an event in, the crime types and species that the event was aimed at out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.documents.lookups import lookups
from loaders.documents.passages import Passage
from loaders.documents.statements import Focus, Statement, nearest_events
from loaders.documents.tagging import Tagged


def aimed_at(passage: Passage, lead: str, tagged: Tagged, focus: Focus) -> Iterator[Statement]:
    """Targets: contraband and offences of an operation's report, species where an aim or the operation is near."""
    words, things = lookups(), list(re.finditer(r"‹[KS]\d+›", tagged.text))
    if not things:
        return
    named = any(m.term.kind == "Operation" for m in tagged.mentions)
    aim = words.says("aim", f"{lead} {tagged.text}")
    rule, score = ("aim", 0.8) if aim else ("subject-of-report", 0.55)
    sole = len(focus.operations) == 1
    for match in things:
        thing = tagged.within(match[0])[0].term
        events = nearest_events(match.start(), tagged, focus)
        clause = re.split(r"[;]|\. ", tagged.text[: match.start()])[-1]
        near = (clause[-40:], tagged.text[match.end() :][:40])
        if not events or any(words.says("by_the_way", words_near) for words_near in near):
            continue
        operations = [e for e in events if e.kind == "Operation"]
        if thing.kind == "CrimeType" and operations and (named or sole or (aim and not focus.opening)):
            targets = operations
        elif thing.kind == "CrimeType" and not operations and words.says("meeting_aim", f"{lead} {tagged.text}"):
            targets = list(events)
        elif thing.kind == "Taxon" and operations and (aim or named):
            targets = operations
        else:
            continue
        for event in targets:
            yield Statement("TARGETED", event, thing, rule, score, passage.start, passage.end)
