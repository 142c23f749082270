"""Natural Earth as TopoJSON in, `countries.json` out: run by a maintainer when the outlines change, never by wengraph.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m api.views.outlines.make package/countries-50m.json

Shapes are joined to countries by their ISO 3166-1 numeric code, never by name; a shape without one stays grey.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from babel.core import get_global

from api.views.outlines import BUNDLED

Point = tuple[float, float]
WIDTH: Final = 2000
SOUTH: Final = -58.0
"""Antarctica is left out: it would take a fifth of the map."""

TOLERANCE: Final = 1.0
LEAST_AREA: Final = 6.0
MAIN: Final = 0.1
"""Parts with this share of the largest one belong to the box of a country: Alaska does, Hawaii does not."""

SMALL: Final = 14.0
"""A shape that is smaller than this in both directions gets a circle that can be hit."""

CREDIT: Final = "Boundaries: Natural Earth 1:50m (public domain); no endorsement implied."
_X: Final = ((0, 0.8707), (2, -0.131979), (4, -0.013791), (10, 0.003971), (12, -0.001529))
_Y: Final = ((1, 1.007226), (3, 0.015085), (7, -0.044475), (9, 0.028874), (11, -0.005916))


def project(longitude: float, latitude: float) -> Point:
    """The Natural Earth projection (Patterson 2008; polynomial of Šavrič et al. 2011), on the map's own scale."""
    phi = math.radians(latitude)
    x = math.radians(longitude) * sum(factor * phi**power for power, factor in _X)
    y = sum(factor * phi**power for power, factor in _Y)
    scale = WIDTH / (2 * math.pi * _X[0][1])
    return WIDTH / 2 + x * scale, -y * scale


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """All arcs as degrees: TopoJSON stores differences of integers."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for stored in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in stored:
            x, y = x + step_x, y + step_y
            arc.append((x * kx + dx, y * ky + dy))
        arcs.append(arc)
    return arcs


def simplify(arc: Sequence[Point]) -> list[Point]:
    """Douglas and Peucker on the projected arc, so that two countries keep one border."""
    flat = [project(*point) for point in arc]
    kept, open_parts = {0, len(arc) - 1}, [(0, len(arc) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        far, at = max(((_off(flat[i], flat[first], flat[last]), i) for i in range(first + 1, last)), default=(0.0, 0))
        if far > TOLERANCE:
            kept.add(at)
            open_parts += [(first, at), (at, last)]
    return [arc[i] for i in sorted(kept)]


def _off(point: Point, a: Point, b: Point) -> float:
    length = math.dist(a, b)
    if length == 0:
        return math.dist(point, a)
    across = (b[0] - a[0]) * (a[1] - point[1]) - (a[0] - point[0]) * (b[1] - a[1])
    return abs(across) / length


def rings_of(geometry: dict[str, Any], arcs: Sequence[Sequence[Point]]) -> Iterator[list[Point]]:
    """The rings of a shape in degrees, cut at the antimeridian, else they would draw bars over the world."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for ring in (ring for polygon in polygons for ring in polygon):
        points: list[Point] = []
        for index in ring:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        pieces: list[list[Point]] = [[points[0]]]
        for before, point in pairwise(points):
            if abs(before[0] - point[0]) > 180:
                pieces.append([])
            pieces[-1].append(point)
        if len(pieces) > 1:
            pieces[0] = pieces.pop() + pieces[0]
        yield from pieces


def _area(ring: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]])) / 2


def _centre(ring: Sequence[Point]) -> Point:
    area = _area(ring)
    if not area:
        return ring[0]
    sides = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise([*ring, ring[0]])]
    x, y = (sum((a[i] + b[i]) * cross for a, b, cross in sides) / (6 * area) for i in (0, 1))
    return x, y


def _path(ring: Sequence[Point], top: float) -> str:
    points = [(round(x), round(y - top)) for x, y in ring]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    told = " ".join(f"{x},{y}" for x, y in steps if (x, y) != (0, 0))
    return f"M{points[0][0]},{points[0][1]}" + (f"l{told}z" if told else "h1v1z")


def shape_of(code: str, geometry: dict[str, Any], arcs: Sequence[Sequence[Point]], top: float) -> dict[str, Any]:
    """One shape as `countries.json` holds it; islets go, save where they are all there is."""
    rings = [[project(*point) for point in ring] for ring in rings_of(geometry, arcs)]
    rings.sort(key=lambda ring: -abs(_area(ring)))
    kept = [ring for at, ring in enumerate(rings) if not at or abs(_area(ring)) >= LEAST_AREA]
    main = [ring for ring in rings if abs(_area(ring)) >= MAIN * abs(_area(rings[0]))]
    xs, ys = zip(*(point for ring in main for point in ring), strict=True)
    x, y = _centre(rings[0])
    return {
        "code": code,
        "at": [round(x, 1), round(y - top, 1)],
        "box": [round(min(xs)), round(min(ys) - top), round(max(xs)), round(max(ys) - top)],
        "small": max(xs) - min(xs) < SMALL and max(ys) - min(ys) < SMALL,
        "path": "".join(_path(ring, top) for ring in kept),
    }


def main(source: Path) -> None:
    """Write `countries.json` beside this file."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    alpha2 = {n: codes[0] for n, codes in get_global("territory_aliases").items() if n.isdigit() and len(codes) == 1}
    arcs = [simplify(arc) for arc in arcs_of(topology)]
    top = project(0, 84.0)[1]
    shapes = [
        shape_of(alpha2.get(geometry.get("id", ""), ""), geometry, arcs, top)
        for geometry in topology["objects"]["countries"]["geometries"]
        if geometry.get("id") != "010"
    ]
    shapes.sort(key=lambda shape: (shape["code"], shape["path"]))
    height = round(project(0, SOUTH)[1] - top)
    told = {"width": WIDTH, "height": height, "credit": CREDIT, "shapes": shapes}
    BUNDLED.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
