"""Whether the service lives, can answer, and how much it does: for those who run it; no word of the records."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.answers import problem
from api.deps import Running
from graph.errors import StoreError
from graph.store.lookups import store_identity

router = APIRouter(tags=["health"])
_REGISTRY: Final = CollectorRegistry()
_REQUESTS: Final = Counter("wengraph_requests", "Requests answered.", ("method", "route", "status"), registry=_REGISTRY)
_SECONDS: Final = Histogram("wengraph_request_seconds", "Seconds to an answer.", ("route",), registry=_REGISTRY)


def count(request: Request, status: int, seconds: float) -> None:
    """Count an answered request under its route, never under its address."""
    route = getattr(request.scope.get("route"), "path_format", "none")
    _REQUESTS.labels(request.method, route, str(status)).inc()
    _SECONDS.labels(route).observe(seconds)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get("/readyz", response_class=JSONResponse)
def readyz(request: Request, running: Running) -> Response:
    """The store answers and is set up."""
    try:
        ready = store_identity(running.store)["ceiling"] is not None
    except StoreError:
        ready = False
    if not ready:
        return problem(503, "The store does not answer.", request.state.id, code="store")
    return JSONResponse({"status": "ready"})


@router.get("/metrics", response_class=PlainTextResponse)
def metrics() -> Response:
    """Counts of requests and their times, for Prometheus."""
    return Response(generate_latest(_REGISTRY), media_type=CONTENT_TYPE_LATEST)
