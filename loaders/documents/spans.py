"""Spans of a text in, those that do not overlap out, and which of them holds or touches another, without a scan."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar


class Span(Protocol):
    """Anything with a beginning and an end in a text."""

    @property
    def start(self) -> int:
        """The first character."""

    @property
    def end(self) -> int:
        """The character after the last."""


S = TypeVar("S", bound=Span)


class Apart(Generic[S]):
    """Spans that never overlap, in the order of the text."""

    def __init__(self, spans: Iterable[S] = ()) -> None:
        self._spans: list[S] = []
        for span in spans:
            self.add(span)

    def add(self, span: S) -> bool:
        """Take a span in where nothing overlaps it; whether it was."""
        if self.touching(span.start, span.end) is not None:
            return False
        insort(self._spans, span, key=lambda s: s.start)
        return True

    def touching(self, start: int, end: int) -> S | None:
        """A span that has a character in common with this one."""
        at = bisect_left(self._spans, end, key=lambda s: s.start) - 1
        return self._spans[at] if at >= 0 and self._spans[at].end > start else None

    def holding(self, start: int, end: int) -> S | None:
        """The span within which this one lies."""
        at = bisect_right(self._spans, start, key=lambda s: s.start) - 1
        return self._spans[at] if at >= 0 and self._spans[at].end >= end else None

    def sorted(self) -> list[S]:
        """All of them."""
        return list(self._spans)


def between(spans: Sequence[S], start: int, end: int) -> Sequence[S]:
    """Of spans in the order of the text, those that begin within a stretch of it."""
    first, last = (bisect_left(spans, at, key=lambda s: s.start) for at in (start, end))
    return spans[first:last]


def longest(spans: Iterable[S], rank: Callable[[S], bool]) -> Apart[S]:
    """Of spans that overlap, the longest; of equals, those that rank true before the others, then the first."""
    kept: Apart[S] = Apart()
    for span in sorted(spans, key=lambda s: (s.start - s.end, not rank(s), s.start)):
        kept.add(span)
    return kept
