"""Judgements on identity: an append-only log of same, different and unsure in; which pairs are one at a level out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from graph.values.markings import Marking
from graph.values.names import digest

Verdict = Literal["same", "different", "unsure"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's word on whether two ids mean one entity; `recorded_at` is UTC text (`2026-11-23T00:00:00Z`)."""

    left: str
    right: str
    verdict: Verdict
    author: str
    reason: str
    recorded_at: str
    level: Marking = Marking.CLEAR
    id: str = field(init=False)

    def __post_init__(self) -> None:
        parts = (*sorted((self.left, self.right)), self.verdict, self.author, self.recorded_at, str(self.level))
        object.__setattr__(self, "id", digest(*parts))


def same_at(level: int, judgements: Iterable[Judgement]) -> bool:
    """Whether judgements on a pair make it one entity for claims of this level: the last at or below it decides."""
    visible = [j for j in judgements if j.level <= level]
    if not visible:
        return False
    return max(visible, key=lambda j: (j.recorded_at, j.id)).verdict == "same"
