"""A request and what it read in, the frame and the answer of a screen out."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import HTMLResponse

from api import screens
from api.deps import COOKIE, Reading
from api.screens import Frame
from graph.values.markings import Marking


def framed(request: Request, read: Reading, marking: Marking = Marking.CLEAR, typed: str = "") -> Frame:
    """What stands on the screen of this request."""
    day = read.as_of.isoformat() if read.as_of else ""
    who = read.person
    return Frame(
        marking,
        read.clearance,
        who.name,
        day,
        typed,
        signed_in=COOKIE in request.cookies,
        known_by=read.known_by,
        analyst=who.may("analyst"),
        admin=who.may("admin"),
    )


def screen(text: str) -> HTMLResponse:
    """A page with the policy of every screen."""
    return HTMLResponse(text, headers=screens.HEADERS)
