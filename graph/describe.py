"""What a person named in, all that a reader may see of it out: facts by relation, and claims with their sources."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.errors import UnknownName
from graph.find import find
from graph.schema import LINKS
from graph.store import reads
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.reads import Found
from graph.values.dates import OPEN_START, PartialDate, Period, Verdict
from graph.values.grades import Grade
from graph.values.markings import Marking


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim as a reader sees it, with its source."""

    claim: str
    says: str
    period: str
    basis: str
    grade: str
    marking: Marking
    source: str
    title: str
    publisher: str
    url: str
    published: str
    retrieved: str
    locator: str
    quote: str
    dataset: str
    recorded_at: str
    classification: str
    released_to: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The claim as `--json` prints it."""
        return {name: getattr(self, name) for name in self.__slots__} | {"marking": str(self.marking)}


@dataclass(frozen=True, slots=True)
class Fact:
    """A link of an entity, seen from it: what it does, to or from whom, when, how graded, on whose word."""

    id: str
    phrase: str
    role: str
    other: str
    other_name: str
    when: str
    dated: str
    grade: str
    basis: tuple[str, ...]
    remarks: tuple[str, ...]
    origins: int
    sources: tuple[str, ...]
    claims: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The fact as `--json` prints it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Description:
    """An entity with what is said of it, its facts (`total` counts those left out too) and the titles of sources."""

    entity: Found
    clearance: Marking
    as_of: str
    sayings: tuple[Saying, ...]
    facts: tuple[Fact, ...]
    total: int
    titles: dict[str, Row]

    def as_json(self) -> dict[str, Any]:
        """The description as `--json` prints it."""
        return {
            "id": self.entity.id,
            "name": self.entity.name,
            "kind": self.entity.kind,
            "clearance": str(self.clearance),
            "as_of": self.as_of or None,
            "properties": [s.as_json() for s in self.sayings],
            "facts": [f.as_json() for f in self.facts],
            "sources": self.titles,
            "total": self.total,
            "truncated": len(self.facts) < self.total,
        }


def describe(store: Store, text: str, *, clearance: Marking, as_of: date | None, limit: int) -> Description:
    """All that a reader may see of an entity. Raises UnknownName."""
    return store.at_once(lambda reading: _described(reading, text, clearance, as_of, limit))


def _described(store: Store, text: str, clearance: Marking, as_of: date | None, limit: int) -> Description:
    found = find(store, text, int(clearance))
    sayings = [_saying(row) for row in reads.claims_about(store, found.id, int(clearance))]
    facts = [f for row in reads.links_of(store, found.id, int(clearance)) if (f := _fact(row, as_of)) is not None]
    titles = reads.sources_by_id(store, {s for f in facts[:limit] for s in f.sources}, int(clearance))
    day = as_of.isoformat() if as_of else ""
    return Description(found, clearance, day, tuple(sayings), tuple(facts[:limit]), len(facts), titles)


def evidence(store: Store, text: str, *, clearance: Marking, as_of: date | None) -> Sequence[Saying]:
    """The claims behind a link (by its id), or those about an entity itself and its links. Raises UnknownName."""
    rows = _claims_of_link(store, text, clearance) or _claims_of_entity(store, text, clearance)
    sayings = [_saying(row) for row in rows if as_of is None or _period(row).covers(as_of) is not Verdict.NO]
    if not sayings:
        raise UnknownName(f"No evidence that you may see for {text!r}.")
    return sayings


def evidence_of_link(store: Store, link: str, *, clearance: Marking) -> tuple[list[Saying], set[str]]:
    """The claims behind a link by its id, and the ids of the things at its ends. Raises UnknownName."""
    rows = _claims_of_link(store, link, clearance)
    if not rows:
        raise UnknownName(f"No link that you may see has the id {link!r}.")
    return [_saying(row) for row in rows], {end for row in rows for end in (row["start"], row["end"])}


def claims(store: Store, ids: Collection[str], *, clearance: Marking) -> list[Saying]:
    """Those of these claims that the reader may see, in the order of their ids."""
    return [_saying(row) for row in reads.claims_by_id(store, ids, int(clearance))]


def about_each(store: Store, ids: Collection[str], *, clearance: Marking) -> dict[str, list[Saying]]:
    """What the reader may see said of each of these entities itself."""
    told: dict[str, list[Saying]] = {}
    for row in reads.claims_about_each(store, ids, int(clearance)):
        told.setdefault(row["start"], []).append(_saying(row))
    return told


def notes(store: Store, text: str, *, clearance: Marking) -> tuple[Found, list[Saying]]:
    """A thing and the notes on it that a reader may see. Raises UnknownName."""
    found = find(store, text, int(clearance))
    rows = reads.claims_about(store, found.id, int(clearance))
    return found, [_saying(row) for row in rows if row["predicate"] == "note"]


def of_source(store: Store, source: str, *, clearance: Marking) -> list[Saying]:
    """What a source says, as far as the reader may see it. Raises UnknownName where that is nothing."""
    told = [_saying(row) for row in reads.claims_of_source(store, source, int(clearance))]
    if not told:
        raise UnknownName(f"There is no source {source!r} that you may see.")
    return told


def _claims_of_link(store: Store, text: str, clearance: Marking) -> list[Row]:
    """The claims behind a link, whatever text was given for its id: half a character is none that a store takes."""
    return reads.claims_of_link(store, text.encode("utf-8", "replace").decode().strip(), int(clearance))


def _claims_of_entity(store: Store, text: str, clearance: Marking) -> list[Row]:
    found = find(store, text, int(clearance))
    return reads.claims_about(store, found.id, int(clearance)) + reads.claims_linking(store, found.id, int(clearance))


def _fact(row: Row, as_of: date | None) -> Fact | None:
    period = _dated(row["since"], row["until"])
    event = row["event_day"] or OPEN_START
    if as_of is not None and (period.covers(as_of) is Verdict.NO or event > as_of.isoformat()):
        return None
    unknown = as_of is not None and not period.dated and event == OPEN_START
    link = LINKS[row["type"]]
    return Fact(
        id=row["id"],
        phrase=link.phrase if row["outward"] else link.inverse,
        role=row["role"] or "",
        other=row["other"],
        other_name=row["other_name"],
        when=str(period) if period.dated else row["event_date"],
        dated="date unknown" if unknown else "",
        grade=row["grade"],
        basis=tuple(row["basis"]),
        remarks=tuple(row["remarks"]),
        origins=row["origins"],
        sources=tuple(row["sources"]),
        claims=tuple(row["claims"]),
    )


def _saying(row: Row) -> Saying:
    grade = Grade(row["scheme"], row["reliability"] or "", row["credibility"] or "")
    period = _period(row)
    return Saying(
        claim=row["claim"],
        says=_words(row),
        period=str(period) if period.dated else "",
        basis=row["basis"],
        grade=str(grade),
        marking=Marking(row["marking"]),
        released_to=tuple(row["released_to"] or ()),
        **{
            name: row[name] or ""
            for name in (
                "source",
                "title",
                "publisher",
                "url",
                "published",
                "retrieved",
                "locator",
                "quote",
                "dataset",
                "recorded_at",
                "classification",
            )
        },
    )


def _words(row: Row) -> str:
    if row["predicate"] not in LINKS:
        return f"{row['predicate'].replace('_', ' ')}: {row['value']}"
    role = f" ({row['role']})" if row["role"] else ""
    remark = f": {row['value']}" if row["value"] else ""
    return f"{row['start_name']} {LINKS[row['predicate']].phrase} {row['end_name']}{role}{remark}"


def _period(row: Row) -> Period:
    return _dated(row["valid_from"] or "", row["valid_to"] or "")


def _dated(start: str, end: str) -> Period:
    return Period(PartialDate(start) if start else None, PartialDate(end) if end else None)
