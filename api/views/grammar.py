"""The one table of signs: a kind or a link in, its shape, fill and line out; legend, chart and SVG all read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.neighbourhood import Tie
from graph.schema import LINKS, RUNGS

OUTLINE: Final = "#333333"
OUTLINE_WIDTH: Final = 1.3
FONT: Final = 13
RADIUS: Final = 11
FOCUS_RADIUS: Final = 15


@dataclass(frozen=True, slots=True)
class Glyph:
    """The sign of a kind: an SVG path in a box from -1 to 1, which a canvas draws as well, and its fill (Okabe-Ito)."""

    kind: str
    label: str
    path: str
    fill: str


_CIRCLE: Final = "M-1,0A1,1 0 1 1 1,0A1,1 0 1 1 -1,0Z"
_STAR: Final = (
    "M0,-1.15L0.27,-0.37L1.09,-0.36L0.44,0.14L0.68,0.93L0,0.46L-0.68,0.93L-0.44,0.14L-1.09,-0.36L-0.27,-0.37Z"
)
_CROSS: Final = (
    "M-0.95,-0.5L-0.5,-0.95L0,-0.45L0.5,-0.95L0.95,-0.5L0.45,0L0.95,0.5L0.5,0.95L0,0.45L-0.5,0.95L-0.95,0.5L-0.45,0Z"
)
_PLUS: Final = "M-0.35,-1H0.35V-0.35H1V0.35H0.35V1H-0.35V0.35H-1V-0.35H-0.35Z"

GLYPHS: Final = {
    glyph.kind: glyph
    for glyph in (
        Glyph("Agency", "Agency", _CIRCLE, "#0072B2"),
        Glyph("Country", "Country", "M-0.9,-0.9H0.9V0.9H-0.9Z", "#009E73"),
        Glyph("Network", "Network", "M0,-1.15L1.15,0L0,1.15L-1.15,0Z", "#D55E00"),
        Glyph("Meeting", "Meeting", "M0,-1.05L1.1,0.85H-1.1Z", "#CC79A7"),
        Glyph("Operation", "Operation", _STAR, "#E69F00"),
        Glyph("Agreement", "Agreement", "M-1.1,0L-0.55,-0.95H0.55L1.1,0L0.55,0.95H-0.55Z", "#56B4E9"),
        Glyph("Recommendation", "Recommendation", "M0,1.05L-1.1,-0.85H1.1Z", "#F0E442"),
        Glyph("Incident", "Incident", _CROSS, "#D55E00"),
        Glyph("Post", "Post", "M-1,0.55A1,1 0 0 1 1,0.55Z", "#FFFFFF"),
        Glyph("CrimeType", "Crime type", "M0,-1.05L1,-0.32L0.62,0.85H-0.62L-1,-0.32Z", "#999999"),
        Glyph("Taxon", "Taxon", "M0,-1.15Q1.3,0 0,1.15Q-1.3,0 0,-1.15Z", "#009E73"),
        Glyph("Tool", "Tool", _PLUS, "#56B4E9"),
    )
}

SOLID: Final[tuple[int, ...]] = ()
DASHED: Final = (8, 5)
DOTTED: Final = (2, 4)
STANDING: Final = frozenset(
    {"MEMBER_OF", "PART_OF", "OF_COUNTRY", "BASED_IN", "SUCCEEDED_BY", "OFFERS", "HAS_ACCESS_TO"}
)
"""Links that hold for a while; all others record something that happened or was said once."""

LINES: Final = {
    name: ("standing relation", DASHED) if name in STANDING else ("recorded event", SOLID) for name in LINKS
}
UNSTATED: Final = ("inferred or common knowledge", DOTTED)
RUNG_COLOURS: Final = dict(zip(RUNGS, ("#8B949E", "#7D8899", "#60789F", "#3B62A8", "#274690", "#14213D"), strict=True))
WIDTHS: Final = {1: "one source", 2: "two sources", 3: "three or more"}


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn: colour by the strongest tie, width by sources, dashes by sort; arrows where all agree."""

    label: str
    colour: str
    width: int
    dash: tuple[int, ...]
    arrow: bool


def stroke(ties: Sequence[Tie]) -> Stroke:
    """The one line for all links between two things."""
    strongest = max(ties, key=lambda tie: tie.rung)
    stated = any("stated" in tie.basis for tie in ties)
    events = [tie for tie in ties if tie.type not in STANDING]
    label, dash = LINES[(events or ties)[0].type] if stated else UNSTATED
    width = min(max(tie.origins for tie in ties), 3)
    one_way = len({tie.start for tie in ties}) == 1
    return Stroke(label, RUNG_COLOURS[RUNGS[strongest.rung]], max(width, 1), dash, one_way)


def pairs(ties: Sequence[Tie]) -> list[tuple[Tie, ...]]:
    """Links grouped by the two things that they join, whichever way they lead: each group is one line."""
    found: dict[frozenset[str], list[Tie]] = {}
    for tie in ties:
        found.setdefault(frozenset((tie.start, tie.end)), []).append(tie)
    return [tuple(group) for group in found.values()]
