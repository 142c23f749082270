"""A clearance and a day in, all things, links and claims that a reader may see out, as they come: for exports."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from graph.schema import EVENTS
from graph.store import reads
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.values.dates import PartialDate, Period, Verdict
from graph.values.markings import Marking

_LINK: Final = """l.id AS id, type(l) AS type, l.role AS role, x.id AS start, x.names[$c] AS start_name,
  y.id AS end, y.names[$c] AS end_name, l.valid_from AS since, l.valid_to AS until, l.grade AS grade,
  l.basis AS basis, l.values AS remarks, l.origins AS origins, l.sources AS sources, l.claims AS claims"""
_BEGUN: Final = """CASE WHEN y.kind IN $events THEN y.first_day[$c] WHEN x.kind IN $events THEN x.first_day[$c] END"""


def things(store: Store, clearance: Marking) -> Iterator[Row]:
    """Id, name and kind of each thing, in the order of their ids."""
    text = "MATCH (e:Entity) WHERE e.level <= $c RETURN e.id AS id, e.names[$c] AS name, e.kind AS kind ORDER BY id"
    return store.each_row(text, c=int(clearance))


def links(store: Store, clearance: Marking, as_of: date | None) -> Iterator[Row]:
    """Each link with its ends, in the order of its id; as of a day, those whose dates don't speak against it."""
    text = (
        f"MATCH (x:Entity)-[l]->(y:Entity) WHERE {reads.VISIBLE} "
        f"AND ($day IS NULL OR l.first_day <= $day AND $day <= l.last_day AND coalesce({_BEGUN}, '') <= $day) "
        f"RETURN {_LINK} ORDER BY id"
    )
    day = as_of.isoformat() if as_of else None
    return store.each_row(text, c=int(clearance), day=day, events=list(EVENTS))


def claims(store: Store, clearance: Marking, as_of: date | None) -> Iterator[Row]:
    """Each claim with its source, in the order of its id; as of a day, those whose dates don't speak against it."""
    return (row for row in reads.each_claim(store, int(clearance)) if holds_on(row, as_of))


def claims_of(store: Store, ids: Collection[str], clearance: Marking, as_of: date | None) -> Iterator[Row]:
    """Those of these claims that the reader may see, with their sources."""
    return (row for row in reads.claims_by_id(store, ids, int(clearance)) if holds_on(row, as_of))


def days_of(store: Store, ids: Collection[str], clearance: Marking) -> dict[str, tuple[str, str]]:
    """On which days these events began and ended, by id, as far as the reader may see; '' where no source says so."""
    rows = store.read(
        "UNWIND $ids AS id MATCH (e:Entity {id: id}) WHERE e.level <= $c RETURN e.id AS id, "
        "coalesce(e.start_date[$c], e.date[$c], e.signed_on[$c], '') AS since, coalesce(e.end_date[$c], '') AS until",
        ids=sorted(ids),
        c=int(clearance),
    )
    return {row["id"]: (row["since"], row["until"]) for row in rows}


def highest(store: Store, clearance: Marking) -> Marking:
    """The highest marking of all that the reader may see."""
    rows = store.read("MATCH (c:Claim) WHERE c.level <= $c RETURN max(c.level) AS top", c=int(clearance))
    return Marking(rows[0]["top"] or 0)


def holds_on(row: Row, as_of: date | None) -> bool:
    """Whether the dates of a claim don't speak against a day."""
    start, end = (PartialDate(row[name]) if row[name] else None for name in ("valid_from", "valid_to"))
    return as_of is None or Period(start, end).covers(as_of) is not Verdict.NO
