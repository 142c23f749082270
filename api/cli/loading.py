"""Commands that bring facts in or take them back: demo, load, check, retract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import audited, documents, output, session
from graph.errors import UsageError
from graph.values.markings import Marking, join

if TYPE_CHECKING:
    from loaders.dataset import Dataset
    from loaders.run import Report

Paths = Annotated[
    list[Path],
    typer.Argument(help="Dataset folders, tables (CSV, XLSX, JSON Lines), files of RDF, documents (TXT, HTML, PDF …)."),
]
Kind = Annotated[str, typer.Option(help="Record kind of a single table; default: its file name.")]
MarkingOption = Annotated[str, typer.Option("--marking", help="Marking of a single table's rows (TLP 2.0).")]
Reliability = Annotated[str, typer.Option(help="Admiralty reliability A to F of a single table's sources, if judged.")]


def load(
    paths: Paths,
    kind: Kind = "",
    marking: MarkingOption = "",
    reliability: Reliability = "",
    url: Annotated[str, typer.Option("--url", help="The address that a document was published at.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing where a row is bad.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; needs no store.")] = False,
    as_json: session.Json = False,
) -> None:
    """Load datasets, tables or a partner's RDF; of documents, what they say is proposed to reviewers."""
    paths, prose = documents.parted(paths, kind)
    if url and not prose:
        raise UsageError("--url says where a document was published; these are none.", where="--url")
    told = documents.read_in(prose, marking=marking, reliability=reliability, url=url, dry_run=dry_run)
    if paths or not prose:
        reports, wrote = _load(paths, kind, marking, reliability, strict=strict, dry_run=dry_run)
    else:
        reports, wrote = [], True
    if not dry_run:
        audited.tell(rows=wrote * sum(r.claims for r in reports) + sum(r.found for r in told.reports))
    if as_json:
        output.write_json([*(r.as_json() for r in reports), *(r.as_json() for r in told.reports)])
    else:
        _write_all(reports, wrote=wrote)
        documents.write(told, dry_run=dry_run)
    if any(report.problems for report in reports) or told.failed:
        raise typer.Exit(1)


def _load(
    paths: list[Path], kind: str, marking: str, reliability: str, *, strict: bool, dry_run: bool
) -> tuple[list[Report], bool]:
    """Load tables and RDF, or only check them; the reports, and whether anything was written."""
    from loaders import run
    from loaders.dataset import open_datasets
    from loaders.rdf import load_rdf

    tables, partners = _parted(paths)
    datasets = open_datasets(tables, kind=kind, marking=marking, reliability=reliability) if tables else []
    if dry_run or (strict and partners and _bad(partners, marking, reliability)):
        return [*_checked(datasets), *_read(partners, marking, reliability)], False
    reports: list[Report] = []
    who = session.reader("").clearance
    audited.tell(*(d.id for d in datasets), clearance=Marking.RED)  # until all rows are read, they may be that high
    with session.store() as store, output.progress("Loading rows") as step:
        if datasets:
            reports = run.load(store, datasets, strict=strict, on_progress=step, clearance=who)
        for path in partners:
            told = load_rdf(store, path, marking=marking, reliability=reliability, on_progress=step, clearance=who)
            reports.append(told)
    top = join([*(d.origin.marking for d in datasets), *(r.marking for r in reports)])
    audited.tell(*(r.dataset for r in reports), marking=str(top), clearance=top)
    return reports, not (strict and any(r.problems for r in reports))


def check(
    paths: Paths,
    kind: Kind = "",
    marking: MarkingOption = "",
    reliability: Reliability = "",
    as_json: session.Json = False,
) -> None:
    """Check datasets or tables without a store: every row is read, nothing is written."""
    from loaders.dataset import open_datasets

    assumed = marking or _assumed(paths)
    tables, partners = _parted(paths)
    datasets = open_datasets(tables, kind=kind, marking=assumed, reliability=reliability) if tables else []
    _finish([*_checked(datasets), *_read(partners, assumed, reliability)], as_json=as_json, wrote=False)


def retract(
    what: Annotated[str, typer.Argument(help="A dataset's name, or a source's id or address.")],
    as_json: session.Json = False,
) -> None:
    """Take back a dataset or a source: readers see what never loading it would have given."""
    from graph.commit import retract as take_back
    from graph.proposals import forget

    with session.store() as store:
        count = take_back(store, dataset=what) or take_back(store, source=what)
        proposals = forget(store, what)
    audited.tell(rows=count + proposals, clearance=Marking.RED)  # of every marking
    if as_json:
        output.write_json({"retracted": count, "proposals": proposals})
    else:
        output.write(f"{output.count(count, 'claim')} taken back." if count else f"No live claim comes from {what!r}.")
        if proposals:
            output.write(f"{output.count(proposals, 'proposal')} from there wait no more.")
    if not count and not proposals:
        raise typer.Exit(1)


def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop before the web pages are served.")] = False,
) -> None:
    """Load the bundled records, answer three questions with their evidence, and serve the web pages."""
    from api.cli.tour import NEXT, pages, tour

    with session.store(ceiling=Marking.CLEAR) as store:
        tour(store)
    if no_serve:
        output.write(NEXT)
    else:
        pages()


def _assumed(paths: list[Path]) -> str:
    """A check writes nothing, so a single table may go without a marking here."""
    return "" if any(path.is_dir() for path in paths) else str(Marking.CLEAR)


def _parted(paths: list[Path]) -> tuple[list[Path], list[Path]]:
    """Datasets and tables, and files of RDF."""
    from loaders.rdf import is_rdf

    return [path for path in paths if not is_rdf(path)], [path for path in paths if is_rdf(path)]


def _read(paths: list[Path], marking: str, reliability: str) -> list[Report]:
    from loaders.rdf import read_rdf

    return [read_rdf(path, marking, reliability)[1] for path in paths]


def _bad(paths: list[Path], marking: str, reliability: str) -> bool:
    return any(report.problems for report in _read(paths, marking, reliability))


def _checked(datasets: list[Dataset]) -> list[Report]:
    from loaders import run

    with output.progress("Checking rows") as step:
        return run.check(datasets, on_progress=step)


def _finish(reports: list[Report], *, as_json: bool, wrote: bool) -> None:
    if as_json:
        output.write_json([report.as_json() for report in reports])
    else:
        _write_all(reports, wrote=wrote)
    if any(report.problems for report in reports):
        raise typer.Exit(1)


def _write_all(reports: list[Report], *, wrote: bool) -> None:
    for report in reports:
        _write(report, wrote=wrote)


def _write(report: Report, *, wrote: bool) -> None:
    landed, read, rejected = report.landed, sum(report.rows.values()), sum(report.rejected.values())
    if wrote:
        told = f"claims: {landed.new} new, {landed.changed} changed, {landed.unchanged} unchanged"
    else:
        told = f"{output.count(report.claims, 'claim')}, nothing written"
    output.write(f"{report.dataset}: {output.count(read, 'row')} read, {rejected} rejected; {told}")
    for problem in report.problems[:20]:
        output.say(f"  {problem}".replace("\n", " "))
    if len(report.problems) > 20:
        output.say(f"  … and {len(report.problems) - 20} more; --json lists them all")
    for note in report.notes:
        output.say(f"  {note}")
