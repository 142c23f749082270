"""Uploads in, loads in the background out: one at a time, with progress, a way to stop, and a report."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from api.keys import Person
from graph.errors import UnknownName, WengraphError
from graph.store.bolt import Store
from loaders.run import Progress

State = Literal["waiting", "running", "done", "stopped", "failed"]
OVER: Final = ("done", "stopped", "failed")
Work = Callable[[Store, Progress], list[dict[str, object]]]
"""What a load does: it tells of its progress, and gives its reports."""
KEPT: Final = 200
"""Jobs that are remembered; older ones that are over are forgotten first."""


class Stopped(Exception):
    """Somebody stopped the load between two of its slices."""


@dataclass(slots=True)
class Job:
    """One load: whose it is, how far it is, and in the end its reports or what went wrong."""

    id: str
    owner: Person
    title: str
    state: State = "waiting"
    rows: int = 0
    rows_in_all: int = 0
    reports: list[dict[str, object]] = field(default_factory=list)
    problem: dict[str, str] = field(default_factory=dict)
    stop: bool = False

    def as_json(self) -> dict[str, Any]:
        """The job as answers show it."""
        told = {name: getattr(self, name) for name in ("id", "title", "state", "rows", "rows_in_all", "reports")}
        return told | {"owner": self.owner.name, "problem": self.problem or None}


class Jobs:
    """The loads of a running service; what has landed of one that was stopped stays, and can be retracted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="load")
        self.folder = Path(tempfile.mkdtemp(prefix="wengraph-upload-"))

    def close(self) -> None:
        """Stop what runs after its slice, and throw away the uploads."""
        for job in self._jobs.values():
            job.stop = True
        self._worker.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def begin(self, owner: Person, title: str, work: Work, upload: Path) -> Job:
        """Queue a load of an upload."""
        job = Job(secrets.token_hex(8), owner, title)
        with self._lock:
            over = [i for i, old in self._jobs.items() if old.state in OVER]
            for old in over[: max(0, len(self._jobs) + 1 - KEPT)]:
                del self._jobs[old]
            self._jobs[job.id] = job
        self._worker.submit(self._run, job, work, upload)
        return job

    def find(self, identifier: str, asker: Person) -> Job:
        """A job of one's own; an admin sees those of people who may read no more. Raises UnknownName for all others."""
        job = self._jobs.get(identifier)
        if job is None or not (_over(asker, job.owner) or (job.owner.name, job.owner.key) == (asker.name, asker.key)):
            raise UnknownName(f"There is no job {identifier!r} of yours.")
        return job

    def _run(self, job: Job, work: Work, upload: Path) -> None:
        def step(done: int, total: int) -> None:
            job.rows, job.rows_in_all = done, total
            if job.stop:
                raise Stopped

        job.state = "running"
        try:
            if job.stop:
                raise Stopped
            job.reports, job.state = work(self._store, step), "done"
        except Stopped:
            job.state = "stopped"
        except WengraphError as error:
            where = error.where.replace(f"{upload.parent}/", "")
            job.problem = {"code": error.code, "what": error.what, "where": where, "mend": error.mend}
            job.state = "failed"
        except Exception:
            job.problem, job.state = {"code": "error", "what": "Something went wrong here."}, "failed"
            raise
        finally:
            shutil.rmtree(upload.parent, ignore_errors=True)


def _over(asker: Person, owner: Person) -> bool:
    """Whether one may look into another's jobs, whose reports name what is as high as their owner may read."""
    return asker.may("admin") and asker.clearance >= owner.clearance
