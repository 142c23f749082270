"""An order in (what, format, to whom, why), one file with its marking and its hash out; and what was left out of it."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Final, Literal

from api.exports.about import About
from api.exports.drawn import links_drawn, things_drawn
from api.exports.ftm import write_ftm
from api.exports.graphs import write_gexf, write_graphml
from api.exports.stix import write_stix
from api.exports.tables import write_csv, write_jsonl, write_xlsx
from api.exports.wanted import CLAIM_COLUMNS, Taken, Wanted, claim_cells, scope_of, take
from graph.errors import UsageError
from graph.neighbourhood import MOST
from graph.released import released_to
from graph.schema import LINKS
from graph.store.bolt import Store
from graph.values.markings import Marking, parse_marking
from ontology.cut import part, project
from ontology.manifest import Handed
from ontology.package import FORMS, Packed, write_package
from ontology.project import Cut

Shape = Literal["wide", "long"]
Table = Callable[[About, Sequence[str], Iterable[Sequence[Any]], IO[bytes]], int]
Graph = Callable[[About, Iterable[dict[str, Any]], Iterable[dict[str, Any]], IO[bytes]], int]
TABLES: Final[dict[str, tuple[Table, str]]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "jsonl": (write_jsonl, "application/x-ndjson"),
}
GRAPHS: Final[dict[str, tuple[Graph, str, str]]] = {
    "graphml": (write_graphml, "graphml", "application/graphml+xml"),
    "gexf": (write_gexf, "gexf", "application/gexf+xml"),
    "ftm": (write_ftm, "ftm.jsonl", "application/x-ndjson"),
    "stix": (write_stix, "stix.json", "application/stix+json;version=2.1"),
}
Counts = tuple[Counter[str], Counter[str], int, dict[str, int]]
"""Things by kind, links by type, claims; and things that the cap leaves out, by kind."""
Written = tuple[About, int, str, tuple[str, ...]]
"""What a file says of itself, how many rows it has, its media type, and the ids of what it is of."""
FORMATS: Final = (*TABLES, *GRAPHS, *FORMS)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be handed out: in which format, to whom, why, by whom, read up to which marking and of which day."""

    wanted: Wanted
    format: str
    recipient: str
    reason: str
    author: str
    clearance: Marking
    shape: Shape = "wide"
    as_of: date | None = None
    known_by: str = ""

    @property
    def subject(self) -> str:
        """What it is of, as the audit names it."""
        return f"{self.wanted.question or self.wanted.sort} as {self.format}"

    def check(self) -> None:
        """Raise UsageError for a format that is unknown, or without a recipient and a reason."""
        if self.format not in FORMATS:
            raise UsageError(f"{self.format!r} is no format.", where="format", mend=f"Known: {', '.join(FORMATS)}.")
        for name, text in (("to", self.recipient), ("reason", self.reason)):
            if not text.strip():
                raise UsageError("Every export says to whom it goes and why.", where=name, mend=f"Give {name}.")
        if self.format in FORMS and self.as_of:
            raise UsageError("RDF tells of all days.", where="as_of", mend="Leave it out: a claim says since when.")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the recipient does not get of what the officer sees: things by kind, links by type, claims.

    `capped` counts by kind what they may have and do not get, because no more than `cap` things are in the file.
    """

    things: dict[str, int] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)
    claims: int = 0
    capped: dict[str, int] = field(default_factory=dict)
    cap: int = MOST

    def sentences(self) -> list[str]:
        """The same in words; none where nothing is left out."""
        told = [f"{count} × {kind}" for kind, count in self.things.items()]
        told += [f"{count} × {LINKS[name].phrase}" for name, count in self.links.items()]
        told += [f"{self.claims} {'claim' if self.claims == 1 else 'claims'}"] if self.claims else []
        said = [f"Left out (marked higher, or released to others alone): {', '.join(told)}."] if told else []
        more = ", ".join(f"{count} × {kind}" for kind, count in self.capped.items())
        return said + ([f"Left out beyond the cap of {self.cap} things: {more}."] if more else [])

    def as_json(self) -> dict[str, Any]:
        """As answers show it."""
        return {"things": self.things, "links": self.links, "claims": self.claims, "capped": self.capped}


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file that was written: its name and type, how many rows, its highest marking, its hash, its number, of what."""

    number: str
    file_name: str
    media_type: str
    rows: int
    marking: Marking
    sha256: str
    of: tuple[str, ...]


def hand_out(store: Store, order: Order, into: Path, *, base: str) -> HandedOut:
    """Write the file of an order. Raises UsageError where it makes no sense or there is nothing to hand out."""
    order.check()
    number = secrets.token_hex(4)
    with released_to(store, order.recipient) as then, into.open("wb") as stream:
        if order.format in FORMS:
            about, rows, kind, of = _package(then, order, number, stream, base)
        else:
            about, rows, kind, of = _file(then, order, number, stream)
    with into.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return HandedOut(number, about.file_name(_suffix(order.format)), kind, rows, about.marking, digest, of)


def _package(store: Store, order: Order, number: str, into: IO[bytes], base: str) -> Written:
    cut, title = Cut(base, int(order.clearance)), "wengraph"
    of: tuple[str, ...] = ()
    if order.wanted.sort == "everything":
        quads = project(store, cut)
    else:
        taken = take(store, order.wanted, scope_of(order.wanted, order.clearance, None))
        title, of = taken.title, taken.of
        quads = part(store, cut, {row["claim"] for row in taken.claims}, {row["id"] for row in taken.things})
    about = _about(order, number, title, Marking.CLEAR)
    handed = Handed(number, order.recipient, order.reason, order.author, about.made_at, order.known_by)
    packed: Packed = write_package(quads, FORMS[order.format], base, handed, into)
    return _about(order, number, title, packed.marking), packed.quads, "application/zip", of


def _file(store: Store, order: Order, number: str, into: IO[bytes]) -> Written:
    taken = take(store, order.wanted, scope_of(order.wanted, order.clearance, order.as_of))
    about = _about(order, number, taken.title, max(taken.marking, _lowest(store, order, taken)))
    if order.format in TABLES:
        table, kind = TABLES[order.format]
        columns, rows = _shaped(taken, order.shape)
        count = table(about, columns, rows, into)
    else:
        graph, _, kind = GRAPHS[order.format]
        count = graph(about, things_drawn(store, taken, order.clearance), links_drawn(taken), into)
    if not count:
        raise _nothing(order, taken)
    return about, count, kind, taken.of


def _nothing(order: Order, taken: Taken) -> UsageError:
    """Why a file would hold nothing: an answer of rows alone is no graph, else the level or the filters leave none."""
    if order.format in GRAPHS and next(iter(taken.rows), None):
        said = "This answer holds no links; take csv, xlsx or jsonl."
        return UsageError(said, where="format", mend="Those hold its rows.")
    return UsageError("There is nothing to hand out at this level.", mend="Choose a higher one, if it may be.")


def _lowest(store: Store, order: Order, taken: Taken) -> Marking:
    """The lowest marking at which the same is read: names and dates in it may be marked higher than its claims."""
    if order.wanted.sort == "everything":
        return taken.marking
    for rank in range(int(order.clearance)):
        with suppress(UsageError):
            lower = take(store, order.wanted, scope_of(order.wanted, Marking(rank), order.as_of))
            same = [[*getattr(lower, name)] == [*getattr(taken, name)] for name in ("rows", "things", "links")]
            if all(same):
                return Marking(rank)
    return order.clearance


def _shaped(taken: Taken, shape: Shape) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    return (CLAIM_COLUMNS, map(claim_cells, taken.claims)) if shape == "long" else (taken.columns, taken.rows)


def _about(order: Order, number: str, title: str, marking: Marking) -> About:
    made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    day = order.as_of.isoformat() if order.as_of else ""
    return About(number, title, order.recipient, order.reason, order.author, made, marking, day, order.known_by)


def _suffix(form: str) -> str:
    return "zip" if form in FORMS else GRAPHS[form][1] if form in GRAPHS else form


def left_out(store: Store, order: Order, reader: Marking) -> LeftOut:
    """What of the things that the officer would see the recipient does not get."""
    return _left_out(store, order, [order.clearance], reader)[order.clearance]


def previews(store: Store, order: Order, levels: Sequence[str], reader: Marking) -> list[tuple[str, list[str]]]:
    """Levels, each with the sentences on what an order would leave out at it, or at what the officer reads if lower.

    Raises MarkingError for a word that is no marking.
    """
    upto = {level: min(parse_marking(level), reader) for level in levels}
    missing = _left_out(store, order, set(upto.values()), reader)
    return [(level, missing[upto[level]].sentences()) for level in levels]


def _left_out(store: Store, order: Order, levels: Iterable[Marking], reader: Marking) -> dict[Marking, LeftOut]:
    order.check()
    whole = _counted(order, take(store, order.wanted, scope_of(order.wanted, reader, order.as_of)))
    with released_to(store, order.recipient) as then:
        return {level: _less(order, whole, _got(then, order, level)) for level in levels}


def _less(order: Order, whole: Counts, part: Counts) -> LeftOut:
    things, links, claims = whole[0] - part[0], whole[1] - part[1], max(whole[2] - part[2], 0)
    return LeftOut(dict(sorted(things.items())), dict(sorted(links.items())), claims, part[3], order.wanted.cap)


def _got(store: Store, order: Order, level: Marking) -> Counts:
    """What the recipient gets; nothing where what is asked for is not there for them at all."""
    try:
        return _counted(order, take(store, order.wanted, scope_of(order.wanted, level, order.as_of)))
    except UsageError:
        return Counter(), Counter(), 0, {}


def _counted(order: Order, taken: Taken) -> Counts:
    things = Counter(row["kind"] for row in taken.things)
    links = Counter(row["type"] for row in taken.links)
    # The rows of an answer are all there: only a graph of it has a cap.
    rows_alone = order.wanted.sort == "question" and order.format in TABLES
    return things, links, sum(1 for _ in taken.claims), {} if rows_alone else dict(taken.capped)
