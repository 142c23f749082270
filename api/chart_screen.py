"""The state of a chart and what it draws in, its page out: every act is a link, a script only makes it quicker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from api import html, screens
from api.chart_address import FEW, SUPERNODE, ChartAddress
from api.screens import Frame
from api.views import svg
from api.views.sheet import Sheet, chart_sheet
from graph.cited import Cited
from graph.describe import Saying
from graph.expansion import Around
from graph.neighbourhood import CONSENTED, MOST, Chart
from graph.schema import LINKS, RUNGS
from graph.store.reads import Found

BEGINNINGS: Final = ("SAWEN", "Operation COBRA II", "Lusaka Agreement Task Force")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is drawn and how many were asked for, what lies around the thing looked at, the hidden things by name.

    `about` is what is said of the thing looked at itself. `quick` is for a script that has a picture already: a chart
    too large to carry its evidence comes without places, tables and printed picture.
    """

    chart: Chart
    looked: Around | None
    hidden: Sequence[Found]
    about: Cited
    wanted: int = 0
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """Words and the address of the chart after what they say; `now` is how much of it is there already."""

    words: str
    address: str
    now: str = ""


def chart_screen(frame: Frame, state: ChartAddress, shown: Shown | None) -> str:
    """The page of a chart; without one, the page that asks what to begin with."""
    common: dict[str, Any] = {"frame": frame, "glyphs": screens.glyphs(), "labels": screens.labels(), "rungs": RUNGS}
    fields = _fields(state)
    if shown is None:
        return html.page("chart_empty.html", fields=fields, tries=BEGINNINGS, **common)
    held = {thing: (x, y) for thing, x, y in state.pins}
    later = _later(state, shown.chart)
    quick = shown.quick and bool(later)
    sheet = chart_sheet(shown.chart, state.known_by, held, laid=not quick)
    return html.page(
        "chart.html",
        sheet=sheet,
        state=state,
        shown=shown,
        most=MOST,
        fields=fields,
        things=[(n, thing, str(state.looking(thing.id))) for n, thing in enumerate(shown.chart.things)],
        hidden=[(found.name, str(state.shown(found.id))) for found in shown.hidden],
        larger=_larger(state, shown.chart),
        looked=_acts(state, shown),
        later=later,
        quick=quick,
        numbers={source: n for n, source in enumerate(sheet.cited.sources, start=1)},
        picture="" if quick else svg.markup(sheet.picture),
        legend=svg.markup(sheet.legend),
        data=html.json_in_page(_data(sheet, state, shown.chart)),
        link=screens.link,
        ways=[*_ways(state), state.one_file],
        **common,
    )


def _ways(state: ChartAddress) -> list[tuple[str, str]]:
    return screens.ways(state.openings[0].thing, state.as_of)[1:] if len(state.openings) == 1 else []


def line_screen(frame: Frame, told: Sequence[Saying]) -> str:
    """The page of the claims behind one link."""
    return html.page("line.html", frame=frame, told=told)


def _later(state: ChartAddress, chart: Chart) -> dict[str, str]:
    """Where the evidence of each line is read, by its key in the table; none where the chart carries it."""
    if chart.cited.claims:
        return {}
    when = {name: value for name, value in (("as_of", state.as_of), ("known_by", state.known_by)) if value}
    return {f"l{n}": f"/line?{urlencode({'of': tie.id, **when})}" for n, tie in enumerate(chart.ties)}


def _fields(state: ChartAddress) -> Sequence[tuple[str, str]]:
    """What a form of the page keeps of the state: all but what the form itself asks for."""
    kept = ("e", "h", "pin", "look", "cap")
    return [(name, value) for name, value in parse_qsl(urlsplit(str(state)).query) if name in kept]


def _larger(state: ChartAddress, chart: Chart) -> list[Act]:
    """The way to a larger chart, for who wants it in spite of the crowd."""
    sizes = [size for size in (CONSENTED, MOST) if size > len(chart.things)]
    if not chart.truncated or not sizes:
        return []
    return [Act(f"Draw {min(sizes[0], chart.total)} of {chart.total}", str(replace(state, cap=sizes[0])))]


def _acts(state: ChartAddress, shown: Shown) -> dict[str, Any] | None:
    """What can be done with the thing that is looked at: how much each step would bring is said first."""
    around = shown.looked
    if around is None:
        return None
    thing = around.thing.id
    drawn = thing in {one.id for one in shown.chart.things}
    opened = any(one.thing == thing and one.types for one in state.openings)
    acts = _openings(state, around) if any(now < count for _, count, now in around.links) else []
    more = [Act("Collapse", str(state.collapsed(thing)))] if opened else []
    alone = [thing] == [one.thing for one in state.openings]
    more += [Act("Hide", str(state.without(thing)))] if drawn and not alone else []
    more += [Act("Unpin", str(state.unpinned(thing)))] if any(pin[0] == thing for pin in state.pins) else []
    sorts = [
        Act(f"{_seen_from(around.thing.kind, name)} ({count})", str(state.opened(thing, (name,))), f"{now} drawn")
        for name, count, now in around.links
    ]
    return {
        "thing": around.thing,
        "others": around.others,
        "links": sum(count for _, count, _ in around.links),
        "acts": acts,
        "sorts": sorts,
        "more": more,
        "closed": str(state.looking("")),
    }


def _openings(state: ChartAddress, around: Around) -> list[Act]:
    """The ways to open a thing; of one with a crowd around it, a part comes first."""
    thing, others = around.thing.id, around.others
    few = [Act(f"Open the {FEW} with most links", str(state.opened(thing, most=FEW)))] if others > FEW else []
    if others <= SUPERNODE:
        return [Act(f"Open all {others}", str(state.opened(thing))), *few]
    return [*few, Act(f"Open all {others} in spite of the crowd", str(state.opened(thing)))]


def _seen_from(kind: str, name: str) -> str:
    """The words for a type of link as a thing of this kind has it: it leads from most kinds or to them, never both."""
    link = LINKS[name]
    return link.inverse if kind in link.end and kind not in link.start else link.phrase


def _data(sheet: Sheet, state: ChartAddress, chart: Chart) -> dict[str, Any]:
    """What the script draws: signs and places, the things' ids by their keys, and how many links are not drawn."""
    drawn = Counter(end for tie in chart.ties for end in (tie.start, tie.end))
    pinned = {thing for thing, _, _ in state.pins}
    return {
        **(sheet.data or {}),
        "things": [
            {
                "id": thing.id,
                "name": thing.name,
                "more": max(thing.links - drawn[thing.id], 0),
                "pinned": thing.id in pinned,
                "links": thing.links,
            }
            for thing in chart.things
        ],
        "look": state.look,
    }
