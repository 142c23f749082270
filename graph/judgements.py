"""Judgements on identity: an append-only log of same, different and unsure in; which pairs are one at a level out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal

from graph.values.markings import Marking
from graph.values.names import digest

Verdict = Literal["same", "different", "unsure"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's word on whether two ids mean one entity; `recorded_at` is UTC text (`2026-11-23T00:00:00Z`).

    `undoes` is the id of the judgement that this one takes back, if any.
    """

    left: str
    right: str
    verdict: Verdict
    author: str
    reason: str
    recorded_at: str
    level: Marking = Marking.CLEAR
    undoes: str = ""
    id: str = field(init=False)

    def __post_init__(self) -> None:
        parts = (*sorted((self.left, self.right)), self.verdict, self.author, self.recorded_at, str(self.level))
        object.__setattr__(self, "id", digest(*parts))


def deciding(level: int, judgements: Iterable[Judgement]) -> Judgement | None:
    """The judgement on a pair that decides for claims of this level: the last one at or below it."""
    visible = [j for j in judgements if j.level <= level]
    return max(visible, key=lambda j: (j.recorded_at, j.id), default=None)


def same_at(level: int, judgements: Iterable[Judgement]) -> bool:
    """Whether judgements on a pair make it one entity for claims of this level."""
    last = deciding(level, judgements)
    return last is not None and last.verdict == "same"


def closure(ids: Iterable[str], pairs: Collection[frozenset[str]]) -> set[str]:
    """These ids and all that a chain of pairs leads to from them."""
    reached, size = set(ids), 0
    while len(reached) > size:
        size = len(reached)
        reached |= {side for pair in pairs if pair & reached for side in pair}
    return reached
