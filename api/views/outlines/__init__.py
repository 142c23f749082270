"""Outlines of countries: a code in, its shape on a flat map out; prepared once by `make.py`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from graph.errors import DataError

BUNDLED: Final = Path(__file__).with_name("countries.json")


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: the country's code ('' where it has none), an SVG path, a point inside, the box of its main part
    (left, top, right, bottom), and whether it is hard to hit."""

    code: str
    path: str
    at: tuple[float, float]
    box: tuple[float, float, float, float]
    small: bool


@dataclass(frozen=True, slots=True)
class Outlines:
    """All shapes on one map of `width` and `height`, and the line that must stand below it."""

    width: int
    height: int
    credit: str
    shapes: tuple[Shape, ...]


@cache
def outlines(path: Path = BUNDLED) -> Outlines:
    """Read a file of outlines as `make.py` writes it: the bundled one, or an organisation's own. Raises DataError."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        shapes = tuple(
            Shape(str(s["code"]), str(s["path"]), _pair(s["at"]), (*_pair(s["box"]), *_pair(s["box"][2:])), s["small"])
            for s in told["shapes"]
        )
        return Outlines(int(told["width"]), int(told["height"]), str(told["credit"]), shapes)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise DataError(
            "The outlines of countries can't be read.",
            where=str(path),
            mend="Make them with api/views/outlines/make.py.",
        ) from error


def _pair(numbers: Sequence[float]) -> tuple[float, float]:
    return float(numbers[0]), float(numbers[1])
