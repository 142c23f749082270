"""A timeline in, an SVG of it out: one line for each entry, grouped by relation, each date as wide as it is exact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element

from api.views import svg
from api.views.grammar import GLYPHS, OUTLINE, RUNG_COLOURS
from graph.schema import RUNGS
from graph.timeline import OWN, Entry, Timeline, span
from graph.values.dates import Period

WIDTH: Final = 1180
LABELS: Final = 440
ROW: Final = 22
HEAD: Final = 30
AXIS: Final = 26
LEAST: Final = 5.0
"""A day in decades is narrower than a line; a bar never is."""

STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
_OWN_COLOUR: Final = "#E69F00"
_ANY_COLOUR: Final = "#8C959F"


def timeline_svg(told: Timeline) -> Element:
    """Bars in time: the sure part dark, what an inexact date may add light, open ends with a point."""
    order = [OWN, *dict.fromkeys(entry.what for entry in told.entries)]
    grouped = sorted(enumerate(told.entries), key=lambda pair: order.index(pair[1].what))
    groups = [(what, list(rows)) for what, rows in groupby(grouped, key=lambda pair: pair[1].what)]
    height = 2 * AXIS + sum(HEAD + ROW * len(rows) for _, rows in groups)
    count = f"{len(told.entries)} dated entries; the table lists them, and what has no date."
    root = svg.picture(WIDTH, height, f"Timeline of {told.entity.name}", count)
    first, last = span(told.entries)
    scale = Scale(first, last + 1)
    _axis(root, scale, height)
    y = float(AXIS)
    for what, rows in groups:
        svg.write(root, 8, y + 20, f"{what} ({len(rows)})", font_weight="bold")
        y += HEAD
        for number, entry in rows:
            _row(root, scale, entry, number, y)
            y += ROW
    return root


class Scale:
    """Days to pixels, from the first day of one year to the first of another."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, max(last, first + 1)
        self._start = date(max(first, 1), 1, 1).toordinal()
        self._days = max(date(min(self.last, 9999), 1, 1).toordinal() - self._start, 1)

    def x(self, day: date) -> float:
        """Where a day is; days outside are at the edge."""
        share = (day.toordinal() - self._start) / self._days
        return LABELS + min(max(share, 0), 1) * (WIDTH - LABELS - 20)


def _axis(root: Element, scale: Scale, height: float) -> None:
    years = scale.last - scale.first
    step = next((step for step in STEPS if years / step <= 12), STEPS[-1])
    for year in range(-(-scale.first // step) * step, scale.last + 1, step):
        x = scale.x(date(min(max(year, 1), 9999), 1, 1))
        svg.add(root, "line", x1=x, y1=AXIS - 4, x2=x, y2=height - AXIS + 4, stroke="#D0D7DE", stroke_width=1)
        for y in (AXIS - 9, height - 6):
            svg.write(root, x, y, str(year), text_anchor="middle", font_size=12)


def _row(root: Element, scale: Scale, entry: Entry, number: int, y: float) -> None:
    role = f" ({entry.role})" if entry.role else ""
    told = f"{entry.what} {entry.other_name}{role}: {entry.period}"
    anchor = svg.add(root, "a", href=f"#t{number}")
    svg.add(anchor, "rect", told=told, x=0, y=y, width=WIDTH, height=ROW, fill="#FFFFFF", fill_opacity=0)
    svg.glyph(anchor, entry.kind, 18, y + ROW / 2, 7)
    svg.write(anchor, 34, y + 15, svg.fitting(entry.other_name + role, LABELS - 50))
    bar(anchor, scale, entry.period, y, _colour(entry))


def _colour(entry: Entry) -> str:
    return RUNG_COLOURS[RUNGS[entry.rung]] if entry.link else _OWN_COLOUR


def bar(parent: Element, scale: Scale, period: Period, y: float, colour: str) -> None:
    """One period: a light bar as wide as it may be, a dark one as wide as it surely is, a point where it is open."""
    start, end = period.start, period.end
    left = scale.x(start.earliest) if start else float(LABELS)
    right = scale.x(end.latest) if end else float(WIDTH - 20)
    right = max(right, left + LEAST)
    sure_left = scale.x(start.latest) if start else left
    sure_right = scale.x(end.earliest) if end else right
    style: dict[str, svg.Value] = {"stroke": OUTLINE, "stroke_width": 0.8, "fill": colour}
    exact = all(end is None or end.earliest == end.latest for end in (start, end))
    if exact:
        sure_left, sure_right = left, right
    else:
        svg.add(parent, "rect", x=left, y=y + 5, width=right - left, height=12, fill_opacity=0.35, style=style)
    if exact or (start != end and sure_right - sure_left >= 1):
        svg.add(parent, "rect", x=sure_left, y=y + 5, width=sure_right - sure_left, height=12, style=style)
    if not end:
        points = f"{WIDTH - 20},{y + 3:.1f} {WIDTH - 8},{y + 11:.1f} {WIDTH - 20},{y + 19:.1f}"
        svg.add(parent, "polygon", points=points, style=style)
    if not start:
        points = f"{LABELS},{y + 3:.1f} {LABELS - 12},{y + 11:.1f} {LABELS},{y + 19:.1f}"
        svg.add(parent, "polygon", points=points, style=style)


def timeline_legend(told: Timeline) -> Element:
    """What bars and their colours mean, and the signs of the kinds that this timeline holds."""
    root = svg.picture(1080, 24 * (1 + -(-len(_signs(told)) // 4)), "Legend", "What bars, colours and shapes mean")
    samples: Sequence[tuple[str, float]] = (("sure", 1.0), ("possible: the date is no more exact", 0.35))
    for n, (words, opacity) in enumerate(samples):
        _sample(root, 270 * n, 6, _ANY_COLOUR, opacity)
        svg.write(root, 270 * n + 38, 16, words, font_size=12)
    svg.add(root, "polygon", points="540,3 558,12 540,21", fill=_ANY_COLOUR, stroke=OUTLINE)
    svg.write(root, 578, 16, "no source gives an end (or a start)", font_size=12)
    for n, (kind, colour, words) in enumerate(_signs(told)):
        x, y = 270 * (n % 4), 36 + 24 * (n // 4)
        if kind:
            svg.glyph(root, kind, x + 14, y, 8)
        else:
            _sample(root, x, y - 6, colour, 1.0)
        svg.write(root, x + 38, y + 4, words, font_size=12)
    return root


def _signs(told: Timeline) -> list[tuple[str, str, str]]:
    """Kind or colour, and words: the colours of the bars first, then the signs of the kinds."""
    tied = {entry.rung for entry in told.entries if entry.link}
    signs = [("", _OWN_COLOUR, "its own time or its series")] if any(not entry.link for entry in told.entries) else []
    signs += [("", RUNG_COLOURS[name], f"tie: {name}") for n, name in enumerate(RUNGS) if n in tied]
    kinds = {entry.kind for entry in told.entries}
    return signs + [(kind, "", glyph.label) for kind, glyph in GLYPHS.items() if kind in kinds]


def _sample(root: Element, x: float, y: float, colour: str, opacity: float) -> None:
    svg.add(
        root, "rect", x=x, y=y, width=30, height=12, fill=colour, fill_opacity=opacity, stroke=OUTLINE,
        stroke_width=0.8,
    )  # fmt: skip
