"""A chart, a timeline or counts by country in, one sheet out: picture, legend, tables, evidence, what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import Element

from graph.cited import Cited
from graph.neighbourhood import CONSENTED, Chart
from graph.places import COVERS as PLACES_COVER
from graph.places import Places
from graph.schema import KINDS, LINKS, RUNGS
from graph.timeline import COVERS as TIMELINE_COVERS
from graph.timeline import Entry, Timeline
from graph.values.markings import Marking
from graph.values.names import slug

NOWHERE: Final[Mapping[str, tuple[float, float]]] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table under its key in the page, with the claims behind it."""

    key: str
    cells: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a sheet."""

    key: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a page or a file shows. `data` is what vis-network draws, None where the picture is SVG alone."""

    sort: str
    subject: str
    title: str
    clearance: Marking
    as_of: str
    known_by: str
    said: tuple[str, ...]
    picture: Element
    legend: Element
    tables: tuple[Table, ...]
    cited: Cited
    data: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def read_at(self) -> str:
        """For whom and for which day and state of knowledge it was made."""
        when = f", as of {self.as_of}" if self.as_of else ""
        known = f", as known by {self.known_by}" if self.known_by else ""
        return f"Read at TLP:{self.clearance}{when}{known}."

    def file_name(self, suffix: str) -> str:
        """A file name that carries the marking of what is in the file."""
        mark = str(self.cited.marking).replace("+", "-")
        sort = "" if self.sort == "Chart" else f"-{self.sort.lower()}"
        return f"{slug(self.subject) or 'view'}{sort}-TLP-{mark}.{suffix}"


def chart_sheet(
    chart: Chart, known_by: str = "", held: Mapping[str, tuple[float, float]] = NOWHERE, *, laid: bool = True
) -> Sheet:
    """The sheet of a chart, laid out and drawn; `held` are the places that a reader gave to things.

    Where it is not to be laid out, all else stands in one place: for a script that has places for things already.
    """
    from api.views.draw import network_data
    from api.views.layout import positions
    from api.views.svg_chart import chart_svg, legend_svg

    places = positions(chart) if laid else dict.fromkeys((thing.id for thing in chart.things), (0.0, 0.0))
    places |= {thing: place for thing, place in held.items() if thing in places}
    return Sheet(
        sort="Chart",
        subject=chart.subject,
        title=chart.subject if chart.depth == 0 else f"Chart of {chart.subject}",
        clearance=chart.scope.clearance,
        as_of=_day(chart),
        known_by=known_by,
        said=tuple(_chart_said(chart)),
        picture=chart_svg(chart, places) if laid else Element("svg"),
        legend=legend_svg(chart),
        tables=(_links(chart), _things(chart)),
        cited=chart.cited,
        data=network_data(chart, places),
    )


def _links(chart: Chart) -> Table:
    names = {thing.id: thing.name for thing in chart.things}
    lines = tuple(
        Line(
            f"l{n}",
            (
                names[tie.start],
                LINKS[tie.type].phrase + (f" ({tie.role})" if tie.role else ""),
                names[tie.end],
                tie.when or tie.dated,
                "; ".join(tie.remarks),
                RUNGS[tie.rung],
                _graded(tie.grade, tie.basis),
                str(tie.origins),
            ),
            tie.claims,
        )
        for n, tie in enumerate(chart.ties)
    )
    columns = ("from", "does what", "to or with", "when", "remarks", "tie", "grade and basis", "sources")
    return Table("links", "Links", columns, lines)


def _things(chart: Chart) -> Table:
    about = chart.cited.about
    lines = tuple(
        Line(f"n{n}", (thing.name, thing.label, thing.kind, str(thing.links)), about.get(thing.id, ()))
        for n, thing in enumerate(chart.things)
    )
    return Table("things", "Things", ("name", "on the chart", "kind", "links in all"), lines)


def _chart_said(chart: Chart) -> Iterable[str]:
    drawn = f"{_count(len(chart.things), 'thing')} and {_count(len(chart.ties), 'link')} drawn"
    yield f"{drawn}{_filters(chart)}."
    if chart.truncated:
        left = chart.total - len(chart.things)
        kinds = ", ".join(f"{n} × {kind}" for kind, n in chart.left_out.items())
        yield f"{_count(left, 'thing')} of {chart.total} left out, those with fewest links: {kinds}."
    if len(chart.things) > CONSENTED:
        yield f"More than {CONSENTED} things can't be told apart by eye: use the tables."
    if chart.beyond:
        kinds = ", ".join(f"{n} × {LINKS[name].phrase}" for name, n in chart.beyond.items())
        yield f"{_count(sum(chart.beyond.values()), 'link')} lead from here to what is not drawn: {kinds}."
    yield chart.covers


def _filters(chart: Chart) -> str:
    parts = [f"up to {_count(chart.depth, 'link')} away"] if chart.depth else []
    parts += [f"ties from {RUNGS[chart.scope.rung]} on"] if chart.scope.rung else []
    parts += [f"only {', '.join(chart.scope.kinds)}"] if len(chart.scope.kinds) < len(KINDS) else []
    parts += [f"only links of type {', '.join(chart.types)}"] if len(chart.types) < len(LINKS) else []
    return f" ({'; '.join(parts)})" if parts else ""


def timeline_sheet(told: Timeline, known_by: str = "") -> Sheet:
    """The sheet of a timeline."""
    from api.views.svg_timeline import timeline_legend, timeline_svg

    columns = ("when", "what", "with", "kind", "tie", "grade and basis")
    shown = f"{_count(len(told.entries), 'dated entry', 'dated entries')}, {len(told.undated)} without a date"
    left = told.total - len(told.entries) - len(told.undated)
    gone = told.without_date - len(told.undated)
    undated = f", {gone} of them without a date" if gone else ""
    early = ", the earliest" if left > gone else ""
    cut = (f"{_count(left, 'entry', 'entries')} of {told.total} left out{early}{undated}.",) if left else ()
    return Sheet(
        sort="Timeline",
        subject=told.entity.name,
        title=f"Timeline of {told.entity.name}",
        clearance=told.scope.clearance,
        as_of=told.scope.as_of.isoformat() if told.scope.as_of else "",
        known_by=known_by,
        said=(f"{shown}.", *cut, TIMELINE_COVERS),
        picture=timeline_svg(told),
        legend=timeline_legend(told),
        tables=(
            Table("entries", "Entries", columns, _entries(told.entries, "t")),
            Table("undated", "Without a date", columns, _entries(told.undated, "u")),
        ),
        cited=told.cited,
    )


def _entries(entries: Sequence[Entry], letter: str) -> tuple[Line, ...]:
    return tuple(
        Line(
            f"{letter}{n}",
            (
                str(entry.period),
                entry.what + (f" ({entry.role})" if entry.role else ""),
                entry.other_name,
                entry.kind,
                RUNGS[entry.rung] if entry.link else "",
                _graded(entry.grade, entry.basis),
            ),
            entry.claims,
        )
        for n, entry in enumerate(entries)
    )


def map_sheet(told: Places, known_by: str = "") -> Sheet:
    """The sheet of counts by country."""
    from api.views.outlines import outlines
    from api.views.svg_map import map_legend, map_svg, missing

    world = outlines()
    away = [place.name for place in missing(told, world)]
    units, none = told.measure.unit, len(told.nowhere)
    on = f"on {_count(len(told.places), 'country', 'countries')}"
    said = [
        f"{_count(told.total - none, units)} {on}, {none} on none." if none else f"{_count(told.total, units)} {on}."
    ]
    said += [f"On no country: {', '.join(told.nowhere.values())}."] if none else []
    said += [f"Not on these outlines, only in the table: {', '.join(away)}."] if away else []
    lines = tuple(
        Line(
            f"c{n}",
            (place.name, str(len(place.things)), "; ".join(place.things.values())),
            place.claims,
        )
        for n, place in enumerate(told.places)
    )
    loose = tuple(Line(f"w{n}", (name,), told.claims[thing]) for n, (thing, name) in enumerate(told.nowhere.items()))
    return Sheet(
        sort="Map",
        subject=told.subject,
        title=f"{told.subject}: {told.measure.title}",
        clearance=told.scope.clearance,
        as_of=told.scope.as_of.isoformat() if told.scope.as_of else "",
        known_by=known_by,
        said=(*said, PLACES_COVER, world.credit),
        picture=map_svg(told, world),
        legend=map_legend(told),
        tables=(
            Table("countries", "Countries", ("country", f"{units}s", "which"), lines),
            Table("nowhere", "On no country", (units,), loose),
        ),
        cited=told.cited,
    )


def _day(chart: Chart) -> str:
    return chart.scope.as_of.isoformat() if chart.scope.as_of else ""


def _graded(grade: str, basis: Sequence[str]) -> str:
    return ", ".join((*([grade] if grade else []), *(word for word in basis if word != "stated")))


def _count(number: int, thing: str, things: str = "") -> str:
    return f"{number} {thing if number == 1 else things or thing + 's'}"
