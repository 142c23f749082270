"""Commands of identity: same, different, unsure, explode, undo; each goes to a log, and nothing is merged for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import audited, output, session

if TYPE_CHECKING:
    from graph.judgements import Verdict
    from graph.judging import Conflict, Judged

Left = Annotated[str, typer.Argument(metavar="A", help="An entity by id or name.")]
Right = Annotated[str, typer.Argument(metavar="B", help="Another one.")]
Level = Annotated[
    str,
    typer.Option("--marking", help="Its marking; it joins nothing marked lower. Default: that of the two."),
]
Author = Annotated[str, typer.Option("--author", help="Who judges. Default: WENGRAPH_AUTHOR, else your login name.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept with the judgement.")]


def same(
    left: Left,
    right: Right,
    reason: Reason = "",
    author: Author = "",
    level: Level = "",
    anyway: Annotated[bool, typer.Option("--anyway", help="Judge so although a standing word is against it.")] = False,
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Judge two entities to be one. Standing judgements against it are shown first, and stop it."""
    _judge(left, right, "same", reason, author, level, clearance, anyway=anyway, as_json=as_json)


def different(
    left: Left,
    right: Right,
    reason: Reason = "",
    author: Author = "",
    level: Level = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Judge two entities not to be one; parts them where a judgement had joined them."""
    _judge(left, right, "different", reason, author, level, clearance, anyway=True, as_json=as_json)


def unsure(
    left: Left,
    right: Right,
    reason: Reason = "",
    author: Author = "",
    level: Level = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Judge that it can't be told whether two entities are one; neither joins nor bars them."""
    _judge(left, right, "unsure", reason, author, level, clearance, anyway=True, as_json=as_json)


def explode(
    entity: Annotated[str, typer.Argument(help="An entity by id or name.")],
    reason: Reason = "",
    author: Author = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Part all that judgements joined to an entity."""
    from graph.judging import explode as part
    from graph.judging import side

    hand = session.actor(author, reason, clearance)
    with session.store() as store:
        told = part(store, side(store, entity, hand.clearance), hand)
    _said(told, as_json=as_json)


def undo(
    reason: Reason = "",
    author: Author = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Take back your last act of judging that still stands; say it again to go further back."""
    from graph.judging import undo as take_back

    hand = session.actor(author, reason or "taken back", clearance)
    with session.store() as store:
        told = take_back(store, hand)
    audited.tell(*(side for judgement in told.judgements for side in (judgement.left, judgement.right)))
    _said(told, as_json=as_json)


def _judge(
    left: str,
    right: str,
    verdict: Verdict,
    reason: str,
    author: str,
    level: str,
    clearance: str,
    *,
    anyway: bool,
    as_json: bool,
) -> None:
    from graph.judging import conflicts, judge, side
    from graph.values.markings import parse_marking

    hand = session.actor(author, reason, clearance)
    with session.store() as store:
        a, b = side(store, left, hand.clearance), side(store, right, hand.clearance)
        against = conflicts(store, a, b, hand.clearance) if verdict == "same" else []
        if against and not anyway:
            _refuse(a, b, against, as_json=as_json)
        told = judge(store, a, b, verdict, hand, level=parse_marking(level) if level else None)
    _said(told, as_json=as_json)


def _refuse(left: str, right: str, against: list[Conflict], *, as_json: bool) -> None:
    """Say what stands against it, and end with a finding."""
    audited.tell(left, right, status=409)
    if as_json:
        told = [{"left": c.left, "right": c.right, "reason": c.judgement.reason} for c in against]
        output.write_json({"judged": [], "conflicts": told})
        raise typer.Exit(1)
    for conflict in against:
        j = conflict.judgement
        output.write(f"{conflict.left} and {conflict.right} were judged different by {j.author}: {j.reason}")
    output.write(f"To judge {left} and {right} one all the same, say --anyway.")
    raise typer.Exit(1)


def _said(told: Judged, *, as_json: bool) -> None:
    audited.tell(rows=len(told.judgements))
    if as_json:
        judged = [{"id": j.id, "left": j.left, "right": j.right, "verdict": j.verdict} for j in told.judgements]
        output.write_json({"judged": judged, "one": list(told.one), "conflicts": []})
        return
    for judgement in told.judgements:
        output.write(f"{judgement.left} and {judgement.right}: {judgement.verdict}, at TLP:{judgement.level}.")
    if len(told.one) > 1:
        output.write(f"One now: {', '.join(told.one)}. To take it back: wengraph undo")
    else:
        output.write(f"{told.one[0]} stands alone now.")
