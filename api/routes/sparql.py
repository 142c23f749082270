"""The SPARQL 1.1 Protocol: a request in, its query asked behind the guard, the answer in an accepted format out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api import html
from api.deps import Refused
from api.negotiation import best
from api.screens import HEADERS
from ontology.package import example_queries
from ontology.sparql.engine import Answered, Asked, Engine, QueryFailed

RESULTS: Final = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv",
    "text/tab-separated-values": "text/tab-separated-values",
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
"""Media types of rows, the preferred one first, each with what it stands for."""

GRAPHS: Final = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
)
"""Media types of graphs, the preferred one first."""

STATUS: Final = {
    "syntax": 400,
    "refused": 400,
    "unacceptable": 406,
    "too big": 413,
    "busy": 429,
    "timeout": 503,
    "memory": 503,
    "crash": 503,
}
"""The HTTP status of each way in which a query fails."""

METHODS: Final = ["GET", "HEAD", "POST"]
SHOWN: Final = 1000
"""Rows that the query page shows; a download has all."""

Told = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Done:
    """A query that was asked, for whoever keeps account: its text, how many bytes came, the HTTP status."""

    text: str
    size: int
    status: int


async def answer(
    request: Request, engine: Callable[[], Engine], on_done: Callable[[Done], None] = lambda _: None
) -> Response:
    """The answer to a request of the protocol; a browser gets the page to write queries in, and tables.

    Raises Refused.
    """
    told = await _parameters(request)
    accept = request.headers.get("accept", "")
    page = "text/html" in accept and told.get("format") != ["download"]
    if "update" in told:
        raise Refused("This service takes no updates.", 405, mend="Load what is new with wengraph load.")
    texts = told.get("query", [])
    if not texts:
        return _page("", None, "") if page else _description(request)
    if len(texts) > 1:
        raise Refused("Several queries are given.", 400, mend="Give one.")
    text = texts[0]
    asked = _asked(text, told, accept, page=page)
    try:
        found = await run_in_threadpool(lambda: engine().ask(asked))
    except QueryFailed as error:
        on_done(Done(text, 0, STATUS[error.status]))
        if page:
            shown = _page(text, None, f"{error.what} {error.mend}".strip())
            shown.status_code = STATUS[error.status]
            return shown
        raise Refused(error.what, STATUS[error.status], mend=error.mend) from error
    on_done(Done(text, len(found.body), 200))
    if page:
        return _page(text, found, "")
    media = asked.graph if found.sort == "G" else asked.results
    return Response(found.body, media_type=f"{media}; charset=utf-8")


async def _parameters(request: Request) -> Told:
    """The parameters of the address and of the body, each with all its values. Raises Refused."""
    told: Told = {}
    for name, value in request.query_params.multi_items():
        told.setdefault(name, []).append(value)
    if request.method != "POST":
        return told
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        body = (await request.body()).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("The body is no text.", 400, mend="Write it in UTF-8.") from error
    if media == "application/sparql-query":
        told.setdefault("query", []).append(body)
    elif media == "application/sparql-update":
        told["update"] = [body]
    elif media == "application/x-www-form-urlencoded":
        for name, value in parse_qsl(body, keep_blank_values=True):
            told.setdefault(name, []).append(value)
    else:
        mend = "Send application/sparql-query, or a form."
        raise Refused(f"A body of the type {media or 'none'} is no query.", 415, mend=mend)
    return told


def _asked(text: str, told: Told, accept: str, *, page: bool) -> Asked:
    graphs = tuple(told.get("default-graph-uri", ())), tuple(told.get("named-graph-uri", ()))
    if page:
        return Asked(text, default=graphs[0], named=graphs[1])
    rows = best(accept, [*RESULTS])
    return Asked(text, RESULTS[rows] if rows else "", best(accept, GRAPHS) or "", *graphs)


def _page(text: str, found: Answered | None, wrong: str) -> HTMLResponse:
    """The page to write a query in, with its answer."""
    rows: dict[str, Any] = {"columns": [], "rows": [], "total": 0, "said": ""}
    if found and found.sort == "R":
        told = json.loads(found.body)
        columns = told["head"]["vars"]
        bindings = told["results"]["bindings"]
        cells = [[_cell(row.get(name)) for name in columns] for row in bindings[:SHOWN]]
        rows = {"columns": columns, "rows": cells, "total": len(bindings), "said": ""}
    elif found:
        rows["said"] = found.body.decode() if found.sort == "G" else str(json.loads(found.body)["boolean"]).lower()
    examples = {name.removesuffix(".rq"): query.decode() for name, query in example_queries().items()}
    shown = html.page("sparql.html", text=text, wrong=wrong, asked=found is not None, examples=examples, **rows)
    return HTMLResponse(shown, headers=dict(HEADERS))


def _cell(value: Mapping[str, str] | None) -> str:
    return value["value"] if value else ""


def _description(request: Request) -> Response:
    """What the service is (SPARQL 1.1 Service Description), as Turtle."""
    address = str(request.url.replace(query=""))
    lines = [
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .",
        "@prefix f: <http://www.w3.org/ns/formats/> .",
        f"<{address}> a sd:Service ;",
        f"  sd:endpoint <{address}> ;",
        "  sd:supportedLanguage sd:SPARQL11Query ;",
        "  sd:feature sd:UnionDefaultGraph ;",
        "  sd:resultFormat f:SPARQL_Results_JSON, f:SPARQL_Results_XML, f:SPARQL_Results_CSV, f:SPARQL_Results_TSV,",
        "    f:Turtle, f:N-Triples, f:RDF_XML, f:JSON-LD, f:TriG, f:N-Quads .",
    ]
    return Response("\n".join(lines) + "\n", media_type="text/turtle; charset=utf-8")
