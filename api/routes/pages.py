"""Routes that draw: charts, timelines and maps as pages for people; each is one file that loads nothing else."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse

from api.audit import named_in
from api.deps import Read, Reading, Running, Service, note, parameters_of
from api.screens import ways
from api.views.page import render
from api.views.sheet import Sheet, chart_sheet, map_sheet, timeline_sheet
from graph import neighbourhood as around
from graph import places
from graph.analysis.chart_reads import read_types
from graph.analysis.paths import find_paths
from graph.analysis.to_networkx import Scope, read_kinds, read_rung
from graph.ask import ask
from graph.timeline import timeline as read_timeline

router = APIRouter(tags=["views"])
Things = Annotated[list[str], Query(alias="of", description="Ids or names of what to draw.")]
Thing = Annotated[str, Query(alias="of", min_length=1, description="The id or name of one thing.")]
Kinds = Annotated[list[str] | None, Query(alias="kind", description="Only things of these kinds.")]
Types = Annotated[list[str] | None, Query(alias="type", description="Only links of these types.")]
Depth = Annotated[int, Query(ge=1, le=3, description="How many links away from the things.")]
Cap = Annotated[int, Query(ge=1, le=around.MOST, description="Things to draw at the most.")]
Rung = Annotated[str, Query(description="The weakest tie that counts, such as attended.")]


def _scope(read: Reading, rung: str = "no tie", kinds: list[str] | None = None) -> Scope:
    return Scope(read.clearance, read.as_of, read_rung(rung), read_kinds(kinds or []))


def _page(
    request: Request, running: Service, sheet: Sheet, things: list[str], drawn: around.Chart | None = None
) -> HTMLResponse:
    more = _more(request, drawn) if drawn else []
    page = render(sheet, ways=[("Search", "/"), *(ways(things[0])[1:] if len(things) == 1 else []), *more])
    note(request, running, things=tuple(things), rows=len(sheet.cited.claims), marking=str(sheet.cited.marking))
    inline = {"Content-Security-Policy": page.policy, "Content-Disposition": f'inline; filename="{page.file_name}"'}
    return HTMLResponse(page.html, headers=inline)


def _more(request: Request, drawn: around.Chart) -> list[tuple[str, str]]:
    """The way to a larger chart, for who wants it in spite of the crowd; none where all is drawn."""
    larger = [size for size in (around.CONSENTED, around.MOST) if size > len(drawn.things)]
    if not drawn.truncated or not larger:
        return []
    asked = request.url.include_query_params(cap=larger[0])
    return [(f"Draw {min(larger[0], drawn.total)} of {drawn.total} things", f"{asked.path}?{asked.query}")]


def _around(
    read: Read,
    things: Things,
    depth: Depth = 1,
    types: Types = None,
    kinds: Kinds = None,
    rung: Rung = "no tie",
    cap: Cap = 150,
) -> around.Chart:
    scope = _scope(read, rung, kinds)
    return around.neighbourhood(read.store, things, scope=scope, depth=depth, types=read_types(types or []), cap=cap)


Around = Annotated[around.Chart, Depends(_around)]


@router.get("/views/graph", response_class=HTMLResponse)
def graph(request: Request, read: Read, running: Running, things: Things, drawn: Around) -> HTMLResponse:
    """A chart of what is around one or several things, with its tables and all evidence."""
    return _page(request, running, chart_sheet(drawn, read.known_by), things, drawn)


@router.get("/views/path", response_class=HTMLResponse)
def path(
    request: Request, read: Read, running: Running, a: str, b: str, rung: Rung = "no tie", through_hubs: bool = False
) -> HTMLResponse:
    """A chart of the shortest ways from one thing to another."""
    found = find_paths(read.store, a, b, scope=_scope(read, rung), through_hubs=through_hubs)
    return _page(request, running, chart_sheet(around.path_chart(read.store, found), read.known_by), [a, b])


@router.get("/views/questions/{name}", response_class=HTMLResponse)
def question(request: Request, read: Read, running: Running, name: str, cap: Cap = 150) -> HTMLResponse:
    """A chart of the things that a question's answer names; its parameters are given in the address."""
    given = parameters_of(request, name)
    told = ask(read.store, name, given, clearance=read.clearance, as_of=read.as_of)
    drawn = around.answer_chart(read.store, told, scope=_scope(read), cap=cap)
    return _page(
        request, running, chart_sheet(drawn, read.known_by), list(named_in([told.parameters, told.rows])), drawn
    )


@router.get("/views/timeline", response_class=HTMLResponse)
def timeline(
    request: Request, read: Read, running: Running, thing: Thing, kinds: Kinds = None, cap: Cap = 150
) -> HTMLResponse:
    """A timeline of one thing: meetings, operations, memberships, agreements."""
    told = read_timeline(read.store, thing, scope=_scope(read, kinds=kinds), cap=cap)
    return _page(request, running, timeline_sheet(told, read.known_by), [thing])


@router.get("/views/map", response_class=HTMLResponse)
def world(request: Request, read: Read, running: Running, thing: Thing, measure: str = "") -> HTMLResponse:
    """A map of one thing: how many members, participants, operations or meetings fall on each country."""
    told = places.places(read.store, thing, scope=_scope(read), measure=measure)
    return _page(request, running, map_sheet(told, read.known_by), [thing])


@router.get("/neighbourhood")
def neighbourhood(request: Request, running: Running, things: Things, drawn: Around) -> dict[str, Any]:
    """What is around one or several things: things and links, and counts of what is left out."""
    note(request, running, things=tuple(things), rows=len(drawn.ties), marking=str(drawn.cited.marking))
    return drawn.as_json() | {"highest_marking": str(drawn.cited.marking)}
