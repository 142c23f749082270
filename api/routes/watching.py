"""Routes of watch lists: watch a question or a thing, ask what is new, count it as seen; as the CLI does."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from api import watches
from api.answers import page, single
from api.asked import Body
from api.audit import named_in
from api.deps import Running, needs, note
from api.keys import Person
from api.saved import find_saved
from graph.errors import UsageError
from graph.values.markings import join

router = APIRouter(tags=["watch lists"])
Reader = Annotated[Person, Depends(needs("reader"))]


class WatchGiven(Body):
    """What to watch: a question with its parameters, a thing, or a saved question."""

    question: str = Field(default="", max_length=60, examples=["network-members"])
    parameters: dict[str, str] = Field(default={}, max_length=50, examples=[{"network": "SAWEN"}])
    entity: str = Field(default="", max_length=300, description="A thing by id or name.", examples=[""])
    saved: str = Field(default="", max_length=60, description="The id of a saved question.", examples=[""])
    title: str = Field(default="", max_length=300, examples=["Who joins SAWEN"])


@router.post("/watches", status_code=201)
def watch(request: Request, running: Running, asker: Reader, body: WatchGiven) -> dict[str, Any]:
    """Begin to watch a question or a thing; what it answers now counts as seen."""
    question, parameters, title = body.question, body.parameters, body.title
    if body.saved:
        kept = find_saved(running.desk, body.saved, asker.name, asker.clearance)
        if question or body.entity or kept.sort != "question":
            raise UsageError("A saved question is watched by itself.", where="saved")
        question, parameters, title = kept.name, dict(kept.parameters), title or kept.title
    made = watches.watch(
        running.desk,
        running.store,
        asker.name,
        asker.clearance,
        question=question,
        parameters=parameters,
        entity=body.entity,
        title=title,
    )
    note(request, running, things=(made.id,), question=question, marking=str(made.marking))
    return single(made.as_json(), made.marking)


@router.get("/watches")
def list_watches(request: Request, running: Running, asker: Reader) -> dict[str, Any]:
    """What you watch."""
    found = watches.watches(running.desk, asker.name, asker.clearance)
    marking = join(w.marking for w in found)
    note(request, running, things=tuple(w.id for w in found), rows=len(found), marking=str(marking))
    return page([w.as_json() for w in found], len(found), marking)


@router.get("/watches/{watch}/new")
def new(
    request: Request,
    running: Running,
    asker: Reader,
    watch: str,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Rows to give at the most.", examples=[100])] = 1000,
) -> dict[str, Any]:
    """Rows that were not there when you last said `seen`, and how many of those seen are gone."""
    told = watches.news(running.desk, running.store, watch, asker.name, asker.clearance, limit)
    things, rows, marking = (watch, *named_in(told.rows)), len(told.rows), str(asker.clearance)
    note(request, running, things=things, question=told.watch.question, rows=rows, marking=marking)
    return told.as_json() | {"highest_marking": marking, "next": None}


@router.post("/watches/{watch}/seen")
def seen(request: Request, running: Running, asker: Reader, watch: str) -> dict[str, Any]:
    """Count all that it answers now as seen."""
    rows = watches.mark_seen(running.desk, running.store, watch, asker.name, asker.clearance)
    note(request, running, things=(watch,), rows=rows, marking=str(asker.clearance))
    return {"watch": watch, "seen": rows}


@router.delete("/watches/{watch}")
def unwatch(request: Request, running: Running, asker: Reader, watch: str) -> dict[str, str]:
    """End a watch."""
    watches.unwatch(running.desk, watch, asker.name, asker.clearance)
    note(request, running, things=(watch,))
    return {"removed": watch}
