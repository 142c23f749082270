"""Routes that ask: the named questions, changes between two days, and guarded Cypher of the reader's own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field

from api.answers import ALL, highest, page_of
from api.asked import Body
from api.audit import keyed, named_in
from api.deps import Heavy, Read, Reading, Running, Service, note, parameters_of
from api.routes.reading import Cursor
from graph.ask import Answer, ask, questions, run_cypher
from graph.store import reads

router = APIRouter(tags=["questions"])
Limit = Annotated[int, Query(ge=1, le=10_000, description="Rows to give at the most.")]


@router.get("/questions")
def list_questions(read: Read) -> dict[str, Any]:  # noqa: ARG001 — the list is for who may read
    """All named questions with their parameters, columns, an example, and what the records don't cover."""
    items = [
        {
            "question": q.name,
            "title": q.title,
            "parameters": [{"name": p.name, "optional": p.optional, "help": p.help} for p in q.parameters],
            "columns": list(q.columns),
            "example": f"wengraph ask {q.example}",
            "covers": q.covers,
        }
        for q in questions().values()
    ]
    return {"items": items, "total": len(items), "truncated": False, "highest_marking": "CLEAR"}


@router.get("/questions/{name}")
def question(
    request: Request, read: Read, running: Running, name: str, limit: Limit = 1000, cursor: Cursor = ""
) -> dict[str, Any]:
    """The answer to a named question; its parameters are given in the address, entities by id or name.

    A page begins behind the row that ended the one before; if that has gone meanwhile, 400 says to begin again.
    """
    given = parameters_of(request, name)
    return _asked(request, running, read, name, given, limit, cursor)


@router.get("/changes")
def changes(
    request: Request,
    read: Read,
    running: Running,
    since: Annotated[str, Query(alias="from", description="The first day.")],
    until: Annotated[str, Query(alias="to", description="The last day; today unless told.")] = "",
    clock: Annotated[
        str, Query(description="`known`: recorded, withdrawn, graded here; `true`: begun and ended.")
    ] = "",
    limit: Limit = 1000,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """What changed between two days, on either clock."""
    given = {"from": since, "to": until, "clock": clock}
    return _asked(request, running, read, "what-changed", given, limit, cursor)


@router.get("/timeline/{entity:path}")
def timeline(
    request: Request, read: Read, running: Running, entity: str, limit: Limit = 1000, cursor: Cursor = ""
) -> dict[str, Any]:
    """All that is dated about a thing, oldest first."""
    return _asked(request, running, read, "timeline", {"entity": entity}, limit, cursor)


def _asked(
    request: Request, running: Service, read: Reading, name: str, given: dict[str, str], limit: int, cursor: str
) -> dict[str, Any]:
    """A page of the answer to a named question."""
    most = ALL if cursor else limit
    told = ask(read.store, name, given, clearance=read.clearance, as_of=read.as_of, limit=most)
    shown, following = page_of(told, cursor, limit)
    return _answer(request, running, read, shown, covers=questions()[name].covers) | {"next": following}


class CypherText(Body):
    """A Cypher text that only reads; it may use `$c` and `$as_of`."""

    text: str = Field(max_length=20_000, examples=["MATCH (n:Network) RETURN n.id LIMIT 5"])
    limit: int = Field(default=1000, ge=1, le=10_000)


@router.post("/cypher", dependencies=[Heavy])
def cypher(request: Request, read: Read, running: Running, body: CypherText) -> dict[str, Any]:
    """Cypher of your own: reading only, guarded, with a deadline; your clearance must reach the store's ceiling."""
    request.state.query = keyed(running.desk, body.text)
    told = run_cypher(read.store, body.text, clearance=read.clearance, as_of=read.as_of, limit=body.limit)
    return _answer(request, running, read, told)


def _answer(request: Request, running: Service, read: Reading, told: Answer, covers: str = "") -> dict[str, Any]:
    cells = {name: i for i, name in enumerate(told.columns)}
    claims = {c for row in told.rows for c in row[cells["claims"]]} if "claims" in cells else set()
    sources = {s for row in told.rows for s in row[cells["sources"]]} if "sources" in cells else set()
    untold = told.rows and "claims" not in cells  # what no claim is named for may be as high as the reader reads
    top = read.clearance if untold else highest(read.store, claims, read.clearance)
    titles = reads.sources_by_id(read.store, sources, int(read.clearance))
    things = named_in([told.parameters, told.rows])
    note(request, running, question=told.question, things=things, rows=len(told.rows), marking=str(top))
    return told.as_json() | {"highest_marking": str(top), "sources": titles, "covers": covers}
