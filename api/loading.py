"""An upload and what is said of it in, a load in the background out; and what a load brought, taken back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from fastapi import UploadFile

from api.audit import Entry, shortened, write
from api.deps import Service
from api.desk import Desk as Kept
from api.jobs import Job, Reports, State, Upload, Work
from api.keys import Person
from api.uploads import keep
from graph.commit import retract
from graph.errors import MarkingError, WengraphError
from graph.proposals import forget
from graph.store.bolt import Store
from graph.values.markings import Marking, parse_marking
from graph.values.names import slug
from loaders.dataset import SUFFIXES, open_datasets
from loaders.documents.load import Desk, read_only, source_of, stated
from loaders.rdf import is_rdf, land_rdf, read_rdf
from loaders.readers.document import is_document, open_document
from loaders.readers.document_kind import SUFFIXES as PROSE
from loaders.run import Progress, Report, check, load
from loaders.tables import SPECS
from ontology.files import FORMATS

ENDING: Final = 8
"""Letters of a file's ending that are kept; what no loader knows is refused by it."""
ENDINGS: Final = (*SUFFIXES, *PROSE, *FORMATS)
"""What a page offers to choose from."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person says of a file: its marking, the record kind of a table, reliability, a document's address.

    `strict`: nothing is written where a row or statement of it is bad.
    """

    marking: str
    kind: str = ""
    reliability: str = ""
    url: str = ""
    strict: bool = False


def begin(running: Service, owner: Person, file: UploadFile, digest: str, told: Stated) -> Job:
    """Begin to load an upload of this hash. Raises what is wrong with it at first sight, and leaves nothing behind."""
    marking = allowed(owner, told)
    path = _kept(running.jobs.folder, file)
    with _cleared(path):
        what, work = _way(path, told)(path, str(marking), told, owner.clearance)
    upload = Upload(path, digest, marking, what)

    def whole(store: Store, step: Progress, reports: Reports) -> None:
        work(store, step, reports)
        keep(running.desk, upload)

    return running.jobs.begin(owner, upload, whole)


def note_end(desk: Kept, job: Job, state: State) -> None:
    """Write into the audit how a load ended, under whoever began it; what it brought is as high as they may read."""
    things = shortened([job.upload.what, job.title, job.id])
    rows = sum(int(str(report.get("claims", report.get("found", 0)))) for report in job.reports)
    told: dict[str, Any] = {"status": job.status, "rows": rows, "marking": str(job.upload.marking)}
    reach = str(max(job.owner.clearance, job.upload.marking))
    write(desk, Entry(job.owner.signed, f"job ended: {state}", things=things, clearance=reach, **told))


def check_upload(running: Service, file: UploadFile, told: Stated) -> Reports:
    """What loading it would say, with nothing written."""
    level = str(parse_marking(told.marking))
    path = _kept(running.jobs.folder, file)
    try:
        with _cleared(path):
            if _is_prose(path, told):
                return [read_only(path, stated(level, told.reliability)).as_json()]
            if is_rdf(path):
                return [_bare(read_rdf(path, level, told.reliability)[1].as_json(), path)]
            datasets = open_datasets([path], kind=told.kind, marking=level, reliability=told.reliability)
            return [_bare(report.as_json(), path) for report in check(datasets)]
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)


def take_back(store: Store, what: str, who: Person, reason: str) -> tuple[int, int]:
    """Take back what a person may see of a dataset or a source: how many claims, how many proposals."""

    def take(**which: str) -> int:
        return retract(store, **which, author=who.name, reason=reason, clearance=who.clearance)

    return take(dataset=what) or take(source=what), forget(store, what, who.clearance)


def allowed(owner: Person, told: Stated) -> Marking:
    """The marking that a person states, if they may read as high. Raises MarkingError."""
    level = parse_marking(told.marking)
    if level > owner.clearance:
        raise MarkingError(f"Your clearance is {owner.clearance}.", mend="Ask somebody who may read what you load.")
    return level


def _is_prose(path: Path, told: Stated) -> bool:
    return is_document(path) and not told.kind and path.stem not in SPECS


def _way(path: Path, told: Stated) -> Callable[[Path, str, Stated, Marking], tuple[str, Work]]:
    if _is_prose(path, told):
        return _proposing
    return _sharing if is_rdf(path) and not told.kind else _loading


def _loading(path: Path, marking: str, told: Stated, clearance: Marking) -> tuple[str, Work]:
    datasets = open_datasets([path], kind=told.kind, marking=marking, reliability=told.reliability)

    def work(store: Store, step: Progress, reports: Reports) -> None:
        begun: list[Report] = []
        try:
            load(store, datasets, strict=told.strict, on_progress=step, clearance=clearance, begun=begun)
        finally:
            reports += [_bare(told.as_json(), path) for told in begun]

    return datasets[0].id, work


def _sharing(path: Path, marking: str, told: Stated, clearance: Marking) -> tuple[str, Work]:
    """A partner's RDF is read before the answer goes out, so that one that can't be is told of at once."""
    found, report = read_rdf(path, marking, told.reliability)

    def work(store: Store, step: Progress, reports: Reports) -> None:
        if not (told.strict and report.problems):
            land_rdf(store, found, report, on_progress=step, clearance=clearance)
        reports.append(_bare(report.as_json(), path))

    return report.dataset, work


def _proposing(path: Path, marking: str, told: Stated, clearance: Marking) -> tuple[str, Work]:
    """The file is opened before the answer goes out, so that a broken one is told of at once."""
    said = stated(marking, told.reliability, told.url)
    document = open_document(path)

    def work(store: Store, step: Progress, reports: Reports) -> None:
        step(0, 1)
        report = Desk(store, said, clearance).propose(document)
        reports.append(report.as_json())
        step(1, 1)

    return source_of(document, said).id, work


def _bare(report: dict[str, object], path: Path) -> dict[str, object]:
    """A report that names the upload without its folder."""
    problems = report["problems"]
    assert isinstance(problems, list)  # noqa: S101 — `Report.as_json` makes it so
    return report | {"problems": [str(text).replace(f"{path.parent}/", "") for text in problems]}


@contextmanager
def _cleared(path: Path) -> Iterator[None]:
    """What goes wrong with an upload names it without its folder, and leaves nothing of it behind."""
    try:
        yield
    except WengraphError as error:
        shutil.rmtree(path.parent, ignore_errors=True)
        error.where = error.where.replace(f"{path.parent}/", "")
        raise


def plain_name(file: UploadFile) -> str:
    """A name for an upload that can lead nowhere, whatever a person called it; without an ending it is a text."""
    name = Path(file.filename or "")
    ending = slug(name.suffix)[:ENDING]
    return f"{slug(name.stem) or 'table'}.{ending or 'txt'}"


def digest_of(stream: IO[bytes]) -> str:
    """The SHA-256 of all that a stream holds; it stands at its beginning again."""
    found = sha256()
    while piece := stream.read(1 << 20):
        found.update(piece)
    stream.seek(0)
    return found.hexdigest()


def _kept(folder: Path, file: UploadFile) -> Path:
    """The upload under a plain name of its own."""
    path = Path(tempfile.mkdtemp(dir=folder)) / plain_name(file)
    with path.open("wb") as stream:
        shutil.copyfileobj(file.file, stream)
    return path
