"""A document in, its sentences out: each with its place, and list items with the words that introduce their list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from loaders.readers.prose import Document

_END: Final = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9À-Þ])")
_NOT_END: Final = re.compile(
    r"(?:\b(?:No|Nos|St|Dr|Mr|Mrs|Ms|Prof|Gen|Col|Lt|Sgt|vs|approx|ca|e\.g|i\.e|etc|Inc|Ltd|Co|Jr|Sr|Art|Fig|Vol|pp|Rep|Dem|Op|Sp|spp)"
    r"|\b[A-Z](?:\.[A-Z])*)\.$"
)
LONGEST: Final = 2000
"""Characters of a sentence that rules look at; a longer run without a full stop is no sentence."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence: its place in the document's text, its paragraph's number and sort, what introduces it.

    `lead` is the span of the line before a list that ends in a colon; (0, 0) where there is none.
    """

    start: int
    end: int
    paragraph: int
    sort: str
    lead: tuple[int, int] = (0, 0)


def passages(document: Document) -> Iterator[Passage]:
    """The document's sentences in order."""
    lead = (0, 0)
    text = document.text
    for number, paragraph in enumerate(document.paragraphs):
        spans = list(_sentences(paragraph.text, paragraph.start))
        listed = paragraph.sort in ("item", "cell")
        item = listed or (lead[1] + 2 >= paragraph.start > 0 and paragraph.sort != "heading")
        for start, end in spans:
            yield Passage(start, end, number, paragraph.sort, lead if item else (0, 0))
        if spans and text[spans[-1][1] - 1] == ":":
            lead = spans[-1]
        elif paragraph.sort not in ("item", "cell"):
            lead = (0, 0)


def _sentences(text: str, offset: int) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if _NOT_END.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        yield from _cut(text, start, match.start(), offset)
        start = match.end()
    yield from _cut(text, start, len(text), offset)


def _cut(text: str, start: int, end: int, offset: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = min(end, start + LONGEST)
        if stop < end:
            stop = max(text.rfind(" ", start, stop), start + LONGEST // 2)
        if text[start:stop].strip():
            yield offset + start, offset + stop
        start = stop
