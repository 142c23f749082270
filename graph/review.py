"""A reader and filters in, proposals out: as sentences with their quotes, and what accepting one would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.deciding import holder
from graph.describe import Saying, claims
from graph.errors import UnknownName, UsageError
from graph.fold import fact_of
from graph.resolve import Index, own_key, resolve
from graph.schema import LINKS, NAME_SORTS
from graph.sentences import as_words, label
from graph.store import lookups, reads
from graph.store import proposals as stored
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.proposal_rows import Kept
from graph.store.proposals import STATES, Wanted
from graph.values.claims import Claim, Mention
from graph.values.dates import PartialDate, Period, Verdict
from graph.values.markings import Marking, join
from graph.values.names import normal_form

MANY: Final = ("note", "functions")
"""Properties of which a thing may have several, as of names: another value is no conflict."""


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal as a reviewer sees it; `start` and `end` are ids, '' where a name may mean no one thing yet.

    `called` are the names of its ends, as far as the reader or the document has one.
    """

    kept: Kept
    says: str
    start: str
    end: str
    held_by: str
    called: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The proposal as `--json` prints it."""
        kept, claim = self.kept, self.kept.claim
        return {
            "id": kept.id,
            "state": kept.state,
            "says": self.says,
            "quote": claim.quote,
            "rule": kept.rule,
            "score": kept.score,
            "predicate": claim.predicate,
            "document": kept.document,
            "name": kept.document_name,
            "title": kept.document_title,
            "locator": claim.locator,
            "span": [kept.start, kept.end],
            "marking": str(kept.level),
            "held_by": self.held_by,
            "held_until": kept.locked_until if self.held_by else "",
            "decided_by": kept.decided_by,
            "decided_at": kept.decided_at,
            "reason": kept.reason,
            "as_read": as_words(kept.original) if kept.original else "",
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of proposals, as high as what it shows; `total` counts all that the filters let through.

    `after` is where the next page begins.
    """

    items: tuple[Item, ...]
    total: int
    after: str
    marking: Marking


@dataclass(frozen=True, slots=True)
class Shown:
    """One proposal, what accepting it would change, and what in the graph says otherwise (why, and the claim)."""

    item: Item
    changes: tuple[str, ...]
    conflicts: tuple[tuple[str, Saying], ...]
    marking: Marking

    def as_json(self) -> dict[str, Any]:
        """The proposal as `--json` prints it."""
        told = [{"why": why, **saying.as_json()} for why, saying in self.conflicts]
        claim = self.item.kept.claim
        parts = {
            "subject": claim.subject.as_list(),
            "object": claim.object.as_list() if claim.object else None,
            "role": claim.role,
            "value": claim.value,
            "since": str(claim.period.start or ""),
            "until": str(claim.period.end or ""),
            "credibility": claim.credibility,
            "means": {"subject": self.item.start, "object": self.item.end},
        }
        return self.item.as_json() | parts | {"changes": list(self.changes), "conflicts": told}


def listed(store: Store, wanted: Wanted, clearance: Marking, *, limit: int, after: str = "") -> Listed:
    """Proposals that a reader may see, in the order of their documents. Raises UsageError for a state that is none."""
    if wanted.state and wanted.state not in STATES:
        raise UsageError(f"{wanted.state!r} is no state.", mend=f"Use one of {', '.join(STATES)}.")
    found = stored.wanted(store, wanted, int(clearance), after=after, limit=limit + 1)
    items = items_of(store, found[:limit], clearance)
    total = stored.count(store, wanted, int(clearance))
    following = found[limit - 1].place if len(found) > limit else ""
    return Listed(tuple(items), total, following, marking_of(store, items, clearance))


def marking_of(store: Store, items: Sequence[Item], clearance: Marking) -> Marking:
    """The highest marking of proposals and of the names that they are shown with."""
    named = reads.marking_of_names(store, {end for item in items for end in (item.start, item.end)}, int(clearance))
    return join([Marking(named), *(item.kept.level for item in items)])


def show(store: Store, proposal: str, clearance: Marking) -> Shown:
    """One proposal with all that a reviewer asks before judging it. Raises UnknownName."""
    (item,) = items_of(store, [find_proposal(store, proposal, clearance)], clearance)
    facts = _facts(item)
    told = [row for row in stored.told_of(store, facts, int(clearance)) if row["claim"] != item.kept.claim.id]
    told = [row for row in told if row["predicate"] == item.kept.claim.predicate]
    alike, against = _compared(item, told)
    sayings = {s.claim: s for s in claims(store, list(against), clearance=clearance)}
    conflicts = tuple((why, sayings[i]) for i, why in against.items() if i in sayings)
    high = join([marking_of(store, [item], clearance), *(saying.marking for saying in sayings.values())])
    return Shown(item, (*_new_things(store, item, clearance), _what(item.kept, alike)), conflicts, high)


def find_proposal(store: Store, proposal: str, clearance: Marking) -> Kept:
    """A proposal by its id. Raises UnknownName where there is none that the reader may see."""
    found = store.reading(lambda tx: stored.by_id(tx, [proposal], int(clearance)))
    if not found:
        raise UnknownName(f"There is no proposal {proposal!r} that you may see.")
    return found[0]


def items_of(store: Store, found: Sequence[Kept], clearance: Marking) -> list[Item]:
    """The proposals with the names that the reader knows their things by."""
    index = Index()
    mentions = {m for kept in found for m in _ends(kept.claim)}
    tokens = {told for m in mentions for told in ((m.token,) if m.key else (m.token, f"id:{own_key(m)}"))}
    store.reading(lambda tx: lookups.load_index(tx, index, tokens, ()))
    meant = [[resolve(m, int(kept.level), index) for m in _ends(kept.claim)] for kept in found]
    names = {f.id: f.name for f in reads.by_id(store, {i for ids in meant for i in ids}, int(clearance))}
    called = stored.called(store, {kept.claim.source.id for kept in found}, int(clearance))
    items = []
    for kept, ids in zip(found, meant, strict=True):
        start, end = ids[0], ids[1] if len(ids) > 1 else ""
        own = [called.get((kept.claim.source.id, m), "") for m in _ends(kept.claim)]
        shown = [names.get(i, "") or name for i, name in zip(ids, own, strict=True)]
        says = as_words(kept.claim, *shown)
        held_by = holder(kept, clearance) if kept.state == "open" else ""
        items.append(Item(kept, says, start, end, held_by, tuple(name for name in shown if name)))
    return items


def _ends(claim: Claim) -> list[Mention]:
    return [m for m in (claim.subject, claim.object) if m]


def _facts(item: Item) -> list[str]:
    """The keys under which the graph holds what bears on it: a link in each role, or the card of a thing."""
    name = item.kept.claim.predicate
    roles = LINKS[name].roles if name in LINKS else ("",)
    return [fact_of(name, item.start, item.end, role) for role in roles]


def _compared(item: Item, told: Iterable[Row]) -> tuple[list[Row], dict[str, str]]:
    """Claims that say the same, and those that say otherwise, by id with the reason."""
    claim = item.kept.claim
    alike, against = [], {}
    for row in told:
        why = _against(claim, row)
        if why:
            against[row["claim"]] = why
        if _same(claim, row):
            alike.append(row)
    return alike, against


def _same(claim: Claim, row: Row) -> bool:
    """Whether the graph would fold the two together."""
    if claim.predicate in NAME_SORTS:
        return normal_form(row["value"] or "") == normal_form(claim.value)
    if claim.predicate not in LINKS:
        return bool((row["value"] or "") == claim.value)
    period = _period(row)
    together = period.overlaps(claim.period) is not Verdict.NO if period.dated else True
    return (row["role"] or "") == claim.role and period.dated == claim.period.dated and together


def _against(claim: Claim, row: Row) -> str:
    if claim.predicate in LINKS:
        if (row["role"] or "") != claim.role:
            return "another role"
        period = _period(row)
        return "other dates" if period.dated and claim.period.dated and period != claim.period else ""
    many = claim.predicate in NAME_SORTS or claim.predicate in MANY
    return "" if many or row["value"] == claim.value else "another value"


def _period(row: Row) -> Period:
    return Period(*(PartialDate(row[name]) if row[name] else None for name in ("valid_from", "valid_to")))


def _new_things(store: Store, item: Item, clearance: Marking) -> list[str]:
    ids = [i for i in (item.start, item.end) if i]
    known = {f.id for f in reads.by_id(store, ids, int(clearance))}
    labels = dict(zip(ids, map(label, _ends(item.kept.claim)), strict=True))
    return [f"a new thing: {labels[i]} ({i})" for i in ids if i not in known]


def _what(kept: Kept, alike: Sequence[Row]) -> str:
    """What accepting it adds to the graph."""
    if kept.state == "accepted":
        return "nothing more: it is accepted"
    if any(row["origin"] == kept.document_origin for row in alike):
        return "the same source says so already: no further independent source"
    if alike:
        return "one more source for a fact that the graph holds"
    if kept.claim.predicate in LINKS:
        return "a new link"
    return "a new name" if kept.claim.predicate in NAME_SORTS else "a new property"
