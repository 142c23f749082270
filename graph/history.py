"""A claim, source, link or entity in, what was done to it and by whom out, oldest first, as a reader may see it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from graph.find import find
from graph.judgements import closure
from graph.store.bolt import Store
from graph.store.log import acts_about, judgements_visible, recordings, recordings_about
from graph.store.plain import Row
from graph.values.grades import grade_of
from graph.values.markings import Marking


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done: when (UTC text), by whom, to what, what stood before and after, and why."""

    at: str
    who: str
    did: str
    about: str
    before: str
    after: str
    why: str

    def as_json(self) -> dict[str, Any]:
        """The event as `--json` prints it."""
        return {name: getattr(self, name) for name in self.__slots__}


def history(store: Store, what: str, clearance: Marking) -> list[Event]:
    """All acts on a claim or source; for a link or an entity on the claims behind it, and judgements of identity.

    Raises UnknownName where nothing that the reader may see answers to it.
    """
    rows = recordings(store, what, int(clearance))
    judged: list[Event] = []
    if not rows:
        found = find(store, what, int(clearance))
        rows = recordings_about(store, found.id, int(clearance))
        judged = _judgements(store, {found.id, what.strip()}, clearance)
    recorded = [
        Event(row["recorded_at"], row["loader"] or "", "record", row["id"], "", "", f"from {row['dataset']}")
        for row in rows
    ]
    ids = {row["id"] for row in rows} | {row["source"] for row in rows}
    acts = [_act(row) for row in acts_about(store, ids, int(clearance))]
    return sorted([*recorded, *acts, *judged], key=lambda e: (e.at, e.about, e.did))


def _act(row: Row) -> Event:
    before, after = row["before"], row["after"]
    if row["deed"] == "grade":
        before, after = (str(grade_of(text)) if text else "" for text in (before, after))
    return Event(row["at"], row["author"], row["deed"], row["about"], before, after, row["reason"])


def _judgements(store: Store, ids: Collection[str], clearance: Marking) -> list[Event]:
    told = judgements_visible(store, int(clearance))
    near = closure(ids, [frozenset((j.left, j.right)) for j in told if j.verdict == "same"])
    return [
        Event(j.recorded_at, j.author, f"judge {j.verdict}", f"{j.left} and {j.right}", "", "", j.reason)
        for j in told
        if {j.left, j.right} & near
    ]
