"""Routes of pairs as pages: two things that may be one, side by side, and a person's word on them by forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api import html, screens
from api.deps import Heavy, Read, Reading, Running, hand, needs, note
from api.framing import framed, screen
from api.keys import Person
from graph import judging
from graph.beside import Beside, beside
from graph.candidates import Candidate, candidates
from graph.errors import UnknownName
from graph.judgements import Judgement
from graph.store import reads
from graph.store.bolt import Store
from graph.store.log import judgements_visible
from graph.values.markings import Marking, join, parse_marking

router = APIRouter(tags=["screens"], include_in_schema=False)
Analyst = Annotated[Person, Depends(needs("analyst"))]
Id = Annotated[str, Query(max_length=300)]
Given = Annotated[str, Form(max_length=300)]
LISTED: Final = 200
"""Pairs that one can go through; the likest come first, and what is judged makes room."""
WHY: Final = "judged in review"


@dataclass(frozen=True, slots=True)
class Seen:
    """A pair as the page shows it: the candidate, both sides, what joining runs against, how a word may be marked."""

    pair: Candidate
    sides: Beside
    against: Sequence[judging.Conflict]
    levels: Sequence[Marking]


@router.get("/pairs", response_class=HTMLResponse, dependencies=[Heavy])
def pairs(
    request: Request, read: Read, running: Running, asker: Analyst, left: Id = "", right: Id = "", done: bool = False
) -> HTMLResponse:
    """Two things side by side, with what speaks for and against their being one; those behind them in the list."""
    found = candidates(running.store, clearance=read.clearance, limit=LISTED)
    rows, wanted = list(found.rows), {left, right} - {""}
    at = next((n for n, row in enumerate(rows) if {row.left.id, row.right.id} == wanted), None)
    asked = _judged(running.store, read, left, right) if wanted and at is None else None
    pair = asked or (rows[at or 0] if rows else None)
    place = at or 0
    log = judgements_visible(running.store, int(read.clearance))
    last = judging.last_act(log, asker.name)
    seen = _seen(running.store, read, pair) if pair else None
    marking = _marking(running.store, read, seen, rows, log) if seen else Marking.CLEAR
    told: dict[str, Any] = {"seen": seen, "place": place, "total": found.total, "asked": asked is not None}
    told |= {"following": rows[place + (asked is None) :], "previous": rows[place - 1] if place else None}
    told |= {"last": last[0] if last else None, "link": screens.link, "address": address}
    told["said"] = _said(running.store, log, asker.name, read.clearance) if done else ""
    things = (pair.left.id, pair.right.id) if pair else ()
    note(request, running, things=things, question="candidates", rows=len(rows), marking=str(marking))
    return screen(html.page("pairs.html", frame=framed(request, read, marking), **told))


def _marking(store: Store, read: Reading, seen: Seen, rows: Sequence[Candidate], log: Sequence[Judgement]) -> Marking:
    """The highest marking of what is told of a pair, of the names of those behind it, and of words on any."""
    ids = {side.id for row in (seen.pair, *rows) for side in (row.left, row.right)}
    named = Marking(reads.marking_of_names(store, ids, int(read.clearance)))
    return join([seen.sides.marking, named, *(j.level for j in log)])


def _judged(store: Store, read: Reading, left: str, right: str) -> Candidate | None:
    """A pair that is no longer in the list, or is too unlike to be in it; None where it is none that one may see."""
    try:
        found = candidates(store, clearance=read.clearance, limit=LISTED, entity=left, judged=True)
    except UnknownName:
        return None
    return next((row for row in found.rows if {row.left.id, row.right.id} == {left, right}), None)


def _seen(store: Store, read: Reading, pair: Candidate) -> Seen:
    left, right = pair.left.id, pair.right.id
    against = judging.conflicts(store, left, right, read.clearance)
    floor = Marking(reads.marking_of_names(store, [left, right], int(read.clearance)))
    levels = [level for level in Marking if floor <= level <= read.clearance]
    return Seen(pair, beside(store, left, right, read.clearance), against, levels)


def _said(store: Store, log: Sequence[Judgement], author: str, clearance: Marking) -> str:
    """What this person judged or took back last."""
    last = max((j for j in log if j.author == author), key=lambda j: (j.recorded_at, j.id), default=None)
    if last is None:
        return ""
    names = {found.id: found.name for found in reads.by_id(store, {last.left, last.right}, int(clearance))}
    both = " and ".join(names.get(side) or side for side in (last.left, last.right))
    back = "Taken back; they count as " if last.undoes else "Judged "
    return f"{back}{last.verdict}: {both}."


def address(*sides: str, done: bool = False) -> str:
    """The address of a pair, '' for the first one."""
    told = dict(zip(("left", "right"), sides, strict=False)) | ({"done": "true"} if done else {})
    asked = urlencode({name: text for name, text in told.items() if text})
    return f"/pairs?{asked}" if asked else "/pairs"


@router.post("/pairs", dependencies=[Heavy])
def judge(
    request: Request,
    running: Running,
    asker: Analyst,
    left: Given = "",
    right: Given = "",
    verdict: Annotated[Literal["same", "different", "unsure"], Form()] = "unsure",
    marking: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
    anyway: Annotated[bool, Form()] = False,
    onward: Annotated[Sequence[str], Form(max_length=2)] = (),
) -> Response:
    """Judge a pair and go on to the next; it is shown again where words stand against it that were not shown."""
    store, why = running.store, reason or WHY
    one, other = (judging.side(store, text, asker.clearance) for text in (left, right))
    if verdict == "same" and not anyway and judging.conflicts(store, one, other, asker.clearance):
        note(request, running, status=409, things=(one, other), reason=why)
        return RedirectResponse(address(one, other), status_code=303)
    floor = Marking(reads.marking_of_names(store, [one, other], int(asker.clearance)))
    level = parse_marking(marking) if marking else floor
    judging.check_level(level, floor, asker.clearance)  # as high as the names that the page shows
    told = judging.judge(store, one, other, verdict, hand(asker, why), level=level)
    note(request, running, things=(one, other), rows=len(told.judgements), marking=str(level), reason=why)
    return RedirectResponse(address(*onward, done=True), status_code=303)


@router.post("/pairs/undo", dependencies=[Heavy])
def undo(request: Request, running: Running, asker: Analyst) -> Response:
    """Take one's last judging back, and show that pair again."""
    told = judging.undo(running.store, hand(asker, "taken back"))
    first = told.judgements[0]
    level = str(join(j.level for j in told.judgements))
    note(request, running, things=(first.left, first.right), rows=len(told.judgements), marking=level)
    return RedirectResponse(address(first.left, first.right, done=True), status_code=303)
