"""A reviewer's word on proposals in: accept, edit, reject, undo, take; the claims that land, or go again, out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from graph.acts import Act
from graph.along import naming, needed_no_more, standing_for
from graph.amend import Amendment, amend
from graph.by_hand import Hand
from graph.commit import Change, check_ceiling, commit_within, land, now
from graph.errors import Taken, UnknownName, UsageError
from graph.sentences import as_words
from graph.store import changes, log, lookups
from graph.store import proposals as stored
from graph.store.bolt import Store, Transaction
from graph.store.claim_rows import stated
from graph.store.proposal_rows import Kept
from graph.store.proposals import Wanted
from graph.values.markings import Marking

MINUTES: Final = 10
"""How long a reviewer has a proposal in hand."""
SLICE: Final = 500
"""Proposals a transaction where many are accepted at once."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a word did: proposals decided on, those that went along with them, and claims that landed or went.

    `implied` are proposals that name an end of what was accepted: a fact does not enter the graph without them.
    """

    proposals: tuple[str, ...] = ()
    implied: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    def as_json(self) -> dict[str, list[str]]:
        """What was done, as `--json` prints it."""
        return {"proposals": list(self.proposals), "implied": list(self.implied), "claims": list(self.claims)}

    def __add__(self, other: Decided) -> Decided:
        return Decided(self.proposals + other.proposals, self.implied + other.implied, self.claims + other.claims)


def accept(store: Store, ids: Sequence[str], hand: Hand) -> Decided:
    """Accept proposals, and with them those of the same document that name what they speak of; all or none of them.

    Raises UnknownName for one that the reviewer may not see; Taken for one that is decided or in another's hand.
    """
    return store.writing(lambda tx: _accept(tx, _open(tx, ids, hand), hand))


def accept_all(store: Store, wanted: Wanted, hand: Hand) -> Decided:
    """Accept all open proposals of a document, rule, predicate or kind, without those in another reviewer's hand."""
    if not (wanted.document or wanted.rule or wanted.predicate or wanted.kind):
        raise UsageError("All of what?", mend="Name a document, a rule, a predicate or a kind.")
    wanted, total = replace(wanted, state="open"), Decided()

    def work(tx: Transaction) -> Decided:
        changes.lock(tx)
        told = stored.open_ids(tx, wanted, int(hand.clearance), who=hand.author, at=now(), limit=SLICE)
        return _accept(tx, _open(tx, told, hand), hand) if told else Decided()

    while (done := store.writing(work)).proposals:
        total += done
    return total


def edit(store: Store, proposal: str, amendment: Amendment, hand: Hand) -> Decided:
    """Accept a proposal as a reviewer changed it; document, quote and place stay, and what was read is kept.

    Raises what `accept` raises, and what `amend` raises.
    """

    def work(tx: Transaction) -> Decided:
        ceiling = Marking(changes.lock(tx))
        (kept,) = _open(tx, [proposal], hand)
        claim, level = amend(tx, kept, amendment, hand.clearance)
        check_ceiling(level, ceiling)
        if claim.id != kept.claim.id or level != kept.level or claim.credibility != kept.claim.credibility:
            stored.write(tx, [stored.changed(kept, claim, level)])
            (kept,) = stored.by_id(tx, [proposal], int(Marking.RED))
        return _accept(tx, [kept], hand)

    return store.writing(work)


def reject(store: Store, ids: Sequence[str], hand: Hand) -> Decided:
    """Reject proposals; the same words are not proposed again. Raises what `accept` raises."""

    def work(tx: Transaction) -> Decided:
        told, at = _open(tx, ids, hand), now()
        stored.write(tx, [stored.decided(k, "rejected", hand.author, hand.reason, at) for k in told])
        log.write_acts(tx, [hand.act("reject", k.claim.id, at, k.level, as_words(k.claim)) for k in told])
        return Decided(tuple(k.id for k in told))

    return store.writing(work)


def undo(store: Store, ids: Sequence[str], hand: Hand) -> Decided:
    """Take back decisions: proposals are open again as they were read, and the graph is as it was before.

    What was accepted along with them goes too, unless another accepted fact of the document needs it. Raises
    UnknownName; UsageError for a proposal that is open.
    """

    def work(tx: Transaction) -> Decided:
        changes.lock(tx)
        told = _visible(tx, ids, hand)
        waiting = [k.id for k in told if k.state == "open"]
        if waiting:
            raise UsageError("Nobody has decided on it.", where=waiting[0])
        undone = {k.id for k in told}
        rows = stored.of_documents(tx, {k.document for k in told}, "accepted")
        along = stored.by_id(tx, needed_no_more(rows, undone, hand.clearance), hand.clearance)
        gone = _take_back(tx, [*told, *along], hand)
        return Decided(tuple(k.id for k in told), tuple(k.id for k in along), gone)

    return store.writing(work)


def take(store: Store, proposal: str, hand: Hand) -> str:
    """Have a proposal in hand for ten minutes, so that nobody else decides on it; until when (UTC text).

    Raises UnknownName; Taken while another has it, or once it is decided.
    """
    until = (datetime.now(UTC) + timedelta(minutes=MINUTES)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def work(tx: Transaction) -> str:
        _open(tx, [proposal], hand)
        stored.take(tx, proposal, hand.author, int(hand.clearance), until)
        return until

    return store.writing(work)


def holder(kept: Kept, clearance: Marking) -> str:
    """Who has a proposal in hand, as a reader may know it; '' where nobody has."""
    if kept.locked_until <= now():
        return ""
    return kept.locked_by if kept.locked_level <= clearance else "another reviewer"


def _open(tx: Transaction, ids: Sequence[str], hand: Hand) -> list[Kept]:
    changes.lock(tx)
    told = _visible(tx, ids, hand)
    for kept in told:
        if kept.state != "open":
            mend = f"Take that back first: wengraph review undo {kept.id}"
            raise Taken(f"This proposal was {kept.state} already.", where=kept.id, mend=mend)
        who = holder(kept, hand.clearance)
        if who and kept.locked_by != hand.author:
            mend = f"Come back after {kept.locked_until[11:16]} UTC."
            raise Taken(f"This proposal is in the hands of {who}.", where=kept.id, mend=mend)
    return told


def _visible(tx: Transaction, ids: Sequence[str], hand: Hand) -> list[Kept]:
    found = {kept.id: kept for kept in stored.by_id(tx, set(ids), int(hand.clearance))}
    missing = [i for i in ids if i not in found]
    if missing or not ids:
        raise UnknownName(f"There is no proposal {(missing or [''])[0]!r} that you may see.")
    return list(found.values())


def _accept(tx: Transaction, told: Sequence[Kept], hand: Hand) -> Decided:
    chosen, at = {k.id for k in told}, now()
    rows = stored.of_documents(tx, {k.document for k in told}, "open")
    named = stored.by_id(tx, naming(rows, chosen, hand.clearance), hand.clearance)
    along = [k for k in named if not holder(k, hand.clearance) or k.locked_by == hand.author]
    both = [*told, *along]
    stands = {k.id: k.accepted() for k in both}
    claims = {c.id: c for k in reversed(both) for c in reversed(stands[k.id])}
    held = lookups.live(tx, claims)
    first = {c.id: k.id for k in reversed(both) for c in stands[k.id] if c.id not in held}
    commit_within(tx, {i: claims[i] for i in first}, at=at, deed="accept", afresh=True)
    decisions = [stored.decided(k, "accepted", hand.author, hand.reason, at) for k in both]
    for k, row in zip(both, decisions, strict=True):
        ids = [c.id for c in stands[k.id]]
        landed = [i for i in ids if first.get(i) == k.id]
        row["p"] |= {"implied": k.id not in chosen or None, "claims": ids, "landed": landed}
    stored.write(tx, decisions)
    _follow(tx, {k.claim.id for k in both})
    _settle_names(tx, both, at)
    log.write_acts(tx, [_act(k, hand, now()) for k in both])
    return Decided(tuple(k.id for k in told), tuple(k.id for k in along), tuple(sorted(first)))


def _follow(tx: Transaction, claims: Collection[str]) -> None:
    """A proposal stands no lower than its claim, which its source's marking may have lifted."""
    stored.follow(tx, lookups.whole_claims(tx, claims).values(), ())


def _settle_names(tx: Transaction, told: Iterable[Kept], at: str) -> None:
    """Record names in passing as the lowest accepted fact that mentions them does, but for those marked by hand.

    The words that a closed fact was read in are not left on a name that an open one mentions too.
    """
    kept = list(told)
    rows = stored.of_documents(tx, {k.document for k in kept}, "accepted")
    lowest = standing_for(rows, {c.id for k in kept for c in k.accepted()[1:]})
    facts = {k.id: k for k in stored.by_id(tx, set(lowest.values()), int(Marking.RED))}
    claims = {i: c for i, other in lowest.items() for c in facts[other].accepted() if c.id == i}
    known = lookups.known_claims(tx, list(claims))
    told_now = {i: stated(claims[i]) for i, k in known.items() if not k.retracted and k.marking == k.stated}
    wrong = [i for i, said in told_now.items() if said.stamp != known[i].stamp and not known[i].by_hand]
    fixed = {i: replace(claims[i], source=c.source) for i, c in lookups.whole_claims(tx, wrong).items()}
    if fixed:
        land(tx, Change("accept", at, fixed=fixed, said=told_now))


def _act(kept: Kept, hand: Hand, at: str) -> Act:
    before = as_words(kept.original) if kept.original else ""
    return hand.act("edit" if before else "accept", kept.claim.id, at, kept.level, before, as_words(kept.claim))


def _take_back(tx: Transaction, told: Sequence[Kept], hand: Hand) -> tuple[str, ...]:
    """Reopen proposals and withdraw the claims that they landed; one that another proposal stands for stays."""
    at, undone = now(), {k.id for k in told}
    landed = {claim for k in told for claim in k.landed}
    rows = stored.of_documents(tx, {k.document for k in told}, "accepted")
    others = standing_for(rows, landed, undone)
    stored.hand_over(tx, others)
    gone = sorted(lookups.live(tx, landed - others.keys()))
    acts = [hand.act("undo", k.claim.id, at, k.level, k.state) for k in told]
    if gone:
        land(tx, Change("undo", at, gone=gone, acts=acts))
    else:
        log.write_acts(tx, acts)
    stored.write(tx, [stored.reopened(k) for k in told])
    _settle_names(tx, told, at)
    return tuple(gone)
