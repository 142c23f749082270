"""Routes that load uploaded tables and documents: upload, progress as it goes, stop, report."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from starlette.responses import StreamingResponse

from api.deps import Running, needs, note
from api.jobs import OVER, Job, Work
from api.keys import Person
from graph.errors import MarkingError, WengraphError
from graph.store.bolt import Store
from graph.values.markings import Marking, parse_marking
from graph.values.names import slug
from loaders.dataset import SUFFIXES, open_datasets
from loaders.documents.load import Desk, read_only, stated
from loaders.readers.document import is_document, open_document
from loaders.readers.document_kind import SUFFIXES as PROSE
from loaders.run import Progress, load
from loaders.run import check as read_through
from loaders.tables import SPECS

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
) -> dict[str, Any]:
    """Load a table (CSV, XLSX, JSON Lines) in the background, or propose what a document (TXT, HTML, PDF …) says.

    The answer names the job to look at.
    """
    level = parse_marking(marking)
    if level > asker.clearance:
        raise MarkingError(f"Your clearance is {asker.clearance}.", mend="Ask somebody who may read what you load.")
    path = _kept(running.jobs.folder, file)
    with _cleared(path):
        work = (
            _proposing(path, level, reliability, url)
            if _is_prose(path, kind)
            else _loading(path, level, kind, reliability)
        )
    job = running.jobs.begin(asker, path.name, work, path)
    note(request, running, things=(path.name,), marking=str(level))
    return {"job": job.id, "title": job.title}


def _is_prose(path: Path, kind: str) -> bool:
    return is_document(path) and not kind and path.stem not in SPECS


def _loading(path: Path, level: Marking, kind: str, reliability: str) -> Work:
    datasets = open_datasets([path], kind=kind, marking=str(level), reliability=reliability)
    return lambda store, step: [report.as_json() for report in load(store, datasets, on_progress=step)]


def _proposing(path: Path, level: Marking, reliability: str, url: str) -> Work:
    """The file is opened before the answer goes out, so that a broken one is told of at once."""
    told = stated(str(level), reliability, url)
    document = open_document(path)

    def work(store: Store, step: Progress) -> list[dict[str, object]]:
        step(0, 1)
        report = Desk(store, told).propose(document)
        step(1, 1)
        return [report.as_json()]

    return work


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
    path = _kept(running.jobs.folder, file)
    level = str(parse_marking(marking))
    try:
        with _cleared(path):
            if _is_prose(path, kind):
                reports: list[dict[str, object]] = [read_only(path, stated(level, reliability)).as_json()]
            else:
                datasets = open_datasets([path], kind=kind, marking=level, reliability=reliability)
                reports = [report.as_json() for report in read_through(datasets)]
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)
    note(request, running, things=(path.name,), rows=len(reports))
    return {"reports": reports}


@contextmanager
def _cleared(path: Path) -> Iterator[None]:
    """What goes wrong with an upload names it without its folder, and leaves nothing of it behind."""
    try:
        yield
    except WengraphError as error:
        shutil.rmtree(path.parent, ignore_errors=True)
        error.where = error.where.replace(f"{path.parent}/", "")
        raise


def _kept(folder: Path, file: UploadFile) -> Path:
    """The upload under a plain name of its own: what a person called it can lead nowhere."""
    name = Path(file.filename or "")
    suffix = name.suffix.lower() if name.suffix.lower() in (*SUFFIXES, *PROSE) else ".txt"
    path = Path(tempfile.mkdtemp(dir=folder)) / f"{slug(name.stem) or 'table'}{suffix}"
    with path.open("wb") as stream:
        shutil.copyfileobj(file.file, stream)
    return path


@router.get("/jobs/{job}")
def look(running: Running, asker: Analyst, job: str) -> dict[str, Any]:
    """How far a load is, and in the end its report."""
    return running.jobs.find(job, asker).as_json()


@router.post("/jobs/{job}/stop")
def stop(request: Request, running: Running, asker: Analyst, job: str) -> dict[str, Any]:
    """Stop a load after its present slice; what has landed stays until it is retracted."""
    found = running.jobs.find(job, asker)
    found.stop = True
    note(request, running, things=(found.title,))
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
