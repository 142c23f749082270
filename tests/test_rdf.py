"""RDF of a real store: a cut holds what loading no more would give; export, import, export is equal; plain triples."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from graph.commit import commit
from graph.describe import evidence
from graph.errors import DataError, MarkingError, UsageError
from graph.settings import load_settings
from graph.store.bolt import Store
from graph.values.claims import Claim
from graph.values.grades import SCHEMES
from graph.values.markings import Marking
from loaders.rdf import load_rdf, read_rdf
from ontology import nodes, terms
from ontology.cut import of_subjects, project
from ontology.package import FORMS, write_data
from ontology.project import Cut
from tests.conftest import empty
from tests.inside import inside
from tests.snapshots import build
from tests.test_laws import law
from tests.test_pages import PAYLOADS, hostile
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


def fit(world: World) -> World:
    """The world as loaders let it in: fitting ends and properties, credibilities of their source's scheme."""
    told = []
    for claim in filter(_let_in, world.claims):
        fits = claim.credibility in SCHEMES[claim.source.scheme].credibility
        told.append(claim if fits else replace(claim, credibility=""))
    return replace(world, claims=tuple(told))


def _let_in(claim: Claim) -> bool:
    try:
        if claim.object:
            nodes.check_ends(claim.predicate, claim.subject, claim.object)
        else:
            nodes.checked(claim.subject, claim.predicate, claim.value)
    except DataError:
        return False
    return True


@law
@given(world=worlds(), clearance=markings)
def test_export_import_export_is_equal(
    store: Store, world: World, clearance: Marking, tmp_path_factory: pytest.TempPathFactory
) -> None:
    build(store, [fit(world)])
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
    assert [note for note in report.notes if "not ours" in note or "plain" in note] == []
    assert canonical(quads(store, 0)) == canonical(told)


def test_the_hash_in_a_manifest_is_that_of_the_canonical_form(store: Store, tmp_path: Path) -> None:
    for payload in PAYLOADS:
        commit(store, hostile(payload))
    told = quads(store)
    packed = write_data(iter(told), FORMS["nquads"], BASE, tmp_path / "data.nq")
    lines = sorted(f"{quad} .\n" for quad in set(told))
    assert packed.canonical == sha256("".join(lines).encode()).hexdigest()
    assert [line.removesuffix(" .\n") for line in lines] == canonical(told).split("\n")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_records_come_back_as_they_were(payload: str, store: Store, tmp_path: Path) -> None:
    empty(store, Marking.RED)
    commit(store, hostile(payload))
    told = quads(store)
    for form in FORMS.values():
        path = tmp_path / f"partner.{form.suffix}"
        write_data(iter(told), form, BASE, path)
        empty(store, Marking.RED)
        if form.suffix == "rdf" and "\x0b" in payload:  # XML can't hold that character at all
            assert len(rdflib.Graph().parse(path)) > 0
            continue
        assert load_rdf(store, path, marking="CLEAR").problems == []
        assert canonical(quads(store)) == canonical(told)


def test_rdflib_reads_the_same_statements(bundled: Store, tmp_path: Path) -> None:
    told = quads(bundled, 0)[:3000]
    path = tmp_path / "data.ttl"
    write_data(iter(told), FORMS["turtle"], BASE, path)
    plain, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph = rdflib.Graph().parse(path)
    finally:
        rdflib.NORMALIZE_LITERALS = plain
    assert len(graph) == len({quad.triple for quad in told if quad.subject != quad.graph_name})


@law
@given(data=st.data())
def test_a_subject_is_projected_alone_as_in_the_whole(store: Store, data: st.DataObject) -> None:
    """What a follower relies on: the quads of some subjects, read for themselves, are those of the whole cut."""
    world, clearance = data.draw(worlds()), data.draw(markings)
    build(store, [world])
    cut = Cut(BASE, clearance)
    whole = quads(store, clearance)
    claims = {row["id"] for row in store.read("MATCH (c:Claim) RETURN c.id AS id")}
    others = {row["id"] for row in store.read("MATCH (n) WHERE n:Entity OR n:Source RETURN n.id AS id")}
    some_claims, some_others = _some(data, claims), _some(data, others)
    subjects = {terms.claim(BASE, i) for i in some_claims} | {terms.thing(BASE, i) for i in some_others}
    alone = {str(quad) for quad in of_subjects(store, cut, some_claims, some_others)}
    judged = {str(quad) for quad in whole if "/id/judgement-" in str(quad.subject)}
    assert alone - judged == {str(quad) for quad in whole if quad.subject.value in subjects}


def _some(data: st.DataObject, ids: set[str]) -> set[str]:
    return set(data.draw(st.lists(st.sampled_from(sorted(ids) or ["none"]))))


def partner(tmp_path: Path, text: str, suffix: str = "ttl") -> Path:
    """A partner's file."""
    path = tmp_path / f"partner.{suffix}"
    path.write_text(PREFIXES + text if suffix in ("ttl", "trig") else text, encoding="utf-8")
    return path


def found(store: Store, of: str, clearance: Marking = Marking.RED) -> list[tuple[str, str, str, str]]:
    """What is said of a thing: words, grade, marking, source."""
    return sorted(
        (s.says, s.grade, str(s.marking), s.title) for s in evidence(store, of, clearance=clearance, as_of=None)
    )


def test_a_plain_triple_becomes_a_claim_of_the_file(store: Store, tmp_path: Path) -> None:
    text = """x:unit a wen:Agency ; skos:prefLabel "Partner Unit"@en ; skos:altLabel "PU" ; wen:city "Accra" ;
      wen:ofCountry d:country-GH ; wen:founded "2011-05" ; x:phone "123" . x:stranger x:knows x:nobody ."""
    report = load_rdf(store, partner(tmp_path, text), marking="GREEN", reliability="B")
    assert report.problems == []
    told = found(store, "Partner Unit")
    assert {says for says, *_ in told} == {
        "name: Partner Unit",
        "alias: PU",
        "city: Accra",
        "founded: 2011-05",
        "note: <https://partner.example/phone> 123",
        "Partner Unit belongs to Ghana",
    }
    assert {tuple(more) for _, *more in told} == {("Admiralty B6", "GREEN", "partner.ttl")}
    assert any("https://partner.example/phone" in note for note in report.notes)
    assert any("https://partner.example/knows" in note for note in report.notes)


@pytest.mark.parametrize(
    ("declared", "claim", "source", "expected"),
    [
        ("CLEAR", "", "", "CLEAR"),
        ("AMBER", "wen:marking wen:marking-CLEAR ;", "", "AMBER"),
        ("CLEAR", "wen:marking wen:marking-AMBER-STRICT ;", "", "AMBER+STRICT"),
        ("CLEAR", "wen:marking wen:marking-GREEN ;", "wen:marking wen:marking-RED ;", "RED"),
        ("GREEN", "wen:marking wen:marking-SECRET ;", "", "RED"),
    ],
)
def test_nothing_is_marked_lower_than_it_is_declared(
    declared: str, claim: str, source: str, expected: str, store: Store, tmp_path: Path
) -> None:
    text = f"""x:s a wen:SourceDocument ; {source} dcterms:title "Report" .
      x:c a wen:Attribute ; {claim} wen:subject d:agency-a ; wen:property wen:name ; wen:value "Unit" ;
        prov:wasDerivedFrom x:s ."""
    assert load_rdf(store, partner(tmp_path, text), marking=declared).problems == []
    assert [marking for _, _, marking, _ in found(store, "Unit")] == [expected]


def test_a_graph_says_the_marking_of_its_plain_triples(store: Store, tmp_path: Path) -> None:
    text = """<https://elsewhere.example/graph/AMBER> { d:agency-a skos:prefLabel "Unit" . }"""
    load_rdf(store, partner(tmp_path, text, "trig"), marking="CLEAR")
    assert [marking for _, _, marking, _ in found(store, "Unit")] == ["AMBER"]


ATTRIBUTE = "x:c a wen:Attribute ; wen:subject d:{} ; wen:property {} ; wen:value {} ."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x:c a wen:Attendance ; wen:subject d:agency-a ; wen:object d:network-n .", "ATTENDED takes Meeting"),
        ("x:c a wen:Attendance ; wen:subject d:agency-a .", "wen:object is given 0 times"),
        ("x:c a wen:Attendance ; wen:object d:meeting-m ; wen:subject d:agency-a, d:agency-b .", "given 2 times"),
        ("x:c a wen:Attendance ; wen:subject x:who ; wen:object d:meeting-m .", "no thing of a known kind"),
        ("x:c a wen:Membership, wen:Seat ; wen:subject d:agency-a ; wen:object d:network-n .", "one class"),
        (ATTRIBUTE.format("agency-a", "x:p", '"v"'), "nothing that can be said"),
        (ATTRIBUTE.format("agency-a", "wen:founded", '"soon"'), "not a date"),
        (ATTRIBUTE.format("country-QQ", "wen:note", '"v"'), "no ISO 3166-1"),
        (ATTRIBUTE.format("agency-A%20B", "wen:note", '"v"'), "no key of an id"),
        ("x:c a wen:Membership ; wen:subject d:network-n ; wen:object d:network-n .", "a thing to itself"),
        (f"{SEAT} ; wen:credibility wen:admiralty-credibility-9 .", "no credibility"),
        (f"{SEAT} ; prov:wasDerivedFrom x:s .", "not described"),
        ("x:s a wen:SourceDocument .", "needs a dcterms:title"),
        ("x:j a wen:Judgement ; wen:left d:agency-a ; wen:right d:agency-b .", "needs a wen:verdict"),
    ],
)
def test_what_can_not_be_taken_is_named_and_the_rest_is_loaded(
    text: str, why: str, store: Store, tmp_path: Path
) -> None:
    fine = 'x:fine a wen:Attribute ; wen:subject d:agency-fine ; wen:property wen:name ; wen:value "Fine" .'
    report = load_rdf(store, partner(tmp_path, f"{text}\n{fine}"), marking="CLEAR")
    assert [text for text in map(str, report.problems) if "https://partner.example/" in text and why in text]
    assert len(report.problems) == 1
    assert [says for says, *_ in found(store, "agency:fine")] == ["name: Fine"]


BOMB = '<!ENTITY b0 "ha">' + "".join(f'<!ENTITY b{n} "&b{n - 1};&b{n - 1};">' for n in range(1, 30))


@pytest.mark.parametrize(
    ("text", "suffix", "place"),
    [
        ("d:a wen:b", "ttl", "line 3"),
        ("<a> <b> .", "nq", "line 1"),
        ('{"@context": "https://partner.example/context", "@id": "x"}', "jsonld", "partner.jsonld"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "rdf", "partner.rdf"),
        (f"<!DOCTYPE a [{BOMB}]><a>&b29;</a>", "xml", "partner.xml"),
        ("[" * 200_000, "json", "partner.json"),
    ],
)
def test_a_file_that_can_not_be_parsed_loads_nothing_and_fetches_nothing(
    text: str, suffix: str, place: str, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as told:
        load_rdf(store, partner(tmp_path, text, suffix), marking="CLEAR")
    assert place in told.value.where
    assert store.read("MATCH (c:Claim) RETURN count(*) AS n")[0]["n"] == 0


def test_a_subject_may_have_very_many_values(tmp_path: Path) -> None:
    text = "d:agency-a wen:alias " + ", ".join(f'"Name {n}"' for n in range(60_000)) + "."
    begun = time.process_time()
    assert len(read_rdf(partner(tmp_path, text), "CLEAR", "")[0].claims) == 60_000
    assert time.process_time() - begun < 30  # in the square of their number it would take minutes


def test_the_json_that_the_pages_show_is_loaded(store: Store, tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "ontology.md").read_text(encoding="utf-8")
    text = next(re.finditer(r"^```json\n(.*?)^```", page, re.M | re.S))[1]
    report = load_rdf(store, partner(tmp_path, text, "json"), marking="CLEAR")
    assert report.problems == []
    assert found(store, "country:KE") == [
        ("Kenya is a member of Lusaka Agreement Task Force (party)", "Admiralty B6", "CLEAR", "A report")
    ]


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
