"""The one place for what a SPARQL query may take: seconds, memory, output, length."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of a query, bytes of memory beyond the graph's own, bytes of its answer, bytes of its text; who waits."""

    seconds: float = 10.0
    memory: int = 512_000_000
    output: int = 64_000_000
    text: int = 64_000
    waiting: int = 16
