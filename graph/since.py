"""The links of a thing at two times in, those of one alone out: what came and what went between two days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.describe import Fact


@dataclass(frozen=True, slots=True)
class Difference:
    """Links that the later description alone has, and those that the earlier one alone has."""

    gained: tuple[Fact, ...]
    lost: tuple[Fact, ...]


def difference(before: Sequence[Fact], after: Sequence[Fact]) -> Difference:
    """What changed; a link whose period is told otherwise went as the one and came as the other."""
    earlier, later = ({fact.id for fact in facts} for facts in (before, after))
    return Difference(
        tuple(fact for fact in after if fact.id not in earlier),
        tuple(fact for fact in before if fact.id not in later),
    )
