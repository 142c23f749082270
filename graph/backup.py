"""A store in, all that it holds as plain records out; and back into an empty store, where the rest is folded again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice
from typing import Any, Final, TypeVar

from graph.acts import Act
from graph.commit import SLICE, Change, check_ceiling, land, now
from graph.errors import DataError, StoreError
from graph.judgements import Judgement
from graph.store import changes, log, lookups, proposals, writes
from graph.store.bolt import Store, Transaction
from graph.store.claim_rows import Stated, claim_of, source_of
from graph.store.dump import page
from graph.store.proposal_rows import claim_of_text, stands_for
from graph.values.claims import Claim, Source
from graph.values.markings import Marking

KINDS: Final = ("source", "judgement", "claim", "act", "document", "proposal")
"""Kinds of records in the order that restoring takes them."""
Record = tuple[str, dict[str, Any]]
_Value = TypeVar("_Value", Source, Claim, Judgement, Act)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A source to restore, and the row that it was made of."""

    source: Source
    row: dict[str, Any]


def dump(store: Store) -> Iterator[Record]:
    """All records with their kinds, of every marking: what the graph is folded from, and what waits for a reviewer."""
    for kind in KINDS:
        after = ""
        while rows := page(store, kind, after, SLICE):
            yield from ((kind, row) for row in rows)
            after = rows[-1]["id"]


def highest(store: Store) -> Marking:
    """The highest marking of anything that a backup would hold."""
    text = "MATCH (n) WHERE n:Claim OR n:Source RETURN max(n.marking) AS top"
    log_text = "MATCH (n) WHERE n:Judgement OR n:Act OR n:Document OR n:Proposal RETURN max(n.level) AS top"
    return Marking(max(store.read(text)[0]["top"] or 0, store.read(log_text)[0]["top"] or 0))


def restore(
    store: Store, records: Iterator[Record], top: Marking, on_progress: Callable[[int], None] | None = None
) -> int:
    """Write a dump's records into an empty store; how many there were. Ids are checked against contents.

    Raises StoreError where the store is not empty, MarkingError above its ceiling, DataError for a record that is not
    what its id says.
    """
    identity = lookups.store_identity(store)
    check_ceiling(top, Marking(identity["ceiling"]))
    if store.read("MATCH (n) WHERE n:Claim OR n:Judgement OR n:Document RETURN n.id LIMIT 1"):
        raise StoreError("This store is not empty.", mend="Restore into a new one: WENGRAPH_HOME=~/wengraph-restored …")
    sources: dict[str, _Kept] = {}
    count = 0
    for kind, rows in _together(records):
        if kind == "source":
            sources |= {row["id"]: _Kept(_checked(source_of(row), row["id"]), row) for row in rows}
        else:
            store.writing(partial(_restore, kind=kind, rows=rows, sources=sources))
        count += len(rows)
        if on_progress:
            on_progress(count)
    return count


def _together(records: Iterator[Record]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for kind, group in groupby(records, key=lambda record: record[0]):
        while rows := [row for _, row in islice(group, SLICE)]:
            yield kind, rows


def _restore(tx: Transaction, kind: str, rows: Sequence[dict[str, Any]], sources: Mapping[str, _Kept]) -> None:
    changes.lock(tx)
    if kind == "judgement":
        judgements = [_checked(log.judgement_of({"undoes": None} | row), row["id"]) for row in rows]
        land(tx, Change("restore", now(), judgements=judgements))
    elif kind == "act":
        log.write_acts(tx, [_checked(log.act_of(row), row["id"]) for row in rows])
    elif kind == "document":
        proposals.create(tx, "Document", rows)
    elif kind == "proposal":
        proposals.create(tx, "Proposal", [_proposal(row) for row in rows])
    else:
        _restore_claims(tx, rows, sources)


def _restore_claims(tx: Transaction, rows: Sequence[dict[str, Any]], sources: Mapping[str, _Kept]) -> None:
    """Record the claims as of now, take back the withdrawn ones, then set all clocks as they were."""
    kept = {i: sources[i] for i in {row["source"] for row in rows}}
    change = Change(
        "restore",
        now(),
        new={row["id"]: _checked(claim_of(row, kept[row["source"]].source), row["id"]) for row in rows},
        said={row["id"]: Stated(Marking(row["stated"]), row["stamp"]) for row in rows},
        sources={i: one.source for i, one in kept.items()},
        stated={i: Marking(one.row["stated"]) for i, one in kept.items()},
    )
    land(tx, change)
    withdrawn = [row["id"] for row in rows if row.get("retracted_at")]
    if withdrawn:
        land(tx, Change("restore", now(), gone=withdrawn))
    clocks = ("recorded_at", "retracted_at", "earlier", "by_hand")
    writes.correct_claims(tx, [{"id": row["id"], "p": {name: row.get(name) for name in clocks}} for row in rows])
    for i, one in kept.items():
        if one.row.get("scheme"):
            writes.grade_source(tx, i, one.row["scheme"], one.row["reliability"])


def _proposal(row: dict[str, Any]) -> dict[str, Any]:
    _checked(claim_of_text(row.get("original") or row["claim"]), row["id"])
    return row | stands_for(claim_of_text(row["claim"]), Marking(row["level"]))


def _checked(value: _Value, wanted: str) -> _Value:
    if value.id != wanted:
        raise DataError("A record is not what its id says.", where=wanted, mend="Take another copy of the backup.")
    return value
