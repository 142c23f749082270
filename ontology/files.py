"""A file of RDF in, its quads out as they come; what can't be parsed is named with line and column."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

from pyoxigraph import Quad, RdfFormat, parse

from graph.errors import DataError

FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}
"""Formats by the ending of a file's name."""


def quads_of(path: Path, base: str = "", *, apart: bool = False) -> Iterator[Quad]:
    """The quads of a file, letter by letter as it has them. Nothing is fetched: a remote context is an error.

    `apart` gives its blank nodes labels that no other file has.

    Raises DataError for an ending that is none of ours, a file that can't be read, and one that can't be parsed.
    """
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise DataError("This is no file of RDF that I know.", where=path.name, mend=f"Known: {', '.join(FORMATS)}.")
    try:
        yield from parse(
            path=str(path), format=form, base_iri=base or f"file:///{quote(path.name)}", rename_blank_nodes=apart
        )
    except SyntaxError as error:
        place = f", line {error.lineno}, column {error.offset}" if error.lineno else ""
        raise DataError(f"This is no {form.name}: {error.msg}.", where=f"{path.name}{place}") from error
    except (OSError, ValueError) as error:
        raise DataError(f"This file can't be read: {error}.", where=path.name) from error
