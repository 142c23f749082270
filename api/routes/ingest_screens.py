"""Routes of loading as pages: files and what is said of them in, how far each load is out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from api import html
from api.deps import Read
from api.framing import framed, screen

router = APIRouter(tags=["screens"], include_in_schema=False)


@router.get("/ingest", response_class=HTMLResponse)
def loads(request: Request, read: Read) -> HTMLResponse:
    """The form, and one's loads."""
    return screen(html.page("ingest.html", frame=framed(request, read)))
