"""What is asked for in, what there is of it at a level out: rows, claims, things, links, by the readers' filters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from graph import everything
from graph.analysis.chart_reads import linked, read_types
from graph.analysis.to_networkx import Scope, period_of, read_kinds, read_rung
from graph.ask import ask, questions
from graph.describe import Fact, describe
from graph.errors import UsageError
from graph.neighbourhood import MOST, Chart, Tie, answer_chart, neighbourhood, things_asked, title_of
from graph.schema import LINKS
from graph.store import reads
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.values.markings import Marking, join

Sort = Literal["question", "neighbourhood", "entity", "everything"]
SORTS: Final[tuple[Sort, ...]] = ("question", "neighbourhood", "entity", "everything")
WORDS: Final[dict[Sort, str]] = {
    "question": "the answer to a question",
    "neighbourhood": "what is around things",
    "entity": "the links of a thing",
    "everything": "everything",
}
NARROWED_BY: Final[dict[Sort, frozenset[str]]] = {
    "neighbourhood": frozenset({"types", "kinds", "rung", "depth", "cap"}),
    "entity": frozenset({"types", "kinds", "rung"}),
}
"""Which filters narrow what; one that would not is refused, or more would be handed out than was asked for."""

ROWS: Final = 1_000_000
LINK_COLUMNS: Final = ("link", "from", "from name", "does", "to", "to name", "role", "when", "remarks", "grade")
LINK_COLUMNS_MORE: Final = ("basis", "origins", "sources", "claims")
FACT_COLUMNS: Final = ("link", "does", "role", "other", "other name", "when", "remarks", "grade", *LINK_COLUMNS_MORE)
CLAIM_COLUMNS: Final = (
    "claim", "subject", "subject name", "predicate", "object", "object name", "value", "role", "valid from",
    "valid to", "basis", "grade scheme", "reliability", "credibility", "marking", "classification", "released to",
    "source", "title", "publisher", "url", "published", "retrieved", "locator", "quote", "dataset", "recorded at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a question with its parameters, what is around things, one thing's links, or everything.

    The filters are those of the reading routes.
    """

    sort: Sort
    question: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    things: tuple[str, ...] = ()
    depth: int = 1
    types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    rung: str = "no tie"
    cap: int = MOST

    def check(self) -> None:
        """Raise UsageError where it makes no sense."""
        if self.sort not in SORTS:
            raise UsageError(f"{self.sort!r} can't be exported.", where="what", mend=f"Known: {', '.join(SORTS)}.")
        if (self.sort == "question") != bool(self.question):
            raise UsageError("Name the question, and only where a question is asked for.", where="question")
        wanted = {"neighbourhood": len(self.things) >= 1, "entity": len(self.things) == 1}
        if not wanted.get(self.sort, not self.things):
            raise UsageError(f"That is not what {self.sort} takes.", where="things", mend="Name what it is about.")
        for name in self._narrowing() - NARROWED_BY.get(self.sort, frozenset()):
            mend = "Leave it out, or hand out a thing's links or what is around things."
            raise UsageError(f"An export of {WORDS[self.sort]} is not narrowed by {name}.", where=name, mend=mend)

    @property
    def narrowed(self) -> bool:
        """Whether fewer links are asked for than there are."""
        return bool(self._narrowing())

    def _narrowing(self) -> set[str]:
        """The filters that were given."""
        given = {"types": self.types, "kinds": self.kinds, "rung": read_rung(self.rung), "depth": self.depth != 1}
        return {name for name, value in (given | {"cap": self.cap != MOST}).items() if value}


@dataclass(frozen=True, slots=True)
class Taken:
    """What there is: a title, wide rows under columns, claims, things and links as plain rows, the highest marking.

    `capped` counts by kind the things that a graph leaves out because there are too many of them; `of` are the ids of
    what was asked about.
    """

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    claims: Iterable[Row]
    things: Iterable[Row]
    links: Iterable[Row]
    marking: Marking
    capped: Mapping[str, int] = field(default_factory=dict)
    of: tuple[str, ...] = ()


def take(store: Store, wanted: Wanted, scope: Scope) -> Taken:
    """Read what is wanted. Raises UnknownName, UsageError as the reading routes do."""
    wanted.check()
    if wanted.sort == "everything":
        return _everything(store, scope)
    if wanted.sort == "entity":
        return _entity(store, wanted, scope)
    if wanted.sort == "question":
        return _question(store, wanted, scope)
    drawn = neighbourhood(
        store, wanted.things, scope=scope, depth=wanted.depth, types=read_types(list(wanted.types)), cap=wanted.cap
    )
    links = [_tie(tie, drawn) for tie in drawn.ties]
    ids = set(drawn.cited.claims)
    rows = [_link_cells(row) for row in links]
    claims = everything.claims_of(store, ids, scope.clearance, None)
    return Taken(
        f"Around {drawn.subject}", (*LINK_COLUMNS, *LINK_COLUMNS_MORE), rows, claims, _things(drawn), links,
        drawn.cited.marking, drawn.left_out, tuple(thing.id for thing in drawn.things if thing.focus),
    )  # fmt: skip


def scope_of(wanted: Wanted, clearance: Marking, as_of: Any) -> Scope:
    """The scope within which it is read."""
    return Scope(clearance, as_of, read_rung(wanted.rung), read_kinds(list(wanted.kinds)))


def _everything(store: Store, scope: Scope) -> Taken:
    def links() -> Iterator[Row]:
        return everything.links(store, scope.clearance, scope.as_of)

    return Taken(
        "Everything",
        (*LINK_COLUMNS, *LINK_COLUMNS_MORE),
        _Again(lambda: map(_link_cells, links())),
        _Again(lambda: everything.claims(store, scope.clearance, scope.as_of)),
        _Again(lambda: everything.things(store, scope.clearance)),
        _Again(links),
        everything.highest(store, scope.clearance),
    )


class _Again(Iterable[Any]):
    """What is read from the store each time that it is gone through."""

    def __init__(self, begin: Any) -> None:
        self._begin = begin

    def __iter__(self) -> Iterator[Any]:
        return iter(self._begin())


def _entity(store: Store, wanted: Wanted, scope: Scope) -> Taken:
    told = describe(store, wanted.things[0], clearance=scope.clearance, as_of=scope.as_of, limit=ROWS)
    own = {row["id"]: row for row in linked(store, scope, read_types(list(wanted.types)), told.entity.id)}
    facts = [fact for fact in told.facts if fact.id in own]
    # Who asks for some of the links alone does not ask for what else is said of the thing.
    said = set() if wanted.narrowed else {saying.claim for saying in told.sayings}
    ids = {claim for fact in facts for claim in fact.claims} | said
    cells = ("id", "phrase", "role", "other", "other_name", "when", "remarks", "grade", *LINK_COLUMNS_MORE)
    rows = [tuple(getattr(fact, name) for name in cells) for fact in facts]
    names = {fact.other: fact.other_name for fact in facts} | {told.entity.id: told.entity.name}
    kinds = {row["other"]: row["other_kind"] for row in own.values()} | {told.entity.id: told.entity.kind}
    things = [{"id": identifier, "name": name, "kind": kinds[identifier]} for identifier, name in names.items()]
    links = [_fact_link(fact, own[fact.id], names) for fact in facts]
    claims = everything.claims_of(store, ids, scope.clearance, None)
    marking = _marked(store, ids, [told.entity.id], scope.clearance)
    of = (told.entity.id,)
    return Taken(told.entity.name, FACT_COLUMNS, rows, claims, things, links, marking, of=of)


def _fact_link(fact: Fact, row: Row, names: Mapping[str, str]) -> Row:
    ends = {"start_name": names[row["start"]], "end_name": names[row["end"]]}
    return row | ends | {"role": fact.role, "when": fact.when}


def _question(store: Store, wanted: Wanted, scope: Scope) -> Taken:
    told = ask(store, wanted.question, wanted.parameters, clearance=scope.clearance, as_of=scope.as_of, limit=ROWS)
    place = told.columns.index("claims") if "claims" in told.columns else -1
    ids = {claim for row in told.rows for claim in row[place]} if place >= 0 else set()
    try:
        drawn = answer_chart(store, told, scope=scope, cap=MOST)
    except UsageError:  # an answer may name nothing that can be drawn
        drawn = None
    things = _things(drawn) if drawn else []
    links = [_tie(tie, drawn) for tie in drawn.ties if ids.issuperset(tie.claims)] if drawn else []
    about = things_asked(store, told, scope)
    marking = _marked(store, ids, {*(found.id for found in about), *(row["id"] for row in things)}, scope.clearance)
    claims = everything.claims_of(store, ids, scope.clearance, None)
    capped = drawn.left_out if drawn else {}
    given = [one.name for one in questions()[told.question].parameters if one.sort == "entity"]
    of = tuple(told.parameters[name] for name in given if name in told.parameters)
    return Taken(title_of(told, about), told.columns, told.rows, claims, things, links, marking, capped, of)


def _marked(store: Store, claims: Collection[str], things: Collection[str], clearance: Marking) -> Marking:
    told = Marking(reads.highest_marking(store, claims, int(clearance)))
    return join([told, Marking(reads.marking_of_names(store, things, int(clearance)))])


def _things(drawn: Chart) -> list[Row]:
    return [{"id": thing.id, "name": thing.name, "kind": thing.kind} for thing in drawn.things]


def _tie(tie: Tie, drawn: Chart) -> Row:
    names = {thing.id: thing.name for thing in drawn.things}
    kept = ("id", "type", "role", "start", "end", "when", "since", "until", "grade", "origins")
    told = {name: getattr(tie, name) for name in kept}
    return told | {
        "start_name": names[tie.start],
        "end_name": names[tie.end],
        "basis": list(tie.basis),
        "remarks": list(tie.remarks),
        "sources": list(tie.sources),
        "claims": list(tie.claims),
    }


def _link_cells(row: Row) -> tuple[Any, ...]:
    period = period_of(row)
    when = row.get("when") or (str(period) if period.dated else "")
    ends = (row["start"], row["start_name"], LINKS[row["type"]].phrase, row["end"], row["end_name"])
    more = (row["basis"], row["origins"], row["sources"], row["claims"])
    return (row["id"], *ends, row["role"] or "", when, row["remarks"], row["grade"], *more)


def claim_cells(row: Row) -> tuple[Any, ...]:
    """A claim as a row under CLAIM_COLUMNS."""
    names = ("start", "start_name", "predicate", "end", "end_name", "value", "role", "valid_from", "valid_to", "basis")
    grades = ("scheme", "reliability", "credibility")
    source = ("source", "title", "publisher", "url", "published", "retrieved", "locator", "quote", "dataset")
    marks = (str(Marking(row["marking"])), row["classification"] or "", row["released_to"] or ())
    cells = [row[name] or "" for name in (*names, *grades)]
    return (row["claim"], *cells, *marks, *(row[name] or "" for name in source), row["recorded_at"])
