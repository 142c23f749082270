"""A headline in, the incident, the operation or the post that it tells of out, with all that the line says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loaders.documents.lookups import compiled, lookups
from loaders.documents.outcomes import read_number
from loaders.documents.passages import Passage
from loaders.documents.shapes import unknown
from loaders.documents.statements import Property, Statement
from loaders.documents.tagging import Tagged
from loaders.documents.terms import Term

_LEAST_WORDS: Final = 4
_RULE: Final = "headline"
_SCORE: Final = 0.6
_PLACE: Final = re.compile(r"\b(?:in|across) (?:the )?([A-Z][\w'’-]+(?: (?:of )?[A-Z][\w'’-]+)*)")
_MONEY: Final = re.compile(r"([$£€])\s?(\d[\d,]*)")
_PERSONS: Final = {
    "persons_arrested": "{n} (?:[a-z]+ ){0,2}arrested",
    "persons_summoned": "{n} (?:[a-z]+ ){0,2}summoned",
    "persons_released": "{n} (?:[a-z]+ ){0,2}released",
    "persons_convicted": "{n} (?:[a-z]+ ){0,2}(?:sentenced|jailed|convicted)",
}
_QUANTITY: Final = re.compile(
    r"\b(\d[\d,]*) ((?:wild |bird |[a-z]+ )?(?:eggs|heads|skins|tusks|horns|birds|animals|kg|tonnes))\b"
)


def read_headline(text: str, passage: Passage, tagged: Tagged) -> Iterator[Statement | Property]:
    """What one headline tells; lines of fewer than four words are labels, lines that the page repeats its titles."""
    line = text[passage.start : passage.end]
    repeated = text.count(line.rpartition(" / ")[2]) > 1
    if len(line.split()) < _LEAST_WORDS or repeated or any(m.term.kind == "Meeting" for m in tagged.mentions):
        return
    body = next((m.term for m in tagged.mentions if m.term.kind in ("Agency", "Network")), None)
    operation = next((m.term for m in tagged.mentions if m.term.kind == "Operation"), None)
    if body and (lookups().says("vacant_post", line) or lookups().says("filled_post", line)):
        yield from _post(line, passage, tagged, body)
    elif operation or re.search(lookups().words["campaign"], line):
        yield from _operation(line, passage, tagged, operation, body)
    else:
        yield from _incident(line, passage, tagged)


def _post(line: str, passage: Passage, tagged: Tagged, body: Term) -> Iterator[Statement | Property]:
    sort = lookups().pattern("post").search(line)
    name = f"{(sort[0] if sort else 'Post').capitalize()} of {body.name}"
    term = unknown("Post", name)
    status = "vacant" if lookups().says("vacant_post", line) else "filled"
    span = (passage.start, passage.end)
    yield Statement("PART_OF", term, body, _RULE, _SCORE, *span)
    yield Property(term, "post_status", status, _RULE, _SCORE, *span)
    for mention in tagged.mentions:
        if mention.term.kind == "CrimeType":
            yield Statement("CONCERNS", term, mention.term, _RULE, _SCORE, *span)


def _operation(
    line: str, passage: Passage, tagged: Tagged, operation: Term | None, body: Term | None
) -> Iterator[Statement | Property]:
    named = re.search(lookups().words["campaign"], line)
    name = named[0] if named else line
    term = operation or unknown("Operation", name)
    span = (passage.start, passage.end)
    if operation is None and body:
        yield Statement("LED", body, term, _RULE, _SCORE, *span)
    for mention in tagged.mentions:
        if mention.term.kind == "CrimeType" and not (named and mention.start < passage.start + named.end()):
            yield Statement("TARGETED", term, mention.term, _RULE, _SCORE, *span)


def _incident(line: str, passage: Passage, tagged: Tagged) -> Iterator[Statement | Property]:
    span = (passage.start, passage.end)
    term = unknown("Incident", line)
    kind = next((k for k, p in lookups().incidents.items() if compiled(rf"\b(?:{p})").search(line)), "incident")
    yield Property(term, "incident_kind", kind, _RULE, _SCORE, *span)
    for name, value in _told(line):
        yield Property(term, name, value, _RULE, _SCORE, *span)
    for mention in tagged.mentions:
        if mention.term.kind in ("CrimeType", "Taxon"):
            yield Statement("CONCERNS", term, mention.term, _RULE, _SCORE, *span)
        elif mention.term.kind in ("Agency", "Network"):
            yield Statement("REPORTED", mention.term, term, _RULE, _SCORE, *span)
        elif mention.term.kind == "Country":
            yield Statement("HAPPENED_IN", term, mention.term, _RULE, _SCORE, *span)


def _told(line: str) -> Iterator[tuple[str, str]]:
    place = _PLACE.search(line)
    if place:
        yield "place", place[1]
    words = "|".join(lookups().numbers)
    for name, pattern in _PERSONS.items():
        match = compiled(pattern.replace("{n}", rf"\b(?P<n>\d+|{words})")).search(line)
        if match and read_number(match["n"]):
            yield name, str(read_number(match["n"]))
    money, quantity = _MONEY.search(line), _QUANTITY.search(line)
    if money:
        yield "amount", money[2].replace(",", "")
    if quantity:
        yield "quantity", quantity[1].replace(",", "")
        yield "unit", quantity[2]
