"""Mentions in, what a text speaks of from sentence to sentence out: the event named last for its own sake."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.documents.lookups import lookups
from loaders.documents.mentions import Mention
from loaders.documents.statements import EVENTS, Focus
from loaders.documents.tagging import Tagged
from loaders.documents.terms import Term
from loaders.readers.prose import Document


def headline_paragraphs(document: Document) -> set[int]:
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


def opening_focus(text: str, mentions: Sequence[Mention], offset: int = 0) -> Focus:
    """Before an event is named, a text speaks of the first that it names for its own sake."""
    events = [m for m in mentions if m.term.kind in EVENTS and not m.inside]
    before = {m: text[max(0, m.start - offset - 80) : m.start - offset] for m in events}
    own = [m.term for m in events if not _background(before[m])] or [m.term for m in events]
    operations = tuple(dict.fromkeys(m.term for m in events if m.term.kind == "Operation"))
    phased = {m.term for m in events if lookups().says("phases", before[m])}
    series = {t.id: tuple(o for o in operations if o.name.startswith(f"{t.name} ")) for t in phased}
    return Focus(
        tuple(own[:1]), operations=operations, series={key: members for key, members in series.items() if members}
    )


def _background(before: str) -> bool:
    return lookups().says("background", before)


def move(focus: Focus, tagged: Tagged) -> None:
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


def look_back(focus: Focus, tagged: Tagged) -> None:
    """Remember the body that a sentence names last: the next may call it `the agency`."""
    for mention in tagged.mentions:
        if mention.term.kind in ("Agency", "Network"):
            focus.body = mention.term
