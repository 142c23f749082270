"""Routes that follow a thing: ways to another, its timeline, its map, and what came and went between two days."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from api import path_screen, picture_screens
from api.deps import Heavy, Read, Reading, Running, day_of, note
from api.framing import framed, screen
from api.picture_screens import Since
from api.views.sheet import Sheet, map_sheet, timeline_sheet
from graph import neighbourhood, places
from graph.analysis.paths import find_paths
from graph.analysis.to_networkx import Scope, read_kinds, read_rung
from graph.describe import Fact, claims, describe
from graph.errors import UnknownName, UsageError
from graph.find import find
from graph.known_by import known_by, moment
from graph.since import difference
from graph.store import reads
from graph.store.bolt import Store
from graph.timeline import timeline as read_timeline
from graph.values.markings import Marking, join

router = APIRouter(tags=["screens"], include_in_schema=False)
Text = Annotated[str, Query(max_length=400)]
ALL = 1_000_000


@router.get("/path", response_class=HTMLResponse, dependencies=[Heavy])
def path(
    request: Request,
    read: Read,
    running: Running,
    a: Text = "",
    b: Text = "",
    max_hops: Annotated[int, Query(ge=1, le=6)] = 4,
    rung: str = "",
    through: Annotated[list[str] | None, Query()] = None,
    through_hubs: bool = False,
    chosen: Annotated[int, Query(ge=1, le=10)] = 1,
) -> HTMLResponse:
    """The shortest ways from one thing to another, step by step as sentences; the chosen one as a picture."""
    kinds = read_kinds(through) if through else ()
    asked = path_screen.Asked(a, b, max_hops, rung, kinds, through_hubs, read.known_by)
    if not (a.strip() and b.strip()):
        return screen(path_screen.path_screen(framed(request, read), asked, None))
    scope = Scope(read.clearance, read.as_of, read_rung(rung or "no tie"), kinds or read_kinds([]))
    found = find_paths(read.store, a, b, scope=scope, k=10, max_hops=max_hops, through_hubs=through_hubs)
    whole = neighbourhood.path_chart(read.store, found)
    one = neighbourhood.path_chart(
        read.store, replace(found, paths=found.paths[chosen - 1 : chosen] or found.paths[:1])
    )
    shown = path_screen.Shown(found, whole.cited, one, chosen if chosen <= len(found.paths) else 1)
    things = (found.start.id, found.end.id)
    note(request, running, things=things, rows=len(found.paths), marking=str(whole.cited.marking))
    return screen(path_screen.path_screen(framed(request, read, whole.cited.marking), asked, shown))


@router.get("/timeline", response_class=HTMLResponse)
def timeline(
    request: Request,
    read: Read,
    running: Running,
    of: Text = "",
    cap: Annotated[int, Query(ge=1, le=neighbourhood.MOST)] = 150,
) -> HTMLResponse:
    """A thing's timeline, as of a day, as known by a day; what has no date is listed apart."""
    if not of.strip():
        return screen(picture_screens.empty_screen(framed(request, read), "timeline"))
    told = read_timeline(read.store, of, scope=Scope(read.clearance, read.as_of), cap=cap)
    asked = {"cap": str(cap)} if cap != neighbourhood.USUAL else {}
    return _pictured(request, read, running, timeline_sheet(told, read.known_by), told.entity.id, asked)


@router.get("/map", response_class=HTMLResponse)
def world(request: Request, read: Read, running: Running, of: Text = "", measure: str = "") -> HTMLResponse:
    """How much of a thing falls on each country, as a map and as a table."""
    if not of.strip():
        return screen(picture_screens.empty_screen(framed(request, read), "map"))
    thing = find(read.store, of, int(read.clearance)).id
    told = places.places(read.store, thing, scope=Scope(read.clearance, read.as_of), measure=measure)
    return _pictured(request, read, running, map_sheet(told, read.known_by), thing, {"measure": told.measure.name})


def _pictured(
    request: Request, read: Reading, running: Running, sheet: Sheet, thing: str, asked: dict[str, str]
) -> HTMLResponse:
    note(request, running, things=(thing,), rows=len(sheet.cited.claims), marking=str(sheet.cited.marking))
    frame = framed(request, read, sheet.cited.marking)
    return screen(picture_screens.picture_screen(frame, sheet, thing, asked))


@router.get("/changes", response_class=HTMLResponse, dependencies=[Heavy])
def changes(request: Request, read: Read, running: Running, of: Text, since: Text, clock: str = "true") -> HTMLResponse:
    """Which links of a thing came and went since a day: in the world, or on our side."""
    known = clock == "known"
    if known and read.known_by:
        raise UsageError("Both days are asked for on our side.", where="known_by", mend="Give `since` alone.")
    after = describe(read.store, of, clearance=read.clearance, as_of=read.as_of, limit=ALL)
    with known_by(running.store, moment(since)) if known else nullcontext(read.store) as then:
        day = read.as_of if known else day_of(since, "since")
        found = difference(_facts(then, after.entity.id, read, day), after.facts)
        told = claims(then, {c for fact in found.lost for c in fact.claims}, clearance=read.clearance)
        gone = reads.marking_of_names(then, {fact.other for fact in found.lost}, int(read.clearance))
    told += claims(read.store, {c for fact in found.gained for c in fact.claims}, clearance=read.clearance)
    here = {after.entity.id, *(fact.other for fact in found.gained)}
    named = Marking(max(gone, reads.marking_of_names(read.store, here, int(read.clearance))))
    marking = max(named, join(saying.marking for saying in told))
    note(request, running, things=(after.entity.id,), rows=len(told), marking=str(marking))
    shown = Since(since, "known" if known else "true", found, {saying.claim: saying for saying in told})
    return screen(picture_screens.changes_screen(framed(request, read, marking), after.entity, shown))


def _facts(then: Store, thing: str, read: Reading, day: date | None) -> tuple[Fact, ...]:
    """The links of a thing at another time; none where nothing was known of it then."""
    try:
        return describe(then, thing, clearance=read.clearance, as_of=day, limit=ALL).facts
    except UnknownName:
        return ()
