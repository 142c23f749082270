"""Two things in, what is said of each side by side out: for each property and relation, in words how they differ."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from graph.describe import describe
from graph.schema import NAME_SORTS
from graph.store import reads
from graph.store.bolt import Store
from graph.store.reads import Found
from graph.values.markings import Marking, join
from graph.values.names import normal_form

ALL: Final = 1_000_000
MANY: Final = 8
"""Values of a sort that one side shows; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One property or relation: what each side has of it, and how the two compare."""

    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    says: str

    @property
    def sides(self) -> tuple[str, str]:
        """What each side has, as text."""
        return _text(self.left), _text(self.right)


@dataclass(frozen=True, slots=True)
class Beside:
    """Two things side by side, and the highest marking of what is said of them."""

    left: Found
    right: Found
    lines: tuple[Line, ...]
    marking: Marking


def beside(store: Store, left: str, right: str, clearance: Marking) -> Beside:
    """Two things by their ids as a reader may see them, first what both have something of. Raises UnknownName."""
    (one, ones, high), (other, others, higher) = (_side(store, side, clearance) for side in (left, right))
    lines = [Line("kind", (one.kind,), (other.kind,), _compared({one.kind}, {other.kind}))]
    for label in dict.fromkeys((*ones, *others)):
        a, b = ones.get(label, {}), others.get(label, {})
        lines.append(Line(label, tuple(a.values()), tuple(b.values()), _compared(set(a), set(b))))
    lines.sort(key=lambda line: not (line.left and line.right))
    return Beside(one, other, tuple(lines), join([high, higher]))


_NAMED: Final = {"alias_id": "other id", "mentioned_as": "mentioned as", "local_name": "name in its own language"}


def _side(store: Store, thing: str, clearance: Marking) -> tuple[Found, dict[str, dict[str, str]], Marking]:
    """What is said of a thing: texts by label, each under what it is compared by."""
    told = describe(store, thing, clearance=clearance, as_of=None, limit=ALL)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in reads.claims_about(store, told.entity.id, int(clearance)):
        name = row["predicate"]
        label = _NAMED.get(name, name.replace("_", " "))
        found[label][normal_form(row["value"]) if name in NAME_SORTS else row["value"]] = row["value"]
    for fact in told.facts:
        found[fact.phrase][fact.other] = fact.other_name
    claims = {claim for fact in told.facts for claim in fact.claims} | {saying.claim for saying in told.sayings}
    high = Marking(reads.highest_marking(store, claims, int(clearance)))
    named = Marking(reads.marking_of_names(store, {fact.other for fact in told.facts}, int(clearance)))
    return told.entity, found, join([high, named])


def _compared(left: set[str], right: set[str]) -> str:
    """How the values of two sides compare, in words."""
    if not left or not right:
        return "only on the right" if right else "only on the left"
    if left == right:
        return "the same"
    shared = len(left & right)
    return f"{shared} in common, others differ" if shared else "differs"


def _text(values: tuple[str, ...]) -> str:
    more = f" and {len(values) - MANY} more" if len(values) > MANY else ""
    return "; ".join(values[:MANY]) + more if values else "nothing on record"
