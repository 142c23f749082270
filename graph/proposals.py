"""A document and what was read in it in, proposals for reviewers out: each once, none that was decided on before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graph.commit import SLICE, check_ceiling, commit_within, now
from graph.errors import UsageError
from graph.store import changes, lookups
from graph.store import proposals as stored
from graph.store.bolt import Store, Transaction
from graph.store.plain import Row
from graph.store.proposal_rows import new_row
from graph.values.alike_texts import COPY, likeness
from graph.values.markings import Marking, join
from graph.values.names import digest
from graph.values.proposals import Document, Proposal


@dataclass(frozen=True, slots=True)
class Proposed:
    """What became of what was read: new proposals, open ones known before, and those decided on before.

    `copies` are earlier documents that this one repeats.
    """

    new: int = 0
    known: int = 0
    rejected_before: int = 0
    accepted_before: int = 0
    copies: int = 0

    def __add__(self, other: Proposed) -> Proposed:
        return Proposed(
            self.new + other.new,
            self.known + other.known,
            self.rejected_before + other.rejected_before,
            self.accepted_before + other.accepted_before,
            max(self.copies, other.copies),
        )


def propose(
    store: Store, document: Document, proposals: Sequence[Proposal], clearance: Marking = Marking.RED
) -> Proposed:
    """Keep what was read in a document, for reviewers to judge; nothing of it enters the graph.

    What is known is not proposed again: the same statement of the same document, the same words once rejected (also in
    a copy), a claim that the graph holds. A document read again at a higher marking is marked so with all its claims.
    What is held above the clearance, of which whoever hands the document in must not learn, counts as new.
    Raises MarkingError, with nothing written, above the store's ceiling; UsageError for a claim of another source.
    """
    strange = next((p for p in proposals if p.claim.source.id != document.id), None)
    if strange:
        raise UsageError("A proposal cites another source than its document.", where=strange.claim.locator)
    best: dict[str, Proposal] = {}
    for proposal in sorted(proposals, key=lambda p: (p.start, p.id)):
        if proposal.id not in best or proposal.score > best[proposal.id].score:
            best[proposal.id] = proposal
    told, at, total = list(best.values()), now(), Proposed()
    top = join([document.marking, *(p.claim.level for p in told)])
    for begin in range(0, max(len(told), 1), SLICE):
        batch = told[begin : begin + SLICE]
        total += store.writing(lambda tx, batch=batch: _propose(tx, document, batch, top, at, clearance))  # type: ignore[misc]
    return total


def forget(store: Store, what: str, clearance: Marking = Marking.RED) -> int:
    """Take back what was proposed from a dataset, or from a document by its id or address; how many proposals.

    Only what the clearance reaches goes. Claims that were accepted are taken back by `graph.commit.retract`.
    """

    def work(tx: Transaction) -> int:
        changes.lock(tx)
        return stored.forget(tx, what, int(clearance))

    return store.writing(work)


def _propose(
    tx: Transaction, document: Document, proposals: Sequence[Proposal], top: Marking, at: str, clearance: Marking
) -> Proposed:
    check_ceiling(top, Marking(changes.lock(tx)))
    level, copies = _document(tx, document, proposals, at, clearance)
    levels = {p.id: max(level, p.claim.level) for p in proposals}
    reach = {p.id: max(clearance, document.marking, p.claim.level) for p in proposals}
    state = stored.states(tx, levels)
    held = lookups.live(tx, [i for i in levels if i not in state])
    fresh = [p for p in proposals if p.id not in state and p.id not in held]
    refused = stored.rejected(tx, {p.words: int(levels[p.id]) for p in fresh})
    new = [p for p in fresh if p.words not in refused]
    stored.create(tx, "Proposal", [new_row(p, levels[p.id]) for p in new])
    seen = [told for i, (told, at_level) in state.items() if at_level <= reach[i]]
    rejected = seen.count("rejected") + sum(p.words in refused and refused[p.words] <= reach[p.id] for p in fresh)
    accepted = seen.count("accepted") + sum(held[i] <= reach[i] for i in held)
    known = seen.count("open")
    return Proposed(len(proposals) - known - rejected - accepted, known, rejected, accepted, copies)


def _document(
    tx: Transaction, document: Document, proposals: Sequence[Proposal], at: str, clearance: Marking
) -> tuple[Marking, int]:
    """Keep the document, or mark it higher where it is known; its marking, and how many earlier ones it repeats."""
    known = stored.documents(tx, [document.id]).get(document.id)
    marked = lookups.known_sources(tx, [document.id]).get(document.id)
    level = max(document.marking, marked.marking if marked else Marking.CLEAR)
    reach = max(clearance, document.marking)
    source = proposals[0].claim.source if proposals else None
    own = source.origin if source else digest(document.sha256, size=16)
    if known:
        level = max(level, Marking(known["level"]))
        if level > known["level"]:
            stored.raise_documents(tx, {document.id: level})
            _raise_source(tx, document.id, level, at)
        origin = str(known["origin"])
    else:
        origin = _origin(stored.signatures(tx, level), document, own)
        told: Row = {"id": document.id, "sha256": document.sha256, "name": document.name, "title": document.title}
        told |= {"signature": list(document.signature), "origin": origin, "level": int(level), "read_at": at}
        told |= {"dataset": source.dataset if source else None, "url": source.url or None if source else None}
        stored.create(tx, "Document", [told])
    if level <= reach:
        return level, stored.repeats(tx, document.id, origin, level)
    return level, stored.repeats(tx, document.id, _origin(stored.signatures(tx, reach), document, own), reach)


def _origin(earlier: Sequence[Mapping[str, object]], document: Document, own: str) -> str:
    """The origin of the first document, of those that readers of this one know, whose wording it repeats."""
    for other in earlier:
        if likeness(tuple(other["signature"]), document.signature) >= COPY:  # type: ignore[arg-type]
            return str(other["origin"])
    return own


def _raise_source(tx: Transaction, source: str, level: Marking, at: str) -> None:
    """What the graph holds of a source that was stated higher now is marked so, as by any load."""
    ids = lookups.claims_of(tx, int(Marking.RED), source=source, limit=1)
    for claim in lookups.whole_claims(tx, ids).values():
        stated = replace(claim, source=replace(claim.source, marking=level), marking=max(claim.marking, level))
        commit_within(tx, {claim.id: stated}, at=at)
