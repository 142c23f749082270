"""Documents on the command line: read into the store as proposals, or without a store as labels to score."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import audited, output, session
from graph.errors import DataError, UsageError, WengraphError

if TYPE_CHECKING:
    from loaders.documents.load import DocumentReport


@dataclass(slots=True)
class Told:
    """What became of documents: reports of those that were read, and how many could not be."""

    reports: list[DocumentReport] = field(default_factory=list)
    failed: int = 0


def parted(paths: list[Path], kind: str) -> tuple[list[Path], list[Path]]:
    """Datasets, tables and RDF on one side, documents on the other; a .txt named as a record kind is a table."""
    from loaders.readers.document import is_document
    from loaders.tables import SPECS

    def prose(path: Path) -> bool:
        return is_document(path) and not kind and path.stem not in SPECS

    return [p for p in paths if not prose(p)], [p for p in paths if prose(p)]


def read_in(paths: list[Path], *, marking: str, reliability: str, url: str, dry_run: bool) -> Told:
    """Propose what documents say; one that can't be read is told of, and the others go on."""
    found = Told()
    if not paths:
        return found
    with output.progress("Reading documents") as step:
        for number, report in enumerate(_each(paths, marking, reliability, url, dry_run=dry_run), 1):
            if isinstance(report, WengraphError):
                if len(paths) == 1:
                    raise report
                output.say(f"  {report}")
                found.failed += 1
            else:
                found.reports.append(report)
                if not dry_run:
                    audited.tell(report.source)
            step(number, len(paths))
    return found


def _each(
    paths: list[Path], marking: str, reliability: str, url: str, *, dry_run: bool
) -> Iterator[DocumentReport | WengraphError]:
    from loaders.documents.load import Desk, read_only, stated

    told = stated(marking, reliability, url, where=str(paths[0]))
    if dry_run:
        yield from (_tried(lambda path=path: read_only(path, told)) for path in paths)  # type: ignore[misc]
        return
    with session.store() as store:
        desk = Desk(store, told, session.reader("").clearance)
        yield from (_tried(lambda path=path: desk.load(path)) for path in paths)  # type: ignore[misc]


def _tried(work: Callable[[], DocumentReport]) -> DocumentReport | WengraphError:
    try:
        return work()
    except (DataError, UsageError) as error:
        return error


def write(told: Told, *, dry_run: bool) -> None:
    """What became of each document, and what to do next."""
    for report in told.reports:
        done = report.proposed
        if dry_run:
            fate = f"{output.count(report.found, 'proposal')}, nothing written"
        else:
            before = done.rejected_before + done.accepted_before
            fate = f"proposals: {done.new} new, {done.known} waiting already, {before} decided on before"
        output.write(f"{report.name}: “{report.title}”, {report.characters:,} characters; {fate}")
        for note in report.notes:
            output.say(f"  {note}")
    if any(report.proposed.new for report in told.reports):
        output.write("Nothing has entered the graph yet. Next: wengraph review list")


def extract(
    path: Annotated[Path, typer.Argument(help="A document (TXT, HTML, PDF, DOCX, EML), or a folder of them.")],
    folder: Annotated[
        Path | None, typer.Option("--json", help="Write one JSON file of labels a document here.")
    ] = None,
) -> None:
    """Read documents without a store: names, links and dates as labels, to look at or to score."""
    from loaders.documents.gold import labels
    from loaders.documents.reading import bundled_reader
    from loaders.readers.document import is_document, open_document

    paths = sorted(p for p in path.iterdir() if is_document(p)) if path.is_dir() else [path]
    if not paths:
        raise UsageError(
            "There is no document in this folder.", where=str(path), mend="Known: .txt .html .pdf .docx .eml."
        )
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    reader, failed = bundled_reader(), 0
    with output.progress("Reading documents") as step:
        for number, one in enumerate(paths, 1):
            try:
                told = labels(reader.read(open_document(one)), one.name)
            except WengraphError as error:
                if not path.is_dir():
                    raise
                output.say(f"  {error}")
                failed += 1
                continue
            if folder:
                text = json.dumps(told, ensure_ascii=False, indent=1)
                (folder / f"{one.stem}.json").write_text(f"{text}\n", encoding="utf-8")
            else:
                output.write_json(told)
            step(number, len(paths))
    if folder:
        output.write(f"{output.count(len(paths) - failed, 'document')} read; labels in {folder}.")
    if failed:
        raise typer.Exit(1)
