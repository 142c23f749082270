"""A thing or an answer in, how much of it falls on each country out, each count with the things that it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.analysis import chart_reads
from graph.analysis.to_networkx import Scope
from graph.ask import Answer
from graph.cited import Cited, cite_alone
from graph.errors import UsageError
from graph.find import find
from graph.neighbourhood import things_asked, things_named, title_of
from graph.schema import KINDS
from graph.store import reads
from graph.store.bolt import Store
from graph.store.plain import Row

_DEEDS: Final = ("LED", "TOOK_PART_IN", "SUPPORTED")
_PRESENCE: Final = ("ATTENDED", "ORGANISED")


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted on each country: things of these kinds that these link types join to the subject."""

    name: str
    title: str
    types: tuple[str, ...]
    kinds: tuple[str, ...]
    unit: str


MEASURES: Final = {
    measure.name: measure
    for measure in (
        Measure("members", "Members by country", ("MEMBER_OF",), ("Country", "Agency", "Network"), "member"),
        Measure(
            "participants",
            "Who took part, by country",
            (*_DEEDS, *_PRESENCE, "SIGNED", "REPORTED"),
            ("Country", "Agency", "Network"),
            "participant",
        ),
        Measure("operations", "Operations shared with each country", _DEEDS, ("Operation",), "operation"),
        Measure("meetings", "Meetings shared with each country", _PRESENCE, ("Meeting",), "meeting"),
        Measure("answer", "Things by country", (), tuple(KINDS), "thing"),
    )
}
_USUAL: Final = {"Network": "members", "Country": "operations", "Agency": "operations"}
COVERS: Final = (
    "A body falls on its own country; an event on each country that took part, itself or by a body of its own, and on "
    "the one where it was held. A country without colour has no record here, which is not the same as none."
)


@dataclass(frozen=True, slots=True)
class Place:
    """One country with the things that fall on it, by id and name, and the claims that say so."""

    country: str
    name: str
    things: dict[str, str]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Countries, those with most first; `nowhere` names those of all `total` things that fall on none.

    `claims` are by thing those that make it count.
    """

    subject: str
    measure: Measure
    scope: Scope
    places: tuple[Place, ...]
    nowhere: dict[str, str]
    claims: dict[str, tuple[str, ...]]
    total: int
    cited: Cited

    def as_json(self) -> dict[str, Any]:
        """The counts as JSON."""
        return {
            "subject": self.subject,
            "measure": self.measure.name,
            "clearance": str(self.scope.clearance),
            "as_of": self.scope.as_of.isoformat() if self.scope.as_of else None,
            "countries": [
                {
                    "country": place.country,
                    "name": place.name,
                    "count": len(place.things),
                    "things": place.things,
                    "claims": list(place.claims),
                }
                for place in self.places
            ],
            "nowhere": self.nowhere,
            "things": self.total,
            "total": len(self.places),
            "truncated": False,
            "covers": COVERS,
            **self.cited.as_json(),
        }


def places(store: Store, text: str, *, scope: Scope, measure: str = "") -> Places:
    """What of a thing falls on each country: members of a network, participants of an event, what a party took part in.

    Raises UnknownName for a thing, UsageError for a measure.
    """
    found = find(store, text, int(scope.clearance))
    chosen = _measure(measure or _USUAL.get(found.kind, "participants"))
    rows = [
        row
        for row in chart_reads.linked(store, scope, chosen.types, found.id)
        if row["other_kind"] in chosen.kinds and (chosen.name != "members" or row["end"] == found.id)
    ]
    claims: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        claims[row["other"]].update(row["claims"])
    return _placed(store, found.name, chosen, scope, claims, {found.id}, but=found.id)


def answer_places(store: Store, answer: Answer, *, scope: Scope) -> Places:
    """On which countries the things fall that an answer's rows name."""
    claims: dict[str, set[str]] = {found.id: set() for found in things_named(store, answer.rows, scope)}
    cited = answer.columns.index("claims") if "claims" in answer.columns else -1
    for row in answer.rows if cited >= 0 else ():
        for thing in claims.keys() & {cell for cell in row if isinstance(cell, str)}:
            claims[thing].update(row[cited])
    about = things_asked(store, answer, scope)
    asked = {found.id for found in about}
    return _placed(store, title_of(answer, about), MEASURES["answer"], scope, claims, asked, but="")


def _measure(name: str) -> Measure:
    if name not in MEASURES or name == "answer":
        known = ", ".join(measure for measure in MEASURES if measure != "answer")
        raise UsageError(f"{name!r} can't be counted by country.", where="measure", mend=f"Known: {known}.")
    return MEASURES[name]


def _placed(
    store: Store,
    subject: str,
    measure: Measure,
    scope: Scope,
    claims: dict[str, set[str]],
    about: Collection[str],
    *,
    but: str,
) -> Places:
    names = {found.id: found.name for found in reads.by_id(store, claims, int(scope.clearance))}
    rows = [row for row in chart_reads.countries_of(store, scope, claims) if row["country"] != but]
    on: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        on[row["country"]].append(row)
    found = [_place(told, names, claims) for _, told in sorted(on.items())]
    found.sort(key=lambda place: (-len(place.things), place.name, place.country))
    nowhere = {thing: names[thing] for thing in sorted(names.keys() - {row["id"] for row in rows})}
    cited = cite_alone(
        store,
        {claim for place in found for claim in place.claims} | {c for told in claims.values() for c in told},
        {*about, *names, *on},
        clearance=scope.clearance,
    )
    why = {thing: tuple(sorted(told)) for thing, told in claims.items()}
    return Places(subject, measure, scope, tuple(found), nowhere, why, len(names), cited)


def _place(rows: Sequence[Row], names: dict[str, str], claims: dict[str, set[str]]) -> Place:
    things = dict(sorted({row["id"]: names[row["id"]] for row in rows}.items(), key=lambda pair: (pair[1], pair[0])))
    told = {claim for row in rows for claim in (*row["claims"], *claims[row["id"]])}
    return Place(rows[0]["country"], rows[0]["country_name"], things, tuple(sorted(told)))
