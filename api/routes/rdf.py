"""Routes for partners' tools: SPARQL over what the reader may see."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.audit import keyed
from api.deps import Asker, Refused, Running, note
from api.routes.sparql import METHODS, Done, answer
from graph.values.markings import parse_marking

router = APIRouter(tags=["rdf"])


@router.api_route("/sparql", methods=METHODS, include_in_schema=False)
async def sparql(
    request: Request,
    running: Running,
    asker: Asker,
    clearance: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """SPARQL 1.1 queries over the cut of your clearance, or of a lower one; the default graph is all of it."""
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
