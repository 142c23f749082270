"""Settings in, the HTTP service out: one driver, one map of errors; limits, headers and the audit around all."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Match

from api import screens
from api.answers import problem, status_of
from api.apart import Apart
from api.asked import ROOT, only_known
from api.deps import Against, Refused, Service, note, note_refusal
from api.description import describe
from api.desk import Desk
from api.gate import Gate
from api.intake import Bodies, Head
from api.jobs import Jobs
from api.loading import note_end
from api.rdf_stores import RdfStores
from api.routes import (
    asking,
    briefings,
    changing,
    charting,
    desk_screens,
    exporting,
    finding,
    following,
    handing_screens,
    health,
    ingest,
    ingest_screens,
    log,
    pages,
    pair_screens,
    questions,
    rdf,
    reading,
    review_screens,
    reviewing,
    saved_screens,
    saving,
    vocabulary,
    watching,
)
from api.routes import screens as screen_routes
from graph.errors import StoreError, WengraphError
from graph.settings import Settings, load_settings
from graph.store.opening import open_store

PAGES: Final = (
    screen_routes, charting, following, asking, briefings, handing_screens, review_screens, pair_screens,
    ingest_screens, desk_screens, saved_screens, rdf, vocabulary,
)  # fmt: skip
VERSION: Final = "0.1.0"
LONGEST_URL: Final = 8_000
LARGEST_BODY: Final = 1_000_000
LARGEST_UPLOAD: Final = 200_000_000
UPLOADS: Final = ("/ingest", "/ingest/check")
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
PASSING: Final = (429, 500, 502, 503, 504)
"""What may be otherwise in a moment: there a page offers to try again."""

OPTION: Final = re.compile(r"(?<![^\s'])(?:--|-p )([a-z][a-z-]*)")
AGAIN: Final = "Ask again in ten seconds; if that goes on, tell the operator the request's id."
LOG: Final = logging.getLogger("uvicorn.error")

Next = Callable[[Request], Awaitable[Response]]


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service over the store that the settings name."""
    told = settings or load_settings()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        with open_store(told) as store:
            partners = RdfStores(store, told.base_iri)
            desk = Desk(told)
            jobs = Jobs(store, partial(note_end, desk))
            app.state.service = Service(told, store, desk, jobs, Gate(), Apart(), partners)
            yield
            app.state.service.jobs.close()
            app.state.service.apart.close()
            partners.close()

    app = FastAPI(
        title="wengraph",
        version=VERSION,
        description="A graph of wildlife-crime enforcement in which every fact shows its evidence.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.hosts = {*LOCAL}
    app.add_middleware(Bodies)  # the last one added is the outermost
    app.middleware("http")(_guarded)
    app.add_middleware(Head)
    app.add_exception_handler(WengraphError, _mendable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)
    app.include_router(health.router)
    for module in PAGES:
        app.include_router(module.router)
    for module in (reading, finding, questions, pages, changing, reviewing, exporting, saving, watching, ingest, log):
        app.include_router(module.router, prefix=ROOT, dependencies=[Depends(only_known)])
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    return app


async def _guarded(request: Request, answer: Next) -> Response:
    """Number the request, refuse what is too large or comes from another site, and add the headers to every answer."""
    request.state.id = secrets.token_hex(8)
    begun = time.perf_counter()
    response = _refusal(request)
    if response:
        await run_in_threadpool(note, request, request.app.state.service, status=response.status_code)
    else:
        response = await answer(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = request.state.id
    health.count(request, response.status_code, time.perf_counter() - begun)
    return response


def _refusal(request: Request) -> Response | None:
    number = request.state.id
    if len(str(request.url)) > LONGEST_URL:
        return problem(414, "The address is too long.", number, detail=f"At most {LONGEST_URL} characters.")
    length = request.headers.get("content-length", "" if "transfer-encoding" in request.headers else "0")
    if not (length.isascii() and length.isdecimal()):
        return problem(411, "The length of the body must be told.", number, detail="Send Content-Length.")
    most = LARGEST_UPLOAD if request.url.path.endswith(UPLOADS) else LARGEST_BODY
    if int(length) > most:
        return problem(413, "The body is too large.", number, detail=f"At most {most} bytes.")
    host = (request.headers.get("host") or "").rpartition("@")[2]
    name = urlsplit(f"//{host}").hostname or ""
    if name not in request.app.state.hosts:
        return problem(421, "This service does not answer to that name.", number)
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != host:
        return problem(403, "Requests from other sites are not answered.", number)
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return problem(403, "Requests from other sites are not answered.", number)
    return None


LOCAL: Final = ("127.0.0.1", "localhost", "::1")


def _mendable(request: Request, error: Exception) -> Response:
    assert isinstance(error, WengraphError)  # noqa: S101 — the handler is registered for nothing else
    status = error.status if isinstance(error, Refused) else status_of(error)
    note_refusal(request, request.app.state.service, status)
    if isinstance(error, StoreError):  # where it stands and what its driver says is for the operator alone
        LOG.error("request %s: %s", request.state.id, error.what)
        return _told(request, status, "The store does not answer.", detail=AGAIN, code=error.code)
    what, mend, where = map(_without_options, (error.what, error.mend, error.where))
    more = {"conflicts": error.conflicts} if isinstance(error, Against) else {}
    return _told(request, status, what, detail=mend, code=error.code, where=where, **more)


def _without_options(text: str) -> str:
    """A message with names of parameters in place of options of the command line; a whole command stays as it is."""
    return text if "wengraph " in text else OPTION.sub(lambda option: option[1].replace("-", "_"), text)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 — as above
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    note_refusal(request, request.app.state.service, 422)
    return _told(request, 422, "The request can't be read.", detail=first["msg"], code="usage", where=where)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 — as above
    told = _told(request, error.status_code, str(error.detail))
    told.headers.update(error.headers or {})
    if error.status_code == 405:
        told.headers["Allow"] = ", ".join(verb for verb in VERBS if _takes(request, verb))
    if error.status_code != 404:
        note_refusal(request, request.app.state.service, error.status_code)
    return told


VERBS: Final = ("GET", "HEAD", "POST", "PUT", "DELETE")


def _takes(request: Request, verb: str) -> bool:
    """Whether some route takes this address with that method; what is got can also be asked for by HEAD."""
    scope = {**request.scope, "method": "GET" if verb == "HEAD" else verb}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


def _unforeseen(request: Request, error: Exception) -> Response:  # noqa: ARG001 — what went wrong goes to the log only
    return _told(request, 500, "Something went wrong here.", detail="Tell the operator the request's id.")


def _told(request: Request, status: int, title: str, **more: Any) -> Response:
    """The problem as JSON, or as a page for a browser; who has to sign in first is led there."""
    if "text/html" not in request.headers.get("accept", ""):
        return problem(status, title, request.state.id, **more)
    if status == 401 and request.method == "GET":
        address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?{urlencode({'onward': address})}", status_code=303)
    told = {"title": title, "detail": "", "where": "", "request_id": request.state.id} | more
    again = request.method == "GET" and status in PASSING
    return HTMLResponse(screens.problem_screen(told, again=again), status_code=status, headers=screens.HEADERS)
