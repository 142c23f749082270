"""What a partner would ask of the RDF: fifteen questions in SPARQL over the bundled records, and Cypher's answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.ask import ask
from graph.store.bolt import Store
from graph.values.markings import Marking
from ontology.cut import project
from ontology.project import Cut
from ontology.terms import WEN

pytestmark = pytest.mark.neo4j
FOLDER = Path(__file__).parent / "cq"
NAMES = sorted(path.stem for path in FOLDER.glob("*.rq"))
BASE = "https://data.example.org/"


@pytest.fixture(scope="module")
def rdf(bundled: Store) -> ox.Store:
    """The bundled records as a partner has them."""
    store = ox.Store()
    store.bulk_extend(project(bundled, Cut(BASE, 0)))
    return store


def answer(rdf: ox.Store, name: str) -> list[list[str]]:
    """The rows of a question, in order, IRIs of ours in short."""
    told = rdf.query((FOLDER / f"{name}.rq").read_text(encoding="utf-8"), use_default_graph_as_union=True)
    assert isinstance(told, ox.QuerySolutions)
    return sorted([_short(value) for value in row] for row in told)


def _short(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    assert not isinstance(value, ox.Triple)
    return value.value.replace(f"{BASE}id/", "d:").replace(WEN, "wen:") if value else ""


def test_there_are_fifteen() -> None:
    assert len(NAMES) == 15


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_its_answer(name: str, rdf: ox.Store, golden: Callable[[str, str], None]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(answer(rdf, name))
    golden(f"cq/{name}.csv", text.getvalue())


def _id(iri: str) -> str:
    """`d:agency-kws` as the id that Cypher gives."""
    kind, _, key = iri.removeprefix("d:").partition("-")
    return f"{kind}:{key}"


@pytest.mark.parametrize(
    ("name", "question", "given", "columns", "cells"),
    [
        ("attendance", "meeting-attendance", {"meeting": "m-interpol-fam-2013"}, ("attendee", "role"), (0, 2)),
        ("sawen-members", "network-members", {"network": "SAWEN"}, ("member", "role"), (0, 2)),
        ("members-of-latf", "network-members", {"network": "LATF"}, ("member", "role"), (0, 1)),
        ("shared-operations", "shared-operations", {"a": "Kenya", "b": "China"}, ("operation",), (0,)),
    ],
)
def test_sparql_and_cypher_agree(
    name: str, question: str, given: dict[str, str], columns: tuple[str, ...], cells: tuple[int, ...],
    rdf: ox.Store, bundled: Store,
) -> None:  # fmt: skip
    told = ask(bundled, question, given, clearance=Marking.CLEAR)
    places = [told.columns.index(column) for column in columns]
    theirs = {tuple(str(row[place]) for place in places) for row in told.rows}
    ours = {tuple(_cell(row[cell]) for cell in cells) for row in answer(rdf, name)}
    assert ours == theirs
    assert ours


def _cell(text: str) -> str:
    return _id(text) if text.startswith("d:") else text.removeprefix("wen:role-")
