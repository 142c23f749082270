"""The state of a chart in, the address that shows it out: each act on a chart is the address of the next state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Final
from urllib.parse import urlencode

from graph.errors import UsageError
from graph.expansion import NONE, Opening
from graph.neighbourhood import ALL_TYPES, USUAL

VIEWS: Final = "/api/v1/views"
"""Where the pages are that are one file each, which needs nothing more when it is kept."""

FARTHEST: Final = 100_000.0
SUPERNODE: Final = 150
"""A thing with more around it than this is opened in part first: by relation, or those with most links."""

FEW: Final = 50


@dataclass(frozen=True, slots=True)
class ChartAddress:
    """What is opened, hidden and held in place, which thing is looked at, and what is left out of the whole chart."""

    openings: tuple[Opening, ...]
    hidden: tuple[str, ...] = ()
    pins: tuple[tuple[str, float, float], ...] = ()
    look: str = ""
    kinds: tuple[str, ...] = ()
    rung: str = ""
    as_of: str = ""
    known_by: str = ""
    cap: int = USUAL

    def __str__(self) -> str:
        asked = [("e", _text(opening)) for opening in self.openings]
        asked += [("h", thing) for thing in self.hidden]
        asked += [("pin", f"{x:g},{y:g},{thing}") for thing, x, y in self.pins]
        asked += [("kind", kind) for kind in self.kinds]
        single = {"rung": self.rung, "as_of": self.as_of, "known_by": self.known_by, "look": self.look}
        asked += [(name, value) for name, value in single.items() if value]
        asked += [("cap", str(self.cap))] if self.cap != USUAL else []
        return "/chart?" + urlencode(asked)

    @property
    def one_file(self) -> tuple[str, str]:
        """Words and the address of the page that is one file: of the same things, kinds, ties and days.

        What was hidden, collapsed or opened in part is whole there, and the words say so.
        """
        types = {one.types for one in self.openings if one.types}
        partly = len(types) == 1 and len(next(iter(types))) < len(ALL_TYPES)
        asked = [("of", one.thing) for one in self.openings]
        asked += [("type", name) for name in next(iter(types))] if partly else []
        asked += [("kind", kind) for kind in self.kinds]
        single = {"rung": self.rung, "as_of": self.as_of, "known_by": self.known_by}
        asked += [(name, value) for name, value in single.items() if value]
        asked += [("cap", str(self.cap))] if self.cap != USUAL else []
        same = not self.hidden and len(types) == 1 and all(one.types and not one.most for one in self.openings)
        words = "As one file" if same else "As one file, nothing hidden or collapsed"
        return words, f"{VIEWS}/graph?{urlencode(asked)}"

    def looking(self, thing: str) -> ChartAddress:
        """The same chart with what can be done with a thing beside it."""
        return replace(self, look=thing)

    def opened(self, thing: str, types: tuple[str, ...] = ALL_TYPES, most: int = 0) -> ChartAddress:
        """Draw what is around a thing; of types that are added one by one, those before stay."""
        before = next((one for one in self.openings if one.thing == thing), None)
        if before and len(types) < len(ALL_TYPES) and len(before.types) < len(ALL_TYPES):
            types = tuple(name for name in ALL_TYPES if name in {*before.types, *types})
        return self._with(Opening(thing, types, most))

    def collapsed(self, thing: str) -> ChartAddress:
        """Keep a thing and take away what is drawn for its sake alone."""
        return self._with(Opening(thing, ()))

    def without(self, thing: str) -> ChartAddress:
        """Hide a thing; an opened one takes with it what is drawn for its sake alone."""
        rest = tuple(one for one in self.openings if one.thing != thing)
        look = "" if self.look == thing else self.look
        return replace(self, openings=rest or self.openings, hidden=(*self.hidden, thing), look=look)

    def shown(self, thing: str) -> ChartAddress:
        """Show again what was hidden."""
        return replace(self, hidden=tuple(one for one in self.hidden if one != thing))

    def unpinned(self, thing: str) -> ChartAddress:
        """Hold a thing no longer in its place."""
        return replace(self, pins=tuple(pin for pin in self.pins if pin[0] != thing))

    def _with(self, opening: Opening) -> ChartAddress:
        known = any(one.thing == opening.thing for one in self.openings)
        changed = tuple(opening if one.thing == opening.thing else one for one in self.openings)
        hidden = tuple(one for one in self.hidden if one != opening.thing)
        return replace(self, openings=changed if known else (*changed, opening), hidden=hidden)


def read_pins(texts: Sequence[str]) -> tuple[tuple[str, float, float], ...]:
    """`x,y,thing` each, the last one of a thing counts; raises UsageError."""
    found: dict[str, tuple[str, float, float]] = {}
    for text in texts:
        parts = text.split(",", 2)
        try:
            x, y = (float(part) for part in parts[:2])
        except ValueError:
            x = y = float("nan")
        if len(parts) < 3 or not (isfinite(x) and isfinite(y) and max(abs(x), abs(y)) <= FARTHEST):
            raise UsageError(
                "This is no place on a chart.", where="pin", mend="Say it as x,y,thing: 120,-40,agency:kws."
            )
        found[parts[2]] = (parts[2], x, y)
    return tuple(found.values())


def _text(opening: Opening) -> str:
    parts = [opening.thing]
    if not opening.types:
        parts.append(NONE)
    elif len(opening.types) < len(ALL_TYPES):
        parts.append("+".join(opening.types))
    return "|".join((*parts, *([str(opening.most)] if opening.most else [])))
