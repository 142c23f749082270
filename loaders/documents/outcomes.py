"""A sentence of a report in, what came of the event out: recommendations, obstacles, tools, figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from loaders.documents.lookups import in_small_letters, lookups
from loaders.documents.passages import Passage
from loaders.documents.statements import Focus, Property, Statement
from loaders.documents.tagging import Tagged
from loaders.documents.terms import Term

_MARK = re.compile(r"^\s*(?:[-–•*▪◦]|\(?[0-9a-z]{1,2}[.)])\s+")
LONGEST_NAME = 300


def recommendations(
    text: str, passage: Passage, lead: str, number: int, focus: Focus
) -> Iterator[Statement | Property]:
    """A list item that a line on recommendations introduces; `number` is its place in the list."""
    meeting = _meeting(focus)
    if meeting is None or not lookups().says("recommendations", lead):
        return
    mark = _MARK.match(text[passage.start : passage.end])
    start = passage.start + (mark.end() if mark else 0)
    yield from _issued(meeting, f"{number}", text[start : passage.end], "recommendation", start, passage.end)


def obstacles(text: str, passage: Passage, focus: Focus) -> Iterator[Statement | Property]:
    """Obstacles that a sentence lists: `obstacles …, including insufficient communication and lack of access`."""
    meeting = _meeting(focus)
    sentence = text[passage.start : passage.end]
    match = lookups().pattern("obstacles").search(sentence) if meeting else None
    if meeting is None or match is None:
        return
    begin = passage.start + match.start(1)
    for number, part in enumerate(re.finditer(r"(?:(?!,? and | or ).)+?(?=,? and | or |, |$)", match[1]), 1):
        words = part[0].strip(" ,")
        words = re.sub(r"^(?:and|or) ", "", words)
        start = begin + match[1].index(words)
        yield from _issued(meeting, f"obstacle-{number}", words, "obstacle", start, start + len(words))


def _issued(meeting: Term, number: str, words: str, sort: str, start: int, end: int) -> Iterator[Statement | Property]:
    term = Term("Recommendation", f"{meeting.key}-{number}", words[:LONGEST_NAME], known=False)
    rule = f"{sort}-listed"
    yield Statement("ISSUED", meeting, term, rule, 0.8, start, end)
    yield Property(term, "text", words, rule, 0.8, start, end)
    yield Property(term, "number", number, rule, 0.8, start, end)
    if sort == "obstacle":
        yield Property(term, "recommendation_kind", sort, rule, 0.8, start, end)


def _meeting(focus: Focus) -> Term | None:
    return next((event for event in focus.events if event.kind == "Meeting"), None)


def tools(tagged: Tagged, text: str, passage: Passage, known: Mapping[str, Term]) -> Iterator[Statement]:
    """What a body offers: tools named in a sentence that speaks of its tools or services."""
    bodies = [m.term for m in tagged.mentions if m.term.kind == "Agency"]
    sentence = text[passage.start : passage.end]
    named = {m.term.key: m.term for m in tagged.mentions if m.term.kind == "Tool"}
    if bodies and re.search(r"\btools?\b|\bservices\b", sentence, re.IGNORECASE):
        for key, pattern in lookups().tools.items():
            if key in known and re.search(rf"\b{pattern}\b", sentence):
                named.setdefault(key, known[key])
    for term in named.values():
        for body in bodies[:1]:
            yield Statement("OFFERS", body, term, "tools-of-the-body", 0.7, passage.start, passage.end)


def figures(text: str, passage: Passage, focus: Focus) -> Iterator[Property]:
    """Arrests, seizures and countries of the one operation that a text is on."""
    operations = [e for e in focus.events if e.kind == "Operation"]
    if len(operations) != 1:
        return
    sentence = text[passage.start : passage.end].lower()
    for name, patterns in _figure_patterns():
        for pattern in patterns:
            match = pattern.search(sentence)
            value = read_number(match["n"]) if match else 0
            if match and value > 1:
                yield Property(operations[0], name, str(value), "figures", 0.6, passage.start, passage.end)
                break


@cache
def _figure_patterns() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    words = "|".join(lookups().numbers)
    number = rf"(?<![\d.,$€£])(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d+|(?:{words})\b)"
    told = lookups().figures.items()
    return tuple((name, tuple(in_small_letters(p.replace("{n}", number)) for p in patterns)) for name, patterns in told)


def read_number(words: str) -> int:
    """`1,204` or `twelve` as a number; 0 for anything else."""
    plain = words.replace(",", "")
    return int(plain) if plain.isdigit() else lookups().numbers.get(words.casefold(), 0)
