"""Routes of one's own desk as pages: what one watches and what is new in it, the audit, a console for Cypher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api import audit, html, saved, screens, watches
from api.answer_tables import cited, table_of
from api.deps import Heavy, Read, Running, needs, note
from api.framing import framed, screen
from api.keys import Person
from graph.ask import run_cypher
from graph.errors import QueryRefused
from graph.values.markings import Marking, join

router = APIRouter(tags=["screens"], include_in_schema=False)
Admin = Annotated[Person, Depends(needs("admin"))]
SHOWN: Final = 100
OF_CLAIM: Final = ("says", "period", "grade", "basis", "title", "marking")
APART: Final = ("claims", "sources", "origins")
EXAMPLE: Final = "MATCH (n:Network) RETURN n.id AS id, n.names[$c] AS name ORDER BY name LIMIT 20"


@router.get("/watch", response_class=HTMLResponse)
def listed(request: Request, read: Read, running: Running, add: str = "") -> HTMLResponse:
    """What one watches, with how much is new in each, and what one saved or others shared."""
    who = read.person
    found = watches.watches(running.desk, who.name, read.clearance)
    told = [(w, watches.news(running.desk, running.store, w.id, who.name, read.clearance, 0)) for w in found]
    kept = saved.saved(running.desk, who.name, read.clearance)
    shown: list[watches.Watch | saved.Saved] = [*found, *kept]
    marking = join(one.marking for one in shown)
    note(request, running, things=tuple(one.id for one in shown), rows=len(shown), marking=str(marking))
    return screen(html.page("watch.html", frame=framed(request, read, marking), told=told, add=add, kept=kept))


@router.post("/watch")
def begin(
    request: Request, read: Read, running: Running, entity: Annotated[str, Form(min_length=1, max_length=400)]
) -> Response:
    """Watch a thing; what is known of it now counts as seen."""
    made = watches.watch(running.desk, running.store, read.person.name, read.clearance, entity=entity)
    note(request, running, things=(made.id,), marking=str(made.marking))
    return RedirectResponse("/watch", status_code=303)


@router.get("/watch/{watch}", response_class=HTMLResponse)
def news(request: Request, read: Read, running: Running, watch: str) -> HTMLResponse:
    """What is new in one of them."""
    told = watches.news(running.desk, running.store, watch, read.person.name, read.clearance, SHOWN)
    columns, rows = _rows(told.rows)
    note(request, running, things=(watch,), rows=len(rows), marking=str(read.clearance))
    frame = framed(request, read, read.clearance)
    return screen(html.page("watch_news.html", frame=frame, told=told, columns=columns, rows=rows))


def _rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Sequence[str], list[list[str]]]:
    first = rows[0] if rows else {}
    columns = OF_CLAIM if "says" in first else tuple(name for name in first if name not in APART)
    return columns, [["" if row[name] is None else str(row[name]) for name in columns] for row in rows]


@router.post("/watch/{watch}/seen")
def seen(request: Request, read: Read, running: Running, watch: str) -> Response:
    """Count all that it holds now as seen."""
    rows = watches.mark_seen(running.desk, running.store, watch, read.person.name, read.clearance)
    note(request, running, things=(watch,), rows=rows, marking=str(read.clearance))
    return RedirectResponse("/watch", status_code=303)


@router.post("/watch/{watch}/remove")
def remove(request: Request, read: Read, running: Running, watch: str) -> Response:
    """End a watch."""
    watches.unwatch(running.desk, watch, read.person.name, read.clearance)
    note(request, running, things=(watch,))
    return RedirectResponse("/watch", status_code=303)


@router.get("/audit", response_class=HTMLResponse)
def log(
    request: Request,
    read: Read,
    running: Running,
    asker: Admin,
    before: Annotated[int, Query(ge=1)] = 2**62,
    sent: bool = False,
) -> HTMLResponse:
    """Who did what and when, as far as one's clearance reaches, and whether the chain of lines holds."""
    lines, total = audit.read(running.desk, before=before, limit=SHOWN, clearance=asker.clearance)
    handed = audit.sent(running.desk, asker.clearance)[:SHOWN] if sent else []
    note(request, running, rows=len(handed) if sent else len(lines))
    older = lines[-1]["seq"] if lines and lines[-1]["seq"] > 1 else 0
    told = {"lines": lines, "total": total, "older": older, "broken": audit.verify(running.desk), "sent": sent}
    return screen(html.page("audit.html", frame=framed(request, read, asker.clearance), handed=handed, **told))


@router.get("/console", response_class=HTMLResponse)
def console(
    request: Request,
    read: Read,
    running: Running,
    text: Annotated[str, Query(max_length=4000)] = EXAMPLE,
    kept: Annotated[str, Query(alias="saved", max_length=40)] = "",
) -> HTMLResponse:
    """The form for a Cypher text of one's own, or with one that was saved."""
    marking = Marking.CLEAR
    if kept:
        found = saved.find_saved(running.desk, kept, read.person.name, read.clearance)
        text, marking = found.parameters.get("text", text), found.marking
        note(request, running, things=(kept,), rows=1, marking=str(marking))
    return screen(html.page("console.html", frame=framed(request, read, marking), text=text, answer=None, wrong=None))


@router.post("/console", response_class=HTMLResponse, dependencies=[Heavy])
def run(request: Request, read: Read, running: Running, text: Annotated[str, Form(max_length=20_000)]) -> HTMLResponse:
    """What it answers; where it is refused, why, with the text kept."""
    request.state.query = audit.keyed(running.desk, text)
    told: dict[str, Any] = {"text": text, "answer": None, "wrong": None, "link": screens.link}
    try:
        answer = run_cypher(read.store, text, clearance=read.clearance, as_of=read.as_of, limit=SHOWN)
    except QueryRefused as error:
        note(request, running, question="cypher", status=400)
        page = screen(html.page("console.html", frame=framed(request, read), **told | {"wrong": error}))
        page.status_code = 400
        return page
    table = table_of(answer, "answer", "Answer")
    proof = cited(read.store, [table], [], read.clearance)
    numbers = {source: n for n, source in enumerate(proof.sources, start=1)}
    note(request, running, question="cypher", rows=len(answer.rows), marking=str(read.clearance))
    told |= {"answer": table, "cited": proof, "numbers": numbers}
    return screen(html.page("console.html", frame=framed(request, read, read.clearance), **told))
