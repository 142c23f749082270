"""Ways from one thing to another in, a page out that tells each step by step and marks where it is weakest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from api import html, screens
from api.screens import Frame
from api.views import svg
from api.views.sheet import chart_sheet
from graph.analysis.paths import COVERS, Path, Paths
from graph.cited import Cited
from graph.neighbourhood import Chart
from graph.schema import KINDS, RUNGS

FARTHEST: Final = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, as it was typed."""

    a: str
    b: str
    max_hops: int
    rung: str
    through: tuple[str, ...]
    through_hubs: bool
    known_by: str

    def address(self, as_of: str, **changed: Any) -> str:
        """The address that asks the same, but for what is changed."""
        told: dict[str, Any] = {"a": self.a, "b": self.b, "max_hops": self.max_hops, "rung": self.rung}
        told |= {"through": self.through, "through_hubs": "true" if self.through_hubs else ""}
        told |= {"as_of": as_of, "known_by": self.known_by} | changed
        return "/path?" + urlencode({name: value for name, value in told.items() if value}, doseq=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """The ways found, the evidence of all of them, and the chart of the chosen one."""

    found: Paths
    cited: Cited
    chart: Chart
    chosen: int


def path_screen(frame: Frame, asked: Asked, shown: Shown | None) -> str:
    """The page of ways, or of the form alone."""
    told: dict[str, Any] = {"frame": frame, "asked": asked, "glyphs": screens.glyphs(), "labels": screens.labels()}
    told |= {"rungs": RUNGS, "kinds": tuple(KINDS), "shown": shown, "link": screens.link}
    if shown is None:
        return html.page("path.html", ways=[], **told)
    sheet = chart_sheet(shown.chart, asked.known_by)
    return html.page(
        "path.html",
        ways=[_way(frame, asked, path, number, shown.chosen) for number, path in enumerate(shown.found.paths, start=1)],
        tries=_tries(frame, asked),
        numbers={source: n for n, source in enumerate(shown.cited.sources, start=1)},
        picture=svg.markup(svg.unlinked(sheet.picture)),
        legend=svg.markup(sheet.legend),
        covers=COVERS,
        **told,
    )


def _way(frame: Frame, asked: Asked, path: Path, number: int, chosen: int) -> dict[str, Any]:
    """A way as the page tells it: a step is weakest where its strongest tie is weaker than that of another step."""
    least = min(hop.rung for hop in path.hops)
    uneven = any(hop.rung > least for hop in path.hops)
    things = [path.hops[0].start, *(hop.end for hop in path.hops)]
    opened = [("e", f"{thing.id}|none") for thing in things] + ([("as_of", frame.as_of)] if frame.as_of else [])
    return {
        "number": number,
        "things": things,
        "rung": RUNGS[least],
        "grade": path.grade,
        "not_judged": path.not_judged,
        "steps": [(hop, uneven and hop.rung == least, RUNGS[hop.rung]) for hop in path.hops],
        "chosen": number == chosen,
        "address": asked.address(frame.as_of, chosen=number),
        "chart": "/chart?" + urlencode(opened),
    }


def _tries(frame: Frame, asked: Asked) -> list[tuple[str, str]]:
    """What else may be asked for, where no way was found."""
    tries = [("with up to 6 links", asked.address(frame.as_of, max_hops=6))] if asked.max_hops < FARTHEST else []
    if not asked.through_hubs:
        tries.append(("through countries and other hubs", asked.address(frame.as_of, through_hubs="true")))
    tries += [("by any link", asked.address(frame.as_of, rung=""))] if asked.rung else []
    tries += [("through things of any kind", asked.address(frame.as_of, through=()))] if asked.through else []
    tries += [("at all times", asked.address(""))] if frame.as_of else []
    return tries
