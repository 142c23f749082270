"""A batch and what the store held of it in, what became of it out, as far as whoever loads it may know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graph.store.lookups import Known
from graph.values.claims import Claim
from graph.values.markings import Marking


@dataclass(frozen=True, slots=True)
class Landed:
    """What a batch did: claims new to the store, corrected (marking, grade or quote), and already there as they are.

    `raised` are claims of earlier batches that its sources' markings lifted with them; `unseen` are those of the batch
    that stand above the loader's clearance now.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    raised: int = 0
    unseen: int = 0

    def __add__(self, other: Landed) -> Landed:
        return Landed(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.raised + other.raised,
            self.unseen + other.unseen,
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """Claims as they were told, as they stand now, and what the store held of them; which of those changed or rose."""

    told: Mapping[str, Claim]
    stand: Mapping[str, Claim]
    known: Mapping[str, Known]
    changed: Collection[str]
    lifted: Mapping[str, Claim]


def landed(batch: Batch, clearance: Marking) -> dict[str, Landed]:
    """What became of a batch, by dataset.

    A claim that is held higher than the clearance and than it is told now counts as new, as it would without that.
    """
    found: dict[str, Landed] = defaultdict(Landed)
    for i, claim in batch.lifted.items():
        found[claim.source.dataset] += Landed(raised=i not in batch.told)
    for i, claim in batch.told.items():
        held = batch.known.get(i)
        if not held or held.marking > max(clearance, claim.level):
            fate = Landed(new=1)
        else:
            fate = Landed(changed=1) if i in batch.changed or i in batch.lifted else Landed(unchanged=1)
        found[claim.source.dataset] += fate + Landed(unseen=batch.stand[i].level > clearance)
    return found
