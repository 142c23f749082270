"""Routes of pairs as pages: two things that may be one, side by side, and a person's word on them by forms."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from api import html
from api.deps import Heavy, Read
from api.framing import framed, screen

router = APIRouter(tags=["screens"], include_in_schema=False)


@router.get("/pairs", response_class=HTMLResponse, dependencies=[Heavy])
def pairs(request: Request, read: Read) -> HTMLResponse:
    """Pairs that may be one."""
    return screen(html.page("pairs.html", frame=framed(request, read)))
