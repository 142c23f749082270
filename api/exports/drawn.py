"""What was taken in, what graphs of it are drawn from out: links with addresses and times, events with their days."""

from __future__ import annotations

from collections.abc import Iterator

from api.exports.wanted import Taken
from graph import everything
from graph.schema import EVENTS
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.values.markings import Marking


def links_drawn(taken: Taken) -> Iterator[Row]:
    """The links, each with `pages` (title and address of its sources) and `recorded` (when its claims were)."""
    told = {row["claim"]: (row["title"] or "", row["url"] or "", row["recorded_at"]) for row in taken.claims}
    for link in taken.links:
        behind = [told[claim] for claim in link["claims"] if claim in told]
        pages = sorted({(title, url) for title, url, _ in behind if url.startswith(("https://", "http://"))})
        yield link | {"pages": pages, "recorded": sorted(at for *_, at in behind if at)}


def things_drawn(store: Store, taken: Taken, clearance: Marking) -> Iterator[Row]:
    """The things; what happens has `since` and `until`, the days of it, as ISO texts."""
    events = [row["id"] for row in taken.things if row["kind"] in EVENTS]
    days = everything.days_of(store, events, clearance)
    for thing in taken.things:
        since, until = days.get(thing["id"], ("", ""))
        yield thing | {"since": since, "until": until}
