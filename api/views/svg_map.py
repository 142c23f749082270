"""Counts by country in, an SVG map out: five steps of blue, small states as circles, names where there is room."""

from __future__ import annotations

from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element

from api.views import svg
from api.views.grammar import FONT
from api.views.outlines import Outlines, Shape
from graph.places import Place, Places

STEPS: Final = ("#C6DBEF", "#9ECAE1", "#6BAED6", "#3182BD", "#08519C")
EMPTY: Final = "#F0F0F0"
BORDER: Final = "#8A8A8A"
WIDTH: Final = 1180
SMALL_RADIUS: Final = 5.5
NARROWEST: Final = 480.0
MARGIN: Final = 0.12


def map_svg(told: Places, outlines: Outlines) -> Element:
    """The part of the world where these counts fall, each country a link to its row of the table."""
    numbers = {place.country.partition(":")[2]: (n, place) for n, place in enumerate(told.places)}
    left, top, width, height = _part(outlines, set(numbers))
    scale = WIDTH / width
    title = f"{told.subject}: {told.measure.title}"
    root = svg.picture(WIDTH, height * scale, title, f"{len(told.places)} countries; the table lists them.")
    svg.add(root, "rect", x=0, y=0, width=WIDTH, height=height * scale, fill="#FFFFFF")
    world = svg.add(root, "g", transform=f"scale({scale:.4f}) translate({-left:.1f} {-top:.1f})")
    steps = steps_of(told)
    for shape in sorted(outlines.shapes, key=lambda shape: shape.code in numbers):
        if shape.code not in numbers:
            svg.add(world, "path", d=shape.path, fill=EMPTY, stroke=BORDER, stroke_width=0.5 / scale)
            continue
        number, place = numbers[shape.code]
        fill, words = STEPS[_step(len(place.things), steps)], f"{place.name}: {counted(place, told)}"
        anchor = svg.add(world, "a", href=f"#c{number}")
        svg.add(anchor, "path", told=words, d=shape.path, fill=fill, stroke="#333333", stroke_width=0.9 / scale)
        if shape.small:
            x, y = shape.at
            style: dict[str, svg.Value] = {"fill": fill, "stroke": "#333333", "stroke_width": 1 / scale}
            svg.add(anchor, "circle", told=words, cx=x, cy=y, r=SMALL_RADIUS / scale, style=style)
    spots = {c: ((s.at[0] - left) * scale, (s.at[1] - top) * scale, s.small) for c, s in _by_code(outlines).items()}
    _names(root, told, spots)
    return root


def _by_code(outlines: Outlines) -> dict[str, Shape]:
    """The main shape of each country."""
    return {shape.code: shape for shape in sorted(outlines.shapes, key=lambda s: _wide(s)) if shape.code}


def _wide(shape: Shape) -> float:
    return (shape.box[2] - shape.box[0]) * (shape.box[3] - shape.box[1])


def _part(outlines: Outlines, codes: set[str]) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is shown: these countries with a margin, in the proportions of the whole."""
    boxes = [shape.box for code, shape in _by_code(outlines).items() if code in codes]
    whole = float(outlines.width), float(outlines.height)
    if not boxes:
        return 0.0, 0.0, *whole
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    ratio = whole[1] / whole[0]
    width = max((right - left) * (1 + 2 * MARGIN), (bottom - top) * (1 + 2 * MARGIN) / ratio, NARROWEST)
    width = min(width, whole[0])
    x = min(max((left + right - width) / 2, 0), whole[0] - width)
    y = min(max((top + bottom - width * ratio) / 2, 0), whole[1] - width * ratio)
    return x, y, width, width * ratio


def counted(place: Place, told: Places) -> str:
    """`3 operations`."""
    count = len(place.things)
    return f"{count} {told.measure.unit}" + ("" if count == 1 else "s")


def missing(told: Places, outlines: Outlines) -> list[Place]:
    """The countries for which the outlines hold no shape."""
    known = {shape.code for shape in outlines.shapes}
    return [place for place in told.places if place.country.partition(":")[2] not in known]


def steps_of(told: Places) -> list[tuple[int, int]]:
    """From which to which count each step of blue goes: at most five, of equal size."""
    most = max((len(place.things) for place in told.places), default=0)
    count = min(most, len(STEPS))
    edges = [round(most * n / count) for n in range(count + 1)] if count else []
    return [(low + 1, high) for low, high in pairwise(edges)]


def _step(count: int, steps: list[tuple[int, int]]) -> int:
    at = next(n for n, (low, high) in enumerate(steps) if low <= count <= high)
    return at if len(steps) == len(STEPS) else at + (len(STEPS) - len(steps)) // 2


def colour_of(count: int, steps: list[tuple[int, int]]) -> str:
    """The blue of a count."""
    return STEPS[_step(count, steps)]


def _names(root: Element, told: Places, spots: dict[str, tuple[float, float, bool]]) -> None:
    """Names with counts, those with most first; a name that would cover another one is left to the table."""
    taken: list[tuple[float, float, float, float]] = []
    for place in told.places:
        if place.country.partition(":")[2] not in spots:
            continue
        x, y, small = spots[place.country.partition(":")[2]]
        text = f"{place.name} {len(place.things)}"
        half = len(text) * FONT * 0.28
        x = min(max(x, half), WIDTH - half)
        y += SMALL_RADIUS + FONT if small else FONT / 3
        box = (x - half, y - FONT, x + half, y + FONT / 4)
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        svg.write(root, x, y, text, text_anchor="middle", pointer_events="none")


def map_legend(told: Places) -> Element:
    """Which blue stands for how many."""
    steps = steps_of(told)
    root = svg.picture(1080, 24, "Legend", "What colours mean")
    for n, (low, high) in enumerate(steps):
        fill = colour_of(high, steps)
        svg.add(root, "rect", x=150 * n, y=4, width=28, height=16, fill=fill, stroke="#333333")
        svg.write(root, 150 * n + 36, 17, str(low) if low == high else f"{low} to {high}", font_size=12)
    x = 150 * len(steps)
    svg.add(root, "rect", x=x, y=4, width=28, height=16, fill=EMPTY, stroke=BORDER)
    svg.write(root, x + 36, 17, "no records", font_size=12)
    return root
