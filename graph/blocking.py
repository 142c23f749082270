"""Things to compare in, pairs that are worth comparing out: those whose names share something that few others have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from graph.subjects import BODIES, Subject
from graph.values.wording import Wording
from graph.values.words import is_listed

LARGEST: Final = 40
"""What more things than this share tells nothing about any two of them, and would make the work quadratic."""
_BEGINNING: Final = 4
_MOST_WORDS: Final = 8

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of places in the sequence, the lower first; `too_common` counts what too many names share."""

    pairs: frozenset[tuple[int, int]]
    too_common: int


def pairs_worth_comparing(subjects: Sequence[Subject]) -> Pairs:
    """Pairs of one family of kinds that share a rare word, two words, a word in one country, or an acronym."""
    blocks: dict[Key, list[int]] = defaultdict(list)
    for at, subject in enumerate(subjects):
        family = "Body" if subject.kind in BODIES else subject.kind
        for key in set(_keys(subject)):
            blocks[(family, *key)].append(at)
    found: set[tuple[int, int]] = set()
    too_common = 0
    for block in blocks.values():
        if len(block) > LARGEST:
            too_common += 1
        else:
            found.update(combinations(block, 2))
    return Pairs(frozenset(found), too_common)


def _keys(subject: Subject) -> Iterator[Key]:
    for acronym in subject.short:
        yield ("acronym", acronym)
    for wording in subject.wordings:
        yield ("name", wording.joined)
        yield from _of_words(wording, subject)
    for wording in subject.full:
        for initials in wording.initials:
            if len(initials) > 2:
                yield ("acronym", initials)


def _of_words(wording: Wording, subject: Subject) -> Iterator[Key]:
    words = sorted(wording.words, key=lambda word: (is_listed(word), word))[:_MOST_WORDS]
    for word in words:
        for code in subject.places:
            yield ("word in country", word, code)
        if not is_listed(word):
            yield ("word", word)
            yield ("beginning", word[:_BEGINNING])
    for pair in combinations(sorted(words), 2):
        yield ("words", *pair)
