"""What was found or is said of a thing in, a web page out that needs no script and loads nothing from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element

from markupsafe import Markup

from api import html
from api.answer_tables import AnswerTable
from api.views import svg
from api.views.grammar import GLYPHS
from graph.ask import questions
from graph.describe import Description, Fact, Saying
from graph.history import Event
from graph.schema import kind_of_id
from graph.search import Hits
from graph.values.markings import Marking

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
"""What goes with every screen; with no referrer at all, a browser would not say that a form is of this site."""

LAST_YEAR: Final = 9999
SHOWN: Final = 12
"""Facts of a sort that an entity's page shows before one asks for all of them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every screen: its highest marking, who reads up to where, as of which day, what was typed.

    `waiting` counts what waits for a reviewer; it is None for who may not review.
    """

    marking: Marking
    clearance: Marking
    reader: str
    as_of: str = ""
    typed: str = ""
    signed_in: bool = False
    known_by: str = ""
    analyst: bool = False
    admin: bool = False
    waiting: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Facts of an entity that say the same sort of thing; `total` counts those that are not shown, too."""

    phrase: str
    facts: tuple[Fact, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Shown:
    """An entity's page: its groups of facts, the claims behind them by id, where sources differ, what was done,
    and a picture of what is closest to it."""

    told: Description
    groups: tuple[Group, ...]
    claims: Mapping[str, Saying]
    sources: Sequence[Saying]
    conflicts: AnswerTable | None = None
    acts: Sequence[Event] = ()
    near: Near | None = None

    @property
    def numbers(self) -> dict[str, int]:
        """The sources by the number under which the page lists them."""
        return {source.source: n for n, source in enumerate(self.sources, start=1)}


@dataclass(frozen=True, slots=True)
class Near:
    """A picture without links of its own, the address of the same as a chart, how many things, its highest marking."""

    picture: Markup
    address: str
    things: int
    marking: Marking


def groups_of(facts: Sequence[Fact], phrase: str) -> tuple[Group, ...]:
    """The facts by what they say, a few of each, or all of the one sort that is asked for."""
    found = []
    for words, run in groupby(sorted(facts, key=_order), key=lambda fact: fact.phrase):
        same = tuple(run)
        if phrase in ("", words):
            found.append(Group(words, same if phrase else same[:SHOWN], len(same)))
    return tuple(found)


def _order(fact: Fact) -> tuple[str, str, str, str]:
    return (fact.phrase, fact.when or "~", fact.other_name, fact.id)


def search_screen(frame: Frame, hits: Hits | None, counts: Sequence[Mapping[str, Any]], tries: Sequence[str]) -> str:
    """The page that one begins at: the box, what was found by kind, or what there is and a few things to try."""
    found: dict[str, list[Any]] = {}
    for hit in hits.found if hits else ():
        found.setdefault(hit.kind, []).append(hit)
    told = {"hits": hits, "found": found, "counts": counts, "tries": tries}
    return html.page("search.html", frame=frame, glyphs=glyphs(), labels=labels(), link=link, **told)


def entity_screen(frame: Frame, shown: Shown, phrase: str) -> str:
    """The page of a thing: what is said of it, its facts by relation, each with date, grade and words of its source."""
    told = {"shown": shown, "entity": shown.told.entity, "numbers": shown.numbers, "phrase": phrase}
    more = {"ways": ways(shown.told.entity.id, frame.as_of), "kind_of": kind_of_id, "link": link, "labels": labels()}
    told["asks"] = asks(shown.told.entity.kind, shown.told.entity.id, frame.as_of)
    told["levels"] = [level for level in Marking if level <= frame.clearance]
    told["later"] = later(shown.told.entity.id, frame.as_of) if frame.as_of else []
    return html.page("entity.html", frame=frame, glyphs=glyphs(), **told, **more)


def sign_in_screen(wrong: str, onward: str) -> str:
    """The page where one gives the key; without it nothing of the records is told."""
    return html.page("sign_in.html", wrong=wrong, onward=onward)


def problem_screen(told: Mapping[str, Any], *, again: bool = False) -> str:
    """The page of whatever went wrong: what, where, how to mend it, and the number to ask about."""
    return html.page("problem.html", told=told, again=again)


OWN: Final = {"network": ("As a network", "/network/"), "operation": ("As an operation", "/op/")}
"""Pages of their own that some kinds have, by the beginning of their ids."""


def ways(entity: str, as_of: str = "") -> list[tuple[str, str]]:
    """Words and addresses of the pages about a thing."""
    day = {"as_of": as_of} if as_of else {}
    pictures = [(name.capitalize(), f"/{name}?{urlencode({'of': entity} | day)}") for name in ("timeline", "map")]
    chart = f"/chart?{urlencode({'e': entity} | day)}"
    own = OWN.get(entity.partition(":")[0])
    more = [(own[0], f"{own[1]}{quote(entity, safe=':')}" + (f"?{urlencode(day)}" if day else ""))] if own else []
    return [("Search", "/"), ("Facts", link(entity, as_of)), ("Chart", chart), *pictures, *more]


def asks(kind: str, entity: str, as_of: str = "") -> list[tuple[str, str]]:
    """The questions that need no more than a thing of this kind, and the addresses of their answers for this one."""
    day, found = {"as_of": as_of} if as_of else {}, []
    for name, question in questions().items():
        needed = [parameter for parameter in question.parameters if not parameter.optional]
        if len(needed) == 1 and kind in needed[0].kinds:
            found.append((question.title, f"/questions/{name}?{urlencode({needed[0].name: entity} | day)}"))
    return found


def later(entity: str, as_of: str) -> list[tuple[str, str]]:
    """Words and addresses of what came and went since a day: within a year, and until now."""
    year, rest = int(as_of[:4]) + 1, as_of[4:].replace("02-29", "02-28")
    asked = {"of": entity, "since": as_of}
    by = f"{year:04}{rest}"
    told = [(f"by {by}", asked | {"as_of": by})] if year <= LAST_YEAR else []
    told.append(("until now", asked))
    return [(words, f"/changes?{urlencode(parts)}") for words, parts in told]


def link(entity: str, as_of: str = "", phrase: str = "", q: str = "") -> str:
    """The address of a thing's page."""
    asked = {name: value for name, value in (("as_of", as_of), ("phrase", phrase), ("q", q)) if value}
    return f"/e/{quote(entity, safe=':')}" + (f"?{urlencode(asked)}" if asked else "")


@cache
def glyphs() -> dict[str, Markup]:
    """The sign of each kind as a small picture; the words beside it say the same."""
    told = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 28 28", "width": "18", "height": "18"}
    found = {}
    for kind in GLYPHS:
        root = Element("svg", told | {"aria-hidden": "true"})
        svg.glyph(root, kind, 14, 14, 11)
        found[kind] = svg.markup(root)
    return found


def labels() -> dict[str, str]:
    """The words for each kind."""
    return {kind: glyph.label for kind, glyph in GLYPHS.items()}
