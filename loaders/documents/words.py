"""A text in, its words out, each folded and with its place, so that names are found however they are written."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+|[Cc]o-(?=op|ord)[^\W_]+|[^\W_]+|[,;:.!?()\[\]|&~…]")
_BREAKS: Final = frozenset(",;:.!?()[]|~…")
_PLAIN: Final = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as folded words, each between two blanks; `at` maps a character of it back to the text.

    Breaks (commas, full stops, brackets) are words of their own, so that no name is found across one.
    """

    text: str
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text that a span of whole folded words stands for."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        return self.spans[first][0], self.spans[last][1]


def fold(text: str, spelling: Mapping[str, str]) -> Folded:
    """The folded words of a text: without case, accents, dots in letters, hyphens and quotation marks."""
    parts: list[str] = []
    starts: list[int] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for match in _WORD.finditer(text):
        word = _folded(match.group(), spelling)
        if not word:
            continue
        parts.append(f" {word} ")
        starts.append(at)
        spans.append(match.span())
        at += len(word) + 2
    return Folded("".join(parts), tuple(starts), tuple(spans))


def fold_name(name: str, spelling: Mapping[str, str]) -> str:
    """A name as it stands in a folded text; '' where nothing of it is left."""
    return fold(name, spelling).text


def small_letters(text: str) -> str:
    """A text in small letters, at the same length: a few letters have a longer small form."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _folded(word: str, spelling: Mapping[str, str]) -> str:
    if len(word) == 1 and word in _BREAKS:
        return word
    if word == "&":
        return "and"
    low = word.casefold()
    if not _PLAIN.fullmatch(low):
        bare = unicodedata.normalize("NFKD", low).replace("-", "").replace("ł", "l").replace("ø", "o")
        low = "".join(c for c in bare if not unicodedata.combining(c))
        if low[-1:] == ".":
            low = low.replace(".", "")
    if low.endswith(("isation", "isations")):
        low = low.replace("isation", "ization")
    return spelling.get(low, low)
