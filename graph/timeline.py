"""A thing in, what happened to it when out: its own time, dated links, events it was part of; undated ones apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from graph.analysis import chart_reads
from graph.analysis.to_networkx import Scope, period_of
from graph.cited import Cited, cite_alone
from graph.find import find
from graph.schema import EVENTS, LINKS, RUNGS
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.reads import Found
from graph.values.dates import PartialDate, Period

USUAL: Final = 150
OWN: Final = "its own time"
SERIES: Final = "is of the same series"
DATING: Final = ("start_date", "end_date", "date", "signed_on", "founded", "ended")
COVERS: Final = "Only what loaded sources name and date; what has no date is listed apart."


@dataclass(frozen=True, slots=True)
class Entry:
    """One bar of a timeline: what it is, the thing it leads to, its period, and the link's evidence, if it is one.

    Where the period is that of the thing (`of_thing`), `claims` hold those that date it as well.
    """

    what: str
    other: str
    other_name: str
    kind: str
    role: str
    period: Period
    link: str
    rung: int
    grade: str
    basis: tuple[str, ...]
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    of_thing: bool = False

    def as_json(self) -> dict[str, Any]:
        """The bar as JSON; `since` and `until` are as exact as their sources."""
        told = {name: getattr(self, name) for name in self.__slots__ if name not in ("period", "rung", "of_thing")}
        since, until = self.period.start, self.period.end
        return told | {
            "rung": RUNGS[self.rung],
            "since": str(since) if since else None,
            "until": str(until) if until else None,
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dated entries, earliest first, and undated ones.

    `total` counts the dated and undated ones left out too, `without_date` the undated ones alone, shown or left out.
    """

    entity: Found
    scope: Scope
    entries: tuple[Entry, ...]
    undated: tuple[Entry, ...]
    total: int
    without_date: int
    cited: Cited

    @property
    def truncated(self) -> bool:
        """Whether the cap left entries out."""
        return len(self.entries) + len(self.undated) < self.total

    def as_json(self) -> dict[str, Any]:
        """The timeline as JSON."""
        return {
            "id": self.entity.id,
            "name": self.entity.name,
            "kind": self.entity.kind,
            "clearance": str(self.scope.clearance),
            "as_of": self.scope.as_of.isoformat() if self.scope.as_of else None,
            "entries": [entry.as_json() for entry in self.entries],
            "undated": [entry.as_json() for entry in self.undated],
            "total": self.total,
            "truncated": self.truncated,
            "covers": COVERS,
            **self.cited.as_json(),
        }


def timeline(store: Store, text: str, *, scope: Scope, cap: int = USUAL) -> Timeline:
    """The timeline of a thing; the latest entries are kept up to the cap, dated ones before undated ones.

    Raises UnknownName.
    """
    entity = find(store, text, int(scope.clearance))
    life = chart_reads.life(store, scope, entity.id)
    entries = [_own(entity, life)] if life["since"] or life["until"] else []
    entries += [entry for row in chart_reads.dated_links(store, scope, entity.id) if (entry := _entry(entity, row))]
    if life["series"]:
        entries += [_sibling(row) for row in chart_reads.series(store, scope, life["series"], entity.id)]
    dated = sorted((e for e in entries if e.period.dated), key=_order)
    undated = [e for e in entries if not e.period.dated]
    shown = _proved(store, scope, entity.id, dated[max(len(dated) - cap, 0) :])
    apart = _proved(store, scope, entity.id, undated[: cap - len(shown)])
    cited = cite_alone(
        store,
        {claim for entry in (*shown, *apart) for claim in entry.claims},
        {entity.id} | {entry.other for entry in (*shown, *apart)},
        clearance=scope.clearance,
    )
    return Timeline(entity, scope, shown, apart, len(entries), len(undated), cited)


def _proved(store: Store, scope: Scope, identifier: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries, with the claims that date things where a bar is as long as these, and that say their series."""
    ids = {entry.other for entry in entries if entry.of_thing}
    dates = chart_reads.claims_that_say(store, scope, ids, DATING) if ids else {}
    same = {entry.other for entry in entries if entry.what == SERIES}
    series = chart_reads.claims_that_say(store, scope, {identifier, *same}, ("series",)) if same else {}
    proved = []
    for entry in entries:
        more = (*series.get(identifier, ()), *series.get(entry.other, ())) if entry.what == SERIES else ()
        more += dates.get(entry.other, ()) if entry.of_thing else ()
        proved.append(replace(entry, claims=(*entry.claims, *more)))
    return tuple(proved)


def _order(entry: Entry) -> tuple[tuple[str, str], str, str]:
    return entry.period.bounds, entry.other_name, entry.link


def _own(entity: Found, life: Row) -> Entry:
    period = _period(entity.kind, life["since"], life["until"])
    return _told(OWN, period, other=entity.id, other_name=entity.name, kind=entity.kind)


def _sibling(row: Row) -> Entry:
    period = _period(row["other_kind"], row["other_since"], row["other_until"])
    return _told(SERIES, period, other=row["other"], other_name=row["other_name"], kind=row["other_kind"])


def _told(what: str, period: Period, *, other: str, other_name: str, kind: str) -> Entry:
    return Entry(what, other, other_name, kind, "", period, "", 0, "", (), (), (), of_thing=True)


def _entry(entity: Found, row: Row) -> Entry | None:
    """A link as a bar; None for a link that has no date of its own and leads to nothing that happens or is joined."""
    period = period_of(row)
    of_thing = not period.dated and row["other_kind"] in EVENTS
    if of_thing:
        period = _period(row["other_kind"], row["other_since"], row["other_until"])
    elif not period.dated and (row["type"] != "MEMBER_OF" or entity.kind in EVENTS):
        return None
    link = LINKS[row["type"]]
    return Entry(
        what=link.phrase if row["outward"] else link.inverse,
        role=row["role"] or "",
        kind=row["other_kind"],
        period=period,
        link=row["id"],
        **{name: row[name] for name in ("other", "other_name", "rung", "grade")},
        basis=tuple(row["basis"]),
        sources=tuple(row["sources"]),
        claims=tuple(row["claims"]),
        of_thing=of_thing,
    )


def _period(kind: str, since: str, until: str) -> Period:
    """A body lasts until it is said to end; an event with one date is over on that date."""
    if kind in EVENTS:
        since, until = since or until, until or since
    return Period(PartialDate(since) if since else None, PartialDate(until) if until else None)


def span(entries: Sequence[Entry]) -> tuple[int, int]:
    """The first and the last year that the dated ends of entries name."""
    years = [int(end.text[:4]) for entry in entries for end in (entry.period.start, entry.period.end) if end]
    return (min(years), max(years)) if years else (0, 0)
