"""A request and what it read in, the frame and the answer of a screen out."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import HTMLResponse

from api import screens
from api.deps import COOKIE, Reading
from api.screens import Frame
from graph.store.proposals import Wanted, count
from graph.values.markings import Marking


def framed(request: Request, read: Reading, marking: Marking = Marking.CLEAR, typed: str = "") -> Frame:
    """What stands on the screen of this request."""
    day = read.as_of.isoformat() if read.as_of else ""
    who = read.person
    store = request.app.state.service.store  # what waits is told as it is now, whatever time the page is of
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
        waiting=count(store, Wanted(), int(read.clearance)) if who.may("reviewer") else None,
    )


def screen(text: str) -> HTMLResponse:
    """A page with the policy of every screen."""
    return HTMLResponse(text, headers=screens.HEADERS)
