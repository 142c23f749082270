"""Routes of reviewing: what was read in documents, listed, shown, accepted, edited, rejected, taken back."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from api.answers import page, position
from api.asked import Body
from api.deps import Running, Service, hand, needs, note
from api.keys import Person
from graph import deciding
from graph.amend import Amendment
from graph.deciding import Decided
from graph.errors import UsageError
from graph.review import listed, show
from graph.store.proposals import Wanted
from graph.values.markings import parse_marking

router = APIRouter(prefix="/review", tags=["reviewing"])
Reviewer = Annotated[Person, Depends(needs("reviewer"))]
ACCEPTED: Final = "accepted as read"
CORRECTED: Final = "corrected"
UNDONE: Final = "taken back"
Text = Annotated[str, Field(max_length=500)]


class Why(Body):
    """Why something is decided; who decides is known by the key."""

    reason: str = Field(default="", max_length=2000, examples=["as the release says"])


class Rejection(Body):
    """Why a proposal is rejected."""

    reason: str = Field(min_length=1, max_length=2000, examples=["the release speaks of another operation"])


class Batch(Why):
    """Proposals by their ids; or all that wait of a document, rule, predicate or kind of thing."""

    proposals: list[Text] = Field(default_factory=list, max_length=500, examples=[["0123456789abcdef0123"]])
    document: Text = Field(default="", examples=[""])
    rule: Text = Field(default="", examples=[""])
    predicate: Text = Field(default="", examples=[""])
    kind: Text = Field(default="", examples=[""])


class Edited(Why):
    """What a reviewer changes; what is left out stays as it was read, an empty text takes a part out."""

    subject: str | None = Field(default=None, max_length=500, description="An id, or a name.")
    predicate: str | None = Field(default=None, max_length=60)
    object: str | None = Field(default=None, max_length=500, description="An id, or a name.")
    role: str | None = Field(default=None, max_length=60)
    value: str | None = Field(default=None, max_length=10_000)
    since: str | None = Field(default=None, max_length=60, examples=["2019-05"])
    until: str | None = Field(default=None, max_length=60)
    credibility: str | None = Field(default=None, max_length=10)
    marking: str | None = Field(default=None, max_length=20, description="Higher than that of the document.")


@router.get("")
def list_proposals(
    request: Request,
    running: Running,
    asker: Reviewer,
    document: Annotated[str, Query(max_length=500, description="An id, a file's name or a title.")] = "",
    rule: Annotated[str, Query(max_length=500)] = "",
    predicate: Annotated[str, Query(max_length=60)] = "",
    state: Annotated[str, Query(max_length=20, description="open, accepted, rejected, or all.")] = "open",
    kind: Annotated[str, Query(max_length=60, description="Only what speaks of this kind of thing.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000, description="Items to give at the most.")] = 50,
    cursor: Annotated[str, Query(description="The `next` of the page before.")] = "",
) -> dict[str, Any]:
    """What was read in documents and waits for a reviewer, in their order; or what was decided."""
    begin = position(cursor)
    if len(begin) > 1:
        raise UsageError(
            "This cursor is of another answer.", where="cursor", mend="Give the `next` of the page before."
        )
    wanted = Wanted(document, rule, predicate, "" if state == "all" else state, kind)
    told = listed(running.store, wanted, asker.clearance, limit=limit, after=begin[0] if begin else "")
    following = base64.urlsafe_b64encode(json.dumps([told.after]).encode()).decode() if told.after else ""
    note(request, running, rows=len(told.items), marking=str(told.marking))
    return page([item.as_json() for item in told.items], told.total, told.marking, cursor=following)


@router.get("/{proposal}")
def show_proposal(request: Request, running: Running, asker: Reviewer, proposal: str) -> dict[str, Any]:
    """One proposal: sentence, quote, what accepting it would change, and what in the graph speaks against it."""
    told = show(running.store, proposal, asker.clearance)
    note(request, running, things=(proposal,), rows=1, marking=str(told.marking))
    return told.as_json() | {"highest_marking": str(told.marking)}


@router.post("/accept")
def accept_several(request: Request, running: Running, asker: Reviewer, body: Batch) -> dict[str, Any]:
    """Accept several proposals, all or none; or all that wait of a document, rule, predicate or kind."""
    who = hand(asker, body.reason or ACCEPTED)
    filters = (body.document, body.rule, body.predicate, "open", body.kind)
    if bool(body.proposals) == bool(body.document or body.rule or body.predicate or body.kind):
        raise UsageError(
            "Accept which?", mend="Give `proposals`, or one of `document`, `rule`, `predicate` and `kind`."
        )
    if body.proposals:
        told = deciding.accept(running.store, body.proposals, who)
    else:
        told = deciding.accept_all(running.store, Wanted(*filters), who)
    return _decided(request, running, told, who.reason)


@router.post("/{proposal}/accept")
def accept(request: Request, running: Running, asker: Reviewer, proposal: str, body: Why) -> dict[str, Any]:
    """Accept a proposal, and with it those of its document that name what it speaks of."""
    who = hand(asker, body.reason or ACCEPTED)
    return _decided(request, running, deciding.accept(running.store, [proposal], who), who.reason)


@router.post("/{proposal}/edit")
def edit(request: Request, running: Running, asker: Reviewer, proposal: str, body: Edited) -> dict[str, Any]:
    """Change what was read and accept it; what was read is kept, quote and place stay."""
    who = hand(asker, body.reason or CORRECTED)
    told = amendment(body.model_dump(exclude={"reason"}))
    return _decided(request, running, deciding.edit(running.store, proposal, told, who), who.reason)


@router.post("/{proposal}/reject")
def reject(request: Request, running: Running, asker: Reviewer, proposal: str, body: Rejection) -> dict[str, Any]:
    """Reject a proposal; the same words are not proposed again, also not from a copy."""
    told = deciding.reject(running.store, [proposal], hand(asker, body.reason))
    return _decided(request, running, told, body.reason)


@router.post("/{proposal}/undo")
def undo(request: Request, running: Running, asker: Reviewer, proposal: str, body: Why) -> dict[str, Any]:
    """Take back a decision: the proposal waits again as it was read, and the graph is as it was before."""
    who = hand(asker, body.reason or UNDONE)
    return _decided(request, running, deciding.undo(running.store, [proposal], who), who.reason)


@router.post("/{proposal}/take")
def take(request: Request, running: Running, asker: Reviewer, proposal: str) -> dict[str, Any]:
    """Have a proposal in hand for ten minutes, so that nobody else decides on it meanwhile."""
    until = deciding.take(running.store, proposal, hand(asker, "in hand"))
    note(request, running, things=(proposal,), reason="in hand")
    return {"proposal": proposal, "until": until}


def amendment(parts: Mapping[str, str | None]) -> Amendment:
    """What a reviewer typed into the parts of a claim; what is not there stays as read. Raises MarkingError."""
    level = parts.get("marking")
    told = {name: text for name, text in parts.items() if name != "marking"}
    return Amendment(**told, marking=parse_marking(level) if level else None)


def noted(request: Request, running: Service, told: Decided, reason: str) -> None:
    """Write what was decided into the audit."""
    things = (*told.proposals, *told.implied)
    note(request, running, things=things, rows=len(things), reason=reason)


def _decided(request: Request, running: Running, told: Decided, reason: str) -> dict[str, Any]:
    noted(request, running, told, reason)
    return told.as_json()
