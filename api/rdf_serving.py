"""A file of RDF in, a SPARQL service over it out: without clearance, without the graph store, on the same guard."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from pyoxigraph import NamedNode, Quad
from starlette.responses import HTMLResponse, Response

from api import screens
from api.answers import problem
from api.deps import Refused
from api.routes.screens import file
from api.routes.sparql import METHODS, answer
from ontology.files import quads_of
from ontology.sparql.engine import Engine
from ontology.sparql.limits import Limits


def file_app(files: Sequence[Path], named: Sequence[tuple[str, Path]] = (), limits: Limits | None = None) -> FastAPI:
    """A service over these files together; `named` are files that each are a named graph under an IRI."""
    quads = [quad for path in files for quad in quads_of(path, path.absolute().as_uri(), apart=True)]
    quads += [
        Quad(quad.subject, quad.predicate, quad.object, NamedNode(iri))
        for iri, path in named
        for quad in quads_of(path, iri, apart=True)
    ]
    engine = Engine(lambda: quads, limits, union=False)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        engine.size()
        yield
        engine.close()

    app = FastAPI(title="wengraph rdf serve", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(Refused, _refused)
    app.add_api_route("/static/{name}", file)

    async def sparql(request: Request) -> Response:
        return await answer(request, lambda: engine)

    for path in ("/sparql", "/sparql/", "/"):
        app.add_api_route(path, sparql, methods=METHODS, response_model=None)
    return app


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 — the handler is registered for nothing else
    number = secrets.token_hex(8)
    if "text/html" in request.headers.get("accept", ""):
        told = {"title": error.what, "detail": error.mend, "where": "", "request_id": number}
        return HTMLResponse(screens.problem_screen(told), status_code=error.status, headers=dict(screens.HEADERS))
    return problem(error.status, error.what, number, detail=error.mend, code=error.code)


def graphs_of(pairs: Iterable[str]) -> list[tuple[str, Path]]:
    """`IRI=FILE` options as pairs."""
    return [(iri, Path(path)) for iri, _, path in (pair.rpartition("=") for pair in pairs)]
