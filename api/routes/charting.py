"""The chart that a reader builds, its whole state in an address, or the id of one of its lines in, a page of it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.chart_address import ChartAddress, read_pins
from api.chart_screen import Shown, chart_screen, line_screen
from api.deps import Read, Reading, Running, Service, note
from api.framing import framed, screen
from graph import expansion, neighbourhood
from graph.analysis.to_networkx import Scope, read_kinds, read_rung
from graph.cited import UNCITED, cite
from graph.describe import evidence_of_link
from graph.find import find
from graph.store import reads
from graph.values.markings import Marking, join

router = APIRouter(tags=["screens"], include_in_schema=False)
DRAWN: Final = "drawn"
Many = Annotated[list[str] | None, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What may be drawn, how many things were asked for, and whether a script asks for what is drawn alone."""

    scope: Scope
    most: int
    quick: bool


@router.get("/chart", response_class=HTMLResponse)
def chart(
    request: Request,
    read: Read,
    running: Running,
    e: Many = None,
    h: Many = None,
    pin: Many = None,
    kind: Many = None,
    rung: str = "",
    look: Annotated[str, Query(max_length=400)] = "",
    cap: Annotated[int, Query(ge=1)] = neighbourhood.USUAL,
    add: Annotated[str, Query(max_length=400)] = "",
    part: Annotated[str, Header(alias="x-part")] = "",
) -> Response:
    """The chart of what was opened; without anything the place to begin one. `add` opens one thing more.

    A script that has a picture already asks for the `x-part` that is drawn: the rest of a large chart follows.
    """
    kinds = read_kinds(kind) if kind else ()
    scope = Scope(read.clearance, read.as_of, read_rung(rung or "no tie"), kinds or read_kinds([]))
    state = ChartAddress(
        openings=tuple(_opening(read, text) for text in e or ()),
        hidden=tuple(dict.fromkeys(h or ())),
        pins=read_pins(pin or ()),
        look=look,
        kinds=kinds,
        rung=rung,
        as_of=read.as_of.isoformat() if read.as_of else "",
        known_by=read.known_by,
        cap=min(cap, neighbourhood.MOST),
    )
    if add.strip():
        return RedirectResponse(str(state.opened(find(read.store, add, int(read.clearance)).id)), status_code=303)
    if not state.openings:
        return screen(chart_screen(framed(request, read), state, None))
    return _drawn(request, read, running, state, Asked(scope, cap, part == DRAWN))


@router.get("/line", response_class=HTMLResponse)
def line(
    request: Request, read: Read, running: Running, of: Annotated[str, Query(min_length=1, max_length=200)]
) -> HTMLResponse:
    """The evidence of one link, by its id: what a chart of many things leaves to be asked for."""
    told, ends = evidence_of_link(read.store, of, clearance=read.clearance)
    named = Marking(reads.marking_of_names(read.store, ends, int(read.clearance)))
    marking = join([named, *(saying.marking for saying in told)])
    note(request, running, things=tuple(sorted(ends)), rows=len(told), marking=str(marking))
    return screen(line_screen(framed(request, read, marking), told))


def _drawn(request: Request, read: Reading, running: Service, state: ChartAddress, asked: Asked) -> Response:
    drawn = expansion.opened(read.store, state.openings, state.hidden, scope=asked.scope, cap=state.cap)
    looked = expansion.around(read.store, state.look, drawn.ties, scope=asked.scope) if state.look else None
    about = cite(read.store, (), [looked.thing.id], clearance=read.clearance) if looked else UNCITED
    hidden = expansion.named(read.store, state.hidden, scope=asked.scope)
    shown = Shown(drawn, looked, hidden, about, asked.most, asked.quick)
    things = tuple(opening.thing for opening in state.openings)
    beside = {found.id for found in (*shown.hidden, *([looked.thing] if looked else []))}
    named = Marking(reads.marking_of_names(read.store, beside, int(read.clearance)))
    marking = max(drawn.cited.marking, about.marking, named)
    note(request, running, things=things, rows=len(drawn.ties), marking=str(marking))
    return screen(chart_screen(framed(request, read, marking), state, shown))


def _opening(read: Reading, text: str) -> expansion.Opening:
    asked = expansion.read_opening(text)
    return replace(asked, thing=find(read.store, asked.thing, int(read.clearance)).id)
