"""Routes of the desk: the audit, for those who answer for it."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from api import audit
from api.answers import another_answer
from api.deps import Running, needs, note
from api.keys import Person

router = APIRouter(tags=["audit"])
Admin = Annotated[Person, Depends(needs("admin"))]


@router.get("/audit")
def read(
    request: Request,
    running: Running,
    asker: Admin,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    before: Annotated[int, Query(ge=1, description="Only lines below this number.")] = 2**62,
    cursor: Annotated[str, Query(description="The `next` of the page before.", examples=["100"])] = "",
) -> dict[str, Any]:
    """What was read, sent out, refused and changed, newest first; on what, as far as your clearance reaches."""
    if cursor and not re.fullmatch("[1-9][0-9]{0,17}", cursor):
        raise another_answer()
    below = min(before, int(cursor)) if cursor else before
    items, total = audit.read(running.desk, before=below, limit=limit, clearance=asker.clearance)
    note(request, running, rows=len(items))
    following = items[-1]["seq"] if items and items[-1]["seq"] > 1 else None
    told = {"items": items, "total": total, "truncated": len(items) < total, "next": following}
    return told | {"highest_marking": str(asker.clearance)}


@router.get("/audit/verify")
def verify(running: Running, asker: Admin, anchor: str = "") -> dict[str, Any]:  # noqa: ARG001 — as above
    """Whether the chain of the audit holds; with an anchor kept elsewhere, also whether it was cut short."""
    found = audit.verify(running.desk, anchor)
    return {"holds": not found, "found": found, "anchor": audit.anchor(running.desk)}
