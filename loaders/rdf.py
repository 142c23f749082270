"""A partner's file of RDF in, its claims landed out, with a report of what could not be taken and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from graph.commit import SLICE, check_ceiling, commit
from graph.errors import DataError, UsageError
from graph.schema import LINKS
from graph.store.bolt import Store
from graph.store.lookups import store_identity
from graph.values.claims import Claim, Source
from graph.values.markings import Marking, join
from graph.values.names import slug
from loaders.base import Problem, declared
from loaders.readers.rows import shown
from loaders.run import Progress, Report
from ontology.files import FORMATS, quads_of
from ontology.ingest import Ingested, ingest

_LOOKED_AT = 4096
LARGEST = 300_000_000
"""Bytes of a file; its statements are held in memory while it is read."""


def is_rdf(path: Path) -> bool:
    """Whether a file is one of RDF, by the ending of its name; a .json is a table unless it begins as JSON-LD."""
    suffix = path.suffix.lower()
    return suffix in FORMATS and (suffix != ".json" or _is_linked(path))


def _is_linked(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return re.search(rb'"@(?:context|graph|id|type)"', stream.read(_LOOKED_AT)) is not None
    except OSError:
        return False


def read_rdf(path: Path, marking: str, reliability: str) -> tuple[Ingested, Report]:
    """What a file states, marked at least as declared, and a report of what could not be taken. Writes nothing.

    Raises MarkingError without a marking, UsageError for a bad grade, DataError for a file that can't be read.
    """
    level, code = declared(marking, reliability, str(path))
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UsageError("There is no such file.", where=shown(str(path))) from error
    if size > LARGEST:
        raise DataError(
            f"This file has more than {LARGEST // 1_000_000} MB.", where=str(path), mend="Load it in parts."
        )
    dataset = slug(path.stem) or "rdf"
    origin = Source(dataset, shown(path.name), reliability=code, marking=level)
    found = ingest(quads_of(path), origin)
    return found, _report(path, dataset, found)


def load_rdf(
    store: Store,
    path: Path,
    *,
    marking: str,
    reliability: str = "",
    on_progress: Progress | None = None,
    clearance: Marking = Marking.RED,
) -> Report:
    """Load a file of RDF: what can't be taken is reported and left out. Loading it again changes nothing.

    The report tells nothing of what is held above the clearance. Raises what `read_rdf` does, and
    MarkingError, with nothing written, for a claim above the store's ceiling.
    """
    found, report = read_rdf(path, marking, reliability)
    return land_rdf(store, found, report, on_progress=on_progress, clearance=clearance)


def land_rdf(
    store: Store,
    found: Ingested,
    report: Report,
    *,
    on_progress: Progress | None = None,
    clearance: Marking = Marking.RED,
) -> Report:
    """Load what `read_rdf` found, as `load_rdf` does, and tell in its report what has landed."""
    levels = [*(claim.level for claim in found.claims), *(word.level for word in found.judgements)]
    report.marking = join(levels)
    check_ceiling(report.marking, Marking(store_identity(store)["ceiling"]))
    claims = sorted(found.claims, key=_side_by_side)
    parts: Sequence[int] = range(0, max(len(claims), 1), SLICE)
    for start in parts:
        judgements = found.judgements if not start else ()
        landed = commit(store, claims[start : start + SLICE], judgements, clearance=clearance)
        for told in landed.values():
            report.landed += told
        if on_progress:
            on_progress(min(start + SLICE, len(claims)), len(claims))
    return report


def _side_by_side(claim: Claim) -> tuple[object, ...]:
    """What is said of things before what links them, the same link at once: a slice then touches and folds less."""
    ends = (claim.subject, claim.object or claim.subject)
    return (claim.predicate in LINKS, claim.predicate, *((end.kind, end.key, end.name) for end in ends))


def _report(path: Path, dataset: str, found: Ingested) -> Report:
    report = Report(dataset, claims=len(found.claims))
    report.rows["claims"] = len(found.claims) + len(found.refused)
    report.rejected["claims"] = len(found.refused)
    report.problems = [Problem(str(path), 0, "", one.subject, one.why) for one in found.refused]
    if found.judgements:
        report.notes.append(f"{len(found.judgements)} judgements on what is one.")
    if found.plain:
        report.notes.append(f"{found.plain} plain triples are claims of the file itself now, not judged.")
    for term, count in found.unknown.most_common():
        report.notes.append(f"{count} × a term that is not ours: {term}")
    return report
