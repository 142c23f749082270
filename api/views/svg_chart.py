"""A chart with positions in, an SVG of it and of its legend out: what is printed, and what is seen without scripts."""

from __future__ import annotations

from math import hypot
from typing import Final
from xml.etree.ElementTree import Element

from api.views import svg
from api.views.grammar import (
    FOCUS_RADIUS,
    FONT,
    GLYPHS,
    RADIUS,
    RUNG_COLOURS,
    WIDTHS,
    Stroke,
    pairs,
    stroke,
)
from api.views.layout import box
from graph.neighbourhood import Chart, Thing
from graph.schema import RUNGS

MARGIN: Final = 14
RUNG_WORDS: Final = {RUNGS[0]: "says nothing of a tie"}


def chart_svg(chart: Chart, places: dict[str, tuple[float, float]]) -> Element:
    """Lines below, things above, each a link to its row of the table."""
    boxes = {thing.id: box(thing.label, focus=thing.focus) for thing in chart.things}
    left = min((places[i][0] - w / 2 for i, (w, _) in boxes.items()), default=0) - MARGIN
    top = min(places[i][1] for i in boxes) - FOCUS_RADIUS - MARGIN
    right = max((places[i][0] + w / 2 for i, (w, _) in boxes.items()), default=0) + MARGIN
    bottom = max(places[i][1] for i in boxes) + FOCUS_RADIUS + FONT + 8 + MARGIN
    count = f"{len(chart.things)} things and {len(chart.ties)} links; the tables list them."
    root = svg.picture(right - left, bottom - top, chart.subject, count)
    spots = {i: (x - left, y - top) for i, (x, y) in places.items()}
    radii = {thing.id: FOCUS_RADIUS if thing.focus else RADIUS for thing in chart.things}
    at = {tie.id: n for n, tie in enumerate(chart.ties)}
    for group in pairs(chart.ties):
        start, end = group[0].start, group[0].end
        anchor = svg.add(root, "a", href=f"#l{at[group[0].id]}")
        told = "; ".join(f"{tie.says}{', ' + tie.when if tie.when else ''}" for tie in group)
        _line(anchor, spots[start], spots[end], radii[end], stroke(group), told)
    for n, thing in enumerate(chart.things):
        _thing(root, thing, n, spots[thing.id])
    return root


def _line(
    parent: Element, start: tuple[float, float], end: tuple[float, float], radius: float, line: Stroke, told: str
) -> None:
    (x1, y1), (x2, y2) = start, end
    length = hypot(x2 - x1, y2 - y1) or 1
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    style: dict[str, svg.Value] = {"stroke": line.colour, "stroke_width": line.width}
    if line.dash:
        style["stroke_dasharray"] = " ".join(map(str, line.dash))
    svg.add(parent, "line", told=told, x1=x1, y1=y1, x2=x2, y2=y2, style=style)
    if line.arrow:
        tip_x, tip_y = x2 - dx * (radius + 3), y2 - dy * (radius + 3)
        back, side = 7 + line.width, 3 + line.width / 2
        wings = [(tip_x - dx * back + s * dy * side, tip_y - dy * back - s * dx * side) for s in (1, -1)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in ((tip_x, tip_y), *wings))
        svg.add(parent, "polygon", points=points, fill=line.colour)


def _thing(root: Element, thing: Thing, number: int, spot: tuple[float, float]) -> None:
    x, y = spot
    radius = FOCUS_RADIUS if thing.focus else RADIUS
    anchor = svg.add(root, "a", href=f"#n{number}")
    svg.glyph(anchor, thing.kind, x, y, radius, told=f"{thing.name}, {GLYPHS[thing.kind].label}")
    weight = "bold" if thing.focus else "normal"
    svg.write(anchor, x, y + radius + FONT + 1, thing.label, text_anchor="middle", font_weight=weight)


def legend_svg(chart: Chart) -> Element:
    """Only the signs that this chart holds."""
    kinds, lines = signs_of(chart)
    cells: list[tuple[str, str, Stroke | None]] = [(kind, GLYPHS[kind].label, None) for kind in kinds]
    cells += [("", label, line) for label, line in lines]
    wide, per_row = 270, 4
    root = svg.picture(wide * per_row, 24 * -(-len(cells) // per_row), "Legend", "What shapes and lines mean")
    for n, (kind, label, line) in enumerate(cells):
        x, y = wide * (n % per_row), 12 + 24 * (n // per_row)
        if line is None:
            svg.glyph(root, kind, x + 14, y, 8)
        else:
            line_sample(root, line, x, y)
        svg.write(root, x + 38, y + 4, label, font_size=12)
    return root


def line_sample(root: Element, line: Stroke, x: float, y: float) -> None:
    """A short piece of a line, as the legend shows it."""
    dash: dict[str, svg.Value] = {"stroke_dasharray": " ".join(map(str, line.dash))} if line.dash else {}
    svg.add(root, "line", x1=x, y1=y, x2=x + 30, y2=y, stroke=line.colour, stroke_width=line.width, style=dash)


def signs_of(chart: Chart) -> tuple[list[str], list[tuple[str, Stroke]]]:
    """The kinds of a chart, and its lines: by sort, by tie and by number of sources, each once."""
    present = {thing.kind for thing in chart.things}
    strokes = [stroke(group) for group in pairs(chart.ties)]
    grey = RUNG_COLOURS[RUNGS[0]]
    sorts = dict.fromkeys((one.label, one.dash) for one in strokes)
    lines = [(label, Stroke(label, grey, 2, dash, False)) for label, dash in sorts]
    colours = {one.colour for one in strokes}
    rungs = [(rung, colour) for rung, colour in RUNG_COLOURS.items() if colour in colours]
    lines += [(RUNG_WORDS.get(rung, f"tie: {rung}"), Stroke(rung, c, 3, (), False)) for rung, c in rungs]
    widths = {s.width for s in strokes}
    lines += [(words, Stroke(words, grey, width, (), False)) for width, words in WIDTHS.items() if width in widths]
    return [kind for kind in GLYPHS if kind in present], lines
