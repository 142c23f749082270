"""A batch of loaded claims and what the store holds of them in; how each is to be held, and what that changes, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graph.acts import Act
from graph.store.claim_rows import Stated, stated
from graph.store.lookups import Known, Marked
from graph.values.claims import Claim, Source
from graph.values.grades import Grade
from graph.values.markings import Marking


@dataclass(frozen=True, slots=True)
class Settled:
    """Claims as they are to be held, by id; what loads state of them; their sources, and those that are raised."""

    claims: dict[str, Claim]
    said: dict[str, Stated]
    sources: dict[str, Source]
    raised: dict[str, Source]
    stated: dict[str, Marking]


def settle(claims: Mapping[str, Claim], known: Mapping[str, Known], marked: Mapping[str, Marked]) -> Settled:
    """Settle what loads say with what stands: a load only raises markings, and a person's act outlasts earlier loads.

    A source is held at the highest marking that any load gave it, unless a person marked it since; its claims never
    stand below it.
    """
    said = {i: stated(c, known[i].stated if i in known else Marking.CLEAR) for i, c in claims.items()}
    stated_of = {i: m.stated for i, m in marked.items()}
    for claim in claims.values():
        source = claim.source
        stated_of[source.id] = max(source.marking, stated_of.get(source.id, Marking.CLEAR))
    force = {i: _force(mark, marked.get(i)) for i, mark in stated_of.items()}
    held = {i: _held(c, force[c.source.id], marked.get(c.source.id), said[i], known.get(i)) for i, c in claims.items()}
    sources = {c.source.id: c.source for c in held.values()}
    raised = {i: s for i, s in sources.items() if i in marked and marked[i].marking < s.marking}
    return Settled(held, said, sources, raised, stated_of)


def _force(stated_now: Marking, marked: Marked | None) -> Marking:
    """The marking in force: what a person set stands until a load states more than loads did before."""
    if marked is None:
        return stated_now
    return marked.marking if stated_now == marked.stated else max(stated_now, marked.marking)


def _held(claim: Claim, force: Marking, marked: Marked | None, said: Stated, known: Known | None) -> Claim:
    """The claim with the marking and the grade in force; the same object where nothing differs, for speed."""
    source, credibility, marking = claim.source, claim.credibility, said.marking
    grade = Grade(source.scheme, source.reliability, credibility)
    if marked and marked.scheme:
        grade = Grade(marked.scheme, marked.reliability, credibility if marked.scheme == source.scheme else "")
    if known:
        marking = known.marking if said.marking == known.stated else max(said.marking, known.marking)
        grade = known.grade if known.by_hand else grade
    if (source.marking, source.scheme, source.reliability) != (force, grade.scheme, grade.reliability):
        source = replace(source, marking=force, scheme=grade.scheme, reliability=grade.reliability)
    if (claim.marking, claim.credibility) == (marking, grade.credibility) and source is claim.source:
        return claim
    return replace(claim, marking=marking, credibility=grade.credibility, source=source)


def corrections(changed: Iterable[Claim], known: Mapping[str, Known], at: str) -> list[Act]:
    """What a load does to claims that stand: one act for a marking, a grade, or a return, with what stood before."""
    acts = []
    for claim in changed:
        was = known[claim.id]
        top, author = max(was.marking, claim.level), f"load of {claim.source.dataset}"
        grade = Grade(claim.source.scheme, claim.source.reliability, claim.credibility)
        if was.retracted:
            acts.append(Act("restore", claim.id, author, "", at, top))
        if was.marking != claim.level:
            acts.append(Act("mark", claim.id, author, "", at, top, str(was.marking), str(claim.level)))
        if was.grade != grade:
            acts.append(Act("grade", claim.id, author, "", at, top, was.grade.as_text(), grade.as_text()))
    return acts
