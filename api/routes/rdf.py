"""Routes for partners' tools: SPARQL over what the reader may see."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.audit import keyed
from api.deps import Asker, Refused, Running, note
from api.routes.sparql import GRAPHS, RESULTS, Done, answer
from graph.values.markings import parse_marking

router = APIRouter(tags=["rdf"])


EXAMPLE: Final = "SELECT ?thing ?name { ?thing <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } LIMIT 20"
GIVEN: Final[dict[str, dict[str, Any]]] = {
    "query": {"type": "string", "examples": [EXAMPLE], "description": "The query; without one, what the service is."},
    "default-graph-uri": {
        "type": "array",
        "items": {"type": "string"},
        "examples": [["https://data.example.org/graph/CLEAR"]],
        "description": "Graphs to ask together, in place of all.",
    },
    "named-graph-uri": {
        "type": "array",
        "items": {"type": "string"},
        "examples": [["https://data.example.org/graph/CLEAR"]],
        "description": "Graphs that GRAPH may name, in place of all.",
    },
}
"""What the SPARQL Protocol has in an address or a form."""

TELLS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Rows, or a graph.", "content": {media: {} for media in ("text/html", *RESULTS, *GRAPHS)}},
    406: {"description": "None of the formats that are accepted fits this answer."},
    415: {"description": "A body of a type that holds no query."},
}
FORM: Final = {"type": "object", "properties": GIVEN, "required": ["query"]}
BODIES: Final = {"application/x-www-form-urlencoded": {"schema": FORM}}
Level = Annotated[str, Query(max_length=20)]


@router.get(
    "/sparql",
    response_class=Response,
    responses=TELLS,
    openapi_extra={"parameters": [{"name": name, "in": "query", "schema": told} for name, told in GIVEN.items()]},
)
async def ask(request: Request, running: Running, asker: Asker, clearance: Level = "") -> Response:
    """SPARQL 1.1 queries over the cut of your clearance, or of a lower one; the default graph is all of it."""
    return await _answer(request, running, asker, clearance)


@router.post(
    "/sparql",
    response_class=Response,
    responses=TELLS,
    openapi_extra={"requestBody": {"required": True, "content": BODIES}},
)
async def ask_by_post(request: Request, running: Running, asker: Asker, clearance: Level = "") -> Response:
    """The same with the query in the body: as a form, or as it is (application/sparql-query)."""
    return await _answer(request, running, asker, clearance)


async def _answer(request: Request, running: Running, asker: Asker, clearance: str) -> Response:
    level = parse_marking(clearance) if clearance else asker.clearance
    if level > asker.clearance:
        raise Refused(f"Your clearance is {asker.clearance}.", 403)
    done: list[Done] = []
    try:
        return await answer(request, partial(running.rdf.engine, level), done.append)
    finally:
        for one in done:
            request.state.query = await run_in_threadpool(keyed, running.desk, one.text)
            write = partial(note, request, running, question="sparql", marking=str(level), status=one.status)
            await run_in_threadpool(write)
