"""Things that are opened one by one and things that are hidden in, the chart that a reader has built so out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.analysis import chart_reads
from graph.analysis.chart_reads import read_types
from graph.analysis.to_networkx import Scope
from graph.errors import UsageError
from graph.find import find
from graph.neighbourhood import ALL_TYPES, USUAL, Chart, Tie, chart_of
from graph.schema import LINKS
from graph.store import reads
from graph.store.bolt import Store
from graph.store.reads import Found

NONE: Final = "none"
"""In place of types: the thing alone, nothing around it."""

NAMED: Final = 3
"""So many opened things stand in the title of a chart."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A thing and what of its surroundings is drawn: links of these types (all, some, none), so many things at most."""

    thing: str
    types: tuple[str, ...] = ALL_TYPES
    most: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around a thing: how many others; for each type of link, how many there are and how many are drawn."""

    thing: Found
    others: int
    links: tuple[tuple[str, int, int], ...]


def read_opening(text: str) -> Opening:
    """`thing`, `thing|MEMBER_OF+ATTENDED`, `thing|50` or both; raises UsageError for what is no type and no number."""
    thing, *parts = text.split("|")
    types, most = ALL_TYPES, 0
    for part in parts:
        if part.isascii() and part.isdecimal() and len(part) <= 4:
            most = int(part)
        elif part == NONE:
            types = ()
        else:
            types = read_types(part.split("+"))
    return Opening(thing, types, most)


def opened(
    store: Store, openings: Sequence[Opening], hidden: Sequence[str], *, scope: Scope, cap: int = USUAL
) -> Chart:
    """The opened things, what each was opened to, and all links in scope between what is drawn.

    A chart of more than USUAL things carries no evidence (`Chart.cited`); `evidence_of_link` gives that of one link.
    Raises UnknownName for an opened thing, UsageError where none is.
    """
    if not openings:
        raise UsageError("Nothing is named to draw.", where="e", mend="Give a thing by id or name.")
    found = [(find(store, opening.thing, int(scope.clearance)), opening) for opening in openings]
    centre = {thing.id: thing for thing, _ in found if thing.id not in hidden}
    if not centre:
        raise UsageError("All that was opened is hidden.", where="h", mend="Show one of the things again.")
    focus = list(centre)
    ring: set[str] = set()
    for thing, opening in found:
        if thing.id in centre and opening.types:
            ring |= _around(store, scope, opening, focus, thing.id)
    ring -= {*focus, *hidden}
    names = [thing.name for thing in centre.values()]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    subject = ", ".join(names[:NAMED]) + more
    return chart_of(store, subject, scope, ALL_TYPES, 1, focus, [set(focus), ring], cap, cite_up_to=USUAL)


def _around(store: Store, scope: Scope, opening: Opening, focus: Sequence[str], thing: str) -> set[str]:
    near = chart_reads.neighbours(store, scope, opening.types, focus, [thing])
    if not opening.most or len(near) <= opening.most:
        return near
    rows = chart_reads.things(store, scope, ALL_TYPES, focus, near)
    return {row["id"] for row in rows[: opening.most]}


def around(store: Store, text: str, drawn: Sequence[Tie], *, scope: Scope) -> Around:
    """How much there is around a thing before it is opened, and how much of it is drawn. Raises UnknownName."""
    thing = find(store, text, int(scope.clearance))
    counts = chart_reads.links_by_type(store, scope, ALL_TYPES, [], [thing.id])
    others = chart_reads.neighbours(store, scope, ALL_TYPES, [], [thing.id])
    shown = dict.fromkeys(LINKS, 0)
    for tie in drawn:
        shown[tie.type] += thing.id in (tie.start, tie.end)
    links = tuple((name, counts[name], shown[name]) for name in LINKS if counts.get(name))
    return Around(thing, len(others), links)


def named(store: Store, ids: Sequence[str], *, scope: Scope) -> list[Found]:
    """Those of these things that the reader may see, in order: what a chart hides has a name to show it again by."""
    known = {found.id: found for found in reads.by_id(store, ids, int(scope.clearance))}
    return [known[i] for i in dict.fromkeys(ids) if i in known]
