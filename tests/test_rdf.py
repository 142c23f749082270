"""RDF of a real store: a cut holds what loading no more would give; export, import, export is equal; plain triples."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import DataError, MarkingError, UsageError
from graph.settings import load_settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from loaders.rdf import load_rdf, read_rdf
from ontology import terms
from ontology.cut import project
from ontology.package import FORMS, write_data
from ontology.project import Cut
from tests.conftest import empty
from tests.inside import inside
from tests.snapshots import build
from tests.test_laws import law
from tests.worlds import World, markings, shuffled_batches, worlds

pytestmark = pytest.mark.neo4j
BASE = "https://data.example.org/"
WEN, D = terms.WEN, f"{BASE}id/"
PREFIXES = f"""@prefix wen: <{WEN}> . @prefix d: <{D}> . @prefix x: <https://partner.example/> .
@prefix skos: <{terms.SKOS}> . @prefix dcterms: <{terms.DCTERMS}> . @prefix prov: <{terms.PROV}> .
"""


SEAT = "x:c a wen:Seat ; wen:subject d:agency-a ; wen:object d:country-KE"


def quads(store: Store, clearance: int = 4) -> list[ox.Quad]:
    """The cut of a clearance."""
    return list(project(store, Cut(BASE, clearance)))


def timeless(told: Iterable[ox.Quad]) -> list[str]:
    """Quads as texts without the clock of recording, which differs between two stores."""
    return [re.sub(r'"\d{4}-\d\d-\d\dT[^"]*Z"', '""', str(quad)) for quad in told]


def canonical(told: Iterable[ox.Quad]) -> str:
    """The canonical form of RDFC-1.0."""
    dataset = ox.Dataset(told)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


def saved(path: Path, told: Iterable[ox.Quad]) -> Path:
    """Quads as a file."""
    ox.serialize(told, output=str(path), format=ox.RdfFormat.N_QUADS)
    return path


@law
@given(world=worlds(), clearance=markings)
def test_a_cut_holds_what_loading_no_more_would_give(store: Store, world: World, clearance: Marking) -> None:
    build(store, [world])
    seen = timeless(quads(store, clearance))
    build(store, [world.at(clearance)])
    assert timeless(quads(store, clearance)) == seen


@law
@given(data=st.data())
def test_the_order_of_loading_changes_no_byte(store: Store, data: st.DataObject) -> None:
    world = data.draw(worlds())
    build(store, [world])
    seen = timeless(quads(store))
    build(store, data.draw(shuffled_batches(world)))
    assert timeless(quads(store)) == seen


@law
@given(world=worlds(), clearance=markings)
def test_export_import_export_is_equal(
    store: Store, world: World, clearance: Marking, tmp_path_factory: pytest.TempPathFactory
) -> None:
    build(store, [world])
    told = quads(store, clearance)
    path = saved(tmp_path_factory.mktemp("rdf") / "partner.nq", told)
    empty(store, Marking.RED)
    report = load_rdf(store, path, marking="CLEAR")
    assert report.problems == []
    assert canonical(quads(store, clearance)) == canonical(told)
    again = load_rdf(store, path, marking="CLEAR").landed
    assert (again.new, again.changed) == (0, 0)


@pytest.mark.parametrize("form", FORMS)
def test_the_bundled_records_come_back_from_every_format(
    form: str, bundled: Store, store: Store, tmp_path: Path
) -> None:
    told = quads(bundled, 0)
    path = tmp_path / f"partner.{FORMS[form].suffix}"
    packed = write_data(iter(told), FORMS[form], BASE, path)
    assert (packed.quads, packed.marking) == (len(told), Marking.CLEAR)
    report = load_rdf(store, path, marking="CLEAR")
    assert (report.problems, report.landed.new) == ([], report.claims)
    assert [text for text in map(str, report.problems) if "https://partner.example/" in text and why in text]
    assert len(report.problems) == 1
    assert [says for says, *_ in found(store, "agency:fine")] == ["name: Fine"]


@pytest.mark.parametrize(
    ("text", "suffix", "place"),
    [
        ("d:a wen:b", "ttl", "line 4"),
        ("<a> <b> .", "nq", "line 1"),
        ('{"@context": "https://partner.example/context", "@id": "x"}', "jsonld", "partner.jsonld"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "rdf", "partner.rdf"),
    ],
)
def test_a_file_that_can_not_be_parsed_loads_nothing_and_fetches_nothing(
    text: str, suffix: str, place: str, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as told:
        load_rdf(store, partner(tmp_path, text, suffix), marking="CLEAR")
    assert place in told.value.where
    assert store.read("MATCH (c:Claim) RETURN count(*) AS n")[0]["n"] == 0


def test_imports_of_an_ontology_are_not_followed(store: Store, tmp_path: Path) -> None:
    owl = "http://www.w3.org/2002/07/owl#imports"
    report = load_rdf(store, partner(tmp_path, f"x:o <{owl}> <http://127.0.0.1:9/> ."), marking="CLEAR")
    assert any(owl in note for note in report.notes)


@pytest.mark.parametrize(
    ("marking", "reliability", "error"),
    [("", "", MarkingError), ("PINK", "", MarkingError), ("CLEAR", "Z", UsageError)],
)
def test_a_file_needs_a_marking_and_a_grade_that_exists(
    marking: str, reliability: str, error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        read_rdf(partner(tmp_path, ""), marking, reliability)


def test_above_the_ceiling_nothing_is_written(store: Store, tmp_path: Path) -> None:
    empty(store, Marking.CLEAR)
    text = 'd:agency-a skos:prefLabel "Unit" .'
    with pytest.raises(MarkingError):
        load_rdf(store, partner(tmp_path, text), marking="GREEN")
    assert store.read("MATCH (c:Claim) RETURN count(*) AS n")[0]["n"] == 0


def test_the_command_loads_and_checks_a_partners_file(store: Store, scratch_settings: Any, tmp_path: Path) -> None:
    assert store
    path = partner(tmp_path, 'd:agency-a skos:prefLabel "Unit" ; wen:memberOf d:agency-a .')
    checked = inside(scratch_settings, "check", str(path), "--marking", "CLEAR", "--json")
    assert checked.json[0]["claims"] == 1
    told = inside(scratch_settings, "load", str(path), "--marking", "GREEN", "--reliability", "B", "--json")
    assert (told.json[0]["new"], told.json[0]["notes"][0][:14]) == (1, "1 plain triple")
    assert inside(scratch_settings, "load", str(path), "--marking", "GREEN", "--json").json[0]["new"] == 0
    assert [marking for _, _, marking, _ in found(store, "Unit")] == ["GREEN"]


def test_another_base_makes_other_iris_of_the_same_things() -> None:
    assert load_settings({"WENGRAPH_BASE_IRI": "https://graph.example/x/"}).base_iri == "https://graph.example/x/"
    for bad in ("graph.example", "https://graph.example", "https://graph.example/?x/", "https://a b/"):
        with pytest.raises(UsageError):
            load_settings({"WENGRAPH_BASE_IRI": bad})


def test_times_of_recording_elsewhere_are_kept_apart_from_ours(store: Store, tmp_path: Path) -> None:
    text = """x:c a wen:Attribute ; wen:subject d:agency-a ; wen:property wen:name ; wen:value "Unit" ;
      wen:recordedAt "2020-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> ."""
    load_rdf(store, partner(tmp_path, text), marking="CLEAR")
    kept = store.read("MATCH (c:Claim) RETURN c.recorded_at AS ours, c.first_recorded AS theirs")[0]
    assert kept["theirs"] == "2020-01-01T00:00:00Z"
    assert kept["ours"] > "2026"
    assert any('"2020-01-01T00:00:00Z"' in str(quad) for quad in quads(store))
