"""Routes of the briefing: a form that says what would be left out in, a page to print or to hand out out."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse

from api import html
from api.briefing import CAP, Letterhead, briefing
from api.deps import Heavy, Read, Reading, Running, needs, note
from api.exports.handing import Order, previews
from api.exports.wanted import Wanted
from api.framing import framed, screen
from api.keys import Person
from graph.analysis.to_networkx import Scope
from graph.find import find
from graph.neighbourhood import neighbourhood
from graph.released import released_to
from graph.store import reads
from graph.values.markings import Marking, parse_marking

router = APIRouter(tags=["screens"], include_in_schema=False)
Analyst = Annotated[Person, Depends(needs("analyst"))]
LONGEST: Final = 2000


@router.get("/briefing", response_class=HTMLResponse, dependencies=[Heavy])
def form(
    request: Request,
    read: Read,
    running: Running,
    asker: Analyst,
    of: Annotated[str, Query(max_length=400)] = "",
    level: Annotated[str, Query(max_length=20)] = "",
    to: Annotated[str, Query(max_length=300)] = "",
    reason: Annotated[str, Query(max_length=LONGEST)] = "",
    question: Annotated[str, Query(max_length=LONGEST)] = "",
) -> HTMLResponse:
    """The form of a briefing; once it says of what, for whom and why, what each level, or one, would leave out."""
    levels = [str(marking) for marking in Marking if marking <= asker.clearance]
    told: dict[str, Any] = {
        "of": of,
        "level": level,
        "to": to,
        "reason": reason,
        "question": question,
        "levels": levels,
    }
    told |= {"previews": [], "thing": None}
    marking = Marking.CLEAR
    if of.strip():
        thing = find(read.store, of, int(read.clearance))
        marking = Marking(reads.marking_of_names(read.store, [thing.id], int(read.clearance)))
        told["thing"] = thing
        if to.strip() and reason.strip():
            order = _order(read, thing.id, str(read.clearance), to, reason)
            told["previews"] = previews(read.store, order, [level] if level else levels, read.clearance)
            marking = read.clearance
        note(request, running, things=(thing.id,), question="briefing", marking=str(marking))
    return screen(html.page("briefing_form.html", frame=framed(request, read, marking), **told))


def _order(read: Reading, thing: str, level: str, to: str, reason: str) -> Order:
    wanted = Wanted("neighbourhood", things=(thing,), cap=CAP)
    upto = min(parse_marking(level), read.clearance)
    return Order(wanted, "csv", to, reason, read.person.name, upto, as_of=read.as_of, known_by=read.known_by)


@router.post("/briefing", response_class=HTMLResponse, dependencies=[Heavy])
def make(
    request: Request,
    read: Read,
    running: Running,
    asker: Analyst,
    of: Annotated[str, Form(max_length=400)],
    level: Annotated[str, Form(max_length=20)],
    to: Annotated[str, Form(max_length=300)],
    reason: Annotated[str, Form(max_length=LONGEST)],
    question: Annotated[str, Form(max_length=LONGEST)] = "",
) -> HTMLResponse:
    """The briefing: read up to its level, without what is released to others alone; the audit keeps its hash."""
    order = _order(read, of, level, to, reason)
    order.check()
    with released_to(read.store, order.recipient) as then:
        drawn = neighbourhood(then, [of], scope=Scope(order.clearance, order.as_of), cap=CAP)
    made_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    head = Letterhead(question.strip(), to.strip(), reason.strip(), asker.name, made_at, secrets.token_hex(4))
    page = briefing(drawn, head, read.known_by)
    digest = hashlib.sha256(page.html.encode()).hexdigest()
    sent = {"recipient": order.recipient, "reason": order.reason, "sent": digest}
    things = (head.number, next(thing.id for thing in drawn.things if thing.focus))
    note(
        request,
        running,
        things=things,
        question="briefing",
        rows=len(drawn.ties),
        marking=str(drawn.cited.marking),
        **sent,
    )
    name = {"Content-Disposition": f'inline; filename="{page.file_name}"', "X-Content-SHA256": digest}
    return HTMLResponse(page.html, headers={"Content-Security-Policy": page.policy, **name})
