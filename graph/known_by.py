"""A store and a moment in, the store as it was known then out: the claims held then, folded again, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from graph.commit import SLICE, Change, land
from graph.errors import DataError, UsageError
from graph.store import changes, log, lookups
from graph.store.bolt import Store, Transaction
from graph.values.claims import Claim
from graph.values.dates import parse_period
from graph.values.grades import grade_of
from graph.values.markings import HIDDEN

_HELD: Final = "split(x, '/')[0] <= $t AND $t < split(x, '/')[1]"
_TOO_LATE: Final = (
    f"MATCH (c:Claim) WHERE c.recorded_at > $t AND c.level < {HIDDEN} "
    f"AND none(x IN coalesce(c.earlier, []) WHERE {_HELD}) RETURN c.id AS id LIMIT $limit"
)
_STILL_HELD: Final = (
    f"MATCH (c:Claim) WHERE c.retracted_at > $t AND c.level = {HIDDEN} "
    f"AND (c.recorded_at <= $t OR any(x IN coalesce(c.earlier, []) WHERE {_HELD})) RETURN c.id AS id LIMIT $limit"
)


_LATER: Final = (
    f"MATCH (c:Claim) WHERE c.recorded_at > $t AND c.level = {HIDDEN} SET c.marking = {HIDDEN}",
    f"MATCH (c:Claim) WHERE c.retracted_at > $t AND c.level < {HIDDEN} SET c.retracted_at = null",
    f"MATCH (a:Act) WHERE a.at > $t SET a.level = {HIDDEN}",
)
"""Once the graph is as it was, what was recorded, withdrawn or done later is out of every history, too."""


def moment(text: str) -> str:
    """The last moment that a text means, as UTC text: a day, month or year, or a time such as 2026-11-24T09:30:00Z.

    Raises UsageError.
    """
    try:
        if "T" in text:
            told = datetime.fromisoformat(text)
            if told.tzinfo is None:
                raise UsageError(f"{text!r} has no time zone.", where="--known-by", mend="End it with Z for UTC.")
            return told.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        end = parse_period(text).end
    except (DataError, ValueError) as error:
        mend = "Write YYYY-MM-DD, or a time such as 2026-11-24T09:30:00Z."
        raise UsageError(f"{text!r} is no moment.", where="--known-by", mend=mend) from error
    return f"{end.latest.isoformat()}T23:59:59.999999Z" if end else ""


@contextmanager
def known_by(store: Store, at: str) -> Iterator[Store]:
    """The store as it was known at a moment: claims recorded by then and not yet withdrawn, graded and judged as then.

    Markings are those of today: what was marked higher since is not shown again. Others see nothing of it; whoever
    writes meanwhile waits.
    """
    with store.supposing() as (tx, then):
        changes.lock(tx)
        _restate(tx, at)
        yield then


def _restate(tx: Transaction, at: str) -> None:
    judgements = log.judgements_after(tx, at)
    if judgements:
        land(tx, Change("suppose", at, forgotten=judgements))
    while gone := _ids(tx, _TOO_LATE, at):
        land(tx, Change("suppose", at, gone=gone))
    while back := _ids(tx, _STILL_HELD, at):
        _change(tx, at, lookups.whole_claims(tx, back))
    grades = log.grades_before(tx, at)
    live = lookups.whole_claims(tx, lookups.live(tx, grades))
    _change(tx, at, {i: _graded(c, grades[i]) for i, c in live.items()})
    for text in _LATER:
        tx.run(text, t=at)


def _ids(tx: Transaction, text: str, at: str) -> list[str]:
    return [row["id"] for row in tx.run(text, t=at, limit=SLICE)]


def _change(tx: Transaction, at: str, claims: dict[str, Claim]) -> None:
    if claims:
        land(tx, Change("suppose", at, fixed=claims))


def _graded(claim: Claim, text: str) -> Claim:
    grade = grade_of(text)
    source = replace(claim.source, scheme=grade.scheme, reliability=grade.reliability)
    return replace(claim, source=source, credibility=grade.credibility)
