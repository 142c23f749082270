"""Things, a path or an answer in, what a chart of them shows out: things, links, evidence, and what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.analysis import chart_reads
from graph.analysis.paths import Paths
from graph.analysis.to_networkx import Scope, period_of, undated
from graph.ask import Answer, questions
from graph.cited import Cited, cite, cite_by_marking
from graph.errors import UsageError
from graph.find import find
from graph.schema import KINDS, LINKS, RUNGS
from graph.store import reads
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.reads import Found
from graph.values.names import shorten

USUAL: Final = 150
"""So many things are drawn unless more are asked for: beyond it a chart is hard to read."""

CONSENTED: Final = 500
"""So many can be told apart at all; a chart with more says that it is not for reading."""

MOST: Final = 2_000
DEEPEST: Final = 3
ALL_TYPES: Final = tuple(LINKS)
COVERS: Final = "Only what loaded sources name: that no link is drawn does not mean that there is none."


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a chart. `links` counts all that the reader may see within the scope, drawn or not."""

    id: str
    name: str
    label: str
    kind: str
    focus: bool
    links: int


@dataclass(frozen=True, slots=True)
class Tie:
    """One link of a chart with its evidence; `rung` is an index into graph.schema.RUNGS.

    `when` may be the day of the event that it leads to; `since` and `until` are the link's own dates.
    """

    id: str
    type: str
    role: str
    start: str
    end: str
    says: str
    rung: int
    when: str
    since: str
    until: str
    dated: str
    grade: str
    basis: tuple[str, ...]
    remarks: tuple[str, ...]
    origins: int
    sources: tuple[str, ...]
    claims: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The link as JSON, its rung as a word."""
        return {name: getattr(self, name) for name in self.__slots__} | {"rung": RUNGS[self.rung]}


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn. `total` counts the things left out by the cap too, `left_out` those alone, by kind;
    `beyond` counts the links that lead from what is drawn to what is not, by type."""

    subject: str
    scope: Scope
    types: tuple[str, ...]
    depth: int
    things: tuple[Thing, ...]
    ties: tuple[Tie, ...]
    total: int
    left_out: dict[str, int]
    beyond: dict[str, int]
    cited: Cited
    covers: str = COVERS

    @property
    def truncated(self) -> bool:
        """Whether the cap left things out."""
        return len(self.things) < self.total

    def as_json(self) -> dict[str, Any]:
        """The chart as JSON, without positions."""
        return {
            "subject": self.subject,
            "clearance": str(self.scope.clearance),
            "as_of": self.scope.as_of.isoformat() if self.scope.as_of else None,
            "rung": RUNGS[self.scope.rung],
            "kinds": list(self.scope.kinds),
            "types": list(self.types),
            "depth": self.depth,
            "things": [{name: getattr(thing, name) for name in Thing.__slots__} for thing in self.things],
            "links": [tie.as_json() for tie in self.ties],
            "total": self.total,
            "truncated": self.truncated,
            "left_out": self.left_out,
            "beyond": self.beyond,
            "covers": self.covers,
            **self.cited.as_json(),
        }


def neighbourhood(
    store: Store,
    texts: Sequence[str],
    *,
    scope: Scope,
    depth: int = 1,
    types: tuple[str, ...] = ALL_TYPES,
    cap: int = USUAL,
) -> Chart:
    """What lies within so many links of these things: nearer ones first, then those with most links, up to the cap.

    Raises UnknownName for a thing, UsageError for a depth or cap that makes no sense.
    """
    if not 1 <= depth <= DEEPEST:
        raise UsageError(f"A chart goes 1 to {DEEPEST} links deep, not {depth}.", where="depth")
    centre = list({f.id: f for f in (find(store, text, int(scope.clearance)) for text in texts)}.values())
    focus = [found.id for found in centre]
    rings: list[set[str]] = [set(focus)]
    for _ in range(depth):
        seen = set().union(*rings)
        rings.append(chart_reads.neighbours(store, scope, types, focus, rings[-1]) - seen)
    subject = ", ".join(found.name for found in centre)
    return chart_of(store, subject, scope, types, depth, focus, rings, cap)


def answer_chart(
    store: Store, answer: Answer, *, scope: Scope, types: tuple[str, ...] = ALL_TYPES, cap: int = USUAL
) -> Chart:
    """The things that an answer names in its rows and parameters, and all links in scope between them.

    Raises UsageError where the answer names none.
    """
    about = things_asked(store, answer, scope)
    asked = [found.id for found in about]
    named = {found.id for found in things_named(store, answer.rows, scope)}
    if not named:
        raise UsageError("This answer names nothing that can be drawn.", mend="Ask for more, or without a limit.")
    return chart_of(store, title_of(answer, about), scope, types, 0, asked, [set(asked), named - set(asked)], cap)


def title_of(answer: Answer, about: Iterable[Found]) -> str:
    """The title of an answer's question, with what was asked for, things (see `things_asked`) by their names."""
    known = questions().get(answer.question)
    names = {found.id: found.name for found in about}
    given = ", ".join(f"{key}: {names.get(value, value)}" for key, value in answer.parameters.items())
    return (known.title if known else answer.question) + (f" ({given})" if given else "")


def things_asked(store: Store, answer: Answer, scope: Scope) -> list[Found]:
    """The visible things that an answer's parameters name."""
    return things_named(store, [tuple(answer.parameters.values())], scope)


def things_named(store: Store, rows: Iterable[Sequence[Any]], scope: Scope) -> list[Found]:
    """The visible things whose ids stand in these rows, in the order of their ids."""
    prefixes = tuple(f"{kind.prefix}:" for kind in KINDS.values())
    ids = {cell for row in rows for cell in row if isinstance(cell, str) and cell.startswith(prefixes)}
    return sorted(reads.by_id(store, ids, int(scope.clearance)), key=lambda found: found.id)


def path_chart(store: Store, paths: Paths) -> Chart:
    """The things on the paths found and the links that lead along them."""
    hops = [hop for path in paths.paths for hop in path.hops]
    ids = {end.id for hop in hops for end in (hop.start, hop.end)} | {paths.start.id, paths.end.id}
    focus = (paths.start.id, paths.end.id)
    told = {link["id"] for hop in hops for link in hop.links}
    rows = chart_reads.links_among(store, paths.scope, ALL_TYPES, focus, ids)
    subject = f"Paths from {paths.start.name} to {paths.end.name}"
    total = len(paths.paths)
    covers = f"{total} of {'' if paths.counted else 'at least '}{paths.total} paths of up to {paths.searched} links. "
    return _drawn(
        store,
        subject,
        paths.scope,
        ALL_TYPES,
        0,
        _things(chart_reads.things(store, paths.scope, ALL_TYPES, focus, ids), focus),
        [row for row in rows if row["id"] in told],
        Counter(),
        covers + COVERS,
    )


def chart_of(
    store: Store,
    subject: str,
    scope: Scope,
    types: tuple[str, ...],
    depth: int,
    focus: Sequence[str],
    rings: Sequence[Collection[str]],
    cap: int,
    cite_up_to: int = MOST,
) -> Chart:
    """The chart of these rings, each in the order of its things' links, up to the cap. Raises UsageError for a cap.

    A chart of more than `cite_up_to` things carries no evidence, only its marking: it is asked for link by link.
    """
    if not len(focus) <= cap <= MOST:
        mend = f"At least the {len(focus)} asked for, at most {MOST}; `wengraph show` and `ask` list more."
        raise UsageError(f"A chart can't show {cap} things.", where="cap", mend=mend)
    ranked = [row for ring in rings for row in chart_reads.things(store, scope, types, focus, ring)]
    kept = {row["id"] for row in ranked[:cap]}
    ties = chart_reads.links_among(store, scope, types, focus, kept)
    left_out = Counter(row["kind"] for row in ranked[cap:])
    told = cite if len(kept) <= cite_up_to else cite_by_marking
    return _drawn(store, subject, scope, types, depth, _things(ranked[:cap], focus), ties, left_out, COVERS, told)


def _drawn(
    store: Store,
    subject: str,
    scope: Scope,
    types: tuple[str, ...],
    depth: int,
    things: tuple[Thing, ...],
    rows: Sequence[Row],
    left_out: Counter[str],
    covers: str,
    cited: Callable[..., Cited] = cite,
) -> Chart:
    names = {thing.id: thing.name for thing in things}
    ties = tuple(_tie(row, names, dated=scope.as_of is not None) for row in rows)
    focus = [thing.id for thing in things if thing.focus]
    ends = Counter(chart_reads.links_by_type(store, scope, types, focus, names))
    ends.subtract(Counter(tie.type for tie in ties for _ in range(2)))
    return Chart(
        subject=subject,
        scope=scope,
        types=types,
        depth=depth,
        things=things,
        ties=ties,
        total=len(things) + left_out.total(),
        left_out={kind: left_out[kind] for kind in KINDS if left_out[kind]},
        beyond={name: ends[name] for name in LINKS if ends[name]},
        cited=cited(store, {claim for tie in ties for claim in tie.claims}, names, clearance=scope.clearance),
        covers=covers,
    )


def _things(rows: Iterable[Row], focus: Collection[str]) -> tuple[Thing, ...]:
    return tuple(
        Thing(row["id"], row["name"], _label(row), row["kind"], row["id"] in focus, row["links"]) for row in rows
    )


def _label(row: Row) -> str:
    """The short label; where it was cut, the word that the shape tells goes, and events are told apart by year."""
    label, name = str(row["label"]), str(row["name"]).removeprefix(f"{row['kind']} ")
    if not label.endswith("…"):
        return label
    label = shorten(name)
    return f"{label[:10].rstrip(' ,;-…')}… {row['year']}" if label.endswith("…") and row["year"] else label


def _tie(row: Row, names: dict[str, str], *, dated: bool) -> Tie:
    period, role = period_of(row), f" ({row['role']})" if row["role"] else ""
    return Tie(
        says=f"{names[row['start']]} {LINKS[row['type']].phrase} {names[row['end']]}{role}",
        role=row["role"] or "",
        when=str(period) if period.dated else row["event_date"],
        since=row["since"] or "",
        until=row["until"] or "",
        dated="date unknown" if dated and undated(row) else "",
        basis=tuple(row["basis"]),
        remarks=tuple(row["remarks"]),
        sources=tuple(row["sources"]),
        claims=tuple(row["claims"]),
        **{name: row[name] for name in ("id", "type", "start", "end", "rung", "grade", "origins")},
    )
