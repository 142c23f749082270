"""What a reader may see in, pairs that may be one thing out: each with score, reasons and what stands against it.

Nothing is joined here. A pair is shown to a person, who judges it; a pair that has been judged is shown no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.blocking import pairs_worth_comparing
from graph.errors import UsageError
from graph.find import find
from graph.likeness import Likeness, compare, ruled_out
from graph.standing import Conflict, Standing
from graph.store import compared
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.reads import Found
from graph.subjects import Subject
from graph.values.dates import PartialDate
from graph.values.markings import Marking

COMPARED: Final = ("Agency", "Network", "Meeting", "Operation", "Agreement", "Post", "Tool", "Taxon")
"""Kinds that are told by their names; countries and crime types are told by their codes, incidents by what happened."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two things that may be one: how alike they are, the verdict that stands on them ('' for none), and conflicts."""

    left: Found
    right: Found
    likeness: Likeness
    verdict: str
    conflicts: tuple[Conflict, ...]

    def as_json(self) -> dict[str, Any]:
        """The pair as `--json` prints it."""
        sides = {
            side: {"id": found.id, "name": found.name, "kind": found.kind}
            for side, found in (("left", self.left), ("right", self.right))
        }
        conflicts = [conflict.as_json() for conflict in self.conflicts]
        return sides | self.likeness.as_json() | {"verdict": self.verdict, "conflicts": conflicts}


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates, the likest first; `total` counts those left out too, `too_common` what too many names share.

    `more` says that others come after these.
    """

    clearance: Marking
    rows: tuple[Candidate, ...]
    total: int
    too_common: int
    more: bool = False

    def as_json(self) -> dict[str, Any]:
        """The candidates as `--json` prints them."""
        return {
            "clearance": str(self.clearance),
            "candidates": [row.as_json() for row in self.rows],
            "total": self.total,
            "truncated": len(self.rows) < self.total,
            "too_common": self.too_common,
        }


def candidates(
    store: Store,
    *,
    clearance: Marking,
    limit: int,
    entity: str = "",
    kinds: Sequence[str] = (),
    judged: bool = False,
    after: Sequence[str] = (),
) -> Candidates:
    """Pairs that may be one thing, or what may be one with an entity; without those judged, unless `judged`.

    Of all pairs, those that suggest `different` are left out; for one entity they are shown, with their reasons.
    Only those after the pair of ids `after` are given. Raises UnknownName for the entity, UsageError where that pair
    is none now.
    """
    wanted = find(store, entity, int(clearance), COMPARED).id if entity else ""
    rows = compared.things(store, int(clearance), kinds or COMPARED)
    subjects = subjects_of(rows, compared.countries_mentioned(store, int(clearance), kinds or COMPARED))
    standing = Standing(compared.judgements(store, int(clearance)), _other_ids(rows))
    worth = pairs_worth_comparing(subjects)
    found = []
    for at, to in worth.pairs:
        left, right = subjects[at], subjects[to]
        if ruled_out(left, right) if not wanted else wanted not in (left.id, right.id):
            continue
        if not judged and standing.verdict(left.id, right.id):
            continue
        likeness = compare(left, right)
        if wanted or likeness.suggestion != "different":
            found.append((left.id, right.id, likeness))
    found.sort(key=lambda pair: (-pair[2].score, pair[0], pair[1]))
    shown = _Shown({row["id"]: Found(row["id"], row["name"], row["kind"]) for row in rows}, subjects, standing)
    begin = _begin([(left, right) for left, right, _ in found], after)
    given = tuple(shown.candidate(*pair) for pair in found[begin : begin + limit])
    return Candidates(clearance, given, len(found), worth.too_common, more=begin + len(given) < len(found))


def _begin(pairs: Sequence[tuple[str, str]], after: Sequence[str]) -> int:
    if not after:
        return 0
    if tuple(after) not in pairs:
        raise UsageError(
            "The pair that ended the page before is no candidate now.", where="cursor", mend="Begin without `cursor`."
        )
    return pairs.index((after[0], after[1])) + 1


def read_compared(words: Iterable[str]) -> tuple[str, ...]:
    """Kinds that are compared, by words in any case. Raises UsageError for another one."""
    known = {kind.casefold(): kind for kind in COMPARED}
    told = list(words)
    for word in told:
        if word.casefold() not in known:
            raise UsageError(f"{word!r} is no kind that is compared.", mend=f"Known: {', '.join(COMPARED)}.")
    return tuple(known[word.casefold()] for word in told)


@dataclass(frozen=True, slots=True)
class _Shown:
    found: Mapping[str, Found]
    subjects: Sequence[Subject]
    standing: Standing

    def candidate(self, left: str, right: str, likeness: Likeness) -> Candidate:
        """The pair with all that stands on it or against it."""
        by_id = {subject.id: subject for subject in self.subjects}

        def alike(one: str, other: str) -> bool:
            known = one in by_id and other in by_id
            return known and compare(by_id[one], by_id[other]).suggestion != "different"

        names = {identifier: found.name for identifier, found in self.found.items()}
        conflicts = tuple(self.standing.conflicts(left, right, alike, names))
        return Candidate(self.found[left], self.found[right], likeness, self.standing.verdict(left, right), conflicts)


def subjects_of(rows: Iterable[Row], mentioned: Iterable[Row] = ()) -> list[Subject]:
    """What `compared.things` and `compared.countries_mentioned` tell, as sides of pairs, in the order of the rows."""
    told: dict[str, set[str]] = {}
    for row in mentioned:
        told.setdefault(row["id"], set()).add(row["code"])
    return [_subject(row, told.get(row["id"], set())) for row in rows]


def _subject(row: Row, mentioned: set[str]) -> Subject:
    return Subject(
        kind=row["kind"],
        id=row["id"],
        names=tuple(text for sort, text in row["names"] if sort in compared.FULL_NAMES),
        acronyms=tuple(text for sort, text in row["names"] if sort == "acronym"),
        codes=frozenset(row["codes"]),
        functions=frozenset(row["functions"]),
        countries=frozenset(country.partition(":")[2] for country in row["countries"]) | mentioned,
        years=_years(row["opens"], row["closes"]),
        neighbours=frozenset(row["neighbours"]),
    )


def _years(opens: str, closes: str) -> frozenset[int]:
    days = [PartialDate(text) for text in (opens, closes) if text]
    if not days:
        return frozenset()
    return frozenset(range(days[0].earliest.year, days[-1].latest.year + 1))


def _other_ids(rows: Iterable[Row]) -> dict[str, list[str]]:
    return {row["id"]: [text for sort, text in row["names"] if sort == "alias_id"] for row in rows}
