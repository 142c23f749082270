"""Counts by country in, an SVG map out: five steps of blue, a circle on every small state, names where there is room."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from api.views import svg
from api.views.outlines import Outlines, Shape
from graph.places import Place, Places

STEPS: Final = ("#C6DBEF", "#9ECAE1", "#6BAED6", "#3182BD", "#08519C")
EMPTY: Final = "#F0F0F0"
BORDER: Final = "#8A8A8A"
SMALL_RADIUS: Final = 9
LETTERS: Final = 22


def map_svg(told: Places, outlines: Outlines) -> Element:
    """The world with the countries of these counts, each a link to its row of the table."""
    title = f"{told.subject}: {told.measure.title}"
    root = svg.picture(outlines.width, outlines.height, title, f"{len(told.places)} countries; the table lists them.")
    svg.add(root, "rect", x=0, y=0, width=outlines.width, height=outlines.height, fill="#FFFFFF")
    numbers = {place.country.partition(":")[2]: (n, place) for n, place in enumerate(told.places)}
    steps = steps_of(told)
    shapes = sorted(outlines.shapes, key=lambda shape: shape.code in numbers)
    for shape in shapes:
        if shape.code not in numbers:
            svg.add(root, "path", d=shape.path, fill=EMPTY, stroke=BORDER, stroke_width=0.8)
            continue
        number, place = numbers[shape.code]
        anchor = svg.add(root, "a", href=f"#c{number}")
        fill = STEPS[_step(len(place.things), steps)]
        words = f"{place.name}: {counted(place, told)}"
        svg.add(anchor, "path", told=words, d=shape.path, fill=fill, stroke="#333333", stroke_width=1.4)
        if shape.small:
            svg.add(
                anchor, "circle", told=words, cx=shape.at[0], cy=shape.at[1], r=SMALL_RADIUS, fill=fill,
                stroke="#333333", stroke_width=1.6,
            )  # fmt: skip
    _names(root, told, {shape.code: shape for shape in reversed(outlines.shapes) if shape.code}, outlines.width)
    return root


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
    return [(low + 1, high) for low, high in zip(edges, edges[1:], strict=False)]


def _step(count: int, steps: list[tuple[int, int]]) -> int:
    at = next(n for n, (low, high) in enumerate(steps) if low <= count <= high)
    return at if len(steps) == len(STEPS) else at + (len(STEPS) - len(steps)) // 2


def colour_of(count: int, steps: list[tuple[int, int]]) -> str:
    """The blue of a count."""
    return STEPS[_step(count, steps)]


def _names(root: Element, told: Places, shapes: dict[str, Shape], width: int) -> None:
    """Names with counts, those with most first; a name that would cover another one is left to the table."""
    taken: list[tuple[float, float, float, float]] = []
    for place in told.places:
        shape = shapes.get(place.country.partition(":")[2])
        if shape is None:
            continue
        text = f"{place.name} {len(place.things)}"
        half = len(text) * LETTERS * 0.27
        x = min(max(shape.at[0], half), width - half)
        y = shape.at[1] + (SMALL_RADIUS + LETTERS if shape.small else 7)
        box = (x - half, y - LETTERS, x + half, y + 5)
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        svg.write(root, x, y, text, font_size=LETTERS, text_anchor="middle", stroke_width=5)


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
