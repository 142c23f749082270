"""Our shapes on files that are right, and on files wrong in one way at each thing: what is told, no more, no less."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDFS, SH, Graph

from ontology import vocabulary
from ontology.rdflib_graphs import as_graph, read_graph
from ontology.validate import check

EXAMPLES = Path(__file__).parent / "shapes"
PASS = sorted((EXAMPLES / "pass").glob("*.ttl"))
FAIL = sorted((EXAMPLES / "fail").glob("*.ttl"))


@pytest.fixture(scope="module")
def shapes() -> Graph:
    """Our shapes."""
    return as_graph(vocabulary.text("shapes"), ox.RdfFormat.TURTLE, where="shapes")


@pytest.mark.parametrize("path", PASS, ids=lambda path: path.stem)
def test_what_is_right_conforms(path: Path) -> None:
    told = check(path)
    assert told.conforms, told.findings


@pytest.mark.parametrize("path", FAIL, ids=lambda path: path.stem)
def test_what_is_wrong_is_told_at_its_thing_and_nothing_else_is(path: Path) -> None:
    wanted: dict[str, set[str]] = {}
    for thing, words in read_graph(path).subject_objects(RDFS.comment):
        wanted.setdefault(str(thing), set()).add(str(words))
    found: dict[str, set[str]] = {}
    for finding in check(path).findings:
        found.setdefault(finding.focus, set()).add(finding.message)
    assert found == wanted


def test_every_message_has_an_example_that_brings_it_out(shapes: Graph) -> None:
    shown = {str(words) for path in FAIL for words in read_graph(path).objects(None, RDFS.comment)}
    assert {str(words) for words in shapes.objects(None, SH.message)} == shown


def test_every_target_has_an_example_that_is_right(shapes: Graph) -> None:
    right = Graph()
    for path in PASS:
        right += read_graph(path)
    below = as_graph(vocabulary.text("wengraph"), ox.RdfFormat.TURTLE, where="wengraph")
    types = {above for kind in right.objects(None, None) for above in below.transitive_objects(kind, RDFS.subClassOf)}
    assert set(shapes.objects(None, SH.targetClass)) <= types
    assert set(shapes.objects(None, SH.targetSubjectsOf)) <= set(right.predicates())


def test_every_shape_has_a_name_and_every_part_a_message(shapes: Graph) -> None:
    for shape in shapes.subjects(None, SH.NodeShape):
        assert str(shape).startswith(vocabulary.PREFIXES["wen"])
        assert all(shapes.value(part, SH.message) for part in shapes.objects(shape, SH.property)), shape
