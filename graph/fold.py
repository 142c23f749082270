"""Evidence of one fact in; what each clearance may read of it out. Pure; the order of claims does not matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from graph.schema import CRIME_TYPES, KINDS, LINKS, NAME_SORTS, kind_of_id, rung
from graph.values.countries import country_name, other_names
from graph.values.dates import PartialDate, Period
from graph.values.grades import Grade, summarise
from graph.values.markings import RANKS
from graph.values.names import digest, normal_form, shorten

NO_LIMIT: Final = 5
"""`below` of a version that stays as it is for every higher clearance."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One live claim, its mentions resolved: `start` is the id of its subject, `end` that of its object or ''."""

    claim: str
    predicate: str
    start: str
    end: str
    role: str
    value: str
    period: Period
    source: str
    origin: str
    grade: Grade
    basis: str
    level: int
    fact: str = field(init=False)
    """What is folded together: a link's type, ends and role; or all names and properties of one entity."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "fact", fact_of(self.predicate, self.start, self.end, self.role))


@dataclass(frozen=True, slots=True)
class LinkVersion:
    """A link as readers with clearance in [level, below) see it."""

    id: str
    type: str
    start: str
    end: str
    role: str
    level: int
    below: int
    period: Period
    claims: tuple[str, ...]
    sources: tuple[str, ...]
    origins: int
    grade: str
    basis: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def fact(self) -> str:
        """The key its claims are folded under; the id adds the start of its period."""
        return self.id.partition("@")[0]

    @property
    def version(self) -> str:
        """The stored version's own key; it holds the level, so it never leaves the store."""
        return f"{self.id}/{self.level}"

    @property
    def rung(self) -> int:
        """How strong a tie it is (graph.schema.RUNGS)."""
        return rung(self.type, self.role)


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name of an entity and the lowest clearance that knows it."""

    id: str
    sort: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Card:
    """An entity's own facts: each list has one text per clearance, '' where that clearance knows none."""

    names: list[str]
    short_labels: list[str]
    unresolved: list[str]
    properties: dict[str, list[str]]
    name_rows: tuple[NameRow, ...]


def fact_of(predicate: str, start: str, end: str, role: str) -> str:
    """The key under which claims are folded together."""
    return digest(predicate, start, end, role, size=16) if predicate in LINKS else digest("card", start, size=16)


def fold_link(evidence: Iterable[Evidence]) -> list[LinkVersion]:
    """All versions of one link fact: overlapping dated claims are one link, disjoint ones and undated ones apart."""
    claims = sorted(evidence, key=lambda e: e.claim)
    versions: dict[str, list[LinkVersion]] = defaultdict(list)
    for rank in RANKS:
        if any(e.level == rank for e in claims):
            states = _at(rank, [e for e in claims if e.level <= rank])
            _close(versions, states, rank)
    return [version for one in versions.values() for version in one]


def _close(versions: dict[str, list[LinkVersion]], states: dict[str, LinkVersion], rank: int) -> None:
    """Add the states at a rank to the versions so far; what changed or went is closed below this rank."""
    for link_id, told in versions.items():
        last = told[-1]
        state = states.get(link_id)
        if last.below == NO_LIMIT and (state is None or state.claims != last.claims):
            told[-1] = replace(last, below=rank)
    for link_id, state in states.items():
        told = versions[link_id]
        if not told or told[-1].below != NO_LIMIT:
            told.append(state)


def _at(rank: int, claims: Sequence[Evidence]) -> dict[str, LinkVersion]:
    states = {}
    for together in _periods(claims):
        first = together[0]
        period = _merge([e.period for e in together])
        opened = period.start or period.end
        link_id = first.fact + (f"@{opened}" if opened else "")
        by_origin = {e.origin: e.source for e in reversed(together)}
        states[link_id] = LinkVersion(
            id=link_id,
            type=first.predicate,
            start=first.start,
            end=first.end,
            role=first.role,
            level=rank,
            below=NO_LIMIT,
            period=period,
            claims=tuple(e.claim for e in together),
            sources=tuple(sorted(by_origin.values())),
            origins=len(by_origin),
            grade=summarise(e.grade for e in together),
            basis=tuple(sorted({e.basis for e in together})),
            values=tuple(sorted({e.value for e in together if e.value})),
        )
    return states


def _periods(claims: Sequence[Evidence]) -> list[list[Evidence]]:
    """Split claims into those without a date and runs of overlapping periods."""
    undated = [e for e in claims if not e.period.dated]
    dated = sorted((e for e in claims if e.period.dated), key=lambda e: (e.period.bounds, e.claim))
    runs: list[list[Evidence]] = []
    reach = ""
    for one in dated:
        first, last = one.period.bounds
        if runs and first <= reach:
            runs[-1].append(one)
            reach = max(reach, last)
        else:
            runs.append([one])
            reach = last
    for run in runs:
        run.sort(key=lambda e: e.claim)
    return ([undated] if undated else []) + runs


def _merge(periods: Sequence[Period]) -> Period:
    """The hull of periods: the earliest start and the latest end given, the more exact text where two agree."""
    starts = [p.start for p in periods if p.start]
    ends = [p.end for p in periods if p.end]
    start = min(starts, key=lambda d: (d.earliest, d.latest), default=None)
    end = max(ends, key=lambda d: (d.latest, d.earliest), default=None)
    return Period(_sharpest(start, starts), _sharpest(end, ends))


def _sharpest(chosen: PartialDate | None, given: Sequence[PartialDate]) -> PartialDate | None:
    """The most exact date that all given ones agree with, else the chosen one."""
    if chosen is None:
        return None
    finest = max(given, key=lambda d: (len(d.text), d.text))
    return finest if all(finest.text.startswith(d.text) for d in given) else chosen


def fold_card(identifier: str, evidence: Iterable[Evidence]) -> Card:
    """An entity's names and properties at each clearance; the value most origins give is shown, ties by text."""
    told = sorted(evidence, key=lambda e: e.claim)
    kind = kind_of_id(identifier)
    name_rows = _name_rows(identifier, kind, [e for e in told if e.predicate in NAME_SORTS])
    known = {e.predicate for e in told} & KINDS[kind].properties.keys()
    properties = {
        name: [_winner(e for e in told if e.predicate == name and e.level <= rank) for rank in RANKS]
        for name in sorted(known)
    }
    properties |= _span(kind, properties) | _built_in_properties(identifier, kind)
    names = [_display(identifier, kind, name_rows, rank) for rank in RANKS]
    labels = [_label(name, name_rows, rank) for rank, name in enumerate(names)]
    unresolved = [_unresolved(identifier, kind, name_rows, rank) for rank in RANKS]
    return Card(names, labels, unresolved, properties, name_rows)


def _winner(evidence: Iterable[Evidence]) -> str:
    origins: dict[str, set[str]] = defaultdict(set)
    for one in evidence:
        origins[one.value].add(one.origin)
    return min(origins, key=lambda value: (-len(origins[value]), value), default="")


def _span(kind: str, properties: dict[str, list[str]]) -> dict[str, list[str]]:
    """The widest reading of an entity's own period as ISO days, for filters on time."""
    dates = KINDS[kind].dates
    if dates is None:
        return {}
    empty = [""] * len(RANKS)
    starts, ends = (properties.get(name, empty) for name in dates)
    spans = [_period_of(kind, start, end).bounds for start, end in zip(starts, ends, strict=True)]
    return {"first_day": [first for first, _ in spans], "last_day": [last for _, last in spans]}


def _period_of(kind: str, start: str, end: str) -> Period:
    """A body lasts until it is said to end; an event with one date is over on that date."""
    if kind not in ("Agency", "Network"):
        start, end = start or end, end or start
    return Period(PartialDate(start) if start else None, PartialDate(end) if end else None)


def _name_rows(identifier: str, kind: str, evidence: Sequence[Evidence]) -> tuple[NameRow, ...]:
    lowest: dict[tuple[str, str], int] = {}
    for one in evidence:
        told = (one.predicate, one.value)
        lowest[told] = min(one.level, lowest.get(told, NO_LIMIT))
    for text in _built_in(identifier, kind):
        lowest["name", text] = 0
    for text in other_names(identifier.partition(":")[2]) if kind == "Country" else ():
        lowest["alias", text] = 0
    rows = [NameRow(digest(identifier, *told), *told, level=level) for told, level in lowest.items()]
    return tuple(sorted(rows, key=lambda row: (NAME_SORTS.index(row.sort), row.level, row.text)))


def _built_in(identifier: str, kind: str) -> list[str]:
    key = identifier.partition(":")[2]
    if kind == "Country":
        return [country_name(key)]
    return [CRIME_TYPES[key][0]] if kind == "CrimeType" and key in CRIME_TYPES else []


def _built_in_properties(identifier: str, kind: str) -> dict[str, list[str]]:
    key = identifier.partition(":")[2]
    return {"crime_group": [CRIME_TYPES[key][1]] * len(RANKS)} if kind == "CrimeType" and key in CRIME_TYPES else {}


def _display(identifier: str, kind: str, rows: Sequence[NameRow], rank: int) -> str:
    built_in = _built_in(identifier, kind)
    if built_in:
        return built_in[0]
    known = [row for row in rows if row.level <= rank and row.sort != "alias_id"]
    best = min(known, key=lambda row: (NAME_SORTS.index(row.sort), normal_form(row.text), row.text), default=None)
    return best.text if best else identifier.partition(":")[2]


def _label(name: str, rows: Sequence[NameRow], rank: int) -> str:
    acronyms = sorted((len(r.text), r.text) for r in rows if r.sort == "acronym" and r.level <= rank)
    return shorten(acronyms[0][1] if acronyms else name)


def _unresolved(identifier: str, kind: str, rows: Sequence[NameRow], rank: int) -> str:
    declared = any(row.sort == "name" and row.level <= rank for row in rows)
    return "" if declared or _built_in(identifier, kind) else "yes"
