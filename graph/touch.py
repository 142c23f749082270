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
    is_own_key,
    names_token,
    node_of_id,
    own_key,
    resolve,
)
from graph.schema import KINDS
from graph.store import lookups
from graph.store.bolt import Transaction
from graph.store.claim_rows import token
from graph.values.claims import Claim, Mention
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
    tx: Transaction,
    claims: dict[str, Claim],
    held: Sequence[lookups.Held],
    judgements: Sequence[Judgement],
    reached: Iterable[lookups.Held] = (),
) -> dict[str, Turn]:
    """Turns by claim id. `claims` are to be live afterwards; `held` is the stored form of those in the store.

    A held claim that is not among `claims` is being retracted. `reached` are others that may turn out differently.
    """
    stored = {h.evidence.claim: h for h in held}
    index = Index()
    index.judge(judgements)
    fresh = [entry for claim in claims.values() for entry in entries_of(claim)]
    index.add(fresh)
    named = {*fresh, *(entry for h in held for entry in _entries(h))}
    pairs = _pairs(judgements)
    judged = {node for pair in pairs for node in pair}
    tokens = {t for claim in claims.values() for m in (claim.subject, claim.object) if m for t in _tokens(m)}
    tokens |= {entry.token for entry in named} | {f"id:{key}" for _, key in judged | _pivots(named)}
    known = lookups.load_index(tx, index, tokens, stored.keys())
    turns = {i: Turn(_live(stored.get(i)), _evidence(c, index), _stored(stored.get(i))) for i, c in claims.items()}
    turns |= {i: Turn(_live(h), None, h.evidence) for i, h in stored.items() if i not in claims}
    news = named - known
    pivots = pairs | {frozenset([node]) for node in _pivots(news)}
    others = [*reached, *_reached(tx, index, pivots, {entry.token for entry in news})]
    return turns | _others(tx, index, {h.evidence.claim: h for h in others}, turns, stored)


def reached_by(tx: Transaction, judgements: Sequence[Judgement]) -> list[lookups.Held]:
    """All claims whose meaning rests on these judgements of the log, or may."""
    index, pairs = Index(), _pairs(judgements)
    lookups.load_index(tx, index, {f"id:{key}" for pair in pairs for _, key in pair}, ())
    return _reached(tx, index, pairs, ())


def _pairs(judgements: Iterable[Judgement]) -> set[frozenset[Node]]:
    return {frozenset((node_of_id(j.left), node_of_id(j.right))) for j in judgements}


def _reached(
    tx: Transaction, index: Index, pivots: Iterable[frozenset[Node]], tokens: Collection[str]
) -> list[lookups.Held]:
    joined = _joined(index, pivots)
    return lookups.claims_mentioning(tx, {*tokens, *_naming(tx, joined)}) + lookups.claims_about(
        tx, _judged_ids(joined)
    )


def _pivots(entries: Iterable[NameEntry]) -> set[Node]:
    """The identities whose standing an entry changes: what it declares, and both ends of an alias."""
    return {node for entry in entries if entry.sort in ("id", "alias_id") for node in _ends(entry)}


def _tokens(mention: Mention) -> set[str]:
    """What a mention is looked up by; one by name may also be judged under the id that it has of its own."""
    own = set() if mention.key else {f"id:{own_key(mention)}"}
    return own | ({told} if (told := token(mention)) else set())


def _others(
    tx: Transaction,
    index: Index,
    reached: dict[str, lookups.Held],
    turns: Collection[str],
    without: Collection[str],
) -> dict[str, Turn]:
    """Those claims outside the batch, of the ones it reaches, that now mean other entities than before."""
    held = [h for i, h in reached.items() if i not in turns]
    mentions = [m for h in held for m in (h.subject, h.object) if m]
    lookups.load_index(tx, index, {t for m in mentions for t in _tokens(m)}, without)
    found = {h.evidence.claim: Turn(h.evidence, _again(h, index), h.evidence) for h in held}
    return {i: turn for i, turn in found.items() if turn.moves}


def _joined(index: Index, pivots: Iterable[frozenset[Node]]) -> list[set[Node]]:
    """The identities that may be joined to each pivot, or parted from it; a judged pair is one pivot."""
    return [{n for node in pivot for rank in RANKS for n in component(node, rank, index)} for pivot in pivots]


def _naming(tx: Transaction, joined: Iterable[set[Node]]) -> set[str]:
    keys = {key for nodes in joined for _, key in nodes}
    return lookups.tokens_naming(tx, keys) if keys else set()


def _judged_ids(joined: Iterable[set[Node]]) -> set[str]:
    """All ids that claims may have now whose mentions are known by name alone and judged to be something."""
    keys = {key for nodes in joined if any(is_own_key(key) for _, key in nodes) for _, key in nodes}
    return {f"{kind.prefix}:{key}" for key in keys for kind in KINDS.values()}


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
