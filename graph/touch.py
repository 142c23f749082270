"""A batch in; every claim whose meaning or evidence it turns out, the batch's own and others that its names reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from graph.fold import Evidence
from graph.judgements import Judgement
from graph.resolve import (
    Index,
    NameEntry,
    Node,
    component,
    entries_from,
    entries_of,
    names_token,
    node_of_id,
    resolve,
)
from graph.store import lookups
from graph.store.bolt import Transaction
from graph.store.claim_rows import token
from graph.values.claims import Claim
from graph.values.grades import Grade
from graph.values.markings import HIDDEN, RANKS


@dataclass(frozen=True, slots=True)
class Turn:
    """A claim before and after a batch: None where it is not told of. `stored` is how the store has it resolved now."""

    before: Evidence | None
    after: Evidence | None
    stored: Evidence | None = None

    @property
    def moves(self) -> bool:
        """Whether a claim that the store holds now means other entities than it has it resolved to."""
        after, stored = self.after, self.stored
        return after is not None and stored is not None and (after.start, after.end) != (stored.start, stored.end)


def find_turns(
    tx: Transaction, claims: dict[str, Claim], held: Sequence[lookups.Held], judgements: Sequence[Judgement]
) -> dict[str, Turn]:
    """Turns by claim id. `claims` are to be live afterwards; `held` is the stored form of those in the store.

    A held claim that is not among `claims` is being retracted.
    """
    stored = {h.evidence.claim: h for h in held}
    index = Index()
    index.judge(judgements)
    fresh = [entry for claim in claims.values() for entry in entries_of(claim)]
    index.add(fresh)
    named = {*fresh, *(entry for h in held for entry in _entries(h))}
    judged = {node_of_id(side) for j in judgements for side in (j.left, j.right)}
    tokens = {token(m) for claim in claims.values() for m in (claim.subject, claim.object) if m}
    tokens |= {entry.token for entry in named} | {f"id:{key}" for _, key in judged | _pivots(named)}
    known = lookups.load_index(tx, index, {t for t in tokens if t}, stored.keys())
    turns = {i: Turn(_live(stored.get(i)), _evidence(c, index), _stored(stored.get(i))) for i, c in claims.items()}
    turns |= {i: Turn(_live(h), None, h.evidence) for i, h in stored.items() if i not in claims}
    news = named - known
    reach = {entry.token for entry in news} | _around(tx, index, judged | _pivots(news))
    return turns | _others(tx, index, reach, turns, stored)


def _pivots(entries: Iterable[NameEntry]) -> set[Node]:
    """The identities whose standing an entry changes: what it declares, and both ends of an alias."""
    return {node for entry in entries if entry.sort in ("id", "alias_id") for node in _ends(entry)}


def _others(
    tx: Transaction, index: Index, tokens: Collection[str], turns: Collection[str], without: Collection[str]
) -> dict[str, Turn]:
    """Claims outside the batch that these tokens make mean other entities than before."""
    held = [h for h in lookups.claims_mentioning(tx, tokens) if h.evidence.claim not in turns]
    mentions = [m for h in held for m in (h.subject, h.object) if m]
    lookups.load_index(tx, index, {t for m in mentions if (t := token(m))}, without)
    found = {h.evidence.claim: Turn(h.evidence, _again(h, index), h.evidence) for h in held}
    return {i: turn for i, turn in found.items() if turn.moves}


def _around(tx: Transaction, index: Index, pivots: Iterable[Node]) -> set[str]:
    """All tokens of all entities that the pivots' aliases and judgements may join or part."""
    keys = {key for pivot in pivots for rank in RANKS for _, key in component(pivot, rank, index)}
    return lookups.tokens_naming(tx, keys) if keys else set()


def _stored(held: lookups.Held | None) -> Evidence | None:
    return held.evidence if held else None


def _live(held: lookups.Held | None) -> Evidence | None:
    return held.evidence if held and held.evidence.level < HIDDEN else None


def _entries(held: lookups.Held) -> list[NameEntry]:
    told = held.evidence
    named = names_token(told.predicate, told.value) if held.subject.key else ""
    return entries_from(told.predicate, held.subject, named, told.level) if named else []


def _ends(entry: NameEntry) -> set[Node]:
    other = {(entry.node[0], entry.token.removeprefix("id:"))} if entry.sort == "alias_id" else set()
    return {entry.node} | other


def _evidence(claim: Claim, index: Index) -> Evidence:
    level = int(claim.level)
    return Evidence(
        claim=claim.id,
        predicate=claim.predicate,
        start=resolve(claim.subject, level, index),
        end=resolve(claim.object, level, index) if claim.object else "",
        role=claim.role,
        value=claim.value,
        period=claim.period,
        source=claim.source.id,
        origin=claim.source.origin,
        grade=Grade(claim.source.scheme, claim.source.reliability, claim.credibility),
        basis=claim.basis,
        level=level,
    )


def _again(held: lookups.Held, index: Index) -> Evidence:
    told = held.evidence
    end = resolve(held.object, told.level, index) if held.object else ""
    return replace(told, start=resolve(held.subject, told.level, index), end=end)
