"""Routes that load uploaded tables and documents: upload, progress as it goes, stop, report."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from starlette.responses import StreamingResponse

from api.deps import Running, needs, note
from api.jobs import OVER, Job
from api.keys import Person
from api.loading import Stated, begin, check_upload, digest_of, plain_name

router = APIRouter(tags=["loading"])
Analyst = Annotated[Person, Depends(needs("analyst"))]


@router.post("/ingest", status_code=202)
def ingest(
    request: Request,
    running: Running,
    asker: Analyst,
    file: UploadFile,
    marking: Annotated[str, Form()],
    kind: Annotated[str, Form()] = "",
    reliability: Annotated[str, Form()] = "",
    url: Annotated[str, Form(description="The address that a document was published at.")] = "",
    strict: Annotated[bool, Form(description="Write nothing where a row is bad.")] = False,
) -> dict[str, Any]:
    """Load a table (CSV, XLSX, JSON Lines) or a partner's RDF, or propose what a document (TXT, HTML, PDF …) says.

    It is done in the background; the answer names the job to look at.
    """
    job = begin(running, asker, file, digest_of(file.file), Stated(marking, kind, reliability, url, strict))
    note(request, running, things=(job.title, job.id), marking=str(job.upload.marking))
    return {"job": job.id, "title": job.title}


@router.post("/ingest/check")
def check(
    request: Request,
    running: Running,
    asker: Analyst,  # noqa: ARG001 — who may load may check
    file: UploadFile,
    marking: Annotated[str, Form(examples=["CLEAR"])] = "CLEAR",
    kind: Annotated[str, Form(examples=["memberships"])] = "",
    reliability: Annotated[str, Form(examples=["B"])] = "",
) -> dict[str, Any]:
    """Check a table or a document as loading it would, and write nothing: the same report, with every bad row."""
    reports = check_upload(running, file, Stated(marking, kind, reliability))
    note(request, running, things=(plain_name(file),), rows=len(reports))
    return {"reports": reports}


@router.get("/jobs/{job}")
def look(running: Running, asker: Analyst, job: str) -> dict[str, Any]:
    """How far a load is, and in the end its report."""
    return running.jobs.find(job, asker).as_json()


@router.post("/jobs/{job}/stop")
def stop(request: Request, running: Running, asker: Analyst, job: str) -> dict[str, Any]:
    """Stop a load after its present slice; what has landed stays until it is retracted."""
    found = running.jobs.find(job, asker)
    found.stop = True
    note(request, running, things=(found.title, found.id))
    return found.as_json()


class Events(StreamingResponse):
    """Server-sent events."""

    media_type = "text/event-stream"


@router.get("/jobs/{job}/events", response_class=Events)
def events(running: Running, asker: Analyst, job: str) -> Events:
    """The progress of a load as server-sent events; the last one holds its report."""
    return Events(_told(running.jobs.find(job, asker)))


async def _told(job: Job) -> AsyncIterator[str]:
    last = ""
    while True:
        over = job.state in OVER
        text = json.dumps(job.as_json(), ensure_ascii=False)
        if text != last:
            yield f"event: {job.state}\ndata: {text}\n\n"
        if over:
            return
        last = text
        await asyncio.sleep(0.2)
