"""Uploads in, loads in the background out: one at a time, with progress, a way to stop, and a report."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from api.answers import status_of
from api.keys import Person
from graph.errors import UnknownName, WengraphError
from graph.store.bolt import Store
from graph.values.markings import Marking
from loaders.run import Progress

State = Literal["waiting", "running", "done", "stopped", "failed"]
OVER: Final = ("done", "stopped", "failed")
Reports = list[dict[str, object]]
Work = Callable[[Store, Progress, Reports], None]
"""What a load does: it tells of its progress, and adds its reports, also where it is stopped half-way."""
KEPT: Final = 200
"""Jobs that are remembered; older ones that are over are forgotten first."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in: where it lies, its hash, its marking, and by what it can be taken back ('' if not)."""

    path: Path
    sha256: str
    marking: Marking
    what: str = ""


class Stopped(Exception):
    """Somebody stopped the load between two of its slices."""


@dataclass(slots=True)
class Job:
    """One load: whose it is, how far it is, and in the end its reports or what went wrong."""

    id: str
    owner: Person
    upload: Upload
    begun_at: str
    state: State = "waiting"
    rows: int = 0
    rows_in_all: int = 0
    reports: Reports = field(default_factory=list)
    problem: dict[str, str] = field(default_factory=dict)
    status: int = 200
    stop: bool = False
    taken_back: str = ""

    @property
    def title(self) -> str:
        """The name of the file."""
        return self.upload.path.name

    def as_json(self) -> dict[str, Any]:
        """The job as answers show it."""
        told = {name: getattr(self, name) for name in ("id", "title", "state", "rows", "rows_in_all", "reports")}
        return told | {"owner": self.owner.name, "problem": self.problem or None, "what": self.upload.what or None}


Ended = Callable[[Job, State], None]
"""What is called when a load ends, before anybody sees in which state."""


class Jobs:
    """The loads of a running service; what has landed of one that was stopped stays, and can be retracted."""

    def __init__(self, store: Store, on_end: Ended) -> None:
        self._store = store
        self._on_end = on_end
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="load")
        self.folder = Path(tempfile.mkdtemp(prefix="wengraph-upload-"))

    def close(self) -> None:
        """Stop what runs after its slice, and throw away the uploads."""
        for job in self._jobs.values():
            job.stop = True
        self._worker.shutdown(wait=True, cancel_futures=True)
        for job in self._jobs.values():
            if job.state == "waiting":
                self._end(job, "stopped")
        shutil.rmtree(self.folder, ignore_errors=True)

    def begin(self, owner: Person, upload: Upload, work: Work) -> Job:
        """Queue a load of an upload."""
        job = self._kept(Job(secrets.token_hex(8), owner, upload, _now()))
        self._worker.submit(self._run, job, work)
        return job

    def refuse(self, owner: Person, upload: Upload, error: WengraphError) -> Job:
        """Remember an upload that was not loaded, and why."""
        job = Job(secrets.token_hex(8), owner, upload, _now(), problem=_problem(error, upload), status=status_of(error))
        self._end(job, "failed")
        return self._kept(job)

    def _end(self, job: Job, state: State) -> None:
        try:
            self._on_end(job, state)
        finally:
            job.state = state

    def _kept(self, job: Job) -> Job:
        with self._lock:
            over = [i for i, old in self._jobs.items() if old.state in OVER]
            for old in over[: max(0, len(self._jobs) + 1 - KEPT)]:
                del self._jobs[old]
            self._jobs[job.id] = job
        return job

    def find(self, identifier: str, asker: Person) -> Job:
        """A job of one's own; an admin sees those of people who may read no more. Raises UnknownName for all others."""
        job = self._jobs.get(identifier)
        if job is None or not _may(asker, job):
            raise UnknownName(f"There is no job {identifier!r} of yours.")
        return job

    def of(self, asker: Person) -> list[Job]:
        """All jobs that `find` would give, the newest first."""
        with self._lock:
            return [job for job in reversed(self._jobs.values()) if _may(asker, job)]

    def _run(self, job: Job, work: Work) -> None:
        def step(done: int, total: int) -> None:
            job.rows, job.rows_in_all = done, total
            if job.stop:
                raise Stopped

        state: State = "failed"
        job.state = "running"
        try:
            if job.stop:
                raise Stopped
            work(self._store, step, job.reports)
            state = "done"
        except Stopped:
            state = "stopped"
        except WengraphError as error:
            job.problem, job.status = _problem(error, job.upload), status_of(error)
        except Exception:
            job.problem, job.status = {"code": "error", "what": "Something went wrong here."}, 500
            raise
        finally:
            shutil.rmtree(job.upload.path.parent, ignore_errors=True)
            self._end(job, state)


def _problem(error: WengraphError, upload: Upload) -> dict[str, str]:
    where = error.where.replace(f"{upload.path.parent}/", "")
    return {"code": error.code, "what": error.what, "where": where, "mend": error.mend}


def _may(asker: Person, job: Job) -> bool:
    return _over(asker, job.owner) or (job.owner.name, job.owner.key) == (asker.name, asker.key)


def _over(asker: Person, owner: Person) -> bool:
    """Whether one may look into another's jobs, whose reports name what is as high as their owner may read."""
    return asker.may("admin") and asker.clearance >= owner.clearance


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
