"""The log of acts, judgements and recordings: values in, nodes out; and back, for the reader who may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from graph.acts import Act
from graph.judgements import Judgement
from graph.schema import KINDS, LINKS
from graph.store.bolt import Store, Transaction
from graph.store.plain import Row
from graph.values.markings import HIDDEN, Marking

_ACT: Final = "a.id AS id, a.deed AS deed, a.about AS about, a.author AS author, a.reason AS reason, a.at AS at"
_JUDGEMENT: Final = (
    "j.left AS left, j.right AS right, j.verdict AS verdict, j.author AS author, j.reason AS reason, "
    "j.recorded_at AS recorded_at, j.level AS level, j.undoes AS undoes"
)


def write_acts(tx: Transaction, acts: Iterable[Act]) -> None:
    """Append acts to the log."""
    rows = [
        {"id": a.id, "deed": a.deed, "about": a.about, "author": a.author, "reason": a.reason, "at": a.at}
        | {"level": int(a.level), "before": a.before, "after": a.after}
        for a in acts
    ]
    tx.each("UNWIND $rows AS r MERGE (a:Act {id: r.id}) SET a += r", rows)


def act_of(told: Row) -> Act:
    """The act that a row of the log tells of."""
    texts = ("deed", "about", "author", "reason", "at", "before", "after")
    return Act(**{name: told[name] for name in texts}, level=Marking(told["level"]))


def acts_about(store: Store, ids: Collection[str], clearance: int) -> list[Row]:
    """Acts on these claims and sources that the reader may see, oldest first."""
    return store.read(
        "UNWIND $ids AS id MATCH (a:Act {about: id}) WHERE a.level <= $c "
        f"RETURN {_ACT}, a.before AS before, a.after AS after ORDER BY at, id",
        ids=sorted(ids),
        c=clearance,
    )


def write_judgements(tx: Transaction, judgements: Iterable[Judgement]) -> None:
    """Append judgements to the log."""
    rows: list[Row] = [
        {"id": j.id, "left": j.left, "right": j.right, "verdict": j.verdict, "author": j.author}
        | {"reason": j.reason, "recorded_at": j.recorded_at, "level": int(j.level), "undoes": j.undoes or None}
        for j in judgements
    ]
    tx.each("UNWIND $rows AS r MERGE (j:Judgement {id: r.id}) SET j += r", rows)


def delete_judgements(tx: Transaction, judgements: Iterable[Judgement]) -> None:
    """Take judgements out of the log: only where the transaction will be taken back, for the log is append-only."""
    tx.each("UNWIND $rows AS id MATCH (j:Judgement {id: id}) DELETE j", [j.id for j in judgements])


def judgements_after(tx: Transaction, moment: str) -> list[Judgement]:
    """All judgements recorded after a moment (UTC text)."""
    return [
        judgement_of(r) for r in tx.run(f"MATCH (j:Judgement) WHERE j.recorded_at > $t RETURN {_JUDGEMENT}", t=moment)
    ]


def grades_before(tx: Transaction, moment: str) -> dict[str, str]:
    """What claims graded anew after a moment were graded before that, as `Grade.as_text`, by claim id."""
    rows = tx.run(
        "MATCH (a:Act) WHERE a.deed = 'grade' AND a.at > $t MATCH (:Claim {id: a.about}) "
        "RETURN a.about AS id, a.before AS before ORDER BY a.at DESC, a.id",
        t=moment,
    )
    return {row["id"]: row["before"] for row in rows}


def new_judgements(tx: Transaction, judgements: Sequence[Judgement]) -> list[Judgement]:
    """Those of these judgements that the log does not hold."""
    rows = tx.each("UNWIND $rows AS id MATCH (j:Judgement {id: id}) RETURN j.id AS id", [j.id for j in judgements])
    held = {row["id"] for row in rows}
    return [judgement for judgement in judgements if judgement.id not in held]


def judgements_on(tx: Transaction, keys: Iterable[str]) -> list[Judgement]:
    """All judgements with one of these keys, of any kind, on a side."""
    ids = [f"{kind.prefix}:{key}" for key in sorted(keys) for kind in KINDS.values()]
    if not ids or not tx.run("MATCH (j:Judgement) RETURN j.id AS id LIMIT 1"):
        return []
    rows = [
        row
        for side in ("left", "right")
        for row in tx.each(f"UNWIND $rows AS id MATCH (j:Judgement {{{side}: id}}) RETURN {_JUDGEMENT}", ids)
    ]
    return [judgement_of(row) for row in rows]


def judgements_visible(store: Store, clearance: int) -> list[Judgement]:
    """The whole log that a reader may see, oldest first."""
    rows = store.read(
        f"MATCH (j:Judgement) WHERE j.level <= $c RETURN {_JUDGEMENT} ORDER BY recorded_at, j.id", c=clearance
    )
    return [judgement_of(row) for row in rows]


def judgement_of(told: Row) -> Judgement:
    """The judgement that a row of the log tells of."""
    texts = ("left", "right", "verdict", "author", "reason", "recorded_at")
    return Judgement(**{name: told[name] for name in texts}, level=Marking(told["level"]), undoes=told["undoes"] or "")


_RECORDED: Final = (
    "RETURN DISTINCT c.id AS id, c.recorded_at AS recorded_at, c.loader AS loader, c.dataset AS dataset, "
    "s.id AS source ORDER BY recorded_at, id"
)
_SEEN: Final = f"(c.level <= $c OR c.level = {HIDDEN} AND c.marking <= $c)"
"""A claim that the reader may read, or might when it was not yet withdrawn."""


def recordings(store: Store, what: str, clearance: int) -> list[Row]:
    """When a claim, all claims of a source, or all claims behind a link were recorded; withdrawn ones too."""
    return store.read(
        f"CALL () {{ MATCH (c:Claim {{id: $what}})-[:FROM]->(s:Source) RETURN c, s "
        f"UNION MATCH (c:Claim)-[:FROM]->(s:Source {{id: $what}}) RETURN c, s "
        f"UNION MATCH (c:Claim {{fact: $fact}})-[:FROM]->(s:Source) WHERE c.predicate IN $links RETURN c, s }} "
        f"WITH c, s WHERE {_SEEN} {_RECORDED}",
        what=what.strip(),
        fact=what.strip().partition("@")[0],
        links=list(LINKS),
        c=clearance,
    )


def recordings_about(store: Store, identifier: str, clearance: int) -> list[Row]:
    """When the claims about an entity were recorded; withdrawn ones too."""
    return store.read(
        f"MATCH (:Entity {{id: $id}})<-[:ABOUT]-(c:Claim)-[:FROM]->(s:Source) WHERE {_SEEN} {_RECORDED}",
        id=identifier,
        c=clearance,
    )
