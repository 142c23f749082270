"""A timeline, a map or what changed in, its page out: the picture, the same as tables with evidence, the days asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from api import html, screens
from api.chart_address import VIEWS
from api.screens import Frame
from api.views import svg
from api.views.sheet import Sheet
from graph.describe import Saying
from graph.places import MEASURES
from graph.schema import kind_of_id
from graph.since import Difference
from graph.store.reads import Found

TITLES: Final = {"timeline": "What happened when?", "map": "On which countries does it fall?"}


@dataclass(frozen=True, slots=True)
class Since:
    """Since when, on which clock (`true` in the world, `known` on our side), what changed, and the claims behind it."""

    since: str
    clock: str
    found: Difference
    claims: Mapping[str, Saying]


def empty_screen(frame: Frame, place: str) -> str:
    """The page that asks whose timeline or map it is to be."""
    return html.page("picture_empty.html", frame=frame, place=place, title=TITLES[place])


def picture_screen(frame: Frame, sheet: Sheet, thing: str, asked: Mapping[str, str]) -> str:
    """The page of a timeline or a map; `asked` is what else its address says of what is shown."""
    measure = asked.get("measure", "")
    place, kept = sheet.sort.lower(), {"as_of": frame.as_of, "known_by": frame.known_by}
    same = {"of": thing, **asked, **{name: text for name, text in kept.items() if text}}
    return html.page(
        "picture.html",
        frame=frame,
        sheet=sheet,
        thing=thing,
        place=place,
        measure=measure,
        measures=_measures(frame, thing, measure) if measure else [],
        numbers={source: n for n, source in enumerate(sheet.cited.sources, start=1)},
        picture=svg.markup(sheet.picture),
        legend=svg.markup(sheet.legend),
        ways=[*screens.ways(thing, frame.as_of)[1:], ("As one file", f"{VIEWS}/{place}?{urlencode(same)}")],
    )


def _measures(frame: Frame, thing: str, measure: str) -> list[tuple[str, str, bool]]:
    """What may be counted, the address of the map that counts it, and whether it is the one that is shown."""
    kept = {"as_of": frame.as_of, "known_by": frame.known_by}
    day = {name: text for name, text in kept.items() if text}
    return [
        (told.title, f"/map?{urlencode({'of': thing, 'measure': name} | day)}", name == measure)
        for name, told in MEASURES.items()
        if name != "answer"
    ]


def changes_screen(frame: Frame, thing: Found, told: Since) -> str:
    """The page of what came and went."""
    common: dict[str, Any] = {"glyphs": screens.glyphs(), "kind_of": kind_of_id, "link": screens.link}
    lists = (("+", "came", told.found.gained), ("−", "went", told.found.lost))
    ways = screens.ways(thing.id, frame.as_of)[1:]
    return html.page("changes.html", frame=frame, thing=thing, told=told, lists=lists, ways=ways, **common)
