"""Routes that hand out: a file with its recipient and reason, what would be left out of it, what was sent to whom."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from api import audit
from api.answers import page
from api.asked import Body
from api.deps import Heavy, Read, Reading, Running, needs, note
from api.exports.handing import Order, hand_out, left_out
from api.exports.wanted import Wanted
from api.keys import Person
from graph.neighbourhood import MOST
from graph.values.markings import Marking, join, parse_marking

router = APIRouter(tags=["exports"])
Analyst = Annotated[Person, Depends(needs("analyst"))]
ZIPPED: Final[Any] = {
    "response_class": FileResponse,
    "responses": {200: {"description": "The package, as a ZIP file.", "content": {"application/zip": {}}}},
}


class OrderGiven(Body):
    """What to hand out, in which format, to whom and why; the filters are those of the reading routes."""

    what: Literal["question", "neighbourhood", "entity", "everything"] = Field(examples=["question"])
    question: str = Field(default="", max_length=100, examples=["network-members"])
    parameters: dict[str, str] = Field(default={}, max_length=50, examples=[{"network": "SAWEN"}])
    things: list[str] = Field(default=[], max_length=50, description="Ids or names, for neighbourhood and entity.")
    depth: int = Field(default=1, ge=1, le=3)
    types: list[str] = Field(default=[], max_length=50, description="Only links of these types.")
    kinds: list[str] = Field(default=[], max_length=50, description="Only things of these kinds.")
    rung: str = Field(default="no tie", max_length=60)
    cap: int = Field(default=MOST, ge=1, le=MOST)
    format: str = Field(max_length=20, examples=["csv"])
    shape: Literal["wide", "long"] = Field(default="wide", description="A row for each link, or for each claim.")
    to: str = Field(max_length=300, description="The recipient.", examples=["SAWEN Secretariat"])
    reason: str = Field(max_length=2000, examples=["for the meeting of 12 May"])

    def order(self, read: Reading) -> Order:
        """This as an order of that reader."""
        wanted = Wanted(
            self.what,
            self.question,
            self.parameters,
            tuple(self.things),
            depth=self.depth,
            types=tuple(self.types),
            kinds=tuple(self.kinds),
            rung=self.rung,
            cap=self.cap,
        )
        day: date | None = read.as_of
        return Order(
            wanted, self.format, self.to, self.reason, read.person.name, read.clearance, self.shape, day, read.known_by
        )


class PackageGiven(Body):
    """A package with everything as RDF: in which format, to whom and why."""

    format: Literal["turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml"] = "turtle"
    to: str = Field(max_length=300, description="The recipient.", examples=["SAWEN Secretariat"])
    reason: str = Field(max_length=2000, examples=["yearly exchange"])


@router.post("/export", response_class=FileResponse, dependencies=[Heavy])
def export(request: Request, read: Read, running: Running, asker: Analyst, body: OrderGiven) -> FileResponse:  # noqa: ARG001
    """Hand out a file. What is released to others alone is not in it; the audit keeps its hash."""
    return _handed_out(request, running, read, body.order(read))


@router.post("/export/rdf", dependencies=[Heavy], **ZIPPED)
def package(request: Request, read: Read, running: Running, asker: Analyst, body: PackageGiven) -> FileResponse:  # noqa: ARG001
    """Hand out all that your clearance, or a lower one, may see as a package of RDF: the same as exporting everything.

    It has no `as_of`: each claim in it says since when.
    """
    wanted = OrderGiven(what="everything", format=body.format, to=body.to, reason=body.reason)
    return _handed_out(request, running, read, wanted.order(read))


def _handed_out(request: Request, running: Running, read: Reading, order: Order) -> FileResponse:
    """The file of an order; the audit gets its line."""
    folder = tempfile.TemporaryDirectory(prefix="wengraph-export-")
    try:
        path = Path(folder.name) / "file"
        told = hand_out(read.store, order, path, base=running.settings.base_iri)
    except BaseException:
        folder.cleanup()
        raise
    things, marking = (told.number, *told.of), str(told.marking)
    sent = {"recipient": order.recipient, "reason": order.reason, "sent": told.sha256}
    note(request, running, things=things, question=order.subject, rows=told.rows, marking=marking, **sent)
    headers = {"X-Export": told.number, "X-Marking": marking, "X-Content-SHA256": told.sha256}
    return FileResponse(
        path, media_type=told.media_type, filename=told.file_name, headers=headers,
        background=BackgroundTask(folder.cleanup),
    )  # fmt: skip


@router.post("/export/preview", dependencies=[Heavy])
def preview(request: Request, read: Read, running: Running, asker: Analyst, body: OrderGiven) -> dict[str, Any]:
    """What would be handed out, and what of that which you see would be left out. Nothing is sent."""
    order = body.order(read)
    with tempfile.TemporaryDirectory(prefix="wengraph-export-") as folder:
        told = hand_out(read.store, order, Path(folder) / "file", base=running.settings.base_iri)
    missing = left_out(read.store, order, asker.clearance)
    note(request, running, things=told.of, question=order.subject, rows=told.rows)
    shown = {"rows": told.rows, "file_name": told.file_name, "left_out": missing.as_json()}
    return shown | {"says": missing.sentences(), "highest_marking": str(told.marking)}


@router.get("/sent")
def sent(
    request: Request,
    running: Running,
    asker: Analyst,
    to: Annotated[str, Query(max_length=300, description="Only what went to this recipient.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """What was handed out, to whom, when and why, newest first: by you; to a reviewer or admin, by everybody."""
    whose = "" if asker.may("reviewer") else asker.name
    found = audit.sent(running.desk, asker.clearance, to, whose)
    shown = found[:limit]
    note(request, running, rows=len(shown))
    return page(shown, len(found), join(_marking(line["marking"]) for line in shown))


def _marking(text: str) -> Marking:
    return parse_marking(text or "CLEAR")
