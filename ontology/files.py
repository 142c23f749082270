"""A file of RDF in, its quads out as they come; what can't be parsed is named with line and column.

Nothing is fetched, and nothing is expanded: JSON-LD may name our own context by its address, and no other one;
RDF/XML has no document type, for entities within entities can fill all memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from pyoxigraph import Quad, RdfFormat, parse

from graph.errors import DataError, UsageError
from ontology import vocabulary
from ontology.terms import WEN

FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
}
"""Formats by the ending of a file's name."""

CONTEXT: Final = WEN.removesuffix("#") + "/context.jsonld"
"""The address by which a document may name our context; ours is taken from the installed files, not fetched."""


def format_of(path: Path) -> RdfFormat:
    """The format of a file. Raises UsageError for an ending that is none of ours."""
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        what = f"{path.suffix or 'No suffix'} names no RDF format."
        raise UsageError(what, where=path.name, mend=f"Use: {', '.join(FORMATS)}.")
    return form


def quads_of(path: Path, base: str = "", *, apart: bool = False) -> Iterator[Quad]:
    """The quads of a file, letter by letter as it has them.

    `apart` gives its blank nodes labels that no other file has.

    Raises UsageError for an ending that is none of ours and a file that can't be opened, DataError for one that can't
    be parsed.
    """
    form, base = format_of(path), base or f"file:///{quote(path.name)}"
    try:
        if form in (RdfFormat.JSON_LD, RdfFormat.RDF_XML):
            yield from quads_in(path.read_bytes(), form, where=path.name, base=base, apart=apart)
            return
        with _placed(form, path.name):
            yield from parse(path=str(path), format=form, base_iri=base, rename_blank_nodes=apart)
    except OSError as error:
        mend = f"{error.strerror or error}."
        raise UsageError("The file can't be opened.", where=path.name, mend=mend) from error


def quads_in(
    data: bytes, form: RdfFormat, *, where: str, base: str | None = None, apart: bool = False
) -> Iterator[Quad]:
    """The quads of RDF text. Raises DataError where it can't be read."""
    if form == RdfFormat.RDF_XML:
        _refuse_doctype(data, where)
    if form == RdfFormat.JSON_LD:
        data = _with_our_context(data, where)
    with _placed(form, where):
        yield from parse(data, format=form, base_iri=base, rename_blank_nodes=apart)


@contextmanager
def _placed(form: RdfFormat, where: str) -> Iterator[None]:
    """What a parser complains of, as an error that says where."""
    try:
        yield
    except SyntaxError as error:
        place = f", line {error.lineno}, column {error.offset}" if error.lineno else ""
        what = f"This is no {form.name}: {error.msg}."
        raise DataError(what, where=f"{where}{place}", mend="Correct that place.") from error
    except ValueError as error:
        raise DataError(f"This is no {form.name}: {error}.", where=where, mend="Correct the file.") from error


def _refuse_doctype(data: bytes, where: str) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("RDF/XML is read as UTF-8 only.", where=where, mend="Save it as UTF-8.") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise DataError("A document type or entity is not read.", where=where, mend="Take it out of the file.")


def _with_our_context(data: bytes, where: str) -> bytes:
    """The same document with our context in it, where it names that by its address."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DataError(f"This is no JSON: {error}.", where=where, mend="Correct that place.") from error
    if isinstance(document, dict) and document.get("@context") == CONTEXT:
        document["@context"] = vocabulary.context_for_json()
        return json.dumps(document).encode()
    return data
