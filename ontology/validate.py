"""RDF and shapes in, what is wrong with it out, as SHACL reports it; in a process of its own that has a deadline."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
from rdflib import SH, Graph, Literal, URIRef
from rdflib.term import Node

from graph.errors import DataError, UsageError, WengraphError
from ontology import vocabulary
from ontology.rdflib_graphs import as_graph, read_graph

SECONDS: Final = 120
"""How long one check may take."""

NOT_CORE: Final = ("sparql", "select", "ask", "construct", "update", "rule", "js", "jsLibrary", "jsFunctionName")
"""Parts of SHACL that would run somebody's queries or scripts; only SHACL Core is run."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: with which node, along which path, at which value, and how to mend it.

    Nodes are IRIs, literals in quotes, or `_:` and a label; `path` and `value` are '' where SHACL gives none.
    """

    focus: str
    path: str
    value: str
    message: str
    component: str
    severity: str
    shape: str

    def as_json(self) -> dict[str, str]:
        """As JSON shows it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Report:
    """Whether the data conforms, what is wrong with it, and the SHACL report as Turtle."""

    conforms: bool
    findings: tuple[Finding, ...]
    turtle: str


def validate(data: Path, shapes: Path | None = None, *, seconds: float = SECONDS) -> Report:
    """Check a file against our shapes, or against those of another file.

    With our shapes the vocabulary and codes stand beside the data; with others, nothing does. Nothing is fetched.
    Raises UsageError for a file that can't be opened, shapes that are not SHACL Core, or more work than `seconds`
    allow; DataError for text that can't be read.
    """
    ours, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=_answer, args=(theirs, data, shapes), daemon=True)
    child.start()
    theirs.close()
    try:
        told = ours.recv() if ours.poll(seconds) else None
    except EOFError as error:
        mend = "It may be nested too deeply, or too large: check a part of it."
        raise DataError("The check broke down.", where=str(data), mend=mend) from error
    finally:
        child.kill()
        child.join()
        ours.close()
    if told is None:
        mend = "Check fewer things at a time, or allow more seconds."
        raise UsageError(f"The check took longer than {seconds:g} seconds.", where=str(data), mend=mend)
    if isinstance(told, dict):
        raise (DataError if told.pop("data") else UsageError)(**told)
    assert isinstance(told, Report)  # noqa: S101 — the child sends nothing else
    return told


def _answer(pipe: Connection, data: Path, shapes: Path | None) -> None:
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)  # it would log a traceback for each ill-typed literal
    try:
        pipe.send(check(data, shapes))
    except WengraphError as error:
        told = {"what": error.what, "where": error.where, "mend": error.mend}
        pipe.send({**told, "data": isinstance(error, DataError)})


def check(data: Path, shapes: Path | None = None) -> Report:
    """The same in this process, without a deadline."""
    from pyshacl import validate as run

    graph = read_graph(data)
    if shapes is None:
        for name in ("wengraph", "codes"):
            graph += _own(name)
    wanted = _own("shapes") if shapes is None else _core(read_graph(shapes), shapes)
    conforms, told, _ = run(graph, shacl_graph=wanted, inference="none", do_owl_imports=False, inplace=True)
    if not isinstance(told, Graph):
        raise UsageError(f"These shapes can't be run: {told}.", where=str(shapes), mend="Correct them.")
    findings = sorted(_findings(told), key=lambda found: (found.focus, found.path, found.message, found.value))
    return Report(bool(conforms), tuple(findings), told.serialize(format="turtle"))


def _own(name: str) -> Graph:
    return as_graph(vocabulary.text(name), ox.RdfFormat.TURTLE, where=name)


def _core(shapes: Graph, path: Path) -> Graph:
    for name in NOT_CORE:
        if (None, SH[name] if name in SH else URIRef(vocabulary.SH + name), None) in shapes:
            raise UsageError(f"sh:{name} is not run.", where=str(path), mend="Say it in SHACL Core.")
    return shapes


def _findings(report: Graph) -> Iterable[Finding]:
    for result in report.objects(None, SH.result):
        one = {name: _text(report.value(result, SH[name])) for name in PARTS}
        messages = sorted(str(text) for text in report.objects(result, SH.resultMessage))
        yield Finding(message=" ".join(messages), **{PARTS[name]: text for name, text in one.items()})


PARTS: Final = {
    "focusNode": "focus",
    "resultPath": "path",
    "value": "value",
    "sourceConstraintComponent": "component",
    "resultSeverity": "severity",
    "sourceShape": "shape",
}


def _text(node: Node | None) -> str:
    if node is None:
        return ""
    if isinstance(node, Literal):
        kind = f"^^{vocabulary.short(node.datatype)}" if node.datatype else ""
        return f'"{node}"@{node.language}' if node.language else f'"{node}"{kind}'
    return vocabulary.short(str(node)) if isinstance(node, URIRef) else f"_:{node}"


def summary(report: Report) -> dict[str, Any]:
    """The report as JSON shows it."""
    return {"conforms": report.conforms, "findings": [found.as_json() for found in report.findings]}
