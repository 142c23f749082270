"""Commands on what may be one thing: candidates out of the store, or scores of pairs out of a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import audited, output, session
from graph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.candidates import Candidate, Candidates
    from graph.likeness import Likeness
    from loaders.pairs import Pair

Kind = Annotated[list[str] | None, typer.Option("--kind", help="Only this kind, such as agency; repeat it for more.")]
Pairs = Annotated[
    Path | None, typer.Option("--pairs", help="Score the pairs of a table instead: left_name, right_name, …, label.")
]


def candidates(
    entity: Annotated[str, typer.Argument(help="An id or name: only what may be one with it.")] = "",
    kind: Kind = None,
    judged: Annotated[bool, typer.Option("--judged", help="Show pairs that have been judged, too.")] = False,
    pairs: Pairs = None,
    clearance: session.Clearance = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Rows to show at the most. Default: 20, of --pairs all.")
    ] = None,
) -> None:
    """Pairs that may be one body or event, with a score and its reasons; nothing is joined."""
    from graph.candidates import candidates as find_candidates
    from graph.candidates import read_compared

    if pairs:
        if entity or kind or judged or clearance:
            raise UsageError("--pairs reads no store.", mend="Leave out the entity, --kind, --judged and --clearance.")
        _score(pairs, limit, as_json=as_json)
        return
    who, kinds = session.reader(clearance, known_by=known_by), read_compared(kind or [])
    with session.view(who) as store:
        told = find_candidates(
            store, clearance=who.clearance, limit=limit or 20, entity=entity, kinds=kinds, judged=judged
        )
    things = [side.id for row in told.rows for side in (row.left, row.right)]
    audited.tell(*things, question="candidates", rows=len(told.rows))
    if as_json:
        output.write_json(told.as_json())
    else:
        _write(told)


def _write(told: Candidates) -> None:
    columns = ["left", "right", "score", "suggestion", "reasons"]
    judged = any(row.verdict for row in told.rows)
    rows = [
        [f"{row.left.name} ({row.left.id})", f"{row.right.name} ({row.right.id})", f"{row.likeness.score:.2f}"]
        + [row.likeness.suggestion, _reasons(row.likeness)]
        + ([row.verdict] if judged else [])
        for row in told.rows
    ]
    output.table([*columns, "judged"] if judged else columns, rows)
    output.write()
    for row in told.rows:
        _write_conflicts(row)
    cut = f", {len(told.rows)} shown (--limit)" if len(told.rows) < told.total else ""
    output.write(
        f"{output.count(told.total, 'candidate')}{cut}; read at {told.clearance}. Nothing is joined by a score. "
        f"Names are compared where they share what few others have; {output.count(told.too_common, 'wording')} "
        "that too many names share did not count."
    )


def _write_conflicts(row: Candidate) -> None:
    for conflict in row.conflicts:
        why = f": {conflict.reason}" if conflict.reason else ""
        output.write(
            f"Conflict: {row.left.id} = {row.right.id} would bring {conflict.of} together with {conflict.third_name} "
            f"({conflict.third}); {conflict.author} judged those two different on {conflict.recorded_at[:10]}{why}"
        )


def _reasons(likeness: Likeness) -> str:
    return "; ".join(f"{r.feature}: {r.value} ({r.weight:+.2f})" for r in likeness.reasons)


def _score(path: Path, limit: int | None, *, as_json: bool) -> None:
    """Score the pairs of a table, and how right the suggestion `same` is where a person labelled them."""
    from graph.likeness import compare
    from loaders.pairs import read_pairs

    scored = [(pair, compare(pair.left, pair.right)) for pair in read_pairs(path)]
    shown = scored[:limit]
    figures = _figures(scored)
    if as_json:
        rows = [_row(pair, likeness) for pair, likeness in shown]
        output.write_json({"pairs": rows, "total": len(scored), "truncated": len(shown) < len(scored)} | figures)
        return
    columns = ("row", "left", "right", "score", "suggestion", "label", "reasons")
    output.table(
        columns, [[_row(*each)[c] if c != "reasons" else _reasons(each[1]) for c in columns] for each in shown]
    )
    output.write()
    cut = f", {len(shown)} shown (--limit)" if len(shown) < len(scored) else ""
    output.write(f"{output.count(len(scored), 'pair')}{cut}, {figures['labelled']} labelled.")
    if figures["labelled"]:
        told = {name: "none" if figures[name] is None else f"{figures[name]:.3f}" for name in ("precision", "recall")}
        output.write(f"Suggestion same: precision {told['precision']}, recall {told['recall']}.")


def _row(pair: Pair, likeness: Likeness) -> dict[str, Any]:
    sides = {"row": pair.row, "left": pair.left.names[0], "right": pair.right.names[0], "label": pair.label}
    return sides | likeness.as_json()


def _figures(scored: Sequence[tuple[Pair, Likeness]]) -> dict[str, Any]:
    """Precision and recall of `same` over labelled pairs; None where nothing was suggested, or nothing is the same."""
    labelled = [(pair.label, likeness.suggestion) for pair, likeness in scored if pair.label]
    right = sum(label == said == "same" for label, said in labelled)
    suggested = sum(said == "same" for _, said in labelled)
    true = sum(label == "same" for label, _ in labelled)
    return {
        "labelled": len(labelled),
        "precision": right / suggested if suggested else None,
        "recall": right / true if true else None,
    }
