"""The one way in: claims, judgements and acts in, one write transaction a batch out, resolved and folded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from graph.acts import Act
from graph.errors import MarkingError
from graph.fold import Card, Evidence, LinkVersion, fact_of, fold_card, fold_link
from graph.judgements import Judgement
from graph.landed import Batch, Landed, landed
from graph.schema import LINKS
from graph.settle import corrections, settle
from graph.store import changes, log, lookups, proposals, writes
from graph.store.bolt import Store, Transaction
from graph.store.claim_rows import Stated, correction, new_row
from graph.touch import Turn, find_turns, reached_by
from graph.values.claims import Claim, Source
from graph.values.markings import HIDDEN, Marking, join

SLICE: Final = 2000
"""Claims a transaction: larger ones were no faster (store study) and hold more memory."""


@dataclass(frozen=True, slots=True)
class _Folded:
    """What a batch makes of the graph: link versions to delete and to create, cards to replace."""

    gone: tuple[LinkVersion, ...]
    new: tuple[LinkVersion, ...]
    cards: dict[str, Card]


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction does: claims to create and to correct by id, ids to take back, words for the log.

    `said` is what loads state of the claims that they bring; `back` are retracted claims that are recorded again;
    `sources` are to be written, each with the highest marking that loads stated. `forgotten` are judgements to take
    out of the log, which happens only where the past is looked at.
    """

    deed: str
    at: str
    new: Mapping[str, Claim] = field(default_factory=dict)
    fixed: Mapping[str, Claim] = field(default_factory=dict)
    said: Mapping[str, Stated] = field(default_factory=dict)
    back: Collection[str] = ()
    gone: Collection[str] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    stated: Mapping[str, Marking] = field(default_factory=dict)
    judgements: Sequence[Judgement] = ()
    forgotten: Sequence[Judgement] = ()
    acts: Sequence[Act] = ()


def commit(
    store: Store,
    claims: Iterable[Claim],
    judgements: Sequence[Judgement] = (),
    *,
    acts: Sequence[Act] = (),
    clearance: Marking = Marking.RED,
) -> dict[str, Landed]:
    """Land one batch and say by dataset what became of it. Loading it again changes nothing; loads only raise markings.

    What is held above the clearance, of which whoever loads must not learn, counts as new. Raises MarkingError, with
    nothing written, where a claim is above the store's ceiling; StoreError where no store answers.
    """
    at, batch = now(), _distinct(claims)
    return store.writing(lambda tx: commit_within(tx, batch, judgements, acts, at=at, clearance=clearance))


def retract(
    store: Store,
    *,
    dataset: str = "",
    source: str = "",
    author: str = "",
    reason: str = "",
    clearance: Marking = Marking.RED,
) -> int:
    """Take back the claims of a dataset, or of a source (id or address), as far as a clearance reaches; how many.

    Readers see what never loading them gives.
    """
    at, total = now(), 0
    while True:
        count = store.writing(lambda tx: _retract(tx, clearance, dataset, source, at, author, reason))
        total += count
        if count < SLICE:
            return total


def now() -> str:
    """The clock of recording: UTC, fixed width, so that texts sort as times."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _distinct(claims: Iterable[Claim]) -> dict[str, Claim]:
    found: dict[str, Claim] = {}
    for claim in claims:
        twin = found.get(claim.id)
        found[claim.id] = replace(claim, marking=max(claim.marking, twin.level)) if twin else claim
    return found


def commit_within(
    tx: Transaction,
    claims: dict[str, Claim],
    judgements: Sequence[Judgement] = (),
    acts: Sequence[Act] = (),
    *,
    at: str,
    deed: str = "load",
    afresh: bool = False,
    clearance: Marking = Marking.RED,
) -> dict[str, Landed]:
    """What `commit` does, within a transaction; with `afresh` a withdrawn claim returns as it is told now."""
    ceiling = Marking(changes.lock(tx))
    check_ceiling(join([*(c.level for c in claims.values()), *(j.level for j in judgements)]), ceiling)
    known = lookups.known_claims(tx, list(claims))
    before = {i: k for i, k in known.items() if not (afresh and k.retracted)}
    settled = settle(claims, before, lookups.known_sources(tx, {c.source.id for c in claims.values()}))
    new = {i: c for i, c in settled.claims.items() if i not in known}
    fixed = {i: settled.claims[i] for i, k in known.items() if k.retracted or settled.said[i].stamp != k.stamp}
    lifted = {i: c for i, c in lookups.claims_below(tx, settled.raised).items() if i not in fixed}
    _move_locators(tx, known, {i: c for i, c in settled.claims.items() if i not in fixed})
    judgements = log.new_judgements(tx, judgements)
    if new or fixed or judgements or settled.raised:
        known |= lookups.known_claims(tx, [i for i in lifted if i not in known])
        change = Change(
            deed,
            at,
            new,
            fixed | lifted,
            settled.said,
            back={i for i in fixed if known[i].retracted},
            sources={c.source.id: c.source for c in (new | fixed).values()} | settled.raised,
            stated=settled.stated,
            judgements=judgements,
            acts=[*acts, *corrections((fixed | lifted).values(), known, at)],
        )
        land(tx, change)
        writes.raise_withdrawn(tx, settled.raised.values())
    return landed(Batch(claims, settled.claims, known, fixed, lifted), clearance)


def _move_locators(tx: Transaction, known: Mapping[str, lookups.Known], claims: Mapping[str, Claim]) -> None:
    """Where a row stands in its file is no content: it follows the file without being a change."""
    moved = [c for i, c in claims.items() if i in known and c.locator != known[i].locator]
    writes.correct_claims(tx, [{"id": c.id, "p": {"locator": c.locator}} for c in moved])


def _retract(tx: Transaction, clearance: Marking, dataset: str, source: str, at: str, author: str, reason: str) -> int:
    changes.lock(tx)
    ids = lookups.claims_of(tx, int(clearance), dataset=dataset, source=source, limit=SLICE)
    if ids:
        marks = lookups.known_claims(tx, ids)
        acts = [Act("withdraw", i, author, reason, at, marks[i].marking) for i in ids]
        land(tx, Change("retract", at, gone=ids, acts=acts))
    return len(ids)


def land(tx: Transaction, change: Change) -> None:
    """Write a change and all that follows from it, within a transaction that holds the writer's place."""
    fixed = change.fixed
    held = lookups.claims_by_id(tx, [*fixed, *change.gone])
    reached = reached_by(tx, change.forgotten) if change.forgotten else []
    log.delete_judgements(tx, change.forgotten)
    turns = find_turns(tx, {**change.new, **fixed}, held, change.judgements, reached)
    folded, levels = _fold(tx, turns, fixed), _levels(tx, turns.values())
    writes.write_sources(tx, change.sources.values(), change.stated)
    log.write_judgements(tx, change.judgements)
    writes.create_entities(tx, _ends(t.after for t in turns.values()) - levels.keys())
    writes.create_claims(
        tx, [new_row(c, after, change.at, change.said[c.id]) for c, after in _afters(change.new, turns)]
    )
    writes.bring_back(tx, change.back, change.at)
    writes.correct_claims(tx, [correction(c, change.said.get(i)) for i, c in fixed.items()])
    writes.hide_claims(tx, change.gone, change.at)
    proposals.follow(tx, fixed.values(), change.sources.values())
    _write(tx, turns, folded, levels)
    log.write_acts(tx, change.acts)
    changes.record(tx, change.deed, change.at, turns)


def check_ceiling(marking: Marking, ceiling: Marking) -> None:
    """Raise MarkingError where something is marked higher than its store may hold."""
    if marking > ceiling:
        raise MarkingError(
            f"This store holds nothing above {ceiling}; the load has claims marked {marking}.",
            mend="Load them into a store of their own: WENGRAPH_HOME=~/wengraph-closed wengraph load …",
        )


def _afters(claims: Mapping[str, Claim], turns: dict[str, Turn]) -> list[tuple[Claim, Evidence]]:
    return [(claim, after) for i, claim in claims.items() if (after := turns[i].after)]


def _levels(tx: Transaction, turns: Iterable[Turn]) -> dict[str, int]:
    """The present levels of the entities that claims will be about; those that are missing have none."""
    return lookups.entity_levels(tx, _ends(turn.after for turn in turns))


def _ends(evidence: Iterable[Evidence | None]) -> set[str]:
    return {end for told in evidence if told for end in (told.start, told.end) if end}


def _fold(tx: Transaction, turns: dict[str, Turn], forced: Collection[str]) -> _Folded:
    """Fold the facts that turn, as they are and as they will be; a corrected claim's facts are always written anew."""
    facts = {told.fact for turn in turns.values() for told in (turn.before, turn.after) if told}
    now_told: dict[str, dict[str, Evidence]] = defaultdict(dict)
    for told in lookups.evidence_of_facts(tx, facts):
        now_told[told.fact][told.claim] = told
    then_told = {fact: {i: e for i, e in now_told[fact].items() if i not in turns} for fact in facts}
    for claim, turn in turns.items():
        if turn.after:
            then_told[turn.after.fact][claim] = turn.after
    anew = {told.fact for i in forced for told in (turns[i].before, turns[i].after) if told}
    old = {v.version: v for fact in facts for v in _versions(now_told[fact])}
    new = {v.version: v for fact in facts for v in _versions(then_told[fact])}
    same = {key for key in old.keys() & new.keys() if old[key] == new[key] and old[key].fact not in anew}
    return _Folded(
        gone=tuple(v for key, v in old.items() if key not in same),
        new=tuple(v for key, v in new.items() if key not in same),
        cards=_cards(turns.values(), then_told),
    )


def _versions(told: dict[str, Evidence]) -> list[LinkVersion]:
    first = next(iter(told.values()), None)
    return fold_link(told.values()) if first and first.predicate in LINKS else []


def _cards(turns: Iterable[Turn], told: dict[str, dict[str, Evidence]]) -> dict[str, Card]:
    owners = {e.start for turn in turns for e in (turn.before, turn.after) if e and e.predicate not in LINKS}
    return {owner: fold_card(owner, told[fact_of("", owner, "", "")].values()) for owner in sorted(owners)}


def _write(tx: Transaction, turns: dict[str, Turn], folded: _Folded, levels: dict[str, int]) -> None:
    """Write what follows from the claims: their moves, levels of entities and sources, cards, names, links."""
    told = [turn.after for turn in turns.values() if turn.after]
    moved = [turn for turn in turns.values() if turn.moves]
    writes.move_claims(tx, [(turn.stored, turn.after) for turn in moved if turn.stored and turn.after])
    shrunk = [turn.before for turn in turns.values() if turn.before and _shrinks(turn)]
    lowest = dict.fromkeys(_ends(told), HIDDEN) | levels
    for evidence in told:
        for end in _ends([evidence]):
            lowest[end] = min(lowest[end], evidence.level)
    lowest |= writes.level_entities(tx, _ends(shrunk))
    fresh = {i: fold_card(i, ()) for i in _ends(told) - levels.keys() - folded.cards.keys()}
    cards = {i: card for i, card in (folded.cards | fresh).items() if i in lowest}
    writes.write_entities(tx, {i: n for i, n in lowest.items() if n != levels.get(i)}, lowest, cards)
    poorer = _ends(shrunk) & cards.keys()
    writes.delete_names(tx, lookups.names_of(tx, poorer) - {row.id for i in poorer for row in cards[i].name_rows})
    writes.write_names(tx, cards)
    writes.write_links(tx, folded.gone, folded.new)
    writes.lower_sources(tx, told)
    writes.level_sources(tx, {evidence.source for evidence in shrunk})


def _shrinks(turn: Turn) -> bool:
    """Whether a reader may lose sight of something: the claim goes, moves, or is marked higher."""
    before, after = turn.before, turn.after
    return before is not None and (after is None or turn.moves or after.level > before.level)
