"""The command that checks RDF of one's own or of a partner: a file in, what is wrong with it by thing out."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import output, session
from graph.errors import UsageError

if TYPE_CHECKING:
    from ontology.validate import Finding

SHOWN = 200
"""Findings that are written as text; the report and the JSON hold all."""


def validate(
    data: Annotated[Path, typer.Argument(help="An RDF file: .ttl, .trig, .nq, .nt, .jsonld, .rdf.")],
    shapes: Annotated[Path | None, typer.Option(help="SHACL Core shapes to check against; default: ours.")] = None,
    report: Annotated[Path | None, typer.Option(help="Where to write the SHACL report, as Turtle.")] = None,
    seconds: Annotated[float, typer.Option(min=1, help="How long the check may take.")] = 120,
    as_json: session.Json = False,
) -> None:
    """Check RDF against the shapes of records; nothing is loaded, nothing is fetched, no store is needed."""
    from ontology import validate as checks

    told = checks.validate(data, shapes, seconds=seconds)
    if report:
        try:
            report.write_text(told.turtle, encoding="utf-8")
        except OSError as error:
            raise UsageError("The report can't be written.", where=str(report), mend=f"{error.strerror}.") from error
    if as_json:
        output.write_json(checks.summary(told))
    else:
        _write(told.findings)
    if not told.conforms:
        raise typer.Exit(1)


def _write(findings: tuple[Finding, ...]) -> None:
    for focus, found in groupby(findings[:SHOWN], key=lambda one: one.focus):
        output.write(focus)
        for one in found:
            place = f"{one.path} {one.value}".strip() if one.path else ""
            output.write(f"  {place}: {one.message}" if place else f"  {one.message}")
    if len(findings) > SHOWN:
        output.write(f"… and {len(findings) - SHOWN} more (--json, --report).")
    output.write(f"{output.count(len(findings), 'finding')}." if findings else "The data conforms.")
