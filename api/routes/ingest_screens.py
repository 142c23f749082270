"""Routes of loading as pages: files and what is said of them in, how far each load is out; stopped, or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api import html
from api.deps import Read, Running, Service, hand, needs, note
from api.framing import framed, screen
from api.jobs import OVER, Job, Upload
from api.keys import Person
from api.loading import ENDINGS, Stated, allowed, begin, digest_of, plain_name, take_back
from api.uploads import came_first
from graph.errors import DataError, UsageError, WengraphError
from graph.store.lookups import store_identity
from graph.store.proposals import anything_of
from graph.values.grades import SCHEMES
from graph.values.markings import Marking, join, parse_marking
from loaders.tables import SPECS

router = APIRouter(tags=["screens"], include_in_schema=False)
Analyst = Annotated[Person, Depends(needs("analyst"))]
Admin = Annotated[Person, Depends(needs("admin"))]
SHOWN: Final = 20
"""Loads that are listed, the newest first."""


@dataclass(frozen=True, slots=True)
class Load:
    """A load as the page lists it; `stands` says that the reader sees something of it in the store."""

    job: Job
    stands: bool

    @property
    def over(self) -> bool:
        """Whether it has come to an end, whichever."""
        return self.job.state in OVER

    @property
    def counts(self) -> str:
        """What it brought, in words."""
        return "; ".join(", ".join(_counted(report)) for report in self.job.reports)

    @property
    def problems(self) -> list[str]:
        """Bad rows, each with its place and what was expected there."""
        return [str(text) for report in self.job.reports for text in _list(report.get("problems"))]

    @property
    def notes(self) -> list[str]:
        """What else one should know."""
        return [str(text) for report in self.job.reports for text in _list(report.get("notes"))]

    @property
    def proposed(self) -> int:
        """How many proposals it made for reviewers."""
        return sum(int(str(report["new"])) for report in self.job.reports if "found" in report)

    @property
    def marking(self) -> Marking:
        """The highest marking of what is told of it: bad rows may be marked as high as their owner reads."""
        return self.job.owner.clearance if self.problems else self.job.upload.marking


def _list(told: object) -> Sequence[object]:
    return told if isinstance(told, list | tuple) else ()


def _counted(report: dict[str, object]) -> list[str]:
    if "found" in report:
        names = {"found": "statements", "new": "new for review", "known": "waiting already"}
        names |= {"accepted_before": "accepted before", "rejected_before": "rejected before"}
    else:
        names = {"read": "rows", "rejected": "left out", "new": "new claims", "changed": "changed claims"}
        names |= {"unchanged": "claims known already"}
    return [f"{words}: {report[name]}" for name, words in names.items() if report[name] or name in ("found", "read")]


@router.get("/ingest", response_class=HTMLResponse)
def loads(
    request: Request,
    read: Read,
    running: Running,
    asker: Analyst,
    begun: Annotated[int, Query(ge=0, le=1000)] = 0,
    done: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """The form for files, and one's loads with how far they are."""
    level = int(read.clearance)
    jobs = [job for job in running.jobs.of(asker) if job.upload.marking <= level][:SHOWN]
    told = [Load(job, bool(job.upload.what) and anything_of(running.store, job.upload.what, level)) for job in jobs]
    marking = join(load.marking for load in told)
    ceiling = min(read.clearance, Marking(store_identity(running.store)["ceiling"]))
    more: dict[str, Any] = {"levels": [m for m in Marking if m <= ceiling], "kinds": sorted(SPECS)}
    more |= {"codes": SCHEMES["admiralty"].reliability, "suffixes": sorted({*ENDINGS})}
    more["said"] = _said(told, begun, done)
    note(request, running, things=tuple(job.title for job in jobs), rows=len(jobs), marking=str(marking))
    return screen(html.page("ingest.html", frame=framed(request, read, marking), loads=told, **more))


def _said(told: Sequence[Load], begun: int, done: str) -> str:
    """What was just done."""
    if begun:
        newest = [f"{load.job.title} {WORDS[load.job.state]}" for load in told[:begun]]
        return f"{'; '.join(newest)}."
    job = next((load.job for load in told if load.job.id == done), None)
    if job is None:
        return ""
    if job.taken_back:
        return f"Taken back of {job.title}: {job.taken_back}. To have it again, load the file again."
    return f"{job.title} {WORDS[job.state]}." if job.state in OVER else f"{job.title} stops after its present slice."


WORDS: Final = {
    "waiting": "waits for its turn",
    "running": "is being read",
    "done": "is loaded",
    "stopped": "was stopped",
    "failed": "was not loaded",
}


@router.post("/ingest")
def start(
    request: Request,
    running: Running,
    asker: Analyst,
    file: Annotated[list[UploadFile], File()],
    marking: Annotated[str, Form(max_length=20)] = "",
    kind: Annotated[str, Form(max_length=60)] = "",
    reliability: Annotated[str, Form(max_length=10)] = "",
    url: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Begin to load files, each by itself: what is wrong with one holds up no other."""
    told, given = Stated(marking, kind, reliability, url), [one for one in file if one.filename]
    level = parse_marking(marking)
    if not given:
        raise UsageError("No file was chosen.", where="file", mend="Go back, and choose one or several.")
    for one in given:
        job = _begun(running, asker, one, told, level)
        note(request, running, things=(job.title, job.id), marking=str(level))
    return RedirectResponse(f"/ingest?begun={len(given)}", status_code=303)


def _begun(running: Service, asker: Person, file: UploadFile, told: Stated, level: Marking) -> Job:
    """The load of one file; or what is wrong with it at once, or when it came first."""
    digest = digest_of(file.file)
    first = came_first(running.desk, running.store, digest, asker.clearance)
    try:
        allowed(asker, told)
        if any(job.upload.sha256 == digest and job.state not in OVER for job in running.jobs.of(asker)):
            raise DataError("This very file is being loaded already.", mend="There is nothing to do but wait.")
        if first:
            mend = "There is nothing to do. To load it with another marking or reliability, take the first load back."
            raise DataError(f"This very file came first on {first[:10]}, at {first[11:16]} UTC.", mend=mend)
        return begin(running, asker, file, digest, told)
    except WengraphError as error:
        upload = Upload(running.jobs.folder / "refused" / plain_name(file), digest, min(level, asker.clearance))
        return running.jobs.refuse(asker, upload, error)


@router.post("/ingest/{job}/stop")
def stop(request: Request, running: Running, asker: Analyst, job: str) -> Response:
    """Stop a load after its present slice; what has landed stays until it is taken back."""
    found = running.jobs.find(job, asker)
    found.stop = True
    note(request, running, things=(found.title, found.id))
    return RedirectResponse(f"/ingest?done={found.id}", status_code=303)


@router.post("/ingest/{job}/back")
def back(
    request: Request, running: Running, asker: Admin, job: str, reason: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """Take back what a load brought, with its proposals."""
    found = running.jobs.find(job, asker)
    if not found.upload.what or found.state not in OVER:
        raise UsageError("There is nothing to take back yet.", where=found.title)
    who = hand(asker, reason)
    claims, proposals = take_back(running.store, found.upload.what, asker, who.reason)
    found.taken_back = f"{claims} claims and {proposals} proposals"
    note(request, running, things=(found.upload.what,), rows=claims + proposals, reason=reason)
    return RedirectResponse(f"/ingest?done={found.id}", status_code=303)
