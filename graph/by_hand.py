"""What a person does to a claim or a source in, one logged change out: withdraw, mark, grade."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from graph.acts import Act, Deed
from graph.commit import Change, check_ceiling, land, now
from graph.errors import UnknownName, UsageError
from graph.store import changes, log, lookups, proposals, writes
from graph.store.bolt import Store, Transaction
from graph.values.claims import Claim, Source
from graph.values.grades import Grade, check_code
from graph.values.markings import HIDDEN, Marking

ALL: Final = 1_000_000_000
"""A person's act on a source is one transaction, however many claims it has."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, why, and up to which marking they read: what they may not see, they can't act on."""

    author: str
    reason: str
    clearance: Marking

    def __post_init__(self) -> None:
        if not self.author.strip() or not self.reason.strip():
            raise UsageError("Who acts by hand says who and why.", mend="Say --author and --reason.")

    def act(self, deed: Deed, about: str, at: str, level: Marking, before: str = "", after: str = "") -> Act:
        """This person's act, for the log."""
        return Act(deed, about, self.author, self.reason, at, level, before, after)


def withdraw(store: Store, claim: str, hand: Hand) -> None:
    """Take one claim back; who asks what was known before still sees it. Raises UnknownName."""

    def work(tx: Transaction) -> None:
        changes.lock(tx)
        told, at = _claim(tx, claim, hand), now()
        land(tx, Change("withdraw", at, gone=[claim], acts=[hand.act("withdraw", claim, at, told.level)]))

    store.writing(work)


def mark(store: Store, what: str, level: Marking, hand: Hand) -> int:
    """Mark a claim, or a source with its claims, higher or lower; how many claims changed of those the person sees.

    A source that is marked lower takes those claims with it that stand at its old marking; claims that were marked
    higher on their own stay. So do proposals that were read in it. Raises UnknownName; UsageError for a claim below its
    source; MarkingError above the ceiling.
    """

    def work(tx: Transaction) -> int:
        check_ceiling(level, Marking(changes.lock(tx)))
        if what.startswith("source:"):
            return _mark_source(tx, what, level, hand)
        told = _claim(tx, what, hand)
        if level < told.source.marking:
            raise UsageError(
                f"Its source is marked {told.source.marking}, and a claim never stands below its source.",
                where=what,
                mend=f"Mark the source first: wengraph mark {told.source.id} {level}",
            )
        return _rewrite(tx, "mark", {what: told}, {what: replace(told, marking=level)}, hand)

    return store.writing(work)


def _mark_source(tx: Transaction, what: str, level: Marking, hand: Hand) -> int:
    read = proposals.documents(tx, [what]).get(what)
    if read:
        old = Marking(read["level"])
        proposals.mark_document(tx, what, old, level)
        if old <= hand.clearance and not lookups.claims_of(tx, int(Marking.RED), source=what, limit=1):
            log.write_acts(tx, [hand.act("mark", what, now(), max(old, level), str(old), str(level))])
            return 0
    source, claims = _source(tx, what, hand)
    marked = replace(source, marking=level)
    after = {
        i: replace(
            c,
            source=replace(c.source, marking=level),
            marking=level if c.level == source.marking or c.level < level else c.level,
        )
        for i, c in claims.items()
    }
    log.write_acts(tx, [hand.act("mark", what, now(), max(source.marking, level), str(source.marking), str(level))])
    writes.raise_withdrawn(tx, [marked])
    return _rewrite(tx, "mark", claims, after, hand, {what: marked})


def grade(
    store: Store, what: str, hand: Hand, *, scheme: str = "", reliability: str = "", credibility: str = ""
) -> int:
    """Grade a claim (its credibility), or a source (its reliability) with its claims; how many claims changed.

    Kept as given; later loads of the same records leave it. A claim of another scheme loses its source's reliability,
    for schemes are never mixed. Raises UnknownName, UsageError, DataError for a code that the scheme lacks.
    """

    def work(tx: Transaction) -> int:
        changes.lock(tx)
        if what.startswith("source:"):
            return _grade_source(tx, what, hand, scheme or "admiralty", reliability, credibility)
        told = _claim(tx, what, hand)
        if reliability or not credibility:
            raise UsageError("A claim is graded by its credibility, a source by its reliability.", where=what)
        named = scheme or told.source.scheme
        kept = told.source.reliability if named == told.source.scheme else ""
        given = Grade(named, kept, check_code(named, "credibility", credibility))
        count = _rewrite(tx, "grade", {what: told}, {what: _graded(told, given)}, hand)
        writes.correct_claims(tx, [{"id": what, "p": {"by_hand": True}}])
        return count

    return store.writing(work)


def _grade_source(tx: Transaction, what: str, hand: Hand, scheme: str, reliability: str, credibility: str) -> int:
    if credibility or not reliability:
        raise UsageError("A source is graded by its reliability, a claim by its credibility.", where=what)
    code = check_code(scheme, "reliability", reliability)
    source, claims = _source(tx, what, hand)
    after = {
        i: _graded(c, Grade(scheme, code, c.credibility if c.source.scheme == scheme else ""))
        for i, c in claims.items()
    }
    log.write_acts(tx, [hand.act("grade", what, now(), source.marking, "", Grade(scheme, code, "").as_text())])
    writes.grade_source(tx, what, scheme, code)
    return _rewrite(tx, "grade", claims, after, hand)


def _graded(claim: Claim, given: Grade) -> Claim:
    source = replace(claim.source, scheme=given.scheme, reliability=given.reliability)
    return replace(claim, source=source, credibility=given.credibility)


def _rewrite(
    tx: Transaction,
    deed: Deed,
    before: dict[str, Claim],
    after: dict[str, Claim],
    hand: Hand,
    sources: dict[str, Source] | None = None,
) -> int:
    """Correct the claims that differ, each with its act; how many of them the person could see."""
    shown = _marking if deed == "mark" else _grade
    at = now()
    fixed = {i: c for i, c in after.items() if shown(c) != shown(before[i])}
    acts = [hand.act(deed, i, at, max(before[i].level, c.level), shown(before[i]), shown(c)) for i, c in fixed.items()]
    stated = {i: known.stated for i, known in lookups.known_sources(tx, sources or ()).items()}
    land(tx, Change(deed, at, fixed=fixed, sources=sources or {}, stated=stated, acts=acts))
    return sum(before[i].level <= hand.clearance for i in fixed)


def _marking(claim: Claim) -> str:
    return str(claim.level)


def _grade(claim: Claim) -> str:
    return Grade(claim.source.scheme, claim.source.reliability, claim.credibility).as_text()


def _claim(tx: Transaction, claim: str, hand: Hand) -> Claim:
    found = lookups.whole_claims(tx, lookups.live(tx, [claim])).get(claim)
    if found is None or found.level > hand.clearance:
        raise UnknownName(f"There is no claim {claim!r} that you may see.")
    return found


def _source(tx: Transaction, source: str, hand: Hand) -> tuple[Source, dict[str, Claim]]:
    ids = lookups.claims_of(tx, int(Marking.RED), source=source, limit=ALL)
    claims = lookups.whole_claims(tx, ids)
    if min((c.level for c in claims.values()), default=HIDDEN) > hand.clearance:
        raise UnknownName(f"There is no source {source!r} that you may see.")
    return next(iter(claims.values())).source, claims
